"""Can the pictures of shared links say every page's title?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule
from coursegen.images.typeset import missing_characters, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn once, at the first page whose title has a sign that no font of ours has."""
    info = subject.course.info
    if not info.url or info.social_image:
        return
    pages = [page for page, _ in subject.site.plan.page_urls()]
    for page in pages:
        title = shorten(page.title)
        lost = missing_characters(title)
        if lost:
            yield Finding(
                f"the title '{title}' is left out of the picture for shared links: its font "
                f"has no '{lost[0]}'",
                page.location,
                "set 'social_image:' in site.yaml to a picture for all pages of the course",
            )
            return


RULE = Rule(Code.CARD_LETTER, Severity.WARNING, ask)
