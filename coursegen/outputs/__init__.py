"""Files beside the pages: stylesheet, manifest, sitemap, robots.txt."""
