"""The fields of the author's files: declarations, validation and JSON Schemas."""
