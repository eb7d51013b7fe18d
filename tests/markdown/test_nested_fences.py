"""Fenced code in lists and quotes, or with an indentation."""

import pytest
from converting import converted

from coursegen.base.codes import Code
from coursegen.markdown.convert import MarkdownRenderer
from coursegen.markdown.fragment import CodeBlock

BLOCK = '<div class="highlight"><pre><span></span><code>'


def html(text: str) -> str:
    return (
        converted(text)[0].replace("\n", "").replace(BLOCK, "[").replace("</code></pre></div>", "]")
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. a\n   ```\n   x\n\n     y\n   ```\n2. b", "<ol><li>a[x  y]</li><li>b</li></ol>"),
        ("- a\n\n  ~~~\n    x\n  ~~~\n\n  b", "<li><p>a</p>[  x]<p>b</p></li>"),
        ("- a\n    ```\n    x\n    ```\n- b", "<ul><li>a[x]</li><li>b</li></ul>"),
        ("- ```\n  x\n  ```\n- b", "<ul><li>[x]</li><li>b</li></ul>"),
        ("- a\n    - b\n        ```\n        x\n        ```", "<li>a<ul><li>b[x]</li></ul></li>"),
        ("> a\n> ```\n> x\n>\n> y\n> ```\n> b", "<blockquote><p>a</p>[xy]<p>b</p></blockquote>"),
        ("> - a\n>   ```\n>   x\n>   ```", "<blockquote><ul><li>a[x]</li></ul></blockquote>"),
        ("!!! note\n    ```\n    x\n    ```", "Note</p>[x]</div>"),
        (" ```\n x\n ```\ntext", "[x]<p>text</p>"),
        ("- a\n  ````\n  ```\n  ````", "<li>a[```]</li>"),
        ("    ```\n    x\n    ```", "[```x```]"),
        ("- a\n\n        ```\n        x\n        ```", "[```x```]"),
        ("```\n- a\n  ```\n  x\n  ```\n```", "[- a  ```  x  ```]"),
        ("- a\n  ```\n  x\n- b\n\n```\ny\n```", "<ul><li>a```x</li><li>b</li></ul>[y]"),
    ],
)
def test_fenced_code_is_part_of_its_container(text: str, expected: str) -> None:
    assert expected in html(text)


def test_nested_code_is_highlighted() -> None:
    assert '<span class="kt">int</span>' in converted("- a\n  ```c\n  int b;\n  ```")[0]


def test_the_lines_of_nested_code_are_known() -> None:
    text = "~~~\nx\n~~~\n\n- a\n  ```c\n  b\n\n  ```\n\n> ```\n> d\n> ```\n\n```\ne\n```"

    assert sorted(MarkdownRenderer().page(text).code, key=lambda block: block.first) == [
        CodeBlock("", 0, 3),
        CodeBlock("c", 5, 9),
        CodeBlock("", 10, 13),
        CodeBlock("", 14, 17),
    ]


def test_an_invalid_option_of_nested_code_is_reported_in_its_line() -> None:
    _, [diagnostic] = converted("text\n\n- a\n  ``` {.c color=1}\n  b\n  ```")

    assert (diagnostic.code, diagnostic.location.line) == (Code.CODE_OPTION, 4)


def test_a_comment_in_nested_code_is_shown() -> None:
    assert "[&lt;!-- a --&gt;&lt;!-- b --&gt;]" in html(
        "- x\n  ```\n  <!-- a -->\n\n  <!-- b -->\n  ```\n"
    )


def test_a_comment_after_an_unclosed_fence_in_a_list_is_not_published() -> None:
    assert "secret" not in html("- x\n  ```\n\nText\n\n<!-- a\n\nsecret -->\n\n```\ny\n```")


def test_many_unclosed_fences_are_reported() -> None:
    _, diagnostics = converted("- a\n" + "  ```x\n" * 5_000)

    assert Code.MARKDOWN_LIMIT in {diagnostic.code for diagnostic in diagnostics}
