"""The generators, with a module for the commands and source files of each one."""

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
"""Functions that return a `Tool`, or None if the generator is not installed."""

__all__ = ["PEERS", "coursegen"]
