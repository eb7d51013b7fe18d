"""Rule for files that two lectures link to."""

from check.conftest import FindMessages, weeks
from coursegen.check.rules.links.duplicate_links import RULE


def test_two_lectures_with_the_same_file_are_reported(messages: FindMessages) -> None:
    assert messages(
        RULE,
        weeks(
            "{title: A, slides: a.pdf}", "{title: B, slides: a.pdf}", "{title: C, slides: c.pdf}"
        ),
    ) == ["content/schedule.yaml:5:28: the file 'a.pdf' is linked twice"]


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
