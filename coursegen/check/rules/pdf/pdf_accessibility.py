"""Can the course's PDFs be read by who listens to them?

One finding for a file: the first step.  A document without tags is exported anew, and then it may
have its title and language at once.
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


def _first_step(facts: PdfFacts) -> Code | None:
    """What is to be mended first in a PDF."""
    steps = {
        Code.PDF_UNREADABLE: bool(facts.problem),
        Code.PDF_SCANNED: facts.is_scanned,
        Code.PDF_UNTAGGED: not facts.is_tagged,
        Code.PDF_TITLE: not facts.has_title,
        Code.PDF_LANGUAGE: not facts.has_language,
    }
    return next((code for code, is_due in steps.items() if is_due), None)


def _due(subject: CheckContext, code: Code) -> Iterator[tuple[Location, PdfFacts]]:
    """The PDFs of which `code` is the first step."""
    for origin, facts in subject.pdfs.items():
        if _first_step(facts) is code:
            yield Location(Source(origin, "")), facts


def ask_closed(subject: CheckContext) -> Iterator[Finding]:
    """Warn about each PDF that is broken or asks for a password."""
    for location, facts in _due(subject, Code.PDF_UNREADABLE):
        yield Finding(
            f"this PDF cannot be read: {facts.problem}",
            location,
            "export it anew, without a password",
        )


def ask_scanned(subject: CheckContext) -> Iterator[Finding]:
    """Warn about each PDF without text."""
    for location, _ in _due(subject, Code.PDF_SCANNED):
        yield Finding(
            "this PDF holds pictures of pages: its text can be neither heard nor searched",
            location,
            "export it from its source, or let a program recognise its text (OCR)",
        )


def ask_untagged(subject: CheckContext) -> Iterator[Finding]:
    """Warn about each PDF without tags."""
    for location, _ in _due(subject, Code.PDF_UNTAGGED):
        yield Finding(
            "this PDF has no tags: who listens to it cannot tell a heading from a list",
            location,
            "export it anew as a tagged PDF, with its title and language",
        )


def ask_nameless(subject: CheckContext) -> Iterator[Finding]:
    """Warn about each PDF without a title."""
    for location, _ in _due(subject, Code.PDF_TITLE):
        yield Finding(
            "this PDF has no title: readers are told its file's name",
            location,
            "write the title in the document's properties, and export it anew",
        )


def ask_language(subject: CheckContext) -> Iterator[Finding]:
    """Warn about each PDF without a language."""
    for location, _ in _due(subject, Code.PDF_LANGUAGE):
        yield Finding(
            "this PDF does not say its language, and may be read aloud in another",
            location,
            "set the language in the document's properties, and export it anew",
        )


RULES = (
    Rule(Code.PDF_UNREADABLE, Severity.WARNING, ask_closed),
    Rule(Code.PDF_SCANNED, Severity.WARNING, ask_scanned),
    Rule(Code.PDF_UNTAGGED, Severity.WARNING, ask_untagged),
    Rule(Code.PDF_TITLE, Severity.WARNING, ask_nameless),
    Rule(Code.PDF_LANGUAGE, Severity.WARNING, ask_language),
)
