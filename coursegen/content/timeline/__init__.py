"""The dates of a course, computed from its meetings."""
