"""Hints for dates in other formats: what to write instead."""

import re
from datetime import date

_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_NUMBERS = (
    r"(?P<first>\d{1,4})(?P<sign>[./-])\s?(?P<second>\d{1,2})(?:[./-]\s?(?P<third>\d{2,4})?)?"
)
_CLOCK = (
    r"(?P<day>\S.*?)(?:\s*T\s*|,?\s+(?:at\s+)?)"
    r"(?P<clock>\d{1,2}(?::\d{2}|(?=\s*[aApP]\.?[mM])).*)"
)


def date_hint(text: str, ends: list[str], *, needs_year: bool) -> str:
    """Return what to write instead of text that is not a date, or an empty string.

    `ends` are the parts of the text, if it is a range of dates.
    """
    numbers = re.fullmatch(_NUMBERS, text)
    readings = _readings(numbers) if numbers else []
    timed = None if readings else re.fullmatch(_CLOCK, text)
    if timed:
        return f"write 'date: {timed['day']}' and 'time: {timed['clock']}'"
    if not readings:
        several = len(ends) == 2 and all(ends)
        return f"for several days, write 'dates: {ends[0]} to {ends[1]}'" if several else ""
    year = ", with the year" if needs_year and not readings[0][:4].isdigit() else ""
    return f"write {' or '.join(readings)}{year}"


def _readings(numbers: re.Match[str]) -> list[str]:
    """Return the dates that numbers such as `12/7` can mean."""
    first, second = int(numbers["first"]), int(numbers["second"])
    if len(numbers["first"]) == 4:
        candidates = [(numbers["first"], second, int(numbers["third"] or 0))]
    elif numbers["sign"] == ".":
        candidates = [(numbers["third"] or "", second, first)]
    else:
        pairs = dict.fromkeys(((first, second), (second, first)))
        candidates = [(numbers["third"] or "", month, day) for month, day in pairs]
    return [text for candidate in candidates if (text := _as_text(*candidate))]


def _as_text(year: str, month: int, day: int) -> str:
    """Return a date in a format that coursegen reads, or "" if there is no such date."""
    full = f"20{year}" if len(year) == 2 else year
    try:
        known = date(int(full or 2024), month, day)
    except ValueError:
        return ""
    return known.isoformat() if full else f"{_MONTHS[month - 1]} {day}"


def days_hint(month: int) -> str:
    """Return the days of a month, or what a month is."""
    if not 1 <= month <= 12:
        return "write the date as year-month-day, such as 2020-02-20"
    last = {2: "28 or 29", 4: "30", 6: "30", 9: "30", 11: "30"}.get(month, "31")
    return f"{_MONTHS[month - 1]} has {last} days"
