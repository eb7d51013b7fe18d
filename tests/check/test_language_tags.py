"""Languages that there are."""

import pytest

from check.conftest import ApplyEdit, FindMessages
from coursegen.check.rules.text.language_tags import RULE, corrected_tag


def test_a_country_in_place_of_a_language_is_told(messages: FindMessages, fixed: ApplyEdit) -> None:
    files = {"content/a.md": "---\nlanguage: cn\n---\n"}

    assert messages(RULE, files) == ["content/a.md:2:11: 'cn' is not the tag of a language"]
    assert fixed(RULE, files) == "language: zh"


def test_a_tag_of_no_language_is_told_without_a_guess(messages: FindMessages) -> None:
    assert messages(RULE, {"site.yaml": "title: T\nlanguage: xx\n"}) == [
        "site.yaml:2:11: no language is called 'xx'"
    ]


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("jp", "ja"),
        ("gr", "el"),
        ("ua", "uk"),
        ("cz", "cs"),
        ("dk", "da"),
        ("eng", "en"),
        ("iw", "he"),
        ("en-UK", "en-GB"),
        ("zh-CHS", "zh-Hans"),
        ("cn-zh", "zh-CN"),
        ("CN", "zh"),
    ],
)
def test_what_was_meant_is_known(written: str, right: str) -> None:
    assert corrected_tag(written) == right


@pytest.mark.parametrize(
    "tag", ["en", "zh-CN", "zh-Hant-TW", "pt-BR", "EN", "uk", "se", "kr", "yue"]
)
def test_a_language_that_there_is_stays_as_it_is(tag: str) -> None:
    assert corrected_tag(tag) == tag


def test_who_says_nothing_is_told_nothing(messages: FindMessages) -> None:
    assert messages(RULE, {"content/a.md": "# A\n"}) == []
