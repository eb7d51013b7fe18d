"""Write the site to its output folder atomically."""
