"""The term of a course, and its holidays."""

from datetime import date
from typing import Annotated, ClassVar, Self

from coursegen.base.codes import Code
from coursegen.base.struct import replace
from coursegen.base.text import NO_LOCATION, LocatedStr, Location, Text
from coursegen.content.author import Author
from coursegen.content.dates import DAYS_OF_DATE, DAYS_OF_RANGE, Dates, Day
from coursegen.schema.fields import Content, Doc


class Term(Content):
    """The term.

    It lasts from `start` to `end`, inclusive.
    """

    noun: ClassVar[str] = "the term"

    name: Annotated[Text, Doc("The name of the term, such as `Spring 2027`.")] = ""
    start: Annotated[
        Day | None,
        Doc("The first day of the term, which also sets the year of dates without a year."),
    ] = None
    end: Annotated[Day | None, Doc("The last day of the term.")] = None
    location: Location = NO_LOCATION

    @classmethod
    def from_text(cls, name: LocatedStr, _author: Author) -> Self:
        """Return a term of which only the name is known."""
        return cls(name, location=name.location)

    @classmethod
    def from_mapping(cls, read: Self, author: Author) -> Self:
        """Report a term that ends before it starts."""
        if read.start and read.end and read.end < read.start:
            author.diagnostics.error(
                Code.DATES_REVERSED,
                "the term ends before it starts",
                read.location,
                "correct 'start' or 'end'",
            )
            return replace(read, end=None)
        return read

    def problem_of(self, dates: Dates) -> str:
        """Return a message if dates are outside the term, or an empty string."""
        if self.start and dates.last < self.start:
            day, relation = dates.last, f"before the start of the term, {self.start.isoformat()}"
        elif self.end and dates.first > self.end:
            day, relation = dates.first, f"after the end of the term, {self.end.isoformat()}"
        else:
            return ""
        return f"{day.isoformat()} is {relation}"


class HolidayForm(Content):
    """The keys of a holiday."""

    dates: Annotated[
        Dates | None,
        Doc("The date of a single day.", "date", DAYS_OF_DATE),
        Doc("The first and the last date of a break.", "dates", DAYS_OF_RANGE),
    ] = None
    title: Annotated[Text, Doc("The name of the holiday or break.")] = ""
    location: Location = NO_LOCATION


class Holiday(Content):
    """A holiday.

    A single day without meetings, or a break of several days.
    """

    noun: ClassVar[str] = "a holiday"
    form: ClassVar[type[Content]] = HolidayForm

    dates: Dates
    title: Text = ""

    @classmethod
    def from_text(cls, text: LocatedStr, author: Author) -> Self | None:
        """Return a holiday without a name: a date, or a range of dates."""
        dates = author.dates.day_or_days(text)
        return cls(dates) if dates else None

    @classmethod
    def from_mapping(cls, form: HolidayForm, author: Author) -> Self | None:
        """Return the holiday; report it and return None if it has no date."""
        if form.dates:
            return cls(form.dates, form.title)
        author.diagnostics.error(
            Code.MISSING_KEY,
            f"missing key 'date' in {cls.noun}",
            form.location,
            "write 'date: …' for a single day, or 'dates: …' for several days",
        )
        return None

    def __contains__(self, day: date) -> bool:
        """Return whether a day belongs to the holiday."""
        return day in self.dates
