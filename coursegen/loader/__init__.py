"""Load the author's files as content objects, and report every problem with its location."""
