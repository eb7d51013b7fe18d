"""Benchmark results as Markdown tables."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from benchmarks.result import BASE, rankings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from benchmarks.course import Size
    from benchmarks.result import Result


def as_markdown(size: Size, results: Sequence[Result], peers: Collection[str]) -> str:
    """Return the results for one size: content, problems and a table for each scenario."""
    parts = [f"## {size.name} (pages: {size.pages:,}, lectures: {size.lectures:,})"]
    if any(result.parts for result in results):
        parts.append("\n".join(_contents([result for result in results if result.parts])))
    problems = [f"- {r.name}: {r.failed or '; '.join(r.differences)}" for r in results]
    parts.append("\n".join(problem for problem in problems if not problem.endswith(": ")))
    for scenario in dict.fromkeys(scenario for result in results for scenario in result.runs):
        parts += [f"### {size.name}, {scenario}", "\n".join(_table(results, scenario, peers))]
    return "\n\n".join(filter(None, parts))


def heading(first: str, *rest: str) -> Iterator[str]:
    """Yield the header of a table with one text column and several number columns."""
    yield row(first, *rest)
    yield row("---", *("---:" for _ in rest))


def row(*cells: str) -> str:
    """Return one row of a table."""
    return f"| {' | '.join(cells)} |"


def times(ratio: float) -> str:
    """Format a ratio; 0 means that there is none."""
    return f"{ratio:.2f}" if ratio else "–"


def _contents(results: Sequence[Result]) -> Iterator[str]:
    yield from heading("Site", *results[0].parts, "MB, largest process", "MB, all processes")
    for result in results:
        memory = (f"{megabytes:.0f}" if megabytes else "–" for megabytes in result.memory or ())
        yield row(result.name, *map(str, result.parts.values()), *memory)


def _table(results: Sequence[Result], scenario: str, peers: Collection[str]) -> Iterator[str]:
    ranked = rankings(results, scenario, peers)
    best = next(iter(ranked.values())).best or "fastest other"
    work = {
        result.name: median(run.cpu for run in result.runs[scenario])
        for result in results
        if scenario in result.runs
    }
    of_work = ("CPU s", f"CPU × {BASE}") if any(work.values()) else ()
    yield from heading("Tool", "median s", "min", "max", f"× {BASE}", f"× {best}", *of_work)
    for result in results:
        if scenario not in result.runs:
            continue
        name, seconds = result.name, [run.seconds for run in result.runs[scenario]]
        problem = "" if result.is_good(scenario) else " (failed)"
        problem = " (stale)" if result.is_stale(scenario) else problem
        base = work.get(BASE, 0)
        of_work = (f"{work[name]:.2f}", times(work[name] / base if base else 0))
        yield row(
            name + problem,
            *(f"{number:.3f}" for number in (median(seconds), min(seconds), max(seconds))),
            times(ranked[name].to_base),
            times(ranked[name].to_best),
            *(of_work if any(work.values()) else ()),
        )
