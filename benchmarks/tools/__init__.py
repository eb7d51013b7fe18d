"""The generators: one file for each says where it is, how the course is laid out, how it runs."""

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
"""Each gives back a `Tool`, or None where it is not installed."""

__all__ = ["PEERS", "coursegen"]
