"""Find Liquid tags, such as `{% include note.html %}` of a Jekyll site."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.markdown.unsupported.construct import Construct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.markdown.unsupported.construct import Prose

_TAG = re.compile(r"\{%-?\s*+(?P<name>\w+)(?P<rest>(?:(?!\{%|%\})[^\n])*)%\}")
_BASE = re.compile(r"\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\}\Z")
_HINTS = {
    "link": "link to the Markdown file, such as [Lab 1](labs/lab1.md)",
    "post_url": "link to the Markdown file, such as [Lab 1](labs/lab1.md)",
    "include": "copy the text of that file into this page",
    "include_relative": "copy the text of that file into this page",
    "raw": "remove the tag; nothing is replaced in code, and '\\{{' shows two braces",
    "comment": "write <!-- and --> around the comment",
    "toc": "write [TOC]",
}
_OTHER_HINT = "write the text that the tag generates; to show the tag itself, put it in backticks"


def find(prose: Prose) -> Iterator[Construct]:
    """Find each tag; a tag with an end tag is found once."""
    tags = list(_TAG.finditer(prose.bare))
    ends: dict[str, list[re.Match[str]]] = {}
    for tag in reversed(tags):
        if tag["name"].startswith("end"):
            ends.setdefault(tag["name"], []).append(tag)
    opened: dict[str, int] = {}
    for tag in tags:
        name = tag["name"]
        if name in {"else", "elsif", "when"} and opened:
            continue
        start = opened.get(name.removeprefix("end"), 0)
        if name.startswith("end") and start:
            opened[name.removeprefix("end")] -= 1
            continue
        opened[name] = opened.get(name, 0) + 1
        yield _construct(prose, tag, _end_of(tag, ends.get(f"end{name}", [])))


def _end_of(tag: re.Match[str], ends: list[re.Match[str]]) -> re.Match[str] | None:
    """Return the next end tag; `ends` contains all of them in reverse order."""
    while ends and ends[-1].start() < tag.start():
        ends.pop()
    return ends.pop() if ends else None


def _construct(prose: Prose, tag: re.Match[str], end: re.Match[str] | None) -> Construct:
    name = tag["name"]
    problem = Problem(
        Code.TEMPLATE_TAG,
        f"the Liquid tag '{name}' is not supported, and is shown as text",
        _HINTS.get(name, _OTHER_HINT),
    )
    start, stop = tag.span()
    if name == "link":
        base = _BASE.search(prose.text, max(start - 40, 0), start)
        path = tag["rest"].strip(" -").lstrip("/")
        is_page = path.endswith(".md") and " " not in path
        begin = base.start() if base else start
        return Construct(problem, begin, stop, 0, path if is_page else None, path)
    if end and name in _REWRITERS:
        inner = prose.text[stop : end.start()]
        new = _REWRITERS[name](inner)
        return Construct(problem, start, end.end(), stop, new)
    return Construct(problem, start, stop)


def _without_raw(inner: str) -> str | None:
    return None if "{{" in inner.replace("`", "") and "`" not in inner else inner.strip("\n")


def _comment(inner: str) -> str | None:
    return None if "--" in inner else f"<!-- {inner.strip()} -->"


_REWRITERS = {"raw": _without_raw, "comment": _comment}
