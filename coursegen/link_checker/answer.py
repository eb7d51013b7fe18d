"""What the server of another site made of an address."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class LinkStatus(Enum):
    """What an address turned out to be; `UNTOLD`: the server does not say it to a program."""

    GOOD = "good"
    MOVED = "moved"
    GONE = "gone"
    SILENT = "silent"
    FAILING = "failing"
    ASTRAY = "astray"
    UNTOLD = "untold"


class Answer(NamedTuple):
    """`said` is what a message says of it, such as `404`.

    `address` is where a moved one is now; `sure` means that nothing else can have been meant.
    """

    outcome: LinkStatus
    said: str = ""
    address: str = ""
    sure: bool = False


class Reply(NamedTuple):
    """An answer, and what follows from it for the next request.

    `again`: seconds after which another try makes sense, None for never; `whole_host`: the other
    addresses of the same host will have the same answer.
    """

    answer: Answer
    again: float | None = None
    whole_host: bool = False
