"""Parses YAML to nodes with locations; the only package that uses PyYAML."""
