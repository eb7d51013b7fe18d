"""Detect by file times whether the site is up to date, before anything else is loaded.

A good build leaves a note in the course's folder: how it was asked for, what it read, what it wrote
and what it said.  While all of that is still true there is nothing to do but to say so.  Nothing in
a note is run, or looked at on the disk, before it has named this very program and this very course
by numbers and times that only this machine knows.
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
"""As in `coursegen.base.files`, which would load more than this module may."""
WELL_KNOWN = "static/site-root/.well-known"
"""As there: the one hidden folder that a build reads."""

_FORMAT = "1"
_LARGEST = 20_000_000
"""Bytes; the note of a course of 10,000 pages has a quarter of these."""
_FIELDS = 11
_HEARD = ("SOURCE_DATE_EPOCH", "PYTHONTZPATH")
"""The variables that shape a site; what git hears is no more than what it finds."""
_PACKAGE = os.path.dirname(os.path.dirname(__file__))
NOT_RUN = (".", "__pycache__", "explain", "scaffold")
"""How names in the package begin that have no part in a build."""
_TIME_ZONES = (
    "/usr/share/zoneinfo",
    "/usr/lib/zoneinfo",
    "/usr/share/lib/zoneinfo",
    "/etc/zoneinfo",
)
"""Where systems keep the rules of time zones."""
_GIT = (
    *("HEAD", "config", "config.worktree", "index", "info", "packed-refs", "refs/heads"),
    *("refs/replace", "reftable", "shallow"),
)
"""All in a repository that says when a file last changed; commits never change."""


class Request:
    """A command as it was asked for.

    `argv` are the words after `coursegen`, `when` is the time in nanoseconds since 1970 at which
    the program began, and `color` says whether text is coloured.
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
        """The course, as it stood when that was first asked; raises as `listing` does."""
        if not self._inputs:
            self._inputs = _inputs(self)
        return self._inputs

    def program(self) -> str:
        """What runs, as it was when that was first asked; raises as `listing` does."""
        if not self._program:
            self._program = _program()
        return self._program


def said_before(request: Request) -> tuple[str, str] | None:
    """What the build would say on stderr and on stdout, if it would change nothing.

    None: build.
    """
    if not _is_remembered(request) or "--clean" in request.argv:
        return None
    try:
        form, context, program, since, until, inputs, history, places, site, told, done = _read(
            _source(request)
        )
        # In this order: only who knows the program's times has a say in what else is looked at.
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
    """What stands there before a build: the course, and the history of the repository it is in.

    Each is empty where it cannot be listed, or is not to be remembered.
    """
    inputs = history = ""
    try:
        if _is_remembered(request):
            inputs = request.inputs()
            history = _history(request)
    except (OSError, Unlisted):
        pass
    return inputs, history


def remember(  # noqa: PLR0913 - all that makes a build what it is
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
    """Leave the note for `said_before`; without one, the next build does its work.

    `inputs` and `history` are as they were `before` the build; the second is None for a site that
    does not tell of it.  `releases` are the times at which a later build makes another site.
    `site` is the listing of the site's `places` as this build left them.  `told` and `done` are
    what a build that changes nothing says on stderr and on stdout.
    """
    if not inputs or not site or history == "":
        return
    now = request.when / 1e9
    times = [release.timestamp() for release in releases]
    since = max((time for time in times if time <= now), default=float("-inf"))
    until = min((time for time in times if time > now), default=float("inf"))
    try:
        program = request.program()
        # What changed while it was read may have been read before or after.
        settled = is_settled("\n".join((inputs, history or "", program)), request.when)
        if settled and is_exact(inputs) and is_exact(site):
            head = (_FORMAT, _context(request), program, str(since), str(until))
            fields = (*head, inputs, history or "", "\n".join(map(str, places)), site, told, done)
            _write(_source(request), fields)
    except (OSError, ValueError, Unlisted):
        return


def _is_remembered(request: Request) -> bool:
    """Whether such a build leaves a note at all.

    What programs read is always made anew; and on Windows nothing says that a file was changed and
    its time set back.
    """
    return (
        request.argv[:1] == ("build",)
        and not any(word.startswith(("--format", "--timings")) for word in request.argv)
        and request.environment.get("GITHUB_ACTIONS") != "true"
        and sys.platform != "win32"
    )


def _source(request: Request) -> str:
    """The folder after `--source`, as the command's own parser reads it."""
    source = ""
    for word, following in zip(request.argv, (*request.argv[1:], ""), strict=True):
        if word == "--source":
            source = following
        elif word.startswith("--source="):
            source = word.partition("=")[2]
    return source


def _context(request: Request) -> str:
    """All that shapes a build but is in no file."""
    words = [word for word in request.argv if word != "--clean"]
    heard = [request.environment.get(name) for name in _HEARD]
    others = sys.path[1:]  # the first is by the way in which the program was started
    return repr((__version__, sys.version, others, os.getcwd(), words, heard, request.color))


def _program() -> str:
    """What runs: the package, and the folders into which others are installed."""
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
        raise Unlisted(path)  # out of the course, where a build does not go
    return real


def _history(request: Request) -> str:
    """What git would look at; raises `Unlisted` where that is elsewhere, as in a work tree."""
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
    """Whether a text does no more to a terminal than to colour words."""
    start, *styled = text.split("\x1b[")
    parts = [style.partition("m") for style in styled]
    return all(end and not style.strip("0123456789;") for style, end, _ in parts) and all(
        line.isprintable()
        for part in (start, *(part for _, _, part in parts))
        for line in part.split("\n")
    )


def _read(source: str) -> list[str]:
    """The fields of the note; raises OSError and ValueError."""
    _refuse_links(source)
    handle = os.open(os.path.join(source, NOTE), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
            raise ValueError(NOTE)
        fields = file.read(_LARGEST).split(b"\0", _FIELDS)
    return [field.decode("utf-8", "surrogateescape") for field in fields]


def _write(source: str, fields: Iterable[str]) -> None:
    """Put a new note in the place of the old one, whole or not at all; raises as `_read` does."""
    text = "\0".join(fields).encode("utf-8", "surrogateescape")
    _refuse_links(source)
    os.makedirs(os.path.join(source, FOLDER), exist_ok=True)
    note = os.path.join(source, NOTE)
    passing = f"{note}.{os.getpid()}"
    with open(passing, "xb") as file:  # not through a link that waits there
        try:
            file.write(text)
            os.replace(passing, note)
        except BaseException:
            os.unlink(passing)
            raise


def _refuse_links(source: str) -> None:
    """A folder may have come with the course, and lead to somebody else's; raises OSError."""
    for folder in (os.path.dirname(FOLDER), FOLDER):
        path = os.path.join(source, folder)
        if os.path.islink(path):
            raise OSError(path)
