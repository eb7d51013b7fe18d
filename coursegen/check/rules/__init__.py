"""The rules of `coursegen check`, one file each."""
