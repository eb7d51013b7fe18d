"""One address → what its server says, over HTTP (RFC 9110).  The only file that knows httpx."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Self
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx

from coursegen.base.urls import encode_url
from coursegen.link_checker.answer import Answer, LinkStatus, Reply
from coursegen.link_checker.network import NoSuchHostError, NotPublicError, resolve
from coursegen.link_checker.request_limits import AGENT, RequestLimits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_GONE = frozenset({404, 410})
_TOO_MANY, _UNAVAILABLE = 429, 503
_WEB = ("http", "https")
_MAX_URL_LENGTH = 2000
_MAX_IPS = 3
"""How many of a host's network addresses are tried."""


class HttpChecker:
    """Asks servers, one request a connection; nothing of a body is read, no cookie is kept."""

    def __init__(self, limits: RequestLimits) -> None:
        self._limits = limits
        # Connections are opened to numeric addresses, and two hosts may have the same one: a
        # connection that was kept could be that of the other host.
        self._transport = httpx.AsyncHTTPTransport(
            verify=httpx.create_ssl_context(),
            limits=httpx.Limits(max_connections=limits.max_concurrent, max_keepalive_connections=0),
        )

    async def __aenter__(self) -> Self:
        await self._transport.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._transport.__aexit__(kind, error, trace)

    async def check(self, address: str, attempt: int) -> Reply:
        """What the server says of an address, which is an encoded URL without a fragment.

        The first attempt asks for the head alone; later ones for the whole, in case that was why.
        """
        try:
            async with asyncio.timeout(self._limits.total_timeout):
                return await self._follow(address, head=attempt == 1)
        except TimeoutError:
            return self._no_response(f"no answer within {self._limits.total_timeout:g} seconds")
        except NoSuchHostError as error:
            retry_after = None if error.is_permanent else 0
            return Reply(Answer(LinkStatus.NO_RESPONSE, str(error)), retry_after, whole_host=True)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return self._connection_failure(error)

    async def _follow(self, address: str, *, head: bool) -> Reply:
        """Go where redirects lead, each step looked at first."""
        host = urlsplit(address).hostname
        current, moved_to = address, ""
        seen = {address}
        all_permanent, with_cookie = True, False
        for _ in range(self._limits.max_redirects + 1):
            allow_private = urlsplit(current).hostname == host
            try:
                status, headers = await self._fetch_status(
                    current, head=head, allow_private=allow_private
                )
            except NotPublicError as private:
                if current == address:
                    return Reply(
                        Answer(LinkStatus.NO_RESPONSE, "no page can be at a link-local address")
                    )
                return _bad_redirect(f"to '{private}', which is inside a private network")
            location = headers.get("location")
            if status not in _REDIRECTS or not location:
                return self._classify(
                    status, headers, address, moved_to, is_certain=moved_to == current
                )
            with_cookie |= "set-cookie" in headers
            try:
                target = encode_url(urldefrag(urljoin(current, location.strip())).url)
            except ValueError:
                return _bad_redirect("to something that is not an address")
            if urlsplit(target).scheme not in _WEB or len(target) > _MAX_URL_LENGTH:
                return _bad_redirect("to something that is not a web page")
            if target in seen:
                # With the cookie a browser would have come through.
                return (
                    Reply(Answer(LinkStatus.INCONCLUSIVE))
                    if with_cookie
                    else _bad_redirect("in a circle")
                )
            seen.add(target)
            all_permanent = all_permanent and status in _PERMANENT
            current, moved_to = target, target if all_permanent else moved_to
        return _bad_redirect(f"more than {self._limits.max_redirects} times")

    def _classify(
        self, status: int, headers: httpx.Headers, address: str, moved_to: str, *, is_certain: bool
    ) -> Reply:
        detail = str(status)
        if status < 400:
            if not moved_to:
                return Reply(Answer(LinkStatus.GOOD))
            return Reply(
                Answer(
                    LinkStatus.MOVED,
                    detail,
                    moved_to,
                    is_certain and _is_same_page(address, moved_to),
                )
            )
        if status in _GONE:
            return Reply(Answer(LinkStatus.GONE, detail))
        if status == _TOO_MANY:
            wait = self._wait(headers)
            return Reply(Answer(LinkStatus.INCONCLUSIVE, detail), wait, whole_host=True)
        if 500 <= status < 600:
            return Reply(Answer(LinkStatus.SERVER_ERROR, detail), self._wait(headers))
        return Reply(Answer(LinkStatus.INCONCLUSIVE, detail))

    def _wait(self, headers: httpx.Headers) -> float | None:
        """The seconds that `Retry-After` asks for (RFC 9110, section 10.2.3)."""
        retry_after = headers.get("retry-after", "").strip()
        wait = 0.0
        if retry_after.isdecimal():
            wait = float(retry_after[:9])
        elif retry_after:
            with suppress(ValueError, TypeError):  # a date is compared with the server's own clock
                began = parsedate_to_datetime(headers.get("date", ""))
                wait = (parsedate_to_datetime(retry_after) - began).total_seconds()
        return wait if wait <= self._limits.max_wait else None

    async def _fetch_status(
        self, address: str, *, head: bool, allow_private: bool
    ) -> tuple[int, httpx.Headers]:
        """Status and headers; many servers answer HEAD wrongly, so bad news is asked for again."""
        if head:
            status, headers = await self._request("HEAD", address, allow_private=allow_private)
            if status < 400 or status in (_TOO_MANY, _UNAVAILABLE):
                return status, headers
        return await self._request("GET", address, allow_private=allow_private)

    async def _request(
        self, method: str, address: str, *, allow_private: bool
    ) -> tuple[int, httpx.Headers]:
        url = httpx.URL(address)
        port = url.port or (443 if url.scheme == "https" else 80)
        ips = await resolve(url.host, port, allow_private=allow_private)
        wait = self._limits.timeout
        for number, ip in enumerate(ips[:_MAX_IPS], start=1):
            request = httpx.Request(
                method,
                url.copy_with(host=ip, username=None, password=None),
                headers={
                    "Host": url.netloc.decode("ascii"),
                    "User-Agent": AGENT,
                    "Accept": "*/*",
                    "Connection": "close",
                },
                extensions={
                    "sni_hostname": url.host,
                    "timeout": {"connect": wait, "read": wait, "write": wait, "pool": None},
                },
            )
            try:
                response = await self._transport.handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if number == len(ips[:_MAX_IPS]):
                    raise
            else:
                await response.aclose()
                return response.status_code, response.headers
        raise NoSuchHostError("there is no such host", is_permanent=True)

    def _connection_failure(self, error: Exception) -> Reply:
        """What it means that there is no answer, and whether to try again."""
        causes = list(_causes(error))
        for cause in causes:
            if isinstance(cause, ssl.SSLCertVerificationError):
                detail = f"its certificate is not accepted, {cause.verify_message}"
                return Reply(Answer(LinkStatus.NO_RESPONSE, detail))
        if isinstance(error, httpx.TimeoutException):
            return self._no_response(f"no answer within {self._limits.timeout:g} seconds")
        if any(isinstance(cause, ssl.SSLError) for cause in causes):
            return Reply(Answer(LinkStatus.NO_RESPONSE, "no secure connection can be made"))
        if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
            return self._no_response("the connection is refused")
        if isinstance(error, httpx.InvalidURL):
            return Reply(Answer(LinkStatus.NO_RESPONSE, "it is not an address"))
        if isinstance(error, httpx.ConnectError):
            return self._no_response("no connection can be made")
        return self._no_response("the server breaks off, or does not speak HTTP")

    def _no_response(self, detail: str) -> Reply:
        return Reply(Answer(LinkStatus.NO_RESPONSE, detail), 0)


def _bad_redirect(detail: str) -> Reply:
    return Reply(Answer(LinkStatus.BAD_REDIRECT, detail))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        if not isinstance(error, (ssl.SSLWantReadError, ssl.SSLWantWriteError)):  # no faults
            yield error
        error = error.__cause__ or error.__context__


def _is_same_page(old: str, moved_to: str) -> bool:
    """Whether a new address is surely the same page: one host, and not just its front door."""
    before, after = urlsplit(old), urlsplit(moved_to)
    return before.hostname == after.hostname and (
        after.path.strip("/") != "" or before.path.strip("/") == ""
    )
