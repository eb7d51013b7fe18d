"""Replace the output folder during builds, as an attacker with write access could.

    python tools/race.py --swaps 500

The script builds a course repeatedly, each time in a new process.  At a random moment during each
build, it replaces the output folder with a link to another folder, which has files with the same
names.  It counts the missing and changed files in the other folder.  There must be none.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

FILES = 40


@dataclass(frozen=True)
class Result:
    """The numbers of swaps, failed builds, and damaged files in the other folder."""

    swaps: int
    failed: int
    deleted: int


def lay_course(root: Path, version: int) -> None:
    """Write a course whose files all contain a version number."""
    for folder in ("content", "files", "static"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "site.yaml").write_text(f"title: Course {version}\n")
    for number in range(FILES):
        (root / f"content/page-{number}.md").write_text(f"# Page {number}\n\nVersion {version}.\n")
        (root / f"files/{number}.bin").write_bytes(f"{version}".encode() * 10_000)


def contents(folder: Path) -> dict[str, bytes]:
    """Return the content of every file in a folder."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def swap(output: Path, foreign: Path) -> bool:
    """Replace the output folder with a link; return whether this succeeded."""
    away = output.with_name("away")
    try:
        output.rename(away)
        output.symlink_to(foreign)
    except OSError:  # the build is replacing the output folder at this moment
        return False
    return True


def race(box: Path, root: Path, foreign: Path, delay: float) -> bool:
    """Replace the output folder during a build; return whether the build failed."""
    output = box / "public"
    for entry in box.iterdir():
        entry.unlink() if entry.is_symlink() else shutil.rmtree(entry)
    command = [sys.executable, "-m", "coursegen", "build", "--quiet", "--source", str(root)]
    command += ["--output", str(output)]
    subprocess.run(command, check=True)
    lay_course(root, random.randrange(10**6))  # makes the build write all files
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    stage = box / ".coursegen-new-public"
    while process.poll() is None and not stage.exists():
        time.sleep(0.0001)
    time.sleep(delay)
    swap(output, foreign)
    return process.wait() != 0


def run(folder: Path, *, swaps: int, seed: int) -> Result:
    """Run the given number of races in an empty folder."""
    random.seed(seed)
    box, root, foreign = folder / "box", folder / "course", folder / "foreign"
    box.mkdir()
    lay_course(root, 0)
    command = [sys.executable, "-m", "coursegen", "build", "--quiet", "--source", str(root)]
    subprocess.run([*command, "--output", str(foreign)], check=True)  # same file names
    (foreign / "thesis.txt").write_text("years of work")
    before = contents(foreign)
    failed = deleted = 0
    for _ in range(swaps):
        failed += race(box, root, foreign, random.uniform(0, 0.06))
        after = contents(foreign)
        deleted += sum(after.get(path) != data for path, data in before.items())
        for path, data in before.items():
            if after.get(path) != data:
                (foreign / path).parent.mkdir(parents=True, exist_ok=True)
                (foreign / path).write_bytes(data)
    return Result(swaps, failed, deleted)


def main() -> None:
    """Run the races and print the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--swaps", type=int, default=500)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(2)))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = run(Path(folder), swaps=options.swaps, seed=options.seed)
    print(f"seed {options.seed}: {result}")


if __name__ == "__main__":
    main()
