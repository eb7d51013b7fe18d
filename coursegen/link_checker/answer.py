"""The result of requesting a URL of another site."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class LinkStatus(Enum):
    """The status of a link; `INCONCLUSIVE` means that the server rejects automated requests."""

    GOOD = "good"
    MOVED = "moved"
    GONE = "gone"
    NO_RESPONSE = "no-response"
    SERVER_ERROR = "server-error"
    BAD_REDIRECT = "bad-redirect"
    INCONCLUSIVE = "inconclusive"


class Answer(NamedTuple):
    """The result for a URL; `detail` is part of the message, such as `404`.

    `new_url` is the target of a permanent redirect; `is_certain` means that the page is the same.
    """

    status: LinkStatus
    detail: str = ""
    new_url: str = ""
    is_certain: bool = False


class Reply(NamedTuple):
    """An answer and its effects on further requests.

    `retry_after` is the number of seconds to wait before a retry, or None for no retry.
    `whole_host` means that the answer also applies to all other URLs of the host.
    """

    answer: Answer
    retry_after: float | None = None
    whole_host: bool = False
