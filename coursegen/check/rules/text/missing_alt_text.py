"""Report images without alt text."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule
from coursegen.site.broken_links import course_images

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.base.text import Location
    from coursegen.check.context import CheckContext

_EMPTY_ALT = re.compile(r"!\[\s*\]\(<?(?P<image>[^()<>]+?)[>)]")


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about images in data without `alt:`, and images in pages without alt text.

    An explicit empty `alt` attribute marks an image as decorative, but `![](…)` does not.
    """
    for image in course_images(context.course):
        if image.alt is None:
            yield Finding(
                f"the image '{image.image}' has no alt text",
                image.location,
                "describe it with 'alt: …', or write alt: \"\" if it is decorative",
            )
    empty = set()
    for document in context.documents:
        for address, text in document.images:
            name = posixpath.basename(unquote(address))
            if text is None:
                yield _finding(name, context.find_location(document, name))
            elif not text:
                empty.add(name)
    for page in context.course.all_pages():
        for found in _EMPTY_ALT.finditer(page.body):
            name = posixpath.basename(unquote(found["image"]))
            if name in empty:  # not in a code example
                yield _finding(name, page.location.source.find(found[0], page.body_line))


def _finding(name: str, location: Location) -> Finding:
    return Finding(
        f"the image '{name}' has no alt text",
        location,
        "write it between the brackets: ![what the image shows](…)",
    )


RULE = Rule(Code.ALT_TEXT_MISSING, Severity.WARNING, run)
