"""Compare the speed of coursegen with other static site generators, and benchmark its hot paths."""
