"""Telling browsers to load a page anew, in livereload's protocol."""

from __future__ import annotations

import json
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING

from livereload.handlers import LiveReloadHandler
from tornado.web import HTTPError
from tornado.websocket import WebSocketClosedError

from coursegen.serve.handlers import LocalHandler

if TYPE_CHECKING:
    from asyncio import Future
    from collections.abc import Iterable

PAGE = "*"
"""The path that means the whole page; a stylesheet's path makes the script swap only that."""


class ReloadSocket(LocalHandler, LiveReloadHandler):  # type: ignore[misc] # livereload has no types
    """livereload's connection to one open page."""

    _version: object = None

    def prepare(self) -> None:
        """Refuse other sites' pages, too."""
        super().prepare()
        origin = self.request.headers.get("Origin")
        if origin is not None and not self.state.hosts.allow_origin(origin):
            raise HTTPError(HTTPStatus.FORBIDDEN)

    def on_message(self, message: str | bytes) -> None:
        """Answer the greeting; reload a page that is older than what is shown now."""
        try:
            data = json.loads(message)
            command = data["command"]
        except (ValueError, KeyError, TypeError, RecursionError):  # as for '[[[…'
            self.close()
            return
        super().on_message(message)
        if command == "hello":
            self._version = data.get("snipver")
        elif command == "info" and self._version not in (None, self.state.served.version):
            self.reload(PAGE)

    def reload(self, path: str) -> None:
        """Tell the page to load what stands at `path` anew."""
        data = {"command": "reload", "path": path, "liveCSS": True, "liveImg": True}
        with suppress(WebSocketClosedError):
            self.write_message(json.dumps(data)).add_done_callback(_ignore_result)


def reload_all(paths: Iterable[str]) -> None:
    """Tell every open page to load what stands at `paths` anew."""
    for path in paths:
        for socket in LiveReloadHandler.waiters.copy():
            socket.reload(path)


def _ignore_result(sent: Future[None]) -> None:
    """Whoever left before the message came needs it no more."""
    if not sent.cancelled():
        sent.exception()
