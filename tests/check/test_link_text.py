"""Links that say where they lead."""

import pytest

from check.conftest import FindMessages, weeks
from coursegen.check.rules.text.link_text import RULE


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
def test_words_that_fit_any_link_are_told(messages: FindMessages, words: str) -> None:
    (said,) = messages(RULE, page(f"# A\n\nSee [{words}](https://example.org/).\n"))

    assert said.startswith("content/about.md:3:5: the link text '")
    assert said.endswith("' does not say where it leads")


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
def test_words_that_lead_somewhere_are_fine(messages: FindMessages, link: str) -> None:
    assert messages(RULE, page(f"# A\n\n{link}\n")) == []


def test_html_and_references_are_links_too(messages: FindMessages) -> None:
    text = "<a href='b'>here</a>\n\n[here][a], [more]\n\n[a]: b.md\n[more]: c.md\n"

    assert messages(RULE, page(text)) == [
        "content/about.md:1:1: the link text 'here' does not say where it leads",
        "content/about.md:3:1: the link text 'here' does not say where it leads",
        "content/about.md:3:12: the link text 'more' does not say where it leads",
    ]


def test_a_link_without_words_is_told(messages: FindMessages) -> None:
    text = '[](a.md)\n\n[<img src="a.png" alt="">](b.md)\n'

    assert messages(RULE, page(text)) == [
        "content/about.md:1:1: the link to 'a.md' has no words",
        "content/about.md:3:1: the link to 'b.md' has no words",
    ]


def test_a_linked_image_says_what_its_text_says(messages: FindMessages) -> None:
    assert messages(RULE, page("[![The arm](a.png)](b.md)\n")) == []
    assert messages(RULE, page("[![here](a.png)](b.md)\n")) == [
        "content/about.md:1:1: the link text 'here' does not say where it leads"
    ]


def test_a_linked_image_without_a_text_is_told_once_where_the_image_is(
    messages: FindMessages,
) -> None:
    assert messages(RULE, page("[![](a.png)](b.md)\n")) == []


def test_a_long_address_is_no_text(messages: FindMessages) -> None:
    address = "https://example.org/" + "a" * 50

    assert messages(RULE, page(f"<{address}> and [{address}]({address})\n")) == [
        "content/about.md:1:1: the link's text is an address of 70 letters",
        "content/about.md:1:78: the link's text is an address of 70 letters",
    ]


def test_remarks_and_titles_in_data_are_asked_too(messages: FindMessages) -> None:
    files = {
        **weeks("{title: A, slides: a.pdf, reading: {title: here, url: 'https://a.b/'}}"),
        "content/staff.yaml": "people:\n  - name: A\n    links: {Link: 'https://example.org/'}\n"
        "    bio: |\n      More\n\n      [here](a.md).\n",
    }

    assert sorted(messages(RULE, files)) == [
        "content/schedule.yaml:4:52: the link text 'here' does not say where it leads",
        "content/staff.yaml:3:13: the link text 'Link' does not say where it leads",
        "content/staff.yaml:7:7: the link text 'here' does not say where it leads",
    ]
