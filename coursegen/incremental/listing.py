"""List files with their sizes and times, without opening them.

This module and `unchanged.py` import only modules that Python always loads, because importing any
other module takes longer than listing a small course.
"""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_INSTANT = 50_000_000
"""The time in nanoseconds within which a second change may leave a file's times unchanged."""
_COARSE = 10_000_000
"""The resolution of times on FAT and exFAT in nanoseconds; they do not store change times."""


class Unlisted(Exception):  # noqa: N818 - handled by all callers
    """The error for files that cannot be listed reliably."""


def listing(roots: Iterable[str], skip: tuple[str, ...] = ()) -> str:
    """Return one line for each of `roots` and each folder and file below them.

    The line of a file ends with its size, modification time, change time (which users cannot set),
    inode and mode.  Names that begin with one of `skip` are skipped.  Links are listed with their
    targets but not followed.  Entries of a folder are in the system's order, which is the same as
    long as nothing changes.  Raises `Unlisted` and `OSError`.
    """
    lines: list[str] = []
    for root in roots:
        try:
            status = os.lstat(root)
        except FileNotFoundError:
            lines.append(f"{root} is missing")
            continue
        if stat.S_ISLNK(status.st_mode):
            raise Unlisted(root)
        if stat.S_ISDIR(status.st_mode):
            _list_folder(root, skip, lines)
        else:
            lines.append(f"{root} {_facts(status)}")
    return "\n".join(lines)


def _list_folder(root: str, skip: tuple[str, ...], lines: list[str]) -> None:
    pending = [root]
    while pending:
        folder = pending.pop()
        lines.append(f"{folder}/")
        with os.scandir(folder) as entries:
            for entry in entries:
                name = entry.name
                if name.startswith(skip):
                    continue
                if "\n" in name:
                    raise Unlisted(entry.path)
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                    continue
                facts = entry.stat(follow_symlinks=False)
                lines.append(f"{name} {_facts(facts)}")
                if stat.S_ISLNK(facts.st_mode):
                    lines.append(_led_to(entry.path, root, skip))


def _facts(status: os.stat_result) -> str:
    return (
        f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} "
        f"{status.st_ino} {status.st_mode}"
    )


def _led_to(link: str, root: str, skip: tuple[str, ...]) -> str:
    """Return a line for the target of a link anywhere below the folder `root`.

    The content of a target folder is omitted, because it is listed separately if it is in `root`,
    and is not read otherwise.
    """
    root, real = os.path.realpath(root), os.path.realpath(link)
    try:
        status = os.stat(link)
    except OSError as error:  # the link is broken or part of a loop
        return f"-> {real} {error.errno}"
    inside = real.removeprefix(f"{root}/")
    if inside != real and any(part.startswith(skip) for part in inside.split("/")):
        raise Unlisted(link)  # the target is not listed
    if stat.S_ISDIR(status.st_mode):
        return f"-> {real} {status.st_ino}"
    return f"-> {real} {_facts(status)}"


def themselves(folders: Iterable[str]) -> str:
    """Return one line per folder; a line changes if a name in its folder is added or removed."""
    lines = []
    for folder in folders:
        try:
            lines.append(f"{folder} {_facts(os.stat(folder))}")
        except OSError as error:
            lines.append(f"{folder} {error.errno}")
    return "\n".join(lines)


def is_settled(listed: str, when: int) -> bool:
    """Return whether every later change to a listed file will change the listing.

    The files were listed after `when`, which is in nanoseconds since 1970.  If a file changes twice
    within `_INSTANT`, the second change may be undetectable.
    """
    return all(changed < when - _INSTANT for changed in _changes(listed))


def is_exact(listed: str) -> bool:
    """Return whether the listed files are on a file system with exact change times."""
    return all(changed % _COARSE for changed in _changes(listed))


def _changes(listed: str) -> Iterator[int]:
    """Yield the change time of each listed file in nanoseconds since 1970."""
    for line in listed.split("\n"):
        facts = line.rsplit(" ", 4)
        if len(facts) == 5 and all(map(str.isdigit, facts[1:])):
            yield int(facts[2])
