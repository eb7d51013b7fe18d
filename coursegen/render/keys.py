"""The cache keys of pages, which are digests of all inputs of a page.

Two pages with the same key have the same content.  The inputs are determined before rendering, not
recorded during rendering, so that none is missed.  Inputs that all pages can use are in every key.
The values of the content types, such as the schedule, the sizes of files and other templates are
only in the keys of pages whose templates can refer to them.
"""

from __future__ import annotations

import posixpath
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

from coursegen.content.page import Page
from coursegen.content.walk import dated
from coursegen.incremental.cache import key_of
from coursegen.incremental.program import program
from coursegen.site.plan import NOT_FOUND
from coursegen.views.timetable.current_week import span, spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.site.plan import Plan
    from coursegen.templates.reach import Reach
    from coursegen.views.page_navigation import PageNavigation


class PageKeys:
    """Computes the cache keys of a plan's pages.

    `shared` contains the inputs that are not in the plan and that every page can use.
    """

    def __init__(
        self,
        plan: Plan,
        reach: Reach,
        surroundings: PageNavigation,
        shared: tuple[object, ...],
    ) -> None:
        self._plan = plan
        self._surroundings = surroundings
        self._reach = reach
        self._shared = key_of(program(), *map(str, shared), *self._of_all())
        course = plan.course
        moments = (span(days, course.info.timezone) for days in spans(course.schedule).values())
        # Time zone rules change from time to time.
        self._timetable = tuple(f"{moment.begins} {moment.ends}" for moment in moments)
        self._contents = {name: _of_content(each) for name, each in course.contents.items()}
        self._seen: dict[str, tuple[str, ...]] = {}
        self._titles: dict[str, tuple[str, ...]] = {}

    def of(self, path: str) -> str:
        """Return the key of the page at an output path."""
        page = self._plan.pages[path]
        parts = [self._shared, path, *_of_page(page)]
        if page is self._plan.course.home:
            for section in self._plan.course.home_sections:
                parts += _of_page(section) if isinstance(section, Page) else (section,)
            parts += (*self._timetable, *chain.from_iterable(self._contents.values()))
        else:
            around = self._surroundings.of(page)
            for item in (*around.breadcrumb, around.previous, around.next):
                parts += (item.title, item.target.kind.value, item.target.value) if item else ("",)
            parts += self._above(path)
        if path == NOT_FOUND:
            parts.append(repr(self._surroundings.not_found_links))
        return key_of(*parts, *self._seen_by(page.template))

    def _of_all(self) -> Iterator[str]:
        """Yield the inputs that are in every key: settings, addresses and navigation."""
        plan, course = self._plan, self._plan.course
        yield course.info.location.source.digest
        yield course.info.url
        yield repr([(path, page.name) for path, page in plan.pages.items()])
        yield repr([(p.name, p.title) if isinstance(p, Page) else p for p in course.home_sections])
        yield repr(sorted(plan.assets))
        yield repr([sorted(names) for names in (plan.unreleased.pages, plan.unreleased.paths)])
        yield repr(plan.unreleased.site_urls)
        yield repr(plan.icons)
        yield repr(self._surroundings.navigation)

    def _seen_by(self, template: str) -> tuple[str, ...]:
        """Return the inputs that a template can use in addition to those in every key."""
        if template not in self._seen:
            parts = [key_of(repr(sorted(self._reach.sources(template).items())))]
            is_timetable = self._reach.sees(template, "timetable")
            for name, content in self._contents.items():
                if is_timetable or self._reach.sees(template, name):
                    parts += (*content, *self._timetable)
            if any(self._reach.sees(template, name) for name in ("filesize", "fileinfo")):
                parts.append(self._sizes)
            self._seen[template] = tuple(parts)
        return self._seen[template]

    def _above(self, path: str) -> tuple[str, ...]:
        """Return the titles of the index pages in the folders above a page."""
        inmost = folder = posixpath.dirname(path)
        if inmost not in self._titles:
            titles = []
            while folder:
                index = self._plan.pages.get(f"{folder}/index.html")
                titles.append(index.title if index else "")
                folder = posixpath.dirname(folder)
            self._titles[inmost] = tuple(titles)
        return self._titles[inmost]

    @cached_property
    def _sizes(self) -> str:
        assets = sorted(self._plan.assets.items())
        return key_of(repr([(path, asset.file.size) for path, asset in assets]))


def _of_content(value: Any) -> tuple[str, ...]:
    """Return the inputs of a content type's value: its files, and how much of it is released."""
    values = value if isinstance(value, tuple) else (value,)
    released = sum(1 for _ in dated(value))  # this number grows over time
    return (*(each.location.source.digest for each in values), str(released))


def _of_page(page: Page) -> tuple[str, ...]:
    source = page.location.source  # the source of a generated home page is site.yaml
    return (page.name, page.title, source.name, source.digest, str(page.changed))
