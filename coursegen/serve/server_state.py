"""The state of the server, in which the served site is replaced as a whole after each build."""

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
    """The site's folder, or None before the first good build, and the last build's errors.

    `version` counts the changes that browsers should load.  Each page contains the version with
    which it was served.  If a page was loaded before a build and connects after that build, it is
    therefore reloaded.
    """

    version: int
    folder: Path | None = None
    errors: tuple[str, ...] = ()


class ServerState:
    """The served site, and the event `ready`, which is set when the first build ends.

    `unexpected_error` is called with the traceback of an error in the server itself.
    """

    def __init__(self, hosts: Hosts, unexpected_error: Callable[[str], None]) -> None:
        self.hosts = hosts
        self.unexpected_error = unexpected_error
        self.ready = asyncio.Event()
        # The first version is random, as browsers may still show pages from an earlier server.
        self.served = ServedSite(secrets.randbits(40))
