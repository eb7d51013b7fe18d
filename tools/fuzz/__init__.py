"""Fuzzing: endless random input for what reads the files of others."""
