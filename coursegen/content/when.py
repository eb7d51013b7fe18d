"""Times that an author may write as a date or as a phrase, and content with a release time."""

from collections.abc import Callable
from datetime import MAXYEAR, UTC, datetime
from typing import Annotated, ClassVar, Self

from coursegen.base.codes import Code
from coursegen.base.struct import Struct, replace
from coursegen.base.text import NO_LOCATION, Location, Moment, Text
from coursegen.schema.fields import BOOLEANS, Accepts, Content, Doc

NEVER = Moment(MAXYEAR, 12, 31, tzinfo=UTC)
"""The time of anything whose time is unknown."""

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


ANNOUNCED = "announced"
UNRELEASED = "unreleased"
WITHDRAWN = "withdrawn"
DRAFT = "draft"


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


UNKNOWN = When("TBA")
"""A time that an author wrote incorrectly: nothing else is reported about it."""

WhenWritten = Annotated[
    When,
    Accepts(
        "a date such as 2020-02-20 18:00, or a phrase such as 1 day after lecture 5",
        convert=lambda text, author: author.dates.when(text, author.session_kinds),
    ),
]
Deadline = Annotated[
    When,
    Accepts(
        "a date such as 2020-02-20 18:00, or a phrase such as Friday of week 3",
        convert=lambda text, author: author.dates.deadline(text, author.session_kinds),
    ),
]


def _announced(text: str, read: Callable[[str], When | None]) -> When | None:
    """Convert `yes` to a time in the past, and any other text with `read`."""
    answer = BOOLEANS.get(text.strip().lower())
    if answer is None:
        return read(text)
    always = read("1970-01-01")
    return replace(always, text=text) if answer and always else None


class Releasable(Content, kw_only=True):
    """A mapping whose value is in the site only at certain times.

    The build sets `visibility`: it is empty for public content and `ANNOUNCED` for content of which
    the site contains only the title and the dates.  In a preview, it can also be the reason why the
    site does not contain the content.  `hidden_before_release` are the fields that announced
    content does not show, in addition to those with Markdown, links, images and free data.
    """

    hidden_before_release: ClassVar[tuple[str, ...]] = ()

    released: Annotated[
        WhenWritten | None,
        Doc("The time before which the site doesn't contain it. Default: none."),
    ] = None
    until: Annotated[
        WhenWritten | None,
        Doc("The time from which the site doesn't contain it anymore. Default: none."),
    ] = None
    announced: Annotated[
        When | None,
        Accepts(
            "yes, no, a date such as 2020-02-20 18:00, or a phrase such as 1 day after lecture 5",
            convert=lambda text, author: _announced(
                text, lambda each: author.dates.when(each, author.session_kinds)
            ),
        ),
        Doc(
            "Whether the site shows its title and dates before the release, or the time from which "
            "it does."
        ),
    ] = None
    draft: Annotated[bool, Doc("Whether it is a draft. Drafts aren't published.")] = False
    visibility: Text = ""
    location: Location = NO_LOCATION

    def times(self) -> tuple[Moment, ...]:
        """Return the times at which the result of `state_at` changes."""
        if self.released is self.until is self.announced is None:  # in most cases
            return ()
        written = (self.released, self.until, self.announced)
        return tuple(when.moment for when in written if when and when.moment)

    def visibility_at(self, now: datetime) -> str:
        """Return the `visibility` at a time.

        Content whose release time is unknown is unreleased, and content is withdrawn if the end of
        its time is unknown.
        """
        if self.draft:
            return DRAFT
        if self.until and (self.until.moment is None or self.until.moment <= now):
            return WITHDRAWN
        if self.released and self.released.time > now:
            is_announced = self.announced and self.announced.time <= now
            return ANNOUNCED if is_announced else UNRELEASED
        return ""

    def state_at(self, now: datetime) -> Self:
        """Return the value with the fields that depend on the time."""
        visibility = self.visibility_at(now)
        return replace(self, visibility=visibility) if visibility else self
