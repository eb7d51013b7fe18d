"""The rules that follow from a course's kinds of session: a hue for each, and the filter."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from coursegen.content.kinds import SESSION_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.content.kinds import Kind
    from coursegen.content.schedule import Schedule

_HUE_COUNT = 24
"""How many hues a course's own kinds are spread over, so that two differ plainly or not at all."""


_MIN_SESSIONS_TO_FILTER = 8
"""Sessions; fewer are seen at a glance."""


def kind_styles(schedule: Schedule) -> str:
    """A stylesheet for the kinds that occur; empty where there is nothing to say."""
    rules = [*_hues(schedule.kinds()), *_filters(filter_kinds(schedule))]
    return "@layer parts {\n" + "\n".join(rules) + "\n}\n" if rules else ""


def filter_kinds(schedule: Schedule) -> tuple[Kind, ...]:
    """The kinds of session to choose from, none where choosing is not worth it."""
    kinds, count = schedule.kinds(), sum(1 for _ in schedule.lectures())
    return kinds if len(kinds) > 1 and count >= _MIN_SESSIONS_TO_FILTER else ()


def hue_of(key: str) -> int:
    """The hue of a course's own kind, in degrees: the same in every build."""
    return zlib.crc32(key.encode()) % _HUE_COUNT * (360 // _HUE_COUNT)


def _hues(kinds: tuple[Kind, ...]) -> Iterator[str]:
    known = {kind.key for kind in SESSION_KINDS}
    for kind in kinds:
        if kind.key not in known:
            yield f"  .kind-{kind.token} {{ --hue: {hue_of(kind.key)}; }}"


def _filters(kinds: tuple[Kind, ...]) -> Iterator[str]:
    """Hide what holds no session of the chosen kind; paper shows everything.

    The first row of a week also holds the cells that span all its rows.  So its own cells stay in
    their columns, and only what they contain is hidden.
    """
    if not kinds:
        return
    unwanted, uppermost = [], []
    for kind in kinds:
        chosen = f'.schedule:has([name="show"][value="{kind.token}"]:checked)'
        wanted = f'[data-kinds~="{kind.token}"]'
        unwanted.append(f"    {chosen} [data-kinds]:not({wanted})")
        uppermost.append(f"    {chosen} tr.session:not({wanted} ~ *)")
    yield "  @media screen { @supports selector(&) and selector(:has(*)) {"
    yield ",\n".join(unwanted) + " {"
    yield "      &:not(.week-start) { display: none; }"
    yield "      &.week-start { --kind-tint: transparent; padding-block: 0; }"
    yield "      &.week-start > :not(.of-week) { padding-block: 0; }"
    yield "      &.week-start > :not(.of-week) > * { display: none; }"
    # On a phone, cells are boxes in lines: an empty one must not start a line.
    yield "      @media (width < 46rem) { &.week-start > :not(.of-week) { display: block; } }"
    yield "    }"
    yield ",\n".join(uppermost) + " { border-top: 0; }"
    yield "  } }"
