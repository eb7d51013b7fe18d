"""Hints for unknown keys."""

import pytest

from coursegen.content.key_places import place_of
from coursegen.schema.key_hints import key_hint

WEEK = ("week", "topic", "date", "dates", "note", "lectures")
STAFF = ("groups", "people", "office_hours")
PAGE = ("title", "description", "order", "draft", "extra")


@pytest.mark.parametrize(
    ("key", "known", "hint", "meant"),
    [
        ("Topic", WEEK, "did you mean 'topic'?", "topic"),
        ("lecture", WEEK, "did you mean 'lectures'?", "lectures"),
        ("week 3", WEEK, "write 'week: 3'", "week"),
        ("Week 3", ("weeks",), "write '- week: 3' in a list below 'weeks:'", "weeks"),
        ("due", WEEK, "'due:' belongs to an assignment: write it in content/assignments.yaml", ""),
        ("slides", WEEK, "'slides:' belongs to a lecture", ""),
        ("TAs", STAFF, "list them below 'people:', each with 'role: TA'", "people"),
        ("weight", PAGE, "did you mean 'order'?", "order"),
        ("published", PAGE, "to hide this, write 'draft: yes'; otherwise, remove it", ""),
        (
            "layout",
            PAGE,
            "coursegen does not need this key of other site generators; remove it",
            "",
        ),
        (
            "baseurl",
            PAGE,
            (
                "coursegen does not need this key, so remove it; 'url:' is the whole URL, such as "
                "https://example.org/course/"
            ),
            "",
        ),
        ("zzz", STAFF, "remove it, or use one of these keys: groups, office_hours, people", ""),
    ],
)
def test_the_hint_for_an_unknown_key_says_what_to_do(
    key: str, known: tuple[str, ...], hint: str, meant: str
) -> None:
    file = "content/schedule.yaml" if known is WEEK else "content/staff.yaml"

    assert key_hint(key, known, lambda name: place_of(name, file)) == (hint, meant)
