"""The fields of the author's files, their validation, and JSON Schemas for editors."""
