"""How a benchmark is run."""

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
    """Where, how often (None: as the size says), and how many seconds a command may take."""

    work: Path
    rounds: int | None = None
    limit: float = 60
    highlight: bool = True
    say: Callable[[str], None] = lambda _text: None

    @property
    def log(self) -> Path:
        """What the last command said."""
        return self.work / "last-command.log"

    def said(self) -> str:
        """The end of what the last command said."""
        return self.log.read_text(encoding="utf-8", errors="replace").strip()[-500:]

    def lay(self, course: Course, tool: Tool, name: str) -> Path:
        """The course in a fresh folder for the tool, below the folder `name`."""
        root = self.work / name / tool.name
        shutil.rmtree(root, ignore_errors=True)
        tool.lay(course, root)
        return root


def in_turn(tools: Sequence[T], number: int) -> list[T]:
    """The order of round `number`: A B C, B C A, C A B …"""
    first = number % len(tools)
    return [*tools[first:], *tools[:first]]
