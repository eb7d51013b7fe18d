"""Rule for language tags."""

import pytest

from check.conftest import ApplyEdit, FindMessages
from coursegen.check.rules.text.language_tags import RULE, corrected_tag


def test_a_country_code_instead_of_a_language_tag_is_reported(
    messages: FindMessages, fixed: ApplyEdit
) -> None:
    files = {"content/a.md": "---\nlanguage: cn\n---\n"}

    assert messages(RULE, files) == ["content/a.md:2:11: 'cn' is not a language tag"]
    assert fixed(RULE, files) == "language: zh"


def test_an_unknown_tag_is_reported_without_a_suggestion(messages: FindMessages) -> None:
    assert messages(RULE, {"site.yaml": "title: T\nlanguage: xx\n"}) == [
        "site.yaml:2:11: unknown language tag 'xx'"
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
def test_the_correct_tag_is_suggested(written: str, right: str) -> None:
    assert corrected_tag(written) == right


@pytest.mark.parametrize(
    "tag", ["en", "zh-CN", "zh-Hant-TW", "pt-BR", "EN", "uk", "se", "kr", "yue"]
)
def test_a_valid_tag_is_not_changed(tag: str) -> None:
    assert corrected_tag(tag) == tag


def test_the_default_language_is_not_reported(messages: FindMessages) -> None:
    assert messages(RULE, {"content/a.md": "# A\n"}) == []
