"""The checkups of `coursegen doctor`: each yields findings about this machine or the course."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from coursegen import __version__
from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import SITE_FILE
from coursegen.commands.installation import libraries
from coursegen.commands.new import SCAFFOLD
from coursegen.loader.course_folder import load_settings
from coursegen.loader.git import find_git

if TYPE_CHECKING:
    from collections.abc import Iterator

OK, NOTE, PROBLEM = "ok", "note", "problem"
_PURPOSES = {
    "pdf": "'coursegen check' checks no PDFs",
    "links": "'coursegen check --external' checks no links to other sites",
    "holidays": "'coursegen holidays' has no data",
}
"""What is missing without an extra."""
_CACHE = ".coursegen"
_WORKFLOW = ".github/workflows/pages.yml"
_USES = re.compile(r"uses: (?P<action>[\w/-]+)@\w+ # v(?P<version>[\d.]+)")


class Examined(NamedTuple):
    """The course's folder, the value of `PATH`, and the encoding of the output."""

    root: Path
    search_path: str
    encoding: str


class CheckupResult(NamedTuple):
    """A finding, and the next step unless everything is fine."""

    state: str
    text: str
    next_step: str = ""


def python(_: Examined) -> Iterator[CheckupResult]:
    """Report the versions of Python, coursegen and its libraries."""
    python = ".".join(map(str, sys.version_info[:3]))
    yield CheckupResult(OK, f"coursegen {__version__} with Python {python} ({sys.executable})")
    needed = [library for library in libraries() if not library.extra]
    unsupported = [library for library in needed if not library.is_supported]
    for library in unsupported:
        found = f"is {library.version}" if library.version else "is not installed"
        install = f"pip install {library.requirement}"
        yield CheckupResult(PROBLEM, f"the library {library.name} {found}", install)
    if not unsupported:
        yield CheckupResult(OK, f"{len(needed)} libraries")


def extras(_: Examined) -> Iterator[CheckupResult]:
    """Report the extras that are not installed."""
    for library in libraries():
        purpose = _PURPOSES.get(library.extra)
        if purpose and not library.version:
            install = f"pip install 'coursegen[{library.extra}]'"
            yield CheckupResult(NOTE, f"without {library.name}, {purpose}", install)
        elif purpose and not library.is_supported:
            install = f"pip install {library.requirement}"
            yield CheckupResult(PROBLEM, f"{library.name} is {library.version}", install)


def git(examined: Examined) -> Iterator[CheckupResult]:
    """Report whether Git is installed."""
    if find_git(examined.search_path, examined.root):
        yield CheckupResult(OK, "Git")
    else:
        text = "without Git, pages cannot show when they last changed"
        yield CheckupResult(NOTE, text, "install it from https://git-scm.com")


def time_zones(examined: Examined) -> Iterator[CheckupResult]:
    """Report whether the data of time zones is installed."""
    zone = load_settings(examined.root, Diagnostics()).timezone_name
    try:
        ZoneInfo("Europe/Berlin")
    except ZoneInfoNotFoundError:
        yield CheckupResult(PROBLEM, "there is no time zone data", "pip install tzdata")
    else:
        yield CheckupResult(OK, f"time zone data; the course is in {zone}")


def encoding(examined: Examined) -> Iterator[CheckupResult]:
    """Report whether the output can contain all characters."""
    name = examined.encoding
    if name.lower().replace("-", "") == "utf8":
        yield CheckupResult(OK, "output in UTF-8")
    else:
        text = f"the encoding of the output is {name}, so some characters are shown as escapes"
        step = "chcp 65001" if sys.platform == "win32" else "export LANG=C.UTF-8"
        yield CheckupResult(NOTE, text, step)


def folders(examined: Examined) -> Iterator[CheckupResult]:
    """Report whether the course's folder is writable, and whether it distinguishes case."""
    try:
        with tempfile.TemporaryDirectory(prefix=".coursegen-", dir=examined.root) as name:
            (Path(name) / "a").touch()
            is_sensitive = not (Path(name) / "A").exists()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        yield CheckupResult(
            PROBLEM,
            f"the course's folder is not writable: {reason}",
            "change its permissions, or build with --output DIR",
        )
        return
    yield CheckupResult(OK, "the course's folder is writable")
    if not is_sensitive:
        text = "file names that differ only in case are the same here, but not on a web server"
        yield CheckupResult(NOTE, text, "coursegen check reports links with the wrong case")


def cache(examined: Examined) -> Iterator[CheckupResult]:
    """Report the size of the cache."""
    folder = examined.root / _CACHE
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        yield CheckupResult(PROBLEM, f"{_CACHE} is not a folder", f"remove {_CACHE}")
        return
    sizes = [path.lstat().st_size for path in folder.rglob("*")]
    yield CheckupResult(OK, f"{sum(sizes) / 1e6:.1f} MB of cached results in {_CACHE}")


def workflow(examined: Examined) -> Iterator[CheckupResult]:
    """Report an outdated workflow, and requirements without a source of coursegen."""
    try:
        text = (examined.root / _WORKFLOW).read_text(encoding="utf-8")
        requirements = (examined.root / "requirements.txt").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return
    current = dict(_USES.findall((SCAFFOLD / f"dot{_WORKFLOW}").read_text(encoding="utf-8")))
    outdated = [
        f"{action} is {version}, new courses use {current[action]}"
        for action, version in _USES.findall(text)
        if current.get(action, version) != version
    ]
    for each in outdated:
        step = "run 'coursegen new' in another folder, and copy its workflow"
        yield CheckupResult(NOTE, f"{_WORKFLOW}: {each}", step)
    if not re.search(r"^\s*[^#\s]", requirements, re.MULTILINE):
        yield CheckupResult(
            NOTE,
            "requirements.txt names no source of coursegen, so the workflow fails",
            "write: coursegen @ git+https://HOST/coursegen.git",
        )
    elif not outdated:
        yield CheckupResult(OK, _WORKFLOW)


def course(examined: Examined) -> Iterator[CheckupResult]:
    """Report whether there is a course."""
    if not (examined.root / SITE_FILE).is_file():
        yield CheckupResult(NOTE, "there is no course in this folder", "coursegen new my-course")


CHECKUPS = (python, extras, git, time_zones, encoding, course, folders, cache, workflow)
