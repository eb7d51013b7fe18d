"""The schedule as rows and cells, by its layout."""
