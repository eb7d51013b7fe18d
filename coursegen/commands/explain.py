"""`coursegen explain`: print the manual's page about a code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import GROUPS, Code
from coursegen.base.diagnostics import closest_match
from coursegen.commands.course_options import UsageError
from coursegen.report.code_pages import explanation

if TYPE_CHECKING:
    import argparse

    from coursegen.commands.console import Console

_FENCED = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)

EXAMPLES = (
    "coursegen explain CG101",
    "coursegen explain",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument(
        "codes", nargs="*", metavar="CODE", help="a code such as CG101 (default: list all codes)"
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Print the page of each code, or a list of all codes."""
    codes = [_parse_code(word) for word in args.codes]
    texts = [_format_page(code, color=console.color) for code in codes] or [
        _format_list(color=console.color),
        "For details, run: coursegen explain CODE",
    ]
    console.out("\n\n".join(texts))
    return 0


def _parse_code(word: str) -> Code:
    known = {code.value: code for code in Code}
    if word.upper() not in known:
        close = closest_match(word, known)
        hint = f"did you mean '{close}'?" if close else "'coursegen explain' lists all codes"
        raise UsageError(f"unknown code '{word}'; {hint}")
    return known[word.upper()]


def _format_page(code: Code, *, color: bool) -> str:
    page = explanation(code)
    if page is None:
        return f"{code.value}\n\nThe manual has no page about this code."
    title = f"{code.value}: {page.title}"
    if not color:
        return f"{title}\n{'=' * len(title)}\n\n{page.text}"
    parts = _FENCED.split(page.text)  # code blocks are at odd indices
    parts[::2] = [_HEADING.sub(lambda found: _bold(found[1]), part) for part in parts[::2]]
    return f"{_bold(title)}\n\n{''.join(parts)}"


def _format_list(*, color: bool) -> str:
    groups = []
    for start, name in GROUPS.items():
        rows = [
            f"  {code.value}  {page.title if (page := explanation(code)) else ''}".rstrip()
            for code in Code
            if code.value.startswith(start)
        ]
        groups.append("\n".join([_bold(name) if color else name, *rows]))
    return "\n\n".join(groups)


def _bold(text: str) -> str:
    return f"\x1b[1m{text}\x1b[0m"
