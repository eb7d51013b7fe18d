"""CSS rules for a course's session kinds: a hue for each custom kind, and the kind filter."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from coursegen.content.kinds import SESSION_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.content.kinds import Kind
    from coursegen.content.schedule import Schedule

_HUE_COUNT = 24
"""The number of hues for custom kinds. Any two of them are clearly different."""

_MIN_SESSIONS_TO_FILTER = 8
"""The minimum number of sessions for which a schedule gets a filter."""


def kind_styles(schedule: Schedule) -> str:
    """Return a stylesheet for the kinds in the schedule, or "" if no rules are needed."""
    rules = [*_hues(schedule.kinds()), *_filters(filter_kinds(schedule))]
    return "@layer parts {\n" + "\n".join(rules) + "\n}\n" if rules else ""


def filter_kinds(schedule: Schedule) -> tuple[Kind, ...]:
    """Return the session kinds that the filter offers, or () if no filter is worthwhile."""
    kinds, count = schedule.kinds(), sum(1 for _ in schedule.lectures())
    return kinds if len(kinds) > 1 and count >= _MIN_SESSIONS_TO_FILTER else ()


def hue_of(key: str) -> int:
    """Return the hue of a custom kind in degrees; it is the same in every build."""
    return zlib.crc32(key.encode()) % _HUE_COUNT * (360 // _HUE_COUNT)


def _hues(kinds: tuple[Kind, ...]) -> Iterator[str]:
    builtin_keys = {kind.key for kind in SESSION_KINDS}
    for kind in kinds:
        if kind.key not in builtin_keys:
            yield f"  .kind-{kind.css_class} {{ --hue: {hue_of(kind.key)}; }}"


def _filters(kinds: tuple[Kind, ...]) -> Iterator[str]:
    """Yield rules that hide rows without a session of the selected kind, on screen only.

    The first row of a week also contains the cells that span all rows of the week. Therefore,
    only the content of its other cells is hidden, never the row itself.
    """
    if not kinds:
        return
    hidden, borderless = [], []
    for kind in kinds:
        chosen = f'.schedule:has([name="show"][value="{kind.css_class}"]:checked)'
        matching = f'[data-kinds~="{kind.css_class}"]'
        hidden.append(f"    {chosen} [data-kinds]:not({matching})")
        borderless.append(f"    {chosen} tr.session:not({matching} ~ *)")
    yield "  @media screen { @supports selector(&) and selector(:has(*)) {"
    yield ",\n".join(hidden) + " {"
    yield "      &:not(.week-start) { display: none; }"
    yield "      &.week-start { --kind-tint: transparent; padding-block: 0; }"
    yield "      &.week-start > :not(.week-cell) { padding-block: 0; }"
    yield "      &.week-start > :not(.week-cell) > * { display: none; }"
    # On narrow screens, cells are inline boxes, and an empty cell must not start a line.
    yield "      @media (width < 46rem) { &.week-start > :not(.week-cell) { display: block; } }"
    yield "    }"
    yield ",\n".join(borderless) + " { border-top: 0; }"
    yield "  } }"
