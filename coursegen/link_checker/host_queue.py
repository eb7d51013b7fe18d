"""Request many URLs from several hosts in parallel, with one request per host at a time."""

from __future__ import annotations

import asyncio
import heapq
import random
from collections import deque
from itertools import count
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from coursegen.base.struct import MutableStruct, field
from coursegen.link_checker.answer import LinkStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from coursegen.link_checker.answer import Answer, Reply
    from coursegen.link_checker.request_limits import RequestLimits

    Report = Callable[[str, Answer], None]


class UrlChecker(Protocol):
    """The interface of a class that requests a URL."""

    async def check(self, url: str, attempt: int) -> Reply:
        """Request a URL; `attempt` is 1 for the first request."""


class _Host(MutableStruct):
    pending: deque[str] = field(default_factory=deque)
    attempts: int = 0  # the number of attempts for the first pending URL
    failures: int = 0  # the number of consecutive URLs without a response


class HostQueue:
    """Request one URL from each host in turn, with a pause between requests to the same host.

    If a URL must be requested again, its host receives no other requests until then.
    """

    def __init__(
        self, urls: Iterable[str], checker: UrlChecker, report: Report, limits: RequestLimits
    ) -> None:
        hosts: dict[str, _Host] = {}
        for url in urls:
            hosts.setdefault(urlsplit(url).netloc, _Host()).pending.append(url)
        self._number = count()  # a tie-breaker, because hosts cannot be compared
        self._turns = [(0.0, next(self._number), host) for host in hosts.values()]
        self._checker = checker
        self._report = report
        self._limits = limits

    async def run(self) -> None:
        """Request all URLs, and report each result immediately, so that none is lost."""
        async with asyncio.TaskGroup() as group:
            for _ in range(min(self._limits.max_concurrent, len(self._turns))):
                group.create_task(self._work())

    async def _work(self) -> None:
        clock = asyncio.get_running_loop().time
        while self._turns:
            due, _, host = heapq.heappop(self._turns)
            await asyncio.sleep(max(0.0, due - clock()))
            rest = await self._turn(host)
            if host.pending:
                heapq.heappush(self._turns, (clock() + rest, next(self._number), host))

    async def _turn(self, host: _Host) -> float:
        """Request the next URL of a host; return the seconds to wait before its next request."""
        url = host.pending[0]
        host.attempts += 1
        reply = await self._checker.check(url, host.attempts)
        if reply.retry_after is not None and host.attempts < self._limits.max_attempts:
            backoff = self._limits.backoff * (1 << (host.attempts - 1))
            # Random jitter prevents simultaneous retries of requests that failed together.
            return max(reply.retry_after, backoff * random.uniform(0.75, 1.25))  # noqa: S311 - no secret
        host.pending.popleft()
        host.attempts = 0
        self._report(url, reply.answer)
        host.failures = host.failures + 1 if reply.answer.status is LinkStatus.NO_RESPONSE else 0
        if reply.whole_host or host.failures >= self._limits.max_failures:
            while host.pending:
                self._report(host.pending.popleft(), reply.answer)
        return self._limits.pause
