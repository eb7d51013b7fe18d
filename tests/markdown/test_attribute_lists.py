"""Braces are an attribute list only if they contain attributes; otherwise, they are text."""

import pytest

from coursegen.markdown.convert import MarkdownRenderer


def html(text: str) -> str:
    return MarkdownRenderer().page(text).html


@pytest.mark.parametrize(
    "text",
    [
        *("The sum `x`{i=1} is large.", "*x*{i=1} and {x} c *d*", "[a](b){x}", "`f`{a, b}"),
        *("The set\n{i=1}", "The set\n{x}", "The set *x* = {i=1}", "# The set {i=1}", "# A {x}"),
        *('`a`{ "x": 1 }', "`a`{{ x }}", "`a`{}", "*a*{.b", "*a*{'.b}"),
    ],
)
def test_other_text_in_braces_stays_where_it_is(text: str) -> None:
    result = html(text).replace("&lt;", "<")

    assert text[text.index("{") :].replace("*d*", "<em>d</em>") in (result)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*a*{.b #c title='d e'} f", '<p><em class="b" id="c" title="d e">a</em> f</p>'),
        ("*a*{: .b }{x}", '<p><em class="b">a</em>{x}</p>'),
        ("*a*{.b} {i=1} *c*{.d} {x}", '<em class="b">a</em> {i=1} <em class="d">c</em> {x}'),
        ("![a](b.png){width=50%}", '<img alt="a" src="b.png" width="50%">'),
        ("[a](b){download target=_blank}", '<a download href="b" target="_blank">a</a>'),
        ("*a*{: data=1 x }", '<em data="1" x>a</em>'),
        ("# A {#b}", '<h1 id="b">A</h1>'),
        ("# {x} {#b .c}", '<h1 class="c" id="b">{x}</h1>'),
        ("a\n{: .b }", '<p class="b">a</p>'),
        ("- a\n  {: .b }", '<li class="b">a</li>'),
        ('*a*{title="{b}"}', '<em title="{b}">a</em>'),
    ],
)
def test_an_attribute_list_adds_attributes(text: str, expected: str) -> None:
    assert expected in html(text)
