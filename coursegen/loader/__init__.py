"""Loads the author's files as content objects; reports every problem with its location."""
