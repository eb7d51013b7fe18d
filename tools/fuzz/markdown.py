"""The fuzz target for Markdown, which renders a page to HTML."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any, cast

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.text import Location, Source
from coursegen.html.postprocess import HtmlPostprocessor
from coursegen.markdown.convert import MarkdownRenderer
from coursegen.markdown.headings import with_anchors
from coursegen.markdown.links import LinkWriter, Root
from coursegen.report.text_report import as_text
from coursegen.site.broken_links import report_broken_link
from coursegen.views.home_sections import nest_headings, with_unique_ids
from coursegen.views.page_summary import summary
from fuzz.course import small


def one(data: bytes) -> None:
    """Render the data as the Markdown of a page and of a note."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    rendered(text)


def rendered(text: str) -> str:
    """Return the HTML of a page with the given Markdown."""
    diagnostics = Diagnostics()
    course = small()
    start = Location(Source("content/labs/a.md", text))
    root = Root("../../")
    markdown = MarkdownRenderer()
    fragment = markdown.page(text)
    fragment.report(start, diagnostics)
    html = with_unique_ids(fragment.html, {"main"})
    links = LinkWriter(start, "labs", root, course.site)
    html = links.rewrite(html, fragment.code)
    diagnostics.extend(links.diagnostics)
    for link in links.broken:
        report_broken_link(link, course.addresses, diagnostics)
    html, _ = with_anchors(html)
    html = course.images.rewrite(html, root, cast("Any", course.environment))
    nest_headings(html, "a")
    summary(html)
    markdown.note(text)
    finished = HtmlPostprocessor("https://example.org/", (), ()).finish(html)
    HTMLParser().feed(finished)
    as_text(diagnostics)
    return finished
