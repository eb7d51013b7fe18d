"""The faster reimplementations give exactly the same results as the libraries."""

import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import pygments
import pytest
from converting import NOT_RENDERED, converted
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.serializers import to_html_string
from plain_markdown import plain
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from coursegen.markdown.code.code_blocks import CodeBlocks
from coursegen.markdown.code.highlight import highlighted
from coursegen.markdown.convert import MarkdownRenderer, features, make_converter
from coursegen.markdown.fast import blocks, inline
from coursegen.markdown.fast.serialize import to_html
from coursegen.markdown.guard import without_controls
from coursegen.markdown.limits import Limits
from coursegen.views.home_sections import with_unique_ids

ROOT = Path(__file__).parents[2]
CORPUS = sorted((ROOT / "tests/corpus/markdown").iterdir())
MANUAL = sorted((ROOT / "docs/content").rglob("*.md"))

# --- whole documents -----------------------------------------------------------------------------

IN_A_LINE = st.lists(
    st.sampled_from(
        [
            *(
                "*",
                "**",
                "***",
                "_",
                "__",
                "`",
                "``",
                "[",
                "]",
                "](",
                ")",
                "![",
                "](b)",
                '](b "c")',
            ),
            *(
                "[a][b]",
                "[b]",
                "[^1]",
                "<",
                ">",
                "<x@y.zz>",
                "<http://a.b/>",
                "<b>",
                "</b>",
                "&amp;",
            ),
            *("&", "\\", "\\*", "  \n", "\n", " ", "a", "b c", "ö", "{: .d }", "'", '"', "(", "!"),
        ]
    ),
    max_size=25,
).map("".join)
BLOCKS = st.lists(
    st.sampled_from(
        [
            *(
                "Words, and\nmore words.",
                "# A\n",
                "## A `b` <i>c</i>",
                "A\n===",
                "- a\n- b",
                "1. a",
            ),
            *(
                "    - c",
                "    code",
                "> quoted",
                "a | b\n--|:-:\n`c|d` | e",
                "A\n: b",
                "---",
                "[TOC]",
            ),
            *(
                "```python\ndef f(): pass\n```",
                "~~~ {.sh #x}\nls\n~~~",
                '``` c hl_lines="1"\nint a;\n```',
            ),
            *(
                "[^1]: A note.",
                "A[^1] B[^1]",
                "[b]: http://x.y 'T'",
                "*[CSS]: Style",
                "CSS [b] [b][]",
            ),
            *(
                "!!! note\n    Words.",
                "<div markdown=1>\n*a*\n</div>",
                "<p>raw</p>",
                "<!-- c -->",
                "<br>",
            ),
            *(
                "- [x] done",
                '![a](b.png "C")',
                "# A {: #x data-toc-label='y' }",
                "\\# a",
                "&#65 b & c",
            ),
            *(
                "///Footnotes Go Here///",
                "x\ty",
                "İ ſ ²\n½. a",
                "a\r",
                "    \n  \n",
                "::: a",
                "5 < 6 > 4",
            ),
        ]
    ),
    max_size=9,
).flatmap(lambda parts: st.sampled_from(["\n\n", "\n"]).map(lambda between: between.join(parts)))


def rendered(text: str) -> tuple[str, list[str]]:
    """Return the HTML and the messages without optional features, which the library lacks."""
    html, diagnostics = converted(text, optional=())
    return html, [d.message for d in diagnostics if d.code not in NOT_RENDERED]


@settings(max_examples=200, derandomize=True)
@given(text=IN_A_LINE | BLOCKS)
def test_the_html_is_the_same_as_the_library_s(text: str) -> None:
    assert rendered(text) == (plain(text), [])


