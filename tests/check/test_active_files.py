"""Rule for published files with scripts."""

import pytest

from check.conftest import FindMessages
from coursegen.check.rules.files.active_files import RULE


@pytest.mark.parametrize(
    "content",
    [
        "<svg><script>go()</script></svg>",
        '<SVG ONLOAD="go()">',
        "<p><a href='javascript:go()'>x</a>",
        "<img\nsrc=x onerror = go()>",
    ],
)
@pytest.mark.parametrize("name", ["files/a.html", "files/a.SVG", "static/a.svg", "content/a.svg"])
def test_a_file_with_scripts_is_reported(messages: FindMessages, name: str, content: str) -> None:
    assert messages(RULE, {name: content}) == [
        f"{name}:1:1: this file contains scripts, which run as part of your site"
    ]


@pytest.mark.parametrize(
    "content",
    [
        "<svg><foreignObject><p>Text</p></foreignObject></svg>",
        "<p>Monday is on = here, <b>not</b> onload=",
        '<svg><text font="one">x</text></svg>',
    ],
)
def test_a_file_without_scripts_is_allowed(messages: FindMessages, content: str) -> None:
    assert messages(RULE, {"files/a.html": content, "static/a.svg": content}) == []


def test_several_files_in_a_folder_are_reported_once(messages: FindMessages) -> None:
    files = {f"files/demo/{number}.html": "<script>go()</script>" for number in range(5)}

    assert messages(RULE, files) == [
        (
            "files/demo/0.html:1:1: "
            "this file and 4 more in its folder contain scripts, which run as part of your site"
        )
    ]


def test_an_older_edition_of_the_course_is_allowed(messages: FindMessages) -> None:
    page = '<head><meta name="generator" content="coursegen"><script src="a.js"></script></head>'

    assert messages(RULE, {"static/2019/index.html": page}) == []
    assert messages(RULE, {"static/2019/index.html": page.replace("coursegen", "Hugo")}) != []
