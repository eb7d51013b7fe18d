"""The order of pages, by the schedule or by their names in a folder."""

from __future__ import annotations

import posixpath
import re
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from coursegen.base.struct import Struct, replace
from coursegen.content.registry import SHOWN_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coursegen.content.page import Page
    from coursegen.content.schedule import Week
    from coursegen.site.addresses import Addresses
    from coursegen.site.plan import Plan

NaturalKey = tuple[tuple[tuple[int, str], ...], str]

_NUMBER = re.compile(r"(\d+)")
_TYPE_TEMPLATES = frozenset(each.page for each in SHOWN_TYPES if each.page)


class Neighbors(Struct):
    """The previous and next page."""

    previous: Page | None = None
    next: Page | None = None


def pages_in_schedule(plan: Plan, addresses: Addresses) -> dict[str, Week]:
    """Return the output paths of pages in the schedule's order, each with its first week.

    The home page and the page of a content type belong to no week.
    """
    paths = {
        url or "./": page.path
        for page, url in plan.page_urls()
        if page is not plan.course.home and page.template not in _TYPE_TEMPLATES
    }
    weeks: dict[str, Week] = {}
    for section in plan.course.schedule.sections:
        for week in section.weeks:
            for lecture in week.lectures:
                for material in lecture.materials:
                    url = material.target and addresses.url_of(material.target)
                    path = paths.get(re.split("[?#]", url, maxsplit=1)[0]) if url else None
                    if path:
                        weeks.setdefault(path, week)
    return weeks


def neighbors(plan: Plan, in_schedule: Iterable[str]) -> dict[str, Neighbors]:
    """Return the neighbors of pages, by output path.

    Pages that the schedule links to are in the schedule's order.  Other pages in a folder are in
    the order of `in_folder_order`.  Other pages directly in `content/` have no neighbors.
    """
    sequences = [[plan.pages[path] for path in in_schedule]]
    scheduled = {page.path for page in sequences[0]}
    others = [p for p, _ in plan.page_urls() if p.path not in scheduled and "/" in p.name]
    others.sort(key=lambda page: (folder_of(page), in_folder_order(page)))
    sequences += [list(pages) for _, pages in groupby(others, key=folder_of)]
    result: dict[str, Neighbors] = {}
    for sequence in sequences:
        for previous, following in pairwise(sequence):
            before = result.get(previous.path, Neighbors())
            result[previous.path] = replace(before, next=following)
            result[following.path] = Neighbors(previous=previous)
    return result


def folder_of(page: Page) -> str:
    """Return the folder of a page, relative to `content/`."""
    return posixpath.dirname(page.name)


def in_folder_order(page: Page) -> tuple[bool, float, NaturalKey]:
    """Return a sort key for the pages of a folder: index page first, then by `order:` and name."""
    stem = posixpath.basename(page.name).removesuffix(".md")
    return stem != "index", page.order or float("inf"), natural_sort_key(stem)


def natural_sort_key(name: str) -> NaturalKey:
    """Return a natural sort key: `lab-2` sorts before `lab-10`, and `Lab` is next to `lab`."""
    parts = [
        (int(part), "") if index % 2 else (-1, part.casefold())
        for index, part in enumerate(_NUMBER.split(name))
    ]
    return tuple(parts), name
