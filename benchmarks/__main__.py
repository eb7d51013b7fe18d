"""`python -m benchmarks build` and `python -m benchmarks serve`: print the results as Markdown."""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shlex
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import goals
from benchmarks.bench import Bench
from benchmarks.builds import measure_builds
from benchmarks.course import SIZES
from benchmarks.servers import measure_servers
from benchmarks.tables import as_markdown
from benchmarks.tools import PEERS, coursegen
from benchmarks.tools.dated import dated
from benchmarks.tools.tool import output_of, program

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from benchmarks.result import Result
    from benchmarks.tools.tool import Command, Tool

COMMANDS = {"build": measure_builds, "serve": measure_servers}


def main() -> int:
    """Print the results; return 1 if coursegen failed or its site is incomplete."""
    args = parser().parse_args()
    named = dict(args.coursegen or [named_command(f"coursegen={coursegen.INSTALLED}")])
    tools = [coursegen.tool(name, command) for name, command in named.items()]
    if args.dates:
        tools += [dated(tool) for tool in tools]
    own = {tool.name for tool in tools}
    for name in args.peers:
        peer = PEERS[name]()
        if peer:
            tools.append(peer)
        else:
            _print(f"{name} is not installed")
    if args.work:
        args.work.mkdir(parents=True, exist_ok=True)
    machine = _machine(tools, highlight=args.highlight)
    results: dict[str, list[Result]] = {}
    with tempfile.TemporaryDirectory(prefix="coursegen-bench-", dir=args.work) as work:
        bench = Bench(Path(work), args.rounds, args.limit, args.highlight, _print)
        for size in args.sizes:
            results[size.name] = COMMANDS[args.command](size, tools, bench)
            if args.json:  # print after each size because the last one may take an hour
                sizes = {name: [asdict(r) for r in several] for name, several in results.items()}
                text = json.dumps({"machine": machine, "sizes": sizes}, indent=1)
                args.json.write_text(text + "\n", encoding="utf-8")
    print("\n".join(f"- {name}: {value}" for name, value in machine.items()), end="\n\n")
    for size in args.sizes:
        print(as_markdown(size, results[size.name], PEERS), end="\n\n")
    if args.goals:
        print(goals.as_markdown(results, PEERS))
    ours = [result for several in results.values() for result in several if result.name in own]
    return int(any(result.failed or result.differences for result in ours))


def parser() -> argparse.ArgumentParser:
    """Create the command-line parser."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure coursegen and the generators on PATH with the same courses.",
    )
    parser.add_argument(
        "command",
        choices=COMMANDS,
        help="measure builds, or the time until a development server shows a saved change",
    )
    parser.add_argument(
        "--sizes",
        type=lambda text: [SIZES[name] for name in _several(text, SIZES)],
        default=[SIZES["seed"], SIZES["S"], SIZES["M"]],
        metavar="LIST",
        help=f"comma-separated sizes: {', '.join(SIZES)} (default: seed,S,M)",
    )
    parser.add_argument(
        "--peers",
        type=lambda text: [] if text == "none" else _several(text, PEERS),
        default=list(PEERS),
        metavar="LIST",
        help=f"comma-separated generators: {', '.join(PEERS)}, or none (default: all)",
    )
    parser.add_argument(
        "--coursegen",
        action="append",
        type=named_command,
        metavar="NAME=COMMAND",
        help="a version of coursegen to measure (default: the installed one); can be repeated",
    )
    parser.add_argument(
        "--dates",
        action="store_true",
        help="also measure each coursegen with meetings, assignments, releases and office hours",
    )
    parser.add_argument("--rounds", type=int, metavar="N", help="number of rounds; 0 only verifies")
    parser.add_argument(
        "--limit",
        type=float,
        default=60,
        metavar="S",
        help="maximum seconds for a build or for a change (default: 60)",
    )
    parser.add_argument(
        "--no-highlight", dest="highlight", action="store_false", help="do not highlight code"
    )
    parser.add_argument("--work", type=Path, metavar="DIR", help="folder for the courses")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every result to a file")
    parser.add_argument("--goals", action="store_true", help="print which goals are met")
    return parser


def _several(text: str, known: Collection[str]) -> list[str]:
    """Split a comma-separated list of names."""
    names = text.split(",")
    unknown = [name for name in names if name not in known]
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown name '{unknown[0]}'; known: {', '.join(known)}")
    return names


def named_command(text: str) -> tuple[str, Command]:
    """Parse `NAME=COMMAND`, and replace the program with its full path."""
    name, _, command = text.partition("=")
    first, *rest = shlex.split(command) or [""]
    found = program(first)
    if not found:
        raise argparse.ArgumentTypeError(f"'{text}': the program does not exist")
    return name, (found, *rest)


def _machine(tools: Sequence[Tool], *, highlight: bool) -> dict[str, str]:
    """Describe the machine and the tools that the results depend on."""
    return {
        "system": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "load at the start": f"{os.getloadavg()[0]:.1f}",
        "highlighting": "on" if highlight else "off",
        **{tool.name: _version(tool) for tool in tools},
    }


def _version(tool: Tool) -> str:
    """Extract the version number from a tool's output."""
    number = re.search(r"\d+(\.\d+)+", output_of(tool.version))
    return number[0] if number else "?"


def _print(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
