"""Rule for weekdays in texts."""

import pytest

from check.conftest import FindMessages
from coursegen.check.rules.text.weekdays import RULE

FALL = "title: T\nterm: {name: Fall 2026, start: 2026-09-01, end: 2026-12-18}\n"


def course(text: str, site: str = FALL) -> dict[str, str]:
    return {"site.yaml": site, "content/about.md": f"# About\n\n{text}\n"}


@pytest.mark.parametrize(
    "text",
    [
        "Friday, Oct 14",
        "Fri. Oct. 14th",
        "Friday, October 14, 2026",
        "Friday October 14 2026",
        "Friday, 14 October",
        "Friday the 14th of October",
        "Friday, 2026-10-14",
        "2026-10-14 (Fri)",
        "Oct 14 (Friday)",
        "10月14日（周五）",
        "2026年10月14日星期五",
        "周五（10月14日）",
        "Thurs, Oct 14",
        "Friday,\nOct 14",
    ],
)
def test_a_weekday_that_does_not_fit_its_date_is_reported(
    messages: FindMessages, text: str
) -> None:
    assert messages(RULE, course(f"The midterm is on {text}, in class.")) == [
        "content/about.md:3:19: 2026-10-14 is a Wednesday"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Wednesday, Oct 14 and Wed Oct 21",
        "10月14日（周三）",
        "Monday to Friday, Oct 12-16",  # the weekday belongs to the second date
        "Tuesday and Thursday, Oct 13 and 15",
        "Tue/Thu, Oct 13/15",
        "Friday, Jan 15",  # outside the term, so the year is unknown
        "Friday, Feb 30",
        "Friday or Oct 14",
        "On Friday.\n\nOct 14 is a holiday.",
        "You may sat 14 tests",
        "`Friday, Oct 14`",
        "Friday, Oct 14:30",
        "Friday, October 1492",
    ],
)
def test_other_texts_are_not_reported(messages: FindMessages, text: str) -> None:
    assert messages(RULE, course(text)) == []


def test_a_date_without_a_year_needs_the_dates_of_the_term(messages: FindMessages) -> None:
    assert messages(RULE, course("Friday, Oct 14", "title: T\n")) == []
    assert messages(RULE, course("Friday, Oct 14, 2026", "title: T\n")) == [
        "content/about.md:3:1: 2026-10-14 is a Wednesday"
    ]


def test_notes_and_titles_in_data_are_checked(messages: FindMessages) -> None:
    schedule = (
        "weeks:\n  - topic: Projects (due Friday, Oct 14)\n    note: Until Friday, Oct 14.\n"
        "    lectures:\n      - {kind: exam, title: 'Midterm on Oct 14 (Fri)'}\n"
    )

    assert messages(RULE, {"site.yaml": FALL, "content/schedule.yaml": schedule}) == [
        "content/schedule.yaml:3:17: 2026-10-14 is a Wednesday",
        "content/schedule.yaml:2:26: 2026-10-14 is a Wednesday",
        "content/schedule.yaml:5:41: 2026-10-14 is a Wednesday",
    ]
