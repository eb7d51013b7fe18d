"""The benchmark of Jekyll, with kramdown and Rouge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.course import NOTES
from benchmarks.tools.sources import HOME, STYLE, filled, front_matter, note_page, schedule_data
from benchmarks.tools.tool import Tool, program, put

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.course import Course

_CONFIG = f"""\
title: course
markdown: kramdown
highlighter: rouge
kramdown: {{input: GFM}}
collections:
  {NOTES}: {{output: true, permalink: "/{NOTES}/:name/"}}
defaults:
  - scope: {{path: "", type: {NOTES}}}
    values: {{layout: note}}
"""
_DATA = "site.data.schedule"


def find() -> Tool | None:
    """Return Jekyll if it is installed."""
    jekyll = program("jekyll")
    if not jekyll:
        return None
    return Tool(
        name="jekyll",
        version=(jekyll, "--version"),
        lay=lay,
        build=(jekyll, "build", "--quiet"),
        again=(jekyll, "build", "--quiet", "--incremental"),
        serve=(jekyll, "serve", "--incremental", "--host", "127.0.0.1", "--port", "{port}"),
        notes=f"_{NOTES}",
        schedule="_data/schedule.yml",
        output="_site",
        caches=(".jekyll-cache", ".jekyll-metadata"),
    )


def lay(course: Course, root: Path) -> None:
    """Write the course to a folder."""
    put(root / "_config.yml", _CONFIG)
    put(root / "_data/schedule.yml", schedule_data(course))
    put(root / "style.css", STYLE)
    put(root / "index.html", f"---\n---\n{filled(HOME, data=_DATA)}")
    put(root / "_layouts/note.html", note_page(_DATA, "page.", "{{ content }}"))
    for note in course.notes:
        put(root / f"_{NOTES}/{note.name}.md", front_matter(note) + note.body_with_addresses())
