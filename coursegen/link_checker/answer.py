"""What the server of another site made of an address."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class LinkStatus(Enum):
    """What an address turned out to be; `INCONCLUSIVE`: the server does not say it to a program."""

    GOOD = "good"
    MOVED = "moved"
    GONE = "gone"
    NO_RESPONSE = "silent"
    SERVER_ERROR = "failing"
    BAD_REDIRECT = "astray"
    INCONCLUSIVE = "untold"


class Answer(NamedTuple):
    """`detail` is what a message says of it, such as `404`.

    `address` is where a moved one is now; `is_certain` means that nothing else can have been meant.
    """

    status: LinkStatus
    detail: str = ""
    address: str = ""
    is_certain: bool = False


class Reply(NamedTuple):
    """An answer, and what follows from it for the next request.

    `retry_after`: seconds after which another try makes sense, None for never; `whole_host`: the other
    addresses of the same host will have the same answer.
    """

    answer: Answer
    retry_after: float | None = None
    whole_host: bool = False
