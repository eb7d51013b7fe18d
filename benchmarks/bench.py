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
    """The options of a run; if `rounds` is None, the size determines the number of rounds."""

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
        """Write the source files of the course for a tool to a new folder inside `name`."""
        root = self.work / name / tool.name
        shutil.rmtree(root, ignore_errors=True)
        tool.lay(course, root)
        return root


def in_turn(tools: Sequence[T], number: int) -> list[T]:
    """Return the tools in the order of a round; each round starts with a different tool."""
    first = number % len(tools)
    return [*tools[first:], *tools[:first]]
