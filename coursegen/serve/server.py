"""The server's socket and routes."""

from __future__ import annotations

import errno
import logging
import socket
from typing import TYPE_CHECKING

from tornado.httpserver import HTTPServer
from tornado.web import Application

from coursegen.serve import overlay
from coursegen.serve.handlers import SCRIPT_URL, ScriptHandler, SiteHandler, StyleHandler
from coursegen.serve.reload import ReloadSocket

if TYPE_CHECKING:
    from coursegen.serve.server_state import ServerState

_MAX_PORTS = 100
"""The maximum number of ports to try."""

_BACKLOG = 128
"""The maximum number of clients that wait for a connection."""

_MAX_REQUEST = 64 * 1024
"""The maximum size of a request in bytes. Requests have no body."""

_IDLE_TIMEOUT = 60
"""The number of seconds after which an idle connection is closed."""


class ListenError(Exception):
    """The error for a server that cannot listen; the message includes the next step."""


def listen(host: str, port: int) -> tuple[socket.socket, int]:
    """Listen on `port` or the next free port; return the socket and the port.

    If `port` is 0, the system chooses a free port.  Raises `ListenError`.
    """
    for candidate in range(port, min(port + _MAX_PORTS, 2**16)):
        try:
            sock = _bind(host, candidate)
        except (OSError, UnicodeError) as error:  # UnicodeError: an invalid host name
            if getattr(error, "errno", None) == errno.EADDRINUSE:
                continue
            reason = (
                (getattr(error, "strerror", "") or "invalid host name").partition(" (")[0].lower()
            )
            raise ListenError(
                f"the server cannot listen on {host}, port {candidate}: {reason}; "
                "change the address with --host and --port"
            ) from error
        return sock, sock.getsockname()[1]
    raise ListenError(
        f"port {port} and the next {_MAX_PORTS - 1} are in use; choose another with --port"
    )


def _bind(host: str, port: int) -> socket.socket:
    # Tornado's bind_sockets leaves its socket open if the port is in use.
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    sock = socket.create_server(address, family=family, backlog=_BACKLOG)
    sock.settimeout(0)
    return sock


def start(sock: socket.socket, state: ServerState) -> HTTPServer:
    """Start the HTTP server."""
    for name in ("tornado", "livereload", "watchdog", "asyncio"):
        logger = logging.getLogger(name)  # the server reports these errors itself
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
    arguments = {"state": state}
    application = Application(
        [
            (r"/livereload", ReloadSocket, arguments),
            (SCRIPT_URL.replace(".", r"\."), ScriptHandler, arguments),
            (overlay.STYLE_URL.replace(".", r"\."), StyleHandler, arguments),
            (r".*", SiteHandler, arguments),
        ],
        websocket_max_message_size=_MAX_REQUEST,
    )
    server = HTTPServer(
        application,
        max_body_size=_MAX_REQUEST,
        max_header_size=_MAX_REQUEST,
        idle_connection_timeout=_IDLE_TIMEOUT,
    )
    server.add_socket(sock)
    return server
