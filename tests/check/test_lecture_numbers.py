"""Numbers of lectures that do not count up."""

import pytest

from check.conftest import FindMessages, weeks
from coursegen.check.rules.data.lecture_numbers import RULE


def numbered(*numbers: str) -> dict[str, str]:
    h1_count = ("Vectors", "Matrices", "Norms", "Eigenvalues", "Kernels", "Graphs")
    return weeks(*(f"{{{n}, title: {t}}}" for n, t in zip(numbers, h1_count, strict=False)))


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (("lecture: 1", "lecture: 1"), ["the number 1 stands twice"]),
        (("lecture: 1", "lecture: 3"), ["the number 3 follows 1"]),
        (("lecture: 1", "lecture: 3", "lecture: 2"), ["the number 2 comes after 3"]),
        (("lecture: [1, 2]", "lecture: 2"), ["the number 2 stands twice"]),
        (("number: 13-1", "number: 13-3"), ["the number 13-3 follows 13-1"]),
        (("lecture: 01", "lecture: 03"), ["the number 03 follows 01"]),
    ],
)
def test_a_number_that_does_not_count_up_is_told(
    messages: FindMessages, numbers: tuple[str, ...], said: list[str]
) -> None:
    assert [line.split(": ", 1)[1] for line in messages(RULE, numbered(*numbers))] == said


@pytest.mark.parametrize(
    "numbers",
    [
        ("lecture: 5", "lecture: 6"),
        ("lecture: [1, 2]", "lecture: 3"),
        ("lecture: 1", "kind: lab, number: 1", "lecture: 2", "kind: lab, number: 2"),
        ("number: 11-1", "number: 13-1", "number: 13-2"),
        ("number: 13-9", "number: 13-10"),
        ("number: A", "number: B", "lecture: 1"),
        ("lecture: 2020", "lecture: 2018"),
    ],
)
def test_numbers_that_count_up_each_sort_for_itself_are_fine(
    messages: FindMessages, numbers: tuple[str, ...]
) -> None:
    assert messages(RULE, numbered(*numbers)) == []


def test_a_lecture_in_two_parts_is_one_lecture(messages: FindMessages) -> None:
    assert (
        messages(
            RULE,
            weeks(
                "{lecture: 1, title: Backpropagation}",
                "{lecture: 1, title: Backpropagation (continued)}",
            ),
        )
        == []
    )


def test_a_new_section_may_begin_anew(messages: FindMessages) -> None:
    part = "  - title: P\n    weeks: [{week: 1, lectures: [{lecture: 1, title: A}]}]\n"

    assert messages(RULE, {"content/schedule.yaml": f"sections:\n{part}{part}"}) == []
