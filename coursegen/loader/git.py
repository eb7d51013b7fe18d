"""Run git safely on an untrusted repository.

Only a git program outside the course is used, its resources are limited, and its process group is
killed at the end.
"""

from __future__ import annotations

import os
import signal
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping
    from subprocess import Popen

# These settings override those of the user and the repository.  They make git's output
# predictable, and prevent git from running programs or reading files named in the repository.
_OPTIONS = (
    "--no-pager",
    *("-c", "core.quotePath=off"),
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", f"core.attributesFile={os.devnull}"),
    *("-c", f"core.excludesFile={os.devnull}"),
    *("-c", f"diff.orderFile={os.devnull}"),
    *("-c", "log.mailmap=false"),
    *("-c", "log.showRoot=true"),
    *("-c", "log.showSignature=false"),
)
# Missing objects of a partial clone are not fetched, because fetching runs remote commands.
_NO_PROTOCOL = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}

TIMEOUT = 10.0
"""The timeout in seconds; reading a history of many years takes one second."""
MEMORY_LIMIT = 1 << 30
"""The maximum memory of git on Linux in bytes, excluding memory-mapped files."""
_MAX_METADATA_SIZE = 64 << 20
"""The maximum size in bytes of a metadata file that git reads completely."""
_MAX_RECORD_SIZE = 1 << 20
"""The maximum size of a record in bytes; the longest path on any system has 4,096 bytes."""
_MAX_ERROR_OUTPUT = 4096
"""The maximum size of the stored error output of git, in bytes."""
_BLOCK = 1 << 16
_METADATA = (
    *("HEAD", "config", "config.worktree", "commondir", "gitdir", "index", "packed-refs"),
    *("shallow", "info/attributes", "info/exclude", "info/grafts", "info/sparse-checkout"),
    *("objects/info/alternates", "objects/info/commit-graph", "objects/pack/multi-pack-index"),
)
_MEMORY_MAPPED = ("index", "objects/info/commit-graph", "objects/pack/multi-pack-index")
"""Metadata files whose size is not limited, because git maps them into memory."""


class GitError(Exception):
    """A failure of git; the message is the reason, and the hint is the next step."""

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.hint = hint


def find_git(search: str, course: Path, platform: str = sys.platform) -> str | None:
    """Find the full path of git in the folders of `search`, which is a value of `PATH`.

    Entries that are relative, empty or inside the course's folder are skipped on every platform.
    `shutil.which` is not safe, because it searches the current folder first on Windows.  Windows
    does the same for a program without a path.
    """
    windows = platform == "win32"
    name = "git.exe" if windows else "git"
    course = course.resolve()
    for entry in search.split(os.pathsep):
        folder = Path(entry.strip('"') if windows else entry)
        if not folder.is_absolute():
            continue
        with suppress(OSError, ValueError, RuntimeError):  # a link loop or a NUL in the path
            program = folder.resolve() / name
            outside = not any(path.is_relative_to(course) for path in (program, program.resolve()))
            if outside and program.is_file() and (windows or os.access(program, os.X_OK)):
                return str(program)
    return None


def check_metadata(repository: Path) -> None:
    """Raise `GitError` if git could hang or run out of memory while reading the metadata.

    The causes are devices, pipes and files that are too large.  `repository` is the path of `.git`,
    which is a folder or, in a submodule or a linked work tree, a file with the path of a folder.
    """
    git_dir = repository
    if not repository.is_dir():
        _check_file(repository, repository)
        git_dir = _named_in(repository, "gitdir:")
    folders = [git_dir]
    if (git_dir / "commondir").is_file():
        _check_file(git_dir / "commondir", repository)
        folders.append(_named_in(git_dir / "commondir", ""))
    for folder in folders:
        for name in _METADATA:
            _check_file(folder / name, repository, limited=name not in _MEMORY_MAPPED)


def _check_file(path: Path, repository: Path, *, limited: bool = True) -> None:
    try:
        status = path.stat()
    except (OSError, ValueError):  # the file is missing, or git reports the error
        return
    if not stat.S_ISREG(status.st_mode):
        problem = "is not a regular file"
    elif limited and status.st_size > _MAX_METADATA_SIZE:
        problem = "is too large"
    else:
        return
    name = path.relative_to(repository.parent) if path.is_relative_to(repository.parent) else path
    raise GitError(f"'{name.as_posix()}' {problem}", "clone the repository again")


def _named_in(file: Path, key: str) -> Path:
    """Return the folder whose path is in a metadata file, relative to the folder of the file."""
    with suppress(OSError), file.open("rb") as opened:
        named = os.fsdecode(opened.read(_BLOCK)).removeprefix(key).strip()
        if "\0" not in named:
            return (file.parent / named).resolve()
    return file.parent


