"""Diagnostics as people and tools read them: text, annotations, JSON, SARIF."""
