"""Requests to a real server that misbehaves on purpose."""

import asyncio
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from other_sites import OtherSite, other_site
from serving import no_event_loop

from coursegen.link_checker.answer import Answer, LinkStatus, Reply
from coursegen.link_checker.http_checker import HttpChecker
from coursegen.link_checker.network import NotPublicError, is_public, resolve
from coursegen.link_checker.request_limits import RequestLimits

USUAL = RequestLimits()
IMPATIENT = RequestLimits(timeout=0.2, total_timeout=0.5)


@pytest.fixture(scope="module")
def site() -> Iterator[OtherSite]:
    with other_site() as site:
        yield site


Ask = Callable[..., Reply]


@pytest.fixture(scope="module")
def check() -> Iterator[Ask]:
    """Request a URL; the checkers are shared, because loading the root certificates is slow."""
    with no_event_loop(), asyncio.Runner() as runner:
        checkers = {limits: HttpChecker(limits) for limits in (USUAL, IMPATIENT)}

        def once(url: str, attempt: int = 1, limits: RequestLimits = USUAL) -> Reply:
            with no_event_loop():
                return runner.run(checkers[limits].check(url, attempt))

        yield once


def status_and_detail(reply: Reply) -> tuple[LinkStatus, str]:
    return reply.answer.status, reply.answer.detail


@pytest.mark.parametrize(
    ("path", "expected", "detail"),
    [
        ("/fine", LinkStatus.GOOD, ""),
        ("/gone", LinkStatus.GONE, "404"),
        ("/gone-for-ever", LinkStatus.GONE, "410"),
        ("/status/204", LinkStatus.GOOD, ""),
        ("/status/304", LinkStatus.GOOD, ""),
        ("/status/401", LinkStatus.INCONCLUSIVE, "401"),
        ("/status/403", LinkStatus.INCONCLUSIVE, "403"),
        ("/status/999", LinkStatus.INCONCLUSIVE, "999"),
        ("/status/500", LinkStatus.SERVER_ERROR, "500"),
        (
            "/endless-head",
            LinkStatus.NO_RESPONSE,
            "the server closed the connection or does not use HTTP",
        ),
        (
            "/garbage",
            LinkStatus.NO_RESPONSE,
            "the server closed the connection or does not use HTTP",
        ),
        (
            "/nothing",
            LinkStatus.NO_RESPONSE,
            "the server closed the connection or does not use HTTP",
        ),
        ("/reset", LinkStatus.NO_RESPONSE, "the server closed the connection or does not use HTTP"),
        ("/circle", LinkStatus.BAD_REDIRECT, "in a loop"),
        ("/cookie", LinkStatus.INCONCLUSIVE, ""),
        ("/on/1", LinkStatus.BAD_REDIRECT, "more than 10 times"),
        (
            "/leads/ftp://example.org/",
            LinkStatus.BAD_REDIRECT,
            "to something that is not a web page",
        ),
        (
            "/leads/file:///etc/passwd",
            LinkStatus.BAD_REDIRECT,
            "to something that is not a web page",
        ),
        ("/leads/http://[", LinkStatus.BAD_REDIRECT, "to an invalid URL"),
    ],
)
def test_a_server_s_response_is_classified(
    check: Ask, site: OtherSite, path: str, expected: LinkStatus, detail: str
) -> None:
    assert status_and_detail(check(site.at(path))) == (expected, detail)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 500, 501])
def test_a_failed_head_request_is_repeated_with_get(
    check: Ask, site: OtherSite, status: int
) -> None:
    path = f"/no-head/{status}"

    assert status_and_detail(check(site.at(path))) == (LinkStatus.GOOD, "")
    assert [line for line in site.requests if line.endswith(path)] == [
        f"HEAD {path}",
        f"GET {path}",
    ]


@pytest.mark.parametrize(("path", "seconds"), [("/silent", 0.2), ("/drip", 0.5)])
def test_an_endless_response_times_out_and_is_tried_again(
    check: Ask, site: OtherSite, path: str, seconds: float
) -> None:
    answer = Answer(LinkStatus.NO_RESPONSE, f"no response within {seconds} seconds")

    assert check(site.at(path), limits=IMPATIENT) == Reply(answer, 0)


def test_an_endless_body_is_not_read(check: Ask) -> None:
    with other_site() as site:
        assert status_and_detail(check(site.at("/endless-body"))) == (LinkStatus.GOOD, "")


def test_requests_include_a_user_agent(check: Ask, site: OtherSite) -> None:
    check(site.at("/fine"))

    assert all(agent.startswith("User-Agent: coursegen/") for agent in site.agents)
    assert site.agents


# --- redirects ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/moved/302/fine", Answer(LinkStatus.GOOD)),
        ("/moved/307/fine", Answer(LinkStatus.GOOD)),
        ("/moved/301/gone", Answer(LinkStatus.GONE, "404")),
        ("/moved/301/status/403", Answer(LinkStatus.INCONCLUSIVE, "403")),
        ("/moved/302/moved/301/fine", Answer(LinkStatus.GOOD)),
    ],
)
def test_a_redirect_is_followed_to_its_target(
    check: Ask, site: OtherSite, path: str, answer: Answer
) -> None:
    assert check(site.at(path)).answer == answer


