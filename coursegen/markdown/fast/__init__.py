"""Parts of Python-Markdown rewritten to take linear time."""
