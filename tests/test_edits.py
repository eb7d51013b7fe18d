"""After any edit, an incremental build gives the same site as a clean build.

These tests are random walks: a course with all features is edited repeatedly. After each edit,
an incremental build is compared to a build of a copy without caches. The exit code, the messages
and every byte of the site must be the same.

`COURSEGEN_EDITS` is the number of edits in each walk, and `COURSEGEN_SEED` is the random seed. A
failed test shows the last edits.
"""

import os
import random
import subprocess
import sys
from pathlib import Path

from editing import new_course, walk

from coursegen.incremental.memo import Memory

EDITS = int(os.environ.get("COURSEGEN_EDITS", "24"))
SEED = int(os.environ.get("COURSEGEN_SEED", "1"))
BUILT = 0.15
"""The share of builds in a walk that must succeed for a meaningful test."""


def test_after_any_edit_a_build_gives_the_same_result_as_a_clean_build(tmp_path: Path) -> None:
    course = new_course(tmp_path / "course", random.Random(SEED))

    assert sum(walk(course, EDITS)) > BUILT * EDITS


def test_after_any_edit_the_server_gives_the_same_result_as_a_clean_build(tmp_path: Path) -> None:
    course = new_course(tmp_path / "course", random.Random(SEED + 1))
    course.memory = Memory()

    assert sum(walk(course, EDITS)) > BUILT * EDITS


def test_after_any_edit_several_processes_give_the_same_result_as_one_process() -> None:
    words = [sys.executable, Path(__file__).with_name("editing.py"), SEED + 2, EDITS // 2, 3]
    ran = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stderr) == (0, "")
