"""The faster reimplementations give exactly the same results as the libraries."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import pygments
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.serializers import to_html_string
from plain_markdown import plain
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from coursegen.markdown.code.first_characters import first_characters
from coursegen.markdown.code.highlight import highlighted
from coursegen.markdown.code.lexers import Language
from coursegen.markdown.convert import MarkdownRenderer
from coursegen.markdown.fast import blocks, inline
from coursegen.markdown.fast.serialize import to_html
from coursegen.views.home_sections import with_unique_ids

ROOT = Path(__file__).parents[2]
CORPUS = sorted((ROOT / "tests/corpus/markdown").iterdir())

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
    fragment = MarkdownRenderer().convert(text)
    return fragment.html, [each.problem.message for each in fragment.skipped]


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

    assert messages or html == plain(text)


def test_one_document_does_not_affect_the_next() -> None:
    renderer = MarkdownRenderer()
    texts = ["[b]: http://x.y", "[b] *a* \\* {: .c }", "*a", "[TOC]\n\n# A", "# A", "[b]"]

    for text in texts * 2:
        assert renderer.convert(text).html == plain(text)


def test_a_converter_is_created_without_scanning_installed_packages() -> None:
    program = (
        "import sys; from coursegen.markdown.convert import MarkdownRenderer;"
        "MarkdownRenderer().convert('a `b`');"
        "print('importlib.metadata' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert run.stdout == "False\n"


# --- markers --------------------------------------------------------------------------------------

CONVERTER: Any = MarkdownRenderer()._markdown
MARKUP = st.text(alphabet="ab1. \n\t\\`*_[]()^:<>!&;#=-+|~{}\"'/?@\x02ö²", max_size=40)


@pytest.mark.parametrize(
    "pattern",
    [p for p in CONVERTER.inlinePatterns if p.pattern in inline._MARKERS],
    ids=lambda pattern: type(pattern).__name__,
)
@settings(max_examples=60, derandomize=True)
@given(text=MARKUP | IN_A_LINE)
def test_every_match_of_a_pattern_contains_one_of_its_markers(pattern: Any, text: str) -> None:
    for found in pattern.getCompiledRegExp().finditer(text):
        assert any(marker in found[0] for marker in inline._MARKERS[pattern.pattern])


def test_no_pattern_depends_on_its_parent_elements() -> None:
    assert all(not pattern.ANCESTOR_EXCLUDES for pattern in CONVERTER.inlinePatterns)


def accepts(processor: Any, block: str) -> bool:
    """Return whether a processor accepts a block after a list and a paragraph."""
    parent = Element("div")
    SubElement(SubElement(parent, "ul"), "li").text = "a"
    SubElement(parent, "p").text = "b"
    return bool(processor.test(parent, block)) and processor.run(parent, [block]) is not False


@pytest.mark.parametrize("name", blocks._MARKERS)
@settings(max_examples=60, derandomize=True)
@given(block=MARKUP | BLOCKS)
def test_a_processor_accepts_no_block_without_its_markers(name: str, block: str) -> None:
    if not any(marker in block for marker in blocks._MARKERS[name]):
        assert not accepts(CONVERTER.parser.blockprocessors[name], block)


@settings(max_examples=120, derandomize=True)
@given(block=MARKUP | BLOCKS | st.from_regex(blocks._PLAIN_PARAGRAPH, fullmatch=True))
def test_a_block_whose_lines_begin_with_letters_is_a_paragraph(block: str) -> None:
    if blocks._PLAIN_PARAGRAPH.match(block):
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


@cache
def with_sorted_rules(name: str) -> Language:
    language = Language(type(get_lexer_by_name(name)), {})
    language.tokens(CODE * 8)
    return language


@pytest.mark.parametrize("language", ["python", "c", "bash", "javascript", "css"])
@settings(max_examples=60, derandomize=True)
@given(code=st.text(alphabet="ab_AB01 \n\t\"'`$#%&()[]{}<>=+-*/\\|;:,.!?@éſK", max_size=200))
def test_sorted_rules_give_the_same_tokens_as_all_rules(language: str, code: str) -> None:
    lexer = get_lexer_by_name(language)

    assert list(with_sorted_rules(language).tokens(code)) == list(lexer.get_tokens(code))


def test_the_rules_of_a_language_are_not_sorted_for_a_small_amount_of_code() -> None:
    language = Language(type(get_lexer_by_name("python")), {})
    language.tokens("x")

    assert language._sorted is None


@pytest.mark.parametrize("name", ["python", "c", "kotlin", "bash", "javascript", "css", "sql"])
def test_the_rules_of_a_language_are_sorted_for_a_large_amount_of_code(name: str) -> None:
    language = with_sorted_rules(name)

    assert language._sorted
    assert language._may_be_sorted


@pytest.mark.parametrize(
    ("pattern", "characters"),
    [
        (r"(?:a|b+)c", "ab"),
        (r"\s*x?[0-3]", "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f x0123"),
        (r"(?<=x)(?!b)(?i:k)", "Kk"),
        (r"^(?P<a>q)(?P=a)", "q"),
    ],
)
def test_the_possible_first_characters_are_derived_from_the_pattern(
    pattern: str, characters: str
) -> None:
    assert first_characters(re.compile(pattern)) == set(characters)


@pytest.mark.parametrize("pattern", [r"a*", r"", r"(a)?\1", r"(?i)\u017f", r"[^\w\W]?", r"."])
def test_any_first_character_is_possible_if_the_pattern_does_not_determine_it(pattern: str) -> None:
    assert len(first_characters(re.compile(pattern))) == 128


PYTHON: Any = get_lexer_by_name("python")
RULES = [
    (match, first_characters(match.__self__))
    for rules in PYTHON._tokens.values()
    for match, *_ in rules
]


@settings(max_examples=200, derandomize=True)
@given(text=st.text(alphabet="ab_AB01 \n\"'`$#()[]{}<>=*/\\|;:,.!", min_size=1, max_size=8))
def test_every_match_of_a_lexer_rule_starts_with_one_of_its_first_characters(text: str) -> None:
    assert all(text[0] in characters for match, characters in RULES if match(text))
