"""Rules about text: can everybody read it?."""
