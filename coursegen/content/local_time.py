"""Times of day in a time zone, which clocks can skip or show twice."""

from datetime import UTC, date, time, timedelta, tzinfo

from coursegen.base.codes import Code
from coursegen.base.struct import replace
from coursegen.base.text import Moment
from coursegen.content.clock import ClockError, clock
from coursegen.content.when import DateError, When


def read_clock(text: str) -> time:
    """Parse a time of day: `18:00` or `6 PM`.  Raises `DateError`."""
    try:
        return clock(text)
    except ClockError as error:
        raise DateError(str(error), error.hint) from None


def local_time(day: date, clock: time, timezone: tzinfo) -> Moment:
    """Return a time of day in a time zone.

    Raises `DateError` if clocks skip this time on that day, or show it twice.
    """
    moment = Moment.combine(day, clock, timezone)
    before, after = _offsets(moment)
    if before == after:
        return moment
    text, zone = moment.strftime("%Y-%m-%d %H:%M"), str(timezone)
    if before < after:
        skipped = after - before
        raise DateError(
            f"the time {text} does not exist in {zone}, because clocks go forward",
            f"write {moment - skipped:%H:%M} or {moment + skipped:%H:%M}",
            Code.CLOCK_CHANGE,
        )
    first = last = moment
    while _is_repeated(first - _MINUTE):
        first -= _MINUTE
    while _is_repeated(last):
        last += _MINUTE
    raise DateError(
        f"the time {text} occurs twice in {zone}, because clocks go back: "
        f"at {_offset_text(before)} and at {_offset_text(after)}",
        f"write a time before {first:%H:%M}, or {last:%H:%M} or later",
        Code.CLOCK_CHANGE,
    )


def with_due_time(when: When, due_time: time | None) -> When:
    """Return a deadline at `due_time` if the author wrote no time of day; raise `DateError`."""
    if when.moment is None or when.has_clock:
        return when
    if due_time is None:
        raise DateError(
            f"the deadline '{when.text}' has no time of day",
            "add a time such as 23:59, or set 'due_time:' in site.yaml",
            Code.NO_DUE_TIME,
        )
    moment = local_time(when.moment.date(), due_time, when.moment.tzinfo or UTC)
    return replace(when, moment=moment, has_clock=True)


_MINUTE = timedelta(minutes=1)


def _offsets(moment: Moment) -> tuple[timedelta, timedelta]:
    """Return the UTC offsets of both readings of a time, which are equal for most times."""
    return moment.utcoffset() or timedelta(), moment.replace(fold=1).utcoffset() or timedelta()


def _is_repeated(moment: Moment) -> bool:
    first, second = _offsets(moment)
    return first > second


def _offset_text(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
