"""The environment of a command as a value, so that only `cli.py` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from coursegen.incremental.unchanged import Request


class Console(Struct):
    """The output streams and the environment of a command.

    `out` takes the requested output, `err` everything else.  `is_terminal` means that `err` is a
    terminal, `color` that output may be colored.  `now` is the time, with a time zone.
    `environment` holds the environment variables, `request` the command line.
    """

    out: Callable[[str], None]
    err: Callable[[str], None]
    is_terminal: bool
    color: bool
    now: datetime
    environment: Mapping[str, str]
    request: Request
