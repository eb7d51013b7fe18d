"""Rendering of the pages that changed since the last build; the others are reused."""

from __future__ import annotations

import json
from functools import cached_property, partial
from typing import TYPE_CHECKING

from coursegen.base.struct import Struct
from coursegen.base.timer import NO_TIMER
from coursegen.content.page import Page
from coursegen.incremental.cache import key_of
from coursegen.incremental.spread import processes, spread
from coursegen.render.standing import Asked, Fresh, Kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.base.text import Location
    from coursegen.base.timer import Timer
    from coursegen.images.image_registry import ImageRegistry
    from coursegen.markdown.texts import Texts
    from coursegen.render.keys import PageKeys
    from coursegen.render.pages import PageRenderer
    from coursegen.render.standing import Standing
    from coursegen.site.addresses import Addresses

_ENOUGH = 50_000
"""The minimum number of Markdown characters for which another process is worthwhile."""


class Pages(Struct):
    """All pages by output path; `fresh` contains the records of the pages without problems."""

    files: dict[str, bytes | Kept]
    fresh: dict[str, Fresh]


class Renewal:
    """Renders or reuses the pages of one plan.

    `make_renderer` is called if there is a page to render.  `begin` is called with the number of
    pages, and returns a function to call after each page.  `stopwatch` measures the steps.  It
    measures only its own process, so no other processes are used with a stopwatch.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - each argument provides a part of the pages
        self,
        make_renderer: Callable[[], PageRenderer],
        texts: Texts,
        keys: PageKeys,
        addresses: Addresses,
        gallery: ImageRegistry,
        standing: Standing | None,
        begin: Callable[[int], Callable[[], None]],
        diagnostics: Diagnostics,
        stopwatch: Timer = NO_TIMER,
    ) -> None:
        self._make_renderer = make_renderer
        self._texts = texts
        self._keys = keys
        self._addresses = addresses
        self._gallery = gallery
        self._standing = standing
        self._progress = begin(len(gallery.plan.pages))
        self._diagnostics = diagnostics
        self._told = 0
        self._lap = stopwatch.lap
        self._split = stopwatch is NO_TIMER

    @cached_property
    def _renderer(self) -> PageRenderer:
        return self._make_renderer()

    def pages(self) -> Pages:
        """Return all pages, except those whose template fails, which are reported."""
        pages = Pages({}, {})
        new: list[str] = []
        keys: dict[str, str] = {}
        for path in self._gallery.plan.pages:
            keys[path] = self._keys.of(path) if self._standing else ""
            found = self._standing.find(path, keys[path]) if self._standing else None
            if found and self._shows_the_same(path, found[0]):
                pages.fresh[path], stamp = found
                pages.files[path] = Kept(stamp, partial(self._again, path))
                self._progress()
            else:
                new.append(path)
        self._lap("pages: find unchanged pages")
        for path, content, asked in self._render(new):
            if content is not None:
                pages.files[path] = content
            if asked is not None:
                pages.fresh[path] = Fresh(keys[path], tuple(asked))
        self._texts.wait()
        return pages

    def _render(self, new: list[str]) -> Iterator[tuple[str, bytes | None, list[Asked] | None]]:
        """Yield each new page's path and content, and its images if the page has no problems.

        If several processes are used, a page with problems is rendered again in this process when
        all earlier pages are done, since its messages may depend on earlier messages.
        """
        letters = sum(self._gallery.plan.pages[path].body_length for path in new)
        hands = processes(letters, _ENOUGH) if self._split else 1
        made: dict[int, bytes] = {}
        if hands > 1:
            self._renderer.prepare()
            told, asked = self._diagnostics.total, self._addresses.explained
            for number, packed in spread(len(new), lambda n: self._packed(new[n]), hands):
                made[number] = packed
                self._advance(number + 1)
            self._diagnostics.truncate(told)
            self._addresses.explained = asked
        elif self._split:
            self._texts.begin(self._texts_of(new))
        for number, path in enumerate(new):
            packed = made.pop(number, b"")
            if packed.startswith(_CLEAN):
                content, pictures = _unpacked(packed)
                for picture in pictures:
                    self._gallery.sized_image(*picture[:3])
                self._gallery.social_image(self._gallery.plan.pages[path], path)
                yield path, content, pictures
            else:
                yield path, *self._make(path)
            self._advance(number + 1)

    def _texts_of(self, new: list[str]) -> Iterator[tuple[str, Location]]:
        """Yield the Markdown of pages and home page sections, each with its start location."""
        course = self._gallery.plan.course
        for path in new:
            page = self._gallery.plan.pages[path]
            sections = course.home_sections if page is course.home else ()
            for part in (page, *sections):
                if isinstance(part, Page):
                    yield part.body, part.location._replace(line=part.body_line)

    def _advance(self, rendered: int) -> None:
        """Report the first `rendered` pages as done, except those already reported."""
        for _ in range(self._told, rendered):
            self._progress()
        self._told = max(self._told, rendered)

    def _make(self, path: str) -> tuple[bytes | None, list[Asked] | None]:
        told = self._diagnostics.total
        self._gallery.requested.clear()
        content = self._renderer.page(path)
        if self._diagnostics.total > told:
            return content, None
        shown = list(self._gallery.requested)
        return content, [Asked(*each, self._shown(*each)) for each in shown]

    def _packed(self, path: str) -> bytes:
        content, asked = self._make(path)
        if content is None or asked is None:
            return _UNCLEAN
        pictures = json.dumps(asked).encode()
        return b"".join((_CLEAN, len(pictures).to_bytes(_SIZE, "little"), pictures, content))

    def _shows_the_same(self, path: str, known: Fresh) -> bool:
        """Return whether a page's images are unchanged, and add them to the site."""
        self._gallery.social_image(self._gallery.plan.pages[path], path)
        return all(self._shown(*asked[:3]) == asked.shown for asked in known.asked)

    def _again(self, path: str) -> bytes | None:
        """Render a reused page whose output file has changed since it was checked."""
        return self._renderer.page(path)

    def _shown(self, path: str, role: str, wanted: int) -> str:
        return key_of(repr(self._gallery.sized_image(path, role, wanted)))


_UNCLEAN, _CLEAN = b"\0", b"\1"
_SIZE = 4


def _unpacked(packed: bytes) -> tuple[bytes, list[Asked]]:
    begins = 1 + _SIZE
    ends = begins + int.from_bytes(packed[1:begins], "little")
    return packed[ends:], [Asked(*each) for each in json.loads(packed[begins:ends])]
