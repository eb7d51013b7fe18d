"""Finds the pages and files that are unreleased because a draft or unreleased material uses them.

The rules are in `coursegen/site/releases.py`, which imports this module only for a course that has
unreleased content.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import unquote

from coursegen.base.codes import Code
from coursegen.base.files import CONTENT, SITE_ROOT, STATIC
from coursegen.base.struct import astuple, replace
from coursegen.base.text import location_of
from coursegen.content.image import Image
from coursegen.content.page import Page
from coursegen.content.target import Target, TargetKind
from coursegen.content.walk import find, markdown_in
from coursegen.content.when import DRAFT, UNRELEASED, WITHDRAWN
from coursegen.site.broken_links import (
    configured_files,
    course_notes,
)
from coursegen.site.course_graph import (
    CourseGraph,
    Reference,
    image_reference,
    mentions,
    references_in_free_data,
    references_in_front_matter,
)
from coursegen.site.generated_paths import STYLESHEET_PARTS
from coursegen.site.plan import NOT_FOUND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.content.course import Course
    from coursegen.content.when import Releasable
    from coursegen.loader.course_files import CourseFiles


class UnreleasedFinder:
    """Finds the unreleased sources of a course.

    `withheld` is the unreleased data.  `pages` are the sources of the pages that are unreleased
    because of their own keys, with the reasons.  `public` is the course without these; it may
    contain some of these pages without their content.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the course and its unreleased content
        self,
        graph: CourseGraph,
        public: Course,
        inputs: CourseFiles,
        withheld: tuple[Releasable, ...],
        pages: Mapping[str, str],
        diagnostics: Diagnostics,
    ) -> None:
        self._graph = graph
        self._public = public
        self._withheld = withheld
        self._pages = pages
        self._empty_pages = pages.keys() & {f"{CONTENT}/{page.name}" for page in public.all_pages()}
        self._diagnostics = diagnostics
        self._home = f"{CONTENT}/{public.home.name}"
        self._reasons = dict(pages)
        self._drafts = {f"{CONTENT}/{page.name}" for page in public.drafts}
        self._public_by_path = frozenset(
            chain(
                [self._home],
                (source for source, page in graph.pages.items() if _is_top_level(page)),
                (f"{CONTENT}/{p.name}" for p in public.home_sections if isinstance(p, Page)),
                (f"{STATIC}/{part}" for part in STYLESHEET_PARTS),
                (f"{STATIC}/{file.path}" for file in inputs.theme_static),
                (s for s in graph.outputs if s.startswith(f"{STATIC}/{SITE_ROOT}/")),
            )
        )

    def find(self) -> Mapping[str, str]:
        """Return the sources of all pages and files that the site must not contain.

        The values are the reasons (see `Releasable`).
        """
        direct = self._direct() | self._drafts | self._pages.keys()
        notes = [
            *chain.from_iterable(map(self._graph.references_in_note, markdown_in(self._withheld))),
            *(
                image_reference(image.image, image.location)
                for image in find(self._withheld, Image)
            ),
        ]
        of_drafts = self._referenced(
            self._drafts, (), self._public_by_path | self._graph.pages.keys()
        )
        copies: set[str] = set()
        while True:
            found = self._referenced((direct | copies) - self._drafts, notes, self._public_by_path)
            candidates = (found | of_drafts) - direct
            unreleased = direct | (candidates - self._publicly_used(candidates, direct))
            twins = {twin.source for twin in self._graph.twins(unreleased)}
            new = twins - unreleased - copies - {self._home}
            if not new:
                missing = unreleased - self._empty_pages
                return {source: self._reasons.get(source, UNRELEASED) for source in missing}
            copies |= new

    def _direct(self) -> set[str]:
        """Return the sources that unreleased content links to, under all their names."""
        public: dict[str, Target] = {}
        for target in find(self._public.contents, Target):
            for source in self._graph.find(target):
                public.setdefault(source, target)
        direct: set[str] = set()
        for part in self._withheld:
            for target in find(part, Target):
                for source in self._graph.find_below(target):
                    if source not in public:
                        direct.add(source)
                        self._reasons.setdefault(source, part.visibility)
                    elif any(value is target for value in astuple(part)):
                        self._report_shared(target, source, public[source], part.visibility)
        direct.discard(self._home)
        twins = self._graph.twins(direct)
        same_files = {twin.source for twin in twins if twin.is_same_file}
        return direct | (same_files - public.keys() - {self._home})

    def _referenced(
        self, sources: set[str], first: Iterable[Reference], public: frozenset[str]
    ) -> set[str]:
        """Return `sources`, and all sources that they or `first` refer to, except `public`."""
        found = set(sources)
        pending = sorted(sources)

        def add(references: Iterable[Reference]) -> None:
            for reference in references:
                # Also resolve the link relative to the root, as its encoding may be unusual
                # (`s%74atic/x.png`).
                from_root = Target(TargetKind.SITE, unquote(reference.written).lstrip("/"))
                for source in (
                    *self._graph.find_loosely(reference.target),
                    *self._graph.find_loosely(from_root),
                ):
                    if source not in found and source not in public:
                        found.add(source)
                        pending.append(source)

        add(first)
        while pending:
            source = pending.pop()
            add(self._graph.references(source))
            page = self._graph.pages.get(source)
            if page and page.template not in self._public_templates(found):
                add(self._graph.references_in_templates([page.template]))
        return found

    def _public_templates(self, unreleased: set[str]) -> set[str]:
        """Return the templates of pages that are not in `unreleased`."""
        pages = self._graph.pages.items()
        always = (NOT_FOUND, self._public.home.template)
        return {*always, *(page.template for source, page in pages if source not in unreleased)}

    def _publicly_used(self, candidates: set[str], direct: set[str]) -> set[str]:
        """Return the `candidates` that public content refers to.

        The sources in `direct` always stay unreleased.
        """
        used: set[str] = set()
        pending: list[str] = []
        unreleased = candidates | direct
        words = {word for source in candidates for word in self._graph.words_for(source)}

        def add(references: Iterable[Reference]) -> None:
            for reference in references:
                for source in self._graph.find(reference.target):
                    if source in candidates and source not in used:
                        used.add(source)
                        pending.append(source)

        if not candidates:
            return used
        add(self._references_in_data())
        for note in course_notes(self._public):
            if mentions(note, words):
                add(self._graph.references_in_note(note))
        for source, page in self._graph.pages.items():
            if source not in unreleased:
                add(references_in_front_matter(page))
                if mentions(page.body, words):
                    add(self._graph.references_in_body(page))
        templates = sorted(self._public_templates(unreleased))
        add(self._graph.references_in_templates(templates, words))
        for source in self._graph.files_with_links:
            if source not in unreleased and mentions(self._graph.text(source), words):
                add(self._graph.references(source))
        while pending:
            add(self._graph.references(pending.pop()))
        return used

    def _references_in_data(self) -> Iterator[Reference]:
        """Yield the references in the public data files, without the front matter of pages."""
        course = self._public
        data = replace(course, pages=(), home_sections=())
        for target in data.find(Target):
            yield Reference(target.value, target)
        for image in data.find(Image):
            yield image_reference(image.image, image.location)
        for path, _, _ in configured_files(course):
            yield image_reference(path, location_of(path))
        for part in course.home_sections:
            if isinstance(part, Page):
                yield Reference("", Target(TargetKind.PAGE, part.name, course.info.location))
        yield from references_in_free_data(course.info.extra, course.info.location)

    def _report_shared(self, target: Target, source: str, other: Target, reason: str) -> None:
        location = other.location
        what, keys = {
            DRAFT: ("although this link is a draft", "'draft: yes'"),
            WITHDRAWN: ("after the end of this link's time", "the same 'until:'"),
        }.get(reason, ("before its release date", "the same release date"))
        self._diagnostics.warning(
            Code.RELEASED_EARLY,
            f"'{source}' is published {what}, because "
            f"{location.source.name}:{location.line} links to it",
            target.location,
            f"set {keys} for both links, or remove the other link",
        )


def _is_top_level(page: Page) -> bool:
    """Return whether a page is directly in `content/` or the index page of a folder there."""
    return "/" not in page.name.removesuffix("/index.md")
