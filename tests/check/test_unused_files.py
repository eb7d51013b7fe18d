"""Rule for files that no page links to."""

from datetime import UTC, datetime

from check.conftest import FindMessages, weeks
from coursegen.check.rules.files.unused_files import RULE


def test_an_unlinked_file_is_reported(messages: FindMessages) -> None:
    files = {
        **weeks("{title: A, slides: a 1.pdf, code: [第二.zip]}"),
        "content/about.md": "[c](files/c%231.pdf)\n",
        "files/a 1.pdf": "",
        "files/第二.zip": "",
        "files/c#1.pdf": "",
        "files/old/d.pdf": "",
    }

    assert messages(RULE, files) == ["files/old/d.pdf:1:1: no page links to this file"]


def test_an_unreleased_file_is_not_reported(messages: FindMessages) -> None:
    files = {
        **weeks("{title: A, slides: {file: a.pdf, released: 2020-03-01}}"),
        "files/a.pdf": "",
    }

    assert messages(RULE, files) == []
    assert messages(RULE, files, datetime(2020, 3, 1, tzinfo=UTC)) == []


def test_an_unused_image_next_to_a_page_is_reported(messages: FindMessages) -> None:
    files = {
        "content/labs/index.md": "![A](a.svg)\n",
        "content/labs/later.md": "---\ndraft: yes\n---\n![B](b.svg)\n",
        "content/labs/a.svg": "<svg/>",
        "content/labs/b.svg": "<svg/>",
        "static/c.svg": "<svg/>",
    }

    assert messages(RULE, files) == ["content/labs/b.svg:1:1: no page links to this file"]
