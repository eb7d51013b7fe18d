"""Times that an author may write as a date or as a phrase, such as `1 day after lecture 5`."""

from datetime import MAXYEAR, UTC
from typing import Annotated

from coursegen.base.codes import Code
from coursegen.base.struct import Struct
from coursegen.base.text import Moment, Text
from coursegen.schema.fields import EXPIRY, RELEASE, Accepts

NEVER = Moment(MAXYEAR, 12, 31, tzinfo=UTC)
"""The time of what has no known time."""

_TO_BE_ANNOUNCED = ("tba", "tbd", "to be announced", "to be determined", "待定")


def is_to_be_announced(text: str) -> bool:
    """Return whether an author wrote that a time will be announced later."""
    return text.strip().casefold() in _TO_BE_ANNOUNCED


class DateError(Exception):
    """A problem with a date or a time; `hint` suggests what to write."""

    def __init__(self, message: str, hint: str = "", code: Code = Code.INVALID_DATE) -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint


class When(Struct):
    """A time, and the text that the author wrote for it.

    `moment` is None for a phrase until the dates of the course are computed, and for a time to be
    announced.  `has_clock` is false if the author wrote only a day.
    """

    text: Text = ""
    moment: Moment | None = None
    has_clock: bool = False

    @property
    def is_phrase(self) -> bool:
        """Whether the author wrote a phrase whose time is not computed yet."""
        return self.moment is None and not is_to_be_announced(self.text)

    @property
    def time(self) -> Moment:
        """The time, or `NEVER` if it is unknown."""
        return self.moment or NEVER


WhenWritten = Annotated[
    When,
    Accepts(
        "a date such as 2020-02-20 18:00, or a phrase such as 1 day after lecture 5",
        convert=lambda text, author: author.dates.when(text, author.session_kinds),
    ),
]
Release = Annotated[WhenWritten | None, RELEASE]
"""The time before which the site does not contain a value; None for content that is always public.
"""
Expiry = Annotated[WhenWritten | None, EXPIRY]
"""The time from which a value has expired: the build then sets its field `is_expired` to true."""
