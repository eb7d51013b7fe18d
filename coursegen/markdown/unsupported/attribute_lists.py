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

_BRACES = re.compile(r"\{(?P<inside>[^{}\n]{1,500})\}")
_OPTIONS_END = re.compile(r"[^{}]*\{:/\w*\}")
_EDIT = re.compile(r"(?:\+\+|--|==|>>|~~).+(?:\+\+|--|==|<<|~~)\Z")
_LABEL = re.compile(r"\n\([\w:.-]+\)=(?=[ \t]*(?:\n|\Z))")

_EDIT_PROBLEM = Problem(
    Code.UNUSED_ATTRIBUTES,
    "marks for edits are shown as text",
    "write ~~deleted~~, ==highlighted==, or accept the edit",
)
_LABEL_PROBLEM = Problem(
    Code.UNUSED_ATTRIBUTES,
    "labels on a line of their own are shown as text",
    "write the label at the end of the heading, such as '## Setup {#setup}'",
)
_OPTIONS_PROBLEM = Problem(
    Code.UNUSED_ATTRIBUTES,
    "options of kramdown are not supported, and are shown as text",
    "remove them",
)
_TOC_PROBLEM = Problem(
    Code.UNUSED_ATTRIBUTES, "this table of contents is shown as text", "write [TOC]"
)


def find(prose: Prose) -> Iterator[Construct]:
    """Find everything in braces that is shown as text instead of being applied."""
    for found in _BRACES.finditer(prose.bare):
        inside = found["inside"]
        if inside.startswith("::"):
            yield _options(prose, found)
        elif _EDIT.match(inside):
            yield Construct(_EDIT_PROBLEM, *found.span())
        elif _is_attribute_list(prose, found) and prose.is_printed(found[0]):
            if found[0].replace(" ", "") == "{:toc}":
                yield Construct(_TOC_PROBLEM, *found.span(), 0, "[TOC]")
                continue
            problem = Problem(
                Code.UNUSED_ATTRIBUTES,
                f"'{found[0]}' is not next to anything that it applies to, and is shown as text",
                "remove it, or write it at the end of a heading or directly below a paragraph",
            )
            yield Construct(problem, *found.span())
    if ")=" in prose.bare:
        for found in _LABEL.finditer(f"\n{prose.bare}"):
            yield Construct(_LABEL_PROBLEM, found.start(), found.end() - 1)


def _is_attribute_list(prose: Prose, found: re.Match[str]) -> bool:
    """Return whether braces have the form and the place of an attribute list."""
    inside, before = found["inside"], prose.bare[max(found.start() - 2, 0) : found.start()]
    if inside.startswith(":") or before.endswith(("]", ")")):
        return True
    is_at_end = not prose.bare[found.end() : prose.line_end(found.end())].strip()
    return is_at_end and inside.lstrip()[:1] in {".", "#"} and before[-1:] not in {"{", "(", "["}


def _options(prose: Prose, found: re.Match[str]) -> Construct:
    end = _OPTIONS_END.match(prose.bare, found.end())
    is_single = found["inside"].endswith("/") or not end
    return Construct(
        _OPTIONS_PROBLEM,
        found.start(),
        found.end() if is_single or not end else end.end(),
        found.end(),
        "" if is_single else None,
    )
