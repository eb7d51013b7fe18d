"""How fast coursegen is beside other generators of static sites, and where it is slow."""
