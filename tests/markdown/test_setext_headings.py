"""Underlined headings of several lines, and underlined quotes."""

import pytest
from converting import converted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\n*two*\n===\nthree", '<h1 id="one-two">One\n<em>two</em></h1>\n<p>three</p>'),
        ("> one\n---\ntwo", "<blockquote>\n<p>one</p>\n</blockquote>\n<hr>\n<p>two</p>"),
        ("> one\n===", "<blockquote>\n<p>one</p>\n</blockquote>\n<p>===</p>"),
        ("- one\n  two\n  ===", '<h1 id="one-two">one\ntwo</h1>'),
        ("One\n===\ntwo\n---", '<h1 id="one">One</h1>\n<h2 id="two">two</h2>'),
        ("One\ntwo\n---", "<p>One\ntwo</p>\n<hr>"),
    ],
)
def test_an_underlined_heading_may_have_several_lines(text: str, expected: str) -> None:
    assert expected in converted(text)[0]
