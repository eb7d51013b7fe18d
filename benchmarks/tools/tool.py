"""The type for a generator, and helper functions for all generators."""

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
    """A file to edit while a server runs, and the URL path where the inserted text must appear."""

    file: str
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Tool:
    """An installed generator.  All commands run in the source folder.

    `lay` writes the source to a folder.  `notes` is the source folder of the notes, and `schedule`
    is the source file of the schedule.  A build writes the site to `output` and other files to
    `caches`.
    `again` is the command for all builds after the first, if it differs.  In commands, `{here}` is
    the source folder, and `{port}` is the port of the server.  `libraries` only loads the libraries
    that a build needs.  `extras` are files to edit besides a note and the schedule.
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
    libraries: Command = ()
    extras: Mapping[str, Extra] = field(default_factory=dict)


def program(name: str) -> str | None:
    """Return the full path of a program on PATH."""
    found = shutil.which(name)
    return str(Path(found).absolute()) if found else None


def has_module(script: str, module: str) -> bool:
    """Return whether the Python interpreter of an installed script can import a module."""
    return bool(output_of(in_python(script, f"import {module}; print(True)")))


def in_python(script: str, code: str) -> Command:
    """Return the command that runs code with the Python interpreter of a script, or ()."""
    first = Path(script).read_bytes().split(b"\n", 1)[0].decode(errors="replace")
    return (*first[2:].split(), "-c", code) if first.startswith("#!") else ()


def output_of(command: Command) -> str:
    """Return the output of a command, or an empty string if it fails."""
    if not command:
        return ""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def put(file: Path, text: str) -> None:
    """Write a file, and create its parent folders."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def quoted(text: str) -> str:
    """Quote a string for YAML and TOML."""
    return json.dumps(text, ensure_ascii=False)
