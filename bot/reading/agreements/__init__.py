"""Agreements and commitments: what tells of one, then who, of which kind, how firmly, when."""
