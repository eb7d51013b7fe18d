"""Detect whether the site is up to date from file times, before anything else is loaded.

A successful build writes a record to the course's folder with its command line, the files that it
read, the files of the site, and its messages.  As long as none of them changes, the next build only
prints the messages again.  A record is trusted only if it contains the inodes and times of the
program and the course on this machine.
"""

from __future__ import annotations

import os
import stat
import sys

from coursegen import __version__
from coursegen.incremental.snapshot import SnapshotError, facts, is_trusted, snapshot, tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

FOLDER = ".coursegen/cache"
RECORD = f"{FOLDER}/last-build"
_FORMAT = "2"
_LARGEST = 20_000_000
"""The maximum size of a record in bytes, four times the size for a course with 10,000 pages."""
_FIELDS = 12
_VARIABLES = ("SOURCE_DATE_EPOCH", "PYTHONTZPATH")
"""The environment variables that affect a site; the variables of git do not."""
OPTIONS_WITH_VALUES = frozenset({"--base-url", "--format", "--now", "--output", "--source"})
"""The options of `build` whose next word is a value."""
_PACKAGE = os.path.dirname(os.path.dirname(__file__))
_SKIPPED = (".",)
"""Builds read no entries of the course whose names begin with this."""
package_states: dict[str, str] = {}
"""The results of `package_state`; a snapshot takes longer than loading ten modules."""
NOT_RUN = (".", "__pycache__", "explain", "scaffold")
"""Files and folders whose names begin with these prefixes do not affect a build."""
_TIME_ZONES = (
    "/usr/share/zoneinfo",
    "/usr/lib/zoneinfo",
    "/usr/share/lib/zoneinfo",
    "/etc/zoneinfo",
)
"""The folders with the time zone database on various systems."""
_GIT = (
    *("HEAD", "config", "config.worktree", "index", "info", "packed-refs", "refs/heads"),
    *("refs/replace", "reftable", "shallow"),
)
"""The files in a repository that determine the last change of a file; commits are immutable."""


class Request:
    """A command with its environment.

    `argv` contains the arguments after `coursegen`.  `when` is the start time of the program in
    nanoseconds since 1970.  `color` specifies whether the output is colored.
    """

    __slots__ = ("argv", "color", "environment", "when")

    def __init__(
        self, argv: Sequence[str], environment: Mapping[str, str], when: int, *, color: bool
    ) -> None:
        self.argv = tuple(argv)
        self.environment = environment
        self.when = when
        self.color = color


def cached_output(request: Request) -> tuple[str, str] | None:
    """Return the messages on stderr and stdout if the site is up to date; otherwise None."""
    if not is_recorded(request) or "--clean" in request.argv:
        return None
    try:
        form, context, program, since, until, *rest = _read(_source(request))
        inputs, input_state, history, outputs, output_state, stderr, stdout = rest
        # The order is important: paths in the record are read only if the program is the same.
        is_same = (
            form == _FORMAT
            and context == _context(request)
            and program == _program_state()
            and float(since) <= request.when / 1e9 < float(until)
            and input_state == snapshot(inputs.split("\n"), _SKIPPED)
            and (not history or history == snapshot(_history_files(request)))
            and output_state == snapshot(outputs.split("\n"))
        )
    except (OSError, ValueError, SnapshotError):
        return None
    return (stderr, stdout) if is_same and _is_plain(stderr) and _is_plain(stdout) else None


def save_record(  # noqa: PLR0913 - the parts of a record
    request: Request,
    *,
    inputs: Iterable[str],
    uses_history: bool,
    releases: Iterable[datetime],
    outputs: Iterable[str],
    output_state: str,
    stderr: str,
    stdout: str,
) -> None:
    """Write the record for `cached_output`; without one, the next build is a normal build.

    `inputs` are the files and folders that the build read, and `uses_history` specifies whether it
    read the Git history.  `releases` contains the times at which the content of the site changes.
    `output_state` is the snapshot of the `outputs` after the build.  `stderr` and `stdout` are the
    messages of a build that changes nothing.
    """
    inputs, outputs, now = list(inputs), list(outputs), request.when / 1e9
    times = [release.timestamp() for release in releases]
    since = max((time for time in times if time <= now), default=float("-inf"))
    until = min((time for time in times if time > now), default=float("inf"))
    try:
        history = list(_history_files(request)) if uses_history else []
        program = list(package_files(_PACKAGE))
        # If a file changed during the build, the build may have read either version.
        if not is_trusted((*inputs, *history, *program), request.when):
            return
        head = (_FORMAT, _context(request), _program_state(), str(since), str(until))
        states = ("\n".join(inputs), snapshot(inputs, _SKIPPED), snapshot(history))
        _write(_source(request), (*head, *states, "\n".join(outputs), output_state, stderr, stdout))
    except (OSError, ValueError, SnapshotError):
        return


