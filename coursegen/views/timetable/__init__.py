"""The schedule as table rows, cells and lists, depending on its layout."""
