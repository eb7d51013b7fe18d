"""Names → the network addresses that may be asked.

A link check runs on machines that see more than the public does: a laptop in a university's
network, a workflow beside its cloud's own services.  No server may send it there by a redirect.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that end in an IPv4 address (RFC 6052)."""
_NO_SUCH_HOST = {getattr(socket, name, None) for name in ("EAI_NONAME", "EAI_NODATA")}


class NoSuchHostError(Exception):
    """A name cannot be turned into an address; `is_permanent` if it will stay so."""

    def __init__(self, message: str, *, is_permanent: bool) -> None:
        super().__init__(message)
        self.is_permanent = is_permanent


class NotPublicError(Exception):
    """A host is in a private network, or is this machine."""


async def resolve(host: str, port: int, *, allow_private: bool) -> list[str]:
    """The numeric addresses of a host; only public ones unless it may be `allow_private`.

    Link-local ones are never among them: no page is there, and clouds keep their secrets there.
    The caller connects to these and does not ask for the name again, so that no second answer
    can differ from the one looked at.  Raises `NoSuchHostError` and `NotPublicError`.
    """
    if port > 65535:
        raise NoSuchHostError(f"there is no port {port}", is_permanent=True)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno in _NO_SUCH_HOST:
            raise NoSuchHostError("there is no such host", is_permanent=True) from error
        raise NoSuchHostError("its name cannot be looked up", is_permanent=False) from error
    except UnicodeError as error:  # a part of the name is too long
        raise NoSuchHostError("there is no such host", is_permanent=True) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    allowed = [
        address
        for address in addresses
        if is_public(address) or (allow_private and not _unwrapped(address).is_link_local)
    ]
    if not allowed:
        raise NotPublicError(host)
    return allowed


def is_public(address: str) -> bool:
    """Whether a numeric address is one of the public internet."""
    ip = _unwrapped(address)
    return ip.is_global and not ip.is_multicast


def _unwrapped(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """A numeric address; where an IPv6 address only wraps one of IPv4, that one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else ip)
