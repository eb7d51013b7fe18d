"""Builds of one course by all tools, in turn: cold, nothing changed, after an edit."""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from benchmarks.bench import in_turn
from benchmarks.course import Course, Size, edit, make_course
from benchmarks.processes import memory_of, run
from benchmarks.result import Result, Run
from benchmarks.verify import HOME, Content, differences, expected, found

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.bench import Bench
    from benchmarks.tools.tool import Command, Tool

COLD, SAME, PAGE, SCHEDULE = "cold", "nothing changed", "one page changed", "schedule changed"
EDITS = (PAGE, SCHEDULE)
_COARSE = 1.1
"""Seconds: some tools look only at the whole seconds of the time of a file."""


def measure_builds(size: Size, tools: Sequence[Tool], bench: Bench) -> list[Result]:
    """Lay the course out for each tool, see what it makes of it, then time all in turn."""
    course = make_course(size, highlight=bench.highlight)
    wanted = expected(course)
    results, places = [], []
    for tool in tools:
        location = Place(tool, bench.lay(course, tool, size.name), bench, course)
        results.append(location.result)
        if location.look(wanted):
            location.weigh()
            places.append(location)
        told = location.result.failed or "; ".join(location.result.differences) or "as expected"
        bench.say(f"{size.name}: {tool.name}: {told}")
    rounds = size.rounds if bench.rounds is None else bench.rounds
    for number in range(rounds if places else 0):
        for scenario in (COLD, SAME, PAGE, SCHEDULE):
            if scenario in EDITS:
                time.sleep(_COARSE)
            for location in places:
                location.prepare(scenario)
            for location in in_turn(places, number):
                os.sync()  # what another wrote is not this one's to wait for
                location.time(scenario)
        load = os.getloadavg()[0]
        bench.say(f"{size.name}: round {number + 1} of {rounds}, load {load:.1f}")
    return results


@dataclass(slots=True)
class Place:
    """A tool in the folder of its source; `shown` is where the marks of the edits must appear."""

    tool: Tool
    root: Path
    bench: Bench
    course: Course
    result: Result = field(init=False)
    shown: dict[str, Path] = field(default_factory=dict)
    edits: int = 0
    mark: str = ""

    def __post_init__(self) -> None:
        self.result = Result(self.tool.name)

    def look(self, wanted: Content) -> bool:
        """Build once, for what the site holds; whether that went well."""
        self._clean()
        done = self._run(self.tool.build)
        if done.code:
            self.result.failed = self.bench.said() or f"exit code {done.code}"
            return False
        got = found(self.root / self.tool.output)
        self.result.parts = {
            "pages": (wanted.pages & got.pages).total(),
            "links of the schedule": (wanted.schedule & got.schedule).total(),
            "links between pages": (wanted.links & got.links).total(),
            **got.parts,
        }
        self.result.differences = differences(wanted, got)
        home = self.root / self.tool.output / HOME
        number = self.course.notes.index(self.course.edited)
        self.shown = {PAGE: got.places.get(number, home), SCHEDULE: home}
        return True

    def weigh(self) -> None:
        """Build once more, for the memory that it takes."""
        self._clean()
        self.result.memory = memory_of(self.tool.build, self.root, self.bench.log)

    def prepare(self, scenario: str) -> None:
        """Bring about what the scenario is named for."""
        if scenario == COLD:
            self._clean()
        elif scenario == SAME and self.tool.again:
            self._run(self.tool.again)  # fills its caches
        elif scenario in EDITS:
            self.edits += 1
            note = f"{self.tool.notes}/{self.course.edited.name}.md"
            file = note if scenario == PAGE else self.tool.schedule
            self.mark = edit(self.root / file, self.edits)

    def time(self, scenario: str) -> None:
        """Run once; after an edit, look for the new text."""
        done = self._run(self.tool.build if scenario == COLD else self._again)
        if scenario in EDITS:
            shown = self.shown[scenario]
            is_new = shown.is_file() and self.mark in shown.read_text(encoding="utf-8")
            done = replace(done, stale=not is_new)
        self.result.note(scenario, done)

    @property
    def _again(self) -> Command:
        return self.tool.again or self.tool.build

    def _run(self, command: Command) -> Run:
        return run(command, self.root, self.bench.log, self.bench.limit)

    def _clean(self) -> None:
        """Take away the site and all that builds leave behind."""
        for name in (self.tool.output, *self.tool.caches):
            path = self.root / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
