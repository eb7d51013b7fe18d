"""The limits of a link check for concurrency, pauses, retries and timeouts."""

from __future__ import annotations

from coursegen import __version__
from coursegen.base.struct import Struct

AGENT = f"coursegen/{__version__} (link check)"
"""The User-Agent header (RFC 9110, section 10.1.5)."""


class RequestLimits(Struct):
    """The limits of a link check; all times are in seconds.

    Each host receives one request at a time, with a `pause` between requests.  `max_concurrent`
    hosts are contacted in parallel.  A URL is requested up to `max_attempts` times; the delay is
    `backoff` before the first retry, and doubles for each further retry.  `timeout` applies to each
    step of a request, and `total_timeout` applies to a URL with all redirects.  A URL is not
    requested again if the server sends a `Retry-After` of more than `max_retry_after`.  After
    `max_failures` consecutive URLs without a response, the remaining URLs of the host are not
    requested.
    """

    max_concurrent: int = 8
    pause: float = 0.25
    max_attempts: int = 3
    backoff: float = 1.0
    timeout: float = 10.0
    total_timeout: float = 30.0
    max_retry_after: float = 30.0
    max_redirects: int = 10
    max_failures: int = 2
