"""Rule for the numbers of weeks."""

import pytest

from check.conftest import FindMessages
from coursegen.check.rules.data.week_numbers import RULE


def numbered(*numbers: str) -> dict[str, str]:
    lines = "".join(f"  - {{week: {number}, topic: T}}\n" for number in numbers)
    return {"content/schedule.yaml": f"weeks:\n{lines}"}


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (("1", "2", "2", "3"), ["duplicate week number 2"]),
        (("1", "3", "2", "4"), ["week 2 comes after week 3"]),
        (("2", "1"), ["week 1 comes after week 2"]),
    ],
)
def test_a_duplicate_week_or_a_week_out_of_order_is_reported(
    messages: FindMessages, numbers: tuple[str, ...], expected: list[str]
) -> None:
    assert [line.split(": ", 1)[1] for line in messages(RULE, numbered(*numbers))] == expected


@pytest.mark.parametrize("numbers", [("1", "2", "4"), ("0", "1"), ("1", "Break", "2"), ("8", "9")])
def test_increasing_weeks_are_allowed(messages: FindMessages, numbers: tuple[str, ...]) -> None:
    assert messages(RULE, numbered(*numbers)) == []


def test_numbering_may_start_again_in_a_new_section(messages: FindMessages) -> None:
    part = "  - {title: P, weeks: [{week: 1, topic: A}, {week: 2, topic: B}]}\n"

    assert messages(RULE, {"content/schedule.yaml": f"sections:\n{part}{part}"}) == []
