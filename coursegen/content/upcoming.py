"""The next sessions and deadlines, which the home page shows if the author lists them."""

from coursegen.content.assignments import ASSIGNMENTS, Assignment
from coursegen.content.content_type import ContentType
from coursegen.content.schedule import SCHEDULE, Schedule


def _has_entries(schedule: Schedule, assignments: tuple[Assignment, ...]) -> bool:
    return bool(assignments) or any(True for _ in schedule.lectures())


def _has_times(schedule: Schedule, assignments: tuple[Assignment, ...]) -> bool:
    """Return whether other pages and sections show times, too."""
    return bool(assignments) or any(each.starts for each in schedule.lectures())


UPCOMING = ContentType(
    "upcoming",
    Schedule,
    SCHEDULE.files,
    view_of=(SCHEDULE.name, ASSIGNMENTS.name),
    is_home_section=True,
    is_chosen=True,
    is_shown=_has_entries,
    is_used=_has_times,
    has_styles=True,
    more_scripts=("time_zone",),
)
