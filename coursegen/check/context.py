"""The input of the rules: the course, its site and the author's Markdown."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from coursegen.base.files import CONTENT
from coursegen.base.struct import Struct
from coursegen.base.text import Location, Source, location_of
from coursegen.base.timer import no_progress
from coursegen.content.target import Target
from coursegen.site.addresses import Addresses
from coursegen.site.broken_links import course_notes

if TYPE_CHECKING:
    from coursegen.base.timer import Progress
    from coursegen.build import Site
    from coursegen.check.reading.documents import Document
    from coursegen.check.reading.link_occurrences import LinkOccurrence
    from coursegen.check.reading.markdown_sources import MarkdownSource
    from coursegen.check.reading.pdf_facts import PdfFacts
    from coursegen.content.course import Course
    from coursegen.leaks.find import FoundLeak
    from coursegen.site.plan import Asset


THEME_PREFIX = "theme: "
"""The prefix of theme files' origins."""


def file_location(name: str) -> Location:
    """Return a location for a whole file that is not read as text."""
    return Location(Source(name, ""))


class CheckContext(Struct, eq=False, dict=True):
    """A site and the values that several rules need, each computed once.

    `progress` reports files that take long to read.
    """

    site: Site
    progress: Progress = no_progress

    @cached_property
    def leaks(self) -> tuple[FoundLeak, ...]:
        """The unreleased content in the files of the site."""
        from coursegen.check.reading.pdf_annotations import annotation_reader  # noqa: PLC0415 - only for courses with unreleased content
        from coursegen.leaks.find import find_leaks  # noqa: PLC0415 - as above

        site = self.site
        if not site.plan.unreleased.parts:
            return ()
        pdfs = annotation_reader()
        return find_leaks(site.plan, site.course, site.files, site.store, pdfs, self.progress)

    @property
    def course(self) -> Course:
        """The public part of the course."""
        return self.site.plan.course

    @property
    def whole_course(self) -> Course:
        """The course with its unreleased content."""
        return self.site.course

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The parsed HTML of every page in the site."""
        from coursegen.check.reading.documents import documents  # noqa: PLC0415 - for checks only

        return tuple(documents(self.site))

    @cached_property
    def addresses(self) -> Addresses:
        """The URLs of all parts of the site."""
        return Addresses(self.site.plan)

    @cached_property
    def assets(self) -> dict[str, Asset]:
        """The course's files that are copied unchanged, keyed by output path."""
        assets = self.site.plan.assets.items()
        return {path: asset for path, asset in assets if not asset.origin.startswith(THEME_PREFIX)}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The paths of all published files, relative to the course's folder."""
        pages = [f"{CONTENT}/{page.name}" for page in self.course.all_pages()]
        written = {page.location.source.name for page in self.course.all_pages()}
        return (*(a.origin for a in self.assets.values()), *(p for p in pages if p in written))

    @cached_property
    def linked_paths(self) -> frozenset[str]:
        """The output paths that pages link to."""
        return frozenset(path for doc in self.documents for path, _ in doc.internal_links())

    @cached_property
    def links(self) -> tuple[LinkOccurrence, ...]:
        """Every link in the author's files."""
        from coursegen.check.reading.link_occurrences import link_occurrences  # noqa: PLC0415 - as above

        return tuple(link_occurrences(self.course, self.markdown_sources))

    @cached_property
    def markdown_sources(self) -> tuple[MarkdownSource, ...]:
        """The source of all Markdown that the author wrote."""
        from coursegen.check.reading.markdown_sources import markdown_sources  # noqa: PLC0415 - as above

        return tuple(markdown_sources(self.course))

    @cached_property
    def pdfs(self) -> dict[str, PdfFacts]:
        """The accessibility properties of each PDF in the course that can be checked."""
        from coursegen.check.reading.pdf_facts import facts_by_origin  # noqa: PLC0415 - as above

        return dict(facts_by_origin(self.site.plan, self.progress))

    def find_location(self, document: Document, needle: str) -> Location:
        """Find the most likely location of a link to `needle`, first in text and then in data."""
        for page in document.sources:
            if needle in page.body:
                return page.location.source.find(needle, page.body_line)
        for note in course_notes(self.course):
            if needle in note:
                start = location_of(note)
                return start.source.find(needle, start.line)
        targets = (target.location for target in self.course.find(Target) if needle in target.value)
        return next(targets, document.sources[0].location)
