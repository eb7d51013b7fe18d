"""Whatever was edited since the last build, the site is the one that a first build makes.

Random walks: one course with all that there is, edited again and again; after each edit a build on
top of all that earlier builds left is compared with that of a copy which has nothing of it: exit
code, what is told, and every byte of the site.  `COURSEGEN_EDITS` is how many edits are made in
each walk, `COURSEGEN_SEED` which; a failure says what was done last.
"""

import os
import random
import subprocess
import sys
from pathlib import Path

from editing import new_course, walk

from coursegen.loader.remembered import Memory

EDITS = int(os.environ.get("COURSEGEN_EDITS", "50"))
SEED = int(os.environ.get("COURSEGEN_SEED", "1"))
BUILT = 0.15
"""How much of a walk must be courses without errors, for it to say something."""


def test_after_any_edit_a_build_makes_what_a_first_build_makes(tmp_path: Path) -> None:
    course = new_course(tmp_path / "course", random.Random(SEED))

    assert sum(walk(course, EDITS)) > BUILT * EDITS


def test_after_any_edit_the_server_makes_what_a_first_build_makes(tmp_path: Path) -> None:
    course = new_course(tmp_path / "course", random.Random(SEED + 1))
    course.memory = Memory()

    assert sum(walk(course, EDITS)) > BUILT * EDITS


def test_after_any_edit_several_processes_make_and_tell_what_one_does() -> None:
    words = [sys.executable, Path(__file__).with_name("editing.py"), SEED + 2, EDITS // 2, 3]
    ran = subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stderr) == (0, "")
