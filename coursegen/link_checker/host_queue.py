"""Many addresses → an answer for each: several hosts together, one host never twice at once."""

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
    """Whoever asks for one address."""

    async def check(self, address: str, attempt: int) -> Reply:
        """What the server says, at the first attempt (1) or a later one."""


class _Host(MutableStruct):
    waiting: deque[str] = field(default_factory=deque)
    attempts: int = 0  # of the first address that waits
    failures: int = 0  # addresses in a row without an answer


class HostQueue:
    """Goes round the hosts: whose turn comes next is asked for one address, and rests then.

    What must be tried again waits at its host, and nothing else is asked there until then.
    """

    def __init__(
        self, addresses: Iterable[str], checker: UrlChecker, report: Report, limits: RequestLimits
    ) -> None:
        hosts: dict[str, _Host] = {}
        for address in addresses:
            hosts.setdefault(urlsplit(address).netloc, _Host()).waiting.append(address)
        self._number = count()  # so that hosts themselves are never compared
        self._turns = [(0.0, next(self._number), host) for host in hosts.values()]
        self._checker = checker
        self._report = report
        self._limits = limits

    async def run(self) -> None:
        """Ask for all; what is learnt is told at once, so that a break loses nothing."""
        async with asyncio.TaskGroup() as group:
            for _ in range(min(self._limits.max_concurrent, len(self._turns))):
                group.create_task(self._work())

    async def _work(self) -> None:
        clock = asyncio.get_running_loop().time
        while self._turns:
            due, _, host = heapq.heappop(self._turns)
            await asyncio.sleep(max(0.0, due - clock()))
            rest = await self._turn(host)
            if host.waiting:
                heapq.heappush(self._turns, (clock() + rest, next(self._number), host))

    async def _turn(self, host: _Host) -> float:
        """Ask a host for its next address; the seconds for which it shall be left alone then."""
        address = host.waiting[0]
        host.attempts += 1
        reply = await self._checker.check(address, host.attempts)
        if reply.retry_after is not None and host.attempts < self._limits.max_attempts:
            backoff = self._limits.backoff * (1 << (host.attempts - 1))
            # A little chance keeps many who were refused together from coming back together.
            return max(reply.retry_after, backoff * random.uniform(0.75, 1.25))  # noqa: S311 - no secret
        host.waiting.popleft()
        host.attempts = 0
        self._report(address, reply.answer)
        host.failures = host.failures + 1 if reply.answer.status is LinkStatus.NO_RESPONSE else 0
        if reply.whole_host or host.failures >= self._limits.failures:
            while host.waiting:
                self._report(host.waiting.popleft(), reply.answer)
        return self._limits.pause
