"""The content of a course: immutable values without files, YAML, HTML or a clock."""
