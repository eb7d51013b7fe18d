"""The server's socket and its routes."""

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
"""How many ports are tried."""

_BACKLOG = 128
"""How many clients may wait to be let in."""

_MAX_REQUEST = 64 * 1024
"""Bytes that a request may have: it says what it wants, and sends nothing."""

_IDLE_TIMEOUT = 60
"""Seconds after which a silent connection is closed."""


class ListenError(Exception):
    """There is no port to listen at; the message is a sentence with the next step."""


def listen(host: str, port: int) -> tuple[socket.socket, int]:
    """Listen at `port`, or at the next one that is free; any free one for 0.

    Gives back the socket and the port.  Raises `ListenError`.
    """
    for candidate in range(port, min(port + _MAX_PORTS, 2**16)):
        try:
            sock = _bind(host, candidate)
        except (OSError, UnicodeError) as error:  # a name may be none that can be looked up
            if getattr(error, "errno", None) == errno.EADDRINUSE:
                continue
            reason = (getattr(error, "strerror", "") or "not a name").partition(" (")[0].lower()
            raise ListenError(
                f"the server cannot listen at {host}, port {candidate}: {reason}; "
                "choose others with --host and --port"
            ) from error
        return sock, sock.getsockname()[1]
    raise ListenError(
        f"port {port} and the {_MAX_PORTS - 1} after it are taken; choose another with --port"
    )


def _bind(host: str, port: int) -> socket.socket:
    # Not Tornado's bind_sockets, which leaves its socket open when the port is taken.
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    sock = socket.create_server(address, family=family, backlog=_BACKLOG)
    sock.settimeout(0)
    return sock


def start(sock: socket.socket, state: ServerState) -> HTTPServer:
    """Serve what is on the `state`."""
    for name in ("tornado", "livereload", "watchdog", "asyncio"):
        logger = logging.getLogger(name)  # what they have to say is said by us, or by nobody
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
    arguments = {"stage": state}
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