def is_recorded(request: Request) -> bool:
    """Return whether the command writes a record.

    Output for programs is always generated again.  On Windows, a changed file whose time was reset
    cannot be detected.
    """
    return (
        request.argv[:1] == ("build",)
        and not any(word.startswith(("--format", "--timings")) for word in request.argv)
        and request.environment.get("GITHUB_ACTIONS") != "true"
        and sys.platform != "win32"
    )


def _source(request: Request) -> str:
    """Return the course's folder, as the parser of the command reads it."""
    source = ""
    words = iter(request.argv[1:])
    for word in words:
        option, equals, value = word.partition("=")
        if option in OPTIONS_WITH_VALUES:
            value = value if equals else next(words, "")
            source = value if option == "--source" else source
        elif not word.startswith("-"):
            source = word
    return source


def _context(request: Request) -> str:
    """Return everything that affects a build but is not in a file."""
    words = [word for word in request.argv if word != "--clean"]
    variables = [request.environment.get(name) for name in _VARIABLES]
    others = sys.path[1:]  # the first entry depends on how the program was started
    return repr((__version__, sys.version, others, os.getcwd(), words, variables, request.color))


def package_files(package: str) -> Iterator[str]:
    """Yield the files and folders of a package that affect a build."""
    return tree(os.path.realpath(package), NOT_RUN)


def package_state(package: str) -> str:
    """Return the snapshot of a package at the first call in this process."""
    if package not in package_states:
        package_states[package] = snapshot(package_files(package), NOT_RUN)
    return package_states[package]


def _program_state() -> str:
    """Return the state of the package, the installed libraries and the time zones."""
    installed = [folder for folder in sys.path if folder.endswith("-packages")]
    folders = [folder for folder in (*installed, *_TIME_ZONES) if os.path.isdir(folder)]
    # The times of a folder change if a library or the time zone database is installed again.
    states = [f"{folder} {facts(os.stat(folder))}" for folder in folders]
    return "\n".join((package_state(_PACKAGE), *states))


def _history_files(request: Request) -> Iterator[str]:
    """Yield git's files; raise `SnapshotError` if they are elsewhere (linked worktrees)."""
    folder = os.path.realpath(_source(request))
    while True:
        repository = os.path.join(folder, ".git")
        if os.path.isfile(repository) or os.path.islink(repository):
            raise SnapshotError(repository)
        for name in _GIT:
            path = os.path.join(repository, name)
            yield from tree(path) if os.path.isdir(path) else (path,)
        above = os.path.dirname(folder)
        if above == folder:
            return
        folder = above


def _is_plain(text: str) -> bool:
    """Return whether a string contains no terminal control sequences except for colors."""
    start, *styled = text.split("\x1b[")
    parts = [style.partition("m") for style in styled]
    return all(end and not style.strip("0123456789;") for style, end, _ in parts) and all(
        line.isprintable()
        for part in (start, *(part for _, _, part in parts))
        for line in part.split("\n")
    )


def _read(source: str) -> list[str]:
    """Return the fields of the record.  Raises OSError and ValueError."""
    _refuse_links(source)
    handle = os.open(os.path.join(source, RECORD), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
            raise ValueError(RECORD)
        fields = file.read(_LARGEST).split(b"\0", _FIELDS)
    return [field.decode("utf-8", "surrogateescape") for field in fields]


def _write(source: str, fields: Iterable[str]) -> None:
    """Replace the record atomically.  Raises OSError and ValueError."""
    text = "\0".join(fields).encode("utf-8", "surrogateescape")
    _refuse_links(source)
    os.makedirs(os.path.join(source, FOLDER), exist_ok=True)
    record = os.path.join(source, RECORD)
    temporary = f"{record}.{os.getpid()}"
    with open(temporary, "xb") as file:  # does not follow an existing link
        try:
            file.write(text)
            os.replace(temporary, record)
        except BaseException:
            os.unlink(temporary)
            raise


def _refuse_links(source: str) -> None:
    """Raise OSError if a folder is a link, because it could point outside the course."""
    for folder in (os.path.dirname(FOLDER), FOLDER):
        path = os.path.join(source, folder)
        if os.path.islink(path):
            raise OSError(path)