class Git:
    """A runner for git in a course's folder, with the variables in `environment`."""

    def __init__(self, course: Path, environment: Mapping[str, str]) -> None:
        self._course = course
        self._environment = {
            **{name: value for name, value in environment.items() if not name.startswith("GIT_")},
            "LC_ALL": "C",
            "GIT_OPTIONAL_LOCKS": "0",
            **_NO_PROTOCOL,
        }
        program = find_git(environment.get("PATH", os.defpath), course)
        if program is None:
            raise GitError("git is not installed", "install git")
        self._command = (program, *_OPTIONS)

    def records(self, *arguments: str) -> Generator[str, None, None]:
        """Yield the NUL-separated records that a command prints.

        Closing the iterator stops git.  Raises `GitError` if git fails or exceeds a limit.
        """
        # These modules are loaded only for a course in a repository.
        from subprocess import DEVNULL, PIPE, Popen  # noqa: PLC0415 - see above
        from threading import Event, Thread, Timer  # noqa: PLC0415 - see above

        try:
            process = Popen(  # noqa: S603 - no shell
                [*self._command, *arguments],
                cwd=self._course,
                env=self._environment,
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=PIPE,
                **own_group(),
            )
        except OSError as error:
            raise GitError(f"git cannot be started ({error.strerror})", "reinstall git") from None
        _limit_memory(process.pid)
        expired = Event()

        def expire() -> None:
            expired.set()
            end_group(process, self._environment)

        timer = Timer(TIMEOUT, expire)
        timer.daemon = True
        error_output = bytearray()
        reader = Thread(target=_drain, args=(process.stderr, error_output), daemon=True)
        with process:
            timer.start()
            reader.start()
            try:
                yield from _split(process.stdout)
                status = process.wait()
                reader.join(TIMEOUT)  # a child of git may still have the pipe open
            finally:
                timer.cancel()
                end_group(process, self._environment)
        if expired.is_set():
            raise GitError("git takes too long", "run 'git gc' in the course's folder")
        if status:
            lines = error_output.decode(errors="replace").splitlines() or [f"status {status}"]
            raise GitError(
                f"git reports '{lines[0].removeprefix('fatal: ')}'",
                "run 'git log' in the course's folder, and fix the problem that it reports",
            )


def _split(output: IO[bytes] | None) -> Iterator[str]:
    """Split a stream at its NULs."""
    rest = b""
    while output and (block := output.read(_BLOCK)):
        *records, rest = (rest + block).split(b"\0")
        for record in records:
            yield record.decode(errors="replace")
        if len(rest) > _MAX_RECORD_SIZE:
            raise GitError("git prints invalid output", "clone the repository again")
    if rest:
        yield rest.decode(errors="replace")


def _drain(stream: IO[bytes] | None, stored: bytearray) -> None:
    """Read a stream to its end to avoid blocking the process, but store only its beginning."""
    while stream and (block := stream.read(_MAX_ERROR_OUTPUT)):
        stored += block[: _MAX_ERROR_OUTPUT - len(stored)]


class _GroupOptions(TypedDict, total=False):
    start_new_session: bool
    creationflags: int


def own_group(platform: str = sys.platform) -> _GroupOptions:
    """Return the arguments of `Popen` for a process in a new process group."""
    if platform == "win32":
        return {"creationflags": 0x200}  # CREATE_NEW_PROCESS_GROUP, defined only on Windows
    return {"start_new_session": True}


def end_group(process: Popen[bytes], environment: Mapping[str, str]) -> None:
    """Kill a process and its children, unless it has already been waited for."""
    if process.returncode is not None:  # the process ID may already be reused
        return
    if sys.platform == "win32":
        from subprocess import DEVNULL, run  # noqa: PLC0415 - only on Windows

        with suppress(OSError):
            run(kill_tree(process.pid, environment), stdout=DEVNULL, stderr=DEVNULL, check=False)  # noqa: S603 - no shell
    else:
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def kill_tree(pid: int, environment: Mapping[str, str]) -> list[str]:
    """Return the command with its full path that kills a process and its children on Windows."""
    system = environment.get("SYSTEMROOT", r"C:\Windows")
    return [rf"{system}\System32\taskkill.exe", "/F", "/T", "/PID", str(pid)]


def _limit_memory(pid: int) -> None:
    """Limit the memory that another process may allocate (only on Linux).

    The limit is set after the process has started, because running code between fork and exec is
    not safe in a process with threads, such as the server.  Memory-mapped files are excluded, so
    that git can read a large history.  On macOS and Windows, which do not enforce such a limit,
    only `check_metadata` and `TIMEOUT` apply.
    """
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - not on Windows

        with suppress(OSError):  # the process has ended, or the system denies the limit
            resource.prlimit(pid, resource.RLIMIT_DATA, (MEMORY_LIMIT, MEMORY_LIMIT))
