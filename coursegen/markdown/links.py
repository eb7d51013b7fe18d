"""Resolve and encode the links in rendered Markdown, relative to the page."""

from __future__ import annotations

import re
from functools import cached_property
from html import escape, unescape
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostics
from coursegen.base.urls import encode_url, is_external, scheme
from coursegen.content.target import Target, TargetKind
from coursegen.site.broken_links import BrokenLink
from coursegen.site.link_targets import ALLOWED_SCHEMES, leaves_site, target_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coursegen.base.text import Location
    from coursegen.markdown.fragment import CodeBlock
    from coursegen.markdown.link_places import LinkPlaces
    from coursegen.site.addresses import Addresses
    from coursegen.site.site_reads import SiteReads

_ATTRIBUTES = r"""(?:[^<>"']++|"[^"]*+"|'[^']*+')*"""
_TAG = re.compile(
    # The lookahead rejects most tags quickly, without a case-insensitive match.
    r"<(?=[aivetfAIVETF]|[sS][oOcC]|[oO][bB]|[bB][uU]|[lL][iI][nN]|[uU][sS])"
    r"(?P<name>(?i:a|area|img|image|input|iframe|source|video|audio|embed|track|object|form|button"
    r"|script|link|use))\b"
    rf"(?P<rest>{_ATTRIBUTES})>"
)
_ATTRIBUTE = re.compile(
    r"""(?P<before>\s(?P<name>[^\s"'<>/=]++)\s*+=\s*+)"""
    r"""(?:"(?P<a>[^"]*+)"|'(?P<b>[^']*+)'|(?P<c>[^\s"'<>]++))"""
)
_LINKS = frozenset({"href", "src", "poster", "xlink:href", "data", "action", "formaction"})
_SETS = frozenset({"srcset", "imagesrcset"})
_MAY_BE_EMPTY = frozenset({"data", "action", "formaction"})
"""The attributes in `_LINKS` for which an empty value means the page itself."""
_ALT = r"(?is)\salt=([\"'])(?P<text>.*?)\1"
_DEAD = "data-dead"
# Compiled on first use, because few pages contain broken links.
_STYLE = (
    r"(?is)(?P<start><style(?=[\s>])[^>]*+>)(?P<sheet>.*?)(?=</style|\Z)"
    r"""|(?P<before><[a-z](?:[^<>"']|"[^"]*"|'[^']*')*?\sstyle\s*=\s*)"""
    r"""(?:"(?P<a>[^"]*)"|'(?P<b>[^']*)')"""
)
_DEAD_ANCHOR = rf"(?is)<a {_DEAD}\b{_ATTRIBUTES}>(?P<text>.*?)(?:(?P<end></a>)|\Z)"


class Root(str):
    """The relative path from a page to the site's root, such as `../`.

    `is_home` is true for the home page.  For HTML outside of the site, it is the site's URL, and
    `page_url` is the URL of the page.
    """

    __slots__ = ("is_home", "page_url")
    is_home: bool
    page_url: str

    def __new__(cls, path: str, *, is_home: bool = False, page_url: str = "") -> Self:
        """Create the relative path for one page."""
        root = super().__new__(cls, path)
        root.is_home = is_home
        root.page_url = page_url
        return root

    def to(self, address: str) -> str:
        """Return an address of the site as a URL relative to the page: `../` for `./`."""
        if address.startswith("#"):
            return address if self.is_home else self + address
        short = address.removeprefix("./")
        if self == "./" and short and not short.startswith("?"):
            return short
        return self + short

    def path_of(self, address: str) -> str:
        """Return the output path for a URL that `to` returned, or "" for any other URL."""
        inside = address if self == "./" else address.removeprefix(self)
        if is_external(address) or (inside == address and self != "./"):
            return ""
        return unquote(re.split("[?#]", inside, maxsplit=1)[0])


