"""The words of texts with markup and escapes, and their windows."""

import pytest

from coursegen.leaks.markup import Markup, text_of_tag
from coursegen.leaks.words import is_significant, length_of, visible, windows, words_in, words_of

TEXTS = {
    "It's  “Big”—(very)\n*big*!": "its big very big",
    "na\u00efve NA\u00cfVE": "na\u00efve na\u00efve",
    "na\\u00efve\\nnew \\/ a": "na\u00efve new a",
    "a&nbsp;b&#x20;c&lt;b&gt;d": "a b c d",
    "a%20b%C3%A9": "a b\u00e9",
    "\ufb01ne \uff26ull": "fine full",
    "snake_case": "snake case",
    "深度学习 deep, 生成": "深 度 学 习 deep 生 成",
    "ひらカタ": "ひ ら カ タ",
    "딥러닝 강의": "딥러닝 강의",
    "soft\u00adhyphen": "softhyphen",
    "<p>one <!-- two --> <b\nclass=x>three</b>": "one two three",
    "\ud800 lone": "lone",
}


@pytest.mark.parametrize(("text", "words"), TEXTS.items())
def test_words_are_without_markup_escapes_case_and_punctuation(text: str, words: str) -> None:
    assert words_of(visible(text)) == words.split()
    assert words_in(Markup().visible(text.encode("utf-8", "replace"))) == words.split()


def test_attributes_are_separate_from_the_visible_text() -> None:
    markup = Markup()
    text = markup.visible(b'one <img alt="a &quot;big&quot; dog" src="a.png"> two')

    assert words_in(text) == ["one", "two"]
    (tag,) = markup.tags
    assert " ".join(words_in(text_of_tag(tag))) == "img alt a big dog src a png"


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("a b c d e f g", []),
        ("a b c d e f g h", [8]),
        ("a b c d e f g h i", [8, 9]),
        ("a b c d e f g é h", [8, 9]),
        ("一" * 15, []),
        ("一" * 17, [16, 17]),
        ("a b c d e f g 一二 h i", [9, 10, 11]),
    ],
)
def test_a_window_is_eight_words_or_sixteen_characters(text: str, ends: list[int]) -> None:
    words = words_of(text)
    hashes, found = windows(words)

    assert list(found) == ends
    assert hashes == [hash(tuple(words[start:end])) for start, end in enumerate(ends)]
    assert all(length_of(words[start:end]) >= 8 for start, end in enumerate(ends))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the sum of two primes is a b", True),
        ("1 2 3 4 5 6 7 8", False),
        ("a b c d e f g h", False),
        ("no no no yes yes no no no", False),
        ("圆的面积等于半径的平方乘以圆周率", True),
        ("一一一一一一一一二二二二二二二二", False),
    ],
)
def test_a_window_of_numbers_and_repetitions_is_not_significant(text: str, expected: bool) -> None:
    assert is_significant(words_of(text)) is expected
