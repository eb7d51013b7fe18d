"""Bytes → a page's Markdown, through all that its HTML goes through."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any, cast

from coursegen.diagnostics import Diagnostics
from coursegen.render.finish import Finisher
from coursegen.render.headings import with_anchors
from coursegen.render.links import LinkWriter, Root
from coursegen.render.markdown import MarkdownRenderer
from coursegen.render.sections import fit_in, with_own_ids
from coursegen.render.summary import summary
from coursegen.report.text import as_text
from coursegen.source import Place, Source
from fuzz.course import small


def one(data: bytes) -> None:
    """Make HTML of it as a page does, and as a remark does."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    rendered(text)


def rendered(text: str) -> str:
    """The HTML of a page with this text."""
    noted = Diagnostics()
    made = small()
    start = Place(Source("content/labs/a.md", text))
    root = Root("../../")
    markdown = MarkdownRenderer(noted)
    html = with_own_ids(markdown.page(text, start), {"main"})
    html = LinkWriter(start, "labs", root, made.addresses, noted).rewrite(html)
    html, _ = with_anchors(html)
    html = made.pictures.rewrite(html, root, cast("Any", made.environment))
    fit_in(html, "a")
    summary(html)
    markdown.note(text)
    finished = Finisher("https://example.org/", (), "").finish(html)
    HTMLParser().feed(finished)
    as_text(noted)
    return finished
