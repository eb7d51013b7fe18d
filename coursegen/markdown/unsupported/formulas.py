r"""Find formulas: `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and environments of LaTeX."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.markdown.unsupported.construct import Construct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.markdown.unsupported.construct import Prose

_IN_PARAGRAPH = r"\n(?![ \t>]*\n)"
_FORMULA = re.compile(
    rf"""
    (?<![\\$])\$\$(?P<display>(?:[^$\\\n]|\\[^\n]|{_IN_PARAGRAPH})+)\$\$
    |(?<![\\$\w])\$(?=[^\s$])(?P<inline>(?:[^$\\\n]|\\[^\n]|{_IN_PARAGRAPH})+)(?<!\s)\$(?![\w$])
    |\\\((?P<round>(?:[^\\\n]|\\(?![()])|{_IN_PARAGRAPH})+)\\\)
    |\\\[(?P<square>(?:[^\\\n]|\\(?![\[\]])|{_IN_PARAGRAPH})+)\\\](?![(\[])
    """,
    re.VERBOSE,
)
_ENVIRONMENT = re.compile(r"\\begin\{(?P<name>\w+\*?)\}")
_MAX_LENGTH = 5000
"""The maximum number of characters in an environment of LaTeX."""
_WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{3,}(?!\w*[({])")
_MARKUP = re.compile(r"\\[A-Za-z]|\^|\{|\w_\w|[=+<>]")
_PROBLEM = Problem(
    Code.FORMULA,
    "formulas are not rendered yet, and are shown as text",
    "write it as text or as a picture; in backticks, the source is shown as code",
)


def find(prose: Prose) -> Iterator[Construct]:
    """Find each formula; prices and names of variables are text."""
    for found in _ENVIRONMENT.finditer(prose.words):
        end = prose.words.find(f"\\end{{{found['name']}}}", found.end(), found.end() + _MAX_LENGTH)
        yield Construct(_PROBLEM, found.start(), max(end, found.end()), found.end())
    for found in _FORMULA.finditer(prose.words):
        if _is_formula(found):
            yield Construct(_PROBLEM, *found.span(), 0 if "\n" not in found[0] else found.end())


def _is_formula(found: re.Match[str]) -> bool:
    kind = found.lastgroup
    if kind == "display":
        return bool(found[0].strip("$ \n"))
    content = found[kind or 0].strip()
    if kind == "square":
        return _MARKUP.search(content) is not None
    if kind == "round":
        return re.fullmatch(r"[A-Za-z]{3,}(?:[\s,]+\w+)*", content) is None
    if re.search(r"\\[A-Za-z]|\^|[A-Za-z]_[\w{]", content):
        return re.fullmatch(r"[A-Z_]{3,}[^\\^]*", content) is None
    return not _WORD.search(content)
