"""How cards, pages, forms and checks look in Discord."""
