"""The Jinja environment, with its filters, sandbox and error messages."""
