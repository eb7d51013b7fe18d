"""Is there HTML that browsers keep only for old pages, or that moves the keyboard about?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext

_INSTEAD = {
    "marquee": "write the text as it is: what moves cannot be read by all",
    "blink": "write the text as it is: what blinks cannot be read by all",
    "center": "give what is inside a class, and centre that in static/css/course.css",
    "font": "write **strong** or *emphasis*, or a class that static/css/course.css has a rule for",
    "big": "write **strong**, or a heading",
    "strike": "write <del> for what was taken back, <s> for what no longer holds",
    "tt": "write `code`, between backticks",
    "frameset": "link to the pages instead",
}
"""Elements that HTML calls obsolete (HTML Living Standard, 16.2), and what to write today."""


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn about obsolete elements and about a `tabindex` above zero."""
    for passage in subject.passages:
        for tag in passage.tags:
            if tag.closes:
                continue
            if tag.name in _INSTEAD:
                yield Finding(
                    f"<{tag.name}> is obsolete", passage.location(tag.span), _INSTEAD[tag.name]
                )
            index = tag.value("tabindex")
            if index.isdecimal() and int(index) > 0:
                span = tag.attributes["tabindex"].span
                yield Finding(
                    f"tabindex {index} sends the keyboard here before all else on the page",
                    passage.location(span),
                    'write tabindex="0": what stands first is reached first',
                    passage.edit(span, 'tabindex="0"'),
                )


RULE = Rule(Code.OBSOLETE_HTML, Severity.WARNING, ask)
