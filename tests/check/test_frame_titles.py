"""Rule for titles of frames."""

from check.conftest import FindMessages
from coursegen.check.rules.text.frame_titles import RULE


def test_a_frame_without_a_title_is_reported(messages: FindMessages) -> None:
    files = {
        "content/about.md": "# A\n\n<iframe src='https://a.example/'></iframe>\n"
        "<iframe title='' src='https://b.example/'></iframe>\n"
        "<iframe title='Lecture 1' src='https://c.example/'></iframe>\n"
        "\n```html\n<iframe></iframe>\n```\n"
    }

    assert messages(RULE, files) == [
        "content/about.md:3:1: this frame has no title",
        "content/about.md:4:1: this frame has no title",
    ]
