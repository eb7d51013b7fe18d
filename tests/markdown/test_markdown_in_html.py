"""Markdown inside HTML, after a blank line."""

import pytest
from converting import converted

from coursegen.markdown.convert import MarkdownRenderer


def html(text: str) -> str:
    return converted(text)[0].replace("\n", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "<details>\n<summary>a</summary>\n\n- b\n- c\n\n</details>\n\nd",
            "<details><summary>a</summary><ul><li>b</li><li>c</li></ul></details><p>d</p>",
        ),
        ("<div class='x'>\n\n*a*\n</div>", "<div class='x'><p><em>a</em></p></div>"),
        ("a\n<div>\n\n*b*\n\n</div>", "<p>a</p><div><p><em>b</em></p></div>"),
        (
            "<div>\n\n*a*\n\n<div>\n\n*b*\n\n</div>\n</div>",
            "<div><p><em>a</em></p><div><p><em>b</em></p></div></div>",
        ),
        (
            "<table>\n<tr><td>\n\n```\nx\n```\n\n*a*\n\n</td></tr>\n</table>",
            "</code></pre></div><p><em>a</em></p></td></tr></table>",
        ),
        (
            "1. a\n   <details><summary>b</summary>\n\n   *c*\n\n   </details>\n2. d",
            "<details><summary>b</summary><p><em>c</em></p></details></li><li>d</li></ol>",
        ),
        ("1. a\n   <div>x</div>\n2. b", "<ol><li>a<div>x</div></li><li>b</li></ol>"),
        (
            '<div markdown="1">\n\n*a*\n\n</div>\n\n<div>\n\n*b*\n\n</div>',
            "<div><p><em>a</em></p></div><div><p><em>b</em></p></div>",
        ),
    ],
)
def test_text_after_a_blank_line_in_html_is_markdown(text: str, expected: str) -> None:
    assert expected in html(text)


@pytest.mark.parametrize(
    "text",
    [
        "<div>\n*a*\n</div>",
        "<ul>\n  <li>a</li>\n\n  <li>*b*</li>\n</ul>",
        "<div>\n\n*a*",
        "*a*\n\n</div>",
        "<pre>\n\n*a*\n\n<div>\n\n*b*\n\n</div>\n</pre>",
        "<details>\n\n<pre>\n*a*\n\n*b*\n</pre>\n\n</details>",
        "<details>\n<pre>\n\n*a*\n\n</pre>\n</details>",
        "<script>\n\n*a*\n<div>\n\n*b*\n</div>\n</script>",
        '<div markdown="1">\n<div>\n\n*a*\n\n</div></div>',
    ],
)
def test_other_html_stays_the_same(text: str) -> None:
    assert converted(text)[0] == MarkdownRenderer(optional=()).page(text).html


def test_html_in_code_is_shown() -> None:
    assert "&lt;div&gt;" in html("```\n<div>\n\n*a*\n\n</div>\n```\n\n<div>\n\n*b*\n\n</div>")
    assert "&lt;div&gt;" in html("    <div>\n\n    *a*\n\n    </div>\n")
