"""What a course contains: immutable values, each declared with the keys that an author writes."""
