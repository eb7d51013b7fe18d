"""Rule for placeholder links."""

import pytest

from check.conftest import FindMessages, weeks
from coursegen.check.rules.links.placeholders import RULE

ELSEWHERE = {"site.yaml": "title: T\nfiles: {base_url: https://files.course.edu/}\n"}


@pytest.mark.parametrize(
    "name", ["X.pdf", "Lecture-XX.pdf", "16-1_X.pdf", "TODO.pdf", "slides TBD", "xxx.pptx"]
)
def test_a_placeholder_file_is_reported(messages: FindMessages, name: str) -> None:
    assert messages(RULE, {**ELSEWHERE, **weeks(f"{{title: A, slides: {name}}}")}) == [
        f"content/schedule.yaml:4:28: '{name}' looks like a placeholder"
    ]


@pytest.mark.parametrize("name", ["X.csv", "Lecture 32 X learning.pdf", "ReLeX.pdf", "todo.pdf"])
def test_a_file_with_a_real_name_is_allowed(messages: FindMessages, name: str) -> None:
    assert messages(RULE, {**ELSEWHERE, **weeks(f"{{title: A, slides: {name}}}")}) == []


def test_an_existing_or_missing_file_is_not_a_placeholder(
    messages: FindMessages,
) -> None:
    assert messages(RULE, {**weeks("{title: A, slides: X.pdf}"), "files/X.pdf": "x"}) == []
    assert messages(RULE, weeks("{title: A, slides: X.pdf}")) == []


@pytest.mark.parametrize(
    "link",
    [
        "#",
        "https://github.com/your-username/x",
        "https://arxiv.org/abs/2401.xxxxx",
        "http://localhost:8888/",
        "http://127.0.0.1/",
        "https://github.com/{user}/lab",
    ],
)
def test_a_placeholder_url_is_reported(messages: FindMessages, link: str) -> None:
    assert len(messages(RULE, {"content/about.md": f"[a]({link})\n"})) == 1


def test_a_url_in_code_is_not_a_link(messages: FindMessages) -> None:
    text = "`[a](#)`\n\n```\n[a](http://localhost/)\n```\n\n<!-- [a](#) -->\n"

    assert messages(RULE, {"content/about.md": text}) == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [("", 0), ("url: https://ml.example/", 0), ("url: https://ml.course.edu/", 1)],
)
def test_example_urls_are_reported_if_the_course_has_a_real_url(
    messages: FindMessages, url: str, expected: int
) -> None:
    files = {
        "site.yaml": f"title: T\n{url}\n",
        "content/about.md": "[a](https://www.example.org/a) [b](https://example.edu/)\n",
    }

    assert len(messages(RULE, files)) == expected


def test_many_placeholders_of_the_same_kind_in_a_file_are_reported_once(
    messages: FindMessages,
) -> None:
    text = "[a](#) [b](#)\n\n[c](#)\n"

    assert messages(RULE, {"content/about.md": text}) == [
        "content/about.md:1:5: '#' and 2 more look like placeholders"
    ]
