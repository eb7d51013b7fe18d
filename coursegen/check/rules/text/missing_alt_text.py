"""Does every image say what it shows?"""

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

_NO_WORDS = re.compile(r"!\[\s*\]\(<?(?P<image>[^()<>]+?)[>)]")


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn about pictures in data without `alt:` and images in pages without a text.

    An empty `alt` says that the picture is only decoration: fine where the author wrote that
    word, but `![](…)` is an oversight.
    """
    for picture in course_images(subject.course):
        if picture.alt is None:
            yield Finding(
                f"the picture '{picture.image}' has no alternative text",
                picture.location,
                "write 'alt: …' with what it shows, or alt: \"\" if it is only decoration",
            )
    silent = set()
    for document in subject.documents:
        for address, text in document.images:
            name = posixpath.basename(unquote(address))
            if text is None:
                yield _unsaid(name, subject.place_of(document, name))
            elif not text:
                silent.add(name)
    for page in subject.course.all_pages():
        for found in _NO_WORDS.finditer(page.body):
            name = posixpath.basename(unquote(found["image"]))
            if name in silent:  # it may stand in an example of code
                yield _unsaid(name, page.location.source.find(found[0], page.body_line))


def _unsaid(name: str, location: Location) -> Finding:
    return Finding(
        f"the image '{name}' has no alternative text",
        location,
        "write it between the brackets: ![what it shows](…)",
    )


RULE = Rule(Code.ALT_TEXT_MISSING, Severity.WARNING, ask)
