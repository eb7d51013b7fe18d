"""Microbenchmarks of the hot paths: `python -m pytest benchmarks/micro`."""
