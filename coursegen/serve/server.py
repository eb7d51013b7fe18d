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

_PORTS = 100
"""How many ports are tried."""

_QUEUE = 128
"""How many clients may wait to be let in."""

_SMALL = 64 * 1024
"""Bytes that a request may have: it says what it wants, and sends nothing."""

_IDLE = 60
"""Seconds after which a silent connection is closed."""


class ListenError(Exception):
    """There is no port to listen at; the message is a sentence with the next step."""


def listen(host: str, port: int) -> tuple[socket.socket, int]:
    """Listen at `port`, or at the next one that is free; any free one for 0.

    Gives back the socket and the port.  Raises `ListenError`.
    """
    for candidate in range(port, min(port + _PORTS, 2**16)):
        try:
            listener = _bind(host, candidate)
        except (OSError, UnicodeError) as error:  # a name may be none that can be looked up
            if getattr(error, "errno", None) == errno.EADDRINUSE:
                continue
            reason = (getattr(error, "strerror", "") or "not a name").partition(" (")[0].lower()
            raise ListenError(
                f"the server cannot listen at {host}, port {candidate}: {reason}; "
                "choose others with --host and --port"
            ) from error
        return listener, listener.getsockname()[1]
    raise ListenError(
        f"port {port} and the {_PORTS - 1} after it are taken; choose another with --port"
    )


def _bind(host: str, port: int) -> socket.socket:
    # Not Tornado's bind_sockets, which leaves its socket open when the port is taken.
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.create_server(address, family=family, backlog=_QUEUE)
    listener.settimeout(0)
    return listener


def start(listener: socket.socket, stage: ServerState) -> HTTPServer:
    """Serve what is on the `stage`."""
    for name in ("tornado", "livereload", "watchdog", "asyncio"):
        logger = logging.getLogger(name)  # what they have to say is said by us, or by nobody
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
    hand = {"stage": stage}
    application = Application(
        [
            (r"/livereload", ReloadSocket, hand),
            (SCRIPT_URL.replace(".", r"\."), ScriptHandler, hand),
            (overlay.STYLE_URL.replace(".", r"\."), StyleHandler, hand),
            (r".*", SiteHandler, hand),
        ],
        websocket_max_message_size=_SMALL,
    )
    server = HTTPServer(
        application, max_body_size=_SMALL, max_header_size=_SMALL, idle_connection_timeout=_IDLE
    )
    server.add_socket(listener)
    return server
