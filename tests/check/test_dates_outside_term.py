"""Rule for dates outside their week or the term."""

import pytest

from check.conftest import FindMessages
from coursegen.check.rules.data.dates_outside_term import RULE


def week(date: str, dates: str = "2020-02-17 to 2020-02-21") -> dict[str, str]:
    schedule = f"weeks:\n  - dates: {dates}\n    lectures: [{{title: A, date: {date}}}]\n"
    return {"content/schedule.yaml": schedule}


@pytest.mark.parametrize("date", ["2020-02-16", "2020-02-17", "2020-02-21", "2020-02-23"])
def test_a_lecture_in_its_week_or_on_adjacent_days_is_allowed(
    messages: FindMessages, date: str
) -> None:
    assert messages(RULE, week(date)) == []


@pytest.mark.parametrize("date", ["2020-02-15", "2020-02-24"])
def test_a_lecture_in_another_week_is_reported(messages: FindMessages, date: str) -> None:
    assert messages(RULE, week(date)) == [
        f"content/schedule.yaml:3:33: {date} is not in the week of 2020-02-17"
    ]


def test_a_date_in_another_year_is_reported_once(messages: FindMessages) -> None:
    lines = "".join(
        f"  - {{topic: T, date: {day}}}\n" for day in ("2020-02-20", "2020-02-27", "2019-03-05")
    )

    assert messages(RULE, {"content/schedule.yaml": f"weeks:\n{lines}"}) == [
        (
            "content/schedule.yaml:4:22: 2019-03-05 is far from the other dates, which are around "
            "2020-02-20"
        )
    ]
    assert len(messages(RULE, week("2021-02-18"))) == 1


def test_a_full_academic_year_is_allowed(messages: FindMessages) -> None:
    lines = "".join(
        f"  - {{topic: T, date: {day}}}\n"
        for day in ("2019-09-05", "2019-10-03", "2020-01-09", "2020-04-02", "2020-06-25")
    )

    assert messages(RULE, {"content/schedule.yaml": f"weeks:\n{lines}"}) == []
