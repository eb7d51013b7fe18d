"""All questions of `coursegen check`, in one list; a build asks only those of `QUICK`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.check import (
    QUICK,
    active_files,
    address_forms,
    anchors,
    autoplay,
    cards,
    contrast,
    dates_in_order,
    dates_outside,
    email_forms,
    empty_files,
    empty_weeks,
    frames,
    headings,
    image_words,
    images,
    insecure_links,
    language_tags,
    languages,
    large_files,
    leftovers,
    link_words,
    name_forms,
    names_alike,
    names_on_windows,
    numbering,
    obsolete,
    pdfs,
    people_twice,
    personal_files,
    placeholders,
    repeated_files,
    repeated_ids,
    roundabout_links,
    solutions,
    tables,
    unused_files,
    week_numbers,
)

if TYPE_CHECKING:
    from coursegen.check.rule import Rule

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
    personal_files.RULE,
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
    # Text: can everybody read it?
    headings.RULE,
    image_words.RULE,
    link_words.RULE,
    tables.RULE,
    contrast.RULE,
    languages.RULE,
    language_tags.RULE,
    autoplay.RULE,
    frames.RULE,
    obsolete.RULE,
    repeated_ids.RULE,
    *pdfs.RULES,
)
"""That links lead somewhere is asked wherever a site is made (`site/links.py`)."""
