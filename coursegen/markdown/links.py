"""Links in rendered Markdown: each is resolved, encoded once, and right under any base path."""

from __future__ import annotations

import re
from functools import cached_property
from html import escape, unescape
from itertools import islice
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote

from coursegen.base.codes import Code
from coursegen.base.text import Location
from coursegen.base.urls import encode_url, is_external, scheme
from coursegen.site.addresses import fix_for
from coursegen.site.link_targets import ALLOWED_SCHEMES, leaves_site, target_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.site.addresses import Addresses

_ATTRIBUTES = r"""(?:[^<>"']++|"[^"]*+"|'[^']*+')*"""
_TAG = re.compile(
    # The first letters decide quickly about most tags; all else would be asked in both cases.
    rf"<(?=[aivetAIVET]|[sS][oO])(?P<name>(?i:a|img|source|video|audio|iframe|embed|track))\b"
    rf"(?P<rest>{_ATTRIBUTES})>"
)
_ATTRIBUTE = re.compile(
    r"(?P<before>\s(?:href|src|poster)=)(?P<quote>[\"'])(?P<value>.*?)(?P=quote)",
    re.IGNORECASE | re.DOTALL,
)
_ALT = re.compile(r"\salt=([\"'])(?P<text>.*?)\1", re.IGNORECASE | re.DOTALL)
_DEAD = "data-dead"
_DEAD_ANCHOR = re.compile(
    rf"<a {_DEAD}\b{_ATTRIBUTES}>(?P<text>.*?)(?:(?P<end></a>)|\Z)", re.IGNORECASE | re.DOTALL
)
_DELIMITERS = (("](", ")"), ("](<", ">"), ("](", " "), ('="', '"'), ("", ""))
"""What stands around a link in Markdown and in HTML, the likeliest first."""
_MAX_OCCURRENCES = 50
"""How often its letters are looked at, before one place is as good as another."""


class Root(str):
    """The way from a page to the site's root: `../`; it knows whether the page stands there."""

    __slots__ = ("is_home",)
    is_home: bool

    def __new__(cls, way: str, *, is_home: bool = False) -> Self:
        """Make the way of one page; `is_home` is whether that is the home page."""
        root = super().__new__(cls, way)
        root.is_home = is_home
        return root

    def to(self, address: str) -> str:
        """The whole way to an address: from `../` to `./` it is `../`."""
        if address.startswith("#"):
            return address if self.is_home else self + address
        short = address.removeprefix("./")
        if self == "./" and short and not short.startswith("?"):
            return short
        return self + short

    def path_of(self, address: str) -> str:
        """The output path that an address made by `to` leads to; empty for any other."""
        inside = address if self == "./" else address.removeprefix(self)
        if is_external(address) or (inside == address and self != "./"):
            return ""
        return unquote(re.split("[?#]", inside, maxsplit=1)[0])


class LinkWriter:
    """Rewrites the links of one text's HTML and reports those that lead nowhere.

    The text begins at `start`; its links are relative to `folder`, below `content/`; `root` is
    the way from the page where it is shown to the site's root.
    """

    def __init__(
        self,
        start: Location,
        folder: str,
        root: Root,
        addresses: Addresses,
        diagnostics: Diagnostics,
    ) -> None:
        self._start = start
        self._folder = folder
        self._root = root
        self._addresses = addresses
        self._diagnostics = diagnostics

    def rewrite(self, html: str) -> str:
        """`html` with every link resolved; a link or image to nothing is only its text."""
        html = _TAG.sub(self._tag, html)
        if _DEAD not in html:
            return html
        return _DEAD_ANCHOR.sub(lambda found: found["text"] if found["end"] else found[0], html)

    def _tag(self, tag: re.Match[str]) -> str:
        dead = False

        def attribute(found: re.Match[str]) -> str:
            nonlocal dead
            written = unescape(found["value"]).strip()
            address = self._address(written)
            if address is None:
                dead = True
                return ""
            return f'{found["before"]}"{escape(address)}"'

        name = tag["name"].lower()
        rest = _ATTRIBUTE.sub(attribute, tag["rest"])
        if dead and name == "img":
            text = _ALT.search(rest)
            return text["text"] if text else ""
        return f"<{tag['name']}{f' {_DEAD}' if dead and name == 'a' else ''}{rest}>"

    def _address(self, written: str) -> str | None:
        """The address of what the author wrote, from this page; None where nothing is there."""
        if not written:
            self._diagnostics.warning(
                Code.LINK_EMPTY,
                "empty link: nothing is written between the brackets",
                self._location(written),
            )
            return None
        if written.startswith("#"):
            return encode_url(written) or "#"
        target = target_of(written, self._folder, self._start)
        if self._addresses.awaits_release(target):
            problem = self._addresses.why_missing(target)
            self._diagnostics.warning(
                problem.code, problem.message, self._location(written), problem.hint
            )
            return None
        if leaves_site(written):
            return self._external(written)
        address = self._addresses.of(target)
        if address is None:
            problem = self._addresses.why_missing(target)
            location = self._location(written)
            edit = (
                fix_for(location, problem.typo) if problem.typo and self._is_sure(written) else None
            )
            self._diagnostics.missing(problem.code, problem.message, location, problem.hint, edit)
            return None
        return address if is_external(address) else self._root.to(address)

    def _external(self, written: str) -> str | None:
        if not written.startswith("//") and scheme(written) not in ALLOWED_SCHEMES:
            self._diagnostics.error(
                Code.SCHEME,
                f"a link may not begin with '{scheme(written)}:'",
                self._location(written),
                "write an address that begins with https://",
            )
            return None
        try:
            return encode_url(written)
        except ValueError:
            self._diagnostics.error(
                Code.ADDRESS,
                f"'{written}' is not a valid address",
                self._location(written),
                "copy it anew from a browser",
            )
            return None

    @cached_property
    def _text(self) -> str:
        return "\n".join(self._start.source.lines[self._start.line - 1 :])

    def _is_sure(self, written: str) -> bool:
        """Whether a link is written in one place only, so that `_place` can be no other."""
        counts = [self._text.count(before + written + after) for before, after in _DELIMITERS]
        return sum(counts[:-1]) == 1 or (not any(counts[:-1]) and counts[-1] == 1)

    def _location(self, written: str) -> Location:
        """Where the author most likely wrote a link, else where the text begins."""
        if not written:
            return self._empty
        found = list(islice(self._occurrences(written), _MAX_OCCURRENCES))
        if "\n" in written or not found:
            return self._start
        _, start = min(found)
        line = self._start.line + self._text.count("\n", 0, start)
        column = start - self._text.rfind("\n", 0, start)
        return Location(self._start.source, line, column, len(written))

    def _occurrences(self, written: str) -> Iterator[tuple[int, int]]:
        """How unlikely each place is in which the letters stand, up to the likeliest."""
        start = self._text.find(written)
        while start >= 0:
            for rank, (before, after) in enumerate(_DELIMITERS):
                begins = self._text.startswith(before, max(start - len(before), 0))
                if begins and self._text.startswith(after, start + len(written)):
                    yield rank, start
                    if rank == 0:
                        return
                    break
            start = self._text.find(written, start + 1)

    @cached_property
    def _empty(self) -> Location:
        """The first link that leads to nothing at all."""
        source = self._start.source
        for before, after in _DELIMITERS[:-1]:
            location = source.find(before + after, self._start.line)
            if source.line(location.line).startswith(before + after, location.column - 1):
                return location._replace(column=location.column + len(before), length=1)
        return self._start
