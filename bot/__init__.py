"""Communiqué: a Discord bot that reads diplomatic news and answers with the sentence that says so."""

__version__ = "0.1.0"
