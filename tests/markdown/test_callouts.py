"""Admonitions, collapsible blocks and other blocks in the spellings of five dialects."""

import pytest
from converting import converted

from coursegen.markdown.convert import MarkdownRenderer
from coursegen.markdown.fragment import CodeBlock


def html(text: str) -> str:
    return converted(text)[0].replace("\n", "")


NOTE = "!!! note\n    a *b*\n\n    - c"
TITLED = '!!! tip "My *title*"\n    a'


@pytest.mark.parametrize(
    "text",
    [
        "> [!NOTE]\n> a *b*\n>\n> - c",
        "{: .note }\n> a *b*\n>\n> - c",
        "> a *b*\n>\n> - c\n{: .note }",
        "::: {.callout-note}\na *b*\n\n- c\n:::",
        "::: callout-note\na *b*\n- c\n:::",
        "::: note\na *b*\n\n- c\n:::",
        ":::{note}\na *b*\n\n- c\n:::",
        "```{note}\na *b*\n\n- c\n```",
        "~~~~{note}\na *b*\n\n- c\n~~~~",
        "!!! note\n    a *b*\n    - c",
    ],
)
def test_all_spellings_of_an_admonition_have_the_same_html(text: str) -> None:
    assert html(text) == html(NOTE)


@pytest.mark.parametrize(
    "text",
    [
        "> [!TIP] My *title*\n> a",
        "{: .tip-title }\n> My *title*\n>\n> a",
        '::: {.callout-tip title="My *title*"}\na\n:::',
        "::: {.callout-tip}\n## My *title*\n\na\n:::",
        "::: callout-tip\n## My *title* {#id}\na\n:::",
        "::: tip My *title*\na\n:::",
        ":::tip[My *title*]\na\n:::",
        ":::{tip} My *title*\na\n:::",
        "```{admonition} My *title*\n:class: tip\n\na\n```",
    ],
)
def test_an_admonition_may_have_a_title(text: str) -> None:
    assert html(text) == html(TITLED)


@pytest.mark.parametrize(
    "text",
    [
        '??? tip "T"\n    a',
        '??? tip "T"\n\n    a',
        "> [!tip]- T\n> a",
        '::: {.callout-tip collapse="true" title="T"}\na\n:::',
        ":::{tip} T\n:class: dropdown\na\n:::",
        "::::{dropdown} T\n:class: tip\na\n::::",
    ],
)
def test_a_collapsible_admonition_is_a_details_element(text: str) -> None:
    assert html(text) == (
        '<details class="admonition tip"><summary class="admonition-title">T</summary><p>a</p>'
        "</details>"
    )


@pytest.mark.parametrize(
    "text",
    [
        '???+ tip "T"\n    a',
        "> [!tip]+ T\n> a",
        '::: {.callout-tip collapse="false" title="T"}\na\n:::',
        "::::{dropdown} T\n:class: tip\n:open:\n\na\n::::",
    ],
)
def test_a_collapsible_admonition_may_be_open(text: str) -> None:
    assert html(text).startswith('<details class="admonition tip" open><summary')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n> [!NOTE]\n> b\n\n> c", "<p>a</p>" + '<div class="admonition note">'),
        ("> [!NOTE]\n> a\n\n> b", "<p>a</p></div><blockquote><p>b</p></blockquote>"),
        ("1. a\n   > [!NOTE]\n   > b\n2. c", "<p>b</p></div></li><li>c</li></ol>"),
        ("- a\n  ::: note\n  b\n  :::\n- c", "<p>b</p></div></li><li>c</li></ul>"),
        ("- a\n\n    ??? tip\n        b\n- c", "<p>b</p></details></li><li>c</li></ul>"),
        ("> ::: note\n> a\n> :::", '<blockquote><div class="admonition note">'),
        ("::: note\na\n\n::: tip\nb\n:::\nc\n:::\nd", "<p>b</p></div><p>c</p></div><p>d</p>"),
        ("```{note}\na\n\n~~~c\nint\n~~~\n```\nb", "</code></pre></div></div><p>b</p>"),
        ("{: .note }\n- a\n- b", "Note</p><ul><li>a</li><li>b</li></ul></div>"),
        ("{: .note }\n\na", "Note</p><p>a</p></div>"),
        ("??? note\n    a\nb", "<p>a</p></details><p>b</p>"),
        ("::: note\na\n\nb", "<p>a</p><p>b</p></div>"),
        ("::: {#x .y lang=de onclick=z}\na\n:::", '<div class="y" id="x" lang="de"><p>a</p></div>'),
        ("::: columns\na\n:::", '<div class="columns"><p>a</p></div>'),
        (":::{seealso}\na\n:::", "See also</p><p>a</p></div>"),
        (":::{note}\n:name: x\na\n:::", '<div class="admonition note" id="x">'),
    ],
)
def test_a_block_may_be_inside_or_next_to_others(text: str, expected: str) -> None:
    assert expected in html(text)


@pytest.mark.parametrize(
    "text",
    [
        "`> [!NOTE]` and :::",
        ":::{unknown}\na\n:::",
        ":::\na\n:::",
        "::: some words\na",
        "```python\n::: note\n```",
        "    ::: note\n    a\n",
        "    ```{note}\n    a\n    ```",
        "What???\n\n???",
        "{: note",
        "a {: .b } c\n\n{: .other }",
        "{: .other }\n\na",
        "{: .note }",
        "````\n```{note}\na\n```\n````",
    ],
)
def test_other_text_is_no_block(text: str) -> None:
    assert converted(text)[0] == MarkdownRenderer(optional=()).page(text).html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A\n{: .no_toc #b }\n\nc", '<h1 class="no_toc" id="b">A</h1><p>c</p>'),
        ("{: .lead }\na", '<p class="lead">a</p>'),
        ("| a |\n|---|\n| b |\n{: .c }", '<table class="c">'),
        ("1. TOC\n{:toc}\n\n# A", '<div class="toc"><ul><li><a href="#a">A</a></li></ul></div>'),
    ],
)
def test_attributes_apply_to_the_block_next_to_them(text: str, expected: str) -> None:
    assert expected in html(text)


def test_code_in_a_directive_keeps_its_lines() -> None:
    fragment = MarkdownRenderer().page("````{note}\n```c\na\n```\n````\n\n```\nb\n```")

    assert fragment.code == (CodeBlock("c", 1, 4), CodeBlock("", 6, 9))


def test_a_comment_in_a_directive_is_not_published() -> None:
    assert "secret" not in html("- a\n  ```{note}\n  <!-- b\n\n  secret -->\n  ```")


def test_a_directive_in_indented_code_of_a_list_is_shown() -> None:
    assert "<code>```{note}b```</code>" in html(
        "- a\n\n        ```{note}\n        b\n        ```\n"
    )
