"""Rule for pages that no links lead to."""

import pytest

from check.conftest import Find, FindMessages
from coursegen.check.rules.links.unreferenced_pages import RULE

MESSAGE = "this page is in no menu, and no page links to it"
OWN_MENU = {"site.yaml": "title: T\nnavigation: [{title: Home, link: /}]\n"}


def test_a_page_without_a_link_is_reported(messages: FindMessages) -> None:
    files = OWN_MENU | {"content/a.md": "# A\n\n[itself](a.md)\n"}

    assert messages(RULE, files) == [f"content/a.md:1:1: {MESSAGE}"]


@pytest.mark.parametrize(
    "files",
    [
        {"content/a.md": "# A\n"},
        OWN_MENU | {"content/a.md": "# A\n", "content/index.md": "[A](a.md)\n"},
        OWN_MENU
        | {"content/a.md": "# A\n", "content/b.md": "[A](a.md)\n", "content/index.md": "[](b.md)"},
        {
            "site.yaml": "title: T\nnavigation: []\nhome: [a]\n",
            "content/a.md": "# A\n",
        },
        OWN_MENU
        | {
            "content/a.md": "# A\n",
            "content/schedule.yaml": "weeks: [{lectures: [{page: a.md}]}]\n",
        },
        OWN_MENU
        | {"content/a.md": "# A\n", "content/staff.yaml": "people: [{name: A, website: a.md}]\n"},
        OWN_MENU | {"content/a.md": "---\ndraft: yes\n---\n"},
        OWN_MENU | {"content/404.md": "---\npermalink: /404.html\n---\n"},
    ],
    ids=["menu", "link", "links", "section", "schedule", "staff", "draft", "404"],
)
def test_a_page_with_a_way_from_the_home_page_is_allowed(
    messages: FindMessages, files: dict[str, str]
) -> None:
    assert messages(RULE, files) == []


def test_of_pages_that_link_to_each_other_only_the_index_is_reported(
    messages: FindMessages,
) -> None:
    labs = {
        f"content/labs/{name}.md": "[next](two.md) [all](index.md)\n" for name in ("one", "two")
    }
    files = OWN_MENU | labs | {"content/labs/index.md": "[one](one.md)\n"}

    assert messages(RULE, files) == [f"content/labs/index.md:1:1: {MESSAGE}"]


@pytest.mark.parametrize(
    ("files", "hint"),
    [
        (
            OWN_MENU | {"content/a.md": "# A\n"},
            "or add '- {title: A, link: a.md}' to 'navigation:' in site.yaml",
        ),
        ({"content/labs/a.md": "# A\n"}, "or move it directly into content/"),
        (
            {f"content/{number}.md": f"---\norder: {number}\n---\n" for number in range(1, 10)}
            | {"content/a.md": "# A\n"},
            "or write 'order: 1' in its front matter, which adds it to the menu",
        ),
    ],
)
def test_the_hint_says_how_to_add_the_page_to_the_menu(
    found: Find, files: dict[str, str], hint: str
) -> None:
    (finding,) = found(RULE, files)

    assert finding.hint == f"link to it from another page, {hint}"
