"""Report tables without header cells; screen readers announce each cell's header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about Markdown tables with an empty header row, and HTML tables without `<th>`.

    Layout tables (`role="presentation"`) are ignored.
    """
    for source in context.markdown_sources:
        for written in source.elements:
            table, span, _ = written
            if (
                table.name != "table"
                or not table.end
                or table.value("role") in {"presentation", "none"}
                or any(other.name == "th" for other in source.inside(written))
            ):
                continue
            if source.is_html(written):
                yield Finding(
                    "this table has no header cells",
                    source.location(span),
                    "write <th> instead of <td> in the header row or column",
                )
            else:
                yield Finding(
                    "the header row of this table is empty",
                    source.location(span),
                    "name each column, or use a list instead of a table",
                )


RULE = Rule(Code.TABLE_HEADERS_MISSING, Severity.WARNING, run)
