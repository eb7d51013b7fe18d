"""Rule for files that two lectures link to."""

import re

import pytest

from check.conftest import Find, FindMessages, weeks
from coursegen.check.rules.links.duplicate_links import RULE


@pytest.mark.parametrize(
    "lectures",
    [
        ("title: A, slides: a.pdf", "title: B, slides: b.pdf", "title: C, slides: a.pdf"),
        (
            "lecture: 1, slides: L01.pdf",
            "lecture: 2, slides: L02.pdf",
            "lecture: 3, slides: L02.pdf",
        ),
        (
            "lecture: 1, slides: 1.pdf",
            "lecture: 2, slides: 2.pdf",
            "lecture: [3, 4], slides: 2.pdf",
        ),
    ],
)
def test_a_file_of_another_lecture_is_reported(
    messages: FindMessages, lectures: tuple[str, ...]
) -> None:
    (message,) = messages(RULE, weeks(*(f"{{{lecture}}}" for lecture in lectures)))

    assert re.fullmatch(r"content/schedule.yaml:6:\d+: the file '.+' is linked twice", message)


@pytest.mark.parametrize(
    "lectures",
    [
        ("title: A, slides: a.pdf", "title: B, slides: a.pdf", "title: C, slides: a.pdf"),
        ("lecture: 1, slides: a.pdf", "lecture: 2, slides: a.pdf", "lecture: 3, slides: c.pdf"),
        ("lecture: 7, slides: 7-8.pdf", "lecture: 8, slides: 7-8.pdf", "lecture: 9, slides: 9.pdf"),
        (
            *("lecture: 1, slides: 1.pdf", "lecture: 2, slides: 1.pdf"),
            *("lecture: 3, slides: 2.pdf", "lecture: 4, slides: 2.pdf"),
        ),
        ("title: A, slides: 1.pdf", "kind: lab, slides: 1.pdf", "title: C, slides: 1.pdf"),
    ],
)
def test_one_file_may_serve_several_successive_lectures(
    messages: FindMessages, lectures: tuple[str, ...]
) -> None:
    assert messages(RULE, weeks(*(f"{{{lecture}}}" for lecture in lectures))) == []


def test_shared_materials_are_allowed(messages: FindMessages) -> None:
    assert (
        messages(
            RULE,
            weeks(
                "{title: A, slides: a.pdf, code: book.zip, reading: https://example.org/}",
                "{title: B, slides: b.pdf, code: book.zip, reading: https://example.org/}",
                "{title: C, slides: https://example.org/}",
                "{title: D, slides: https://example.org/}",
            ),
        )
        == []
    )


SHARED = weeks(
    *("{lecture: 1, slides: 1.pdf}", "{lecture: 2, slides: 2.pdf}", "{lecture: 3, slides: 1.pdf}")
)


def test_lectures_may_share_a_file_if_the_author_can_mean_no_other(messages: FindMessages) -> None:
    files = {**SHARED, "files/1.pdf": "1", "files/2.pdf": "2", "files/3.zip": "3"}

    assert messages(RULE, files) == []


def test_a_file_that_no_lecture_links_to_is_suggested(found: Find) -> None:
    files = {**SHARED, "files/1.pdf": "1", "files/2.pdf": "2", "files/3.pdf": "3"}
    (finding,) = found(RULE, files)

    assert finding.hint == "line 4 links to it, too; did you mean '3.pdf'?"
    assert finding.related == "files/3.pdf"
