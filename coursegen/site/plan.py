"""What will exist: every page and asset with its output path, each path claimed once."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from coursegen.codes import Code
from coursegen.model.page import Page
from coursegen.paths import FILES, STATIC
from coursegen.site.icons import icon_paths
from coursegen.site.release import folded
from coursegen.site.stylesheet import PARTS, STYLESHEET
from coursegen.source import Place, Source
from coursegen.urls import encode_path, page_url
from coursegen.values import Value, asdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from coursegen.diagnostics import Diagnostics
    from coursegen.model.course import Course
    from coursegen.paths import Found

NOT_FOUND = "404.html"
ROBOTS = "robots.txt"
SITEMAP = "sitemap.xml"
MADE = f"{STATIC}/made"
"""Where the pictures stand that are made when the site is built; nobody else's files may."""
ROOT_FOLDER = "site-root"
"""Files in `static/site-root/` go to the site's root (`CNAME`, a search engine's proof …)."""


class Asset(Value):
    """A file that is copied as it is; `origin` is what the author knows it by."""

    file: Found
    origin: str


class Inputs(Value):
    """The files on disk that the site may copy: the theme's, the course's, its lecture files."""

    theme_static: tuple[Found, ...] = ()
    static: tuple[Found, ...] = ()
    files: tuple[Found, ...] = ()
    content_images: tuple[Found, ...] = ()


class Plan(Value):
    """What the site will hold.

    `pages` (the home page first) and `assets` are by output path; `styles` are the parts of the
    stylesheet, in order; `icons` are the files of the course's icon that are made; `held` are the
    output paths, folded, that stay out until their release; `on_disk` are all paths below `files/`.
    """

    course: Course
    pages: Mapping[str, Page]
    assets: Mapping[str, Asset]
    styles: tuple[Found, ...]
    icons: tuple[str, ...]
    held: frozenset[str]
    on_disk: frozenset[str]

    def has(self, path: str) -> bool:
        """Whether something will stand at an output path."""
        return path in self.pages or path in self.assets or path in self.made

    def holds_back(self, path: str) -> bool:
        """Whether what belongs at an output path waits for its release."""
        return folded(path) in self.held

    @property
    def made(self) -> tuple[str, ...]:
        """The paths of what is neither a page nor an asset."""
        return (ROBOTS, SITEMAP, STYLESHEET, *self.icons)

    @property
    def icon(self) -> Found | None:
        """The picture that the author chose as the course's icon, if it is there."""
        facts = self.course.facts
        asset = self.assets.get(f"{STATIC}/{facts.icon}") if facts.icon else None
        return asset.file if asset else None

    @property
    def fonts(self) -> Mapping[str, str]:
        """The course's own fonts that are there: what each is for, and its output path."""
        named = {use: f"{STATIC}/{path}" for use, path in asdict(self.course.facts.fonts).items()}
        return {use: path for use, path in named.items() if path in self.assets}

    def page_urls(self) -> Iterable[tuple[Page, str]]:
        """Each page for visitors with its encoded URL from the root."""
        for path, page in self.pages.items():
            if path != NOT_FOUND:
                yield page, page_url(path)


