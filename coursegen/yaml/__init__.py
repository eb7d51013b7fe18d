"""YAML to nodes with locations (the only door to PyYAML)."""
