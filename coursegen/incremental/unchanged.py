"""Detect whether the site is up to date from file times, before anything else is loaded.

A successful build writes a note to the course's folder with its command line, inputs, outputs and
messages.  As long as none of them changes, the next build only prints the messages again.  A note
is trusted only if it contains the inodes and times of the program and the course on this machine.
"""

from __future__ import annotations

import os
import stat
import sys

from coursegen import __version__
from coursegen.incremental.listing import Unlisted, is_exact, is_settled, listing, themselves

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

FOLDER = ".coursegen/cache"
NOTE = f"{FOLDER}/last-build"
INPUTS = ("site.yaml", "content", "templates", "static", "files")
"""The same value as in `coursegen.base.files`, whose import would load other modules."""
WELL_KNOWN = "static/site-root/.well-known"
"""The only hidden folder that a build reads; the same value as in `coursegen.base.files`."""

_FORMAT = "1"
_LARGEST = 20_000_000
"""The maximum size of a note in bytes, four times the size for a course with 10,000 pages."""
_FIELDS = 11
_HEARD = ("SOURCE_DATE_EPOCH", "PYTHONTZPATH")
"""The environment variables that affect a site; the variables of git do not."""
_PACKAGE = os.path.dirname(os.path.dirname(__file__))
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

    __slots__ = ("_inputs", "_program", "argv", "color", "environment", "when")

    def __init__(
        self, argv: Sequence[str], environment: Mapping[str, str], when: int, *, color: bool
    ) -> None:
        self.argv = tuple(argv)
        self.environment = environment
        self.when = when
        self.color = color
        self._inputs = ""
        self._program = ""

    def inputs(self) -> str:
        """Return the listing of the course.  Raises the same exceptions as `listing`."""
        if not self._inputs:
            self._inputs = _inputs(self)
        return self._inputs

    def program(self) -> str:
        """Return the listing of the program.  Raises the same exceptions as `listing`."""
        if not self._program:
            self._program = _program()
        return self._program


def said_before(request: Request) -> tuple[str, str] | None:
    """Return the messages on stderr and stdout if the site is up to date; otherwise None."""
    if not _is_remembered(request) or "--clean" in request.argv:
        return None
    try:
        form, context, program, since, until, inputs, history, places, site, told, done = _read(
            _source(request)
        )
        # The order is important: paths in the note are read only if the program's times match.
        same = (
            form == _FORMAT
            and context == _context(request)
            and program == request.program()
            and float(since) <= request.when / 1e9 < float(until)
            and inputs == request.inputs()
            and (not history or history == _history(request))
            and site == listing(places.split("\n"))
        )
    except (OSError, ValueError, Unlisted):
        return None
    return (told, done) if same and _is_plain(told) and _is_plain(done) else None


def before(request: Request) -> tuple[str, str]:
    """Return the listings of the course and of its repository's history before a build.

    Each is empty if it cannot be listed or must not be stored.
    """
    inputs = history = ""
    try:
        if _is_remembered(request):
            inputs = request.inputs()
            history = _history(request)
    except (OSError, Unlisted):
        pass
    return inputs, history


def remember(  # noqa: PLR0913 - the parts of a note
    request: Request,
    *,
    inputs: str,
    history: str | None,
    releases: Iterable[datetime],
    places: Iterable[Path],
    site: str,
    told: str,
    done: str,
) -> None:
    """Write the note for `said_before`; without a note, the next build is a normal build.

    `inputs` and `history` are the results of `before`; `history` is None for a site that does not
    depend on it.  `releases` contains the times at which the content of the site changes.  `site`
    is the listing of the site's `places` after the build.  `told` and `done` are the messages on
    stderr and stdout of a build that changes nothing.
    """
    if not inputs or not site or history == "":
        return
    now = request.when / 1e9
    times = [release.timestamp() for release in releases]
    since = max((time for time in times if time <= now), default=float("-inf"))
    until = min((time for time in times if time > now), default=float("inf"))
    try:
        program = request.program()
        # If a file changed during the build, the build may have read either version.
        settled = is_settled("\n".join((inputs, history or "", program)), request.when)
        if settled and is_exact(inputs) and is_exact(site):
            head = (_FORMAT, _context(request), program, str(since), str(until))
            fields = (*head, inputs, history or "", "\n".join(map(str, places)), site, told, done)
            _write(_source(request), fields)
    except (OSError, ValueError, Unlisted):
        return


def _is_remembered(request: Request) -> bool:
    """Return whether the command writes a note.

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
    """Return the value of `--source`, as the parser of the command reads it."""
    source = ""
    for word, following in zip(request.argv, (*request.argv[1:], ""), strict=True):
        if word == "--source":
            source = following
        elif word.startswith("--source="):
            source = word.partition("=")[2]
    return source


def _context(request: Request) -> str:
    """Return everything that affects a build but is not in a file."""
    words = [word for word in request.argv if word != "--clean"]
    heard = [request.environment.get(name) for name in _HEARD]
    others = sys.path[1:]  # the first entry depends on how the program was started
    return repr((__version__, sys.version, others, os.getcwd(), words, heard, request.color))


def _program() -> str:
    """Return the listing of the package and of the folders with installed libraries."""
    installed = [folder for folder in sys.path if folder.endswith("-packages")]
    package = listing([os.path.realpath(_PACKAGE)], skip=NOT_RUN)
    return f"{package}\n{themselves((*installed, *_TIME_ZONES))}"


def _inputs(request: Request) -> str:
    source = _source(request)
    return listing([_input(source, name) for name in (*INPUTS, WELL_KNOWN)], skip=(".",))


def _input(source: str, name: str) -> str:
    path = os.path.join(source, name)
    if not os.path.islink(path):
        return path
    real = os.path.realpath(path)
    if not real.startswith(os.path.join(os.path.realpath(source), "")):
        raise Unlisted(path)  # outside the course, where builds read no files
    return real


def _history(request: Request) -> str:
    """Return the listing of git's files; raise `Unlisted` if they are elsewhere (work trees)."""
    roots = []
    folder = os.path.realpath(_source(request))
    while True:
        repository = os.path.join(folder, ".git")
        if os.path.isfile(repository) or os.path.islink(repository):
            raise Unlisted(repository)
        roots += [os.path.join(repository, name) for name in _GIT]
        above = os.path.dirname(folder)
        if above == folder:
            return listing(roots)
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
    """Return the fields of the note.  Raises OSError and ValueError."""
    _refuse_links(source)
    handle = os.open(os.path.join(source, NOTE), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
            raise ValueError(NOTE)
        fields = file.read(_LARGEST).split(b"\0", _FIELDS)
    return [field.decode("utf-8", "surrogateescape") for field in fields]


def _write(source: str, fields: Iterable[str]) -> None:
    """Replace the note atomically.  Raises OSError and ValueError."""
    text = "\0".join(fields).encode("utf-8", "surrogateescape")
    _refuse_links(source)
    os.makedirs(os.path.join(source, FOLDER), exist_ok=True)
    note = os.path.join(source, NOTE)
    passing = f"{note}.{os.getpid()}"
    with open(passing, "xb") as file:  # does not follow an existing link
        try:
            file.write(text)
            os.replace(passing, note)
        except BaseException:
            os.unlink(passing)
            raise


def _refuse_links(source: str) -> None:
    """Raise OSError if a folder is a link, because it could point outside the course."""
    for folder in (os.path.dirname(FOLDER), FOLDER):
        path = os.path.join(source, folder)
        if os.path.islink(path):
            raise OSError(path)
