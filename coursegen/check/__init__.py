"""Questions asked of a course and its site: one file each, all of them in one list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.check import (
    anchors,
    cards,
    images,
    repeated_emails,
    repeated_targets,
    unused_files,
)
from coursegen.check.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from coursegen.build import Site
    from coursegen.diagnostics import Diagnostic

    Rule = Callable[[Subject], Iterator[Diagnostic]]

QUICK: tuple[Rule, ...] = (repeated_emails.ask, repeated_targets.ask)
"""Questions about the course's data, cheap enough for every build."""

RULES: tuple[Rule, ...] = (*QUICK, anchors.ask, cards.ask, images.ask, unused_files.ask)
"""All questions.  That links lead somewhere is asked wherever a site is made (`site/links.py`)."""


def ask(rules: Iterable[Rule], site: Site) -> Iterator[Diagnostic]:
    """What the rules find in a site."""
    subject = Subject(site)
    for rule in rules:
        yield from rule(subject)
