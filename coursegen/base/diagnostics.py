"""What is wrong: one sentence with its place and the next step, collected until the end."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from coursegen.base.struct import Struct, replace
from coursegen.base.text import NO_LOCATION, Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coursegen.base.codes import Code


class Severity(Enum):
    """How bad a diagnostic is: an error stops a build from being published."""

    ERROR = "error"
    WARNING = "warning"


class Problem(Struct):
    """What is wrong and the next step, before anybody knows where.

    `typo` is there where the fault has one right answer: the wrong letters and the right ones.
    """

    code: Code
    message: str
    hint: str = ""
    typo: tuple[str, str] | None = None


class TextEdit(Struct):
    """The one right way to mend a fault: `text` instead of the letters that `location` marks."""

    location: Location
    text: str


def correction(location: Location, wrong: str, right: str) -> TextEdit | None:
    """`right` instead of `wrong` within what `location` marks, if that stands there once.

    What is quoted or escaped there so that it looks otherwise has no right answer that is sure.
    """
    if not wrong or location.marked.count(wrong) != 1:
        return None
    before = location.marked.partition(wrong)[0]
    return TextEdit(
        location._replace(column=location.column + len(before), length=len(wrong)), right
    )


def case_variant(word: str, known: Iterable[str]) -> str:
    """The one word of `known` that differs from `word` in its case alone, or an empty string."""
    folded = word.casefold()
    same = [k for k in known if k.casefold() == folded]
    return same[0] if len(same) == 1 and same[0] != word else ""


class Diagnostic(Struct):
    """One known fault.  `message` is a sentence without a full stop; `hint` is the next step.

    `missing` marks a warning about something that is not there (yet): a build may go out with
    it, a check may not.  `edit` is there where the fault has one right answer.
    """

    code: Code
    severity: Severity
    message: str
    location: Location = NO_LOCATION
    hint: str = ""
    missing: bool = False
    edit: TextEdit | None = None

    def as_error(self) -> Diagnostic:
        """The same fault as an error."""
        return replace(self, severity=Severity.ERROR)


class Diagnostics:
    """A growing list of faults; nothing is shown until the run is over."""

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
        """Note a fault that stops publishing."""
        self._found.append(Diagnostic(code, Severity.ERROR, message, location, hint, edit=edit))

    def warning(
        self, code: Code, message: str, location: Location = NO_LOCATION, hint: str = ""
    ) -> None:
        """Note a fault that the author should know of."""
        self._found.append(Diagnostic(code, Severity.WARNING, message, location, hint))

    def missing(
        self,
        code: Code,
        message: str,
        location: Location = NO_LOCATION,
        hint: str = "",
        edit: TextEdit | None = None,
    ) -> None:
        """Note that something is not there: a warning in a build, an error in a check."""
        self._found.append(
            Diagnostic(code, Severity.WARNING, message, location, hint, missing=True, edit=edit)
        )

    def extend(self, found: Iterable[Diagnostic]) -> None:
        """Note faults that somebody else found."""
        self._found.extend(found)

    def truncate(self, total: int) -> None:
        """Go back to when there were `total`."""
        del self._found[total:]

    def __iter__(self) -> Iterator[Diagnostic]:
        """Each fault once, by file, line and column."""
        unique = dict.fromkeys(self._found)
        return iter(sorted(unique, key=lambda d: d.location.order))

    def count(self, severity: Severity) -> int:
        """How many different faults of `severity` there are."""
        return sum(d.severity is severity for d in self)

    @property
    def total(self) -> int:
        """How many faults were noted so far, the same one perhaps more than once."""
        return len(self._found)

    @property
    def failed(self) -> bool:
        """Whether any fault is an error."""
        return any(d.severity is Severity.ERROR for d in self._found)


def closest_match(word: str, known: Iterable[str]) -> str:
    """The word of `known` that the author most likely meant, or an empty string."""
    from difflib import get_close_matches  # noqa: PLC0415 - only where something is wrong

    by_folded = {k.casefold(): k for k in known}
    close = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The next step for a misspelt `word`: the nearest right one, or all there are."""
    known = list(known)
    close = closest_match(word, known)
    if close:
        return f"did you mean '{close}'?"
    return f"known here: {', '.join(sorted(known))}" if known else ""


def did_you_mean_nearest(word: str, known: Iterable[str]) -> str:
    """The nearest of many words, or nothing: a long list helps nobody."""
    close = closest_match(word, known)
    return f"did you mean '{close}'?" if close else ""


def join_hints(first: str, then: str) -> str:
    """Two next steps in one line; the first may be empty."""
    if not first:
        return then
    return f"{first} {then}" if first.endswith("?") else f"{first}; {then}"
