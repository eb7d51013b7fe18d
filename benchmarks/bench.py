"""The options of a benchmark run."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from benchmarks.course import Course
    from benchmarks.tools.tool import Tool

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Bench:
    """The folder, the number of rounds (None: that of the size) and the maximum seconds."""

    work: Path
    rounds: int | None = None
    limit: float = 60
    highlight: bool = True
    report: Callable[[str], None] = lambda _text: None

    @property
    def log(self) -> Path:
        """The output of the last command."""
        return self.work / "last-command.log"

    def last_output(self) -> str:
        """Return the end of the output of the last command."""
        return self.log.read_text(encoding="utf-8", errors="replace").strip()[-500:]

    def lay(self, course: Course, tool: Tool, name: str) -> Path:
        """Write the course to a new folder for the tool, in the folder `name`."""
        root = self.work / name / tool.name
        shutil.rmtree(root, ignore_errors=True)
        tool.lay(course, root)
        return root


def in_turn(tools: Sequence[T], number: int) -> list[T]:
    """Return the order of round `number`: A B C, B C A, C A B …"""
    first = number % len(tools)
    return [*tools[first:], *tools[:first]]
