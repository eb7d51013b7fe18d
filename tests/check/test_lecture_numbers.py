"""Rule for the numbers of lectures."""

import pytest

from check.conftest import FindMessages, weeks
from coursegen.check.rules.data.lecture_numbers import RULE


def numbered(*numbers: str) -> dict[str, str]:
    h1_count = ("Vectors", "Matrices", "Norms", "Eigenvalues", "Kernels", "Graphs")
    return weeks(*(f"{{{n}, title: {t}}}" for n, t in zip(numbers, h1_count, strict=False)))


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (("lecture: 1", "lecture: 1"), ["duplicate number 1"]),
        (("lecture: 1", "lecture: 3"), ["missing number between 1 and 3"]),
        (
            ("lecture: 1", "lecture: 3", "lecture: 2"),
            ["the number 2 comes after the larger number 3"],
        ),
        (("lecture: [1, 2]", "lecture: 2"), ["duplicate number 2"]),
        (("number: 13-1", "number: 13-3"), ["missing number between 13-1 and 13-3"]),
        (("lecture: 01", "lecture: 03"), ["missing number between 01 and 03"]),
    ],
)
def test_a_number_out_of_sequence_is_reported(
    messages: FindMessages, numbers: tuple[str, ...], expected: list[str]
) -> None:
    assert [line.split(": ", 1)[1] for line in messages(RULE, numbered(*numbers))] == expected


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
        ("number: 1, kind: quiz", "number: 1", "number: 2, kind: quiz", "number: 2"),
    ],
)
def test_each_kind_of_number_has_its_own_sequence(
    messages: FindMessages, numbers: tuple[str, ...]
) -> None:
    assert messages(RULE, numbered(*numbers)) == []


def test_the_first_word_of_a_title_is_the_kind_of_a_number(messages: FindMessages) -> None:
    course = weeks(
        "{number: 1, title: Vectors}",
        "{number: 1, title: Quiz on vectors}",
        "{number: 2, title: Matrices}",
        "{number: 4, title: Norms}",
    )

    assert messages(RULE, course) == ["content/schedule.yaml:7:18: missing number between 2 and 4"]


def test_kinds_may_share_one_sequence(messages: FindMessages) -> None:
    numbers = ("lecture: 1", "kind: guest, lecture: 2", "lecture: 3", "kind: guest, lecture: 4")

    assert messages(RULE, numbered(*numbers)) == []
    assert messages(RULE, numbered(*numbers, "lecture: 6")) == [
        "content/schedule.yaml:8:19: missing number between 3 and 6"
    ]


def test_two_parts_of_a_lecture_may_have_the_same_number(messages: FindMessages) -> None:
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


def test_numbering_may_start_again_in_a_new_section(messages: FindMessages) -> None:
    part = "  - title: P\n    weeks: [{week: 1, lectures: [{lecture: 1, title: A}]}]\n"

    assert messages(RULE, {"content/schedule.yaml": f"sections:\n{part}{part}"}) == []


def test_unreleased_lectures_count(messages: FindMessages) -> None:
    hidden = "{lecture: 2, title: Norms, released: 2099-01-01}"
    files = weeks("{lecture: 1, title: Vectors}", hidden, "{lecture: 3, title: Graphs}")

    assert messages(RULE, files) == []
