"""Emphasis loses no words, and text that only contains `*` or `_` stays text."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursegen.markdown.convert import MarkdownRenderer

PIECES = st.sampled_from(
    [*"****____ ~{x", "**", "__", "***", "a", "b c", "\\_", "\\\\", "`x`", "[a](b)", "_a_", "**b**"]
)


def html(text: str) -> str:
    return MarkdownRenderer().page(text).html.removeprefix("<p>").removesuffix("</p>")


def words(text: str) -> str:
    return re.sub(r"[^abcx]", "", re.sub(r"<[^>]*>|\(b\)", "", text))


@settings(max_examples=200, derandomize=True)
@given(text=st.lists(PIECES, max_size=30).map("".join))
def test_all_words_of_a_text_with_delimiters_come_out_in_order(text: str) -> None:
    result = html(text)

    assert words(result) == words(text)
    assert not re.search(r"[\x02\x03]|klzzwxh|wzxhzdk", result)


def test_a_delimiter_between_two_emphasized_words_does_not_publish_a_placeholder() -> None:
    assert html("The sum __\\limits_{x_0\\\\_1_{ ends.") == (
        "The sum _<em>\\limits</em>{x_0\\<em>1</em>{ ends."
    )


def test_the_alternative_text_of_an_image_contains_the_text_of_a_link_with_code() -> None:
    assert html("![a [b `c` \\_](d) e](f)") == '<img alt="a b c _ e" src="f">'


@pytest.mark.parametrize(
    "text",
    [
        *("a_b_c", "A* and B*", "5 * 3 * 2", "2 * *a", "**kwargs", "f(*args)", "snake_case_name"),
        *("__x", "a __ b", "foo__bar__baz", "* a", "a*", "_ a _", "x_i and y_i"),
    ],
)
def test_delimiters_in_words_and_between_spaces_stay_text(text: str) -> None:
    assert html(f"See {text} there.") == f"See {text} there."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*a* _b_ **c** __d__", "<em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong>"),
        ("***a***", "<strong><em>a</em></strong>"),
        ("***a** b*", "<em><strong>a</strong> b</em>"),
        ("***a* b**", "<strong><em>a</em> b</strong>"),
        ("*a **b***", "<em>a <strong>b</strong></em>"),
        ("*a **b* c**", "<em>a <em><em>b</em> c</em></em>"),
        ("**注意：**请", "<strong>注意：</strong>请"),
        ("*a `*` b*", "<em>a <code>*</code> b</em>"),
        ("*foo**bar**baz*", "<em>foo<strong>bar</strong>baz</em>"),
        ("*foo**bar*", "<em>foo**bar</em>"),
    ],
)
def test_emphasis_can_be_nested(text: str, expected: str) -> None:
    assert html(text) == expected
