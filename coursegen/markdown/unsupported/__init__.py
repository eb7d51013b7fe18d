"""Constructs of other Markdown dialects that coursegen does not render."""
