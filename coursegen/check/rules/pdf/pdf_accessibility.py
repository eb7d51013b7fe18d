"""Report PDFs that are not accessible to screen readers.

Only the first problem to fix is reported for each file.  For example, exporting an untagged
document again can also set its title and language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.text import Location, Source
from coursegen.check.rule import Finding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext
    from coursegen.check.reading.pdf_facts import PdfFacts


def _first_problem(facts: PdfFacts) -> Code | None:
    """Return the code of the problem to fix first."""
    steps = {
        Code.PDF_UNREADABLE: bool(facts.problem),
        Code.PDF_SCANNED: facts.is_scanned,
        Code.PDF_UNTAGGED: not facts.is_tagged,
        Code.PDF_TITLE_MISSING: not facts.has_title,
        Code.PDF_LANGUAGE_MISSING: not facts.has_language,
    }
    return next((code for code, is_due in steps.items() if is_due), None)


def _pdfs_with(context: CheckContext, code: Code) -> Iterator[tuple[Location, PdfFacts]]:
    """Yield the PDFs whose first problem has this code."""
    for origin, facts in context.pdfs.items():
        if _first_problem(facts) is code:
            yield Location(Source(origin, "")), facts


def find_unreadable(context: CheckContext) -> Iterator[Finding]:
    """Warn about each PDF that is damaged or password-protected."""
    for location, facts in _pdfs_with(context, Code.PDF_UNREADABLE):
        yield Finding(
            f"this PDF cannot be read: {facts.problem}",
            location,
            "export it again, without a password",
        )


def find_scanned(context: CheckContext) -> Iterator[Finding]:
    """Warn about each PDF without text."""
    for location, _ in _pdfs_with(context, Code.PDF_SCANNED):
        yield Finding(
            "this PDF is scanned, so its text cannot be searched or read aloud",
            location,
            "export it from its source, or add text with OCR software",
        )


def find_untagged(context: CheckContext) -> Iterator[Finding]:
    """Warn about each PDF without tags."""
    for location, _ in _pdfs_with(context, Code.PDF_UNTAGGED):
        yield Finding(
            "this PDF is untagged, so screen readers cannot distinguish headings from lists",
            location,
            "export it again as a tagged PDF, with its title and language",
        )


def find_untitled(context: CheckContext) -> Iterator[Finding]:
    """Warn about each PDF without a title."""
    for location, _ in _pdfs_with(context, Code.PDF_TITLE_MISSING):
        yield Finding(
            "this PDF has no title, so screen readers announce its file name instead",
            location,
            "set the title in the document properties, and export it again",
        )


def find_without_language(context: CheckContext) -> Iterator[Finding]:
    """Warn about each PDF without a language."""
    for location, _ in _pdfs_with(context, Code.PDF_LANGUAGE_MISSING):
        yield Finding(
            "this PDF has no language, so screen readers might use the wrong voice",
            location,
            "set the language in the document properties, and export it again",
        )


RULES = (
    Rule(Code.PDF_UNREADABLE, Severity.WARNING, find_unreadable),
    Rule(Code.PDF_SCANNED, Severity.WARNING, find_scanned),
    Rule(Code.PDF_UNTAGGED, Severity.WARNING, find_untagged),
    Rule(Code.PDF_TITLE_MISSING, Severity.WARNING, find_untitled),
    Rule(Code.PDF_LANGUAGE_MISSING, Severity.WARNING, find_without_language),
)
