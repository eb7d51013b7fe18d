"""Report pages whose URLs contain spaces or uppercase letters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.files import CONTENT
from coursegen.base.urls import page_url
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn once about each file or folder whose name makes the URLs of pages hard to type.

    A permalink is the author's choice.
    """
    reported: set[str] = set()
    for path, page in context.site.plan.pages.items():
        parts = page.name.removesuffix(".md").split("/")
        unusual = ["/".join(parts[: n + 1]) for n, part in enumerate(parts) if part != _plain(part)]
        is_written = page.location.source.name == f"{CONTENT}/{page.name}"
        if page.permalink or not is_written or reported.issuperset(unusual):
            continue
        reported.update(unusual)
        right = "/".join(map(_plain, parts))
        yield Finding(
            f"the URL of this page is '/{page_url(path)}', with spaces or uppercase letters",
            page.location,
            f"rename it to {right}.md, or write 'permalink: /{right.removesuffix('/index')}/' in "
            "its front matter",
        )


def _plain(name: str) -> str:
    """Return a name in lowercase, with hyphens instead of spaces."""
    return re.sub(r"\s+", "-", name.lower())


RULE = Rule(Code.PAGE_URL, Severity.WARNING, run)
