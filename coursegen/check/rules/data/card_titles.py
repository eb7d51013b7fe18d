"""Report page titles that the font of social cards cannot display."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.rule import Finding, Rule
from coursegen.images.typeset import missing_characters, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn once, for the first page whose title has a character without a glyph."""
    info = context.course.info
    if not info.url or info.social_image:
        return
    pages = [page for page, _ in context.site.plan.page_urls()]
    for page in pages:
        title = shorten(page.title)
        unsupported = missing_characters(title)
        if unsupported:
            yield Finding(
                f"the social card does not show the title '{title}', because its font "
                f"does not include '{unsupported[0]}'",
                page.location,
                "set 'social_image:' in site.yaml to one image for all pages",
            )
            return


RULE = Rule(Code.SOCIAL_CARD_TITLE, Severity.WARNING, run)
