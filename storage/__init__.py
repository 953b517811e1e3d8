"""The only place with SQL: one file of SQLite, one module per noun, functions that never commit."""
