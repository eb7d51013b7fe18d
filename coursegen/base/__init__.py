"""Shared by every package: text with source locations, diagnostics, files and URLs."""
