"""Rule for empty weeks."""

from check.conftest import FindMessages
from coursegen.check.rules.data.empty_weeks import RULE


def test_empty_weeks_are_reported_once(messages: FindMessages) -> None:
    schedule = (
        "weeks:\n  - {week: 1, topic: T}\n  - week: 2\n  - {week: 3, note: Rest}\n"
        "  - {week: 4, lectures: [A]}\n  - {week: 5, dates: 2020-03-02 to 2020-03-06}\n"
    )

    assert messages(RULE, {"content/schedule.yaml": schedule}) == [
        "content/schedule.yaml:3:5: this week and 1 more have no topic, lecture or note"
    ]


def test_a_week_with_unreleased_lectures_is_not_empty(messages: FindMessages) -> None:
    schedule = "weeks:\n  - {week: 1, lectures: [{title: One, released: 2099-01-01}]}\n"

    assert messages(RULE, {"content/schedule.yaml": schedule}) == []
