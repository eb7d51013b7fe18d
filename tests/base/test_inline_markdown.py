"""The inline Markdown of titles."""

import pytest

from coursegen.base.inline_markdown import inline_html
from coursegen.base.text import has_link, plain_text


@pytest.mark.parametrize(
    "text",
    [
        *("A*", "A* and B*", "2 * 3 * 4", "x_1 and x_2", "__init__", "_x_", "C++", "~20 to ~30"),
        *("a*b*c", "f[x]", "[x] (y)", "**", "~~", "` `` ", "C:\\new", "p < q", "*", "[](x)"),
    ],
)
def test_text_stays_text(text: str) -> None:
    assert inline_html(text) == text.replace("<", "&lt;")
    assert plain_text(text) == text


@pytest.mark.parametrize(
    ("text", "html", "plain"),
    [
        ("*new*: `x_1`", "<em>new</em>: <code>x_1</code>", "new: x_1"),
        ("**Exam** ***now***", "<strong>Exam</strong> <strong><em>now</em></strong>", "Exam now"),
        ("~~Lab 3~~", "<del>Lab 3</del>", "Lab 3"),
        ("[A & B](x.md#a(b))", '<a href="x.md#a(b)">A &amp; B</a>', "A & B"),
        ("[*A*](<a b.pdf>)", '<a href="a b.pdf"><em>A</em></a>', "A"),
        ("~~[A](b) *c*~~", '<del><a href="b">A</a> <em>c</em></del>', "A c"),
        (r"\*no\* \[x](y)", "*no* [x](y)", "*no* [x](y)"),
        ("``a`b``", "<code>a`b</code>", "a`b"),
        ("中文*重点*内容", "中文<em>重点</em>内容", "中文重点内容"),
    ],
)
def test_marks_become_elements(text: str, html: str, plain: str) -> None:
    assert inline_html(text) == html
    assert plain_text(text) == plain


def test_only_a_link_outside_code_is_a_link() -> None:
    assert has_link("See [A](b)")
    assert not has_link("`[A](b)`")
    assert "<a" not in inline_html("[A](b)", links=False)
