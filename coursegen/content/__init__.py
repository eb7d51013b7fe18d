"""The content of a course as immutable values, independent of files, YAML, HTML and the time."""
