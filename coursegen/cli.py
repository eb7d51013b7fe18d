"""argv → command → exit code.  The only place that prints."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn

from coursegen import __version__
from coursegen.commands import COMMANDS
from coursegen.commands.console import Console

if TYPE_CHECKING:
    from collections.abc import Sequence

GOOD, ERRORS, USAGE = 0, 1, 2


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are one sentence with the next step."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"error: {message}\nTry '{self.prog} --help'.\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run `coursegen`; 0 is good, 1 means that the course has errors, 2 is wrong usage."""
    argv = sys.argv[1:] if argv is None else argv
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr] # a name may not fit the terminal
    parser = _Parser(prog="coursegen", description="A static website generator for courses.")
    parser.add_argument("--version", action="version", version=f"coursegen {__version__}")
    verbs = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    chosen = next((word for word in argv if not word.startswith("-")), "")
    for name, help_ in COMMANDS.items():
        verb = verbs.add_parser(name, help=help_, description=help_.capitalize() + ".")
        if name == chosen:  # the others need not be loaded
            _module(name).configure(verb)
    if chosen and chosen not in COMMANDS:
        parser.error(_unknown(chosen))
    args = parser.parse_args(argv)
    if not args.command:
        parser.print_help()
        return USAGE
    return _run(args, verbs.choices[args.command])


def _run(args: argparse.Namespace, parser: argparse.ArgumentParser) -> int:
    from coursegen.commands.course import WrongUsage  # noqa: PLC0415 - `--help` needs nothing of it

    console = Console(
        out=lambda text: print(text, flush=True),
        err=lambda text: print(text, file=sys.stderr, flush=True),
        is_terminal=sys.stderr.isatty(),
        colour=_wants_colour(),
        now=datetime.now(UTC),
        environment=os.environ,
    )
    try:
        return int(_module(args.command).run(args, console))
    except WrongUsage as error:
        parser.error(str(error))
    except BrokenPipeError:  # the reader of our output went away, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except KeyboardInterrupt:
        return 130  # what shells expect after Ctrl-C: 128 + SIGINT


def _wants_colour() -> bool:
    """Colour on a terminal, unless NO_COLOR (no-color.org) is set."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")


def _module(name: str):  # type: ignore[no-untyped-def]
    return importlib.import_module(f"coursegen.commands.{name}")


def _unknown(word: str) -> str:
    from coursegen.diagnostics import did_you_mean  # noqa: PLC0415 - only for a slip

    return f"there is no command '{word}'; {did_you_mean(word, COMMANDS)}"
