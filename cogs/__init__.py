"""Discord commands: a cog parses, calls a service, shows a card."""
