"""Load a course from its folder, read every file once, and report every problem."""

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
)
from coursegen.base.struct import replace
from coursegen.base.text import LocatedStr, Location, Source
from coursegen.base.urls import page_path
from coursegen.content.course import Course
from coursegen.content.page import Page
from coursegen.content.schedule import Schedule
from coursegen.content.staff import Staff
from coursegen.loader.course_files import CourseFiles, list_files
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
    from coursegen.incremental.store import Store

S = TypeVar("S", bound=Shape)
T = TypeVar("T")

_TEMPLATE_SUFFIXES = (".html", ".svg")
_IMAGE_SUFFIXES = frozenset({".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"})


def load(
    root: Path,
    diagnostics: Diagnostics,
    cache: Store | None = None,
    memory: Memory | None = None,
) -> tuple[Course, CourseFiles]:
    """Load the course in the folder `root`; also return its files that a site may contain.

    With a `cache` or a `memory`, unchanged files are not parsed again.  Invalid files and values
    are reported and omitted; the result is always a valid course.
    """
    site = _load_site(root, diagnostics, cache)
    files = list_files(root, diagnostics)
    _validate_folders(root, files, diagnostics)
    reader = Reader(diagnostics, {"material kinds": site.material_kinds})
    dates = DateReader(diagnostics, site.info.timezone, site.start)
    found = {file.path: file for file in files.content}

    remembered = Remembered(
        cache, memory, site.info.location.source, site.info.timezone, diagnostics
    )

    def schedule_of(source: Source) -> Schedule | None:
        shape = _read_shape(source, ScheduleShape, reader, Trees())
        return read_schedule(shape, site, dates, diagnostics) if shape else None

    def staff_of(source: Source) -> Staff | None:
        shape = _read_shape(source, StaffShape, reader, Trees())
        return read_staff(shape, diagnostics) if shape else None

    def read(name: str, kind: type[T], convert: Callable[[Source], T | None]) -> T:
        file = found.pop(name, None)
        source = _source(file, diagnostics, memory) if file else None
        content = remembered.read(kind, source, partial(convert, source)) if source else None
        return content or kind()

    schedule = read(SCHEDULE_FILE, Schedule, schedule_of)
    staff = read(STAFF_FILE, Staff, staff_of)

    pages: dict[str, Page] = {}
    drafts, listed, trees = [], [], Trees(cache, CONTENT)
    for file in found.values():
        suffix = posixpath.splitext(file.path)[1].lower()
        if suffix == ".md":
            page = _load_page(file, reader, trees, remembered, memory)
            if page.draft:
                drafts.append(page)
            else:
                pages[file.path] = page
            listed.append(file)
        elif suffix in _IMAGE_SUFFIXES:
            listed.append(file)
        else:
            _report_ignored(file.path, diagnostics)
    remembered.keep()
    trees.keep({f"{CONTENT}/{path}" for path in found})
    home = pages.pop(HOME, None) or Page(
        HOME, "index.html", "", template="home.html", location=site.info.location
    )
    if not home.title:
        home = replace(home, title=site.info.title)
    sections = _home_sections(site, schedule, staff, pages, diagnostics)
    included = {section.name for section in sections if isinstance(section, Page)}
    course = Course(
        site.info,
        schedule,
        staff,
        home,
        sections,
        tuple(page for page in pages.values() if page.name not in included),
        tuple(drafts),
    )
    return course, replace(files, content=tuple(listed))


def load_kinds(root: Path, diagnostics: Diagnostics) -> tuple[str, ...]:
    """Return the built-in and custom material kinds of the course in `root`."""
    return tuple(_load_site(root, diagnostics, None).material_kinds)


