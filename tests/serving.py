"""Run `coursegen serve` as a process, for tests."""

import asyncio
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

MAX_WAIT_SECONDS = 10.0
"""The maximum number of seconds to wait for an event."""


def wait_until(happened: Callable[[], object], seconds: float = MAX_WAIT_SECONDS) -> bool:
    """Poll a condition; return whether it became true in time."""
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


@contextmanager
def no_event_loop() -> Iterator[None]:
    """Allow another event loop in this thread, in which Playwright's loop waits in a greenlet."""
    waiting = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(waiting)


def children(process: int) -> list[int]:
    """Return the process IDs of the children of a process (Linux)."""
    threads = Path(f"/proc/{process}/task").iterdir()
    return [int(child) for thread in threads for child in (thread / "children").read_text().split()]


@dataclass(frozen=True)
class Answer:
    """A response of the server."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Server:
    """A running server; `output` contains everything that it has printed so far."""

    def __init__(self, process: subprocess.Popen[str], temporary: Path) -> None:
        self.process = process
        self.temporary = temporary
        self.output: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()
        assert self.prints(r"Serving .* at http://"), self.text
        found = re.search(r"at (http://(.*):(\d+)/)", self.text)
        assert found
        self.url, self.host, self.port = found[1], found[2], int(found[3])

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.output.append(line)

    @property
    def text(self) -> str:
        return "".join(self.output)

    @property
    def builds(self) -> int:
        """The number of finished builds."""
        return len(re.findall("^(?:Built|Not built)", self.text, re.MULTILINE))

    def prints(self, pattern: str, seconds: float = MAX_WAIT_SECONDS) -> bool:
        """Return whether the output matches a pattern, now or soon."""
        return wait_until(lambda: re.search(pattern, self.text, re.MULTILINE), seconds)

    def fetch(self, path: str = "/", method: str = "GET", **headers: str) -> Answer:
        """Send one request with the unchanged path; `Host="…"` replaces the correct header."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=MAX_WAIT_SECONDS)
        try:
            connection.putrequest(method, path, skip_host="Host" in headers)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def shows(self, text: str, path: str = "/", seconds: float = MAX_WAIT_SECONDS) -> bool:
        """Return whether a page contains `text`, now or soon."""
        return wait_until(lambda: text in self.fetch(path).body.decode("utf-8", "replace"), seconds)

    def omits(self, text: str, path: str = "/", seconds: float = MAX_WAIT_SECONDS) -> bool:
        """Return whether a page does not contain `text`, now or soon."""
        return wait_until(lambda: text not in self.fetch(path).text, seconds)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=MAX_WAIT_SECONDS)

    @property
    def build_process(self) -> int:
        """The process ID of the build process, which is the server's only child (Linux)."""
        (child,) = children(self.process.pid)
        return child

    def stop(self, number: int = signal.SIGINT) -> float:
        """Stop the server with a signal; return the number of seconds that this took."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(MAX_WAIT_SECONDS)
        return time.monotonic() - began


@contextmanager
def served(
    root: Path, *options: str | Path, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Serve the course in `root` on a free port, unless `options` contain one."""
    temporary = root.with_name(f"{root.name}-temporary")
    temporary.mkdir(exist_ok=True)
    port = () if "--port" in options else ("--port", "0")
    command = [sys.executable, "-m", "coursegen", "serve", "--source", root, *port, *options]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env={**os.environ, "TMPDIR": str(temporary), **(environment or {})},
    )
    try:
        yield Server(process, temporary)
    finally:
        if process.poll() is None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(MAX_WAIT_SECONDS)
        if process.poll() is None:
            process.kill()
            process.wait()
        assert process.stdout
        process.stdout.close()
