"""`coursegen explain`: what a code means, from the manual's own pages."""

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


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "codes", nargs="*", metavar="CODE", help="such as CG101 (default: list all of them)"
    )


def run(args: argparse.Namespace, console: Console) -> int:
    """Show the page of each code, or a list of all codes."""
    codes = [_code(word) for word in args.codes]
    texts = [_page(code, colour=console.colour) for code in codes] or [
        _list(colour=console.colour),
        "coursegen explain CODE tells more.",
    ]
    console.out("\n\n".join(texts))
    return 0


def _code(word: str) -> Code:
    known = {code.value: code for code in Code}
    if word.upper() not in known:
        close = closest_match(word, known)
        hint = f"did you mean '{close}'?" if close else "coursegen explain lists all of them"
        raise UsageError(f"there is no code '{word}'; {hint}")
    return known[word.upper()]


def _page(code: Code, *, colour: bool) -> str:
    page = explanation(code)
    if page is None:
        return f"{code.value}\n\nThe manual does not say more."
    title = f"{code.value}: {page.title}"
    if not colour:
        return f"{title}\n{'=' * len(title)}\n\n{page.text}"
    parts = _FENCED.split(page.text)  # what is in code stands at the odd places
    parts[::2] = [_HEADING.sub(lambda found: _strong(found[1]), part) for part in parts[::2]]
    return f"{_strong(title)}\n\n{''.join(parts)}"


def _list(*, colour: bool) -> str:
    groups = []
    for start, name in GROUPS.items():
        rows = [
            f"  {code.value}  {page.title if (page := explanation(code)) else ''}".rstrip()
            for code in Code
            if code.value.startswith(start)
        ]
        groups.append("\n".join([_strong(name) if colour else name, *rows]))
    return "\n\n".join(groups)


def _strong(text: str) -> str:
    return f"\x1b[1m{text}\x1b[0m"
