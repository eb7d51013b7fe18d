"""Diagnostics as people, GitHub and tools read them."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursegen.codes import Code
from coursegen.commands.report import FORMATS, as_github, as_json, as_text
from coursegen.diagnostics import Diagnostic, Level
from coursegen.source import NOWHERE, Place, Source


def at(line: str, column: int, length: int = 1, *, number: int = 1) -> Diagnostic:
    """A fault in line `number` of a file."""
    source = Source("content/a.md", "\n" * (number - 1) + line)
    return Diagnostic(
        Code.VALUE, Level.ERROR, "this is wrong", Place(source, number, column, length)
    )


def shown(diagnostic: Diagnostic) -> list[str]:
    return as_text([diagnostic]).split("\n")


def test_text_has_the_place_the_sentence_the_line_a_caret_and_the_next_step() -> None:
    source = Source("content/schedule.yaml", "weeks:\n  - weak: 1\n")
    fault = Diagnostic(
        Code.VALUE,
        Level.ERROR,
        "there is no key 'weak'",
        Place(source, 2, 5, 4),
        "did you mean 'week'?",
    )
    assert as_text([fault]) == (
        "content/schedule.yaml:2:5: error: there is no key 'weak' [CG104]\n"
        "  2 |   - weak: 1\n"
        "    |     ^^^^\n"
        "    = did you mean 'week'?"
    )


def test_a_fault_without_a_hint_has_no_line_for_it() -> None:
    assert shown(at("abc", 2)) == [
        "content/a.md:1:2: error: this is wrong [CG104]",
        "  1 | abc",
        "    |  ^",
    ]


def test_a_fault_of_a_whole_file_shows_no_line() -> None:
    place = Place(Source("files/a.pdf", ""))
    fault = Diagnostic(Code.VALUE, Level.WARNING, "no page links to this file", place, "link to it")
    assert shown(fault) == [
        "files/a.pdf:1:1: warning: no page links to this file [CG104]",
        "    = link to it",
    ]


def test_a_fault_that_no_file_is_to_blame_for_has_no_place() -> None:
    assert shown(Diagnostic(Code.VALUE, Level.ERROR, "the address is wrong", NOWHERE)) == [
        "error: the address is wrong [CG104]"
    ]


def test_faults_follow_each_other_without_empty_lines() -> None:
    assert as_text([at("a", 1), at("b", 1)]).count("\n") == 5
    assert as_text([]) == ""


def test_margins_grow_with_the_line_s_number() -> None:
    assert shown(at("abc", 3, number=12345))[1:] == ["12345 | abc", "      |   ^"]


def test_a_caret_stands_under_a_letter_after_tabs() -> None:
    assert shown(at("\t\tkey: x", 3, 3))[1:] == ["  1 |   key: x", "    |   ^^^"]


def test_a_caret_stands_under_a_letter_after_wide_letters_and_is_as_wide_as_they_are() -> None:
    assert shown(at("标题: 讲义 a", 5, 2))[1:] == ["  1 | 标题: 讲义 a", "    |       ^^^^"]


def test_accents_take_no_room_of_their_own() -> None:
    line = "e\N{COMBINING ACUTE ACCENT}❤\N{VARIATION SELECTOR-16}x"
    assert shown(at(line, 5))[2] == "    |   ^"


def test_a_caret_past_the_end_of_the_line_is_one_letter_wide() -> None:
    assert shown(at("ab", 3, 5))[2] == "    |   ^"


def test_a_caret_does_not_run_past_the_end_of_the_line() -> None:
    assert shown(at("abc", 2, 50))[2] == "    |  ^^"


@pytest.mark.parametrize("column", [1, 30, 150, 370, 400])
def test_of_a_long_line_the_part_around_the_caret_is_shown(column: int) -> None:
    line = "".join(
        f"{number:_>4}" for number in range(4, 404, 4)
    )  # "___4___8__12…": each says where
    _, text, caret = shown(at(line, column))
    text, caret = text.removeprefix("  1 | "), caret.removeprefix("    | ")
    assert len(text) == 100
    assert text in line
    assert line.index(text) + caret.index("^") == column - 1


@settings(deadline=None)
@given(
    before=st.text("a \t中é", max_size=150),
    marked=st.text("x文", min_size=1, max_size=5),
    after=st.text("b\t中", max_size=150),
)
def test_the_caret_marks_exactly_the_faulty_letters(before: str, marked: str, after: str) -> None:
    _, text, caret = shown(at(before + marked + after, len(before) + 1, len(marked)))

    def cells(text: str) -> str:
        """One character for each column of the terminal."""
        return "".join(c * 2 if c in "中文" else c for c in text)

    start = caret.index("^")
    under = cells(text)[start : start + caret.count("^")]
    whole = cells(marked)
    # The end of what is marked may be cropped away with the rest of a long line.
    assert whole.startswith(under)
    assert under == whole or text.endswith(marked[: len(under)][-1:])
    assert caret[start:] == "^" * len(under)


def test_names_and_sentences_cannot_move_the_cursor_or_begin_a_line() -> None:
    source = Source("content/a\n\x1b[2J.md", "x\x1b[31my\x07\N{RIGHT-TO-LEFT OVERRIDE}")
    fault = Diagnostic(
        Code.VALUE, Level.ERROR, "no '\x1b[1m\r'", Place(source, 1, 1), "try\n\x1b[0m"
    )
    text = as_text([fault])
    assert text.count("\n") == 3
    assert not re.search(r"[^\n\x20-\x7e\N{REPLACEMENT CHARACTER}]", text)


def test_colour_is_on_the_word_that_says_how_bad_it_is_and_nowhere_else() -> None:
    error, warning = at("a", 1), Diagnostic(Code.VALUE, Level.WARNING, "this is odd")
    assert "\x1b" not in as_text([error, warning])
    coloured = as_text([error, warning], colour=True)
    assert re.findall(r"\x1b\[1;(\d+)m(.*?)\x1b\[0m", coloured) == [
        ("31", "error"),
        ("33", "warning"),
    ]
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == as_text([error, warning])


def test_github_s_annotations_have_the_level_the_place_and_the_sentence_with_its_hint() -> None:
    source = Source("content/a.md", "\n\nabc")
    found = [
        Diagnostic(Code.VALUE, Level.ERROR, "this is wrong", Place(source, 3, 2), "mend it"),
        Diagnostic(Code.VALUE, Level.WARNING, "this is odd"),
    ]
    assert as_github(found).split("\n") == [
        "::error file=content/a.md,line=3,col=2::this is wrong (mend it)",
        "::warning::this is odd",
    ]


def test_github_s_annotations_escape_what_has_a_meaning_there() -> None:
    source = Source("content/100%: a,b\r\n.md", "")
    fault = Diagnostic(Code.VALUE, Level.ERROR, "100%: a,b\r\nend", Place(source), "50%")
    assert as_github([fault]) == (
        "::error file=content/100%25%3A a%2Cb%0D%0A.md,line=1,col=1::100%25: a,b%0D%0Aend (50%25)"
    )


@settings(deadline=None)
@given(name=st.text(), message=st.text(), hint=st.text())
def test_a_github_annotation_is_one_line_from_which_all_can_be_read_back(
    name: str, message: str, hint: str
) -> None:
    fault = Diagnostic(Code.VALUE, Level.ERROR, message, Place(Source(name, "")), hint)
    found = re.fullmatch(
        r"::error(?: file=([^,:\r\n]*),line=1,col=1)?::([^\r\n]*)", as_github([fault])
    )
    assert found
    for quoted, meant in ((found[1] or "", name), (found[2], message + f" ({hint})" * bool(hint))):
        plain = re.sub("%(25|0D|0A|3A|2C)", lambda code: chr(int(code[1], 16)), quoted)
        assert plain == meant


def test_json_says_all_that_is_known() -> None:
    source = Source("content/讲义.md", "\n\nabc")
    found = [
        Diagnostic(Code.VALUE, Level.ERROR, "this is wrong", Place(source, 3, 2), "mend it"),
        Diagnostic(Code.VALUE, Level.WARNING, 'an "odd" thing\n'),
    ]
    assert json.loads(as_json(found)) == [
        {
            "code": "CG104",
            "level": "error",
            "message": "this is wrong",
            "hint": "mend it",
            "file": "content/讲义.md",
            "line": 3,
            "column": 2,
        },
        {
            "code": "CG104",
            "level": "warning",
            "message": 'an "odd" thing\n',
            "hint": "",
            "file": "",
            "line": 1,
            "column": 1,
        },
    ]


def test_json_of_nothing_is_an_empty_list() -> None:
    assert json.loads(as_json([])) == []


def test_only_text_has_colours() -> None:
    coloured = {name for name, show in FORMATS.items() if "\x1b" in show([at("a", 1)], colour=True)}
    assert coloured == {"text"}
