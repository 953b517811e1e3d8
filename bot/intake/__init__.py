"""The outside world becomes articles: fetch, parse, decide, store."""
