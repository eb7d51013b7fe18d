"""Runs git on a repository that may come from anybody: found safely, limited, ended as a group."""

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

# Settings that neither the user nor the repository can override: they fix git's output, and keep
# git from starting a program or reading a file that a repository from elsewhere names.
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
# Objects that a partial clone lacks stay missing: to fetch them runs what its remote names.
_NO_PROTOCOL = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}

TIMEOUT = 10.0
"""Seconds; a history of many years takes one."""
MEMORY = 1 << 30
"""Bytes of memory that git may allocate on Linux; files that it maps do not count."""
_LARGEST = 64 << 20
"""Bytes of a metadata file that git reads whole; the largest real one lists all branches."""
_LONGEST = 1 << 20
"""Bytes between two NULs; the longest path that a system can open has 4,096."""
_COMPLAINT = 4096
"""Bytes of git's error output that are kept."""
_BLOCK = 1 << 16
_METADATA = (
    *("HEAD", "config", "config.worktree", "commondir", "gitdir", "index", "packed-refs"),
    *("shallow", "info/attributes", "info/exclude", "info/grafts", "info/sparse-checkout"),
    *("objects/info/alternates", "objects/info/commit-graph", "objects/pack/multi-pack-index"),
)
_UNLIMITED = ("index", "objects/info/commit-graph", "objects/pack/multi-pack-index")
"""Metadata that git maps instead of reading it."""


class GitError(Exception):
    """git gives no answer: why, and what the author can do."""

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.hint = hint


def find_git(search: str, course: Path, platform: str = sys.platform) -> str | None:
    """The full path of git, looked up in the folders of `search`, a value of `PATH`.

    Relative and empty entries and those inside the course's folder are skipped on every platform.
    `shutil.which` does not do: on Windows it looks in the current folder first, and so does the
    system when it starts a program by its name alone.
    """
    windows = platform == "win32"
    name = "git.exe" if windows else "git"
    course = course.resolve()
    for entry in search.split(os.pathsep):
        folder = Path(entry.strip('"') if windows else entry)
        if not folder.is_absolute():
            continue
        with suppress(OSError, ValueError, RuntimeError):  # a loop of links, a NUL
            found = folder.resolve() / name
            outside = not any(path.is_relative_to(course) for path in (found, found.resolve()))
            if outside and found.is_file() and (windows or os.access(found, os.X_OK)):
                return str(found)
    return None


def check_metadata(repository: Path) -> None:
    """Refuse a repository whose metadata git could not read to its end.

    `repository` is its `.git`: a folder, or a file that names one, as in a submodule or a linked
    work tree.  Raises `GitError` for a device, a pipe, and a file that is too large.
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
            _check_file(folder / name, repository, limited=name not in _UNLIMITED)


def _check_file(path: Path, repository: Path, *, limited: bool = True) -> None:
    try:
        status = path.stat()
    except (OSError, ValueError):  # missing, or what git reports itself
        return
    if not stat.S_ISREG(status.st_mode):
        problem = "is not a regular file"
    elif limited and status.st_size > _LARGEST:
        problem = "is too large"
    else:
        return
    name = path.relative_to(repository.parent) if path.is_relative_to(repository.parent) else path
    raise GitError(f"'{name.as_posix()}' {problem}", "clone the repository again")


def _named_in(file: Path, key: str) -> Path:
    """The folder that a small file of git's names, relative to the file's own."""
    with suppress(OSError), file.open("rb") as opened:
        named = os.fsdecode(opened.read(_BLOCK)).removeprefix(key).strip()
        if "\0" not in named:
            return (file.parent / named).resolve()
    return file.parent


class Git:
    """Runs git in a course's folder; `environment` is what git may see of the process's own."""

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
            raise GitError("git is not installed here", "install git")
        self._command = (program, *_OPTIONS)

    def records(self, *arguments: str) -> Generator[str, None, None]:
        """The NUL-separated records that a command prints, as they come.

        Closing the iterator ends git.  Raises `GitError` where git fails, or takes too much.
        """
        # Only a course in a repository pays for these.
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
            raise GitError(f"git does not start ({error.strerror})", "reinstall git") from None
        _limit_memory(process.pid)
        expired = Event()

        def expire() -> None:
            expired.set()
            end_group(process, self._environment)

        timer = Timer(TIMEOUT, expire)
        timer.daemon = True
        complaint = bytearray()
        reader = Thread(target=_drain, args=(process.stderr, complaint), daemon=True)
        with process:
            timer.start()
            reader.start()
            try:
                yield from _split(process.stdout)
                status = process.wait()
                reader.join(TIMEOUT)  # a process that git started may still have its end open
            finally:
                timer.cancel()
                end_group(process, self._environment)
        if expired.is_set():
            raise GitError("git takes too long", "run 'git gc' in the course's folder")
        if status:
            lines = complaint.decode(errors="replace").splitlines() or [f"status {status}"]
            raise GitError(
                f"git says '{lines[0].removeprefix('fatal: ')}'",
                "run 'git log' in the course's folder, and fix what it reports",
            )


def _split(output: IO[bytes] | None) -> Iterator[str]:
    """What is between the NULs of a stream, and what is after the last one."""
    rest = b""
    while output and (block := output.read(_BLOCK)):
        *records, rest = (rest + block).split(b"\0")
        for record in records:
            yield record.decode(errors="replace")
        if len(rest) > _LONGEST:
            raise GitError("git prints what is no list of files", "clone the repository again")
    if rest:
        yield rest.decode(errors="replace")


def _drain(stream: IO[bytes] | None, kept: bytearray) -> None:
    """Read a stream to its end, so that its writer never waits; keep its beginning."""
    while stream and (block := stream.read(_COMPLAINT)):
        kept += block[: _COMPLAINT - len(kept)]


class _Group(TypedDict, total=False):
    start_new_session: bool
    creationflags: int


def own_group(platform: str = sys.platform) -> _Group:
    """The arguments of `Popen` for a process in a group of its own."""
    if platform == "win32":
        return {"creationflags": 0x200}  # CREATE_NEW_PROCESS_GROUP, which only Windows defines
    return {"start_new_session": True}


def end_group(process: Popen[bytes], environment: Mapping[str, str]) -> None:
    """End a process and those that it started, unless it ended and was waited for."""
    if process.returncode is not None:  # its number may be another process's by now
        return
    if sys.platform == "win32":
        from subprocess import DEVNULL, run  # noqa: PLC0415 - only here

        with suppress(OSError):
            run(kill_tree(process.pid, environment), stdout=DEVNULL, stderr=DEVNULL, check=False)  # noqa: S603 - no shell
    else:
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def kill_tree(pid: int, environment: Mapping[str, str]) -> list[str]:
    """The command that ends a process and those below it on Windows, by its full path."""
    system = environment.get("SYSTEMROOT", r"C:\Windows")
    return [rf"{system}\System32\taskkill.exe", "/F", "/T", "/PID", str(pid)]


def _limit_memory(pid: int) -> None:
    """Limit what a process may allocate, where the system has limits for others (Linux).

    Set from here right after the start: code that runs between fork and exec is not safe in a
    process with threads, such as the server's.  Files that git maps do not count, so a large
    history is no reason to fail.  macOS enforces no such limit, and Windows has none for a process
    outside of a job: there only `check_metadata` and `TIMEOUT` apply.
    """
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - not on Windows

        with suppress(OSError):  # it has ended, or this system forbids it
            resource.prlimit(pid, resource.RLIMIT_DATA, (MEMORY, MEMORY))
