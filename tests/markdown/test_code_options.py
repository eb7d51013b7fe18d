"""Options of code blocks: supported options work, and all others are reported."""

import html as entities
import re

import pytest
from converting import converted as rendered
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.extensions.attr_list import get_attrs_and_remainder
from plain_markdown import plain

from coursegen.base.codes import Code
from coursegen.base.text import Location, Source
from coursegen.markdown.code.info_string import fence_attributes
from coursegen.markdown.convert import MarkdownRenderer

CODE = "a = 1\nb = '<2>'\n\nc = a\n"
LONG_LINE = "0" * 5_000
"""A string that is so long that code containing it is not highlighted."""

NAMES = st.sampled_from(
    [
        *("hl_lines", "linenums", "linenostart", "linenostep", "linespans", "linenos", "style"),
        *(
            "src",
            "lang",
            "language",
            "class",
            "id",
            "pygments_style",
            "pygments_formatter",
            "title",
        ),
        *("encoding", "outencoding", "filters", "tagsfile", "noclasses", "use_pygments", "full"),
        *("cssclass", "css_class", "stripall", "tabsize", "lineseparator", "nowrap", "options"),
        *(
            "guess_lang",
            "lang_prefix",
            "wrapcode",
            "self",
            "linenospecial",
            ".",
            "#",
            "ü",
            '"',
            "(",
        ),
    ]
)
VALUES = st.sampled_from(
    [
        *("1", "0", "-1", "2 4", "1-3", "1,3", "99", "9" * 5_000, "1.5", "²", "١", "1_0", "nan"),
        *("true", "no", "inline", "table", "none", "x", "latex", "utf-8", "guess", "", "{", "<b>"),
    ]
)
WORDS = st.one_of(
    st.sampled_from([".python", ".php", ".no-such", ".wide", ".", "#x", "#", "python", "=", "= x"]),
    st.builds("{}={}".format, NAMES, VALUES),
    st.builds('{}="{}"'.format, NAMES, VALUES),
    st.builds("{}='{}'".format, NAMES, VALUES),
    st.text(alphabet="ab1.#= \t\"'{}<&ü", max_size=6),
)
BRACES = st.lists(WORDS, max_size=5).map(lambda words: f"{{{' '.join(words)}}}")
MARKED = st.builds(
    'python hl_lines="{}"'.format, st.one_of(VALUES, st.text("12 -,x\"'=", max_size=6))
)


NOT_IN_THE_LIBRARY = re.compile(r"title|linenos|linenums(?!=)|linenums=\W?\d\d|\d[-,]|,\d")


KNOWN_NAMES = (
    "known names: hl_lines, linenums, linenostart, linenostep, title; the option is ignored"
)


def fenced(info: str, code: str = CODE) -> str:
    return f"Before.\n\n```{info}\n{code}```\n\nAfter.\n"


def problems(info: str) -> list[tuple[str, str, str]]:
    """Return the marked characters, the message and the hint of each problem."""
    return [(d.location.marked, d.message, d.hint) for d in rendered(fenced(info))[1]]


@settings(max_examples=200, derandomize=True)
@given(info=BRACES | MARKED)
def test_any_text_after_a_fence_works_as_in_the_library_or_is_reported(info: str) -> None:
    html, found = rendered(fenced(info))

    if found:
        assert {d.code for d in found} <= {Code.CODE_OPTION, Code.UNKNOWN_BLOCK}
        assert all(d.location.line == 3 for d in found)
        # If a line contains a tab, the line is marked instead of the word.
        assert "\t" in info or all(d.location.marked.lstrip("`") in info for d in found)
        assert entities.unescape(re.sub(r"<[^>]*>|\n", "", html)).count("b = '<2>'") == 1
    elif not NOT_IN_THE_LIBRARY.search(info):
        assert html == plain(fenced(info))


@settings(max_examples=100, derandomize=True)
@given(info=BRACES | MARKED)
def test_code_without_highlighting_is_shown_whatever_text_follows_its_fence(info: str) -> None:
    html, found = rendered(fenced(info, f"{LONG_LINE}\n"))

    assert LONG_LINE in html
    assert {d.code for d in found} <= {Code.MARKDOWN_LIMIT, Code.CODE_OPTION}


@settings(max_examples=200, derandomize=True)
@given(text=st.lists(WORDS, max_size=5).map(" ".join))
def test_attributes_in_braces_are_parsed_as_in_the_library(text: str) -> None:
    attributes, end = fence_attributes(text)
    read, rest = get_attrs_and_remainder(text)

    assert [(one.name, one.value) for one in attributes] == [tuple(pair) for pair in read]
    assert ("}" in text[end:]) == bool(rest)


