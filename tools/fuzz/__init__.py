"""Fuzz targets, which test the parsers of untrusted files with random input."""
