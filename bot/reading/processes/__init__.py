"""The child processes: the side of the bot, the side of the child, and the JSON between them."""
