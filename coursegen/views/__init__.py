"""View models: the values that templates print."""
