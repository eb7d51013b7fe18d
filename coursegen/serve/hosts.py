"""Restrict access to this server, so that pages from other sites cannot use it.

The Host header reveals DNS rebinding (other names that resolve to this machine), and the Origin
header reveals scripts from other sites.  Both headers must contain the address of this server.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from coursegen.base.struct import Struct

_LOCAL = ("127.0.0.1", "localhost", "[::1]")
_HTTP = 80


class Hosts(Struct):
    """The addresses of a server that listens on `host` (a name or an IP address) and `port`."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The site's URL for a browser on this machine."""
        host = self._bracketed
        if self._listens_everywhere:
            host = "[::1]" if ":" in host else "127.0.0.1"
        return f"http://{host}:{self.port}/"

    def allow(self, host: str) -> bool:
        """Return whether a Host header (`name`, `name:port`) is an address of this server."""
        name, _, port = host.lower().rpartition(":")
        if not port.isdecimal():  # browsers omit the default port
            name, port = host.lower(), str(_HTTP)
        if port != str(self.port):
            return False
        return name in (*_LOCAL, self._bracketed) or (self._listens_everywhere and _is_ip(name))

    def allow_origin(self, origin: str) -> bool:
        """Return whether an Origin header is an address of this server."""
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False
        return parts.scheme == "http" and self.allow(parts.netloc)

    @property
    def _bracketed(self) -> str:
        host = self.host.lower()
        return f"[{host}]" if ":" in host else host

    @property
    def _listens_everywhere(self) -> bool:
        return _is_ip(self.host) and ipaddress.ip_address(self.host).is_unspecified


def _is_ip(name: str) -> bool:
    """Return whether `name` is an IP address, which DNS rebinding cannot use."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
