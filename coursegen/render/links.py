"""Links in rendered Markdown: each is resolved, encoded once, and right under any base path."""

from __future__ import annotations

import posixpath
import re
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from coursegen.model.target import Target, TargetKind
from coursegen.paths import FILES, STATIC
from coursegen.urls import SCHEMES, encode_url, is_external, scheme

if TYPE_CHECKING:
    from coursegen.diagnostics import Diagnostics
    from coursegen.model.page import Page
    from coursegen.site.addresses import Addresses

_TAG = re.compile(
    r"<(?P<name>a|img|source|video|audio|iframe|embed|track)\b(?P<rest>[^<>]*)>", re.IGNORECASE
)
_ATTRIBUTE = re.compile(
    r"(?P<before>\s(?:href|src|poster)=)(?P<quote>[\"'])(?P<value>.*?)(?P=quote)",
    re.IGNORECASE | re.DOTALL,
)
_DEAD_ANCHOR = re.compile(r"<a\s[^<>]*data-dead[^<>]*>(?P<text>.*?)</a>", re.IGNORECASE | re.DOTALL)


class LinkWriter:
    """Rewrites the links of one page's HTML and reports those that lead nowhere."""

    def __init__(
        self, page: Page, root: str, addresses: Addresses, diagnostics: Diagnostics
    ) -> None:
        self._page = page
        self._root = root
        self._addresses = addresses
        self._diagnostics = diagnostics

    def rewrite(self, html: str) -> str:
        """`html` with every link resolved; a link to nothing is only its text."""
        return _DEAD_ANCHOR.sub(lambda found: found["text"], _TAG.sub(self._tag, html))

    def _tag(self, tag: re.Match[str]) -> str:
        is_anchor = tag["name"].lower() == "a"
        dead = False

        def attribute(found: re.Match[str]) -> str:
            nonlocal dead
            written = unescape(found["value"]).strip()
            address = self._address(written)
            if address is None:
                dead = is_anchor
                return "" if is_anchor else found[0]
            return f'{found["before"]}"{escape(address)}"'

        rest = _ATTRIBUTE.sub(attribute, tag["rest"])
        return f"<{tag['name']}{' data-dead' if dead else ''}{rest}>"

    def _address(self, written: str) -> str | None:
        """The address of what the author wrote, from this page; None where nothing is there."""
        if not written:
            self._report(
                written, "empty link: nothing is written between the brackets", missing=False
            )
            return None
        if written.startswith("#"):
            return written
        if is_external(written) and not self._is_path(written):
            return self._external(written)
        target = self._target(written)
        address = self._addresses.of(target)
        if address is None:
            message, hint = self._addresses.why_missing(target)
            self._report(written, message, hint)
            return None
        return address if is_external(address) else join(self._root, address)

    @staticmethod
    def _is_path(written: str) -> bool:
        """Whether this only looks like a URL: `Lecture 1: Intro.pdf` has no known scheme."""
        return not written.startswith("//") and scheme(written) not in (
            *SCHEMES,
            "data",
            "javascript",
        )

    def _external(self, written: str) -> str | None:
        if not written.startswith("//") and scheme(written) not in (*SCHEMES, "data"):
            self._report(written, f"a link may not begin with '{scheme(written)}:'", missing=False)
            return None
        try:
            return encode_url(written)
        except ValueError:
            self._report(written, f"'{written}' is not a valid address", missing=False)
            return None

    def _target(self, written: str) -> Target:
        """What a path means: from the root with a slash, else from the file's own folder.

        `files/…` and `static/…` mean the course's folders wherever they are written.
        """
        path, hash_, fragment = written.partition("#")
        place = self._page.place
        if path.startswith("/"):
            return Target(TargetKind.SITE, written.lstrip("/"), place)
        if path.startswith((f"{FILES}/", f"{STATIC}/")):
            return Target(TargetKind.SITE, written, place)
        own_folder = posixpath.dirname(self._page.name)
        joined = posixpath.normpath(posixpath.join(own_folder, unquote(path)))
        if path.endswith(".md"):
            return Target(TargetKind.PAGE, joined + hash_ + fragment, place)
        slash = "/" if path.endswith("/") else ""
        return Target(TargetKind.SITE, joined + slash + hash_ + fragment, place)

    def _report(
        self,
        written: str,
        message: str,
        hint: str = "",
        *,
        missing: bool = True,
    ) -> None:
        source = self._page.place.source
        needle = f"]({written}" if f"]({written}" in source.text else written or "]()"
        place = source.find(needle, self._page.body_line)
        if needle.startswith("]("):
            place = place._replace(column=place.column + 2, length=max(len(written), 1))
        report = self._diagnostics.missing if missing else self._diagnostics.warning
        report(message, place, hint)


def join(root: str, address: str) -> str:
    """A page's way to the root and an address from there, as one: `../` + `./` is `../`."""
    if address.startswith("#"):
        return address if root == "./" else root + address
    short = address.removeprefix("./")
    return root + short if root != "./" or not short else short
