"""Rule for the names and dates of earlier terms in texts."""

import pytest

from check.conftest import FindMessages
from coursegen.check.rules.text.earlier_terms import RULE

FALL = "title: T\nterm: {name: Fall 2026, start: 2026-09-01, end: 2026-12-18}\n"


def course(text: str, site: str = FALL) -> dict[str, str]:
    return {"site.yaml": site, "content/about.md": f"# About\n\n{text}\n"}


@pytest.mark.parametrize("text", ["Fall 2025", "Spring Semester 2026", "Autumn 2025"])
def test_the_name_of_an_earlier_term_is_reported(messages: FindMessages, text: str) -> None:
    assert messages(RULE, course(f"Welcome to the course in {text}!")) == [
        f"content/about.md:3:26: '{text}' is an earlier term than 'Fall 2026'"
    ]


def test_the_name_of_an_earlier_term_is_reported_in_chinese(messages: FindMessages) -> None:
    site = "title: T\nterm: 2027 年春季学期\n"

    assert messages(RULE, course("欢迎选修 2026 春季课程。", site)) == [
        "content/about.md:3:6: '2026 春' is an earlier term than '2027 年春季学期'"
    ]


def test_a_date_one_year_before_the_term_is_reported(messages: FindMessages) -> None:
    assert messages(RULE, course("Homework 1 is due on October 14, 2025.")) == [
        "content/about.md:3:22: 2025-10-14 is a year before the term"
    ]


def test_descriptions_are_checked(messages: FindMessages) -> None:
    site = f"{FALL}description: Machine learning, Fall 2025\n"

    assert messages(RULE, course("Welcome!", site)) == [
        "site.yaml:3:32: 'Fall 2025' is an earlier term than 'Fall 2026'"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Welcome to the course in Fall 2026, and see you in Spring 2027.",
        "The slides of [Fall 2025](https://example.org/) are online.",
        "The slides of <a href='https://example.org/'>Fall 2025</a> are online.",
        "Exams of previous years: Fall 2025.",
        "## Previous terms\n\nFall 2025",
        "- Fall 2025: Ada\n- Fall 2024: Grace",
        "The course was first taught in Fall 2020.",
        "往年试题：2025 秋。",
        "The paper was published on October 14, 2025.",
        "The deadline is on October 14, 2026.",
        "Ada was born on October 14, 1925.",
        "The academic year Fall 2025-Spring 2026",
        "`Fall 2025`",
    ],
)
def test_other_terms_and_dates_are_not_reported(messages: FindMessages, text: str) -> None:
    assert messages(RULE, course(text)) == []


def test_nothing_is_reported_without_a_term(messages: FindMessages) -> None:
    assert messages(RULE, course("Fall 2025, October 14, 2025", "title: T\n")) == []
