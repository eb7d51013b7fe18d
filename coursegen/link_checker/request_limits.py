"""How a guest behaves: how many requests at once, how often, how long it waits."""

from __future__ import annotations

from coursegen import __version__
from coursegen.base.struct import Struct

AGENT = f"coursegen/{__version__} (link check)"
"""Who asks (RFC 9110, section 10.1.5)."""


class RequestLimits(Struct):
    """All times are in seconds.

    One host is asked one thing at a time, with a `pause` between; of all hosts, `max_concurrent` may be
    asked together.  A failure is tried `max_attempts` times in all, first after `backoff`, then after
    twice that.  `timeout` is for connecting and for each part of an answer, `total_timeout` for an address
    with all its redirects.  A server that asks for more than `max_wait` is left alone.
    After `failures` addresses in a row without an answer, a host is not asked for the rest.
    """

    max_concurrent: int = 8
    pause: float = 0.25
    max_attempts: int = 3
    backoff: float = 1.0
    timeout: float = 10.0
    total_timeout: float = 30.0
    max_wait: float = 30.0
    max_redirects: int = 10
    failures: int = 2
