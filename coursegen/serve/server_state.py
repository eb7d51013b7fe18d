"""The state of the server: the served site, which is replaced as a whole after each build."""

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
    """The folder of the site (None before the first good build), and the errors of the last build.

    `version` counts the changes that browsers should load.  Each page contains its own version, so
    that a page that was loaded before a build and connects after it is reloaded.
    """

    version: int
    folder: Path | None = None
    errors: tuple[str, ...] = ()


class ServerState:
    """The served site; requests wait for `ready`, the end of the first build.

    `unexpected_error` is called with the traceback of an error in the server itself.
    """

    def __init__(self, hosts: Hosts, unexpected_error: Callable[[str], None]) -> None:
        self.hosts = hosts
        self.unexpected_error = unexpected_error
        self.ready = asyncio.Event()
        # Random, as browsers may still have pages of an earlier server open.
        self.served = ServedSite(secrets.randbits(40))
