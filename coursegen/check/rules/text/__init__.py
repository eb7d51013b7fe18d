"""Rules about the accessibility of text and images."""
