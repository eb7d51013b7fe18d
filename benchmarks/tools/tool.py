"""What is known of a generator."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from benchmarks.course import Course

Command = tuple[str, ...]


class Extra(NamedTuple):
    """A file to edit while a server runs, and the address that must show its mark."""

    file: str
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Tool:
    """A generator that is installed.  All commands run in the folder of the source.

    `lay` writes the source into a folder.  `notes` and `schedule` are the folder of the notes and
    the file with the schedule, in the source; `output` is the folder of the site and `caches` all
    else that a build leaves behind.  `again` is the command for every build but the first, where
    that is another.  In commands, `{here}` is the folder and `{port}` the port to serve at.
    `extras` are files to edit beside a note and the schedule.
    """

    name: str
    version: Command
    lay: Callable[[Course, Path], None]
    build: Command
    serve: Command
    notes: str
    schedule: str
    output: str
    caches: tuple[str, ...] = ()
    again: Command = ()
    extras: Mapping[str, Extra] = field(default_factory=dict)


def program(name: str) -> str | None:
    """The whole path of an installed program: what PATH leads to."""
    found = shutil.which(name)
    return str(Path(found).absolute()) if found else None


def has_module(script: str, module: str) -> bool:
    """Whether the Python of an installed script has a module."""
    return bool(said_by(in_python(script, f"import {module}; print(True)")))


def in_python(script: str, code: str) -> Command:
    """The command that runs code in the Python of an installed script; () if it is none."""
    first = Path(script).read_bytes().split(b"\n", 1)[0].decode(errors="replace")
    return (*first[2:].split(), "-c", code) if first.startswith("#!") else ()


def said_by(command: Command) -> str:
    """What a command prints; nothing when it fails, or where there is none."""
    if not command:
        return ""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def put(file: Path, text: str) -> None:
    """Write a file, with the folders above it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def quoted(text: str) -> str:
    """A text in quotation marks, for YAML and TOML."""
    return json.dumps(text, ensure_ascii=False)
