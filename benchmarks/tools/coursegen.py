"""The benchmark of coursegen, with the default theme and all default features."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.course import CODE, NOTES, TERM, TITLE
from benchmarks.tools.tool import Extra, Tool, in_python, put, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.course import Course, Lecture, Note, Week
    from benchmarks.tools.tool import Command

INSTALLED = str(Path(sys.executable).parent / "coursegen")
_LIBRARIES = """
import argparse, jinja2, markdown, msgspec, pygments.lexers, yaml
import PIL.Image, PIL.ImageDraw
from pygments.formatters.html import HtmlFormatter
markdown.Markdown(extensions=["attr_list", "def_list", "footnotes", "tables", "toc"])
"""
_EXTRAS = {
    "template": Extra(
        "templates/partials/footer.html",
        '{% include "theme/partials/footer.html" %}\n<!-- rev-template-0000 -->\n',
        "/",
    ),
    "stylesheet": Extra(
        "static/css/course.css",
        '.inside::after { content: "rev-stylesheet-0000"; }\n',
        "/static/css/site.css",
    ),
}


def tool(name: str, command: Command) -> Tool:
    """Return the version of coursegen that a command runs; `name` is its name in the results."""
    return Tool(
        name=name,
        version=(*command, "--version"),
        lay=lay,
        build=(*command, "build", "--quiet"),
        serve=(*command, "serve", "--quiet", "--port", "{port}"),
        notes=f"content/{NOTES}",
        schedule="content/schedule.yaml",
        output="_site",
        caches=(".coursegen",),
        libraries=in_python(command[0], _LIBRARIES) if command else (),
        extras=_EXTRAS,
    )


def lay(course: Course, root: Path) -> None:
    """Write the course to a folder."""
    put(
        root / "site.yaml",
        f"title: {quoted(TITLE)}\ncode: {quoted(CODE)}\nterm: {quoted(TERM)}\n",
    )
    put(root / "content/staff.yaml", "\n".join(_staff(course)) + "\n")
    put(root / "content/schedule.yaml", schedule(course, _date))
    for note in course.notes:
        put(root / "content" / NOTES / f"{note.name}.md", _front_matter(note) + note.body)


def _front_matter(note: Note) -> str:
    data = f"{{week: {note.week}, author: {quoted(note.author)}}}"
    return (
        f"---\ntitle: {quoted(note.title)}\ndescription: {quoted(note.summary)}\n"
        f"extra: {data}\n---\n\n"
    )


def _staff(course: Course) -> Iterator[str]:
    yield "people:"
    for person in course.staff:
        yield f"  - name: {quoted(person.name)}"
        yield f"    role: {quoted(person.role)}"
        yield f"    email: {person.email}"


def schedule(course: Course, dates: Callable[[Week, Lecture], Iterator[str]]) -> str:
    """Return `schedule.yaml`; `dates` yields the keys of a lecture that say when it takes place."""
    return "\n".join(_schedule(course, dates)) + "\n"


def _schedule(course: Course, dates: Callable[[Week, Lecture], Iterator[str]]) -> Iterator[str]:
    yield "sections:"
    for section in course.sections:
        yield from (f"  - title: {quoted(section.title)}", "    weeks:")
        for week in section.weeks:
            yield f"      - week: {week.number}"
            yield from (f"        topic: {quoted(week.topic)}", "        lectures:")
            for lecture in week.lectures:
                yield f"          - title: {quoted(lecture.title)}"
                yield from (f"            {key}" for key in dates(week, lecture))
                for material in lecture.materials:
                    link = material.url or f"{NOTES}/{material.note}.md"
                    yield f"            {material.kind}: {link}"


def _date(_week: Week, lecture: Lecture) -> Iterator[str]:
    yield f"date: {lecture.day}"
