"""Load a course from its folder, read every file once, and report every problem."""

from __future__ import annotations

import posixpath
from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import did_you_mean
from coursegen.base.files import CONTENT, SITE_FILE, TEMPLATES, read_text
from coursegen.base.struct import replace
from coursegen.base.text import Location, Source, location_of
from coursegen.content.author import Author
from coursegen.content.course import Course
from coursegen.content.dates import DateReader
from coursegen.content.page import Page, anchor
from coursegen.content.registry import DATA_TYPES, HOME_IDS, HOME_SECTIONS
from coursegen.content.site import CourseInfo
from coursegen.incremental.codec import Context
from coursegen.incremental.digest import key_of
from coursegen.incremental.memo import Memo
from coursegen.incremental.store import NO_STORE
from coursegen.loader.content_files import ContentFiles, max_size, place_of, read_yaml
from coursegen.loader.course_files import CourseFiles, list_files
from coursegen.loader.page_file import HOME, default_home

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.incremental.memo import Memory
    from coursegen.incremental.store import Store

_TEMPLATE_SUFFIXES = (".html", ".svg")
_IMAGE_SUFFIXES = frozenset({".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"})


def load(
    root: Path,
    diagnostics: Diagnostics,
    store: Store = NO_STORE,
    memory: Memory | None = None,
) -> tuple[Course, CourseFiles]:
    """Load the course in the folder `root`; also return its files that a site may contain.

    With a `store` or a `memory`, unchanged files are not parsed again.  Invalid files and values
    are reported and omitted; the result is always a valid course.
    """
    memo = Memo(store, "content", diagnostics, memory)
    info = _load_site(root, diagnostics, memo)
    course_files = list_files(root, diagnostics)
    _validate_folders(root, course_files, diagnostics)
    misplaced = _misplaced_data(root, course_files)
    if misplaced:
        from coursegen.loader.ignored_files import report_misplaced  # noqa: PLC0415 - only for such files

        report_misplaced(misplaced, diagnostics)
        paths = (str(root / name) for name in misplaced)
        course_files = replace(course_files, visited=(*course_files.visited, *paths))
    found = {file.path: file for file in course_files.content}
    files = ContentFiles(partial(author_of, info), info, memo, diagnostics)
    contents = {each.name: files.read(each, found) for each in DATA_TYPES}

    pages: dict[str, Page] = {}
    drafts, listed, ignored = [], [], []
    for file in found.values():
        suffix = posixpath.splitext(file.path)[1].lower()
        if suffix == ".md":
            page = files.read_page(file)
            if page.draft:
                drafts.append(page)
            else:
                pages[file.path] = page
            listed.append(file)
        elif suffix in _IMAGE_SUFFIXES:
            listed.append(file)
        else:
            from coursegen.loader.ignored_files import report_ignored  # noqa: PLC0415 - only for such files

            report_ignored(file.path, diagnostics)
            ignored.append(f"{CONTENT}/{file.path}")
    memo.save()
    home = pages.pop(HOME, None) or default_home(info)
    if not home.title:
        home = replace(home, title=info.title)
    is_shown = {name: each.is_section_of(contents) for name, each in HOME_SECTIONS.items()}
    _report_sections_of_home(home, diagnostics)
    pages = {path: _with_sections(page, is_shown, diagnostics) for path, page in pages.items()}
    drafts = [_with_sections(page, is_shown, diagnostics) for page in drafts]
    sections = _home_sections(info, is_shown, pages, diagnostics)
    included = {section.name for section in sections if isinstance(section, Page)}
    course = Course(
        info,
        contents,
        home,
        sections,
        tuple(page for page in pages.values() if page.name not in included),
        tuple(drafts),
    )
    return course, replace(course_files, content=tuple(listed), ignored=tuple(ignored))


def _misplaced_data(root: Path, files: CourseFiles) -> list[str]:
    """Return the names of data files that are next to `site.yaml` instead of in `content/`."""
    present = {file.path for file in files.content}
    names = (each.yaml_path for each in DATA_TYPES if each.yaml_path not in present)
    return [name for name in names if name and (root / name).is_file()]


def author_of(info: CourseInfo, diagnostics: Diagnostics) -> Author:
    """Return what the values of a course depend on, with the settings in `site.yaml`."""
    return Author(
        diagnostics,
        DateReader(diagnostics, info.timezone, info.term_dates.start, info.due_time),
        info.kinds_of_sessions,
        info.kinds_of_materials,
        frozenset((*HOME_IDS, *map(anchor, info.home or ()))),
        info.grading,
    )


