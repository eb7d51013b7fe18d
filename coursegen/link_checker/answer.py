"""The result of requesting a URL of another site."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class LinkStatus(Enum):
    """The status of a link; `INCONCLUSIVE` means that the server does not answer programs."""

    GOOD = "good"
    MOVED = "moved"
    GONE = "gone"
    NO_RESPONSE = "no-response"
    SERVER_ERROR = "server-error"
    BAD_REDIRECT = "bad-redirect"
    INCONCLUSIVE = "inconclusive"


class Answer(NamedTuple):
    """The result for one URL; `detail` is part of the message, such as `404`.

    `new_url` is the target of a permanent redirect; `is_certain` means that it is the same page.
    """

    status: LinkStatus
    detail: str = ""
    new_url: str = ""
    is_certain: bool = False


class Reply(NamedTuple):
    """An answer, and what it means for further requests.

    `retry_after` is the number of seconds after which to try again, None for never.  `whole_host`
    means that the other URLs of the host would have the same answer.
    """

    answer: Answer
    retry_after: float | None = None
    whole_host: bool = False
