"""Rule for vague link text."""

import pytest

from check.conftest import FindMessages, weeks
from coursegen.check.rules.text.vague_link_text import RULE


def page(text: str) -> dict[str, str]:
    return {"content/about.md": text}


@pytest.mark.parametrize(
    "words",
    [
        "here",
        "Click here",
        "**link**",
        "this",
        "More »",
        "read more…",
        "点击这里",
        "这里",
        "链接",
        "hier",
    ],
)
def test_vague_link_text_is_reported(messages: FindMessages, words: str) -> None:
    (message,) = messages(RULE, page(f"# A\n\nSee [{words}](https://example.org/).\n"))

    assert message.startswith("content/about.md:3:5: the link text '")
    assert message.endswith("' does not describe its target")


@pytest.mark.parametrize(
    "link",
    [
        "[the syllabus](a.md)",
        "[here are the slides](a.md)",
        "`[here](a.md)`",
        "\\[here](a.md)",
        "<https://example.org/short>",
        '<a href="a" aria-label="The syllabus">here</a>',
        '<a id="here"></a>',
        "[`x`](a.md)",
        "![here](a.png)",
    ],
)
def test_descriptive_link_text_is_allowed(messages: FindMessages, link: str) -> None:
    assert messages(RULE, page(f"# A\n\n{link}\n")) == []


def test_html_and_reference_links_are_checked(messages: FindMessages) -> None:
    text = "<a href='b'>here</a>\n\n[here][a], [more]\n\n[a]: b.md\n[more]: c.md\n"

    assert messages(RULE, page(text)) == [
        "content/about.md:1:1: the link text 'here' does not describe its target",
        "content/about.md:3:1: the link text 'here' does not describe its target",
        "content/about.md:3:12: the link text 'more' does not describe its target",
    ]


def test_a_link_without_text_is_reported(messages: FindMessages) -> None:
    text = '[](a.md)\n\n[<img src="a.png" alt="">](b.md)\n'

    assert messages(RULE, page(text)) == [
        "content/about.md:1:1: the link to 'a.md' has no text",
        "content/about.md:3:1: the link to 'b.md' has no text",
    ]


def test_the_alt_text_of_a_linked_image_is_the_link_text(messages: FindMessages) -> None:
    assert messages(RULE, page("[![The arm](a.png)](b.md)\n")) == []
    assert messages(RULE, page("[![here](a.png)](b.md)\n")) == [
        "content/about.md:1:1: the link text 'here' does not describe its target"
    ]


def test_a_linked_image_without_alt_text_is_reported_once_at_the_image(
    messages: FindMessages,
) -> None:
    assert messages(RULE, page("[![](a.png)](b.md)\n")) == []


def test_a_long_url_as_link_text_is_reported(messages: FindMessages) -> None:
    address = "https://example.org/" + "a" * 50

    assert messages(RULE, page(f"<{address}> and [{address}]({address})\n")) == [
        "content/about.md:1:1: the link text is a URL of 70 characters",
        "content/about.md:1:78: the link text is a URL of 70 characters",
    ]


def test_notes_and_titles_in_data_are_checked(messages: FindMessages) -> None:
    files = {
        **weeks("{title: A, slides: a.pdf, reading: {title: here, url: 'https://a.b/'}}"),
        "content/staff.yaml": "people:\n  - name: A\n    links: {Link: 'https://example.org/'}\n"
        "    bio: |\n      More\n\n      [here](a.md).\n",
    }

    assert sorted(messages(RULE, files)) == [
        "content/schedule.yaml:4:52: the link text 'here' does not describe its target",
        "content/staff.yaml:3:13: the link text 'Link' does not describe its target",
        "content/staff.yaml:7:7: the link text 'here' does not describe its target",
    ]
