"""Find citations and references of Pandoc, Quarto and LaTeX."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.markdown.unsupported.construct import Construct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.markdown.unsupported.construct import Prose

_CITATION = re.compile(
    r"(?<![\w\\!\]])\[(?:(?:see|cf\.|e\.g\.,?|also|compare)[ ][^\[\]\n@]{0,60})?"
    r"-?@[A-Za-z_][\w:.#/-]{0,200}(?![\w@])[^\[\]\n]{0,500}\](?![\[(:])"
)
_REFERENCE = re.compile(
    r"(?<![\w`/.@\\])@(?:fig|tbl|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg)"
    r"-\w[\w-]*(?![\w@.]\w)"
)
_COMMAND = re.compile(r"\\(?:cite[pt]?|ref|eqref|label)\{[^{}\n]*\}")
_CITATION_PROBLEM = Problem(
    Code.CITATION,
    "citations are not rendered yet, and are shown as text",
    "write the author and the year, with a link",
)
_REFERENCE_PROBLEM = Problem(
    Code.CITATION,
    "this reference has no figure on this page, and is shown as text",
    "write the label at the figure, such as {#fig-network}, or write a link",
)


def find(prose: Prose) -> Iterator[Construct]:
    """Find each citation and reference; names with `@` in prose are text."""
    for found in _CITATION.finditer(prose.words):
        is_reference = _REFERENCE.match(prose.words, found.start() + 1)
        problem = _REFERENCE_PROBLEM if is_reference else _CITATION_PROBLEM
        if not prose.is_printed(found[0]):
            continue
        yield Construct(problem, *found.span())
    for pattern in (_REFERENCE, _COMMAND):
        for found in pattern.finditer(prose.words):
            if not prose.is_printed(found[0]):
                continue  # a reference to a figure of the page
            is_citation = found[0].startswith("\\cite")
            problem = _CITATION_PROBLEM if is_citation else _REFERENCE_PROBLEM
            yield Construct(problem, *found.span())
