"""Rule for deadlines in a break."""

import pytest

from check.conftest import FindMessages, weeks
from coursegen.base.codes import Code
from coursegen.check.rules.data.deadlines import RULES

RULE = next(rule for rule in RULES if rule.code is Code.DUE_IN_BREAK)


def due(
    time: str, holidays: str = "{dates: 2020-03-16 to 2020-03-20, title: Spring break}"
) -> dict[str, str]:
    return {
        "site.yaml": f"title: T\nholidays: [{holidays}]\n",
        "content/assignments.yaml": f"- {{title: Essay, due: {time}}}\n",
    }


@pytest.mark.parametrize("time", ["2020-03-16 00:00", "2020-03-20 23:59"])
def test_a_deadline_in_a_break_is_reported(messages: FindMessages, time: str) -> None:
    assert messages(RULE, due(time)) == [
        "content/assignments.yaml:1:23: 'Essay' is due in a break (Spring break)"
    ]


@pytest.mark.parametrize("time", ["2020-03-15 23:59", "2020-03-21 0:00", "TBA"])
def test_a_deadline_before_or_after_a_break_is_allowed(messages: FindMessages, time: str) -> None:
    assert messages(RULE, due(time)) == []


def test_a_deadline_on_a_single_day_off_is_allowed(messages: FindMessages) -> None:
    assert messages(RULE, due("2020-03-16 23:59", "2020-03-16")) == []


def test_a_break_in_the_schedule_counts_too(messages: FindMessages) -> None:
    entry = "{kind: break, title: Reading week, dates: 2020-03-02 to 2020-03-06}"

    assert messages(RULE, due("2020-03-05 23:59") | weeks(entry)) == [
        "content/assignments.yaml:1:23: 'Essay' is due in a break (Reading week)"
    ]


def test_a_deadline_in_a_break_is_reported_only_once(messages: FindMessages) -> None:
    entry = "{kind: break, title: Spring break, dates: 2020-03-16 to 2020-03-20}"

    assert len(messages(RULE, due("2020-03-17 23:59") | weeks(entry))) == 1
