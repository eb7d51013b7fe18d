"""`coursegen completion SHELL`: print a script that completes commands and options in a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shtab

from coursegen.base.codes import Code
from coursegen.base.diagnostics import did_you_mean
from coursegen.commands.arguments import make_parser
from coursegen.commands.course_options import UsageError
from coursegen.commands.skeletons import additions
from coursegen.content.kinds import MATERIAL_KINDS

if TYPE_CHECKING:
    import argparse

    from coursegen.commands.console import Console

EXAMPLES = (
    "coursegen completion bash > ~/.local/share/bash-completion/completions/coursegen",
    "coursegen completion fish > ~/.config/fish/completions/coursegen.fish",
)
SHELLS = ("bash", "zsh", "fish", "powershell")
_FOLDERS = frozenset({"COURSE", "DIR"})
"""The arguments that are folders, as the help names them."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("shell", metavar="SHELL", help=f"one of: {', '.join(SHELLS)}")


def run(args: argparse.Namespace, console: Console) -> int:
    """Print the script."""
    if args.shell not in SHELLS:
        raise UsageError(f"unknown shell '{args.shell}'; {did_you_mean(args.shell, SHELLS)}")
    parser, commands = make_parser()
    words = {
        "CODE": [code.value for code in Code],
        "TYPE": [*dict.fromkeys([*additions(), *(kind.key for kind in MATERIAL_KINDS)])],
        "SHELL": SHELLS,
    }
    for command in (parser, *commands.values()):
        for action in command._actions:  # noqa: SLF001 - argparse has no other way to list them
            if action.choices is commands:
                action.help = None  # shtab omits what the help omits
            elif action.metavar in _FOLDERS:
                action.complete = shtab.DIRECTORY  # type: ignore[attr-defined] # an attribute of shtab
            elif isinstance(action.metavar, str):
                action.choices = action.choices or words.get(action.metavar)
    console.out(shtab.complete(parser, args.shell).rstrip("\n"))
    return 0