def make_plan(
    course: Course, inputs: Inputs, held: frozenset[str], diagnostics: Diagnostics
) -> Plan:
    """Give everything its place; two sources for one place are an error that names both."""
    pages: dict[str, Page] = {}
    assets: dict[str, Asset] = {}
    for page in (course.home, *course.pages):
        if held and page is not course.home and folded(page.path) in held:
            continue
        other = pages.get(page.path)
        if other is not None:
            _clash(page.path, page.place.source.name, other.place.source.name, page, diagnostics)
            continue
        pages[page.path] = page
    statics = {file.path: (file, f"theme: {file.path}") for file in inputs.theme_static}
    statics |= {file.path: (file, f"{STATIC}/{file.path}") for file in inputs.static}
    styles = tuple(statics.pop(part)[0] for part in PARTS if part in statics)
    if NOT_FOUND not in pages and f"{ROOT_FOLDER}/{NOT_FOUND}" not in statics:
        place = Place(Source(f"theme: {NOT_FOUND}", ""))
        pages[NOT_FOUND] = Page(NOT_FOUND, NOT_FOUND, "", template=NOT_FOUND, place=place)
    held |= {folded(image.path) for image in _only_held(course, inputs.content_images, held)}
    wanted = [
        *((_static_path(path), file, origin) for path, (file, origin) in statics.items()),
        *((f"{FILES}/{f.path}", f, f"{FILES}/{f.path}") for f in inputs.files),
        *((f.path, f, f"content/{f.path}") for f in inputs.content_images),
    ]
    for path, file, origin in wanted:
        if held and folded(path) in held:
            continue
        page_there = pages.get(path)
        if page_there is not None:
            _clash(path, page_there.place.source.name, origin, page_there, diagnostics)
        elif path in assets:
            place = Place(Source(origin, ""))
            diagnostics.error(
                Code.ADDRESS_TWICE,
                f"'{path}' would be made from this and from {assets[path].origin}",
                place,
                "rename or remove one of the two",
            )
        else:
            assets[path] = Asset(file, origin)
    on_disk = frozenset(file.path for file in inputs.files)
    plan = Plan(course, pages, assets, styles, _icons(course, assets), held, on_disk)
    _vet_folders(plan, diagnostics)
    return plan


def _icons(course: Course, assets: Mapping[str, Asset]) -> tuple[str, ...]:
    """The files of the icon that the author did not put into the site's root already."""
    icon = course.facts.icon if f"{STATIC}/{course.facts.icon}" in assets else ""
    return tuple(path for path in icon_paths(icon) if path not in assets)


def _only_held(course: Course, images: Iterable[Found], held: frozenset[str]) -> Iterator[Found]:
    """The images beside pages that only pages which are held back name."""
    waiting = [page.body for page in course.all_pages() if held and folded(page.path) in held]
    if not waiting:
        return
    shown = [page.body for page in course.all_pages() if folded(page.path) not in held]
    for image in images:
        name = posixpath.basename(image.path)
        names = (name, encode_path(name))

        def named_in(bodies: list[str], names: tuple[str, ...] = names) -> bool:
            return any(name in body for body in bodies for name in names)

        if named_in(waiting) and not named_in(shown):
            yield image


def _static_path(path: str) -> str:
    """Where a file of `static/` goes."""
    prefix = f"{ROOT_FOLDER}/"
    return path.removeprefix(prefix) if path.startswith(prefix) else f"{STATIC}/{path}"


def _clash(path: str, one: str, two: str, page: Page, diagnostics: Diagnostics) -> None:
    diagnostics.error(
        Code.ADDRESS_TWICE,
        f"'/{page_url(path)}' would be made from {one} and from {two}",
        page.place,
        "give one of them another permalink or name",
    )


def _vet_folders(plan: Plan, diagnostics: Diagnostics) -> None:
    """A path cannot be a file and a folder at once, nor be one of the site's own files."""
    taken = {**dict.fromkeys(plan.pages), **dict.fromkeys(plan.assets)}
    for path in taken:
        place, origin = _origin(plan, path)
        if path in plan.made:
            diagnostics.error(
                Code.ADDRESS_OURS,
                f"'{path}' is made by coursegen and by {origin}",
                place,
                "give it another name",
            )
        if path.startswith(f"{MADE}/"):
            diagnostics.error(
                Code.ADDRESS_OURS,
                f"'{MADE}/' is where coursegen puts the pictures that it makes",
                place,
                "give the folder another name",
            )
        folder = path.rpartition("/")[0]
        while folder:
            if folder in taken:
                diagnostics.error(
                    Code.FILE_AND_FOLDER,
                    f"'{folder}' would be a file, made from {_origin(plan, folder)[1]}, and a "
                    f"folder, made from {origin}",
                    place,
                    "give one of them another permalink or name",
                )
            folder = folder.rpartition("/")[0]


def _origin(plan: Plan, path: str) -> tuple[Place, str]:
    page = plan.pages.get(path)
    if page is not None:
        return page.place, page.place.source.name
    origin = plan.assets[path].origin
    return Place(Source(origin, "")), origin
