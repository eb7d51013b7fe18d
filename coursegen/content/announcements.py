"""The announcements of a course."""

from datetime import datetime
from typing import Annotated, ClassVar, Self

from coursegen.base.struct import replace
from coursegen.base.text import Moment, Text
from coursegen.content.author import Author
from coursegen.content.content_type import ContentType
from coursegen.content.ids import file_id
from coursegen.content.when import Releasable, When, WhenWritten
from coursegen.schema.fields import Accepts, Doc, Inline, Markdown

_LATEST = 5
"""The maximum number of announcements on the home page."""


def _date(text: str, author: Author) -> When | None:
    moment = author.dates.moment(text)
    return When(text, moment, bool(moment.hour or moment.minute)) if moment else None


class Announcement(Releasable):
    """An announcement.

    `name` is the path of its file below `content/`, without the suffix.
    """

    noun: ClassVar[str] = "an announcement"
    skeleton: ClassVar[str] = "title: {title}\ndate: {today}"

    name: Text
    title: Annotated[Inline, Doc("The title.")]
    when: Annotated[
        When,
        Accepts("a date, with or without a time, such as 2020-02-20 18:00", convert=_date),
        Doc("The date, with or without a time. Default of `released`.", "date"),
    ]
    pinned: Annotated[
        bool, Doc("Whether the announcement is above newer ones on the home page.")
    ] = False
    urgent: Annotated[bool, Doc("Whether every page shows a notice until `expires`.")] = False
    expires: Annotated[
        WhenWritten | None,
        Doc("The time from which only the page of all announcements shows it. Default: never."),
    ] = None
    body: Markdown = ""
    is_expired: bool = False

    @classmethod
    def from_mapping(cls, read: Self, _author: Author) -> Self:
        """Release the announcement at its date by default."""
        return replace(read, released=read.released or replace(read.when, text=""))

    @property
    def date(self) -> Moment:
        """The date, with the time of day if it has one."""
        return self.when.time

    def times(self) -> tuple[Moment, ...]:
        """Return the times of the release, and of the expiry."""
        expiry = self.expires.moment if self.expires else None
        return (*super().times(), expiry) if expiry else super().times()

    def state_at(self, now: datetime) -> Self:
        """Return the announcement, which may have expired."""
        state = super().state_at(now)
        is_expired = self.expires is not None and self.expires.time <= now
        return replace(state, is_expired=True) if is_expired else state

    @property
    def id(self) -> str:
        """The HTML id on the page of all announcements."""
        return file_id(self.name)


Announcements = tuple[Announcement, ...]


def _current(announcements: Announcements) -> Announcements:
    """Return the announcements that have not expired, newest first."""
    return tuple(each for each in announcements if not each.is_expired)


def _latest(announcements: Announcements) -> Announcements:
    """Return those that the home page shows."""
    return tuple(sorted(_current(announcements), key=lambda each: not each.pinned)[:_LATEST])


ANNOUNCEMENTS = ContentType(
    "announcements",
    Announcement,
    "announcements/*.md",
    is_home_section=True,
    is_shown=_current,
    sort_key=lambda each: (-each.date.timestamp(), each.name),
    page="announcements.html",
    has_styles=True,
    other_names=("news", "posts", "updates"),
    selections={
        "has_announcements": bool,
        "latest_announcements": _latest,
        "has_older_announcements": lambda all_: len(_latest(all_)) < len(all_),
        "urgent_announcements": lambda all_: tuple(each for each in _current(all_) if each.urgent),
    },
)
