"""`check` reads the elements of the conversion, and finds their places in the source."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursegen.base.text import Location, Source
from coursegen.check.reading.element_places import Span
from coursegen.check.reading.markdown_sources import MarkdownSource, WrittenElement
from coursegen.markdown.convert import MarkdownRenderer
from coursegen.markdown.elements import FindElements

ROOT = Path(__file__).parents[2]
TEXTS = [
    path
    for folder in ("docs", "examples", "content", "coursegen/scaffold", "tests/golden")
    for path in sorted((ROOT / folder).rglob("*.md"))
    if "site" not in path.relative_to(ROOT).parts and path.name != "README.md"
]
WORDS = """# |## |[a]|(b)|![|](|<|>|</a>|<a href=x>|<b>|`|``|```|~~~|==|--|<!--|-->|\\|"|'|<pre>|
|</pre>|<div>|</div>|*|_|{#x}|[^1]|[]:|- |!!!|    |\t| |图|\n\n"""
PARTS = st.sampled_from([*WORDS.split("|"), "|", "|-|-|"])


class Finished(HTMLParser):
    """The headings, links and images of rendered Markdown."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.links: list[str] = []
        self.alts: list[str] = []
        self.tables = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        is_generated = (given.get("class") or "").startswith(("footnote", "figure-reference"))
        if tag == "a" and "href" in given and not is_generated:
            self.links.append(given.get("href") or "")
        if tag == "img" and given.get("alt"):
            self.alts.append(given["alt"] or "")
        self.tables += tag == "table"


def markdown(text: str) -> MarkdownSource:
    fragment = MarkdownRenderer(lambda _code, _language: "", FindElements()).page(text)
    return MarkdownSource(text, Location(Source("content/a.md", text)), fragment, is_exact=True)


def named(source: MarkdownSource, pattern: str) -> list[WrittenElement]:
    return [each for each in source.elements if re.fullmatch(pattern, each.element.name)]


def text_of(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)


def agrees(text: str) -> None:
    html = MarkdownRenderer().page(text).html
    finished = Finished(html.replace('<table class="highlighttable"', "<div"))  # line numbers
    source = markdown(text)
    links = [e.element.value("href") for e in named(source, "a") if "href" in e.element.attributes]

    assert [int(each.element.name[1]) for each in named(source, "h[1-6]")] == finished.headings
    assert [e.element.value("alt") for e in named(source, "img")] == finished.alts
    assert links == [link for link in finished.links if not link.startswith("mailto")]
    assert len(named(source, "table")) == finished.tables


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_element_of_the_repository_s_markdown_has_a_place(path: Path) -> None:
    agrees(text_of(path))


@pytest.mark.parametrize(
    "text",
    [
        "# A\n\n## B {#b}\n\nC\n===\n\nD\n---\n\n### E ###\n",
        "Text\nmore\n---\n\n- a\n- b\n\n* * *\n\n---\n",
        "```md\n# no\n[no](b)\n```\n\n# yes\n\n    # no\n    ![no](b)\n\n`[no](a)`\n",
        "~~~\n# no\n```\n~~~\n\n[yes](a) ``a ` [no](b)`` `[no](c)`\n",
        "<!-- # no\n\n[no](a) -->\n\n<pre>\n# no\n[no](a)\n</pre>\n\n<code>[yes](a)</code>\n",
        "<div>\n## no\n[no](a)\n</div>\n\n## yes\n",
        '<div markdown="1">\n\n## yes\n\n[yes](a)\n\n</div>\n',
        "<h2>yes</h2>\n\n<a href='x'>yes</a> <a name='y'>no</a> <img src='a' alt='yes'>\n",
        "[a][b] [b][] [b] [c] [TOC2]\n\n[b]: https://example.org\n",
        '[![alt](a.png)](b) ![one](a.png "t") [x](<a b>) [y](a(b)c "t")\n',
        "\\[no](a) and [yes \\] still](a)\n",
        "- item\n\n    [yes](a)\n\n        [no](a)\n\n1. x\n\n    ![yes](a)\n",
        "| a | b |\n|---|---|\n| [yes](c) | d |\n\na | b\n--|--\n1 | 2\n",
        "| | |\n|---|---|\n| x | y |\n",
        "Note.[^1]\n\n[^1]: With a [link](a).\n",
        "!!! note\n    A [link](a).\n\n    And [one](b).\n",
        "- # In a list\n\n> ## In a quote\n>\n> Also\n> ---\n\n!!! note\n    ### In a note\n",
        "[a](b_c\\_d) [*a* `b` &amp; c](d) [a\nb](c) <https://a.b/c>\n",
    ],
)
def test_every_element_has_a_place(text: str) -> None:
    agrees(text)


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("x # A\n\n- # A\n", "h1", ["# A"]),
        ("# no\n    # A\n", "h1", ["# no"]),
        ("A *b*\n---\n", "h2", ["A *b*"]),
        ("`[a](b)` [a](b) ![c](d)\n", "a", ["[a](b)"]),
        ("x[^1] [a](b)\n\n[^1]: [c](b)\n", "a", ["[a](b)", "[c](b)"]),
        ("[^1]: [c](b)\n\nx[^1] [a](b)\n", "a", ["[a](b)", "[c](b)"]),
        ("![a](b) ![a](c)\n", "img", ["![a](b)", "![a](c)"]),
        ("<div>\n[a](b)\n</div>\n\n[c](b)\n", "a", ["[c](b)"]),
        ('<B title="1 > 0">a</B> <i "x">\n', "b", ['<B title="1 > 0">']),
        ("| a | b |\n| --- | :-: |\n", "table", ["| a | b |"]),
        ("| a | b |\n| --- | x |\n", "table", []),
        ('<div markdown="1">\n<h2 class="x">A</h2>\n</div>\n', "h2", ['<h2 class="x">']),
        ("    <i>\n\n<i>\n", "i", ["<i>"]),
        ("a [b [c] \\] d\ne](x(1).html) [h\n\ni](j)\n", "a", ["[b [c] \\] d\ne](x(1).html)"]),
        ("[TOC]\n\n## A\n\n[b](#a)\n", "a", ["[b](#a)"]),
        ("## <d@e.org>\n", "h2", ["## <d@e.org>"]),
        (
            "(https://e.org/a'b). “www.e.org/c_(d)”, “https://e.org”\n",
            "a",
            ["https://e.org/a'b", "www.e.org/c_(d)", "https://e.org"],
        ),
    ],
)
def test_a_place_is_that_of_the_element(text: str, pattern: str, expected: list[str]) -> None:
    source = markdown(text)
    assert [text[slice(*each.span)] for each in named(source, pattern)] == expected


@given(st.lists(PARTS, max_size=30).map("".join))
def test_the_location_of_every_element_is_in_the_text(text: str) -> None:
    source = markdown(text)

    assert len(source.bare) == len(text)
    assert source.bare.count("\n") == text.count("\n")
    for start, end in (each.span for each in source.elements):
        assert 0 <= start <= end <= len(text)
        location = source.location(Span(start, end))
        marked = location.source.line(location.line)[location.column - 1 :][: end - start]
        assert text[start:].startswith(marked)


@pytest.mark.parametrize(
    "part", ["[", "![", "`", "<a href=x>", "<div>\n", "a\n---\n", "<pre>", "| ", "# a\n", "[a](b)"]
)
def test_long_malformed_text_is_examined_as_fast_as_other_text(part: str) -> None:
    assert len(named(markdown(part * 4000), "a|h2")) <= 4000


def test_the_text_of_an_element_is_that_of_all_elements_inside_it() -> None:
    (link,) = named(markdown('[*a* `b` &amp; <b>c</b> ![d](e) \\*f](g "h")\n'), "a")
    assert link.element.text == "a b & c d *f"


def test_an_element_in_too_many_others_with_its_name_has_no_text() -> None:
    texts = [each.element.text for each in named(markdown("<b>" * 70 + "x" + "</b>" * 70), "b")]
    assert texts == ["x"] * 60 + [""] * 10


def test_html_and_markdown_contain_each_other() -> None:
    source = markdown("<p>\n<b>a</b>\n</p>\n\n> [b](c) <i>[d](e)</i>\n")
    (bold,), (italic,) = named(source, "b"), named(source, "i")
    assert [each.name for each in source.around(bold)] == ["p"]
    assert [each.name for each in source.around(italic)] == ["blockquote"]
    assert [each.text for each in source.inside(italic)] == ["d"]


def test_code_scripts_and_comments_contain_no_elements() -> None:
    hidden = (
        "    <i>\n\n`<i>` <!-- <i> -->\n\n<script>'<i>'</script>\n\n~~~\n<i>\n~~~\n\n<pre><i>\n"
    )
    assert named(markdown(hidden), "i") == []
    assert "<i>" not in markdown(hidden).bare
