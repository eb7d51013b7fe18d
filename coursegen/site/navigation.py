"""The navigation links: in the header, in the breadcrumb, and on the 404 page."""

from __future__ import annotations

import posixpath
import unicodedata
from typing import TYPE_CHECKING

from coursegen.base.struct import Struct
from coursegen.base.text import plain_text
from coursegen.content.registry import SHOWN_TYPES
from coursegen.content.schedule import SCHEDULE
from coursegen.content.site_parts import NavigationItem
from coursegen.content.target import Target, TargetKind
from coursegen.site.page_order import NaturalKey, in_folder_order, natural_sort_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from coursegen.content.page import Page
    from coursegen.content.schedule import Week
    from coursegen.site.plan import Plan

_PHONE_LIMITS = 4, 40
"""The maximum number of links, and of characters in all links, that fit on a phone."""
_MAX_PAGES = 8
"""The maximum number of top-level pages in the header.

If there are more, the header links only to pages with an `order:`.
"""


class Navigation(Struct):
    """The links in the header; `is_collapsible` means that phones show them in a menu."""

    links: tuple[NavigationItem, ...]
    is_collapsible: bool


def make_navigation(
    plan: Plan, in_schedule: Collection[str], translations: Mapping[str, str]
) -> Navigation:
    """Return the author's links, or links to the home page's sections and the top-level pages.

    Sections are linked only if there are several.  Pages that the schedule links to
    (`in_schedule`, output paths) are omitted.
    """
    configured = plan.course.info.navigation
    links = (
        configured if configured is not None else tuple(_defaults(plan, in_schedule, translations))
    )
    max_links, max_width = _PHONE_LIMITS
    width = sum(_width(link.title) for link in links)
    return Navigation(links, is_collapsible=len(links) > max_links or width > max_width)


def _defaults(
    plan: Plan, in_schedule: Collection[str], translations: Mapping[str, str]
) -> Iterator[NavigationItem]:
    sections = plan.course.home_sections
    for section in sections if len(sections) > 1 else ():
        if isinstance(section, str):
            yield NavigationItem(translations[section], Target(TargetKind.SITE, f"#{section}"))
        else:
            yield page_link(section)
    linked = _linked_pages(sections) if len(sections) > 1 else ()
    pages = [page for page in _top_level_pages(plan, in_schedule) if page.path not in linked]
    if len(pages) > _MAX_PAGES:
        pages = [page for page in pages if page.order]
    yield from map(page_link, pages)


def _linked_pages(sections: Collection[str | Page]) -> tuple[str, ...]:
    """Return the output paths of the pages to which sections of the home page link."""
    return tuple(each.page_path for each in SHOWN_TYPES if each.page and each.name in sections)


def not_found_links(
    plan: Plan, in_schedule: Collection[str], translations: Mapping[str, str]
) -> Iterator[NavigationItem]:
    """Yield the links of the 404 page: home, the sections of the schedule, top-level pages."""
    yield NavigationItem(translations["not_found_home"], Target(TargetKind.SITE, ""))
    if SCHEDULE.name in plan.course.section_pages:
        for section in plan.course.schedule.sections:
            if section.title:
                title = f"{translations['schedule']}: {plain_text(section.title)}"
                yield NavigationItem(title, Target(TargetKind.SITE, f"#{section.id}"))
    yield from map(page_link, _top_level_pages(plan, in_schedule))


def _top_level_pages(plan: Plan, in_schedule: Collection[str]) -> list[Page]:
    """Return the pages directly in `content/`, and the index pages of its folders."""
    pages = [
        page
        for page, _ in plan.page_urls()
        if "/" not in page.name.removesuffix("/index.md")
        and page is not plan.course.home
        and page.path not in in_schedule
    ]
    return sorted(pages, key=_top_level_order)


def _top_level_order(page: Page) -> tuple[float, NaturalKey]:
    return in_folder_order(page)[1], natural_sort_key(
        page.name.removesuffix("/index.md").removesuffix(".md")
    )


def _width(text: str) -> int:
    """Return the width of a string in characters; a Chinese character counts as two."""
    return sum(2 if unicodedata.east_asian_width(char) in "FW" else 1 for char in text)


def page_link(page: Page) -> NavigationItem:
    """Return a link to a page; its title is a plain string without a location."""
    return NavigationItem(str(page.title), Target(TargetKind.PAGE, page.name))


def breadcrumb(
    page: Page, by_name: Mapping[str, Page], week: Week | None, translations: Mapping[str, str]
) -> tuple[NavigationItem, ...]:
    """Return the breadcrumb of a page without the page itself, or () for a top-level page.

    It contains the index pages of the folders above the page.  If there are none, it contains the
    `week` of the schedule that links to the page.  A folder without an index page is plain text.
    """
    folders = tuple(_folders(page.name))
    indices = [by_name.get(f"{folder}/index.md") for folder in folders]
    steps: list[NavigationItem] = []
    if week and not any(indices):
        title = (
            translations["week"].format(number=week.number)
            if week.number
            else translations["schedule"]
        )
        steps.append(NavigationItem(title, Target(TargetKind.SITE, f"#{week.id}")))
    else:
        for folder, index in zip(folders, indices, strict=True):
            name = posixpath.basename(folder).replace("-", " ").replace("_", " ")
            unlinked = NavigationItem(name[:1].upper() + name[1:], Target(TargetKind.PAGE, folder))
            steps.append(page_link(index) if index else unlinked)
    home = NavigationItem(translations["home"], Target(TargetKind.SITE, ""))
    return (home, *steps) if steps else ()


def ancestors(name: str) -> str:
    """Return the folder above a page: `labs/a` for `labs/a/b.md`, empty for `labs/index.md`."""
    return posixpath.dirname(name.removesuffix("/index.md"))


def _folders(name: str) -> Iterator[str]:
    """Yield the folders above a page: `labs` and `labs/one` for `labs/one/part.md`."""
    parts = ancestors(name).split("/")
    for depth in range(1, len(parts) + 1 if parts[0] else 1):
        yield "/".join(parts[:depth])
