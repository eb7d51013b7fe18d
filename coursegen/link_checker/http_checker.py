"""Request a URL over HTTP (RFC 9110); no other module uses httpx."""

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
"""The maximum number of IP addresses to try for each host."""


class HttpChecker:
    """A checker that requests one URL per connection, without reading bodies or storing cookies."""

    def __init__(self, limits: RequestLimits) -> None:
        self._limits = limits
        # Connections are opened to IP addresses, which several hosts may share.  Therefore, an open
        # connection must not be reused for another host.
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

    async def check(self, url: str, attempt: int) -> Reply:
        """Request an encoded URL without a fragment.

        The first attempt uses HEAD.  Later attempts use GET, because HEAD may cause the failure.
        """
        try:
            async with asyncio.timeout(self._limits.total_timeout):
                return await self._follow(url, head=attempt == 1)
        except TimeoutError:
            return self._no_response(f"no response within {self._limits.total_timeout:g} seconds")
        except NoSuchHostError as error:
            retry_after = None if error.is_permanent else 0
            return Reply(Answer(LinkStatus.NO_RESPONSE, str(error)), retry_after, whole_host=True)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return self._connection_failure(error)

    async def _follow(self, url: str, *, head: bool) -> Reply:
        """Request a URL and follow redirects; check each target before requesting it."""
        host = urlsplit(url).hostname
        current, moved_to = url, ""
        seen = {url}
        all_permanent, with_cookie = True, False
        for _ in range(self._limits.max_redirects + 1):
            allow_private = urlsplit(current).hostname == host
            try:
                status, headers = await self._fetch_status(
                    current, head=head, allow_private=allow_private
                )
            except NotPublicError as private:
                if current == url:
                    return Reply(
                        Answer(LinkStatus.NO_RESPONSE, "web pages do not have link-local addresses")
                    )
                return _bad_redirect(f"to '{private}', which is on a private network")
            location = headers.get("location")
            if status not in _REDIRECTS or not location:
                return self._classify(
                    status, headers, url, moved_to, is_certain=moved_to == current
                )
            with_cookie |= "set-cookie" in headers
            try:
                target = encode_url(urldefrag(urljoin(current, location.strip())).url)
            except ValueError:
                return _bad_redirect("to an invalid URL")
            if urlsplit(target).scheme not in _WEB or len(target) > _MAX_URL_LENGTH:
                return _bad_redirect("to something that is not a web page")
            if target in seen:
                # The redirects may end if the client sends the cookie, as browsers do.
                return (
                    Reply(Answer(LinkStatus.INCONCLUSIVE))
                    if with_cookie
                    else _bad_redirect("in a loop")
                )
            seen.add(target)
            all_permanent = all_permanent and status in _PERMANENT
            current, moved_to = target, target if all_permanent else moved_to
        return _bad_redirect(f"more than {self._limits.max_redirects} times")

    def _classify(
        self, status: int, headers: httpx.Headers, url: str, moved_to: str, *, is_certain: bool
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
                    is_certain and _is_same_page(url, moved_to),
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
        """Return the seconds in `Retry-After` (RFC 9110, 10.2.3); None if there are too many."""
        retry_after = headers.get("retry-after", "").strip()
        wait = 0.0
        if retry_after.isdecimal():
            wait = float(retry_after[:9])
        elif retry_after:
            with suppress(ValueError, TypeError):  # a date is relative to the server's clock
                began = parsedate_to_datetime(headers.get("date", ""))
                wait = (parsedate_to_datetime(retry_after) - began).total_seconds()
        return wait if wait <= self._limits.max_retry_after else None

    async def _fetch_status(
        self, url: str, *, head: bool, allow_private: bool
    ) -> tuple[int, httpx.Headers]:
        """Return the status and headers; if HEAD fails, try GET, which many servers require."""
        if head:
            status, headers = await self._request("HEAD", url, allow_private=allow_private)
            if status < 400 or status in (_TOO_MANY, _UNAVAILABLE):
                return status, headers
        return await self._request("GET", url, allow_private=allow_private)

    async def _request(
        self, method: str, url: str, *, allow_private: bool
    ) -> tuple[int, httpx.Headers]:
        parsed = httpx.URL(url)
        port = parsed.port or (443 if parsed.scheme == "https" else 80)
        ips = await resolve(parsed.host, port, allow_private=allow_private)
        wait = self._limits.timeout
        for number, ip in enumerate(ips[:_MAX_IPS], start=1):
            request = httpx.Request(
                method,
                parsed.copy_with(host=ip, username=None, password=None),
                headers={
                    "Host": parsed.netloc.decode("ascii"),
                    "User-Agent": AGENT,
                    "Accept": "*/*",
                    "Connection": "close",
                },
                extensions={
                    "sni_hostname": parsed.host,
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
        """Return the reply for a failed connection, which specifies whether to try again."""
        causes = list(_causes(error))
        for cause in causes:
            if isinstance(cause, ssl.SSLCertVerificationError):
                detail = f"its certificate is not valid ({cause.verify_message})"
                return Reply(Answer(LinkStatus.NO_RESPONSE, detail))
        if isinstance(error, httpx.TimeoutException):
            return self._no_response(f"no response within {self._limits.timeout:g} seconds")
        if any(isinstance(cause, ssl.SSLError) for cause in causes):
            return Reply(Answer(LinkStatus.NO_RESPONSE, "the secure connection failed"))
        if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
            return self._no_response("the connection was refused")
        if isinstance(error, httpx.InvalidURL):
            return Reply(Answer(LinkStatus.NO_RESPONSE, "it is not a valid URL"))
        if isinstance(error, httpx.ConnectError):
            return self._no_response("the connection failed")
        return self._no_response("the server closed the connection or does not use HTTP")

    def _no_response(self, detail: str) -> Reply:
        return Reply(Answer(LinkStatus.NO_RESPONSE, detail), 0)


def _bad_redirect(detail: str) -> Reply:
    return Reply(Answer(LinkStatus.BAD_REDIRECT, detail))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        if not isinstance(error, (ssl.SSLWantReadError, ssl.SSLWantWriteError)):  # not errors
            yield error
        error = error.__cause__ or error.__context__


def _is_same_page(old: str, moved_to: str) -> bool:
    """Return whether a redirect certainly leads to the same page.

    The host must be the same, and a page must not redirect to the home page.
    """
    before, after = urlsplit(old), urlsplit(moved_to)
    return before.hostname == after.hostname and (
        after.path.strip("/") != "" or before.path.strip("/") == ""
    )
