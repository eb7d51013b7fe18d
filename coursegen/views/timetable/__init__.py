"""The schedule as rows and cells, depending on its layout."""
