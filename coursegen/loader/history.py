"""Find the date on which each page last changed, according to the git history."""

from __future__ import annotations

import os
import unicodedata
from contextlib import closing, contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.files import CONTENT, SITE_FILE
from coursegen.base.struct import replace
from coursegen.loader.git import Git, GitError, check_metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.content.course import Course
    from coursegen.content.page import Page

_LOG = (
    *("log", "-z", "--format=%ct", "--name-only", "--no-renames", "--no-ext-diff"),
    *("--no-textconv", "--relative", "--", SITE_FILE, CONTENT),
)
_NO_COMMITS = "does not have any commits yet"


def with_last_changes(
    course: Course, root: Path, environment: Mapping[str, str], diagnostics: Diagnostics
) -> Course:
    """Set the `changed` date of each page from the git history.

    git runs only if the course sets `repository:`.  The date is the committer date of the latest
    commit to one of the page's files, in the course's time zone.  Uncommitted changes are ignored.
    `environment` contains the environment variables for git.
    """
    if course.info.repository is None:
        return course
    pages = (course.home, *course.pages)
    files = {file for page in pages for file in course.files_of(page)}
    try:
        seconds = last_changes(root, files, environment)
    except GitError as error:
        diagnostics.warning(
            Code.NO_HISTORY,
            f"pages do not show when they last changed: {error}",
            course.info.location.source.find("repository:"),
            error.hint,
        )
        return course

    def dated(page: Page) -> Page:
        times = [seconds[file] for file in course.files_of(page) if file in seconds]
        return replace(page, changed=_day(max(times), course) if times else None)

    return replace(course, home=dated(course.home), pages=tuple(map(dated, course.pages)))


def last_changes(root: Path, files: set[str], environment: Mapping[str, str]) -> dict[str, int]:
    """Return the time (in Unix seconds) of the last commit to each tracked file in `files`.

    Paths are relative to `root`, which may be any folder in a work tree.  The result is empty
    outside a work tree.  Raises `GitError` if the history is missing or cannot be read.
    """
    folders = (root.resolve(), *root.resolve().parents)
    repositories = [folder / ".git" for folder in folders if os.path.lexists(folder / ".git")]
    if not repositories:
        return {}
    for repository in repositories:  # git uses the first valid repository
        check_metadata(repository)
    git = Git(root, environment)
    if "true\n" in git.records("rev-parse", "--is-shallow-repository"):
        raise GitError(
            "this is a shallow clone without history",
            "run 'git fetch --unshallow'; in a workflow, set 'fetch-depth: 0' for actions/checkout",
        )
    # On macOS, names on disk and in git may have different normalization forms.
    by_normalized = {unicodedata.normalize("NFC", name): name for name in files}
    names = {}
    for name in git.records("ls-files", "-z", "--", SITE_FILE, CONTENT):
        file = by_normalized.get(unicodedata.normalize("NFC", name))
        if file:
            names[name] = file
    changes: dict[str, int] = {}
    if names:
        with closing(git.records(*_LOG)) as records, _no_commits_yet():
            for name, time in _entries(records):
                if name in names:
                    changes[names.pop(name)] = time
                    if not names:  # older commits are irrelevant
                        break
    return changes


@contextmanager
def _no_commits_yet() -> Iterator[None]:
    """Ignore the error for a repository without commits."""
    try:
        yield
    except GitError as error:
        if _NO_COMMITS not in str(error):
            raise


def _entries(records: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield each file name in the log with the time of its commit.

    A commit consists of its time and its file names, which end with NULs.  A newline precedes the
    first name.
    """
    time = 0
    for record in records:
        if record.isdecimal() and len(record) < 20:
            time = int(record)
        else:
            yield record.removeprefix("\n"), time


def _day(seconds: int, course: Course) -> date | None:
    try:
        return datetime.fromtimestamp(seconds, course.info.timezone).date()
    except (OverflowError, ValueError, OSError):  # for example, a commit from the year 10000
        return None
