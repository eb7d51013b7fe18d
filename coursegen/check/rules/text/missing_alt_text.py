"""Report images without alt text."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule
from coursegen.content.image import Image

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.base.text import Location
    from coursegen.check.context import CheckContext


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about images in data without `alt:`, and images in pages without alt text.

    An explicit empty `alt` attribute marks an image as decorative, but `![](…)` does not.
    """
    for given in context.course.find(Image):
        if given.alt is None:
            yield Finding(
                f"the image '{given.image}' has no alt text",
                given.location,
                "describe it with 'alt: …', or write alt: \"\" if it is decorative",
            )
    for document in context.documents:
        for address, text in document.images:
            if text is None:
                name = posixpath.basename(unquote(address))
                yield _finding(name, context.find_location(document, name))
    for source in context.markdown_sources:
        for image, span, *_ in source.elements:
            if image.name == "img" and not image.tag and not image.value("alt"):
                name = posixpath.basename(unquote(image.value("src")))
                yield _finding(name, source.location(span))


def _finding(name: str, location: Location) -> Finding:
    return Finding(
        f"the image '{name}' has no alt text",
        location,
        "write it between the brackets: ![what the image shows](…)",
    )


RULE = Rule(Code.ALT_TEXT_MISSING, Severity.WARNING, run)
