"""The cache of converted Markdown."""

from __future__ import annotations

import sys
from functools import cached_property
from typing import TYPE_CHECKING

from coursegen.incremental.codec import DecodeError, LongText, pack, unpack
from coursegen.incremental.digest import key_of
from coursegen.incremental.fingerprint import fingerprint
from coursegen.incremental.parallel import run_in_child
from coursegen.markdown.fragment import Fragment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from coursegen.incremental.store import Store
    from coursegen.markdown.convert import MarkdownRenderer

_EMPTY = Fragment("")


class MarkdownCache:
    """Converts Markdown, and stores the results.

    If the Markdown of a page changed, its unchanged code blocks are not highlighted again.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._old_code: dict[str, str] = {}
        self._code: dict[str, str] = {}
        self._wait: Callable[[], None] | None = None

    @cached_property
    def _renderer(self) -> MarkdownRenderer:
        from coursegen.markdown.convert import MarkdownRenderer  # noqa: PLC0415 - only for new Markdown

        return MarkdownRenderer(self._highlight)

    def begin(self, texts: Iterable[tuple[str, str]]) -> None:
        """Start converting uncached Markdown in a child process.

        Each item contains the arguments of `page`. This process loads Jinja and continues to render
        until `page` needs the first result, and then waits for the child process.
        """
        if not self._store.writes or "jinja2" in sys.modules:  # nothing to load at the same time
            return
        new = [each for each in texts if each[0].strip() and not self._store.has(_key(each[0]))]
        if new:
            self._wait = run_in_child(lambda: [self.page(*each) for each in new])

    def wait(self) -> None:
        """Wait for the child process, if there is one."""
        if self._wait:
            self._wait()
            self._wait = None

    def prepare(self) -> None:
        """Load the Markdown converter."""
        self._renderer  # noqa: B018 - created on first access

    def page(self, text: str, name: str) -> Fragment:
        """Convert the Markdown of a page; `name` identifies the page across builds."""
        if not text.strip():
            return _EMPTY
        key = _key(text)
        cached = self._read(key, text)
        if cached is None and self._wait:
            self.wait()
            cached = self._read(key, text)
        if cached is not None:
            return cached
        code_key = key_of("code", fingerprint(), name)
        self._old_code, self._code = self._read_code(code_key), {}
        fragment = self._renderer.page(text)
        self._store.put(key, pack(fragment))
        if self._code != self._old_code:
            self._store.put(code_key, pack(self._code))
        return fragment

    def note(self, text: str) -> Fragment:
        """Convert the Markdown of a field, which is too short to store."""
        return self._renderer.note(text)

    def _highlight(self, code: str, language: str) -> str:
        key = key_of(language, code)
        html = self._old_code.get(key)
        if html is None:
            from coursegen.markdown.code.highlight import highlighted  # noqa: PLC0415 - as above

            html = highlighted(code, language)
        self._code[key] = html
        return html

    def _read(self, key: str, text: str) -> Fragment | None:
        content = self._store.get(key, 100_000 + 30 * len(text))
        try:
            return unpack(content, Fragment) if content else None
        except DecodeError:
            return None

    def _read_code(self, key: str) -> dict[str, str]:
        content = self._store.get(key)
        try:
            return unpack(content, dict[LongText, str]) if content else {}
        except DecodeError:
            return {}


def _key(text: str) -> str:
    return key_of("markdown", fingerprint(), text)
