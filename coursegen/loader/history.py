"""When the author's files last changed: one look into the history that git keeps."""

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
    """The course whose pages know the day of their last change, as far as git knows it.

    Only a course that names its `repository:` pays for the question.  A page changed when the
    youngest of its files did, by the commit's time (the committer's) in the course's time zone;
    what is not committed does not count.  `environment` is what git may see.
    """
    if course.info.repository is None:
        return course
    pages = (course.home, *course.pages)
    wanted = {file for page in pages for file in course.files_of(page)}
    try:
        seconds = last_changes(root, wanted, environment)
    except GitError as error:
        diagnostics.warning(
            Code.NO_HISTORY,
            f"pages do not say when they last changed: {error}",
            course.info.location.source.find("repository:"),
            error.hint,
        )
        return course

    def dated(page: Page) -> Page:
        times = [seconds[file] for file in course.files_of(page) if file in seconds]
        return replace(page, changed=_day(max(times), course) if times else None)

    return replace(course, home=dated(course.home), pages=tuple(map(dated, course.pages)))


def last_changes(root: Path, wanted: set[str], environment: Mapping[str, str]) -> dict[str, int]:
    """The time of the last commit (Unix seconds) to each of the wanted files that git knows.

    Paths are below `root`, which may be any folder of a work tree.  Empty outside of one; raises
    `GitError` where there should be a history and is none.
    """
    folders = (root.resolve(), *root.resolve().parents)
    repositories = [folder / ".git" for folder in folders if os.path.lexists(folder / ".git")]
    if not repositories:
        return {}
    for repository in repositories:  # git takes the first that is whole
        check_metadata(repository)
    git = Git(root, environment)
    if "true\n" in git.records("rev-parse", "--is-shallow-repository"):
        raise GitError(
            "this is a shallow clone, without its history",
            "run 'git fetch --unshallow'; in a workflow, give actions/checkout 'fetch-depth: 0'",
        )
    # macOS may spell a name on disk in another way than git does.
    spelt = {unicodedata.normalize("NFC", name): name for name in wanted}
    names = {}
    for name in git.records("ls-files", "-z", "--", SITE_FILE, CONTENT):
        file = spelt.get(unicodedata.normalize("NFC", name))
        if file:
            names[name] = file
    changes: dict[str, int] = {}
    if names:
        with closing(git.records(*_LOG)) as records, _no_commits_yet():
            for name, time in _entries(records):
                if name in names:
                    changes[names.pop(name)] = time
                    if not names:  # older commits cannot matter
                        break
    return changes


@contextmanager
def _no_commits_yet() -> Iterator[None]:
    """A repository without a commit has no history, which is no problem."""
    try:
        yield
    except GitError as error:
        if _NO_COMMITS not in str(error):
            raise


def _entries(records: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Each name in the log with its commit's time, read as it comes.

    A commit is its time, and a newline before the first of its names; all end in a NUL.
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
    except (OverflowError, ValueError, OSError):  # a commit of the year 10000
        return None
