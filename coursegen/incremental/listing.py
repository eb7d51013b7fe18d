"""What stands on the disk, told by file times without opening a file.

Only modules that Python has loaded anyway are imported here, and in `unchanged.py`: each other one
costs more than the listing of a small course.
"""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_INSTANT = 50_000_000
"""Nanoseconds within which a file may change again and keep its times: clocks of systems tick."""
_COARSE = 10_000_000
"""Nanoseconds; FAT and exFAT count in (multiples of) these, and do not keep when a file changed."""


class Unlisted(Exception):  # noqa: N818 - says why there is no listing
    """What stands there cannot be listed."""


def listing(roots: Iterable[str], skip: tuple[str, ...] = ()) -> str:
    """One line for each folder and each file that `roots` are or hold; the same for the same.

    A file's line ends with its size, the time of its last change, that of the last change of any
    sort, which nobody can set back, its number and its mode.  Names that begin with one of `skip`
    are passed over.  No link is followed, but it is told where it leads.  What is in a folder comes
    in the system's own order, which stays while nothing changes.  Raises `Unlisted` and `OSError`.
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
    """Where a link leads that stands somewhere in the folder `root`.

    What is in a folder of `root` is listed there, and what is outside of it is never read.
    """
    root, real = os.path.realpath(root), os.path.realpath(link)
    try:
        status = os.stat(link)
    except OSError as error:  # to nothing, or in a circle
        return f"-> {real} {error.errno}"
    inside = real.removeprefix(f"{root}/")
    if inside != real and any(part.startswith(skip) for part in inside.split("/")):
        raise Unlisted(link)  # to what is passed over
    if stat.S_ISDIR(status.st_mode):
        return f"-> {real} {status.st_ino}"
    return f"-> {real} {_facts(status)}"


def themselves(folders: Iterable[str]) -> str:
    """One line for each folder, and none for what it holds: it changes with each name in it."""
    lines = []
    for folder in folders:
        try:
            lines.append(f"{folder} {_facts(os.stat(folder))}")
        except OSError as error:
            lines.append(f"{folder} {error.errno}")
    return "\n".join(lines)


def is_settled(listed: str, when: int) -> bool:
    """Whether a later change of any listed file will show, if it was listed after `when`.

    `when` is a time in nanoseconds since 1970.  A change within an instant of the last one may not.
    """
    return all(changed < when - _INSTANT for changed in _changes(listed))


def is_exact(listed: str) -> bool:
    """Whether the files listed are kept where the time of a change cannot be set back."""
    return all(changed % _COARSE for changed in _changes(listed))


def _changes(listed: str) -> Iterator[int]:
    """When each listed file changed in any way, in nanoseconds since 1970."""
    for line in listed.split("\n"):
        facts = line.rsplit(" ", 4)
        if len(facts) == 5 and all(map(str.isdigit, facts[1:])):
            yield int(facts[2])
