"""The generators: one module each, with its commands and the source files of the course."""

from benchmarks.tools import coursegen, eleventy, hugo, jekyll, mkdocs, pelican, zensical

PEERS = {
    "hugo": hugo.find,
    "jekyll": jekyll.find,
    "eleventy": eleventy.find,
    "pelican": pelican.find,
    "mkdocs": mkdocs.find,
    "material": mkdocs.find_material,
    "zensical": zensical.find,
}
"""Each returns a `Tool`, or None if it is not installed."""

__all__ = ["PEERS", "coursegen"]
