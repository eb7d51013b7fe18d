"""The benchmark of Zensical, with the minimal templates, Python-Markdown and Pygments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.course import NOTES
from benchmarks.tools.mkdocs import lay_docs, plain_theme
from benchmarks.tools.tool import Tool, program, put, quoted

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.course import Course

_CONFIG = """\
[project]
site_name = "course"
plugins = []

[project.theme]
custom_dir = "theme"

[project.markdown_extensions]
attr_list = {}
footnotes = {}
tables = {}
toc = {}
pymdownx.highlight = {}
pymdownx.superfences = {}

"""


def find() -> Tool | None:
    """Return Zensical if it is installed."""
    zensical = program("zensical")
    if not zensical:
        return None
    return Tool(
        name="zensical",
        version=(zensical, "--version"),
        lay=lay,
        build=(zensical, "build"),
        serve=(zensical, "serve", "--dev-addr", "127.0.0.1:{port}"),
        notes=f"docs/{NOTES}",
        schedule="docs/index.md",
        output="site",
        caches=(".cache",),
    )


def lay(course: Course, root: Path) -> None:
    """Write the course to a folder."""
    people = "".join(
        f"[[project.extra.staff]]\nname = {quoted(person.name)}\nrole = {quoted(person.role)}\n"
        for person in course.staff
    )
    put(root / "zensical.toml", _CONFIG + people)
    put(root / "theme/main.html", plain_theme())
    lay_docs(course, root)
