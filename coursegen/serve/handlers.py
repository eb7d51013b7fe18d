"""Answer requests with the site's files, and add a script that reloads pages."""

from __future__ import annotations

import asyncio
import os
import traceback
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import quote

from livereload.handlers import LiveReloadJSHandler
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, RequestHandler
from tornado.websocket import WebSocketClosedError

from coursegen.serve import overlay, static_files

if TYPE_CHECKING:
    from types import TracebackType

    from coursegen.serve.server_state import ServedSite, ServerState

SCRIPT_URL = "/livereload.js"
_METHODS = ("GET", "HEAD")
_NOT_FOUND = "404.html"
_CHUNK = 256 * 1024
_RETRY_DELAY = 0.01
"""Seconds to wait before retrying a missing file, because a build may be replacing the site."""


class LocalHandler(RequestHandler):
    """Answers only GET and HEAD requests for this server, and disables caching."""

    state: ServerState

    def initialize(self, state: ServerState) -> None:
        """Store the server's state, which the application passes to every handler."""
        self.state = state

    def set_default_headers(self) -> None:
        """Hide the server's name, and disable caching and content sniffing."""
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")

    def prepare(self) -> None:
        """Reject requests for other hosts and unsupported methods."""
        if not self.state.hosts.allow(self.request.headers.get("Host", "")):
            raise HTTPError(HTTPStatus.FORBIDDEN)
        if self.request.method not in _METHODS:
            raise HTTPError(HTTPStatus.METHOD_NOT_ALLOWED)

    def compute_etag(self) -> str | None:
        """Return None, as responses are not cached and therefore need no ETag."""
        return None

    def write_error(self, status_code: int, **_: object) -> None:
        """Write the error as one line of text."""
        if status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            self.set_header("Allow", ", ".join(_METHODS))
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code} {HTTPStatus(status_code).phrase}\n")

    def log_exception(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Report unexpected errors, but not rejected requests and closed connections."""
        if not isinstance(error, HTTPError | StreamClosedError | WebSocketClosedError):
            self.state.unexpected_error("".join(traceback.format_exception(kind, error, trace)))


class ScriptHandler(LocalHandler, LiveReloadJSHandler):  # type: ignore[misc] # livereload has no types
    """Serves livereload's script."""

    def head(self) -> None:
        """Answer like GET; Tornado omits the body."""
        self.get()


class StyleHandler(LocalHandler):
    """Serves the stylesheet of the overlay."""

    def get(self) -> None:
        """Send the file."""
        self.set_header("Content-Type", static_files.content_type(overlay.STYLE.name))
        self.finish(overlay.STYLE.read_bytes())

    head = get


class SiteHandler(LocalHandler):
    """Serves the files of the site."""

    async def get(self) -> None:
        """Answer with the file, with a redirect to the folder, or with the 404 page."""
        try:
            path = static_files.decode(self.request.path)
        except ValueError:
            raise HTTPError(HTTPStatus.BAD_REQUEST) from None
        await self.state.ready.wait()
        served = self.state.served  # read first, so that it is not newer than the file
        if served.folder is None:
            self.set_status(HTTPStatus.SERVICE_UNAVAILABLE)
            self.set_header("Content-Type", static_files.HTML)
            self.finish(overlay.page(served.errors, self._script(served)))
            return
        found = static_files.open_file(served.folder, path)
        if not found:
            await asyncio.sleep(_RETRY_DELAY)
            found = static_files.open_file(served.folder, path)
        if not found:
            self.set_status(HTTPStatus.NOT_FOUND)
            found = static_files.open_file(served.folder, _NOT_FOUND)
        if not found:
            raise HTTPError(HTTPStatus.NOT_FOUND)
        name, file = found
        with file:
            if path and name == f"{path}/{static_files.INDEX}":
                query = f"?{self.request.query}" if self.request.query else ""
                self.redirect(f"/{quote(path)}/{query}")
            else:
                await self._send(name, file, served)

    head = get

    async def _send(self, name: str, file: BinaryIO, served: ServedSite) -> None:
        kind = static_files.content_type(name)
        self.set_header("Content-Type", kind)
        if kind == static_files.HTML:
            errors = overlay.overlay(served.errors) if served.errors else ""
            self.finish(file.read() + f"{errors}{self._script(served)}".encode())
            return
        size = os.fstat(file.fileno()).st_size
        self.set_header("Accept-Ranges", "bytes")
        part = static_files.byte_range(self.request.headers.get("Range", ""), size)
        if part is None:
            self.set_status(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            self.set_header("Content-Range", f"bytes */{size}")
            return
        start, stop = part
        if stop - start < size:
            self.set_status(HTTPStatus.PARTIAL_CONTENT)
            self.set_header("Content-Range", f"bytes {start}-{stop - 1}/{size}")
        self.set_header("Content-Length", stop - start)
        if self.request.method == "GET":
            await self._stream(file, start, stop)

    async def _stream(self, file: BinaryIO, start: int, stop: int) -> None:
        file.seek(start)
        while chunk := file.read(min(_CHUNK, stop - file.tell())):
            self.write(chunk)
            await self.flush()

    def _script(self, served: ServedSite) -> str:
        """Return the script element; the script reads the server's address from its own URL.

        The script sends `snipver` back in livereload's first message, `hello`.
        """
        host, _, port = self.request.host.rpartition(":")
        if not port.isdecimal():
            host, port = self.request.host, "80"
        query = escape(f"host={host}&port={port}&snipver={served.version}")
        return f'<script src="{SCRIPT_URL}?{query}" async></script>\n'
