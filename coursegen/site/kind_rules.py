"""The rules that follow from a course's kinds of session: a hue for each, and the filter."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from coursegen.model.kinds import SESSION_KINDS
from coursegen.site.timetable import filters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.model.kinds import Kind
    from coursegen.model.schedule import Schedule

_HOLDERS = ("timetable-part", "week", "day", "lane")
"""The classes of what holds sessions, and is hidden when it has none left."""
_HUES = 24
"""How many hues a course's own kinds are spread over, so that two differ plainly or not at all."""


def kind_rules(schedule: Schedule) -> str:
    """A stylesheet for the kinds that occur; empty where there is nothing to say."""
    rules = [*_hues(schedule.kinds()), *_filters(filters(schedule))]
    return "@layer parts {\n" + "\n".join(rules) + "\n}\n" if rules else ""


def hue_of(key: str) -> int:
    """The hue of a course's own kind, in degrees: the same in every build."""
    return zlib.crc32(key.encode()) % _HUES * (360 // _HUES)


def _hues(kinds: tuple[Kind, ...]) -> Iterator[str]:
    known = {kind.key for kind in SESSION_KINDS}
    for kind in kinds:
        if kind.key not in known:
            yield f"  .kind-{kind.token} {{ --hue: {hue_of(kind.key)}; }}"


def _filters(kinds: tuple[Kind, ...]) -> Iterator[str]:
    """Hide what is of another kind than the chosen one, and what then has nothing left.

    On paper everything is there.
    """
    if not kinds:
        return
    yield "  @media screen { @supports selector(:has(*)) {"
    for kind in kinds:
        chosen = f"    .schedule:has(.show-{kind.token}:checked)"
        wanted = f".kind-{kind.token}"
        # Each selector ends in a class or an element: browsers look up rules by that.
        emptied = (f".{part}:not(:has(.session{wanted}))" for part in _HOLDERS)
        hidden = (
            *emptied,
            f"li.session:not({wanted})",
            f"tr.session:not({wanted}):not(:has(> .of-week))",
            f"tr.session:not({wanted}) > td:not(.of-week)",
            f"tr.session:not({wanted}) > th:not(.of-week)",
        )
        yield ",\n".join(f"{chosen} {what}" for what in hidden) + " { display: none; }"
    yield "  } }"
