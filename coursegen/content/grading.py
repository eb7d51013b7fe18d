"""How the grade of a course is computed: the weights of its parts, and the late policy."""

import re
from datetime import timedelta
from typing import Annotated, ClassVar, Self

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostics
from coursegen.base.struct import replace
from coursegen.base.text import NO_LOCATION, LocatedStr, Location, Text
from coursegen.schema.fields import Accepts, Content, Count, Doc, Markdown

_PERCENT = r"(?P<number>\d{1,3}(?:\.\d{1,2})?)\s*[%％]?"
_DURATION = r"(?P<count>\d{1,4})\s*(?:(?P<minutes>m|min|mins|minutes?|分钟)|(?:h|hours?|小时))"


def _percent(text: LocatedStr, diagnostics: Diagnostics) -> float | None:
    match = re.fullmatch(_PERCENT, text.strip())
    if match and float(match["number"]) <= 100:
        return float(match["number"])
    expected = "expected a percentage such as 10 %"
    diagnostics.error(Code.INVALID_VALUE, f"{expected}, found '{text}'", text.location)
    return None


def _duration(text: LocatedStr, diagnostics: Diagnostics) -> timedelta | None:
    match = re.fullmatch(_DURATION, text.strip().lower())
    if match:
        count = int(match["count"])
        return timedelta(minutes=count) if match["minutes"] else timedelta(hours=count)
    expected = "expected a duration such as 15 min or 2 h"
    diagnostics.error(Code.INVALID_VALUE, f"{expected}, found '{text}'", text.location)
    return None


Percent = Annotated[
    float,
    Accepts(
        "a percentage such as 10 %",
        convert=lambda text, author: _percent(text, author.diagnostics),
    ),
]
"""A percentage from 0 to 100 with at most two decimal places."""
Duration = Annotated[
    timedelta,
    Accepts(
        "a duration such as 15 min or 2 h",
        convert=lambda text, author: _duration(text, author.diagnostics),
    ),
]


class LatePolicy(Content):
    """A late policy.

    Without keys, no late submissions are accepted.
    """

    noun: ClassVar[str] = "a late policy"

    grace: Annotated[
        Duration,
        Doc("The time after the deadline in which a submission counts as on time."),
    ] = timedelta()
    per_day: Annotated[
        Percent, Doc("The percentage of the points that each late day costs. Default: none.")
    ] = 0.0
    days: Annotated[
        Count,
        Doc(
            "The number of late days. Default: `slip_days`, and the days until `per_day` leaves no "
            "points."
        ),
    ] = 0
    slip_days: Annotated[
        Count,
        Doc(
            "The number of late days without a penalty that a student may use. Default: `slip_days`"
            " of `grading`, but not more than `days`."
        ),
    ] = 0

    @property
    def accepts_late(self) -> bool:
        """Whether it accepts late submissions or has a grace period."""
        return self != LatePolicy()

    def with_slip_days(self, count: int) -> Self:
        """Return the policy, in which up to `count` slip days can be used if it has no number."""
        if self.slip_days or not self.accepts_late:
            return self
        return replace(self, slip_days=min(count, self.days or count))

    @property
    def grace_minutes(self) -> int:
        """The grace period in minutes."""
        return self.grace // timedelta(minutes=1)


class GradingGroup(Content):
    """A part of the grade, such as the homework."""

    noun: ClassVar[str] = "a part of the grade"

    title: Annotated[Text, Doc("The name of the part, such as `Homework`.")]
    weight: Annotated[Percent, Doc("The percentage of the grade, such as `40 %`.")]
    drop_lowest: Annotated[
        Count, Doc("The number of lowest scores that do not count. Default: none.")
    ] = 0
    note: Annotated[Markdown, Doc("A note in Markdown.")] = ""
    location: Location = NO_LOCATION


class Grading(Content):
    """The grading of the course."""

    noun: ClassVar[str] = "the grading"

    groups: Annotated[tuple[GradingGroup, ...], Doc("The parts of the grade, in order.")] = ()
    slip_days: Annotated[
        Count, Doc("The number of slip days that a student may use in the whole term.")
    ] = 0
    late: Annotated[
        LatePolicy,
        Doc("The late policy of assignments without `late`. Default: no late submissions."),
    ] = LatePolicy()
    note: Annotated[Markdown, Doc("A note in Markdown, such as about the scale.")] = ""
    location: Location = NO_LOCATION

    @property
    def late_policy(self) -> LatePolicy | None:
        """The late policy with its slip days, or None without late submissions."""
        return self.late.with_slip_days(self.slip_days) if self.late.accepts_late else None
