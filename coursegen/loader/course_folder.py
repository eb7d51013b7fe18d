"""A course's folder → a course: every file read once, every mistake reported."""

from __future__ import annotations

import posixpath
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from coursegen.base.codes import Code
from coursegen.base.diagnostics import did_you_mean
from coursegen.base.files import (
    CONTENT,
    SCHEDULE_FILE,
    SITE_FILE,
    STAFF_FILE,
    TEMPLATES,
    SourceFile,
    read_text,
    walk,
)
from coursegen.base.struct import replace
from coursegen.base.text import LocatedStr, Location, Source
from coursegen.base.urls import page_path
from coursegen.content.course import Course
from coursegen.content.page import Page
from coursegen.content.schedule import Schedule
from coursegen.content.staff import Staff
from coursegen.loader.dates import DateReader
from coursegen.loader.page_file import HOME, read_page
from coursegen.loader.remembered import Memory, Remembered
from coursegen.loader.schedule_file import read_schedule
from coursegen.loader.site_file import SiteFile, fallback_site, read_site
from coursegen.loader.staff_file import read_staff
from coursegen.schema.reader import Reader
from coursegen.schema.shapes import ScheduleShape, Shape, SiteShape, StaffShape
from coursegen.yaml.trees import Trees

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.incremental.cache import Cache

S = TypeVar("S", bound=Shape)
T = TypeVar("T")

_TEMPLATE = (".html", ".svg")
"""How the names of templates end, and of the drawings among them."""
_IMAGES = frozenset({".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"})


def load(
    root: Path,
    diagnostics: Diagnostics,
    cache: Cache | None = None,
    memory: Memory | None = None,
) -> tuple[Course, tuple[SourceFile, ...]]:
    """Read the course in the folder `root`, and list the files of its pages and of their images.

    With a `cache` or a `memory`, files that are known from there are not taken apart again.
    Whatever cannot be read is reported and left out; the course returned is whole all the same.
    """
    site = _load_site(root, diagnostics, cache)
    _vet_folders(root, diagnostics)
    reader = Reader(diagnostics, {"material kinds": site.material_kinds})
    dates = DateReader(diagnostics, site.info.timezone, site.start)
    found = {file.path: file for file in walk(root / CONTENT, CONTENT, diagnostics)}

    remembered = Remembered(
        cache, memory, site.info.location.source, site.info.timezone, diagnostics
    )

    def schedule_of(source: Source) -> Schedule | None:
        shape = _read_shape(source, ScheduleShape, reader, Trees())
        return read_schedule(shape, site, dates, diagnostics) if shape else None

    def staff_of(source: Source) -> Staff | None:
        shape = _read_shape(source, StaffShape, reader, Trees())
        return read_staff(shape, diagnostics) if shape else None

    def read(name: str, kind: type[T], of: Callable[[Source], T | None]) -> T:
        file = found.pop(name, None)
        source = _source(file, diagnostics, memory) if file else None
        known = remembered.read(kind, source, partial(of, source)) if source else None
        return known or kind()

    schedule = read(SCHEDULE_FILE, Schedule, schedule_of)
    staff = read(STAFF_FILE, Staff, staff_of)

    pages, published, trees = {}, [], Trees(cache, CONTENT)
    for file in found.values():
        suffix = posixpath.splitext(file.path)[1].lower()
        if suffix == ".md":
            page = _load_page(file, reader, trees, remembered, memory)
            if page:
                pages[file.path] = page
                published.append(file)
        elif suffix in _IMAGES:
            published.append(file)
        else:
            _not_read(file.path, diagnostics)
    remembered.keep()
    trees.keep({f"{CONTENT}/{path}" for path in found})
    home = pages.pop(HOME, None) or Page(
        HOME, "index.html", "", template="home.html", location=site.info.location
    )
    if not home.title:
        home = replace(home, title=site.info.title)
    sections = _home_sections(site, schedule, staff, pages, diagnostics)
    shown_at_home = {section.name for section in sections if isinstance(section, Page)}
    course = Course(
        site.info,
        schedule,
        staff,
        home,
        sections,
        tuple(page for page in pages.values() if page.name not in shown_at_home),
    )
    return course, tuple(published)


def load_kinds(root: Path, diagnostics: Diagnostics) -> tuple[str, ...]:
    """The kinds of material that the course in `root` knows, its own among them."""
    return tuple(_load_site(root, diagnostics, None).material_kinds)


