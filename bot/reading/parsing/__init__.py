"""From text to parsed sentences: language, paragraphs, what is boilerplate, the language model behind one adapter."""
