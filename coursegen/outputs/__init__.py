"""Generated files other than pages: stylesheet, manifest, sitemap, robots.txt."""
