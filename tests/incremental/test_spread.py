"""Work that is spread over processes is done whole, whatever becomes of them."""

import subprocess
import sys

import pytest

from coursegen.incremental.spread import processes

TOLD = """
import os, signal, sys, time
from coursegen.incremental.spread import spread
PARENT = os.getpid()
def in_a_copy(): return os.getpid() != PARENT
def children():
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return "none"
    return "some"
def files(): return len(os.listdir("/proc/self/fd"))
"""


def said_by(program: str) -> str:
    """What a process says that runs a program with some helpers; it has only one thread."""
    ran = subprocess.run(
        [sys.executable, "-c", TOLD + program],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.stderr == ""
    return ran.stdout.strip()


@pytest.mark.parametrize("hands", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 2, 100, 5000])
def test_every_number_comes_once_with_its_work(count: int, hands: int) -> None:
    said = said_by(
        f"found = list(spread({count}, lambda n: str(n * n).encode(), {hands}))\n"
        f"print(sorted(found) == [(n, str(n * n).encode()) for n in range({count})], children())"
    )

    assert said == "True none"


def test_long_and_empty_work_comes_back_as_it_is() -> None:
    said = said_by(
        "works = [b'', b'x' * 3_000_000, b'\\0', b''] * 10\n"
        "print(dict(spread(40, works.__getitem__, 3)) == dict(enumerate(works)))"
    )

    assert said == "True"


@pytest.mark.parametrize(
    "end",
    [
        "os.kill(os.getpid(), signal.SIGKILL)",
        "os._exit(0)",
        "sys.exit(3)",
        "1 / 0",
        "raise KeyboardInterrupt",
        "os.close(0); os.abort()",
    ],
)
def test_the_work_of_a_copy_that_fails_is_done_here(end: str) -> None:
    said = said_by(
        "import resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n"
        "def work(n):\n"
        f"    if in_a_copy() and n > 3: {end}\n"
        "    time.sleep(0.002)\n"
        "    return str(n).encode()\n"
        "print(dict(spread(60, work, 4)) == {n: str(n).encode() for n in range(60)}, children())"
    )

    assert said == "True none"


def test_a_failure_here_is_raised_and_leaves_no_copy() -> None:
    said = said_by(
        "def work(n):\n"
        "    if in_a_copy(): time.sleep(60)\n"
        "    if n > 5: raise RuntimeError\n"
        "    return b'x'\n"
        "before = files()\n"
        "try:\n"
        "    list(spread(50, work, 3))\n"
        "except RuntimeError:\n"
        "    print('raised', children(), files() == before)"
    )

    assert said == "raised none True"


def test_whoever_asks_no_further_leaves_no_copy_and_no_open_file() -> None:
    said = said_by(
        "before = files()\n"
        "work = lambda n: time.sleep(60 if in_a_copy() else 0) or b'x'\n"
        "asked = spread(50, work, 3)\n"
        "next(asked); asked.close()\n"
        "print(children(), files() == before)"
    )

    assert said == "none True"


@pytest.mark.parametrize("missing", ["fork", "memfd_create"])
def test_where_the_system_has_no_more_to_give_the_work_is_done_here(missing: str) -> None:
    said = said_by(
        "import errno\n"
        "def no(*_): raise OSError(errno.EAGAIN, 'no more')\n"
        "before = files()\n"
        f"os.{missing} = no\n"
        "print(dict(spread(9, lambda n: bytes([n]), 4)) == {n: bytes([n]) for n in range(9)}, "
        "files() == before)"
    )

    assert said == "True True"


def test_what_a_copy_prints_halfway_is_not_said_twice() -> None:
    assert said_by("print('once')\nlist(spread(20, lambda n: b'', 3))") == "once"


def test_little_work_is_worth_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threading.active_count", lambda: 1)
    monkeypatch.setattr("os.sched_getaffinity", lambda _pid: set(range(4)))

    assert [processes(work, 100) for work in (0, 99, 199, 200, 399, 10**9)] == [1, 1, 1, 2, 3, 4]


def test_a_process_with_several_threads_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threading.active_count", lambda: 2)

    assert processes(10**9, 1) == 1