def load_settings(root: Path, diagnostics: Diagnostics) -> CourseInfo:
    """Return the settings of the course in `root`, without loading its content."""
    return _load_site(root, diagnostics, Memo(NO_STORE, "content", diagnostics))


def _load_site(root: Path, diagnostics: Diagnostics, memo: Memo) -> CourseInfo:
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
            else _find_course_hint(root),
        )
        return _fallback()
    if not disk.resolve().is_relative_to(root.resolve()):
        diagnostics.error(
            Code.SYMBOLIC_LINK,
            "this symbolic link points outside the course",
            Location(Source(SITE_FILE, "")),
            "replace it with the file itself",
        )
        return _fallback()
    source = read_text(disk, SITE_FILE, diagnostics)
    if source is None:
        return _fallback()
    info = memo.get(
        CourseInfo | None,
        key_of("site", source.digest),
        partial(_read_site, source),
        Context(source, source, UTC),
        max_size(source),
    )
    return info or _fallback()


def _find_course_hint(root: Path) -> str:
    from coursegen.base.shell import shell_word  # noqa: PLC0415 - only for this error
    from coursegen.loader.nearest_course import nearest_course  # noqa: PLC0415 - as above

    nearest = nearest_course(root)
    if nearest:
        return (
            f"the nearest course is in '{nearest}'; "
            f"specify its folder, such as: coursegen build {shell_word(nearest)}"
        )
    return (
        "run coursegen in the course folder, or specify the folder, such as "
        "'coursegen build my-course'; 'coursegen new my-course' creates a new course"
    )


def _read_site(source: Source, diagnostics: Diagnostics) -> CourseInfo | None:
    from coursegen.schema.reader import Reader  # noqa: PLC0415 - only if the file has changed

    author = Author.without_site(diagnostics)
    return read_yaml(source, CourseInfo, Reader(diagnostics, author, place_of=place_of))


def _fallback() -> CourseInfo:
    """Return default settings to continue loading without a valid `site.yaml`."""
    return CourseInfo("Untitled course", location=Location(Source(SITE_FILE, "")))


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


def _home_sections(
    info: CourseInfo,
    is_shown: Mapping[str, bool],
    pages: Mapping[str, Page],
    diagnostics: Diagnostics,
) -> tuple[str | Page, ...]:
    names = info.home
    if names is None:
        elsewhere = {name for page in pages.values() for name in page.sections}
        names = tuple(
            name
            for name, shown in is_shown.items()
            if shown and not HOME_SECTIONS[name].is_chosen and name not in elsewhere
        )
    sections: list[str | Page] = []
    for name in names:
        page = pages.get(name if name.endswith(".md") else f"{name}.md")
        if is_shown.get(name):
            sections.append(str(name))
        elif page:
            sections.append(page)
        elif name not in is_shown:
            known = [*is_shown, *(path.removesuffix(".md") for path in pages)]
            diagnostics.error(
                Code.INVALID_HOME_SECTION,
                f"unknown home page section '{name}'",
                location_of(name),
                "remove it: the text of content/index.md is always first"
                if name in ("index", HOME)
                else did_you_mean(name, known),
            )
        if name in sections[:-1] or (page and page in sections[:-1]):
            sections.pop()
            diagnostics.error(
                Code.INVALID_HOME_SECTION,
                f"duplicate home page section '{name}'",
                location_of(name),
                "keep only one of them",
            )
    return tuple(sections)


def _report_sections_of_home(home: Page, diagnostics: Diagnostics) -> None:
    for name in home.sections[:1]:
        diagnostics.error(
            Code.INVALID_HOME_SECTION,
            "'sections:' has no effect on the home page",
            location_of(name),
            "list the sections of the home page in 'home:' in site.yaml",
        )


def _with_sections(page: Page, is_shown: Mapping[str, bool], diagnostics: Diagnostics) -> Page:
    """Return a page with those of its sections that have content, and report unknown names."""
    for number, name in enumerate(page.sections):
        if name not in is_shown:
            diagnostics.error(
                Code.INVALID_HOME_SECTION,
                f"unknown section '{name}'",
                location_of(name),
                did_you_mean(name, is_shown),
            )
        elif name in page.sections[:number]:
            diagnostics.error(
                Code.INVALID_HOME_SECTION,
                f"duplicate section '{name}'",
                location_of(name),
                "keep only one of them",
            )
    shown = tuple(str(name) for name in dict.fromkeys(page.sections) if is_shown.get(name))
    return replace(page, sections=shown) if page.sections else page
