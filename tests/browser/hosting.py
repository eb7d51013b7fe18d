"""Serve a built site in the same way as GitHub Pages.

The URL of a folder serves its `index.html`, `/x` serves `x.html`, and missing paths serve
`404.html`.  Text is compressed.  The file extension determines the content type.  A site can have a
base path.
"""

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml",
    ".txt": "text/plain; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".ico": "image/vnd.microsoft.icon",
    ".woff2": "font/woff2",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
}
COMPRESSED = ("text/", "application/json", "application/manifest", "application/xml", "image/svg")
SLOW = "X-Images-Late"
"""A request header with the number of seconds by which image responses are delayed."""


@dataclass(frozen=True)
class Hosted:
    """A folder that is served at the URL `address`; `base` is the path of the URL, decoded.

    Both values end with a slash.
    """

    folder: Path
    address: str
    base: str

    def url(self, page: str) -> str:
        """Return the URL of a page from its path in the folder."""
        name = page.removesuffix("index.html") if Path(page).name == "index.html" else page
        return self.address + quote(name)

    def resolve(self, path: str) -> tuple[int, Path | str | None]:
        """Return the status for an encoded path, and the file or the redirect target."""
        wanted = unquote(path)
        if wanted + "/" == self.base:
            return 301, quote(self.base)
        if not wanted.startswith(self.base) or ".." in wanted.split("/"):
            return 404, self._missing()
        name = wanted.removeprefix(self.base)
        disk, page = self.folder / name, self.folder / f"{name}.html"
        if name.endswith("/") or not name:
            found = disk / "index.html"
        elif not disk.is_dir() or page.is_file():
            found = disk if disk.is_file() else page
        else:
            return 301, path + "/"
        return (200, found) if found.is_file() else (404, self._missing())

    def _missing(self) -> Path | None:
        page = self.folder / "404.html"
        return page if page.is_file() else None


@contextmanager
def hosted(folder: Path, base: str = "/") -> Iterator[Hosted]:
    """Serve a folder on a free port of the loopback interface."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, found = site.resolve(urlsplit(self.path).path)
            if isinstance(found, str):
                self.send_response(status)
                self.send_header("Location", found)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            body = found.read_bytes() if found else b"not found"
            kind = TYPES.get(found.suffix.lower() if found else ".txt", "application/octet-stream")
            if kind.startswith("image/"):
                time.sleep(float(self.headers.get(SLOW, "0")))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Cache-Control", "max-age=600")
            if kind.startswith(COMPRESSED) and "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body, 6, mtime=0)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(ConnectionError):  # the browser may have left the page
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - required name
            """Ignore the message."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.block_on_close = False  # do not wait for open connections
    site = Hosted(folder, f"http://127.0.0.1:{server.server_port}{quote(base)}", base)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.daemon = True
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
