"""Does a link to the course's own site take the shortest way?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.urls import path_in_site
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext

_INDEX = "index.html"


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn about the site's whole address in a link, and about `index.html`."""
    site = subject.course.info.url
    for link in subject.links:
        text = link.text
        inside = path_in_site(text, site)
        if inside is not None:
            path = f"/{inside}"
            if subject.addresses.url_of_path(inside) is None:
                yield Finding(
                    f"nothing in the site has the address '{text}'",
                    link.location,
                    "correct the link: this is the course's own address",
                )
            else:
                yield Finding(
                    f"'{text}' is in this site: '{path}' is enough",
                    link.location,
                    "the short link works in a preview, and wherever the site moves",
                    link.instead(0, len(text), path),
                )
            continue
        path = text.partition("#")[0]
        if path.startswith("/") and path.endswith(f"/{_INDEX}"):
            short = path.removesuffix(_INDEX)
            if subject.addresses.url_of_path(short.lstrip("/")) is not None:
                yield Finding(
                    f"'{path}' is the page '{short}' by a second address",
                    link.location,
                    "leave 'index.html' out: a page with one address is found more easily",
                    link.instead(len(short), len(path), ""),
                )


RULE = Rule(Code.DUPLICATE_URL, Severity.WARNING, ask)
