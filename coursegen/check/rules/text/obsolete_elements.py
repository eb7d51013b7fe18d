"""Report obsolete HTML elements and positive values of `tabindex`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext

_REPLACEMENTS = {
    "marquee": "write plain text, because not everybody can read moving text",
    "blink": "write plain text, because not everybody can read blinking text",
    "center": "give the content a class, and style that class in static/css/course.css",
    "font": "write **strong** or *emphasis*, or use a class and style it in static/css/course.css",
    "big": "write **strong**, or a heading",
    "strike": "write <del> for deleted text, or <s> for text that no longer applies",
    "tt": "write `code`, in backticks",
    "frameset": "link to the pages instead",
}
"""Obsolete elements (HTML Living Standard, 16.2) and hints for replacing them."""


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about obsolete elements and about a `tabindex` above zero."""
    for source in context.markdown_sources:
        for written in source.elements:
            tag = written.element
            if tag.name in _REPLACEMENTS:
                yield Finding(
                    f"<{tag.name}> is obsolete",
                    source.location(written.span),
                    _REPLACEMENTS[tag.name],
                )
            index = tag.value("tabindex")
            if index.isdecimal() and int(index) > 0:
                span = source.attribute(written, "tabindex")
                yield Finding(
                    f"tabindex {index} moves the keyboard focus here before the rest of the page",
                    source.location(span),
                    'write tabindex="0", which follows the order of the page',
                    source.edit(span, 'tabindex="0"'),
                )


RULE = Rule(Code.OBSOLETE_HTML, Severity.WARNING, run)
