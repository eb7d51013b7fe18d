"""Highlighted inline code, and Jekyll's tags around code."""

import pytest
from converting import converted

from coursegen.base.codes import Code

KEYWORD = '<span class="k">return</span>'


def html(text: str) -> str:
    result, found = converted(text)
    assert not found
    return result.removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Use `#!c return`.", f'Use <code class="highlight">{KEYWORD}</code>.'),
        ("`` #!c return ``", f'<code class="highlight">{KEYWORD}</code>'),
        ("`return`{.c}.", f'<code class="highlight c">{KEYWORD}</code>.'),
        ("*`return`{:.language-c}*", f'<em><code class="highlight c">{KEYWORD}</code></em>'),
        ("`#!c &lt; <`", '<code class="highlight"><span class="o">&amp;</span>'),
    ],
)
def test_inline_code_can_have_a_language(text: str, expected: str) -> None:
    assert expected in html(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`#!/bin/sh -e`", "<code>#!/bin/sh -e</code>"),
        ("`#!c`", "<code>#!c</code>"),
        ("`#!no-such-language a`", "<code>#!no-such-language a</code>"),
        ("`a`{.wide}", '<code class="wide">a</code>'),
        ("`a`{x}", "<code>a</code>{x}"),
        ("\\`#!c return`", "`#!c return`"),
        ("\\\\`a`", "\\<code>a</code>"),
    ],
)
def test_other_inline_code_is_not_highlighted(text: str, expected: str) -> None:
    assert html(text) == expected


@pytest.mark.parametrize(
    ("opening", "info"),
    [
        ("{% highlight python %}", "python"),
        ("{%- highlight python linenos -%}", "python linenos"),
        ("{% highlight python linenos=table %}", "python linenos"),
        ('{% highlight python hl_lines="1 2" %}', 'python hl_lines="1 2"'),
    ],
)
@pytest.mark.parametrize("before", ["", "   ", "> "])
def test_a_highlight_tag_is_a_code_block(opening: str, info: str, before: str) -> None:
    text = "{0}\n~~~\n# a *b*\n\n{{% raw %}}\n~~~~\n{1}\n\nc"
    with_tags = text.format(opening, "{% endhighlight %}").replace("\n", f"\n{before}")
    with_fence = text.format(f"~~~~~{info}", "~~~~~").replace("\n", f"\n{before}")

    assert html(before + with_tags) == html(before + with_fence)
    assert "highlight" in html(before + with_fence)


def test_a_highlight_tag_without_an_end_stays_text() -> None:
    shown, found = converted("{% highlight c %}\na\n\n`{% endhighlight %}`")

    assert shown.startswith("<p>{% highlight c %}\na")
    assert [d.code for d in found] == [Code.TEMPLATE_TAG]
