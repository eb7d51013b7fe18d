"""One small benchmark for each hot path: `python -m pytest benchmarks/micro`."""
