"""Report pages that no visitor of the home page can find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.files import CONTENT
from coursegen.check.rule import Finding, Rule
from coursegen.site.plan import HOME_PATH, NOT_FOUND

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coursegen.check.context import CheckContext
    from coursegen.content.page import Page


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about each page that no links lead to from the home page.

    Of pages that link to each other, only the first is reported, such as the index of a folder.
    The links of menus count, but not those of the 404 page.
    """
    links = {
        document.path: {path for path, _ in document.internal_links()}
        for document in context.documents
        if document.path != NOT_FOUND
    }
    found = _reachable(HOME_PATH, links)
    pages = context.site.plan.pages
    for path in sorted(links, key=lambda path: _order(pages[path])):
        page = pages[path]
        if path not in found and page.location.source.name.startswith(f"{CONTENT}/"):
            found |= _reachable(path, links)
            yield Finding(
                "this page is in no menu, and no page links to it",
                page.location,
                f"link to it from another page, {_way_into_menu(page, context)}",
            )


def _order(page: Page) -> tuple[int, bool, str]:
    """Return a key that sorts the index of a folder before its pages."""
    is_index = page.name.endswith("/index.md")
    return page.name.count("/") - is_index, not is_index, page.name


def _reachable(start: str, links: Mapping[str, set[str]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        for path in links.get(waiting.pop(), set()) - found:
            found.add(path)
            waiting.append(path)
    return found


def _way_into_menu(page: Page, context: CheckContext) -> str:
    if context.course.info.navigation is not None:
        item = f"'- {{title: {page.title}, link: {page.name}}}'"
        return f"or add {item} to 'navigation:' in site.yaml"
    if "/" in page.name.removesuffix("/index.md"):
        return f"or move it directly into {CONTENT}/"
    return "or write 'order: 1' in its front matter, which adds it to the menu"


RULE = Rule(Code.PAGE_UNREFERENCED, Severity.WARNING, run)
