"""Output formats for diagnostics: text, annotations, JSON and SARIF."""

NAMES = ("text", "github", "json", "sarif")
"""The values of `--format`; the modules are loaded only if there is something to report."""
