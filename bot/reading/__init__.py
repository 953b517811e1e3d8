"""From the text of an article to facts with quotes: rules over a dependency parse, word lists as data."""
