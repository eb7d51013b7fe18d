"""Names and sentences use the standard terms of the field, and none of the banned words."""

import re
from collections.abc import Iterator

from test_repository import texts

WORDS = {
    **dict.fromkeys(("told", "said"), "reported, printed, shown"),
    "asked": "requested, checked",
    **dict.fromkeys(("stands", "stand there"), "is, appears"),
    "hands": "workers",
    **dict.fromkeys(("remark", "remarks"), "comment"),
    **dict.fromkeys(("mend", "mends", "mended"), "fix"),
    **dict.fromkeys(("anew", "afresh"), "again"),
    **dict.fromkeys(("held back", "holds back"), "unreleased"),
    "led to": "linked",
    "kept": "cached, unchanged, retained",
    "known by": "keyed by",
    "what is wrong": "problem",
    **dict.fromkeys(("take out", "takes out", "taken out"), "remove"),
    "in a text": "in a string, in some text",
    "reach": "dependencies",
    **dict.fromkeys(("manner", "manners"), "options"),
    **dict.fromkeys(("effort", "efforts"), "cost"),
    "standing": "manifest",
    "surroundings": "navigation",
    "renewal": "incremental",
}
"""Each word that is not used, with the words to use instead."""

ELSEWHERE = re.compile(
    r"tests/(golden|broken|corpus)/|examples/|content/|files/|static/|requirements/"
    r"|coursegen/images/fonts/LICENSE|.*/emoji_names\.txt|tests/test_wording\.py"
)
"""Courses, which have their own words, licenses, and the names of emoji."""


def words(text: str) -> str:
    """Return text in lowercase, with identifiers split into words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).replace("_", " ").lower()


PATTERN = re.compile(rf"\b({'|'.join(WORDS)})\b")


def banned() -> Iterator[str]:
    for path, text in texts():
        if ELSEWHERE.match(path):
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            for found in PATTERN.findall(words(line)):
                yield f"{path}:{number}: write {WORDS[found]} instead of '{found}'"


def test_no_name_or_sentence_contains_a_word_of_a_private_vocabulary() -> None:
    assert list(banned()) == []


def test_a_word_is_found_in_a_sentence_and_in_names() -> None:
    lines = ("The author is told.", "def is_told():", "class NobodyTold:", "TOLD = 1")

    assert [PATTERN.findall(words(line)) for line in lines] == [["told"]] * len(lines)
