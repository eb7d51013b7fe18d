"""Reload pages in the browser with the livereload protocol."""

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
"""The path that reloads the whole page; a stylesheet's path reloads only the stylesheet."""


class ReloadSocket(LocalHandler, LiveReloadHandler):  # type: ignore[misc] # livereload has no types
    """The livereload connection to one open page."""

    _version: object = None

    def prepare(self) -> None:
        """Reject requests like other handlers, and also reject pages from other sites."""
        super().prepare()
        origin = self.request.headers.get("Origin")
        if origin is not None and not self.state.hosts.allow_origin(origin):
            raise HTTPError(HTTPStatus.FORBIDDEN)

    def on_message(self, message: str | bytes) -> None:
        """Answer the handshake, and reload the page if a newer build is being served."""
        try:
            data = json.loads(message)
            command = data["command"]
        except (ValueError, KeyError, TypeError, RecursionError):  # for example for '[[[…'
            self.close()
            return
        super().on_message(message)
        if command == "hello":
            self._version = data.get("snipver")
        elif command == "info" and self._version not in (None, self.state.served.version):
            self.reload(PAGE)

    def reload(self, path: str) -> None:
        """Make the page reload `path`."""
        data = {"command": "reload", "path": path, "liveCSS": True, "liveImg": True}
        with suppress(WebSocketClosedError):
            self.write_message(json.dumps(data)).add_done_callback(_ignore_result)


def reload_all(paths: Iterable[str]) -> None:
    """Make all open pages reload `paths`."""
    for path in paths:
        for socket in LiveReloadHandler.waiters.copy():
            socket.reload(path)


def _ignore_result(sent: Future[None]) -> None:
    """Ignore the error if the page was closed before the message arrived."""
    if not sent.cancelled():
        sent.exception()
