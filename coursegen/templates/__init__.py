"""The Jinja environment: filters, sandbox, error messages (the only door to Jinja)."""
