from tests.cogs.world import database, gazetteer, services, world

__all__ = ["database", "gazetteer", "services", "world"]
