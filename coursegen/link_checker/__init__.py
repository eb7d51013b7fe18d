"""Check links to other sites for `coursegen check --external`.

`external_links.py` finds the links, `host_queue.py` schedules the requests, `http_checker.py` sends
them, `result_cache.py` caches the results, and `link_rules.py` turns them into findings.
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

    from coursegen.base.timer import Progress
    from coursegen.build import Site
    from coursegen.check.rule import Rule


class LinkCheckResult(Struct):
    """The findings, grouped by rule, and the numbers of links.

    `cached` is the number of links that were not requested again, and `inconclusive` is the number
    of links that could not be verified.
    """

    rules: tuple[Rule, ...]
    links: int
    cached: int
    inconclusive: int


def check_links(site: Site, cache_file: Path, now: datetime, progress: Progress) -> LinkCheckResult:
    """Request every external URL in the links of `site`, unless its result is cached.

    `progress` reports the requests.  Results are saved in `cache_file` even if the check is
    interrupted.
    """
    links = external_links(CheckContext(site))
    cache = LinkCache(cache_file, now)
    answers = {url: answer for url in links if (answer := cache.get(url))}
    cached = len(answers)
    pending = [url for url in links if url not in answers]
    advance = progress(len(pending), "link")

    def report(url: str, answer: Answer) -> None:
        answers[url] = answer
        cache.put(url, answer)
        if answer.is_certain:  # the new URL was also requested
            cache.put(answer.new_url, Answer(LinkStatus.GOOD))
        advance()

    if pending:
        try:
            asyncio.run(_check_all(pending, report, RequestLimits()))
        finally:
            cache.save()
    inconclusive = [answer.status for answer in answers.values()].count(LinkStatus.INCONCLUSIVE)
    return LinkCheckResult(make_rules(answers, links), len(links), cached, inconclusive)


async def _check_all(
    urls: Iterable[str], report: Callable[[str, Answer], None], limits: RequestLimits
) -> None:
    async with HttpChecker(limits) as checker:
        await HostQueue(urls, checker, report, limits).run()
