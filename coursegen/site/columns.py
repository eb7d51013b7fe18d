"""Which columns a schedule table has: those that the data gives a meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coursegen.model.schedule import Section


def columns(section: Section) -> tuple[str, ...]:
    """Of `week`, `dates`, `topic` and `lectures`, those that some week fills; never none."""
    weeks = section.weeks
    used = (
        ("week", any(week.number for week in weeks)),
        ("dates", any(week.dates for week in weeks)),
        ("topic", any(week.topic or week.note for week in weeks)),
        ("lectures", any(week.lectures for week in weeks)),
    )
    return tuple(name for name, filled in used if filled) or ("topic",)
