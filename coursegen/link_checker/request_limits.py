"""How a guest behaves: how many requests at once, how often, how long it waits."""

from __future__ import annotations

from coursegen import __version__
from coursegen.base.struct import Struct

AGENT = f"coursegen/{__version__} (link check)"
"""Who asks (RFC 9110, section 10.1.5)."""


class RequestLimits(Struct):
    """All times are in seconds.

    One host is asked one thing at a time, with a `pause` between; of all hosts, `at_once` may be
    asked together.  A failure is tried `tries` times in all, first after `backoff`, then after
    twice that.  `patience` is for connecting and for each part of an answer, `whole` for an address
    with all its redirects.  A server that asks for more than `longest_wait` is left alone.
    After `silences` addresses in a row without an answer, a host is not asked for the rest.
    """

    at_once: int = 8
    pause: float = 0.25
    tries: int = 3
    backoff: float = 1.0
    patience: float = 10.0
    whole: float = 30.0
    longest_wait: float = 30.0
    redirects: int = 10
    silences: int = 2
