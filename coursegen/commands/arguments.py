"""Parse the command line; error messages suggest the next step."""

from __future__ import annotations

import argparse
import importlib
import re
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from coursegen import __version__
from coursegen.commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from coursegen.commands.console import Console

USAGE = 2
"""The exit code for incorrect usage."""


class _Parser(argparse.ArgumentParser):
    """A parser whose error messages consist of one sentence and a suggested next step."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, **settings)

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"error: {message}\nTry '{self.prog} --help'.\n")


def parse(argv: Sequence[str]) -> Callable[[Console], int] | None:
    """Return a function that runs the command in `argv`, or None after printing the help."""
    parser = _Parser(prog="coursegen", description="A static website generator for courses.")
    parser.add_argument("--version", action="version", version=f"coursegen {__version__}")
    commands = parser.add_subparsers(
        prog=parser.prog, dest="command", metavar="COMMAND", title="commands"
    )
    chosen = next((word for word in argv if not word.startswith("-")), "")
    # If the command is the first argument, the help lists no other commands.
    named = [name for name in argv[:1] if name in COMMANDS]
    for name in named or COMMANDS:
        help_ = COMMANDS[name]
        command = commands.add_parser(
            name, help=help_, description=help_[:1].upper() + help_[1:] + "."
        )
        if name == chosen:  # the modules of other commands need not be loaded
            _module(name).configure(command)
    if chosen and chosen not in COMMANDS:
        parser.error(_unknown("command", chosen, COMMANDS))
    args, rest = parser.parse_known_args(argv)
    command = commands.choices.get(args.command, parser)
    folder = getattr(args, "course_argument", None)
    if folder and rest and not rest[0].startswith("-"):
        # Before Python 3.13, argparse accepts an optional argument only before the options.
        folder(command, args, rest.pop(0))
    if rest:
        command.error(_unexpected_argument(rest[0], command))
    if not args.command:
        parser.print_help()
        return None
    return partial(_run, args, command)


def _run(args: argparse.Namespace, command: argparse.ArgumentParser, console: Console) -> int:
    from coursegen.commands.course_options import UsageError  # noqa: PLC0415 - not needed for the help

    try:
        run: Callable[[argparse.Namespace, Console], int] = _module(args.command).run
        return run(args, console)
    except UsageError as error:
        command.error(str(error))


def _module(name: str) -> Any:
    return importlib.import_module(f"coursegen.commands.{name}")


def _unexpected_argument(word: str, parser: argparse.ArgumentParser) -> str:
    if not word.startswith("-"):
        return f"unexpected argument '{word}'"
    option = word.partition("=")[0]
    known = re.findall(r"--[a-z-]+", parser.format_usage())
    if option in known:
        return f"'{option}' must come after the command"
    return _unknown("option", option, known)


def _unknown(what: str, word: str, known: Iterable[str]) -> str:
    from coursegen.base.diagnostics import did_you_mean  # noqa: PLC0415 - only needed for errors

    return f"unknown {what} '{word}'; {did_you_mean(word, known)}"
