"""No placeholder of the library and no control character is part of a page."""

import re
from html import unescape

import pytest
from converting import converted
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coursegen.base.codes import Code
from coursegen.markdown.guard import as_plain_paragraphs, without_controls

WORDS = ("ab", "cd", "ef", "x_0", "2")
MARKS = (
    *(
        "*",
        "**",
        "_",
        "__",
        "~",
        "~~",
        "==",
        "^",
        "++",
        "`",
        "``",
        "[",
        "](u)",
        "![",
        "]",
        "(",
        ")",
    ),
    *("{", "}", "{:", "<", ">", "\\", "&", "|", "#", "- ", "1. ", "> ", ":::", "!!! note", "    "),
    *("$", ":", "\n", "\n\n", " ", "\x02", "\x03", "\x07", "\x00", "%", "@", "'", '"', "-", "=="),
)
TEXTS = st.lists(st.sampled_from((*WORDS, *MARKS)), max_size=25).map("".join)
UNSAFE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|klzzwxh|wzxhzdk")


@settings(max_examples=300, derandomize=True, deadline=None)
@given(text=TEXTS)
@example("The sum __\\limits_{x_0\\\\_1_{ ends.")
def test_no_page_contains_a_placeholder_or_a_control_character(text: str) -> None:
    assert not UNSAFE.search(unescape(converted(text)[0]))


@settings(max_examples=200, derandomize=True, deadline=None)
@given(
    marks=st.lists(
        st.sampled_from(("*", "**", "_", "__", "~~", "==", "^", "{", "}", "\\", "|", " ", "\n")),
        min_size=6,
        max_size=6,
    )
)
def test_visible_words_stay_in_order(marks: list[str]) -> None:
    words = ["alpha", "beta", "gamma", "delta", "omega"]
    text = "".join(f"{mark}{word} " for mark, word in zip(marks, words, strict=False))

    shown = unescape(re.sub(r"<[^>]*>", "", converted(text)[0]))
    assert [word for word in re.findall(r"[a-z]+", shown) if word in words] == words


def test_a_control_character_is_left_out_and_reported_at_its_place() -> None:
    html, found = converted("One\n\nTwo \x07words\n")

    assert html == "<p>One</p>\n<p>Two words</p>"
    assert [(d.code, d.location.line, d.location.column) for d in found] == [
        (Code.CONTROL_CHARACTER, 3, 5)
    ]


def test_a_text_without_control_characters_stays_the_same() -> None:
    assert without_controls("a\tb\u00a0c\n") == ("a\tb\u00a0c\n", [])


@pytest.mark.parametrize("breaks", ["&#", "klzzwxh:"])
def test_a_paragraph_that_cannot_be_converted_becomes_plain_text(breaks: str) -> None:
    def convert(text: str) -> str:
        return text.replace("__", "klzzwxh:0000" if breaks != "&#" or "&#" not in text else "")

    html, problems = as_plain_paragraphs("one\n\ntwo __ three", convert)

    assert "klzzwxh" not in html
    assert "three" in html
    assert [(each.problem.code, each.lines_before) for each in problems] == [
        (Code.NOT_CONVERTED, 2)
    ]
