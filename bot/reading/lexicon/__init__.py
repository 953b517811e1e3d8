"""The word lists: TOML files, each read once, checked against its declared shape and made ready for look-ups."""
