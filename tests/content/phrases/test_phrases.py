"""Parsing date phrases, and the times that they mean."""

import re
from datetime import time
from pathlib import Path

import pytest
from anchors_of_the_manual import KINDS, NEW_YORK, ManualAnchors, at
from hypothesis import given
from hypothesis import strategies as st

from coursegen.base.text import Moment
from coursegen.content.kinds import Kind
from coursegen.content.phrases.parser import PhraseError, parse
from coursegen.content.phrases.phrase import ITEM, Anchor, Edge, Phrase, Span, resolve
from coursegen.content.when import DateError

MANUAL = Path(__file__).parents[3] / "docs/content/writing/dates.md"
ROWS = re.findall(
    r"^\| `(.+?)` \| `(.+?)` \| ([\d :-]+?) \|$", MANUAL.read_text("utf-8"), re.MULTILINE
)


def time_of(text: str, default: time | None = None) -> tuple[Moment, bool]:
    return resolve(parse(text, KINDS), ManualAnchors(), NEW_YORK, default)


@pytest.mark.parametrize(
    ("text", "expected"),
    [(text, expected) for *texts, expected in ROWS for text in dict.fromkeys(texts)],
)
def test_a_phrase_of_the_manual_means_the_time_beside_it(text: str, expected: str) -> None:
    assert time_of(text)[0] == at(expected)


def test_the_manual_lists_phrases_in_both_languages() -> None:
    assert len(ROWS) > 20


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("LECTURE 5", "lecture 5"),
        ("  after   lecture 5 ", "after lecture 5"),
        ("the first Thursday after lecture 5", "first thursday after lecture 5"),
        ("next Thu after lecture 5", "first Thursday after lecture 5"),
        ("Thurs. after lecture 5", "first Thursday after lecture 5"),
        ("a day after due", "1 day after due"),
        ("one day after due", "1 day after due"),
        ("1 day after the deadline", "1 day after due"),
        ("an hour after due", "1 hour after due"),
        ("due+2d", "due + 2 days"),
        ("due − 3 h", "due - 3 hours"),
        ("Friday in week 5", "Friday of week 5"),
        ("Friday of week 5, 11:59 PM", "Friday of week 5 at 23:59"),
        ("end of the term", "term end"),
        ("第５讲后３天", "第5讲后3天"),
        ("第5讲3天后", "第5讲后3天"),
        ("第五讲之后的三天", "第5讲后3天"),
        ("第5周的星期日", "第5周周日"),
        ("第5周周天 晚上8点半", "第5周周日20:30"),
        ("第2次实验", "实验2"),
        ("hw1的截止时间后1天", "hw1截止后1天"),
    ],
)
def test_a_phrase_can_be_written_in_several_ways(text: str, same: str) -> None:
    assert parse(text, KINDS) == parse(same, KINDS)


def test_a_kind_of_the_course_can_be_written_by_its_key_or_its_label() -> None:
    kinds = KINDS | {"hack": Kind("hack", "黑客松"), "crit": Kind("crit", "Design review")}

    assert parse("after hack 2", kinds).body == Edge(Anchor("hack", "2"), is_after=True)
    assert parse("黑客松2", kinds).body == Anchor("hack", "2")
    assert parse("design review Final", kinds).body == Anchor("crit", "Final")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 day after due", "2027-02-13 17:00"),
        ("Friday of week 5", "2027-02-12 17:00"),
        ("first Thursday after lecture 5", "2027-02-11 17:00"),
        ("Midterm", "2027-03-02 17:00"),
        ("after Midterm", "2027-03-03 17:00"),
        ("before Midterm", "2027-03-01 17:00"),
        ("Friday of week 5 at 23:59", "2027-02-12 23:59"),
        ("lecture 5", "2027-02-09 10:00"),
        ("after lecture 5", "2027-02-09 11:20"),
        ("2 hours after due", "2027-02-13 01:59"),
        ("2 hours after Midterm", "2027-03-03 02:00"),
    ],
)
def test_a_phrase_without_a_time_of_day_takes_the_default(text: str, expected: str) -> None:
    assert time_of(text, time(17)) == (at(expected), True)


@pytest.mark.parametrize("text", ["Midterm", "after Midterm", "week 5", "Friday of week 5"])
def test_a_day_without_a_default_has_no_time_of_day(text: str) -> None:
    assert time_of(text)[1] is False


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("first Thrusday after lecture 5", "did you mean 'Thursday'?"),
        ("1 dya after due", "did you mean 'day'?"),
        ("2 days aftr due", "did you mean 'after'?"),
        ("Friday of weak 3", "did you mean 'week'?"),
        ("first Thursday after lectur 5", "did you mean 'lecture'?"),
    ],
)
def test_the_nearest_word_is_suggested_for_an_unknown_word(text: str, hint: str) -> None:
    with pytest.raises(PhraseError) as error:
        parse(text, KINDS)

    assert error.value.hint == hint
    assert "unknown word" in str(error.value)


def test_a_title_of_several_words_without_its_kind_is_explained() -> None:
    with pytest.raises(PhraseError) as error:
        parse("1 week after Midterm 1", KINDS)

    assert error.value.hint == (
        "write the kind before a title of several words, as in 'after exam Midterm 1'"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5",
        "3/1",
        "lecture 5 lecture 6 after",
        "last Friday after due",
        "next Friday before due",
        "after after lecture 5",
        "Friday",
        "1 day",
        "1 day after",
        "sixth Friday after due",
        "week",
        "2 hours after due at 10:00",
        "1 day after due at 25:00",
        "1 day after due at noon",
        "1.5 days after due",
        "-1 days after due",
        "1000 days after due",
        "到时候再说吧，以后",
    ],
)
def test_other_text_is_not_a_phrase(text: str) -> None:
    with pytest.raises(DateError):
        time_of(text)


_WORDS = st.sampled_from(
    [
        *("1", "two", "first", "last", "day", "weeks", "of", "after", "before", "at", "+", "-"),
        *("23:59", "Friday", "week", "5", "lecture", "due", "hw1", "第", "讲", "后", "周五", "天"),
    ]
)


def parsed_or_error(text: str) -> Phrase | DateError:
    try:
        return parse(text, KINDS)
    except DateError as error:
        return error


@given(st.lists(_WORDS, max_size=8).map(" ".join) | st.text(max_size=60))
def test_any_text_is_a_phrase_or_an_error(text: str) -> None:
    found = parsed_or_error(text)

    assert found == parsed_or_error(f" {text}  ") or isinstance(found, DateError)
    assert not isinstance(found, DateError) or found.hint


@given(st.text(alphabet="xyzXYZ ,;!?/", max_size=40))
def test_text_without_a_word_of_a_phrase_is_only_a_name(text: str) -> None:
    found = parsed_or_error(text)

    if isinstance(found, PhraseError):
        assert not found.is_similar
    else:
        assert found == Phrase(Anchor(ITEM, text.strip()))


def test_a_time_outside_of_the_calendar_is_an_error() -> None:
    class Never:
        def span(self, _anchor: Anchor) -> Span:
            return Span(at("9999-12-31"), at("9999-12-31"))

    with pytest.raises(DateError, match="out of range"):
        resolve(parse("1 week after due", KINDS), Never(), NEW_YORK)
