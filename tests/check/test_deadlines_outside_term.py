"""Rule for deadlines outside the term, and announcements long before it."""

import pytest

from check.conftest import FindMessages
from coursegen.check.rules.data.deadlines_outside_term import RULE

SITE = {"site.yaml": "title: T\nterm: {start: 2020-02-17, end: 2020-06-05}\n"}
BEFORE = "is before the start of the term, 2020-02-17"


@pytest.mark.parametrize(
    ("due", "problem"),
    [
        ("2020-02-16", BEFORE),
        ("2020-02-17", ""),
        ("2020-06-19", ""),
        ("2020-06-20", "is after the end of the term, 2020-06-05"),
    ],
)
def test_a_deadline_before_or_long_after_the_term_is_reported(
    messages: FindMessages, due: str, problem: str
) -> None:
    others = "- {title: B, due: TBA}\n- {title: C}\n"
    files = {**SITE, "content/assignments.yaml": f"- {{title: A, due: {due} 23:59}}\n{others}"}

    expected = [f"content/assignments.yaml:1:19: {due} {problem}"] if problem else []
    assert messages(RULE, files) == expected


@pytest.mark.parametrize(
    ("day", "problem"),
    [("2019-10-19", BEFORE), ("2019-10-20", ""), ("2021-01-01", "")],
)
def test_an_announcement_long_before_the_term_is_reported(
    messages: FindMessages, day: str, problem: str
) -> None:
    text = f"---\ntitle: A\ndate: {day}\n---\nText\n"

    expected = [f"content/announcements/a.md:3:7: {day} {problem}"] if problem else []
    assert messages(RULE, {**SITE, "content/announcements/a.md": text}) == expected
