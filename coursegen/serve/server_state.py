"""What the server shows at the moment: one value, replaced as a whole after each build."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

from coursegen.base.struct import Struct

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coursegen.serve.hosts import Hosts


class ServedSite(Struct):
    """The site in the folder (`None` before the first good build), and what is wrong with the next.

    `version` counts what browsers should load anew; a page carries its own, so that one which was
    asked for before a build and connects after it is noticed.
    """

    version: int
    folder: Path | None = None
    errors: tuple[str, ...] = ()


class ServerState:
    """Holds what is shown; answers wait for `ready`, which is the end of the first build.

    `unexpected_error` is told the traceback of a fault in the server itself.
    """

    def __init__(self, hosts: Hosts, unexpected_error: Callable[[str], None]) -> None:
        self.hosts = hosts
        self.unexpected_error = unexpected_error
        self.ready = asyncio.Event()
        # Not the version of a server that ran before: its pages may still be open in browsers.
        self.served = ServedSite(secrets.randbits(40))
