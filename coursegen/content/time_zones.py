"""The names and abbreviations of time zones."""

import re
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostics, closest_match, did_you_mean
from coursegen.base.text import LocatedStr
from coursegen.content.when import DateError

_ABBREVIATIONS = {
    **dict.fromkeys(("ET", "EST", "EDT"), "America/New_York"),
    **dict.fromkeys(("CT", "CDT"), "America/Chicago"),
    "CST": "America/Chicago or Asia/Shanghai",
    **dict.fromkeys(("MT", "MDT"), "America/Denver"),
    "MST": "America/Denver or America/Phoenix",
    **dict.fromkeys(("PT", "PST", "PDT"), "America/Los_Angeles"),
    **dict.fromkeys(("AKST", "AKDT"), "America/Anchorage"),
    "HST": "Pacific/Honolulu",
    "BRT": "America/Sao_Paulo",
    **dict.fromkeys(("GMT", "BST"), "Europe/London"),
    **dict.fromkeys(("WET", "WEST"), "Europe/Lisbon"),
    **dict.fromkeys(("CET", "CEST"), "Europe/Berlin"),
    **dict.fromkeys(("EET", "EEST"), "Europe/Athens"),
    "MSK": "Europe/Moscow",
    "IST": "Asia/Kolkata, Asia/Jerusalem or Europe/Dublin",
    "HKT": "Asia/Hong_Kong",
    "SGT": "Asia/Singapore",
    "KST": "Asia/Seoul",
    "JST": "Asia/Tokyo",
    **dict.fromkeys(("AEST", "AEDT"), "Australia/Sydney"),
    **dict.fromkeys(("NZST", "NZDT"), "Pacific/Auckland"),
    "UTC": "UTC",
}
"""The abbreviations that authors write after a time, and the IANA names of the usual cities."""

_FIXED_OFFSETS = ("EST", "MST", "HST")
"""Abbreviations that are also IANA names, but of zones without daylight saving time."""


def read_timezone(name: LocatedStr, diagnostics: Diagnostics) -> tzinfo:
    """Return the time zone with an IANA name, or report that there is none and return UTC."""
    try:
        if name not in _FIXED_OFFSETS:
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    zones = available_timezones().difference(_FIXED_OFFSETS)
    hint = f"write {_ABBREVIATIONS.get(name, 'an IANA name such as Asia/Shanghai')}"
    if name not in _ABBREVIATIONS and closest_match(name, zones):
        hint = did_you_mean(name, zones)
    diagnostics.error(Code.UNKNOWN_TIME_ZONE, f"unknown time zone '{name}'", name.location, hint)
    return UTC


def refuse_abbreviation(text: str, timezone: tzinfo) -> None:
    """Raise `DateError` if a time is followed by the abbreviation of a time zone."""
    match = re.search(r"(?:\d|[AaPp]\.?[Mm]\.?)\s*\(?([A-Z]{2,4})\)?\Z", text.strip())
    if match and match[1] in _ABBREVIATIONS:
        raise DateError(
            f"a time cannot have a time zone such as '{match[1]}'",
            f"remove it: all times are in the time zone {timezone}; "
            f"if the course is in {match[1]}, write "
            f"'timezone: {_ABBREVIATIONS[match[1]]}' in site.yaml",
            Code.UNKNOWN_TIME_ZONE,
        )
