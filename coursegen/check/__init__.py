"""Questions asked of a course and its site: one file each, all of them in one list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.check import (
    active_files,
    address_forms,
    anchors,
    cards,
    dates_in_order,
    dates_outside,
    email_forms,
    empty_files,
    empty_weeks,
    images,
    insecure_links,
    large_files,
    leftovers,
    name_forms,
    names_alike,
    names_on_windows,
    numbering,
    people_twice,
    placeholders,
    repeated_emails,
    repeated_files,
    repeated_targets,
    roundabout_links,
    solutions,
    unused_files,
    week_numbers,
)
from coursegen.check.subject import Subject
from coursegen.diagnostics import Diagnostic
from coursegen.levels import silenced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coursegen.build import Site
    from coursegen.check.rule import Rule

QUICK: tuple[Rule, ...] = (repeated_emails.RULE, repeated_targets.RULE)
"""Questions about the course's data, cheap enough for every build."""

RULES: tuple[Rule, ...] = (
    *QUICK,
    # Files
    unused_files.RULE,
    name_forms.RULE,
    names_alike.RULE,
    names_on_windows.RULE,
    repeated_files.RULE,
    large_files.RULE,
    active_files.RULE,
    solutions.RULE,
    leftovers.RULE,
    empty_files.RULE,
    # Links
    anchors.RULE,
    placeholders.RULE,
    insecure_links.RULE,
    roundabout_links.RULE,
    # Pictures
    cards.RULE,
    images.RULE,
    # Data
    people_twice.RULE,
    numbering.RULE,
    empty_weeks.RULE,
    week_numbers.RULE,
    dates_in_order.RULE,
    dates_outside.RULE,
    email_forms.RULE,
    address_forms.RULE,
)
"""All questions.  That links lead somewhere is asked wherever a site is made (`site/links.py`)."""


def ask(rules: Iterable[Rule], site: Site) -> Iterator[Diagnostic]:
    """What the rules find in a site, each at the level that the author gave it."""
    subject = Subject(site)
    levels = subject.course.facts.levels
    for rule in rules:
        level = levels.get(rule.code, rule.level)
        if level:
            for message, place, hint, edit in rule.ask(subject):
                found = Diagnostic(rule.code, level, message, place, hint, edit=edit)
                if not silenced(found):
                    yield found