def _load_site(root: Path, diagnostics: Diagnostics, cache: Cache | None) -> SiteFile:
    disk = root / SITE_FILE
    if not disk.exists():
        near = (
            [p.name for p in root.iterdir() if p.suffix in (".yaml", ".yml")]
            if root.is_dir()
            else []
        )
        diagnostics.error(
            Code.SITE_FILE_MISSING,
            "there is no site.yaml here",
            Location(Source(SITE_FILE, "")),
            f"{did_you_mean(SITE_FILE, near)} rename it"
            if "site.yml" in near
            else "run coursegen in the course's folder, or name it with --source; "
            "'coursegen new NAME' makes a new course",
        )
        return fallback_site()
    if not disk.resolve().is_relative_to(root.resolve()):
        diagnostics.error(
            Code.SYMBOLIC_LINK,
            "this symbolic link leads out of the course",
            Location(Source(SITE_FILE, "")),
            "put the file itself there",
        )
        return fallback_site()
    source = read_text(disk, SITE_FILE, diagnostics)
    trees = Trees(cache, SITE_FILE)
    shape = _read_shape(source, SiteShape, Reader(diagnostics), trees) if source else None
    trees.keep(())
    return read_site(shape, diagnostics) if shape else fallback_site()


def _vet_folders(root: Path, diagnostics: Diagnostics) -> None:
    """Report a folder that is lost: the site would change as a whole, and nobody would notice."""
    if (root / SITE_FILE).exists() and not (root / CONTENT).is_dir():
        diagnostics.error(
            Code.CONTENT_MISSING,
            f"there is no folder {CONTENT} here",
            Location(Source(f"{CONTENT}/", "")),
            f"make it, with the home page as {CONTENT}/index.md; if this is not the course's "
            "folder, name that with --source",
        )
    templates = root / TEMPLATES
    found = list(walk(templates, TEMPLATES, diagnostics))
    if templates.is_dir() and not any(file.path.endswith(_TEMPLATE) for file in found):
        diagnostics.error(
            Code.TEMPLATES_EMPTY,
            f"{TEMPLATES}/ holds no template",
            Location(Source(f"{TEMPLATES}/", "")),
            f"put one there, such as {TEMPLATES}/page.html, or remove the folder",
        )


def _source(file: SourceFile, diagnostics: Diagnostics, memory: Memory | None) -> Source | None:
    read = partial(read_text, file.os_path, f"{CONTENT}/{file.path}", diagnostics)
    return memory.source(file, read) if memory else read()


def _read_shape(source: Source, shape: type[S], reader: Reader, trees: Trees) -> S | None:
    before = reader.diagnostics.total
    node = trees.parse(source, reader.diagnostics)
    if node is None:
        if reader.diagnostics.total > before:
            return None
        if shape is not SiteShape:
            reader.diagnostics.warning(
                Code.FILE_EMPTY,
                "this file is empty",
                Location(source),
                "write its keys, or remove the file",
            )
    return reader.read(node, shape, Location(source))


def _load_page(
    file: SourceFile,
    reader: Reader,
    trees: Trees,
    remembered: Remembered,
    memory: Memory | None,
) -> Page | None:
    source = _source(file, reader.diagnostics, memory)
    if source is None:  # a page all the same, so that links to it are not called broken
        return Page(file.path, page_path(file.path), file.path)
    read = partial(read_page, source, file.path, reader, trees, reader.diagnostics)
    page = remembered.read(Page, source, read, alone=True)
    source.drop_caches()
    return page


def _not_read(path: str, diagnostics: Diagnostics) -> None:
    location = Location(Source(f"{CONTENT}/{path}", ""))
    if path.endswith((".yaml", ".yml")):
        hint = did_you_mean(path, (SCHEDULE_FILE, STAFF_FILE))
        diagnostics.warning(Code.FILE_IGNORED, "nothing reads this file", location, hint)
    else:
        diagnostics.warning(
            Code.FILE_IGNORED,
            "nothing reads this file",
            location,
            "a file for students belongs into files/",
        )


def _home_sections(
    site: SiteFile,
    schedule: Schedule,
    staff: Staff,
    pages: dict[str, Page],
    diagnostics: Diagnostics,
) -> tuple[str | Page, ...]:
    there = {"schedule": bool(schedule.sections), "staff": bool(staff.groups)}
    wanted: Iterable[LocatedStr] = site.home if site.home is not None else map(LocatedStr, there)
    sections: list[str | Page] = []
    for name in wanted:
        page = pages.get(name if name.endswith(".md") else f"{name}.md")
        if name in there:
            if there[name]:
                sections.append(str(name))
        elif page:
            sections.append(page)
        else:
            names = [*there, *(path.removesuffix(".md") for path in pages)]
            diagnostics.error(
                Code.INVALID_HOME_SECTION,
                f"the home page has no part '{name}'",
                name.location,
                did_you_mean(name, names),
            )
        if name in sections[:-1] or (page and page in sections[:-1]):
            sections.pop()
            diagnostics.error(
                Code.INVALID_HOME_SECTION,
                f"the part '{name}' stands here twice",
                name.location,
                "keep one",
            )
    return tuple(sections)
