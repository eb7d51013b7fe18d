"""Lists as in CommonMark, which the library does not support."""

import pytest
from converting import converted
from hypothesis import given, settings
from hypothesis import strategies as st

from coursegen.base.codes import Code
from coursegen.markdown.convert import MarkdownRenderer
from coursegen.markdown.features.registry import OPTIONAL_FEATURES, OptionalFeature

LISTS = next(feature for feature in OPTIONAL_FEATURES if feature.module == "lists")


def html(text: str) -> str:
    return converted(text)[0].replace("\n", "")


def words(text: str, *optional: OptionalFeature) -> list[str]:
    """Return the HTML of a text, without differences in white space."""
    return MarkdownRenderer(optional=optional).page(text).html.replace("<", " <").split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Notes:\n- one\n- two", "<p>Notes:</p><ul><li>one</li><li>two</li></ul>"),
        ("Steps:\n1. one", "<p>Steps:</p><ol><li>one</li></ol>"),
        ("1. a\n   - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("1. a\n  - b\n2. c", "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"),
        ("- a\n  - b\n    - c\n- d", "<li>a<ul><li>b<ul><li>c</li></ul></li></ul></li><li>d"),
        ("* a\n\t* b\n\t\t* c", "<li>a<ul><li>b<ul><li>c</li></ul></li></ul></li>"),
        ("1. a\n\n   b\n\n2. c", "<ol><li><p>a</p><p>b</p></li><li><p>c</p></li></ol>"),
        ("- a\n\n    b\n- c", "<ul><li><p>a</p><p>b</p></li><li>c</li></ul>"),
        ("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("3) a\n\ntext", '<ol start="3"><li>a</li></ol><p>text</p>'),
        ("> a\n> - b\n>   - c", "<p>a</p><ul><li>b<ul><li>c</li></ul></li></ul></blockquote>"),
        ("> a\n- b", "<blockquote><p>a</p></blockquote><ul><li>b</li></ul>"),
        ("- a\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        ("- a\n---\n- b", "<ul><li>a</li></ul><hr><ul><li>b</li></ul>"),
        ("text\n- a\nlazy\n# H", '<p>text</p><ul><li>alazy</li></ul><h1 id="h">H</h1>'),
        ("| a | b |\n|---|---|\n| c | d |\n- e", "</table></div><ul><li>e</li></ul>"),
        ("* a\n\n      b\n* c", '<li><p>a</p><div class="highlight">'),
        ("* a\n\n        b\n* c", "<code>b</code>"),
        ("- a\n      - b", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("- a\n  ```\n  b\n  ```\nc", "</div></li></ul><p>c</p>"),
        ("Term\n:   text\n    - a", "<dt>Term</dt><dd>text<ul><li>a</li></ul></dd>"),
        ("!!! note\n    a\n    - b", "<p>a</p><ul><li>b</li></ul></div>"),
        ("* [ ] a\n  * [x] b", '<ul><li class="task"><label><input checked disabled'),
    ],
)
def test_a_list_is_read_as_in_commonmark(text: str, expected: str) -> None:
    assert expected in html(text)


@pytest.mark.parametrize(
    "text", ["in\n2. b", "in\n1.5 b", "a\n-b", "a\n* * *\nb", "__init__\n-1", "a\n1. ", "A\n- \nb"]
)
def test_other_lines_of_a_paragraph_are_no_items(text: str) -> None:
    assert "<li>" not in html(text)


@st.composite
def lists(draw: st.DrawFn, depth: int = 2) -> list[str]:
    """Return the lines of a list with four spaces for each level."""
    marks = draw(st.sampled_from([["- "] * 3, ["* "] * 3, ["1. ", "2. ", "3. "]]))
    is_loose = draw(st.booleans())
    lines: list[str] = []
    for mark in marks[: draw(st.integers(1, 3))]:
        lines.append(f"{mark}item")
        lines += draw(st.sampled_from([[], [], ["    more"], ["lazy"], ["", "    part"]]))
        if depth and draw(st.booleans()):
            inner = draw(lists(depth - 1))
            lines += ["", *(line and f"    {line}" for line in inner)] if is_loose else inner
        lines += [""] if is_loose else []
    return lines


@settings(max_examples=150, derandomize=True, deadline=None)
@given(lines=lists())
def test_a_list_that_the_library_reads_correctly_stays_the_same(lines: list[str]) -> None:
    text = "\n".join(["Before.", "", *lines, "", "After."])
    if not LISTS.may_change(text):
        assert words(text, OptionalFeature("lists", ("",))) == words(text)


def test_a_list_with_many_levels_or_items_is_converted_within_the_limits() -> None:
    for text in ("- " * 20_000 + "a", "- a\n1. b\n" * 2_000, "- a\n\n" * 3_000 + "text\n- b"):
        result, diagnostics = converted(text)

        assert {diagnostic.code for diagnostic in diagnostics} <= {Code.MARKDOWN_LIMIT}
        assert "<li>" in result
