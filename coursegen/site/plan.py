"""The plan of the site: the pages and assets with their output paths, which must be unique."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import FILES, SITE_ROOT, STATIC
from coursegen.base.struct import Struct, asdict, replace
from coursegen.base.text import Location, Source
from coursegen.base.urls import join_base, page_url
from coursegen.content.page import DEFAULT_TEMPLATE, Page
from coursegen.content.registry import SHOWN_TYPES
from coursegen.loader.course_files import static_path
from coursegen.loader.translations import load_translations
from coursegen.site.generated_paths import (
    GENERATED_IMAGES,
    STYLESHEET_PARTS,
    TOOLS_STYLES,
    VISIBILITY_STYLES,
    card_path,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from coursegen.base.files import SourceFile
    from coursegen.content.course import Course
    from coursegen.site.unreleased import ReleasedCourse, Unreleased

HOME_PATH = "index.html"
NOT_FOUND = "404.html"


class Asset(Struct):
    """A file that is copied without changes; `origin` is its path in messages."""

    file: SourceFile
    origin: str


class Plan(Struct):
    """The planned content of the site.

    The keys of `pages` (with the home page first) and `assets` are output paths.  `styles` are the
    parts of the stylesheet, in order.  `generated` are the output paths of all other files, except
    images.  `on_disk` contains all paths in `files/`, including unreleased files.  `draws_cards` is
    whether pages without another preview image get a social card.  `ignored` are the names of
    files in `content/` that are not used.
    """

    course: Course
    pages: Mapping[str, Page]
    assets: Mapping[str, Asset]
    styles: tuple[SourceFile, ...]
    generated: tuple[str, ...]
    unreleased: Unreleased
    on_disk: frozenset[str]
    draws_cards: bool
    ignored: tuple[str, ...] = ()

    def has(self, path: str) -> bool:
        """Return whether the site will contain an output path."""
        return path in self.pages or path in self.assets or path in self.generated

    @property
    def icon(self) -> SourceFile | None:
        """The course's icon file, if it is set and exists."""
        info = self.course.info
        asset = self.assets.get(f"{STATIC}/{info.icon}") if info.icon else None
        return asset.file if asset else None

    @property
    def fonts(self) -> Mapping[str, str]:
        """The output paths of the custom fonts that exist, by use (such as `heading`)."""
        paths = {use: f"{STATIC}/{path}" for use, path in asdict(self.course.info.fonts).items()}
        return {use: path for use, path in paths.items() if path in self.assets}

    @property
    def card_pages(self) -> tuple[str, ...]:
        """The output paths of the pages that get a social card."""
        info = self.course.info
        if not info.url or info.social_image or not self.draws_cards:
            return ()
        return tuple(path for path in self.pages if path != NOT_FOUND)

    def social_image(self, path: str) -> str:
        """Return the absolute URL of the preview image for links to a page; empty if there is none.

        The image is the author's `social_image` or the page's card.
        """
        info = self.course.info
        if not info.url or path == NOT_FOUND:
            return ""
        if info.social_image:
            target = f"{STATIC}/{info.social_image}"
            return join_base(info.url, target) if target in self.assets else ""
        return join_base(info.url, card_path(path)) if self.draws_cards else ""

    def page_urls(self) -> Iterable[tuple[Page, str]]:
        """Yield every page except the 404 page, with its encoded URL relative to the root."""
        for path, page in self.pages.items():
            if path != NOT_FOUND:
                yield page, page_url(path)


