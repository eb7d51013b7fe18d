"""Convert a Markdown file in `content/` to a page."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostics, Problem
from coursegen.base.html_comments import hide_comments
from coursegen.base.struct import replace
from coursegen.base.text import LocatedStr, Location, Source, location_of
from coursegen.base.urls import page_path
from coursegen.content.page import DEFAULT_TEMPLATE, Page

if TYPE_CHECKING:
    from coursegen.content.site import CourseInfo
    from coursegen.schema.fields import Content
    from coursegen.schema.reader import Reader
    from coursegen.yaml.nodes import Node

C = TypeVar("C", bound="Content")

HOME = "index.md"
_FENCE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_MISPLACED = re.compile(
    r"(?P<toml>\+\+\+[ \t]*\n)[^\n]*=|"
    r"(?:(?P<fence>-{2}|-{4,})[ \t]*\n)?"
    r"(?P<blank>\s*\n)?(?(blank)---[ \t]*\n|)[a-z][\w-]*:(?:[ \t][^\n]*)?\n"
    r"(?:(?:[a-z][\w-]*:|[ \t]+|- |#)[^\n]*\n){0,50}(?(fence)-{2,}|---)[ \t]*(?:\n|\Z)"
)
"""Matches the start of a file with TOML, or with YAML that is not between two lines `---`."""
_MISPLACEMENTS = {
    group: Problem(Code.FRONT_MATTER_START, message, hint)
    for group, message, hint in (
        (
            "toml",
            "front matter in TOML is not supported",
            "write it in YAML between two lines '---', such as 'title: About'",
        ),
        (
            "fence",
            "the first line of the front matter is not '---'",
            "write exactly three hyphens, both here and after its last key",
        ),
        (
            "blank",
            "the front matter does not begin on the first line",
            "remove everything above this line",
        ),
        (
            "",
            "the first line '---' of the front matter is missing",
            "write a line '---' above this line",
        ),
    )
}
"""The problems by the group that matches."""
_MAX_PERMALINK_LENGTH = 1000
"""The maximum length of a permalink in characters; no system supports much longer paths."""
_MAX_NAME_LENGTH = 255
"""The maximum size in bytes of a file or folder name on all common systems."""
_MAX_TITLE_LENGTH = 300
"""The maximum length, in characters, of a heading from which emphasis is removed."""

_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_EMPHASIS = re.compile(r"(?<![\w\\])(\*{1,3}|_{1,3}|`+)(?=\S)(.*?\S)\1(?!\w)")


def default_home(info: CourseInfo) -> Page:
    """Return the home page of a course that has none."""
    return Page(HOME, "index.html", info.title, template="home.html", location=info.location)


class FrontMatter(NamedTuple):
    """The front matter of a file (or None), the text below it, and the line where that begins."""

    text: str | None
    body: str
    line: int


def read_page(source: Source, name: str, reader: Reader) -> Page:
    """Read a page; `name` is the path of the file below `content/`.

    For drafts, only the syntax is checked.
    """
    front = read_front_matter(source, reader.diagnostics)
    return with_body(page_of(source, name, front.text, reader), source, name, front)


def page_of(source: Source, name: str, front: str | None, reader: Reader) -> Page:
    """Return a page without its text; it depends only on the name and the front matter."""
    given: dict[str, Any] = {
        "name": name,
        "path": page_path(name),
        "template": "home.html" if name == HOME else DEFAULT_TEMPLATE,
        "location": Location(source),
    }
    node = _parse(source, front, reader)
    page = reader.read(node, Page, Location(source, 2), given) or Page(**given)
    return replace(
        page,
        template=page.template or given["template"],
        path=_path(page, Diagnostics() if page.draft else reader.diagnostics),
    )


def with_body(page: Page, source: Source, name: str, front: FrontMatter) -> Page:
    """Add the text below the front matter to a page; its heading is the default title."""
    title = page.title or _first_heading(hide_comments(front.body, "")[0]) or _title_of(name)
    return replace(
        page,
        name=name,  # a forged page may have another name and location
        title=title,
        body_length=len(front.body),
        body_line=front.line,
        location=Location(source),
    )


def read_markdown(source: Source, name: str, content: type[C], reader: Reader) -> C | None:
    """Read a Markdown file with front matter.

    The text is the field `body`, and the path below `content/` without its suffix is the field
    `name`, if the content type declares such fields.
    """
    front = read_front_matter(source, reader.diagnostics)
    given = {
        "name": posixpath.splitext(name)[0],
        "body": LocatedStr(front.body, Location(source, front.line)),
        "location": Location(source),
    }
    own = {key: value for key, value in given.items() if key in content.__struct_fields__}
    return reader.read(_parse(source, front.text, reader), content, Location(source), own)


def _parse(source: Source, front: str | None, reader: Reader) -> Node | None:
    if front is None:
        return None
    from coursegen.yaml.parser import parse  # noqa: PLC0415 - PyYAML is slow to load

    return parse(source, reader.diagnostics, front, first_line=2)


def read_front_matter(source: Source, diagnostics: Diagnostics) -> FrontMatter:
    """Return the front matter of a file and the text below it; report an empty file."""
    front = split_front_matter(source, diagnostics)
    if front.text is None and not source.text.strip():
        diagnostics.warning(
            Code.FILE_EMPTY,
            "this file is empty",
            Location(source),
            "add its content, or remove the file",
        )
    return front


def split_front_matter(source: Source, diagnostics: Diagnostics) -> FrontMatter:
    """Return the front matter of a file and the text below it; report a missing end."""
    text = source.text
    if "<<<<<<< " in text:
        from coursegen.base.merge_conflicts import has_conflict  # noqa: PLC0415 - only for conflicts

        if has_conflict(source, text, 1, diagnostics):
            return FrontMatter(None, "", text.count("\n") + 1)
    newline = text.find("\n")
    first = text if newline < 0 else text[:newline]
    if first.rstrip() != "---":
        return _without_front_matter(source, diagnostics)
    start = len(first) + 1
    end = _FENCE.search(text, start)
    if end is None:
        diagnostics.error(
            Code.FRONT_MATTER_UNCLOSED,
            "unclosed front matter",
            Location(source, 1, 1, 3),
            "add a line '---' after its last key",
        )
        return FrontMatter(None, "", text.count("\n") + 1)
    front = text[start : max(start, end.start() - 1)]
    return FrontMatter(front, text[end.end() + 1 :], text.count("\n", 0, end.end()) + 2)


def _without_front_matter(source: Source, diagnostics: Diagnostics) -> FrontMatter:
    """Return the whole file as text, or report front matter that does not begin with `---`."""
    misplaced = _MISPLACED.match(source.text)
    if misplaced is None:
        return FrontMatter(None, source.text, 1)
    line = source.text.count("\n", 0, max(misplaced.end("blank"), 0)) + 1
    problem = _MISPLACEMENTS[misplaced.lastgroup or ""]
    location = Location(source, line, 1, len(source.line(line)))
    diagnostics.error(problem.code, problem.message, location, problem.hint)
    return FrontMatter(
        None, source.text[misplaced.end() :], source.text.count("\n", 0, misplaced.end()) + 1
    )


def _path(page: Page, diagnostics: Diagnostics) -> str:
    name, permalink = page.name, page.permalink
    if not permalink:
        return page.path
    if name == HOME and permalink != "/":
        diagnostics.error(
            Code.HOME_PERMALINK,
            "the home page cannot have a permalink other than '/'",
            location_of(permalink),
            "remove the permalink, or rename the file",
        )
        return page.path
    if len(permalink) > _MAX_PERMALINK_LENGTH:
        diagnostics.error(
            Code.INVALID_URL,
            f"this permalink is longer than {_MAX_PERMALINK_LENGTH:,} characters",
            location_of(permalink),
            "write a short path such as /about/",
        )
        return page.path
    try:
        path = page_path(name, permalink)
    except ValueError:
        diagnostics.error(
            Code.PERMALINK_OUTSIDE_SITE,
            f"the permalink '{permalink}' is outside the site",
            location_of(permalink),
            "write a path that begins with '/', without '..'",
        )
        return page.path
    card = path.removesuffix(".html") + ".png"  # the page's image for social media
    parts = {*path.split("/"), *card.split("/")}
    if max(len(part.encode("utf-8", "surrogatepass")) for part in parts) > _MAX_NAME_LENGTH:
        diagnostics.error(
            Code.INVALID_URL,
            f"a part of this permalink is longer than {_MAX_NAME_LENGTH} bytes",
            location_of(permalink),
            "write a short path such as /about/",
        )
        return page.path
    return path


def _first_heading(body: str) -> str:
    """Return the text of a heading at the start of the page, without Markdown syntax."""
    first = next((line for line in body.split("\n") if line.strip()), "")
    if not first.startswith(("# ", "#\t")):
        return ""
    title = first[1:].strip(" \t")
    if title.endswith("}") and "}" not in title[title.rfind("{") : -1]:
        title = title[: max(title.rfind("{"), 0)].rstrip(" \t")
    title = _LINK.sub(r"\1", title.rstrip("#").rstrip(" \t"))
    return _EMPHASIS.sub(r"\2", title) if len(title) <= _MAX_TITLE_LENGTH else title


def _title_of(name: str) -> str:
    """Return the default title (`office-hours.md` → `Office hours`); empty for the home page."""
    if name == HOME:
        return ""
    stem = posixpath.splitext(name)[0].removesuffix("/index")
    words = re.sub(r"[-_\s]+", " ", posixpath.basename(stem)).strip()
    return words[:1].upper() + words[1:]
