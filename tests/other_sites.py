"""A server on this machine that misbehaves on purpose, for tests of `check --external`."""

import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def head(status: str, *headers: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "Content-Length: 0", "", ""]).encode()


FINE = head("200 OK")
PLAIN = {
    "gone": head("404 Not Found"),
    "gone-for-ever": head("410 Gone"),
    "circle": head("302 There", "Location: /round"),
    "round": head("302 There", "Location: /circle"),
    "2019": head("404 Not Found"),
    "chapter-1": head("410 Gone"),
    "old-notes": head("301 There", "Location: /notes"),
    "shop": head("308 There", "Location: /"),
    "forum": head("302 There", "Location: /login"),
    "login": head("302 There", "Location: /forum"),
    "demo": head("503 Oh", "Retry-After: 0"),
    "cookie": head("302 There", "Location: /cookie", "Set-Cookie: a=b"),
    "failing-until-tomorrow": head(
        "503 Oh",
        "Date: Mon, 02 Mar 2020 10:00:00 GMT",
        "Retry-After: Tue, 03 Mar 2020 10:00:00 GMT",
    ),
}
MISBEHAVIORS = {"silent", "drip", "endless-head", "endless-body", "garbage", "nothing", "reset"}
FOREVER = 60.0
"""Seconds to delay a response; no test waits that long."""


class OtherSite:
    """A server on several ports of 127.0.0.1; `requests` contains all requests in order."""

    def __init__(self, ports: int = 1, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(ports)]
        self._active: Counter[int] = Counter()
        self.ports = [s.getsockname()[1] for s in self._sockets]
        self.port = self.ports[0]
        self.requests: list[str] = []
        self.times: list[float] = []
        self.agents: set[str] = set()
        self.max_concurrent = 0
        self.max_per_host = 0
        for listening in self._sockets:
            threading.Thread(target=self._listen, args=(listening,), daemon=True).start()

    def at(self, path: str, port: int = 0) -> str:
        """Return the full URL of a path."""
        return f"http{'s' if self._tls else ''}://127.0.0.1:{port or self.port}{path}"

    def count(self, path: str) -> int:
        """Return the number of requests for a path, with any method."""
        return sum(line.split(" ")[1] == path for line in self.requests)

    def close(self) -> None:
        self._closed.set()
        for listening in self._sockets:
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits in accept()
            listening.close()

    def _listen(self, listening: socket.socket) -> None:
        with suppress(OSError):  # the connection was closed
            while True:
                connection, _ = listening.accept()
                arguments = (connection, listening.getsockname()[1])
                threading.Thread(target=self._serve, args=arguments, daemon=True).start()

    def _serve(self, plain: socket.socket, port: int) -> None:
        with self._lock:
            self._active[port] += 1
            self.max_concurrent = max(self.max_concurrent, self._active.total())
            self.max_per_host = max(self.max_per_host, self._active[port])
        counted = True

        def release() -> None:  # before the client sees the end of the response
            nonlocal counted
            with self._lock:
                self._active[port] -= counted
            counted = False

        try:
            with plain, suppress(OSError):
                connection = self._tls.wrap_socket(plain, server_side=True) if self._tls else plain
                with connection:
                    self._answer(connection, release)
        finally:
            release()

    def _answer(self, connection: socket.socket, release: Callable[[], None]) -> None:
        request = b""
        while b"\r\n\r\n" not in request:
            data = connection.recv(4096)
            if not data:
                return
            request += data
            if request.startswith(b"\x16"):  # a TLS handshake
                connection.sendall(head("400 Bad Request"))
                return
        lines = request.decode("latin-1").split("\r\n")
        method, path, _ = lines[0].split(" ")
        with self._lock:
            self.requests.append(f"{method} {path}")
            self.times.append(time.monotonic())
            self.agents |= {line for line in lines if line.lower().startswith("user-agent:")}
        if path.startswith("/slow"):
            time.sleep(0.02)
        release()
        self._respond(connection, method, path)

    def _respond(self, connection: socket.socket, method: str, path: str) -> None:
        name, *rest = path.partition("?")[0].strip("/").split("/")
        misbehavior = (
            getattr(self, f"_{name.replace('-', '_')}", None) if name in MISBEHAVIORS else None
        )
        if misbehavior:
            misbehavior(connection, method)
        else:
            connection.sendall(self._reply(method, path, name, rest))

    def _reply(self, method: str, path: str, name: str, rest: list[str]) -> bytes:
        """Return the response for paths that are answered immediately and completely."""
        if name == "status":
            return head(f"{rest[0]} So")
        if name == "no-head":
            return head(f"{rest[0]} So") if method == "HEAD" else FINE
        if name in {"busy-once", "failing-once"}:
            status, times = ("429 Busy", 1) if name == "busy-once" else ("500 Oh", 2)
            return head(status, "Retry-After: 0") if self.count(path) <= times else FINE
        if name in {"busy", "failing"}:
            status = "429 Busy" if name == "busy" else "503 Oh"
            return head(status, f"Retry-After: {rest[0]}")
        if name == "moved":
            return head(f"{rest[0]} There", f"Location: /{'/'.join(rest[1:])}")
        if name in {"leads", "on"}:
            where = "/".join(rest) if name == "leads" else f"/on/{int(rest[0]) + 1}"
            return head("302 There", f"Location: {where}")
        if name in {"leads-to-localhost", "intranet"}:
            return head("302 There", f"Location: http://localhost:{self.port}/fine")
        return PLAIN.get(name, FINE)

    def _silent(self, _connection: socket.socket, _method: str) -> None:
        self._closed.wait(FOREVER)

    def _drip(self, connection: socket.socket, _method: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not self._closed.wait(0.02):
            connection.sendall(b"X-A: b\r\n")

    def _endless_head(self, connection: socket.socket, _method: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not self._closed.is_set():
            connection.sendall(b"X-A: b\r\n" * 1000)

    def _endless_body(self, connection: socket.socket, method: str) -> None:
        if method == "HEAD":
            connection.sendall(head("405 No"))
            return
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while not self._closed.is_set():
            connection.sendall(b"x" * 65536)

    def _garbage(self, connection: socket.socket, _method: str) -> None:
        connection.sendall(bytes(range(256)) * 4)

    def _nothing(self, _connection: socket.socket, _method: str) -> None:
        """Close the connection."""

    def _reset(self, connection: socket.socket, _method: str) -> None:
        at_once = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)


@contextmanager
def other_site(ports: int = 1, certificate: Path | None = None) -> Iterator[OtherSite]:
    """Run the server, with TLS if there is a PEM file with a key and a certificate."""
    tls = None
    if certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)
    site = OtherSite(ports, tls)
    try:
        yield site
    finally:
        site.close()
