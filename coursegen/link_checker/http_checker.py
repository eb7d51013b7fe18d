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
from coursegen.link_checker.network import NoSuchHostError, NotPublicError, look_up
from coursegen.link_checker.request_limits import AGENT, RequestLimits

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_GONE = frozenset({404, 410})
_TOO_MANY, _UNAVAILABLE = 429, 503
_WEB = ("http", "https")
_LONGEST_ADDRESS = 2000
_WAYS = 3
"""How many of a host's network addresses are tried."""


class HttpChecker:
    """Asks servers, one request a connection; nothing of a body is read, no cookie is kept."""

    def __init__(self, manners: RequestLimits) -> None:
        self._manners = manners
        # Connections are opened to numeric addresses, and two hosts may have the same one: a
        # connection that was kept could be that of the other host.
        self._transport = httpx.AsyncHTTPTransport(
            verify=httpx.create_ssl_context(),
            limits=httpx.Limits(max_connections=manners.at_once, max_keepalive_connections=0),
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

    async def ask(self, address: str, attempt: int) -> Reply:
        """What the server says of an address, which is an encoded URL without a fragment.

        The first attempt asks for the head alone; later ones for the whole, in case that was why.
        """
        try:
            async with asyncio.timeout(self._manners.whole):
                return await self._follow(address, head=attempt == 1)
        except TimeoutError:
            return self._silent(f"no answer within {self._manners.whole:g} seconds")
        except NoSuchHostError as error:
            again = None if error.lasting else 0
            return Reply(Answer(LinkStatus.SILENT, str(error)), again, whole_host=True)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return self._broken(error)

    async def _follow(self, address: str, *, head: bool) -> Reply:
        """Go where redirects lead, each step looked at first."""
        host = urlsplit(address).hostname
        here, new = address, ""
        seen = {address}
        for_good, with_cookie = True, False
        for _ in range(self._manners.redirects + 1):
            anywhere = urlsplit(here).hostname == host
            try:
                status, headers = await self._status(here, head=head, anywhere=anywhere)
            except NotPublicError as private:
                if here == address:
                    return Reply(
                        Answer(LinkStatus.SILENT, "no page can be at a link-local address")
                    )
                return _astray(f"to '{private}', which is inside a private network")
            where = headers.get("location")
            if status not in _REDIRECTS or not where:
                return self._judge(status, headers, address, new, sure=new == here)
            with_cookie |= "set-cookie" in headers
            try:
                there = encode_url(urldefrag(urljoin(here, where.strip())).url)
            except ValueError:
                return _astray("to something that is not an address")
            if urlsplit(there).scheme not in _WEB or len(there) > _LONGEST_ADDRESS:
                return _astray("to something that is not a web page")
            if there in seen:
                # With the cookie a browser would have come through.
                return Reply(Answer(LinkStatus.UNTOLD)) if with_cookie else _astray("in a circle")
            seen.add(there)
            for_good = for_good and status in _FOR_GOOD
            here, new = there, there if for_good else new
        return _astray(f"more than {self._manners.redirects} times")

    def _judge(
        self, status: int, headers: httpx.Headers, address: str, new: str, *, sure: bool
    ) -> Reply:
        said = str(status)
        if status < 400:
            if not new:
                return Reply(Answer(LinkStatus.GOOD))
            return Reply(Answer(LinkStatus.MOVED, said, new, sure and _is_same_page(address, new)))
        if status in _GONE:
            return Reply(Answer(LinkStatus.GONE, said))
        if status == _TOO_MANY:
            wait = self._wait(headers)
            return Reply(Answer(LinkStatus.UNTOLD, said), wait, whole_host=True)
        if 500 <= status < 600:
            return Reply(Answer(LinkStatus.FAILING, said), self._wait(headers))
        return Reply(Answer(LinkStatus.UNTOLD, said))

    def _wait(self, headers: httpx.Headers) -> float | None:
        """The seconds that `Retry-After` asks for (RFC 9110, section 10.2.3)."""
        asked = headers.get("retry-after", "").strip()
        wait = 0.0
        if asked.isdecimal():
            wait = float(asked[:9])
        elif asked:
            with suppress(ValueError, TypeError):  # a date is compared with the server's own clock
                began = parsedate_to_datetime(headers.get("date", ""))
                wait = (parsedate_to_datetime(asked) - began).total_seconds()
        return wait if wait <= self._manners.longest_wait else None

    async def _status(
        self, address: str, *, head: bool, anywhere: bool
    ) -> tuple[int, httpx.Headers]:
        """Status and headers; many servers answer HEAD wrongly, so bad news is asked for again."""
        if head:
            status, headers = await self._request("HEAD", address, anywhere=anywhere)
            if status < 400 or status in (_TOO_MANY, _UNAVAILABLE):
                return status, headers
        return await self._request("GET", address, anywhere=anywhere)

    async def _request(
        self, method: str, address: str, *, anywhere: bool
    ) -> tuple[int, httpx.Headers]:
        url = httpx.URL(address)
        port = url.port or (443 if url.scheme == "https" else 80)
        ways = await look_up(url.host, port, anywhere=anywhere)
        wait = self._manners.patience
        for number, numeric in enumerate(ways[:_WAYS], start=1):
            request = httpx.Request(
                method,
                url.copy_with(host=numeric, username=None, password=None),
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
                if number == len(ways[:_WAYS]):
                    raise
            else:
                await response.aclose()
                return response.status_code, response.headers
        raise NoSuchHostError("there is no such host", lasting=True)

    def _broken(self, error: Exception) -> Reply:
        """What it means that there is no answer, and whether to try again."""
        causes = list(_causes(error))
        for cause in causes:
            if isinstance(cause, ssl.SSLCertVerificationError):
                said = f"its certificate is not accepted, {cause.verify_message}"
                return Reply(Answer(LinkStatus.SILENT, said))
        if isinstance(error, httpx.TimeoutException):
            return self._silent(f"no answer within {self._manners.patience:g} seconds")
        if any(isinstance(cause, ssl.SSLError) for cause in causes):
            return Reply(Answer(LinkStatus.SILENT, "no secure connection can be made"))
        if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
            return self._silent("the connection is refused")
        if isinstance(error, httpx.InvalidURL):
            return Reply(Answer(LinkStatus.SILENT, "it is not an address"))
        if isinstance(error, httpx.ConnectError):
            return self._silent("no connection can be made")
        return self._silent("the server breaks off, or does not speak HTTP")

    def _silent(self, said: str) -> Reply:
        return Reply(Answer(LinkStatus.SILENT, said), 0)


def _astray(said: str) -> Reply:
    return Reply(Answer(LinkStatus.ASTRAY, said))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        if not isinstance(error, (ssl.SSLWantReadError, ssl.SSLWantWriteError)):  # no faults
            yield error
        error = error.__cause__ or error.__context__


def _is_same_page(old: str, new: str) -> bool:
    """Whether a new address is surely the same page: one host, and not just its front door."""
    before, after = urlsplit(old), urlsplit(new)
    return before.hostname == after.hostname and (
        after.path.strip("/") != "" or before.path.strip("/") == ""
    )
