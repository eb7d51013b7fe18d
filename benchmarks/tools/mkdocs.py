"""The benchmark of MkDocs, with the minimal templates and with Material for MkDocs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.course import CODE, NOTES, TERM, TITLE
from benchmarks.tools.sources import STYLE, front_matter, note_page
from benchmarks.tools.tool import Tool, has_module, in_python, program, put, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from benchmarks.course import Course, Material
    from benchmarks.tools.tool import Command

_MARKDOWN = "[attr_list, footnotes, tables, toc, "
_PLAIN = f"""\
site_name: course
theme: {{name: null, custom_dir: theme}}
plugins: []
markdown_extensions: {_MARKDOWN}fenced_code, codehilite: {{guess_lang: false}}]
"""
_MATERIAL = f"""\
site_name: course
theme: {{name: material, font: false, features: [navigation.prune]}}
markdown_extensions: {_MARKDOWN}pymdownx.highlight, pymdownx.superfences]
"""
_VERSION_OF_MATERIAL = "from importlib.metadata import version; print(version('mkdocs-material'))"


def find() -> Tool | None:
    """Return MkDocs if it is installed."""
    mkdocs = program("mkdocs")
    return _tool("mkdocs", mkdocs, lay, (mkdocs, "--version")) if mkdocs else None


def find_material() -> Tool | None:
    """Return MkDocs with Material if both are installed."""
    mkdocs = program("mkdocs")
    if not mkdocs or not has_module(mkdocs, "material"):
        return None
    return _tool("material", mkdocs, lay_material, in_python(mkdocs, _VERSION_OF_MATERIAL))


def _tool(name: str, mkdocs: str, laid: Callable[[Course, Path], None], version: Command) -> Tool:
    return Tool(
        name=name,
        version=version,
        lay=laid,
        build=(mkdocs, "build", "--quiet"),
        again=(mkdocs, "build", "--quiet", "--dirty"),
        # Newer releases of click disable live reload by default.
        serve=(mkdocs, "serve", "--livereload", "--dev-addr", "127.0.0.1:{port}"),
        notes=f"docs/{NOTES}",
        schedule="docs/index.md",
        output="site",
        caches=(".cache",),
    )


def lay(course: Course, root: Path) -> None:
    """Write the course and the minimal templates to a folder."""
    put(root / "mkdocs.yml", _PLAIN + staff_data(course))
    put(root / "theme/main.html", plain_theme())
    lay_docs(course, root)


def lay_material(course: Course, root: Path) -> None:
    """Write the course to a folder for Material."""
    put(root / "mkdocs.yml", _MATERIAL + staff_data(course))
    lay_docs(course, root)


def lay_docs(course: Course, root: Path) -> None:
    """Write the pages; the schedule is a Markdown table because MkDocs has no data files."""
    put(root / "docs/index.md", "\n".join(_home(course)) + "\n")
    put(root / "docs/style.css", STYLE)
    for note in course.notes:
        put(root / "docs" / NOTES / f"{note.name}.md", front_matter(note) + note.body)


def plain_theme() -> str:
    """Return a template for both the home page and the notes."""
    page = note_page("config.extra", "page.meta.", "{{ page.content }}")
    page = page.replace("<h1>", "{% if page.meta.week %}<h1>")
    page = page.replace("{{ page.content }}", "{% endif %}{{ page.content }}")
    page = page.replace('"../../style.css"', "\"{{ 'style.css' | url }}\"")
    return page.replace('"../../"', "\"{{ '.' | url }}\"")


def staff_data(course: Course) -> str:
    """Return the staff as part of the configuration."""
    people = (f"{{name: {quoted(p.name)}, role: {p.role}}}" for p in course.staff)
    return f"extra: {{staff: [{', '.join(people)}]}}\n"


def _home(course: Course) -> Iterator[str]:
    yield from (f"# {CODE} {TITLE}", "", TERM, "")
    for section in course.sections:
        yield from (f"## {section.title}", "", "| Week | Topic | Date | Lecture | Materials |")
        yield "| --- | --- | --- | --- | --- |"
        for week in section.weeks:
            for lecture in week.lectures:
                links = " ".join(map(_link, lecture.materials))
                title = f"{lecture.day} | {lecture.title}"
                yield f"| {week.number} | {week.topic} | {title} | {links} |"
        yield ""
    yield from ("## Staff", "")
    yield from (f"- {p.role}: [{p.name}](mailto:{p.email})" for p in course.staff)


def _link(material: Material) -> str:
    return f"[{material.kind}]({material.url or f'{NOTES}/{material.note}.md'})"
