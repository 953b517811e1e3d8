"""What commands, the terminal and tests call; the only door to the application."""
