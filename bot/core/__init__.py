"""The pure core: rules without I/O, clock, chance or Discord. Every function returns an outcome."""
