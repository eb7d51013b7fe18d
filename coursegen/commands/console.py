"""What a command may say, and to whom: a value, so that only `cli.py` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from coursegen.incremental.unchanged import Request


class Console(Struct):
    """The outside world as a command sees it.

    `out` takes what was asked for, `err` all that is told besides; `is_terminal` says that a
    person reads `err`, `color` that it may be coloured; `now` is the time, with a time zone;
    `environment` are its variables; `request` is how the command was asked for.
    """

    out: Callable[[str], None]
    err: Callable[[str], None]
    is_terminal: bool
    color: bool
    now: datetime
    environment: Mapping[str, str]
    request: Request
