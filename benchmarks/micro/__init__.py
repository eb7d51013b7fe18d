"""A small benchmark of each hot path: `python -m pytest benchmarks/micro`."""
