"""Which page comes before and after which: as the schedule leads, else by name in a folder."""

from __future__ import annotations

import posixpath
import re
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from coursegen.base.struct import Struct, replace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coursegen.content.page import Page
    from coursegen.content.schedule import Week
    from coursegen.site.addresses import Addresses
    from coursegen.site.plan import Plan

NaturalKey = tuple[tuple[tuple[int, str], ...], str]

_NUMBER = re.compile(r"(\d+)")


class Neighbors(Struct):
    """The pages before and after one."""

    previous: Page | None = None
    next: Page | None = None


def pages_in_schedule(plan: Plan, addresses: Addresses) -> dict[str, Week]:
    """The pages that the schedule leads to, in its order, each with the first week that does.

    A page is its output path.
    """
    paths = {
        url or "./": page.path for page, url in plan.page_urls() if page is not plan.course.home
    }
    weeks: dict[str, Week] = {}
    for section in plan.course.schedule.sections:
        for week in section.weeks:
            for lecture in week.lectures:
                for material in lecture.materials:
                    address = material.target and addresses.url_of(material.target)
                    path = paths.get(re.split("[?#]", address, maxsplit=1)[0]) if address else None
                    if path:
                        weeks.setdefault(path, week)
    return weeks


def neighbors(plan: Plan, in_schedule: Iterable[str]) -> dict[str, Neighbors]:
    """The neighbours of every page that has some, by output path.

    Pages that the schedule leads to follow each other in its order; the others in a folder follow
    each other as `in_folder_order` says.  Pages at the top of `content/` have no order to follow.
    """
    rows = [[plan.pages[path] for path in in_schedule]]
    placed = {page.path for page in rows[0]}
    others = [p for p, _ in plan.page_urls() if p.path not in placed and "/" in p.name]
    others.sort(key=lambda page: (folder_of(page), in_folder_order(page)))
    rows += [list(pages) for _, pages in groupby(others, key=folder_of)]
    found: dict[str, Neighbors] = {}
    for row in rows:
        for previous, following in pairwise(row):
            before = found.get(previous.path, Neighbors())
            found[previous.path] = replace(before, next=following)
            found[following.path] = Neighbors(previous=previous)
    return found


def folder_of(page: Page) -> str:
    """The folder below `content/` that a page's file is in."""
    return posixpath.dirname(page.name)


def in_folder_order(page: Page) -> tuple[bool, float, NaturalKey]:
    """What sorts the pages of a folder: its index, then by `order:`, then by name."""
    stem = posixpath.basename(page.name).removesuffix(".md")
    return stem != "index", page.order or float("inf"), natural_sort_key(stem)


def natural_sort_key(name: str) -> NaturalKey:
    """What sorts names as people do: `lab-2` before `lab-10`, `Lab` beside `lab`."""
    parts = _NUMBER.split(name)
    pieces = [
        (int(part), "") if index % 2 else (-1, part.casefold()) for index, part in enumerate(parts)
    ]
    return tuple(pieces), name
