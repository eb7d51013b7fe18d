"""The output streams and the environment that `cli.py` passes to a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from coursegen.incremental.up_to_date import Request


class Console(Struct):
    """The output streams and the environment of a command.

    `out` prints the requested output, in the encoding `encoding`, and `err` prints everything else.
    `is_terminal` means that `err` is a terminal, and `color` means that output may be colored.
    `now` is the current time, with a time zone.  `environment` contains the environment variables,
    and `request` contains the command line.
    """

    out: Callable[[str], None]
    err: Callable[[str], None]
    is_terminal: bool
    color: bool
    encoding: str
    now: datetime
    environment: Mapping[str, str]
    request: Request
