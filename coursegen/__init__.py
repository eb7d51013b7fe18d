"""coursegen: a static website generator for courses."""

__version__ = "0.1.0"
