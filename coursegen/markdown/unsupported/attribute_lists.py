"""Find attribute lists, labels and editing marks that attach to nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.markdown.unsupported.construct import Construct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.markdown.unsupported.construct import Prose

_TOC = re.compile(
    r"(?:^[ ]{0,3}(?:[-*+]|1\.)[ ][^\n]*\n)?^[ ]{0,3}\{:\s*toc\b[^{}\n]*\}", re.MULTILINE
)
_OPTIONS = re.compile(r"\{::(?!comment)[^{}\n]*\}(?:[^{}]*\{:/\w*\})?")
_KRAMDOWN = re.compile(r"\{:(?!:)[^{}\n]*\}")
_SPAN = re.compile(
    r"(?<=[\])])\{[^{}\n]+\}|(?<=[^\s{(\[=,])[ ]?\{[.#][A-Za-z][^{}\n]*\}(?=[ ]*$)", re.MULTILINE
)
_LINE = re.compile(r"^[ ]{0,3}\{[ ]*[.#][^{}\n]*\}[ ]*$", re.MULTILINE)
_TARGET = re.compile(r"^\([\w:.-]+\)=[ \t]*$", re.MULTILINE)
_EDITING = re.compile(r"\{(?P<mark>\+\+|--|==|>>|~~)[^{}\n]+(?:\+\+|--|==|<<|~~)\}")


def find(prose: Prose) -> Iterator[Construct]:
    """Find everything in braces that is shown as text instead of being applied."""
    for found in _TOC.finditer(prose.bare):
        problem = Problem(
            Code.UNUSED_ATTRIBUTES, "this table of contents is not supported", "write [TOC]"
        )
        yield Construct(problem, *found.span(), 0, "[TOC]")
    for found in _OPTIONS.finditer(prose.bare):
        end = prose.bare.find("}", found.start()) + 1
        problem = Problem(
            Code.UNUSED_ATTRIBUTES,
            "options of kramdown are not supported, and are shown as text",
            "remove them",
        )
        yield Construct(problem, *found.span(), end, None if found[0].count("}") > 1 else "")
    for pattern in (_KRAMDOWN, _SPAN, _LINE):
        for found in pattern.finditer(prose.bare):
            mark = found[0].strip()
            if prose.is_printed(mark):
                problem = Problem(
                    Code.UNUSED_ATTRIBUTES,
                    f"'{mark}' is not next to anything that it applies to, and is shown as text",
                    "remove it, or write it at the end of a heading or directly below a paragraph",
                )
                start = found.start() + len(found[0]) - len(found[0].lstrip())
                yield Construct(problem, start, start + len(mark))
    for found in _TARGET.finditer(prose.bare):
        problem = Problem(
            Code.UNUSED_ATTRIBUTES,
            "labels on a line of their own are shown as text",
            "write the label at the end of the heading, such as '## Setup {#setup}'",
        )
        yield Construct(problem, found.start(), found.start() + len(found[0].rstrip()))
    for found in _EDITING.finditer(prose.bare):
        problem = Problem(
            Code.UNUSED_ATTRIBUTES,
            "marks for edits are shown as text",
            "write ~~deleted~~, ==highlighted==, or accept the edit",
        )
        yield Construct(problem, *found.span())
