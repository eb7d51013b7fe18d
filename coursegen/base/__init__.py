"""Code that all packages share: text with source locations, diagnostics, files and URLs."""
