"""Has each table headers, so that a cell can be heard with what it is about?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn about a Markdown table with an empty first row, and one in HTML without `<th>`.

    One that says itself that it only lays things out (`role="presentation"`) is let be.
    """
    for passage in subject.passages:
        for cells, span in passage.tables():
            if not any(cells):
                yield Finding(
                    "the first row of this table is empty, and it is what heads the columns",
                    passage.location(span),
                    "write what each column holds; without columns to name, a list is better",
                )
        for number, tag in enumerate(passage.tags):
            end = passage.closed.get(tag.span)
            if tag.name != "table" or not end or tag.value("role") in {"presentation", "none"}:
                continue
            inside = passage.tags[number : passage.tags.index(end)]
            if not any(other.name == "th" for other in inside):
                yield Finding(
                    "this table has no header cells",
                    passage.location(tag.span),
                    "write <th> instead of <td> in the row or column that names the others",
                )


RULE = Rule(Code.TABLE_HEADERS, Severity.WARNING, ask)
