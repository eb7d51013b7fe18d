"""Data that a build saves, so that later builds do not generate unchanged parts again."""
