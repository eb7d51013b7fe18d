"""What every package uses: text with locations, diagnostics, files, URLs."""
