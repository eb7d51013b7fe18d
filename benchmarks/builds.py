"""Measure builds of one course with all tools: cold, without changes and after an edit."""

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
_TIMESTAMP_SECONDS = 1.1
"""Seconds to wait before an edit: some tools ignore fractions of seconds in modification times."""


def measure_builds(size: Size, tools: Sequence[Tool], bench: Bench) -> list[Result]:
    """Verify the site of each tool, then measure the builds of all tools in turn."""
    course = make_course(size, highlight=bench.highlight)
    expected_content = expected(course)
    results, places = [], []
    for tool in tools:
        place = Place(tool, bench.lay(course, tool, size.name), bench, course)
        results.append(place.result)
        if place.verify(expected_content):
            place.measure_memory()
            places.append(place)
        problems = place.result.failed or "; ".join(place.result.differences) or "as expected"
        bench.report(f"{size.name}: {tool.name}: {problems}")
    rounds = size.rounds if bench.rounds is None else bench.rounds
    for number in range(rounds if places else 0):
        for scenario in (COLD, SAME, PAGE, SCHEDULE):
            if scenario in EDITS:
                time.sleep(_TIMESTAMP_SECONDS)
            for place in places:
                place.prepare(scenario)
            for place in in_turn(places, number):
                os.sync()  # flush the writes of the previous tool
                place.time(scenario)
            if scenario == COLD:
                for place in places:
                    place.time_libraries()
        load = os.getloadavg()[0]
        bench.report(f"{size.name}: round {number + 1} of {rounds}, load {load:.1f}")
    return [*results, *(place.libraries for place in places if place.libraries.runs)]


@dataclass(slots=True)
class Place:
    """A tool and its source folder; `shown` lists the files in which edits must appear."""

    tool: Tool
    root: Path
    bench: Bench
    course: Course
    result: Result = field(init=False)
    libraries: Result = field(init=False)
    shown: dict[str, Path] = field(default_factory=dict)
    edits: int = 0
    mark: str = ""

    def __post_init__(self) -> None:
        self.result = Result(self.tool.name)
        self.libraries = Result(f"{self.tool.name}: only load its libraries")

    def verify(self, expected_content: Content) -> bool:
        """Build once and verify the site; return whether the build succeeded."""
        self._clean()
        done = self._run(self.tool.build)
        if done.code:
            self.result.failed = self.bench.last_output() or f"exit code {done.code}"
            return False
        got = found(self.root / self.tool.output)
        self.result.parts = {
            "pages": (expected_content.pages & got.pages).total(),
            "links of the schedule": (expected_content.schedule & got.schedule).total(),
            "links between pages": (expected_content.links & got.links).total(),
            **got.parts,
        }
        self.result.differences = differences(expected_content, got)
        home = self.root / self.tool.output / HOME
        number = self.course.notes.index(self.course.edited)
        self.shown = {PAGE: got.places.get(number, home), SCHEDULE: home}
        return True

    def measure_memory(self) -> None:
        """Build once more to measure memory."""
        self._clean()
        self.result.memory = memory_of(self.tool.build, self.root, self.bench.log)

    def prepare(self, scenario: str) -> None:
        """Prepare the source folder for a scenario."""
        if scenario == COLD:
            self._clean()
        elif scenario == SAME and self.tool.again:
            self._run(self.tool.again)  # fill the caches
        elif scenario in EDITS:
            self.edits += 1
            note = f"{self.tool.notes}/{self.course.edited.name}.md"
            file = note if scenario == PAGE else self.tool.schedule
            self.mark = edit(self.root / file, self.edits)

    def time(self, scenario: str) -> None:
        """Measure one build; after an edit, check that the new text appears."""
        done = self._run(self.tool.build if scenario == COLD else self._again)
        if scenario in EDITS:
            shown = self.shown[scenario]
            is_new = shown.is_file() and self.mark in shown.read_text(encoding="utf-8")
            done = replace(done, stale=not is_new)
        self.result.note(scenario, done)

    def time_libraries(self) -> None:
        """Measure the time to load the tool's libraries, which no build can be faster than."""
        if self.tool.libraries:
            self.libraries.note(COLD, self._run(self.tool.libraries))

    @property
    def _again(self) -> Command:
        return self.tool.again or self.tool.build

    def _run(self, command: Command) -> Run:
        return run(command, self.root, self.bench.log, self.bench.limit)

    def _clean(self) -> None:
        """Remove the site and all caches."""
        for name in (self.tool.output, *self.tool.caches):
            path = self.root / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
