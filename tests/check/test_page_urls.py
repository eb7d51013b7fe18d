"""Rule for URLs of pages with spaces or uppercase letters."""

import pytest

from check.conftest import Find, FindMessages
from coursegen.check.rules.files.page_urls import RULE


@pytest.mark.parametrize(
    ("name", "url"), [("Lab 1", "Lab%201/"), ("FAQ", "FAQ/"), ("labs/Two", "labs/Two/")]
)
def test_a_page_with_an_unusual_name_is_reported(
    messages: FindMessages, name: str, url: str
) -> None:
    expected = f"the URL of this page is '/{url}', with spaces or uppercase letters"
    assert messages(RULE, {f"content/{name}.md": "# A\n"}) == [f"content/{name}.md:1:1: {expected}"]


def test_a_folder_with_an_unusual_name_is_reported_once(messages: FindMessages) -> None:
    files = {f"content/Labs/{name}.md": "# A\n" for name in ("index", "one", "two")}

    assert len(messages(RULE, files)) == 1


def test_the_hint_contains_a_usual_name(found: Find) -> None:
    (finding,) = found(RULE, {"content/Labs/Lab  1.md": "# A\n"})

    expected = "rename it to labs/lab-1.md, or write 'permalink: /labs/lab-1/' in its front matter"
    assert finding.hint == expected


@pytest.mark.parametrize(
    "files",
    [
        {"content/labs/lab-1.md": "# A\n", "content/大纲.md": "# B\n"},
        {"content/FAQ.md": "---\npermalink: /FAQ/\n---\n"},
    ],
)
def test_usual_names_and_permalinks_are_allowed(
    messages: FindMessages, files: dict[str, str]
) -> None:
    assert messages(RULE, files) == []
