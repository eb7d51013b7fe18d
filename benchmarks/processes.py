"""Measure the time and the memory of a process and its children."""

from __future__ import annotations

import resource
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.result import Memory, Run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.tools.tool import Command

_PROC = Path("/proc")
_PAUSE = 0.01


def filled(command: Command, folder: Path, port: int = 0) -> list[str]:
    """Fill in the placeholders in a command."""
    return [word.replace("{here}", str(folder)).replace("{port}", str(port)) for word in command]


def run(command: Command, folder: Path, log: Path, limit: float) -> Run:
    """Run a command in a folder, for at most `limit` seconds, with its output in `log`."""
    before = _work_of_children()
    began = time.perf_counter()
    with log.open("wb") as output:
        process = _start(command, folder, output.fileno())
        timer = threading.Timer(limit, process.kill)
        timer.start()
        code = process.wait()  # a timeout here would poll, and polling is less accurate
    seconds = time.perf_counter() - began
    timer.cancel()
    return Run(seconds, _work_of_children() - before, code)


def memory_of(command: Command, folder: Path, log: Path) -> Memory:
    """Run a command and return its memory use."""
    one = together = 0
    with log.open("wb") as output:
        process = _start(command, folder, output.fileno())
        while process.poll() is None:
            now = [_memory(number) for number in _family(str(process.pid))]
            one = max([one, *(most for most, _ in now)])
            together = max(together, sum(share for _, share in now))
            time.sleep(_PAUSE)
    return Memory(one / 1000, together / 1000)


def _start(command: Command, folder: Path, log: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        filled(command, folder), cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
    )


def _work_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _family(number: str) -> Iterator[str]:
    """Yield the ids of a process and all its descendants."""
    yield number
    for thread in (_PROC / number / "task").glob("*/children"):
        with suppress(OSError):
            for child in thread.read_text().split():
                yield from _family(child)


def _memory(number: str) -> tuple[int, int]:
    """Return the peak memory of a process, and its current proportional set size, in kB."""
    with suppress(OSError):
        most = _field(_PROC / number / "status", "VmHWM")
        return most, _field(_PROC / number / "smaps_rollup", "Pss")
    return 0, 0


def _field(file: Path, name: str) -> int:
    lines = (line.split() for line in file.read_text().splitlines())
    return next((int(words[1]) for words in lines if words[:1] == [f"{name}:"]), 0)
