"""The fields of the author's files: reading them, and describing them as JSON Schema."""