def _load_site(root: Path, diagnostics: Diagnostics, cache: Store | None) -> SiteFile:
    disk = root / SITE_FILE
    if not disk.exists():
        yaml_files = (
            [p.name for p in root.iterdir() if p.suffix in (".yaml", ".yml")]
            if root.is_dir()
            else []
        )
        diagnostics.error(
            Code.SITE_FILE_MISSING,
            "there is no site.yaml here",
            Location(Source(SITE_FILE, "")),
            f"{did_you_mean(SITE_FILE, yaml_files)} rename it"
            if "site.yml" in yaml_files
            else "run coursegen in the course folder, or specify the folder with --source; "
            "'coursegen new NAME' creates a new course",
        )
        return fallback_site()
    if not disk.resolve().is_relative_to(root.resolve()):
        diagnostics.error(
            Code.SYMBOLIC_LINK,
            "this symbolic link points outside the course",
            Location(Source(SITE_FILE, "")),
            "replace it with the file itself",
        )
        return fallback_site()
    source = read_text(disk, SITE_FILE, diagnostics)
    trees = Trees(cache, SITE_FILE)
    shape = _read_shape(source, SiteShape, Reader(diagnostics), trees) if source else None
    trees.keep(())
    return read_site(shape, diagnostics) if shape else fallback_site()


def _validate_folders(root: Path, files: CourseFiles, diagnostics: Diagnostics) -> None:
    """Report missing content or templates, which would silently change the whole site."""
    if (root / SITE_FILE).exists() and not (root / CONTENT).is_dir():
        diagnostics.error(
            Code.CONTENT_MISSING,
            f"there is no {CONTENT}/ folder here",
            Location(Source(f"{CONTENT}/", "")),
            f"create it and its home page, {CONTENT}/index.md; if this is not the course folder, "
            "specify the folder with --source",
        )
    is_template = (file.path.endswith(_TEMPLATE_SUFFIXES) for file in files.templates)
    if (root / TEMPLATES).is_dir() and not any(is_template):
        diagnostics.error(
            Code.TEMPLATES_EMPTY,
            f"{TEMPLATES}/ contains no template",
            Location(Source(f"{TEMPLATES}/", "")),
            f"add one, such as {TEMPLATES}/page.html, or remove the folder",
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
                "add its content, or remove the file",
            )
    return reader.read(node, shape, Location(source))


def _load_page(
    file: SourceFile,
    reader: Reader,
    trees: Trees,
    remembered: Remembered,
    memory: Memory | None,
) -> Page:
    source = _source(file, reader.diagnostics, memory)
    if source is None:  # links to the page must not be reported as broken
        return Page(file.path, page_path(file.path), file.path)
    read = partial(read_page, source, file.path, reader, trees, reader.diagnostics)
    page = remembered.read(Page, source, read, alone=True)
    assert page is not None  # noqa: S101 - `read_page` returns a page for every file
    source.drop_caches()
    return page


def _report_ignored(path: str, diagnostics: Diagnostics) -> None:
    location = Location(Source(f"{CONTENT}/{path}", ""))
    if path.endswith((".yaml", ".yml")):
        hint = did_you_mean(path, (SCHEDULE_FILE, STAFF_FILE))
    else:
        hint = "put files for students into files/"
    diagnostics.warning(Code.FILE_IGNORED, "this file is not used", location, hint)


def _home_sections(
    site: SiteFile,
    schedule: Schedule,
    staff: Staff,
    pages: dict[str, Page],
    diagnostics: Diagnostics,
) -> tuple[str | Page, ...]:
    has_content = {"schedule": bool(schedule.sections), "staff": bool(staff.groups)}
    names: Iterable[LocatedStr] = (
        site.home if site.home is not None else map(LocatedStr, has_content)
    )
    sections: list[str | Page] = []
    for name in names:
        page = pages.get(name if name.endswith(".md") else f"{name}.md")
        if name in has_content:
            if has_content[name]:
                sections.append(str(name))
        elif page:
            sections.append(page)
        else:
            known = [*has_content, *(path.removesuffix(".md") for path in pages)]
            diagnostics.error(
                Code.INVALID_HOME_SECTION,
                f"unknown home page section '{name}'",
                name.location,
                did_you_mean(name, known),
            )
        if name in sections[:-1] or (page and page in sections[:-1]):
            sections.pop()
            diagnostics.error(
                Code.INVALID_HOME_SECTION,
                f"duplicate home page section '{name}'",
                name.location,
                "keep only one of them",
            )
    return tuple(sections)
