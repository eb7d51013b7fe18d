"""The ways through the site: the links in the header, and from a page back to the home page."""

from __future__ import annotations

import posixpath
import unicodedata
from typing import TYPE_CHECKING

from coursegen.base.struct import Struct
from coursegen.content.course import NavigationItem
from coursegen.content.target import Target, TargetKind
from coursegen.site.page_order import NaturalKey, in_folder_order, natural_sort_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from coursegen.content.page import Page
    from coursegen.content.schedule import Week
    from coursegen.site.plan import Plan

_SHORT = 4, 40
"""So many links, of so many letters together, find room on a phone."""
_MANY = 8
"""So many pages at the top are still a choice; of more, only those with an `order:` are named."""


class Navigation(Struct):
    """The links in the header; `folds` says that a phone shows them only when asked to."""

    links: tuple[NavigationItem, ...]
    folds: bool


def make_navigation(
    plan: Plan, in_schedule: Collection[str], words: Mapping[str, str]
) -> Navigation:
    """What the author chose; else what stands on the home page, and the pages at the top.

    The parts of the home page are named only where there are several, and a page that the
    schedule leads to (`in_schedule`, output paths) is found there.
    """
    chosen = plan.course.info.navigation
    links = chosen if chosen is not None else tuple(_found(plan, in_schedule, words))
    most, letters = _SHORT
    length = sum(_width(link.title) for link in links)
    return Navigation(links, folds=len(links) > most or length > letters)


def _found(
    plan: Plan, in_schedule: Collection[str], words: Mapping[str, str]
) -> Iterator[NavigationItem]:
    parts = plan.course.home_sections
    for part in parts if len(parts) > 1 else ():
        if isinstance(part, str):
            yield NavigationItem(words[part], Target(TargetKind.SITE, f"#{part}"))
        else:
            yield page_link(part)
    pages = _pages_at_top(plan, in_schedule)
    yield from map(
        page_link, pages if len(pages) <= _MANY else [page for page in pages if page.order]
    )


def not_found_links(
    plan: Plan, in_schedule: Collection[str], words: Mapping[str, str]
) -> Iterator[NavigationItem]:
    """Where somebody who is lost may want to go: home, a part of the schedule, a page."""
    yield NavigationItem(words["not_found_home"], Target(TargetKind.SITE, ""))
    if "schedule" in plan.course.home_sections:
        for section in plan.course.schedule.sections:
            if section.title:
                title = f"{words['schedule']}: {section.title}"
                yield NavigationItem(title, Target(TargetKind.SITE, f"#{section.id}"))
    yield from map(page_link, _pages_at_top(plan, in_schedule))


def _pages_at_top(plan: Plan, in_schedule: Collection[str]) -> list[Page]:
    pages = [page for page, _ in plan.page_urls() if _is_at_top(page, plan, in_schedule)]
    return sorted(pages, key=_top_order)


def _is_at_top(page: Page, plan: Plan, in_schedule: Collection[str]) -> bool:
    """Whether a page stands at the top of `content/`, or is the index of a folder there."""
    is_top = "/" not in page.name.removesuffix("/index.md")
    return is_top and page is not plan.course.home and page.path not in in_schedule


def _top_order(page: Page) -> tuple[float, NaturalKey]:
    return in_folder_order(page)[1], natural_sort_key(
        page.name.removesuffix("/index.md").removesuffix(".md")
    )


def _width(text: str) -> int:
    """How many letters wide a text is; a Chinese character is two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "FW" else 1 for letter in text)


def page_link(page: Page) -> NavigationItem:
    """A link to a page.  Its title is no more than that: where it was written, nobody else sees."""
    return NavigationItem(str(page.title), Target(TargetKind.PAGE, page.name))


def breadcrumb(
    page: Page, by_name: Mapping[str, Page], week: Week | None, words: Mapping[str, str]
) -> tuple[NavigationItem, ...]:
    """The way from the home page to a page, without the page itself; empty at the top.

    It leads over the pages of the folders above, else over the `week` of the schedule that leads
    to the page.  A folder without a page of its own is named all the same.
    """
    folders = tuple(_folders(page.name))
    indices = [by_name.get(f"{folder}/index.md") for folder in folders]
    steps: list[NavigationItem] = []
    if week and not any(indices):
        title = words["week"].format(number=week.number) if week.number else words["schedule"]
        steps.append(NavigationItem(title, Target(TargetKind.SITE, f"#{week.id}")))
    else:
        for folder, index in zip(folders, indices, strict=True):
            name = posixpath.basename(folder).replace("-", " ").replace("_", " ")
            unlinked = NavigationItem(name[:1].upper() + name[1:], Target(TargetKind.PAGE, folder))
            steps.append(page_link(index) if index else unlinked)
    home = NavigationItem(words["home"], Target(TargetKind.SITE, ""))
    return (home, *steps) if steps else ()


def ancestors(name: str) -> str:
    """The folder that a page is in: `labs/a/b.md` → `labs/a`; `labs/index.md` is at the top."""
    return posixpath.dirname(name.removesuffix("/index.md"))


def _folders(name: str) -> Iterator[str]:
    """`labs/one/part.md` → `labs`, `labs/one`."""
    parts = ancestors(name).split("/")
    for depth in range(1, len(parts) + 1 if parts[0] else 1):
        yield "/".join(parts[:depth])
