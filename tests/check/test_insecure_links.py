"""Rule for `http:` links to sites that support `https:`."""

import pytest

from check.conftest import ApplyEdit, FindMessages
from coursegen.check.rules.links.insecure_links import RULE


@pytest.mark.parametrize("host", ["arxiv.org", "www.GitHub.com", "ada.github.io", "dl.acm.org"])
def test_a_known_site_is_reported(messages: FindMessages, host: str) -> None:
    assert len(messages(RULE, {"content/about.md": f"<http://{host}/a>\n"})) == 1


@pytest.mark.parametrize(
    "link",
    [
        "http://www.pku.edu.cn/",
        "https://arxiv.org/",
        "http://notarxiv.org/",
        "http://old.acm.org/",
        "http://arxiv.org.cn/",
        "http://arxiv.org:8080/",
    ],
)
def test_any_other_link_is_allowed(messages: FindMessages, link: str) -> None:
    assert messages(RULE, {"content/about.md": f"[a]({link})\n"}) == []


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("content/about.md", "Read [a](http://arxiv.org/)", "Read [a](https://arxiv.org/)"),
        ("content/about.md", "<a href='HTTP://arxiv.org/'>", "<a href='https://arxiv.org/'>"),
        ("content/about.md", "[a]: http://arxiv.org/", "[a]: https://arxiv.org/"),
        (
            "content/staff.yaml",
            'people: [{name: A, website: "http://arxiv.org/"}]',
            'people: [{name: A, website: "https://arxiv.org/"}]',
        ),
        (
            "content/staff.yaml",
            "people: [{name: A, bio: '[a](http://arxiv.org/)'}]",
            "people: [{name: A, bio: '[a](https://arxiv.org/)'}]",
        ),
    ],
)
def test_the_edit_changes_only_the_scheme(
    fixed: ApplyEdit, file: str, before: str, after: str
) -> None:
    assert fixed(RULE, {file: before + "\n"}) == after
