"""Resolve host names to the IP addresses that may be contacted.

A link check may run on a machine that can access private networks, such as a laptop at a university
or a cloud workflow.  Servers must not be able to redirect the check to these networks.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that end with an IPv4 address (RFC 6052)."""
_NO_SUCH_HOST = {getattr(socket, name, None) for name in ("EAI_NONAME", "EAI_NODATA")}


class NoSuchHostError(Exception):
    """A host name that cannot be resolved; `is_permanent` means that retries are useless."""

    def __init__(self, message: str, *, is_permanent: bool) -> None:
        super().__init__(message)
        self.is_permanent = is_permanent


class NotPublicError(Exception):
    """A host that is this machine or is on a private network."""


async def resolve(host: str, port: int, *, allow_private: bool) -> list[str]:
    """Return the IP addresses of a host, excluding private addresses unless `allow_private` is set.

    Link-local addresses are never included, because cloud platforms serve secrets there.
    Callers must connect to the returned addresses instead of resolving the name again, because the
    second result could be different.  Raises `NoSuchHostError` and `NotPublicError`.
    """
    if port > 65535:
        raise NoSuchHostError(f"{port} is not a valid port", is_permanent=True)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno in _NO_SUCH_HOST:
            raise NoSuchHostError("the host does not exist", is_permanent=True) from error
        raise NoSuchHostError("the DNS lookup failed", is_permanent=False) from error
    except UnicodeError as error:  # a part of the name is too long
        raise NoSuchHostError("the host does not exist", is_permanent=True) from error
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
    """Return whether an IP address belongs to the public internet."""
    ip = _unwrapped(address)
    return ip.is_global and not ip.is_multicast


def _unwrapped(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Parse an IP address; return the IPv4 address if an IPv6 address embeds one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else ip)
