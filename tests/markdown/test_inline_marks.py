"""Inline marks of other dialects, and text that only looks like one."""

from html import unescape

import pytest

from coursegen.markdown.convert import MarkdownRenderer


def html(text: str) -> str:
    return MarkdownRenderer().page(text).html.removeprefix("<p>").removesuffix("</p>")


def keys(*labels: str) -> str:
    return f'<span class="keys">{"+".join(f"<kbd>{label}</kbd>" for label in labels)}</span>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("~~old~~ new", "<del>old</del> new"),
        ("~~a *b* `c`~~", "<del>a <em>b</em> <code>c</code></del>"),
        ("*~~a~~*", "<em><del>a</del></em>"),
        ("a~~b~~c", "a<del>b</del>c"),
        ("~~a\nb~~", "<del>a\nb</del>"),
        ("==a== and ==b c==.", "<mark>a</mark> and <mark>b c</mark>."),
        ('(==a==) "==b=="', '(<mark>a</mark>) "<mark>b</mark>"'),
        ("这是==重点==内容", "这是<mark>重点</mark>内容"),
        ("**==a==**", "<strong><mark>a</mark></strong>"),
        ("H~2~O, CO~2~", "H<sub>2</sub>O, CO<sub>2</sub>"),
        ("x^2^, x^n+1^ and 10^-6^ m", "x<sup>2</sup>, x<sup>n+1</sup> and 10<sup>-6</sup> m"),
        ("the 2^nd^ P~a\\ cat~", "the 2<sup>nd</sup> P<sub>a cat</sub>"),
        ("x~i~^2^", "x<sub>i</sub><sup>2</sup>"),
        ("x^*n*^", "x<sup><em>n</em></sup>"),
        (":smile: :+1:, *:tada:*", "😄 👍, <em>🎉</em>"),
        ("++ctrl+c++", keys("Ctrl", "C")),
        ("Press ++cmd+shift+arrow-up++.", f"Press {keys('Cmd', 'Shift', '↑')}."),
        ('++"Strg"+AltGr+f5+page-up++', keys("Strg", "AltGr", "F5", "Page Up")),
    ],
)
def test_a_mark_of_another_dialect_is_rendered(text: str, expected: str) -> None:
    assert html(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("C++", "C++ and D++", "i++ and j++", "a++b++c", "x = ++i + j++", "C++/C++ and ++"),
        *("x == y", "x == y and y == z", "x==y and y==z", "f(a)==b and c==g(d)", "a[0]==b==c"),
        *('"a"=="b" and "c"=="d"', "x ==> y ==> z", "a === b === c", "a ==b", "== a =="),
        *("~20 to ~30", "~20", "(~20) or (~30)", "~/a and ~/b", "~/a:~/b", "a~ b~", "~~ a ~~"),
        *("10-20~30-40", "~5-~6", "~~20 and ~~30", "~~~a~~~"),
        *("2^3", "2^3 and 3^2", "x^2+y^2=z^2", "a^2-b^2", "^.^ ^.^", "x^ 2^", "2^[3]^"),
        *("12:100:30", ":no_such_name:", "a:smile:b", "::smile::", "C:\\x:y", "std::cat::x"),
        *("--strict", "$5", "$5 or $6", "A*", "a_b_c", "x <- y", "5 * 3 * 2"),
        *("__init__", "__init__()", "a.__name__ == b.__name__", "from __future__ import", "_x"),
    ],
)
def test_text_that_looks_like_a_mark_stays_text(text: str) -> None:
    sentence = f"See {text} and {text} there."

    assert unescape(html(sentence)) == sentence


@pytest.mark.parametrize(
    "text", ["~~a~~", "==a==", "H~2~O", "x^2^", "++a++", "__init__", ":cat:", "\\~"]
)
def test_marks_in_code_links_and_html_stay_as_they_are(text: str) -> None:
    assert html(f"`{text}`") == f"<code>{text}</code>"
    assert html(f"```\n{text}\n```").endswith(f"<code>{text}\n</code></pre></div>")
    assert html(f'<b title="{text}">x</b>') == f'<b title="{text}">x</b>'
    if "\\" not in text:
        assert html(f"[x](https://example.org/{text})") == (
            f'<a href="https://example.org/{text}">x</a>'
        )


@pytest.mark.parametrize("character", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
def test_a_backslash_before_punctuation_shows_the_punctuation(character: str) -> None:
    shown = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}

    assert html(f"a\\{character}b") == f"a{shown.get(character, character)}b"


@pytest.mark.parametrize("text", ["~~a~~", "==a==", "H~2~O", "x^2^", "++a++", "__a__"])
def test_an_escaped_mark_is_text(text: str) -> None:
    mark = next(character for character in text if character in "~=^+_")

    assert html(text.replace(mark, f"\\{mark}")) == text


def test_an_escaped_reference_is_text() -> None:
    assert html("\\&copy; \\<b>") == "&amp;copy; &lt;b&gt;"


@pytest.mark.parametrize("text", ["~~a ", "==a ", "~a ", "^a ", "++a ", "__init ", "a~b", "~~a~~"])
def test_many_marks_take_linear_time(text: str) -> None:
    assert text.strip()[:1] in html(text * 9_000)
