"""Markdown as HTML that is read outside of the site, such as in a feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.text import location_of
from coursegen.content.ids import file_id
from coursegen.html.emails import hide_emails
from coursegen.markdown.links import LinkWriter, Root
from coursegen.site.link_targets import folder_of
from coursegen.views.home_sections import with_prefix

if TYPE_CHECKING:
    from coursegen.markdown.cache import MarkdownCache
    from coursegen.site.site_reads import SiteReads


def absolute_html(markdown: MarkdownCache, site: SiteReads, text: str, page_url: str) -> str:
    """Convert Markdown from a file to HTML with absolute URLs; broken links become plain text.

    `page_url` is the URL of the page that shows the text as a section, and reports its problems.
    """
    start = location_of(text)
    fragment = markdown.page(text, start.source.name)
    links = LinkWriter(start, folder_of(start), Root(site.info.url, page_url=page_url), site)
    html = with_prefix(fragment.html_for(site.info), file_id(start.source.name))
    return hide_emails(links.rewrite(html, fragment.code))
