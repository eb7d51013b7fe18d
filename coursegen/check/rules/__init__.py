"""The rules of `coursegen check`, with one module for each rule."""
