"""Work that is distributed to processes is completed even if some processes fail."""

import subprocess
import sys

import pytest

from coursegen.incremental.parallel import workers_for

PRELUDE = """
import os, signal, sys, time
from coursegen.incremental.parallel import in_parallel
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


def output_of(program: str) -> str:
    """Run a program in a process with one thread, and return its output."""
    ran = subprocess.run(
        [sys.executable, "-c", PRELUDE + program],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.stderr == ""
    return ran.stdout.strip()


@pytest.mark.parametrize("workers", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 2, 100, 5000])
def test_every_number_is_returned_once_with_its_result(count: int, workers: int) -> None:
    output = output_of(
        f"found = list(in_parallel({count}, lambda n: str(n * n).encode(), {workers}))\n"
        f"print(sorted(found) == [(n, str(n * n).encode()) for n in range({count})], children())"
    )

    assert output == "True none"


def test_long_and_empty_results_are_returned_unchanged() -> None:
    output = output_of(
        "works = [b'', b'x' * 3_000_000, b'\\0', b''] * 10\n"
        "print(dict(in_parallel(40, works.__getitem__, 3)) == dict(enumerate(works)))"
    )

    assert output == "True"


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
def test_the_work_of_a_failed_child_process_is_done_in_the_main_process(end: str) -> None:
    output = output_of(
        "import resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n"
        "def work(n):\n"
        f"    if in_a_copy() and n > 3: {end}\n"
        "    time.sleep(0.002)\n"
        "    return str(n).encode()\n"
        "print(dict(in_parallel(60, work, 4)) == {n: str(n).encode() for n in range(60)},"
        " children())"
    )

    assert output == "True none"


def test_an_error_in_the_main_process_is_raised_and_ends_the_child_workers_for() -> None:
    output = output_of(
        "def work(n):\n"
        "    if in_a_copy(): time.sleep(60)\n"
        "    if n > 5: raise RuntimeError\n"
        "    return b'x'\n"
        "before = files()\n"
        "try:\n"
        "    list(in_parallel(50, work, 3))\n"
        "except RuntimeError:\n"
        "    print('raised', children(), files() == before)"
    )

    assert output == "raised none True"


def test_closing_the_iterator_ends_the_child_processes_and_closes_all_files() -> None:
    output = output_of(
        "before = files()\n"
        "work = lambda n: time.sleep(60 if in_a_copy() else 0) or b'x'\n"
        "results = in_parallel(50, work, 3)\n"
        "next(results); results.close()\n"
        "print(children(), files() == before)"
    )

    assert output == "none True"


@pytest.mark.parametrize("missing", ["fork", "memfd_create"])
def test_without_system_resources_the_work_is_done_in_the_main_process(missing: str) -> None:
    output = output_of(
        "import errno\n"
        "def no(*_): raise OSError(errno.EAGAIN, 'no more')\n"
        "before = files()\n"
        f"os.{missing} = no\n"
        "print(dict(in_parallel(9, lambda n: bytes([n]), 4)) == {n: bytes([n]) for n in range(9)}, "
        "files() == before)"
    )

    assert output == "True True"


def test_buffered_output_is_not_printed_twice() -> None:
    assert output_of("print('once')\nlist(in_parallel(20, lambda n: b'', 3))") == "once"


def test_a_small_amount_of_work_starts_no_child_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threading.active_count", lambda: 1)
    monkeypatch.setattr("os.sched_getaffinity", lambda _pid: set(range(4)))

    assert [workers_for(work, 100) for work in (0, 99, 199, 200, 399, 10**9)] == [1, 1, 1, 2, 3, 4]


def test_a_process_with_several_threads_is_not_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threading.active_count", lambda: 2)

    assert workers_for(10**9, 1) == 1
