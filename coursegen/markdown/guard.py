"""Keep control characters and the library's placeholders out of the converted text.

For some malformed emphasis, Python-Markdown leaves placeholders in its result. The paragraph that
causes this is shown as plain text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown.util import ETX, INLINE_PLACEHOLDER_PREFIX, STX

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.markdown.fragment import Skipped
from coursegen.markdown.limits import as_paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BLANK_LINES = re.compile(r"(\n[ \t]*\n)")
_PUNCTUATION = re.compile(r"[^\w\s]|_")
_INLINE_PLACEHOLDER = INLINE_PLACEHOLDER_PREFIX.strip(STX)
_HTML_PLACEHOLDER = "wzxhzdk:"
_NAMES = {"\x00": "null", "\x0b": "vertical tab", "\x0c": "form feed", "\x1b": "escape"}


def without_controls(text: str) -> tuple[str, list[Skipped]]:
    """Remove the control characters of a text, and report the first one in each line."""
    # Most texts without tabs are printable, which is fast to find out.
    if text.replace("\n", " ").isprintable() or not _CONTROL.search(text):
        return text, []
    skipped = []
    for number, line in enumerate(text.split("\n")):
        found = _CONTROL.search(line)
        if found:
            name = _NAMES.get(found[0], f"U+{ord(found[0]):04X}")
            problem = Problem(
                Code.CONTROL_CHARACTER,
                f"this line contains an invisible control character ({name}), which is left out",
                "delete the character, or type the line again",
            )
            skipped.append(Skipped(problem, line, number, found.start()))
    return _CONTROL.sub(lambda found: " " if found[0] in "\x0b\x0c" else "", text), skipped


def is_broken(html: str) -> bool:
    """Return whether HTML contains a placeholder of the library."""
    return STX in html or ETX in html or _INLINE_PLACEHOLDER in html or _HTML_PLACEHOLDER in html


def as_plain_paragraphs(text: str, convert: Callable[[str], str]) -> tuple[str, list[Skipped]]:
    """Return the HTML of a text with plain text for the paragraphs that cannot be converted.

    `convert` returns the HTML of some Markdown. If the result still contains a placeholder, the
    whole text is plain.
    """
    parts = _BLANK_LINES.split(text)
    lines, skipped = 0, []
    for number, part in enumerate(parts):
        if is_broken(convert(part)):
            parts[number] = _escaped(part)
            start = len(part) - len(part.lstrip("\n"))
            skipped.append(_problem(part.lstrip("\n").partition("\n")[0], lines + start))
        lines += part.count("\n")
    html = convert("".join(parts)) if skipped else ""
    if not html or is_broken(html):
        return _cleaned(as_paragraphs(text)), skipped or [_problem("", 0)]
    return html, skipped


def _problem(first_line: str, lines_before: int) -> Skipped:
    problem = Problem(
        Code.NOT_CONVERTED,
        "the marks in this paragraph cannot be converted, so it is shown as plain text",
        "put formulas and code in backticks, or write a backslash before *, _ and [",
    )
    return Skipped(problem, first_line, lines_before, 0, max(len(first_line), 1))


def _escaped(text: str) -> str:
    """Return a paragraph in which no character is a mark."""
    lines = (line.strip() for line in text.split("\n"))
    return _PUNCTUATION.sub(lambda found: f"&#{ord(found[0])};", "\n".join(lines))


def _cleaned(html: str) -> str:
    """Remove placeholders that the author wrote."""
    for mark in (STX, ETX, _INLINE_PLACEHOLDER, _HTML_PLACEHOLDER):
        html = html.replace(mark, "")
    return html
