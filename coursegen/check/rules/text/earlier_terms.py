"""Report texts that seem to be about an earlier term, because they were copied."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.check.reading.element_places import Span
from coursegen.check.reading.prose import prose, prose_dates
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from coursegen.check.context import CheckContext
    from coursegen.check.reading.markdown_sources import MarkdownSource
    from coursegen.content.term import Term

_SEASONS = {
    "winter": 0,
    "spring": 1,
    "summer": 2,
    "fall": 3,
    "autumn": 3,
    "春": 1,
    "夏": 2,
    "秋": 3,
}
_TERM = re.compile(
    r"(?<![-–/])(?<![-–/] )\b(?P<season>Winter|Spring|Summer|Fall|Autumn)"
    r"(?:\s+(?:Term|Semester|Quarter))?,?\s+(?P<year>20\d\d)\b(?!\s*[-–/])"
    r"|(?<!\d)(?P<year_before>20\d\d)\s*年?\s*(?P<season_after>[春夏秋])"
)
_PAST = re.compile(
    r"\b(?:previous(?:ly)?|past|last|earlier|former(?:ly)?|old(?:er)?|archived?|archives|since|was|"
    r"were|had|taught|offered|given|history|originally|first|prior|before|from|until|published|"
    r"edition|version|based|adapted|developed|copyright|revised)\b|©"
    r"|往年|往期|历年|历史|去年|上学期|上一|以前|之前|曾|过去|旧|首次|版权|自20",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^#+.*", re.MULTILINE)


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about names of earlier terms, and about dates that are a year before a day of the term.

    Links, texts about the past and lists of several earlier terms are allowed.
    """
    term = context.course.info.term_dates
    for source in prose(context):
        for span, name in _earlier_names(source, term):
            if not _is_link(source, span) and not _is_about_the_past(source, span):
                yield Finding(
                    f"'{name}' is an earlier term than '{term.name}'",
                    source.location(span),
                    "update the text if it is about this term",
                )
        for span, day in _last_years_days(source, term):
            if not _is_link(source, span) and not _is_about_the_past(source, span):
                yield Finding(
                    f"{day.isoformat()} is a year before the term",
                    source.location(span),
                    "check the year",
                )


def _earlier_names(source: MarkdownSource, term: Term) -> Iterator[tuple[Span, str]]:
    """Yield the names of the only earlier term in some text; a list of terms is about the past."""
    current = _TERM.search(term.name)
    if current:
        earlier = [
            found for found in _TERM.finditer(source.bare) if _order(found) < _order(current)
        ]
        if len(set(map(_order, earlier))) == 1:
            yield from ((Span(*found.span()), found[0]) for found in earlier)


def _last_years_days(source: MarkdownSource, term: Term) -> Iterator[tuple[Span, date]]:
    if term.start and term.end:
        for found in prose_dates(source, term):
            is_earlier = found.has_year and found.day < term.start
            if is_earlier and term.start <= found.day + timedelta(days=365) <= term.end:
                yield found.span, found.day


def _order(term: re.Match[str]) -> tuple[int, int]:
    """Return a key that sorts terms by time."""
    season = term["season"].lower() if term["season"] else term["season_after"]
    return int(term["year"] or term["year_before"]), _SEASONS[season]


def _is_link(source: MarkdownSource, span: Span) -> bool:
    links = (source.whole(each) for each in source.elements if each.element.name == "a")
    return any(link.start <= span.start < link.end for link in links)


def _is_about_the_past(source: MarkdownSource, span: Span) -> bool:
    """Return whether the paragraph or the heading above contains a word such as `previous`."""
    text = source.bare
    start = text.rfind("\n\n", 0, span.start) + 1
    end = text.find("\n\n", span.end)
    heading = [*_HEADING.finditer(text, 0, span.start)][-1:]
    paragraph = text[start : end if end >= 0 else len(text)]
    return any(_PAST.search(part) for part in (paragraph, *(found[0] for found in heading)))


RULE = Rule(Code.EARLIER_TERM, Severity.WARNING, run)
