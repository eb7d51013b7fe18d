"""When the author's files last changed: one look into the history that git keeps."""

from __future__ import annotations

import os
import unicodedata
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

from coursegen.codes import Code
from coursegen.paths import CONTENT, SITE_FILE
from coursegen.values import replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from subprocess import Popen

    from coursegen.diagnostics import Diagnostics
    from coursegen.model.course import Course
    from coursegen.model.page import Page

# What neither a user's settings nor those that came with the repository may change: what git says,
# and that it runs no program of theirs and reads no file of their choice.
_GIT = (
    "git",
    "--no-pager",
    *("-c", "core.quotePath=off"),
    # Programs and files that a repository from elsewhere may name.
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", f"diff.orderFile={os.devnull}"),
    *("-c", "log.mailmap=false"),
    *("-c", "log.showRoot=true"),
    *("-c", "log.showSignature=false"),
)
_LOG = (
    *("log", "-z", "--format=%ct", "--name-only", "--no-renames", "--no-ext-diff"),
    *("--no-textconv", "--relative", "--", SITE_FILE, CONTENT),
)
_NO_PROTOCOL = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
"""What is missing in a partial clone stays missing: fetching it would run what its remote says."""
_PATIENCE = 10.0
"""Seconds; a history of many years takes one."""
_BLOCK = 1 << 16


class _NoHistory(Exception):  # noqa: N818 - caught below, and told as a warning
    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.hint = hint


def with_last_changes(
    course: Course, root: Path, environment: Mapping[str, str], diagnostics: Diagnostics
) -> Course:
    """The course whose pages know the day of their last change, as far as git knows it.

    Only a course that names its `repository:` pays for the question.  A page changed when the
    youngest of its files did, by the commit's time (the committer's) in the course's time zone;
    what is not committed does not count.  `environment` is what git may see.
    """
    if course.facts.repository is None:
        return course
    pages = (course.home, *course.pages)
    wanted = {file for page in pages for file in course.files_of(page)}
    try:
        seconds = last_changes(root, wanted, environment)
    except _NoHistory as none:
        diagnostics.warning(
            Code.NO_HISTORY,
            f"pages do not say when they last changed: {none}",
            course.facts.place.source.find("repository:"),
            none.hint,
        )
        return course

    def dated(page: Page) -> Page:
        times = [seconds[file] for file in course.files_of(page) if file in seconds]
        return replace(page, changed=_day(max(times), course) if times else None)

    return replace(course, home=dated(course.home), pages=tuple(map(dated, course.pages)))


def last_changes(root: Path, wanted: set[str], environment: Mapping[str, str]) -> dict[str, int]:
    """The time of the last commit (Unix seconds) to each of the wanted files that git knows.

    Paths are below `root`, which may be any folder of a work tree.  Empty outside of one; raises
    `_NoHistory` where there should be a history and is none.
    """
    if not any((folder / ".git").exists() for folder in (root.resolve(), *root.resolve().parents)):
        return {}
    shallow, *tracked = _ask(root, environment)
    if shallow == "true":
        raise _NoHistory(
            "this is a shallow clone, without its history",
            "run 'git fetch --unshallow'; in a workflow, give actions/checkout 'fetch-depth: 0'",
        )
    # macOS may spell a name on disk in another way than git does.
    spelt = {unicodedata.normalize("NFC", name): name for name in wanted}
    names = {name: spelt.get(unicodedata.normalize("NFC", name), "") for name in tracked}
    missing = {name for name in names if names[name]}
    changes: dict[str, int] = {}
    if missing:
        with _git(root, environment, *_LOG) as process:
            for name, time in _entries(process):
                if name in missing:
                    changes[names[name]] = time
                    missing.discard(name)
                    if not missing:  # whatever is older cannot matter
                        break
            else:
                if process.wait() < 0:
                    raise _NoHistory("git takes too long", "run 'git gc' in the course's folder")
            process.kill()
    return changes


def _ask(root: Path, environment: Mapping[str, str]) -> list[str]:
    """Whether the clone is shallow, then every file of the course that git knows."""
    answers: list[str] = []
    for question in (
        ("rev-parse", "--is-shallow-repository"),
        ("ls-files", "-z", "--", SITE_FILE, CONTENT),
    ):
        with _git(root, environment, *question) as process:
            said, complaint = process.communicate()
        if process.returncode:
            lines = complaint.decode(errors="replace").splitlines() or ["nothing"]
            raise _NoHistory(
                f"git says '{lines[0].removeprefix('fatal: ')}'",
                "run 'git log' in the course's folder, and mend what it says",
            )
        answers += [name for name in said.decode(errors="replace").strip("\n").split("\0") if name]
    return answers


@contextmanager
def _git(root: Path, environment: Mapping[str, str], *arguments: str) -> Iterator[Popen[bytes]]:
    """Run git in the course's folder, deaf to the user's language and to a hook's variables."""
    # Only a course in a repository pays for these.
    from subprocess import DEVNULL, PIPE, Popen  # noqa: PLC0415 - see above
    from threading import Timer  # noqa: PLC0415 - see above

    clean = {name: value for name, value in environment.items() if not name.startswith("GIT_")}
    clean |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", **_NO_PROTOCOL}
    complaints = DEVNULL if arguments == _LOG else PIPE  # a pipe that nobody reads fills up
    try:
        process = Popen(  # noqa: S603 - no shell
            [*_GIT, *arguments], cwd=root, env=clean, stdin=DEVNULL, stdout=PIPE, stderr=complaints
        )
    except FileNotFoundError:
        raise _NoHistory("git is not installed here", "install git") from None
    patience = Timer(_PATIENCE, process.kill)
    patience.daemon = True
    with process:
        patience.start()
        try:
            yield process
        finally:
            patience.cancel()


def _entries(process: Popen[bytes]) -> Iterator[tuple[str, int]]:
    """Each name in the log with its commit's time, read as it comes.

    A commit is its time, and a newline before the first of its names; all end in a NUL.
    """
    time, rest = 0, b""
    while process.stdout and (block := process.stdout.read(_BLOCK)):
        *tokens, rest = (rest + block).split(b"\0")
        for token in tokens:
            if token.isdigit():
                time = int(token)
            else:
                yield token.decode(errors="replace").removeprefix("\n"), time


def _day(seconds: int, course: Course) -> date | None:
    try:
        return datetime.fromtimestamp(seconds, course.facts.timezone).date()
    except (OverflowError, ValueError, OSError):  # a commit of the year 10000
        return None
