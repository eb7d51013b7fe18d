"""The order and the number of requests to many hosts, and the reported results."""

import asyncio
from collections import deque
from collections.abc import Iterable
from itertools import pairwise

import pytest
from other_sites import OtherSite, other_site
from serving import no_event_loop

from coursegen.link_checker.answer import Answer, LinkStatus
from coursegen.link_checker.host_queue import HostQueue
from coursegen.link_checker.http_checker import HttpChecker
from coursegen.link_checker.request_limits import RequestLimits

QUICK = RequestLimits(pause=0, backoff=0.01)


class Results(dict[str, Answer]):
    """The reported results, and the maximum number of tasks."""

    tasks = 0

    def report(self, url: str, answer: Answer) -> None:
        assert url not in self, "reported twice"
        self[url] = answer
        self.tasks = max(self.tasks, len(asyncio.all_tasks()))


def run(urls: Iterable[str], limits: RequestLimits = QUICK) -> Results:
    results = Results()

    async def check_all() -> None:
        async with HttpChecker(limits) as checker:
            await HostQueue(urls, checker, results.report, limits).run()

    with no_event_loop():
        asyncio.run(check_all())
    return results


def statuses(results: Results) -> list[LinkStatus]:
    return [answer.status for answer in results.values()]


def test_all_links_are_requested_with_limited_concurrency_and_one_request_per_host() -> None:
    with other_site(ports=12) as site:
        urls = [site.at(f"/slow/{n}", site.ports[n % 12]) for n in range(96)]
        results = run(urls)

    assert set(results) == set(urls)
    assert set(statuses(results)) == {LinkStatus.GOOD}
    assert site.max_concurrent <= 8
    assert site.max_per_host == 1
    assert results.tasks <= 1 + 8 * 2  # each task starts another one while it connects


def test_there_is_a_pause_between_two_requests_to_a_host() -> None:
    with other_site() as site:
        run([site.at("/a"), site.at("/b"), site.at("/c")], RequestLimits(pause=0.05))

    assert all(later - earlier >= 0.05 for earlier, later in pairwise(site.times))


@pytest.mark.parametrize(("path", "max_attempts"), [("/busy-once", 2), ("/failing-once", 3)])
def test_a_temporary_failure_is_not_reported(path: str, max_attempts: int) -> None:
    with other_site() as site:
        results = run([site.at(path)])

    assert statuses(results) == [LinkStatus.GOOD]
    assert site.count(path) == max_attempts


def test_a_failing_request_is_tried_three_times() -> None:
    with other_site() as site:
        results = run([site.at("/failing/0"), site.at("/fine")])

    assert statuses(results) == [LinkStatus.SERVER_ERROR, LinkStatus.GOOD]
    assert site.count("/failing/0") == 3


def test_the_retry_after_header_is_respected() -> None:
    with other_site() as site:
        run([site.at("/busy/1")], RequestLimits(pause=0, backoff=0.01, max_attempts=2))

    first, second = site.times
    assert second - first >= 1


def test_a_long_retry_after_header_ends_the_requests_to_a_host() -> None:
    with other_site() as site:
        results = run([site.at("/busy/3600"), site.at("/fine")])

    assert statuses(results) == [LinkStatus.INCONCLUSIVE, LinkStatus.INCONCLUSIVE]
    assert site.requests == ["HEAD /busy/3600"]


def test_a_host_that_never_responds_gets_no_more_requests() -> None:
    with other_site() as site:
        results = run([site.at(f"/reset?{n}") for n in range(5000)])

    assert statuses(results) == [LinkStatus.NO_RESPONSE] * 5000
    assert len(site.requests) == 2 * 3


def test_a_host_that_sometimes_responds_gets_all_requests() -> None:
    with other_site() as site:
        results = run([site.at(path) for path in ("/reset?1", "/fine?1", "/reset?2", "/fine?2")])

    assert [status.value for status in statuses(results)] == ["no-response", "good"] * 2


def test_results_before_an_interruption_are_reported() -> None:
    pending = deque(["/fine", "/silent"])

    async def interrupt(site: OtherSite, results: Results) -> None:
        async with HttpChecker(QUICK) as checker:
            queue = HostQueue(map(site.at, pending), checker, results.report, QUICK)
            task = asyncio.create_task(queue.run())
            while not site.count("/silent"):
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    results = Results()
    with no_event_loop(), other_site() as site:
        asyncio.run(interrupt(site, results))

    assert results == {site.at("/fine"): Answer(LinkStatus.GOOD)}
