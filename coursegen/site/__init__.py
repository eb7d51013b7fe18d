"""The plan of the site: resolved links, released content and output paths."""
