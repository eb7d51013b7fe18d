"""The benchmark of Eleventy, with markdown-it and Prism."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.course import NOTES
from benchmarks.tools.sources import HOME, STYLE, filled, front_matter, note_page, schedule_data
from benchmarks.tools.tool import Tool, program, put

if TYPE_CHECKING:
    from benchmarks.course import Course

NEEDS = (
    "@11ty/eleventy-plugin-syntaxhighlight",
    "js-yaml",
    "markdown-it-anchor",
    "markdown-it-footnote",
)
_CONFIG = """\
const yaml = require("js-yaml");
const plain = (module) => module.default || module;
module.exports = async (config) => {
  config.addPlugin((await import("@11ty/eleventy-plugin-syntaxhighlight")).default);
  config.addDataExtension("yaml", (text) => yaml.load(text));
  config.addPassthroughCopy("source/style.css");
  for (const name of ["markdown-it-anchor", "markdown-it-footnote"])
    config.amendLibrary("md", (markdown) => markdown.use(plain(require(name))));
  return {
    dir: { input: "source" }, markdownTemplateEngine: false, htmlTemplateEngine: "njk",
  };
};
"""


def find() -> Tool | None:
    """Return Eleventy if it and the required packages are installed in the same folder."""
    eleventy = program("eleventy")
    if not eleventy:
        return None
    modules = next((p for p in Path(eleventy).resolve().parents if p.name == "node_modules"), None)
    if not modules or not all((modules / name).is_dir() for name in NEEDS):
        return None

    def lay_beside(course: Course, root: Path) -> None:
        lay(course, root)
        (root / "node_modules").symlink_to(modules)

    return Tool(
        name="eleventy",
        version=(eleventy, "--version"),
        lay=lay_beside,
        build=(eleventy, "--quiet"),
        serve=(eleventy, "--serve", "--incremental", "--port={port}"),
        notes=f"source/{NOTES}",
        schedule="source/_data/schedule.yaml",
        output="_site",
        caches=(".cache",),
    )


def lay(course: Course, root: Path) -> None:
    """Write the course to a folder."""
    put(root / "package.json", '{"private": true, "type": "commonjs"}\n')
    put(root / "eleventy.config.js", _CONFIG)
    put(root / "source/_data/schedule.yaml", schedule_data(course))
    put(root / "source/style.css", STYLE)
    put(root / "source/index.njk", filled(HOME, data="schedule"))
    note_template = note_page("schedule", "", "{{ content | safe }}")
    put(root / "source/_includes/note.njk", note_template)
    put(root / f"source/{NOTES}/{NOTES}.json", '{"layout": "note.njk"}\n')
    for note in course.notes:
        text = front_matter(note) + note.body_with_addresses()
        put(root / f"source/{NOTES}/{note.name}.md", text)
