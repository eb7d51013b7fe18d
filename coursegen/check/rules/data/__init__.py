"""Rules about the data of a course."""
