"""The public holidays of a country; no other module uses the library `holidays`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import holidays

from coursegen.base.struct import Struct
from coursegen.commands.course_options import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from holidays.holiday_base import HolidayBase

_ANNOUNCED_EACH_YEAR = frozenset({"CN"})
"""Countries whose government announces all holidays of a year and the swapped workdays in advance.

Before the announcement, the library only has estimates for the year.
"""


class PublicHolidays(Struct):
    """The names of the holidays in a period by day, in order.

    The dates of `estimates` have not been announced yet.  `swapped` contains workdays on weekends,
    each with the day off that it replaces.
    """

    days: Mapping[date, str]
    estimates: Mapping[date, str]
    swapped: Mapping[date, date]


def public_holidays(place: str, first: date, last: date, language: str) -> PublicHolidays:
    """Return the holidays of a country (`CN`) or one of its subdivisions (`US-NY`).

    The names are in the language if the library has a translation, or else in a language of the
    country.  Raises `UsageError` for an unknown place.
    """
    country, subdivision = _parse_place(place)
    found = holidays.country_holidays(
        country,
        subdiv=subdivision,
        # A workday in December may replace a day off in January.
        years=range(first.year, last.year + 2),
        language=_supported(language, holidays.country_holidays(country)),
    )
    swapped = dict(_swapped_workdays(found))
    announced = {day_off.year for day_off in swapped.values()}
    days: dict[date, str] = {}
    estimates: dict[date, str] = {}
    for day in sorted(day for day in found if first <= day <= last):
        is_announced = country not in _ANNOUNCED_EACH_YEAR or day.year in announced
        kind = days if is_announced and not _is_estimate(day, found) else estimates
        kind[day] = found[day]
    return PublicHolidays(
        days, estimates, {day: off for day, off in swapped.items() if first <= day <= last}
    )


def _parse_place(place: str) -> tuple[str, str | None]:
    """Return the codes of a country and of its subdivision as the library spells them."""
    country, _, subdivision = place.partition("-")
    country = country.upper()
    known = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        raise UsageError(f"unknown country '{country}'; write its ISO 3166 code, such as CN or US")
    if not subdivision:
        return country, None
    codes = {code.casefold(): code for code in known[country]}
    if subdivision.casefold() not in codes:
        hint = f"known subdivisions: {', '.join(known[country])}" if codes else f"write {country}"
        raise UsageError(f"{country} has no subdivision '{subdivision}'; {hint}")
    return country, codes[subdivision.casefold()]


def _supported(language: str, country: HolidayBase) -> str | None:
    """Return the name of a language tag in the library, or the default language of the country.

    Without a supported language, the library uses the language of the environment.
    """
    wanted = language.replace("-", "_").casefold()
    names = (country.default_language or "", *country.supported_languages)
    exact = (name for name in names if name.casefold() == wanted)
    similar = (name for name in names if name[:2].casefold() == wanted.partition("_")[0])
    return next(exact, None) or next(similar, country.default_language)


def _swapped_workdays(found: HolidayBase) -> Iterator[tuple[date, date]]:
    """Yield each workday on a weekend, and the day off whose name contains its date."""
    for workday in sorted(found.weekend_workdays):
        text = workday.strftime(found.tr(found.substituted_date_format))
        yield from ((workday, day) for day, name in found.items() if text in name)


def _is_estimate(day: date, found: HolidayBase) -> bool:
    """Return whether a name has the mark of an estimate, such as `(estimated)`."""
    labels = (
        found.tr(getattr(found, label)).split("%s")
        for label in ("estimated_label", "observed_estimated_label")
        if hasattr(found, label)
    )
    return any(
        name.startswith(before) and name.endswith(after)
        for before, after in labels
        for name in found.get_list(day)
    )
