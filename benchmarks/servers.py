"""Measure how long development servers take to show a saved change."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from benchmarks.bench import in_turn
from benchmarks.course import NOTES, Size, edit, make_course
from benchmarks.processes import filled
from benchmarks.result import Result, Run
from benchmarks.tools.tool import put

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from benchmarks.bench import Bench
    from benchmarks.course import Note
    from benchmarks.tools.tool import Tool

START, SAVED_PAGE, SAVED_SCHEDULE = "start to the first page", "page saved", "schedule saved"
_SETTLE, _PAUSE = 1.5, 0.005
"""Seconds to wait before each edit, and between two requests."""
_EDITIONS = count(1)


def measure_servers(
    size: Size, tools: Sequence[Tool], bench: Bench, edits: int = 3
) -> list[Result]:
    """Measure the servers of all tools, one server at a time."""
    course = make_course(size, highlight=bench.highlight)
    servers = []
    for tool in tools:
        root = bench.lay(course, tool, f"serve-{size.name}")
        for extra in tool.extras.values():
            put(root / extra.file, extra.text)
        servers.append((tool, root, Result(tool.name)))
    rounds = 2 if bench.rounds is None else bench.rounds
    for number in range(rounds if servers else 0):
        for tool, root, result in in_turn(servers, number):
            if not result.failed:
                _measure(tool, root, course.edited, result, bench, edits)
            problems = result.failed or "done"
            bench.report(f"{size.name}: round {number + 1} of {rounds}: {tool.name}: {problems}")
    return [result for _, _, result in servers]


def _measure(  # noqa: PLR0913, PLR0917 - a tool, its source, its result and the options
    tool: Tool, root: Path, note: Note, result: Result, bench: Bench, edits: int
) -> None:
    with _serving(tool, root, bench) as port:
        began = time.perf_counter()
        home = _wait(port, "/", "rev-schedule-", bench.limit)
        address = _address(home, note.name)
        if not home or not _wait(port, address, "rev-", bench.limit):
            result.failed = f"nothing at {address if home else '/'}: {bench.last_output()}"
            return
        result.note(START, Run(time.perf_counter() - began))
        files = {
            SAVED_PAGE: (f"{tool.notes}/{note.name}.md", address),
            SAVED_SCHEDULE: (tool.schedule, "/"),
            **{f"{what} saved": (extra.file, extra.address) for what, extra in tool.extras.items()},
        }
        for what, (file, shown_at) in files.items():
            for _ in range(edits):
                if what in result.runs and result.is_stale(what):
                    break  # stop after the first timeout
                time.sleep(_SETTLE)
                mark = edit(root / file, next(_EDITIONS))
                began = time.perf_counter()
                shown = _wait(port, shown_at, mark, bench.limit)
                result.note(what, Run(time.perf_counter() - began, stale=not shown))


@contextmanager
def _serving(tool: Tool, root: Path, bench: Bench) -> Iterator[int]:
    """Run a server and yield its port."""
    port = _free_port()
    with (
        bench.log.open("wb") as log,
        subprocess.Popen(
            filled(tool.serve, root, port),
            cwd=root,
            stdin=subprocess.PIPE,  # some servers exit immediately if stdin is closed
            stdout=log,
            stderr=log,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield port
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, number)  # kills only processes of the server
                with suppress(subprocess.TimeoutExpired):
                    process.wait(5)
                    break


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _wait(port: int, path: str, text: str, limit: float) -> str:
    """Return a response that contains `text`, or an empty string after a timeout."""
    end = time.perf_counter() + limit
    while time.perf_counter() < end:
        answer = _ask(port, path, limit)
        if text in answer:
            return answer
        time.sleep(_PAUSE)
    return ""


def _ask(port: int, path: str, limit: float) -> str:
    """Return the response for a path, or an empty string if the request fails."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=limit)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", path, headers={"Accept": "text/html", "Connection": "close"})
        answer = connection.getresponse()
        body = answer.read().decode(errors="replace")
        connection.close()
        return body if answer.status == 200 else ""
    connection.close()
    return ""


def _address(home: str, name: str) -> str:
    """Return the path of a note, from the links on the home page."""
    href = re.search(rf"""href=["']?([^"'\s>]*{name}[^"'\s>]*)""", home)
    return urlsplit(urljoin("http://here/", href[1])).path if href else f"/{NOTES}/{name}/"
