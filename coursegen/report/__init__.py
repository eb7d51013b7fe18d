"""Diagnostics as people and tools read them: text, annotations, JSON, SARIF."""

NAMES = ("text", "github", "json", "sarif")
"""The values of `--format`; what writes them is loaded when there is something to tell."""
