"""The options, lexers and highlighting of code blocks."""
