"""Parse the command line; error messages suggest the next step."""

from __future__ import annotations

import argparse
import importlib
import re
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from coursegen import __version__
from coursegen.commands import COMMANDS, GROUPS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from coursegen.commands.console import Console

USAGE = 2
"""The exit code for incorrect usage."""
MANUAL = "Manual: docs/content/commands.md{} in coursegen's repository"


class _Parser(argparse.ArgumentParser):
    """A parser whose error messages consist of one sentence and a suggested next step."""

    def __init__(self, **settings: Any) -> None:
        layout = argparse.RawDescriptionHelpFormatter
        super().__init__(allow_abbrev=False, formatter_class=layout, **settings)

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"error: {message}\nTry '{self.prog} --help'.\n")


def make_parser(
    named: Iterable[str] = COMMANDS, configured: Collection[str] = COMMANDS
) -> tuple[argparse.ArgumentParser, Mapping[str, argparse.ArgumentParser]]:
    """Return a parser, and those of the `named` commands; only `configured` ones have options.

    The modules of other commands need not be loaded.
    """
    parser = _Parser(
        prog="coursegen",
        description="A static website generator for courses.",
        usage="coursegen [-h] [--version] COMMAND ...",
        epilog="\n".join(_overview()),
    )
    parser.add_argument("--version", action="version", version=f"coursegen {__version__}")
    commands = parser.add_subparsers(
        prog=parser.prog, dest="command", metavar="COMMAND", help=argparse.SUPPRESS
    )
    for name in named:
        help_ = COMMANDS[name]
        description = f"{help_[:1].upper()}{help_[1:]}."
        command = commands.add_parser(name, help=help_, description=description)
        if name in configured:
            module = _module(name)
            module.configure(command)
            examples = "\n".join(f"  {example}" for example in module.EXAMPLES)
            command.epilog = f"examples:\n{examples}\n\n{MANUAL.format(f'#{name}')}"
    return parser, commands.choices


def _overview() -> Iterator[str]:
    """Yield the lines with all commands, and the next step."""
    width = max(map(len, COMMANDS))
    for title, group in GROUPS.items():
        yield f"{title}:"
        yield from (f"  {name:{width}}  {help_}" for name, help_ in group.items())
        yield ""
    yield "To list the options of a command: coursegen COMMAND --help"
    yield MANUAL.format("")


def parse(argv: Sequence[str]) -> Callable[[Console], int] | None:
    """Return a function that runs the command in `argv`, or None after printing the help."""
    chosen = next((word for word in argv if not word.startswith("-")), "")
    # If the command is the first argument, the help lists no other commands.
    named = [name for name in argv[:1] if name in COMMANDS]
    parser, commands = make_parser(named or COMMANDS, (chosen,))
    if chosen and chosen not in COMMANDS:
        parser.error(_unknown("command", chosen, COMMANDS))
    args, rest = parser.parse_known_args(argv)
    command = commands.get(args.command, parser)
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