class LinkWriter:
    """Rewrites the links in HTML that was converted from Markdown, and reports broken links.

    The Markdown begins at `start`. Its links are relative to `folder`, a path within `content/`.
    `root` is the relative path from the page to the site's root.  `diagnostics` and
    `broken` contain the problems and the links without a target; the latter are explained later.
    """

    def __init__(
        self,
        start: Location,
        folder: str,
        root: Root,
        site: SiteReads | Addresses,
    ) -> None:
        self.broken: list[BrokenLink] = []
        self.diagnostics = Diagnostics()
        self._start = start
        self._code: tuple[CodeBlock, ...] = ()
        self._folder = folder
        self._root = root
        self._site = site

    @cached_property
    def _places(self) -> LinkPlaces:
        """The places of the links in the Markdown."""
        from coursegen.markdown.link_places import LinkPlaces  # noqa: PLC0415 - only for problems

        return LinkPlaces(self._start, self._code)

    def rewrite(self, html: str, code: Iterable[CodeBlock] = ()) -> str:
        """Resolve every link in `html`, and replace each broken link or image with its text.

        `code` contains the code blocks of the Markdown, which contain no links.
        """
        self._code = tuple(code)
        self.__dict__.pop("_places", None)
        html = _TAG.sub(self._tag, html)
        if "url(" in html or "@import" in html or "URL(" in html:
            html = re.sub(_STYLE, self._style, html)
        if _DEAD not in html:
            return html
        return re.sub(_DEAD_ANCHOR, lambda match: match["text"] if match["end"] else match[0], html)

    def exists(self, url: str) -> bool:
        """Return whether a link to a part of the site has a target."""
        return self._site.url_of(target_of(url, self._folder, self._start)) is not None

    def _tag(self, tag: re.Match[str]) -> str:
        is_dead = False

        def attribute(match: re.Match[str]) -> str:
            nonlocal is_dead
            name = match["name"].lower()
            value = unescape(match["a"] or match["b"] or match["c"] or "").strip()
            if name in _SETS:
                from coursegen.base.srcset import replace_srcset_urls  # noqa: PLC0415 - rare

                value = replace_srcset_urls(value, self._address)
                return f'{match["before"]}"{escape(value)}"' if value else ""
            if name not in _LINKS or (not value and name in _MAY_BE_EMPTY):
                return match[0]
            if tag["name"].lower() == "use" and value.startswith("#"):  # part of the same image
                return match[0]
            address = self._address(value)
            if address is None:
                is_dead = True
                return ""
            return f'{match["before"]}"{escape(address)}"'

        name = tag["name"].lower()
        rest = _ATTRIBUTE.sub(attribute, tag["rest"])
        if is_dead and name == "img":
            text = re.search(_ALT, rest)
            return text["text"] if text else ""
        return f"<{tag['name']}{f' {_DEAD}' if is_dead and name == 'a' else ''}{rest}>"

    def _style(self, found: re.Match[str]) -> str:
        """Resolve the URLs in a `<style>` element or a `style` attribute."""
        from coursegen.base.css_urls import replace_css_urls  # noqa: PLC0415 - not for most pages

        if found["sheet"] is not None:
            return found["start"] + replace_css_urls(found["sheet"], self._address)
        style = unescape(found["a"] or found["b"] or "")
        return f'{found["before"]}"{escape(replace_css_urls(style, self._address))}"'

    def _address(self, url: str) -> str | None:
        """Return an author's URL relative to the page, or None if the link is broken."""
        if not url:
            self.diagnostics.warning(
                Code.EMPTY_LINK,
                "empty link: the URL is missing",
                self._places.next(url).location,
            )
            return None
        if url.startswith("#"):
            target = Target(TargetKind.SITE, url, self._start)
            address = self._site.url_of(target) if self._root.is_home else url
            if address and address.startswith("#"):
                return self._root.page_url + (encode_url(url) or "#")
        else:
            target = target_of(url, self._folder, self._start)
            address = self._site.url_of(target)
        if address is None:
            place = self._places.next(url)
            self.broken.append(BrokenLink(target, place.location, place.is_certain))
            return None
        if leaves_site(url):
            return self._external(url)
        return address if is_external(address) else self._root.to(address)

    def _external(self, url: str) -> str | None:
        if not url.startswith("//") and scheme(url) not in ALLOWED_SCHEMES:
            self.diagnostics.error(
                Code.URL_SCHEME,
                f"links with '{scheme(url)}:' are not allowed",
                self._places.next(url).location,
                "write a URL that begins with https://",
            )
            return None
        try:
            return encode_url(url)
        except ValueError:
            self.diagnostics.error(
                Code.INVALID_URL,
                f"'{url}' is not a valid URL",
                self._places.next(url).location,
                "copy the URL from a browser again",
            )
            return None
