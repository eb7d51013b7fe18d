"""What a course is: immutable values.  No files, no YAML, no HTML, no clock."""
