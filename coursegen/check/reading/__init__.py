"""Parsers for the inputs of rules: finished pages, Markdown, stylesheets and PDFs."""