@pytest.mark.parametrize(
    "text",
    [
        *(
            "*a *b* c",
            "*a *",
            "**a **b** c",
            "*a** b*",
            "**a* b**",
            "a*b*c",
            "*_a_*",
            "*a\n*b",
            "***a*",
        ),
        *(
            "*[a](b)* [*a*](b)",
            "[a](b c) [a](<b>) [a](b\\)c) [[a](b)](c)",
            "![a](b)[a]()",
            "[a] (b)",
        ),
        *(
            "# \\*A\\_b\\*",
            "# A &amp; *b* &lt; c",
            "# A\n\n# A\n\n# A_1\n\n# A",
            "# {: #a }\n\n# a",
        ),
        *("<div markdown=1>\n\\* {: .x }\n\n> a\n</div>", "<p markdown=1>[TOC] \\*</p>\n\n# A"),
        *(
            "<div markdown=1>\n///Footnotes Go Here///\n</div>\n\na[^1]\n\n[^1]: b",
            "<p>\n\n<b>\n\na",
        ),
        *(
            "[b]\n\n[b]: c",
            "[^1]",
            "a[^1]\n\n[^1]: *b*\n[^2]: c",
            "a\r",
            "\ta\n \t \n\n  \nb",
            "a \n\n b",
        ),
    ],
)
def test_the_html_of_difficult_markdown_is_the_same_as_the_library_s(text: str) -> None:
    assert rendered(text) == (plain(text), [])


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_the_html_of_fuzzing_results_is_the_same_as_the_library_s(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    html, messages = rendered(text)

    assert messages or html == plain(without_controls(text)[0])


def test_the_html_of_the_manual_is_the_same_as_the_library_s() -> None:
    for path in MANUAL:
        text = path.read_text(encoding="utf-8").partition("\n---\n")[2]
        assert rendered(text) == (plain(text), [])


def test_one_document_does_not_affect_the_next() -> None:
    renderer = MarkdownRenderer(optional=())
    texts = ["[b]: http://x.y", "[b] *a* \\* {: .c }", "*a", "[TOC]\n\n# A", "# A", "[b]"]

    for text in texts * 2:
        assert renderer.page(text).html == plain(text)


def test_a_converter_is_created_without_scanning_installed_packages() -> None:
    program = (
        "import sys;"
        "from coursegen.markdown.convert import MarkdownRenderer;"
        "MarkdownRenderer().note('a `b`');"
        "print('importlib.metadata' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert run.stdout == "False\n"


# --- triggers -------------------------------------------------------------------------------------

LIMITS = Limits()
FEATURES = features(CodeBlocks(LIMITS, highlighted))
CONVERTER: Any = make_converter(FEATURES, LIMITS)
DECLARED = {name: each for feature in FEATURES for name, each in feature.triggers.items()}
MARKUP = st.text(alphabet="ab1. \n\t\\`*_[]()^:<>!&;#=-+|~{}\"'/?@\x02ö²", max_size=40)
PATTERNS = {
    **{
        p: inline._TRIGGERS[p.pattern]
        for p in CONVERTER.inlinePatterns
        if p.pattern in inline._TRIGGERS
    },
    **{CONVERTER.inlinePatterns[name]: DECLARED[name] for name in ("footnote", "em_strong")},
}
BLOCK_TRIGGERS = {
    **blocks._TRIGGERS,
    **{name: each for name, each in DECLARED.items() if name in CONVERTER.parser.blockprocessors},
}


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: type(pattern).__name__)
@settings(max_examples=60, derandomize=True)
@given(text=MARKUP | IN_A_LINE)
def test_every_match_of_a_pattern_contains_one_of_its_triggers(pattern: Any, text: str) -> None:
    for found in pattern.getCompiledRegExp().finditer(text):
        assert any(trigger in found[0] for trigger in PATTERNS[pattern])


def accepts(processor: Any, block: str) -> bool:
    """Return whether a processor accepts a block after a list and a paragraph."""
    parent = Element("div")
    SubElement(SubElement(parent, "ul"), "li").text = "a"
    SubElement(parent, "p").text = "b"
    return bool(processor.test(parent, block)) and processor.run(parent, [block]) is not False


@pytest.mark.parametrize("name", BLOCK_TRIGGERS)
@settings(max_examples=60, derandomize=True)
@given(block=MARKUP | BLOCKS)
def test_a_processor_accepts_no_block_without_its_triggers(name: str, block: str) -> None:
    if not any(trigger in block for trigger in BLOCK_TRIGGERS[name]):
        assert not accepts(CONVERTER.parser.blockprocessors[name], block)


@settings(max_examples=120, derandomize=True)
@given(block=MARKUP | BLOCKS | st.from_regex(blocks._LINES_OF_LETTERS, fullmatch=True))
def test_a_block_of_lines_of_letters_without_triggers_is_a_paragraph(block: str) -> None:
    triggers = [trigger for each in DECLARED.values() for trigger in each]
    if blocks._LINES_OF_LETTERS.match(block) and not any(one in block for one in triggers):
        processors = CONVERTER.parser.blockprocessors
        assert [p for p in processors if accepts(p, block)] == [processors["paragraph"]]


# --- trees and identifiers -----------------------------------------------------------------------

TEXTS = st.none() | st.text(alphabet="a &<>\"'\n;#1", max_size=6)


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> Element:
    element = Element(draw(st.sampled_from(["p", "em", "br", "script", "input"])))
    element.text, element.tail = draw(TEXTS), draw(TEXTS)
    names = st.sampled_from(["class", "checked", "id"])
    element.attrib |= draw(st.dictionaries(names, st.sampled_from(["a", "checked", '"<&amp;&'])))
    if depth:
        element.extend(draw(st.lists(trees(depth - 1), max_size=2)))
    return element


@settings(max_examples=80, derandomize=True)
@given(tree=trees())
def test_a_tree_is_serialized_as_in_the_library(tree: Element) -> None:
    assert to_html(tree) == to_html_string(tree)


def test_an_id_is_found_only_in_a_tag() -> None:
    html = 'id="a" <p title="" id="b">id="b" <!id="b"> </p id="b"><b\nid="b">'

    assert with_unique_ids(html, {"b"}) == html.replace(
        'title="" id="b"', 'title="" id="b-2"'
    ).replace('<b\nid="b"', '<b\nid="b-2"')


def test_a_percent_encoded_link_matches_its_id() -> None:
    assert with_unique_ids('<p id="ü"><a href="#%C3%BC">', set()) == '<p id="ü"><a href="#ü">'


# --- code ----------------------------------------------------------------------------------------

CODE = """#include <stdio.h>
  #define X 1
class Root(val a: Int) : Link() { }
# A comment, and /* another */ // to the end
class A(B): # ünïcode
    def f(self, x: int = 0x1F) -> str:
        return f"{x!r:>{10}}\\n" + 'a' + \"\"\"long\"\"\"
int main(void) { return 07L + 1.5e-3f; }
SELECT a, COUNT(*) FROM t WHERE b = 'c' -- d
for file in *.csv; do echo "$file" | sort -n > "${x%.*}.txt"; done
<p class="a">&amp;</p><script>let a = `b ${c}`;</script><style>a > b { c: #fff }</style>
\\begin{a} $x^2$ \\end{a} % e
key: [1, "two", ~]

\tfn main() { println!("{}", 1); } \x0b ſ
"""
LANGUAGES = (
    *("python", "c", "cpp", "java", "javascript", "bash", "sql", "css", "html", "rust", "tex"),
    *("yaml", "json", "r", "go", "haskell", "php", "text", "no-such-language"),
)


def highlighted_by_pygments(code: str, language: str) -> str:
    lexer = get_lexer_by_name("text" if language == "no-such-language" else language)
    formatter = HtmlFormatter(cssclass="highlight", wrapcode=True)
    return pygments.highlight(code, lexer, formatter)


@pytest.mark.parametrize("language", LANGUAGES)
def test_code_is_highlighted_as_in_pygments_every_time(language: str) -> None:
    lines = CODE.splitlines(keepends=True)
    pieces = ["", "\n\n", *lines, CODE * 4, "".join(reversed(lines)), *lines, CODE]

    for piece in pieces:
        assert highlighted(piece, language) == highlighted_by_pygments(piece, language)
