"""Times that an author may write as a date or as a phrase, and content with a release time."""

from collections.abc import Callable
from datetime import MAXYEAR, UTC, datetime
from typing import Annotated, ClassVar, Self

from coursegen.base.struct import Struct, replace
from coursegen.base.text import NO_LOCATION, Location, Moment, Text
from coursegen.schema.fields import Accepts, Content, Doc

NEVER = Moment(MAXYEAR, 12, 31, tzinfo=UTC)
"""The time of what has no known time."""

ANNOUNCED = "announced"
UNRELEASED = "unreleased"
WITHDRAWN = "withdrawn"
DRAFT = "draft"

_ANSWERS = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


class When(Struct):
    """A time, and the text that the author wrote for it.

    `moment` is None for a phrase until the dates of the course are computed, and for a time to be
    announced.  `has_clock` is false if the author wrote only a day.
    """

    text: Text = ""
    moment: Moment | None = None
    has_clock: bool = False

    @property
    def time(self) -> Moment:
        """The time, or `NEVER` if it is unknown."""
        return self.moment or NEVER


WhenWritten = Annotated[
    When,
    Accepts(
        "a date, with or without a time, such as 2020-02-20 18:00",
        convert=lambda text, author: author.dates.when(text),
    ),
]


def _announced(text: str, read: Callable[[str], When | None]) -> When | None:
    """Convert `yes` to a time in the past, and any other text with `read`."""
    answer = _ANSWERS.get(text.strip().lower())
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
            "yes, no or a date, with or without a time",
            convert=lambda text, author: _announced(text, author.dates.when),
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
        return tuple(
            when.moment
            for when in (self.released, self.until, self.announced)
            if when and when.moment
        )

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
