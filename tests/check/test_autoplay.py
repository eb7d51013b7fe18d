"""Rule for autoplay."""

import pytest

from check.conftest import ApplyEdit, FindMessages
from coursegen.check.rules.text.autoplay import RULE


def page(text: str) -> dict[str, str]:
    return {"content/about.md": f"# A\n\n{text}\n"}


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<video autoplay src='a.mp4'></video>", "3:8: this video plays automatically (autoplay)"),
        (
            "<video muted autoplay src='a.mp4'></video>",
            "3:14: this video plays automatically (autoplay)",
        ),
        (
            "<audio controls autoplay='' src='a.mp3'></audio>",
            "3:17: this audio plays automatically (autoplay)",
        ),
        (
            "<iframe title='A' src='https://example.org/a?b=1&amp;autoplay=1'></iframe>",
            "3:54: the content of this frame plays automatically (autoplay)",
        ),
    ],
)
def test_autoplay_is_reported(messages: FindMessages, html: str, expected: str) -> None:
    assert messages(RULE, page(html)) == [f"content/about.md:{expected}"]


@pytest.mark.parametrize(
    "html",
    [
        "<video controls src='a.mp4'></video>",
        "<video autoplay muted controls src='a.mp4'></video>",
        "<iframe src='https://example.org/?autoplay=0'></iframe>",
        "`<video autoplay>`",
    ],
)
def test_media_that_the_visitor_starts_are_allowed(messages: FindMessages, html: str) -> None:
    assert messages(RULE, page(html)) == []


def test_autoplay_is_replaced_with_controls(fixed: ApplyEdit) -> None:
    assert fixed(RULE, page("<video autoplay></video>")) == "<video controls></video>"
    assert fixed(RULE, page("<audio controls autoplay></audio>")) == "<audio controls></audio>"
