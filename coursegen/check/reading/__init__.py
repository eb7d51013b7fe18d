"""The inputs of rules: finished pages, the elements of Markdown, stylesheets and PDFs."""
