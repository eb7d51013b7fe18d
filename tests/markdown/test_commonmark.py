"""The examples of CommonMark and GitHub Flavored Markdown, compared with coursegen's HTML."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from converting import converted

EXAMPLES = json.loads(
    (Path(__file__).parent / "specs/gfm-0.29.json").read_text(encoding="utf-8")
)
BLOCKS = frozenset(
    "address article aside blockquote body br dd details div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section summary table tbody td tfoot "
    "th thead tr ul".split()
)
IGNORED = {("h", "id"), ("code", "class"), ("td", "align"), ("th", "align"), ("td", "class")}


class Normalizer(HTMLParser):
    """Reads HTML as a list of tags and texts, without spaces that have no effect."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag == "pre"
        kept = sorted((name, value or "") for name, value in attrs if self.is_kept(tag, name))
        self.found.append(f"<{tag}{''.join(f' {name}={value!r}' for name, value in kept)}>")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "pre"
        if tag != "br":
            self.found.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.found.append(data if self.depth else re.sub(r"\s+", " ", data))

    def handle_comment(self, _data: str) -> None:
        """Ignore comments, which coursegen removes."""

    @staticmethod
    def is_kept(tag: str, name: str) -> bool:
        return not (
            (tag in {"h1", "h2", "h3", "h4", "h5", "h6"} and name == "id")
            or (tag in {"code", "td", "th", "li", "input"} and name in {"class", "align"})
        )


def normalized(html: str) -> str:
    """Return HTML in a form in which equivalent documents are equal."""
    html = re.sub(r'<div class="(?:highlight|table)">(.*?)</div>', r"\1", html, flags=re.DOTALL)
    html = re.sub(r"(<pre>.*?</pre>)", lambda m: re.sub(r"</?span[^>]*>", "", m[0]), html, flags=re.DOTALL)
    html = re.sub(r"</?label>|<t(?:head|body)>|</t(?:head|body)>", "", html)
    reader = Normalizer()
    reader.feed(html)
    reader.close()
    text = "".join(reader.found)
    for name in BLOCKS:
        text = re.sub(rf"\s*(</?{name}(?: [^>]*)?>)\s*", r"\1", text)
    return re.sub(r"\s+(</code></pre>)", r"\1", text).strip().replace("'disabled'", "''").replace("'checked'", "''")


def outcome(markdown: str, html: str) -> str:
    """Return whether an example is rendered the same, reported, or differs."""
    found, diagnostics = converted(markdown)
    if normalized(found) == normalized(html):
        return "same"
    return "reported" if diagnostics else "differs"
