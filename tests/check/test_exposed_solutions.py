"""Rule for solutions that were published by mistake."""

from datetime import UTC, datetime

import pytest

from check.conftest import FindMessages, weeks
from coursegen.check.rules.files import unused_files
from coursegen.check.rules.files.exposed_solutions import RULE


@pytest.mark.parametrize(
    "name",
    [
        "hw1-solution.pdf",
        "hw1_sol.pdf",
        "hw1sol.pdf",
        "HW1Solutions.pdf",
        "solutions/1.pdf",
        "exam answers.pdf",
        "作业1答案.pdf",
        "Übung 1 Lösung.pdf",
    ],
)
def test_an_unlinked_solution_is_reported_once(messages: FindMessages, name: str) -> None:
    files = {f"files/{name}": "x"}

    assert len(messages(RULE, files)) == 1
    assert messages(unused_files.RULE, files) == []


@pytest.mark.parametrize("name", ["absolute.pdf", "keynote.pdf", "resolution.pdf", "solar.pdf"])
def test_a_longer_word_that_contains_solution_is_allowed(messages: FindMessages, name: str) -> None:
    assert messages(RULE, {f"files/{name}": "x"}) == []


def test_a_linked_or_unreleased_solution_is_allowed(messages: FindMessages) -> None:
    files = {
        **weeks("{title: A, solution: {file: sol.pdf, released: 2020-03-01}}"),
        "files/sol.pdf": "x",
    }

    assert messages(RULE, files) == []
    assert messages(RULE, files, datetime(2020, 3, 2, tzinfo=UTC)) == []
