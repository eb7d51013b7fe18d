"""What will exist: every page and asset with its output path, each path claimed once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.files import FILES, SITE_ROOT, STATIC
from coursegen.base.struct import Struct, asdict
from coursegen.base.text import Location, Source
from coursegen.base.urls import page_url
from coursegen.content.page import Page
from coursegen.site.generated_paths import (
    GENERATED_IMAGES,
    ROBOTS,
    SITEMAP,
    STYLESHEET,
    STYLESHEET_PARTS,
    icon_paths,
)
from coursegen.site.inputs import static_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.base.files import SourceFile
    from coursegen.content.course import Course
    from coursegen.site.inputs import Inputs
    from coursegen.site.unreleased import Unreleased

NOT_FOUND = "404.html"


class Asset(Struct):
    """A file that is copied as it is; `origin` is what the author knows it by."""

    file: SourceFile
    origin: str


class Plan(Struct):
    """What the site will hold.

    `pages` (the home page first) and `assets` are by output path; `styles` are the parts of the
    stylesheet, in order; `icons` are the files of the course's icon that are made; `unreleased` is
    what a release date withholds; `on_disk` are all paths below `files/`, the unreleased too.
    """

    course: Course
    pages: Mapping[str, Page]
    assets: Mapping[str, Asset]
    styles: tuple[SourceFile, ...]
    icons: tuple[str, ...]
    unreleased: Unreleased
    on_disk: frozenset[str]

    def has(self, path: str) -> bool:
        """Whether something will stand at an output path."""
        return path in self.pages or path in self.assets or path in self.made

    @property
    def made(self) -> tuple[str, ...]:
        """The paths of what is neither a page nor an asset."""
        return (ROBOTS, SITEMAP, STYLESHEET, *self.icons)

    @property
    def icon(self) -> SourceFile | None:
        """The picture that the author chose as the course's icon, if it is there."""
        info = self.course.info
        asset = self.assets.get(f"{STATIC}/{info.icon}") if info.icon else None
        return asset.file if asset else None

    @property
    def fonts(self) -> Mapping[str, str]:
        """The course's own fonts that are there: what each is for, and its output path."""
        named = {use: f"{STATIC}/{path}" for use, path in asdict(self.course.info.fonts).items()}
        return {use: path for use, path in named.items() if path in self.assets}

    def page_urls(self) -> Iterable[tuple[Page, str]]:
        """Each page for visitors with its encoded URL from the root."""
        for path, page in self.pages.items():
            if path != NOT_FOUND:
                yield page, page_url(path)


def make_plan(
    course: Course, inputs: Inputs, unreleased: Unreleased, diagnostics: Diagnostics
) -> Plan:
    """Give everything its place; two sources for one place are an error that names both.

    `course` and `inputs` are the public ones.
    """
    pages: dict[str, Page] = {}
    assets: dict[str, Asset] = {}
    for page in (course.home, *course.pages):
        other = pages.get(page.path)
        if other is not None:
            _clash(
                page.path, page.location.source.name, other.location.source.name, page, diagnostics
            )
            continue
        pages[page.path] = page
    statics = {file.path: (file, f"theme: {file.path}") for file in inputs.theme_static}
    statics |= {file.path: (file, f"{STATIC}/{file.path}") for file in inputs.static}
    styles = tuple(statics.pop(part)[0] for part in STYLESHEET_PARTS if part in statics)
    if NOT_FOUND not in pages and f"{SITE_ROOT}/{NOT_FOUND}" not in statics:
        location = Location(Source(f"theme: {NOT_FOUND}", ""))
        pages[NOT_FOUND] = Page(NOT_FOUND, NOT_FOUND, "", template=NOT_FOUND, location=location)
    wanted = [
        *((static_path(path), file, origin) for path, (file, origin) in statics.items()),
        *((path, file, origin) for origin, path, file in inputs.copied() if not _is_static(origin)),
    ]
    for path, file, origin in wanted:
        page_there = pages.get(path)
        if page_there is not None:
            _clash(path, page_there.location.source.name, origin, page_there, diagnostics)
        elif path in assets:
            location = Location(Source(origin, ""))
            diagnostics.error(
                Code.PATH_CONFLICT,
                f"'{path}' would be made from this and from {assets[path].origin}",
                location,
                "rename or remove one of the two",
            )
        else:
            assets[path] = Asset(file, origin)
    withheld = (path for path in unreleased.paths if path.startswith(f"{FILES}/"))
    on_disk = frozenset(
        (*(file.path for file in inputs.files), *(p.removeprefix(f"{FILES}/") for p in withheld))
    )
    plan = Plan(course, pages, assets, styles, _icons(course, assets), unreleased, on_disk)
    _vet_folders(plan, diagnostics)
    return plan


def _icons(course: Course, assets: Mapping[str, Asset]) -> tuple[str, ...]:
    """The files of the icon that the author did not put into the site's root already."""
    icon = course.info.icon if f"{STATIC}/{course.info.icon}" in assets else ""
    return tuple(path for path in icon_paths(icon) if path not in assets)


def _is_static(origin: str) -> bool:
    return origin.startswith(f"{STATIC}/")


def _clash(path: str, one: str, two: str, page: Page, diagnostics: Diagnostics) -> None:
    diagnostics.error(
        Code.PATH_CONFLICT,
        f"'/{page_url(path)}' would be made from {one} and from {two}",
        page.location,
        "give one of them another permalink or name",
    )


def _vet_folders(plan: Plan, diagnostics: Diagnostics) -> None:
    """A path cannot be a file and a folder at once, nor be one of the site's own files."""
    taken = {**dict.fromkeys(plan.pages), **dict.fromkeys(plan.assets)}
    for path in taken:
        location, origin = _origin(plan, path)
        if path in plan.made:
            diagnostics.error(
                Code.PATH_RESERVED,
                f"'{path}' is made by coursegen and by {origin}",
                location,
                "give it another name",
            )
        if path.startswith(f"{GENERATED_IMAGES}/"):
            diagnostics.error(
                Code.PATH_RESERVED,
                f"'{GENERATED_IMAGES}/' is where coursegen puts the pictures that it makes",
                location,
                "give the folder another name",
            )
        folder = path.rpartition("/")[0]
        while folder:
            if folder in taken:
                diagnostics.error(
                    Code.FILE_AND_FOLDER,
                    f"'{folder}' would be a file, made from {_origin(plan, folder)[1]}, and a "
                    f"folder, made from {origin}",
                    location,
                    "give one of them another permalink or name",
                )
            folder = folder.rpartition("/")[0]


def _origin(plan: Plan, path: str) -> tuple[Location, str]:
    page = plan.pages.get(path)
    if page is not None:
        return page.location, page.location.source.name
    origin = plan.assets[path].origin
    return Location(Source(origin, "")), origin