def make_plan(
    public: ReleasedCourse,
    planned_paths: Callable[[Course, Collection[str]], tuple[str, ...]],
    diagnostics: Diagnostics,
    *,
    draws_cards: bool = True,
) -> Plan:
    """Assign output paths, and report conflicts.

    `planned_paths` returns the output paths of generated files for a course and its assets.
    `draws_cards` is a field of the plan.
    """
    course, inputs, unreleased = public.course, public.inputs, public.unreleased
    pages: dict[str, Page] = {}
    assets: dict[str, Asset] = {}
    for page in (course.home, *course.pages):
        other = pages.get(page.path)
        if other is not None:
            _report_conflict(
                page.path, page.location.source.name, other.location.source.name, page, diagnostics
            )
            continue
        pages[page.path] = page
    pages |= {page.path: page for page in _type_pages(course, pages)}
    unused = {
        path
        for each in SHOWN_TYPES
        if each.has_styles
        and each.name not in course.home_sections
        and not each.is_in(course.contents)
        for path in (each.styles, *each.scripts)
    }
    if not public.has_labels:
        unused.add(VISIBILITY_STYLES)
    if not course.info.tools:
        unused.add(TOOLS_STYLES)
    statics = {
        file.path: (file, f"theme: {file.path}")
        for file in inputs.theme_static
        if file.path not in unused
    }
    statics |= {file.path: (file, f"{STATIC}/{file.path}") for file in inputs.static}
    styles = tuple(
        statics.pop(part)[0] for part in STYLESHEET_PARTS if part in statics and part not in unused
    )
    if NOT_FOUND not in pages and f"{SITE_ROOT}/{NOT_FOUND}" not in statics:
        location = Location(Source(f"theme: {NOT_FOUND}", ""))
        pages[NOT_FOUND] = Page(NOT_FOUND, NOT_FOUND, "", template=NOT_FOUND, location=location)
    copies = [
        *((static_path(path), file, origin) for path, (file, origin) in statics.items()),
        *((path, file, origin) for origin, path, file in inputs.copied() if not _is_static(origin)),
    ]
    for path, file, origin in copies:
        existing_page = pages.get(path)
        if existing_page is not None:
            existing_name = existing_page.location.source.name
            _report_conflict(path, existing_name, origin, existing_page, diagnostics)
        elif path in assets:
            location = Location(Source(origin, ""))
            diagnostics.error(
                Code.PATH_CONFLICT,
                f"path conflict: '{path}' comes from this file and from {assets[path].origin}",
                location,
                "rename or remove one of them",
            )
        else:
            assets[path] = Asset(file, origin)
    unreleased_files = (path for path in unreleased.paths if path.startswith(f"{FILES}/"))
    on_disk = frozenset(
        (
            *(file.path for file in inputs.files),
            *(path.removeprefix(f"{FILES}/") for path in unreleased_files),
        )
    )
    generated = planned_paths(course, assets)
    plan = Plan(
        *(course, pages, assets, styles, generated),
        *(unreleased, on_disk, draws_cards, inputs.ignored),
    )
    _validate_paths(plan, diagnostics)
    return plan


def _type_pages(course: Course, pages: Mapping[str, Page]) -> Iterator[Page]:
    """Yield the page of each content type in a course, which may be one of the author's `pages`."""
    for each in SHOWN_TYPES:
        if each.page and each.is_in(course.contents):
            written = pages.get(each.page_path)
            if written is None:
                title = load_translations(course.info.language, Diagnostics())[each.name]
                location = Location(Source(f"theme: {each.page}", ""))
                name = f"{each.folder}/index.md"
                yield Page(name, each.page_path, title, template=each.page, location=location)
            elif written.template == DEFAULT_TEMPLATE:
                yield replace(written, template=each.page)


def _is_static(origin: str) -> bool:
    return origin.startswith(f"{STATIC}/")


def _report_conflict(
    path: str, first: str, second: str, page: Page, diagnostics: Diagnostics
) -> None:
    diagnostics.error(
        Code.PATH_CONFLICT,
        f"path conflict: '/{page_url(path)}' comes from {first} and from {second}",
        page.location,
        "change the permalink or name of one of them",
    )


def _validate_paths(plan: Plan, diagnostics: Diagnostics) -> None:
    """Report paths that are both a file and a folder, or that are reserved."""
    taken = {**dict.fromkeys(plan.pages), **dict.fromkeys(plan.assets)}
    for path in taken:
        location, origin = _origin(plan, path)
        if path in plan.generated:
            diagnostics.error(
                Code.PATH_RESERVED,
                f"'{path}' is reserved: coursegen generates this file",
                location,
                f"choose another path for {origin}",
            )
        if path.startswith(f"{GENERATED_IMAGES}/"):
            diagnostics.error(
                Code.PATH_RESERVED,
                f"'{GENERATED_IMAGES}/' is reserved for images that coursegen generates",
                location,
                "rename the folder",
            )
        folder = path.rpartition("/")[0]
        while folder:
            if folder in taken:
                diagnostics.error(
                    Code.FILE_AND_FOLDER,
                    f"path conflict: '{folder}' is a file from {_origin(plan, folder)[1]} and a "
                    f"folder from {origin}",
                    location,
                    "change the permalink or name of one of them",
                )
            folder = folder.rpartition("/")[0]


def _origin(plan: Plan, path: str) -> tuple[Location, str]:
    page = plan.pages.get(path)
    if page is not None:
        return page.location, page.location.source.name
    origin = plan.assets[path].origin
    return Location(Source(origin, "")), origin
