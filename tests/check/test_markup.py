"""The Markdown source parser finds the elements of the rendered page, and ignores code."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursegen.base.text import Location, Source
from coursegen.check.reading import markup
from coursegen.check.reading.markdown_sources import MarkdownSource
from coursegen.markdown.convert import MarkdownRenderer

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
        if tag == "a" and "href" in given and not (given.get("class") or "").startswith("footnote"):
            self.links.append(given.get("href") or "")
        if tag == "img" and given.get("alt"):
            self.alts.append(given["alt"] or "")
        self.tables += tag == "table"


def markdown(text: str) -> MarkdownSource:
    return MarkdownSource(text, Location(Source("content/a.md", text)), is_exact=True)


def text_of(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)


def agrees(text: str) -> None:
    finished = Finished(MarkdownRenderer().page(text).html)
    source = markdown(text)

    assert [heading.level for heading in source.headings] == finished.headings
    assert sorted(image.alt for image in source.images) == sorted(finished.alts)
    assert len(source.links) == len([link for link in finished.links if "mailto" not in link])
    html_tables = sum(tag.name == "table" and not tag.is_closing for tag in source.tags)
    assert len(list(source.tables())) + html_tables == finished.tables


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_parsing_the_repository_s_markdown_matches_rendering(path: Path) -> None:
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
    ],
)
def test_parsing_markdown_matches_rendering(text: str) -> None:
    agrees(text)


@given(st.lists(PARTS, max_size=30).map("".join))
def test_the_location_of_every_element_is_correct(text: str) -> None:
    source = markdown(text)

    assert len(source.bare) == len(source.markdown) == len(text)
    assert source.bare.count("\n") == text.count("\n")
    spans = [heading.span for heading in source.headings]
    spans += [link.span for link in source.links]
    spans += [image.span for image in source.images]
    spans += [tag.span for tag in source.tags]
    spans += [span for _, span in source.tables()]
    for start, end in spans:
        assert 0 <= start <= end <= len(text)
        location = source.location(markup.Span(start, end))
        marked = location.source.line(location.line)[location.column - 1 :][: end - start]
        assert text[start:].startswith(marked)


@pytest.mark.parametrize(
    "part", ["[", "![", "`", "<a href=x>", "<div>\n", "a\n---\n", "<pre>", "| "]
)
def test_long_malformed_text_is_parsed_as_fast_as_other_text(part: str) -> None:
    source = markdown(part * 4000)

    found = [*source.headings, *source.links, *source.images, *source.tables()]

    assert len(found) <= 4000
