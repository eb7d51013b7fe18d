"""Rule for the order of dates."""

from check.conftest import FindMessages
from coursegen.check.rules.data.date_order import RULE


def test_a_week_dated_before_the_one_above_it_is_reported(messages: FindMessages) -> None:
    schedule = (
        "weeks:\n  - {topic: A, date: 2020-02-20}\n  - {topic: B, date: 2020-02-13}\n"
        "  - {topic: C, date: 2020-02-27}\n"
    )

    assert messages(RULE, {"content/schedule.yaml": schedule}) == [
        "content/schedule.yaml:3:22: 2020-02-13 comes after the later date 2020-02-20"
    ]


def test_only_entries_of_one_kind_in_one_section_are_compared(messages: FindMessages) -> None:
    week = (
        "    weeks:\n      - lectures:\n          - {title: A, date: 2020-02-20}\n"
        "          - {title: L, kind: lab, date: 2020-02-18}\n"
        "          - {title: B, date: 2020-02-20}\n"
    )
    schedule = f"sections:\n  - title: P\n{week}  - title: Q\n{week}"

    assert messages(RULE, {"content/schedule.yaml": schedule}) == []
