"""Features of Markdown that are imported only for a text that may use them."""
