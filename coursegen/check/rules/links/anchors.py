"""Report internal links to missing pages and missing anchors.

The build resolves the links that the author wrote.  This rule checks the generated HTML, which also
contains anchors and the links of templates.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.urls import page_url
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext


def run(context: CheckContext) -> Iterator[Finding]:
    """Report each broken internal link once for each of its locations in the source."""
    ids = {document.path: document.ids for document in context.documents}
    reported = set()
    for document in context.documents:
        for path, fragment in dict.fromkeys(document.internal_links()):
            if not context.site.plan.has(path):
                needle, missing, hint = posixpath.basename(path), f"'/{path}'", "correct the link"
                place = "in the site"
            elif fragment and path in ids and fragment not in ids[path]:
                needle, missing = f"#{fragment}", f"'#{fragment}'"
                place = f"on the page /{page_url(path)}"
                hint = "correct the anchor, or add it to a heading with {#name}"
            else:
                continue
            location = context.find_location(document, needle)
            if (path, fragment, location.order) not in reported:
                reported.add((path, fragment, location.order))
                yield Finding(
                    f"the page /{document.url} links to {missing}, which is not {place}",
                    location,
                    hint,
                )


RULE = Rule(Code.ANCHOR_MISSING, Severity.ERROR, run)
