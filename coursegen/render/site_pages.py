"""Render the pages of a site, except those that are unchanged since the last build."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from coursegen.base.diagnostics import Severity
from coursegen.base.struct import Struct
from coursegen.base.timer import NO_TIMER
from coursegen.content.page import Page
from coursegen.images.image_reads import IMAGE, ImageReads, ImageRequest
from coursegen.incremental.codec import EncodeError
from coursegen.incremental.parallel import in_parallel, workers_for
from coursegen.incremental.reads import Reads
from coursegen.incremental.traces import (
    SOURCE,
    Result,
    Traces,
    pack_result,
    unpack_result,
)
from coursegen.outputs.output import of_bytes, of_published, version_of
from coursegen.outputs.output_manifest import read_manifest
from coursegen.site.broken_links import BrokenLink  # noqa: TC001 - the codec evaluates the annotations
from coursegen.site.plan import HOME_PATH
from coursegen.site.site_reads import SiteReads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from coursegen.base.diagnostics import Diagnostic
    from coursegen.base.timer import Progress, Timer
    from coursegen.html.csp import Use
    from coursegen.incremental.reads import Answers
    from coursegen.incremental.store import Store
    from coursegen.markdown.cache import MarkdownCache
    from coursegen.outputs.output import Output
    from coursegen.render.pages import PageRenderer
    from coursegen.site.plan import Plan

_MIN_CHARACTERS = 50_000
"""The minimum number of Markdown characters for which another process is worthwhile."""
_MAX_READS = 20_000
"""A page with more reads is rendered in each build; only its images are recorded."""
_LENGTH = 4
"""The size of a length in bytes."""


class PageValue(Struct):
    """The version of a page's HTML, and its broken links; the version is empty after an error."""

    version: str
    broken: tuple[BrokenLink, ...]


class SitePages(Struct):
    """The rendered pages by output path, their diagnostics and links, and the images they show."""

    files: Mapping[str, Output]
    diagnostics: tuple[Diagnostic, ...]
    broken: tuple[BrokenLink, ...]
    images: frozenset[ImageRequest]


class RenderOptions(Struct):
    """The options of rendering.

    `root` is the course's folder.  Absolute links may use any of the site's URLs, `site_urls`.  The
    results are stored in `store`, and images in `image_store`.  Unchanged files in the `output`
    folder are reused.  `progress` reports the rendered pages.  `timer` measures only its own
    process, so no other processes are used with it.
    """

    root: Path
    site_urls: tuple[str, ...]
    store: Store
    image_store: Store
    output: Path | None
    progress: Progress
    timer: Timer


