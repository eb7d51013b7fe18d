"""argv → command → exit code.  The only place that prints."""

from __future__ import annotations

import argparse
import importlib
import io
import os
import re
import signal
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from coursegen import __version__
from coursegen.commands import COMMANDS
from coursegen.commands.console import Console

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import ModuleType

ERRORS, USAGE = 1, 2


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are one sentence with the next step."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, **settings)

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"error: {message}\nTry '{self.prog} --help'.\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run `coursegen`; 0 is good, 1 means that the course has errors, 2 is wrong usage."""
    if argv is None:
        _insist_on_utf_8()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a closed one is None
            stream.reconfigure(errors="backslashreplace")  # a name may not fit the terminal
    try:
        try:
            with _tidy_end():
                return _run(sys.argv[1:] if argv is None else argv)
        finally:
            _say("", sys.stdout, end="")  # what is left unsaid, lest Python stumble over it later
    except KeyboardInterrupt:
        return 130  # what shells expect after Ctrl-C: 128 + SIGINT
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _say(f"error: {where}{(error.strerror or str(error)).lower()}", sys.stderr)
        return ERRORS


def _insist_on_utf_8() -> None:
    """Start anew where the locale would misread the names of files, as GBK and Latin-1 do.

    UTF-8 mode (PEP 540) cannot be turned on later; what is printed stays as the terminal wants it.
    """
    utf_8 = ["-X", "utf8"]
    if sys.getfilesystemencoding() != "utf-8" and sys.orig_argv[1:3] != utf_8:
        if sys.stdout:
            os.environ.setdefault("PYTHONIOENCODING", sys.stdout.encoding)
        os.execv(sys.executable, [sys.executable, *utf_8, *sys.orig_argv[1:]])  # noqa: S606 - itself


@contextmanager
def _tidy_end() -> Iterator[None]:
    """Let whoever ends the program (`kill`, a closed terminal) leave nothing half done behind."""

    def end(number: int, _frame: object) -> NoReturn:
        sys.exit(128 + number)  # as a shell tells it

    names = ("SIGTERM", "SIGHUP")  # the second is not everywhere, and ignored below nohup
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    ours = [number for number, handler in before.items() if handler is signal.SIG_DFL]
    for number in ours:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def _run(argv: Sequence[str]) -> int:
    parser = _Parser(prog="coursegen", description="A static website generator for courses.")
    parser.add_argument("--version", action="version", version=f"coursegen {__version__}")
    verbs = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    chosen = next((word for word in argv if not word.startswith("-")), "")
    for name, help_ in COMMANDS.items():
        verb = verbs.add_parser(name, help=help_, description=help_[:1].upper() + help_[1:] + ".")
        if name == chosen:  # the others need not be loaded
            _module(name).configure(verb)
    if chosen and chosen not in COMMANDS:
        parser.error(_unknown("command", chosen, COMMANDS))
    args, rest = parser.parse_known_args(argv)
    verb = verbs.choices.get(args.command, parser)
    if rest:
        verb.error(_too_much(rest[0], verb))
    if not args.command:
        parser.print_help()
        return USAGE

    from coursegen.commands.course import WrongUsage  # noqa: PLC0415 - `--help` needs nothing of it

    console = Console(
        out=lambda text: _say(text, sys.stdout),
        err=lambda text: _say(text, sys.stderr),
        is_terminal=_is_terminal(sys.stderr),
        colour=_wants_colour(),
        now=datetime.now(UTC),
        environment=os.environ,
    )
    try:
        return int(_module(args.command).run(args, console))
    except WrongUsage as error:
        verb.error(str(error))


def _say(text: str, stream: TextIO | None, end: str = "\n") -> None:
    """Print; when nobody reads any more, as after `| head`, be silent and go on."""
    if stream is None:
        return
    try:
        print(text, file=stream, end=end, flush=True)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if not isinstance(error, BrokenPipeError):
            raise


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _wants_colour() -> bool:
    """Colour where both streams are a terminal, unless the environment says otherwise.

    NO_COLOR (no-color.org) goes before FORCE_COLOR (force-color.org), as in Python itself.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    terminals = _is_terminal(sys.stdout) and _is_terminal(sys.stderr)
    return terminals and os.environ.get("TERM") != "dumb"


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"coursegen.commands.{name}")


def _too_much(word: str, parser: argparse.ArgumentParser) -> str:
    if not word.startswith("-"):
        return f"'{word}' is one word too many"
    option = word.partition("=")[0]
    known = re.findall(r"--[a-z-]+", parser.format_usage())
    if option in known:
        return f"'{option}' belongs behind the command"
    return _unknown("option", option, known)


def _unknown(what: str, word: str, known: Iterable[str]) -> str:
    from coursegen.diagnostics import did_you_mean  # noqa: PLC0415 - only for a slip

    return f"there is no {what} '{word}'; {did_you_mean(word, known)}"