@pytest.mark.parametrize(
    ("path", "new", "is_certain"),
    [
        ("/moved/301/fine", "/fine", True),
        ("/moved/308/fine", "/fine", True),
        ("/moved/301/moved/308/fine", "/fine", True),
        ("/moved/301/moved/302/fine", "/moved/302/fine", False),
        ("/moved/301/", "/", False),
    ],
)
def test_the_new_url_is_certain_if_a_permanent_redirect_leads_to_the_same_page(
    check: Ask, site: OtherSite, path: str, new: str, is_certain: bool
) -> None:
    assert check(site.at(path)).answer == Answer(LinkStatus.MOVED, "200", site.at(new), is_certain)


def test_a_redirect_to_this_machine_or_its_network_is_not_followed(
    check: Ask, site: OtherSite
) -> None:
    before = site.count("/fine")

    assert status_and_detail(check(site.at("/leads-to-localhost"))) == (
        LinkStatus.BAD_REDIRECT,
        "to 'localhost', which is on a private network",
    )
    assert site.count("/fine") == before


def test_a_private_address_is_requested_if_the_author_wrote_it(check: Ask, site: OtherSite) -> None:
    assert check(f"http://localhost:{site.port}/fine").answer == Answer(LinkStatus.GOOD)


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_an_address_of_this_machine_or_a_local_network_is_not_public(url: str) -> None:
    assert not is_public(url)


@pytest.mark.parametrize("url", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_an_address_on_the_internet_is_public(url: str) -> None:
    assert is_public(url)


@pytest.mark.parametrize("host", ["169.254.169.254", "0xa9fea9fe", "fe80::1", "::ffff:169.254.1.1"])
def test_a_link_local_address_is_never_requested(host: str) -> None:
    with no_event_loop(), pytest.raises(NotPublicError):
        asyncio.run(resolve(host, 80, allow_private=True))


# --- retries --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "retry_after"),
    [
        ("/fine", None),
        ("/gone", None),
        ("/status/403", None),
        ("/status/500", 0),
        ("/reset", 0),
        ("/busy/0", 0),
        ("/busy/7", 7),
        ("/failing/7", 7),
        ("/failing/soon", 0),
        ("/busy/31", None),
        ("/busy/99999999999999999999", None),
        ("/failing-until-tomorrow", None),
    ],
)
def test_requests_are_retried_only_if_useful_and_not_before_the_server_allows_it(
    check: Ask, site: OtherSite, path: str, retry_after: float | None
) -> None:
    assert check(site.at(path)).retry_after == retry_after


def test_a_retry_uses_get(check: Ask, site: OtherSite) -> None:
    check(site.at("/fine?later"), attempt=2)

    assert [line for line in site.requests if line.endswith("?later")] == ["GET /fine?later"]


# --- no connection --------------------------------------------------------------------------------


def test_a_closed_port_refuses_the_connection(check: Ask) -> None:
    with other_site() as closed:
        url = closed.at("/")

    assert check(url) == Reply(Answer(LinkStatus.NO_RESPONSE, "the connection was refused"), 0)


@pytest.mark.parametrize(
    ("host", "detail"),
    [
        ("a..b", "the host does not exist"),
        ("a" * 64 + ".org", "the host does not exist"),
        ("127.0.0.1:99999", "99999 is not a valid port"),
    ],
)
def test_an_invalid_host_or_port_is_reported(check: Ask, host: str, detail: str) -> None:
    assert status_and_detail(check(f"http://{host}/")) == (LinkStatus.NO_RESPONSE, detail)


def test_a_server_without_tls_is_reported(check: Ask, site: OtherSite) -> None:
    reply = check(site.at("/fine").replace("http:", "https:"))

    assert reply == Reply(Answer(LinkStatus.NO_RESPONSE, "the secure connection failed"))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a self-signed certificate for `localhost`."""
    file = tmp_path_factory.mktemp("tls") / "own.pem"
    make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    named = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    written = ["-keyout", str(file), "-out", str(file.with_name("certificate"))]
    subprocess.run([*make.split(), *named, *written], check=True, capture_output=True)
    file.write_bytes(file.read_bytes() + file.with_name("certificate").read_bytes())
    return file


def test_an_untrusted_certificate_is_reported(check: Ask, certificate: Path) -> None:
    with other_site(certificate=certificate) as site:
        answer = check(site.at("/fine").replace("127.0.0.1", "localhost")).answer

    detail = "its certificate is not valid (self-signed certificate)"
    assert (answer.status, answer.detail) == (LinkStatus.NO_RESPONSE, detail)


def test_a_certificate_must_be_for_the_name_in_the_url(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    async def both(*urls: str) -> list[Answer]:
        async with HttpChecker(USUAL) as checker:
            return [(await checker.check(url, 1)).answer for url in urls]

    with no_event_loop(), other_site(certificate=certificate) as site:
        named = site.at("/fine").replace("127.0.0.1", "localhost")
        by_name, by_number = asyncio.run(both(named, site.at("/fine")))

    assert by_name == Answer(LinkStatus.GOOD)
    assert by_number.detail.startswith("its certificate is not valid (IP address mismatch")
