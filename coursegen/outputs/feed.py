"""The Atom feed of the announcements (RFC 4287)."""

from __future__ import annotations

import re
from functools import partial
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from coursegen.base.codes import Code
from coursegen.base.text import plain_text
from coursegen.base.urls import encode_path
from coursegen.content.announcements import ANNOUNCEMENTS
from coursegen.outputs.output import of_bytes
from coursegen.site.generated_paths import FEED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coursegen.content.announcements import Announcement
    from coursegen.content.site import CourseInfo
    from coursegen.outputs.generated_files import OutputContext
    from coursegen.outputs.output import Output

_FORBIDDEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
"""Characters that XML documents cannot contain (XML 1.0, section 2.2)."""


def feed(context: OutputContext) -> Mapping[str, Output]:
    """Return the feed of a course with announcements; warn if there is none without a URL."""
    info, all_ = context.site.info, context.site.content(ANNOUNCEMENTS.name)
    if not all_:
        return {}
    if not info.url:
        context.diagnostics.warning(
            Code.FEED_WITHOUT_URL,
            "the announcements have no feed, because the URL of the site is unknown",
            info.location,
            "set 'url:' in site.yaml to the address of the site",
        )
        return {}
    page = f"{info.url}{ANNOUNCEMENTS.name}/"
    html = partial(context.html, context.site)
    entries = "".join(_entry(each, info, page, html) for each in all_)
    author = info.institution or info.title
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{escape(page)}"'
        f' xml:lang="{info.language}">\n'
        f"<id>{escape(page)}</id>\n<title>{escape(info.title)}</title>\n"
        f"<updated>{max(each.date for each in all_).isoformat()}</updated>\n"
        f"<author><name>{escape(author)}</name></author>\n"
        f'<link rel="self" href="{escape(info.url + FEED)}"/>\n<link href="{escape(page)}"/>\n'
        f"{entries}</feed>\n"
    )
    return {FEED: of_bytes(re.sub(_FORBIDDEN, "", text).encode())}


def _entry(each: Announcement, info: CourseInfo, page: str, html: Callable[[str, str], str]) -> str:
    url, site = f"{page}#{encode_path(each.id)}", urlsplit(info.url)
    tag = f"tag:{site.hostname},{each.date:%Y}:{site.path}{encode_path(each.name)}"  # RFC 4151
    return (
        f"<entry>\n<id>{escape(tag)}</id>\n<title>{escape(plain_text(each.title))}</title>\n"
        f'<updated>{each.date.isoformat()}</updated>\n<link href="{escape(url)}"/>\n'
        f'<content type="html">{escape(html(each.body, page))}</content>\n</entry>\n'
    )
