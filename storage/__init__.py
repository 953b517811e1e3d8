"""The only place with SQL: one module per noun, plain async functions that never commit."""