@pytest.mark.parametrize(
    "info",
    [
        *("{.python}", "{.python #x}", "{#x .python .wide}", "{}", "python", "{.no-such .wide}"),
        *('{.python hl_lines="1 4"}', "{.python hl_lines=2}", "{ hl_lines='' }"),
        *('python hl_lines="1 4"', "python hl_lines=''", 'hl_lines="2"'),
        *("{.python linenums=true}", "{linenums=No}", "{.python linenums=1 linenostart=0}"),
        "{.python linenums=yes linenostep=2 linenostart=999999 hl_lines='1'}",
    ],
)
def test_supported_options_work_as_in_the_library(info: str) -> None:
    assert rendered(fenced(info)) == (plain(fenced(info)), [])


@pytest.mark.parametrize(
    ("info", "word"),
    [
        *(
            ("{.python style=x}", "style"),
            ("{src=x}", "src"),
            ("{.a filters=no linenums=1}", "filters"),
        ),
        *(
            ("{.python encoding=utf-8}", "encoding"),
            ("{style .python}", "style"),
            ("{=html}", "=html"),
        ),
        *(("{pygments_formatter=latex}", "pygments_formatter"), ("{tagsfile='a b'}", "tagsfile")),
    ],
)
def test_an_unknown_option_is_reported_and_ignored(info: str, word: str) -> None:
    html, found = rendered(fenced(info))
    without = {"{.python style=x}": "{.python}", "{.a filters=no linenums=1}": "{.a linenums=1}"}

    assert [(d.location.marked, d.message) for d in found] == [
        (word, f"'{word}' is not an option for code blocks")
    ]
    if info in without:
        assert html == plain(fenced(without[info]))


@pytest.mark.parametrize(
    ("info", "hint"),
    [
        ("{.python linenum=true}", "did you mean 'linenums'?"),
        ("{python}", "write a language or a class with a dot before it: .python"),
        ("{lang=python}", "write a language or a class with a dot before it: .python"),
        (
            "{.python theme=x}",
            KNOWN_NAMES,
        ),
        ("{.python hl_lines=5}", "write numbers or ranges from 1 to 4, such as 1,3-5"),
        ("{.python linenums=inline}", "write linenums=true, or leave it out"),
        ("{.python linenostep=0}", "write a number from 1 to 999999"),
        (
            "python x",
            KNOWN_NAMES,
        ),
    ],
)
def test_the_hint_contains_the_next_step(info: str, hint: str) -> None:
    assert [step for _, _, step in problems(info)] == [hint]


@pytest.mark.parametrize("value", ["3-1", "1-5", "0", "5", "-1", "1_0", "x", "1-", "9" * 5_000])
@pytest.mark.parametrize("form", ["{{.python hl_lines='{}'}}", "python hl_lines='{}'"])
def test_invalid_line_numbers_are_reported(form: str, value: str) -> None:
    info = form.format(value)
    html, found = rendered(fenced(info))

    assert [d.location.marked for d in found] == [f"hl_lines='{value}'"]
    assert found[0].message == f"'hl_lines' cannot be '{value}'"
    assert html == plain(fenced("python"))


@pytest.mark.parametrize("between", ['x = "a"\n', 'x = "a"\n"\n'])
def test_code_after_an_unclosed_quote_is_not_lost(between: str) -> None:
    html, found = rendered(fenced('python hl_lines="1', between + CODE))
    words = entities.unescape(re.sub(r"<[^>]*>", "", html))

    assert between in words
    assert CODE in words
    assert [(d.location.marked, d.hint) for d in found] == [
        ('hl_lines="1', "close the quote on the same line")
    ]


def test_two_problems_after_one_fence_give_two_warnings_with_locations() -> None:
    assert [word for word, *_ in problems("{.python linenostart style=x hl_lines=x}")] == [
        "linenostart",
        "style",
        "hl_lines=x",
    ]


def test_problems_after_a_second_fence_or_in_a_note_have_locations() -> None:
    text = fenced("{.python}") + fenced("{.python x=y}")
    note = Source("schedule.yaml", "note: |\n  ~~~ {x=y}\n  a\n  ~~~\n")
    _, noted = rendered("~~~ {x=y}\na\n~~~\n", Location(note, 1, 7))

    assert [(d.location.line, d.location.column) for d in rendered(text)[1]] == [(13, 13)]
    assert [(d.location.line, d.location.column) for d in noted] == [(2, 8)]


