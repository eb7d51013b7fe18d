"""The examples of CommonMark and GitHub Flavored Markdown, compared with coursegen's HTML."""

import json
import re
from collections import Counter, defaultdict
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from converting import converted

EXAMPLES = json.loads((Path(__file__).parent / "specs/gfm-0.29.json").read_text(encoding="utf-8"))
SAME, DIFFERENT = 496, 145
"""The number of examples that are rendered in the same way, and the number of those that differ."""
BLOCKS = re.findall(
    r"\w+",
    "address article aside blockquote body br dd details div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table "
    "tbody td tfoot th thead tr ul",
)
REASONS = {
    "Tabs": "tabs are four spaces, and code in a list is indented by four more",
    "Thematic breaks": "a line below text underlines it",
    "ATX headings": "a heading begins with the first character of its line",
    "Setext headings": "a heading has one line",
    "Indented code blocks": "spaces in empty lines of code are removed",
    "Fenced code blocks": "spaces at the ends of code are removed",
    "HTML blocks": "HTML is read to its end tag, with Markdown inside",
    "Link reference definitions": "a definition is on one line, without escaped characters",
    "Tables (extension)": "a table has a blank line before and after it",
    "Block quotes": "neighboring quotes are joined",
    "List items": "the content of an item is indented by up to four spaces",
    "Task list items (extension)": "the checkbox is inside a label",
    "Lists": "lists with other bullets are joined",
    "Backslash escapes": "only punctuation of Markdown is escaped",
    "Entity and numeric character references": "references in code and URLs are not replaced",
    "Code spans": "spaces at the ends of code are removed",
    "Emphasis and strong emphasis": "nested emphasis is closed by the first mark",
    "Links": "an address may contain spaces",
    "Images": "an image with a title is a figure",
    "Autolinks": "only addresses of the web and of email are linked",
    "Raw HTML": "incomplete tags are text",
    "Hard line breaks": "a backslash at the end of a heading stays",
}
"""Why examples of a section differ."""


class Normalizer(HTMLParser):
    """Reads HTML as a list of tags and texts, without spaces that have no effect."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag == "pre"
        compared = sorted(
            (name, unquote(value or "")) for name, value in attrs if self.is_compared(tag, name)
        )
        self.found.append(f"<{tag}{''.join(f' {name}={value!r}' for name, value in compared)}>")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "pre"
        if tag not in {"br", "hr", "img", "input"}:
            self.found.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.found.append(data if self.depth else re.sub(r"\s+", " ", data))

    def set_cdata_mode(self, *_: object, **__: object) -> None:
        """Read everything as markup: Python versions differ in the elements that have only text."""

    def handle_comment(self, _data: str) -> None:
        """Ignore comments, which coursegen removes."""

    @staticmethod
    def is_compared(tag: str, name: str) -> bool:
        return not (
            (tag in {"h1", "h2", "h3", "h4", "h5", "h6"} and name == "id")
            or (tag in {"code", "td", "th", "li", "input"} and name in {"class", "align"})
        )


def _without_spans(pre: re.Match[str]) -> str:
    return re.sub(r"</?span[^>]*>", "", pre[0])


def normalized(html: str) -> str:
    """Return HTML in a form in which equivalent documents are equal."""
    html = re.sub(r'<div class="(?:highlight|table)">(.*?)</div>', r"\1", html, flags=re.DOTALL)
    html = re.sub(r"<pre>.*?</pre>", _without_spans, html, flags=re.DOTALL)
    html = re.sub(r"</?label>|<t(?:head|body)>|</t(?:head|body)>", "", html)
    reader = Normalizer()
    reader.feed(html)
    reader.close()
    text = "".join(reader.found)
    for name in BLOCKS:
        text = re.sub(rf"\s*(</?{name}(?: [^>]*)?>)\s*", r"\1", text)
    text = re.sub(r"\s+(</code></pre>)", r"\1", text).strip()
    return text.replace("'disabled'", "''").replace("'checked'", "''")


def outcome(markdown: str, html: str) -> str:
    """Return whether an example is rendered the same, reported, or differs."""
    found, diagnostics = converted(markdown)
    if normalized(found) == normalized(html):
        return "same"
    return "reported" if diagnostics else "differs"


MANUAL = Path(__file__).parents[2] / "docs/content/writing/dialects.md"
BEGIN, END = "<!-- examples -->\n", "<!-- end of examples -->\n"


@cache
def outcomes() -> dict[str, Counter[str]]:
    """Return the number of examples with each outcome, by section."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for _number, section, markdown, html in EXAMPLES:
        found[section][outcome(markdown, html)] += 1
    return found


def summary() -> str:
    """Return the part of the manual with the counts."""
    total = sum(outcomes().values(), Counter[str]())
    rows = [
        f"| {section.removesuffix(' (extension)')} | {count['differs']} | {REASONS[section]} |"
        for section, count in outcomes().items()
        if count["differs"]
    ]
    return (
        f"Of the {total.total()} examples of GitHub's specification, {total['same']} are rendered "
        f"in the same way,\n{total['reported']} are reported, and {total['differs']} differ:\n\n"
        "| Section | Examples | Main difference |\n| --- | --: | --- |\n" + "\n".join(rows) + "\n"
    )


def test_the_manual_lists_how_many_examples_differ_and_why() -> None:
    assert MANUAL.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0] == summary()


def test_no_fewer_examples_are_rendered_in_the_same_way_than_before() -> None:
    total = sum(outcomes().values(), Counter[str]())

    assert total["same"] >= SAME
    assert total["differs"] <= DIFFERENT


@pytest.mark.parametrize(
    ("first", "second", "is_equal"),
    [
        ("<p>a\nb</p>", "<p>a b</p>\n", True),
        ("<hr />", "<hr>", True),
        ("<p>a</p>", "<p>b</p>", False),
        ("<pre><code>a  b</code></pre>", "<pre><code>a b</code></pre>", False),
        ("<a href='/a'>x</a>", "<a href='/b'>x</a>", False),
    ],
)
def test_only_equivalent_documents_are_equal(first: str, second: str, is_equal: bool) -> None:
    assert (normalized(first) == normalized(second)) is is_equal


if __name__ == "__main__":
    before, begin, rest = MANUAL.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    MANUAL.write_text(before + begin + summary() + end + after, encoding="utf-8")
