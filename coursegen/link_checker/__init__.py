"""Links to other sites, tried on request (the only door to httpx).

`outside.py` finds them, `rounds.py` says whose turn it is, `asking.py` asks, `cache.py` remembers,
`rules.py` turns the answers into what `check` reports.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from coursegen.base.struct import Struct
from coursegen.check.context import CheckContext
from coursegen.link_checker.answer import Answer, LinkStatus
from coursegen.link_checker.external_links import external_links
from coursegen.link_checker.host_queue import HostQueue
from coursegen.link_checker.http_checker import HttpChecker
from coursegen.link_checker.link_rules import make_rules
from coursegen.link_checker.request_limits import RequestLimits
from coursegen.link_checker.result_cache import LinkCache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from coursegen.build import Site
    from coursegen.check.rule import Rule


class LinkCheckResult(Struct):
    """What came of a round: how many addresses there are, `known` ones not asked for again.

    `inconclusive`: servers that do not tell a program whether the address is good.
    """

    rules: tuple[Rule, ...]
    links: int
    cached: int
    inconclusive: int


def check_links(
    site: Site, cache_file: Path, now: datetime, progress: Callable[[int], Callable[[], None]]
) -> LinkCheckResult:
    """Ask for every address of another site that `site` links to, unless its answer is known.

    `progress` is called with the number of addresses to ask for, and gives back what to call
    after each.  What was learnt is kept in `cache_file` even when this is broken off.
    """
    written = external_links(CheckContext(site))
    cache = LinkCache(cache_file, now)
    answers = {address: answer for address in written if (answer := cache.get(address))}
    known = len(answers)
    waiting = [address for address in written if address not in answers]
    done = progress(len(waiting))

    def report(address: str, answer: Answer) -> None:
        answers[address] = answer
        cache.put(address, answer)
        if answer.is_certain:  # so the new address was asked for as well
            cache.put(answer.address, Answer(LinkStatus.GOOD))
        done()

    if waiting:
        try:
            asyncio.run(_check_all(waiting, report, RequestLimits()))
        finally:
            cache.save()
    inconclusive = [answer.status for answer in answers.values()].count(LinkStatus.INCONCLUSIVE)
    return LinkCheckResult(make_rules(answers, written), len(written), known, inconclusive)


async def _check_all(
    addresses: Iterable[str], report: Callable[[str, Answer], None], limits: RequestLimits
) -> None:
    async with HttpChecker(limits) as checker:
        await HostQueue(addresses, checker, report, limits).run()
