"""Pages → bytes.  The only door to Jinja2 and Markdown."""
