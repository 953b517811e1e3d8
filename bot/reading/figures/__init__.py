"""Numbers that say something about the world: as written, what they measure, for when."""
