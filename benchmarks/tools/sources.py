"""Source files that several tools share: data files, front matter and two templates.

The templates are minimal, so that the time of a generator does not depend on a theme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.course import CODE, NOTES, TERM, TITLE
from benchmarks.tools.tool import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.course import Course, Material, Note

STYLE = """\
body { max-width: 60rem; margin: auto; padding: 1rem; font: 1rem/1.5 sans-serif; }
table { border-collapse: collapse; }
td, th { padding: 0.25rem 0.5rem; border: 1px solid silver; text-align: left; }
pre { padding: 0.75rem; overflow: auto; background: whitesmoke; }
"""

HOME = """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>[code] [title]</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="style.css"></head>
<body>
<header><h1>[code] [title]</h1><p>[term]</p></header>
<main>
{% for section in [data].sections %}<h2>{{ section.title }}</h2>
<table>
<tr><th>Week</th><th>Topic</th><th>Date</th><th>Lecture</th><th>Materials</th></tr>
{% for week in section.weeks %}{% for lecture in week.lectures %}<tr>
<td>{{ week.number }}</td><td>{{ week.topic }}</td><td>{{ lecture.day }}</td>
<td>{{ lecture.title }}</td>
<td>{% for m in lecture.materials %}<a href="{{ m.url }}">{{ m.kind }}</a> {% endfor %}</td>
</tr>
{% endfor %}{% endfor %}</table>
{% endfor %}<h2>Staff</h2>
<ul>
{% for p in [data].staff %}<li>{{ p.role }}: <a href="mailto:{{ p.email }}">{{ p.name }}</a></li>
{% endfor %}</ul>
</main>
</body>
</html>
"""
"""The template of the home page, in the common subset of Liquid, Nunjucks and Jinja."""

NOTE = """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>[note.title] – [code]</title>
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="../../style.css"></head>
<body>
<header><a href="../../">[code] [title]</a></header>
<main>
<h1>[note.title]</h1>
<p>Week [note.week], [note.author]</p>
[content]
</main>
<footer>{% for p in [data].staff %}{{ p.name }}, {{ p.role }}. {% endfor %}</footer>
</body>
</html>
"""
"""The template of a page of notes, in the same subset."""


def filled(template: str, **values: str) -> str:
    """Replace each `[name]` in a template with the value for a tool."""
    named = {"code": CODE, "title": TITLE, "term": TERM, **values}
    for name, value in named.items():
        template = template.replace(f"[{name}]", value)
    return template


def note_page(data: str, note: str, content: str) -> str:
    """Return the template of a page of notes, with the tool's names for `data` and `note`."""
    fields = ("title", "week", "author")
    page = NOTE
    for name in fields:
        page = page.replace(f"[note.{name}]", f"{{{{ {note}{name} }}}}")
    return filled(page, data=data, content=content)


def front_matter(note: Note) -> str:
    """Return the front matter of a note, in YAML."""
    return (
        f"---\ntitle: {quoted(note.title)}\nweek: {note.week}\nauthor: {quoted(note.author)}\n"
        f"summary: {quoted(note.summary)}\n---\n\n"
    )


def address(material: Material) -> str:
    """Return the URL of a material, relative to the home page."""
    return material.url or f"{NOTES}/{material.note}/"


def schedule_data(course: Course) -> str:
    """Return the schedule and the staff in YAML, for tools with data files."""
    return "\n".join([*_staff(course), *_schedule(course)]) + "\n"


def _staff(course: Course) -> Iterator[str]:
    yield "staff:"
    for person in course.staff:
        yield f"  - name: {quoted(person.name)}"
        yield f"    role: {quoted(person.role)}"
        yield f"    email: {quoted(person.email)}"


def _schedule(course: Course) -> Iterator[str]:
    yield "sections:"
    for section in course.sections:
        yield from (f"  - title: {quoted(section.title)}", "    weeks:")
        for week in section.weeks:
            yield f"      - number: {week.number}"
            yield from (f"        topic: {quoted(week.topic)}", "        lectures:")
            for lecture in week.lectures:
                yield f"          - title: {quoted(lecture.title)}"
                yield from (f'            day: "{lecture.day}"', "            materials:")
                for material in lecture.materials:
                    yield f"              - kind: {material.kind}"
                    yield f"                url: {address(material)}"