@pytest.mark.parametrize("first", [":::python", "#!python", "::: ", ":::no-such", "#!/bin/sh"])
@pytest.mark.parametrize("value", ["1", "x", "-1", "9" * 4_301, "1,2", ""])
def test_indented_code_works_as_in_the_library_whatever_its_first_line(
    first: str, value: str
) -> None:
    text = f'    {first} hl_lines="{value}" style=x linenostep=0\n    a = 1\n'

    assert rendered(text) == (plain(text), [])


@pytest.mark.parametrize(
    ("info", "same"),
    [
        *(("python {2,3-4}", "{.python hl_lines='2 3 4'}"), ("python{1}", "{.python hl_lines=1}")),
        ('python hl_lines="2 3-4"', "{.python hl_lines='2 3 4'}"),
        ('python linenums="1"', "{.python linenums=true linenostart=1}"),
        ("python linenums=7", "{.python linenums=true linenostart=7}"),
        ("python linenos", "{.python linenums=true}"),
        ("python showLineNumbers {1}", "{.python linenums=true hl_lines=1}"),
        ("{.python .numberLines startFrom=10}", "{.python linenums=true linenostart=10}"),
        ("{.python code-line-numbers=true}", "{.python linenums=true}"),
        ('{.python code-line-numbers="2-3"}', "{.python hl_lines='2 3'}"),
        (".python", "python"),
        ("language-python", "python"),
    ],
)
def test_the_options_of_other_dialects_have_the_same_effect(info: str, same: str) -> None:
    assert rendered(fenced(info)) == rendered(fenced(same))
    assert rendered(fenced(same))[1] == []


@pytest.mark.parametrize(
    "info",
    [
        *('python title="a <b>.py"', '{.python filename="a <b>.py"}', "python file='a <b>.py'"),
        *("python {title='a <b>.py'}", '{#c .python lst-cap="a <b>.py"}'),
    ],
)
def test_a_code_block_can_have_a_title(info: str) -> None:
    html, found = rendered(fenced(info))
    identifier = ' id="c"' if "#c" in info else ""

    assert not found
    assert f'<figure{identifier} class="code-block"><figcaption>a &lt;b&gt;.py</figcaption>' in html
    assert plain(fenced("python")).split("\n", 1)[1].rpartition("\n")[0] in html


def test_a_directive_of_myst_is_a_code_block_with_options() -> None:
    options = ":linenos:\n:lineno-start: 5\n:emphasize-lines: 1,3-4\n:caption: a.py\n:name: b\n"
    text = fenced("{code-block} python", f"{options}\n{CODE}")

    assert rendered(text) == rendered(
        fenced('{.python #b title="a.py" linenums=5 hl_lines="1 3-4"}')
    )
    assert rendered(fenced("{code} python")) == rendered(fenced("python"))


def test_an_unknown_option_of_a_directive_is_reported_at_its_line() -> None:
    _, found = rendered(fenced("{code-block} python", f":linenos:\n:dedent: 4\n{CODE}"))

    assert [(d.location.line, d.location.marked) for d in found] == [(5, "dedent")]


@pytest.mark.parametrize("info", ["", "python", "{.python}"])
def test_a_fence_that_is_not_closed_is_text(info: str) -> None:
    html, _ = rendered(f"a\n\n~~~{info}\nb\n\n```\nc\n```\n\n~~\n")

    assert f"<p>~~~{info}\nb</p>" in html
    assert "<code>c\n</code>" in html


def test_a_line_of_inline_code_is_not_a_fence() -> None:
    assert rendered("```a``` b\n\n```\nc\n```")[0].startswith("<p><code>a</code> b</p>")


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("~~~ python\na\n~~~\n\nb\n\n```\nc\n```\n", [("python", 0, 3), ("", 6, 9)]),
        ("a\n\n    b\n\n    c\n\nd\n\n    b\n", [("", 2, 5), ("", 8, 9)]),
        ("- a\n\n        b\n\n> c\n\n[^1]: d\n\n        b\n\ne[^1]\n", [("", 2, 3), ("", 8, 9)]),
        ("<!-- a\nb --> c\n\n<!--\n\n-->\n\n```c\nd\n```\n", [("c", 7, 10)]),
        ("a <!-- b\nc --> d\n\n\te\n\n~~~\nf\n~~~", [("", 5, 8), ("", 3, 4)]),
    ],
)
def test_the_lines_of_each_code_block_are_known(
    text: str, blocks: list[tuple[str, int, int]]
) -> None:
    assert [*MarkdownRenderer().page(text).code] == blocks
