from tests.cogs.world import database, services, world

__all__ = ["database", "services", "world"]
