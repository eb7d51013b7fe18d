"""All rules of `coursegen check`; a build runs only `build_rules`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.check import QUICK_RULES
from coursegen.check.rules.data import (
    card_titles,
    date_order,
    dates_outside_term,
    days_without_meeting,
    deadlines,
    deadlines_outside_term,
    duplicate_people,
    empty_weeks,
    exam_clashes,
    grading_weights,
    lecture_numbers,
    office_hours,
    slip_days,
    week_numbers,
    withdrawn_early,
)
from coursegen.check.rules.files import (
    active_files,
    duplicate_files,
    empty_files,
    exposed_solutions,
    image_metadata,
    large_files,
    page_urls,
    similar_names,
    temporary_files,
    unicode_names,
    unused_files,
    windows_names,
)
from coursegen.check.rules.links import (
    anchors,
    duplicate_urls,
    insecure_links,
    malformed_emails,
    malformed_urls,
    placeholders,
    unreferenced_pages,
)
from coursegen.check.rules.pdf import pdf_accessibility
from coursegen.check.rules.releases import leaks
from coursegen.check.rules.text import (
    autoplay,
    contrast,
    duplicate_ids,
    earlier_terms,
    frame_titles,
    heading_order,
    language_tags,
    missing_alt_text,
    obsolete_elements,
    table_headers,
    text_language,
    vague_alt_text,
    vague_link_text,
    weekdays,
)

if TYPE_CHECKING:
    from coursegen.check.rule import Rule

RULES: tuple[Rule, ...] = (
    *QUICK_RULES,
    *leaks.RULES,
    # Files
    unused_files.RULE,
    unicode_names.RULE,
    similar_names.RULE,
    windows_names.RULE,
    page_urls.RULE,
    duplicate_files.RULE,
    large_files.RULE,
    active_files.RULE,
    exposed_solutions.RULE,
    temporary_files.RULE,
    empty_files.RULE,
    image_metadata.RULE,
    # Links
    anchors.RULE,
    placeholders.RULE,
    insecure_links.RULE,
    duplicate_urls.RULE,
    unreferenced_pages.RULE,
    # Images
    card_titles.RULE,
    missing_alt_text.RULE,
    # Data
    duplicate_people.RULE,
    lecture_numbers.RULE,
    empty_weeks.RULE,
    week_numbers.RULE,
    date_order.RULE,
    dates_outside_term.RULE,
    deadlines_outside_term.RULE,
    *days_without_meeting.RULES,
    exam_clashes.RULE,
    office_hours.RULE,
    *deadlines.RULES,
    grading_weights.RULE,
    slip_days.RULE,
    withdrawn_early.RULE,
    weekdays.RULE,
    earlier_terms.RULE,
    malformed_emails.RULE,
    malformed_urls.RULE,
    # Accessibility of text
    heading_order.RULE,
    vague_alt_text.RULE,
    vague_link_text.RULE,
    table_headers.RULE,
    contrast.RULE,
    text_language.RULE,
    language_tags.RULE,
    autoplay.RULE,
    frame_titles.RULE,
    obsolete_elements.RULE,
    duplicate_ids.RULE,
    *pdf_accessibility.RULES,
)
"""All rules in order; the build itself reports broken links (`site/broken_links.py`)."""
