"""Diagnostics: problems with a message, a location and a hint, collected during a run."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING
from unicodedata import normalize

from coursegen.base.codes import Code  # noqa: TC001 - the codec evaluates the annotations
from coursegen.base.struct import Struct, replace
from coursegen.base.text import NO_LOCATION, Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Severity(Enum):
    """The severity of a diagnostic; a site with errors is not published."""

    ERROR = "error"
    WARNING = "warning"


class Problem(Struct):
    """A problem without a location.

    `typo` contains the misspelled and the correct string, if only one correction is possible.
    `related` is the path of the file that the author probably means.
    """

    code: Code
    message: str
    hint: str = ""
    typo: tuple[str, str] | None = None
    related: str = ""


class TextEdit(Struct):
    """The only possible fix for a problem, which replaces the characters at `location`."""

    location: Location
    text: str


def correction(location: Location, wrong: str, right: str) -> TextEdit | None:
    """Return an edit that replaces `wrong` with `right` at `location`.

    Return None unless `wrong` occurs there exactly once; the source may contain it in escaped form.
    """
    if not wrong or location.marked.count(wrong) != 1:
        return None
    before = location.marked.partition(wrong)[0]
    return TextEdit(
        location._replace(column=location.column + len(before), length=len(wrong)), right
    )


def case_variant(word: str, known: Iterable[str]) -> str:
    """Return the one known word that differs from `word` only in case, or an empty string."""
    folded = word.casefold()
    same = [k for k in known if k.casefold() == folded]
    return same[0] if len(same) == 1 and same[0] != word else ""


class Diagnostic(Struct):
    """A problem at a location.  `message` has no final period; `hint` suggests a next step.

    `missing` marks a warning about something that does not exist yet, which `check` reports as an
    error.  `edit` is set if there is exactly one fix.  `related` is the path of a file whose own
    problem is a consequence of this one.
    """

    code: Code
    severity: Severity
    message: str
    location: Location = NO_LOCATION
    hint: str = ""
    missing: bool = False
    edit: TextEdit | None = None
    related: str = ""

    def as_error(self) -> Diagnostic:
        """Return the same diagnostic as an error."""
        return replace(self, severity=Severity.ERROR)


class Diagnostics:
    """The diagnostics of a run, which are printed at its end."""

    def __init__(self) -> None:
        self._found: list[Diagnostic] = []

    def error(
        self,
        code: Code,
        message: str,
        location: Location = NO_LOCATION,
        hint: str = "",
        edit: TextEdit | None = None,
    ) -> None:
        """Add an error, which prevents publishing."""
        self._found.append(Diagnostic(code, Severity.ERROR, message, location, hint, edit=edit))

    def warning(
        self,
        code: Code,
        message: str,
        location: Location = NO_LOCATION,
        hint: str = "",
        edit: TextEdit | None = None,
    ) -> None:
        """Add a warning."""
        self._found.append(Diagnostic(code, Severity.WARNING, message, location, hint, edit=edit))

    def missing(self, problem: Problem, location: Location, edit: TextEdit | None = None) -> None:
        """Add a problem with something missing: a warning in `build`, an error in `check`."""
        self._found.append(
            Diagnostic(
                problem.code,
                Severity.WARNING,
                problem.message,
                location,
                problem.hint,
                missing=True,
                edit=edit,
                related=problem.related,
            )
        )

    def extend(self, found: Iterable[Diagnostic]) -> None:
        """Add existing diagnostics."""
        self._found.extend(found)

    def truncate(self, total: int) -> None:
        """Keep only the first `total` diagnostics."""
        del self._found[total:]

    def __iter__(self) -> Iterator[Diagnostic]:
        """Iterate over the distinct diagnostics, sorted by file, line and column."""
        unique = dict.fromkeys(self._found)
        return iter(sorted(unique, key=lambda d: d.location.order))

    def count(self, severity: Severity) -> int:
        """Return the number of distinct diagnostics of `severity`."""
        return sum(d.severity is severity for d in self)

    @property
    def total(self) -> int:
        """The number of diagnostics so far, including duplicates."""
        return len(self._found)

    @property
    def failed(self) -> bool:
        """Whether any diagnostic is an error."""
        return any(d.severity is Severity.ERROR for d in self._found)


def closest_match(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the known word that is most similar to `word`, or an empty string."""
    from difflib import get_close_matches  # noqa: PLC0415 - only needed to report a problem

    by_folded = {normalize("NFC", k).casefold(): k for k in known}
    folded = normalize("NFC", word).casefold()
    close = get_close_matches(folded, by_folded, n=1, cutoff=cutoff)
    return by_folded[close[0]] if close else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint for a misspelled `word` with the closest match or all known words."""
    known = list(known)
    close = closest_match(word, known)
    if close:
        return f"did you mean '{close}'?"
    return f"known names: {', '.join(sorted(known))}" if known else ""


def did_you_mean_nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint with only the closest match, because `known` is too long to list."""
    close = closest_match(word, known)
    return f"did you mean '{close}'?" if close else ""


def join_hints(first: str, then: str) -> str:
    """Join two hints into one line; the first may be empty."""
    if not first:
        return then
    return f"{first} {then}" if first.endswith("?") else f"{first}; {then}"