class IncrementalRenderer:
    """Renders or reuses the pages of a plan; calls `make_renderer` if there is a page to render."""

    def __init__(
        self,
        plan: Plan,
        answers: Answers,
        make_renderer: Callable[[], PageRenderer],
        markdown: MarkdownCache,
        options: RenderOptions,
    ) -> None:
        self._plan = plan
        self._answers = answers
        self._make_renderer = make_renderer
        self._markdown = markdown
        self._manifest = read_manifest(options.store, options.output) if options.output else None
        self._store = options.store
        self._page_done = options.progress(len(plan.pages), "page")
        self._timer = options.timer

    @cached_property
    def _renderer(self) -> PageRenderer:
        return self._make_renderer()

    def pages(self) -> SitePages:
        """Return all pages, except those whose template fails, which are reported."""
        files: dict[str, Output] = {}
        results: dict[str, Result[PageValue]] = {}
        traces = None
        if self._manifest:  # each output folder may contain another site, such as the server's
            name = f"pages {self._manifest.output}"
            traces = Traces(self._store, name, PageValue, self._answers)
        if traces:
            self._reuse(traces, files, results)
        self._timer.lap("pages: find unchanged pages")
        changed = [path for path in self._plan.pages if path not in files]
        for path, result, html in self._render(changed):
            results[path] = result
            if html:
                files[path] = of_bytes(html)
        self._markdown.wait()
        if traces and changed:
            traces.save({path: each for path, each in results.items() if _is_complete(path, each)})
        in_order = [results[path] for path in self._plan.pages]
        return SitePages(
            {path: files[path] for path in self._plan.pages if path in files},
            tuple(
                _distinct(diagnostic for result in in_order for diagnostic in result.diagnostics)
            ),
            tuple(link for result in in_order for link in result.value.broken),
            frozenset(
                ImageRequest(path, role, int(width))
                for result in in_order
                for name, path, role, width in (q for q in result.reads if q[0] == IMAGE)
            ),
        )

    def _reuse(
        self,
        traces: Traces[PageValue],
        files: dict[str, Output],
        results: dict[str, Result[PageValue]],
    ) -> None:
        """Add the pages whose file and inputs are the same as after the last build."""
        assert self._manifest  # noqa: S101 - for the type checker
        for path in self._plan.pages:
            version = self._manifest.version(path)
            result = traces.find(path) if version else None
            if result and result.value.version == version:
                results[path] = result
                files[path] = of_published(f"{self._manifest.output}/{path}", version)
                self._page_done()

    def _render(self, paths: list[str]) -> Iterator[tuple[str, Result[PageValue], bytes]]:
        """Yield the result and the HTML of each page, in any order."""
        is_timed = self._timer is not NO_TIMER
        length = sum(self._plan.pages[path].body_length for path in paths)
        workers = 1 if is_timed else workers_for(length, _MIN_CHARACTERS)
        if workers > 1:
            self._renderer.prepare()
        elif not is_timed:
            self._markdown.begin(self._texts_of(paths))
        if workers < 2:
            for path in paths:
                yield path, *self._make(path)
                self._page_done()
            return
        for number, packed in in_parallel(len(paths), lambda n: self._packed(paths[n]), workers):
            yield paths[number], *self._unpacked(paths[number], packed)
            self._page_done()

    def _texts_of(self, paths: list[str]) -> Iterator[tuple[str, str]]:
        """Yield the Markdown and the name of pages and home page sections."""
        for path in paths:
            sections = self._plan.course.home_sections if path == HOME_PATH else ()
            for part in (self._plan.pages[path], *sections):
                if isinstance(part, Page):
                    yield part.body, part.name

    def _make(self, path: str) -> tuple[Result[PageValue], bytes]:
        page = self._renderer.render(path)
        places = (*(d.location for d in page.diagnostics), *(link.location for link in page.broken))
        sources = dict.fromkeys((SOURCE, place.source.name) for place in places)
        value = PageValue(version_of(page.html) if page.html else "", page.broken)
        reads = tuple({**dict.fromkeys(page.reads), **sources})
        if len(reads) > _MAX_READS:
            reads = tuple(query for query in reads if query[0] == IMAGE)
        return Result(value, page.diagnostics, reads), page.html or b""

    def _packed(self, path: str) -> bytes:
        result, html = self._make(path)
        try:
            packed = pack_result(result, self._answers)
        except EncodeError:  # an error in a file that is not part of the course
            return b"\0"
        return b"".join((len(packed).to_bytes(_LENGTH, "little"), packed, html))

    def _unpacked(self, path: str, data: bytes) -> tuple[Result[PageValue], bytes]:
        if len(data) < _LENGTH:
            return self._make(path)
        end = _LENGTH + int.from_bytes(data[:_LENGTH], "little")
        return unpack_result(data[_LENGTH:end], PageValue, self._answers), data[end:]


def _is_complete(path: str, result: Result[PageValue]) -> bool:
    """Return whether a page was rendered, and all its reads are recorded."""
    return bool(result.value.version) and ("page", path) in result.reads


def _distinct(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield the diagnostics of all pages; the same error in a template is yielded only once."""
    known = set()
    for diagnostic in diagnostics:
        key = (diagnostic.message, diagnostic.location.order)
        if diagnostic.severity is not Severity.ERROR or key not in known:
            yield diagnostic
        known.add(key)


def render_pages(
    plan: Plan,
    answers: Answers,
    markdown: MarkdownCache,
    stylesheet_uses: Callable[[], Iterable[Use]],
    options: RenderOptions,
) -> SitePages:
    """Render or reuse all pages of a plan.

    `stylesheet_uses` returns what the site's stylesheet loads.
    """

    def make_renderer() -> PageRenderer:
        from coursegen.html.postprocess import HtmlPostprocessor  # noqa: PLC0415 - as below
        from coursegen.render.pages import PageRenderer  # noqa: PLC0415 - Jinja is slow to load

        reads, info = Reads(answers), plan.course.info
        postprocessor = HtmlPostprocessor(info.url, info.allowed_origins, stylesheet_uses())
        site, images = SiteReads(reads, options.site_urls), ImageReads(reads)
        return PageRenderer(options.root, site, images, markdown, postprocessor, options.timer)

    return IncrementalRenderer(plan, answers, make_renderer, markdown, options).pages()
