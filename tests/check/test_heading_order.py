"""Rule for the order of headings."""

import pytest

from check.conftest import ApplyEdit, Find, FindMessages
from coursegen.check.rules.text.heading_order import RULE

SKIPS = "the heading '{}' skips a level: level {} follows {}"


def page(text: str) -> dict[str, str]:
    return {"content/about.md": text}


def test_a_skipped_level_is_reported_on_its_line(messages: FindMessages) -> None:
    files = page("---\ntitle: About\n---\n\n## One\n\nText.\n\n#### Two\n\n#### Three\n\n## Four\n")

    assert messages(RULE, files) == ["content/about.md:9:1: " + SKIPS.format("Two", 4, "level 2")]


def test_the_page_s_title_counts_as_the_first_level(messages: FindMessages) -> None:
    assert messages(RULE, page("# About\n\n### One\n")) == [
        "content/about.md:3:1: " + SKIPS.format("One", 3, "the page title")
    ]
    assert messages(RULE, page("Text.\n\n## One\n\n### Two\n\n# \\#3\n")) == [
        "content/about.md:7:1: the heading '#3' has the same level as the page title"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# About\n\n## One\n\n### Two\n\n#### Three\n\n## Four\n",
        "About\n=====\n\nOne\n---\n\n### Two\n",
        "Text.\n\n## One\n",
        "<!-- About us -->\n\n# About\n\n## One\n",
        "# About\n\n```\n#### Not one\n```\n\n    ### Nor this\n",
        "# About\n\n<!-- #### Later -->\n\n<div>\n#### no Markdown here\n</div>\n",
    ],
)
def test_headings_in_order_are_allowed(messages: FindMessages, text: str) -> None:
    assert messages(RULE, page(text)) == []


def test_an_empty_heading_is_reported(messages: FindMessages) -> None:
    files = page("# About\n\n## \n\n## ![](a.png)\n\n## `code`\n\n<h2></h2>\n")

    assert messages(RULE, files) == [
        "content/about.md:3:1: this heading is empty",
        "content/about.md:5:1: this heading is empty",
        "content/about.md:9:1: this heading is empty",
    ]


def test_a_section_of_the_home_page_gets_its_title_from_the_home_page(
    messages: FindMessages,
) -> None:
    files = {
        "site.yaml": "title: T\nhome: [more]\n",
        "content/more.md": "# More\n\n## One\n\n# Another\n\n### Two\n",
    }

    assert messages(RULE, files) == [
        "content/more.md:7:1: " + SKIPS.format("Two", 3, "the page title")
    ]


def test_a_page_whose_template_shows_no_title_may_contain_one(
    messages: FindMessages,
) -> None:
    files = page("Text.\n\n# One\n") | {"templates/page.html": "{{ page.content }}"}

    assert messages(RULE, files) == []


def test_a_heading_without_headings_below_it_is_fixed(fixed: ApplyEdit) -> None:
    assert fixed(RULE, page("# About\n\n## One\n\n#### Two\n\n## Three\n")) == "### Two"
    assert fixed(RULE, page("# About\n\n# One\n\nText.\n")) == "## One"


def test_headings_that_have_to_move_together_are_left_to_the_author(found: Find) -> None:
    for text in ("# A\n\n#### B\n\n#### C\n", "# A\n\n# B\n\n## C\n"):
        assert [d.edit for d in found(RULE, page(text))] == [None]


def test_headings_in_lists_quotes_and_notes_count(messages: FindMessages) -> None:
    text = "# A\n\n- ## *B* &amp; [c](d.md)\n\n> #### E `f`\n\n!!! note\n\n    ###### G\n"

    assert messages(RULE, page(text)) == [
        "content/about.md:5:3: " + SKIPS.format("E f", 4, "level 2"),
        "content/about.md:9:5: " + SKIPS.format("G", 6, "level 4"),
    ]
