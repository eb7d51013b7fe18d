"""Markdown to HTML (the only door to Python-Markdown and Pygments)."""
