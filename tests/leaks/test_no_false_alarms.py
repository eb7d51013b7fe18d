"""Text, names and titles that public content also has are not leaks."""

import re
import shutil
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from conftest import NOW, BuildCourse, Built

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import INPUTS
from coursegen.build import Settings, build

ROOT = Path(__file__).parent.parent.parent
SCHEDULE = """\
weeks:
  - lectures:
      - title: One
        homework: homework.md
        solution: {url: solution.md, title: Lab Report One, released: 2099-01-01}
        slides: {file: one/slides.pdf, released: 2099-01-01}
        video: {url: "https://video.example/one", released: 2099-01-01}
"""
PROBLEM = "Show that the sum of the first odd numbers is always a square number."
SENTENCE = "Please read the chapter before the lecture, and bring a question."
CODE = """\
import numpy as np
import matplotlib.pyplot as plt
def draw(parts, width, color="black", style="solid"):
"""
CODE_SCHEDULE = """\
weeks:
  - lectures:
      - title: One
        homework: lab.py
        solution: {file: lab-solution.py, released: 2099-01-01}
"""
COURSE = {
    "site.yaml": "title: T\nurl: https://t.example/c/\n",
    "content/schedule.yaml": SCHEDULE,
    "content/homework.md": f"# Homework\n\n{PROBLEM}\n",
    "content/solution.md": f"# Solution\n\n{PROBLEM} Draw dots in rows and columns, and count.\n",
    "files/one/slides.pdf": "1",
    "files/two/slides.pdf": "2",
}
PUBLIC = {
    "a problem that an unreleased solution repeats": {},
    "the problem in a note": {
        "content/schedule.yaml": SCHEDULE.replace("slides:", f"note: {PROBLEM}\n        slides:"),
        "content/homework.md": "# Homework\n\nSee the note.\n",
    },
    "a file with the same name in another folder": {
        "content/a.md": "# A\n\n[Slides](files/two/slides.pdf), also in slides.pdf\n"
    },
    "a similar file name": {"files/a.txt": "see xslides.pdf and slides.pdfx\n"},
    "a page with a similar URL": {"files/a.txt": "/c/solution-two/ and /c/no/solution/ there\n"},
    "another page on the same site": {
        "files/a.txt": "https://video.example/one/more https://video.example/one?a=b "
        "https://a-video.example/one\n"
    },
    "the same URL in public content": {"content/a.md": "# A\n\n[x](https://video.example/one)\n"},
    "a file with the same name on another site": {
        "files/a.txt": "https://else.example/one/slides.pdf https://else.example/c/solution/\n"
    },
    "a public item with the title": {
        "content/a.md": "# Lab Report One and Two\n\nThe lab report one is due.\n"
    },
    "seven words": {"files/a.txt": "Draw dots in rows and columns, and.\n"},
    "numbers": {
        "content/solution.md": "# Solution\n\n0 1 0 0 1 0 0 1 0 0 1 and a b c d e f g h i j k\n",
        "files/a.csv": "0,1,0,0,1,0,0,1,0,0,1 and a b c d e f g h i j k\n",
    },
    "the same URL in the body of a public page": {
        "content/solution.md": "# Solution\n\nSee <https://else.example/a>.\n",
        "content/a.md": "# A\n\nSee [this](https://else.example/a).\n",
    },
    "the same URL in the text of a person": {
        "content/staff.yaml": "people: [{name: A, bio: 'See [this](https://video.example/one).'}]\n",
    },
    "the title of a public page": {
        "content/solution.md": f"# Solution\n\nSee {SENTENCE}\n",
        "content/a.md": f"# {SENTENCE}\n",
    },
    "a sentence in two public pages": {
        "content/solution.md": f"# Solution\n\n{SENTENCE}\n",
        "content/a.md": f"# A\n\n{SENTENCE}\n",
        "content/b.md": f"# B\n\n{SENTENCE}\n",
    },
    "a sentence in the notes of lectures": {
        "content/schedule.yaml": SCHEDULE
        + "".join(
            f"      - {{title: T{number}, note: '{SENTENCE}', released: {year}-01-01}}\n"
            for number, year in enumerate((2000, 2099, 2099))
        ),
    },
    "a sentence in two different unreleased pages": {
        "content/solution.md": f"# Solution\n\n{SENTENCE} The rest is something else: dots.\n",
        "content/z.md": "---\nreleased: 2099-01-01\n---\n# Z\n\n"
        f"{SENTENCE} Zebras live far away from here, and sleep at night, while they stand.\n",
        "content/a.md": f"# A\n\n{SENTENCE}\n",
    },
    "the code that a solution completes": {
        "content/schedule.yaml": CODE_SCHEDULE,
        "files/lab.py": f"{CODE}    return None\n",
        "files/lab-solution.py": f"{CODE}    for part in parts: total = total + part * width - 1\n",
    },
    "the first lines of two programs": {
        "content/schedule.yaml": CODE_SCHEDULE.replace("homework: lab.py", "note: x"),
        "files/a.py": f"{CODE}    return 1\n",
        "files/b.py": f"{CODE}    return 2\n",
        "files/lab-solution.py": f"{CODE}    return 3\n",
    },
    "the theme's text": {
        "content/solution.md": "# Solution\n\nThere is nothing at this address. The page may have "
        "moved, or may not be released yet.\n",
    },
}


@pytest.mark.parametrize("files", PUBLIC.values(), ids=PUBLIC)
def test_public_content_is_not_a_leak(build_course: BuildCourse, files: dict[str, str]) -> None:
    assert build_course({**COURSE, **files}).leaks == []


def test_the_rest_of_a_page_that_quotes_public_text_is_a_leak(build_course: BuildCourse) -> None:
    secret = "draw dots in rows and columns and count"

    (leak,) = build_course({**COURSE, "files/a.txt": f"{secret}\n"}).leaks
    assert leak.startswith("content/solution.md:3:1: error: 'files/a.txt' contains")


def test_a_problem_that_contains_its_whole_solution_is_a_leak(build_course: BuildCourse) -> None:
    solution = f"{PROBLEM} Draw dots in rows and columns, and count."
    files = {"content/homework.md": f"# Homework\n\n{solution}\n"}

    (leak,) = build_course({**COURSE, **files}).leaks
    assert leak.startswith("content/solution.md:3:1: error: 'homework/index.html' contains")


def test_two_copies_of_a_solution_are_secret(build_course: BuildCourse) -> None:
    secret = "Draw dots in rows and columns, and count them; the proof is complete."
    files = {
        "content/solution.md": f"# Solution\n\n{secret}\n",
        "content/z.md": f"---\nreleased: 2099-01-01\n---\n# Z\n\n{secret} Done.\n",
        "content/a.md": f"# A\n\n{secret}\n",
    }

    (leak,) = build_course({**COURSE, **files}).leaks
    assert "'a/index.html' contains this unreleased text: 'draw dots in rows" in leak


def test_a_comment_does_not_make_text_public(build_course: BuildCourse) -> None:
    secret = "draw dots in rows and columns and count"
    files = {"content/a.md": f"# A\n\n<!-- {secret} -->\n", "files/a.txt": f"{secret}\n"}

    (leak,) = build_course({**COURSE, **files}).leaks
    assert leak.startswith("content/solution.md:3:1: error: 'files/a.txt' contains")


def built(folder: Path, now: datetime) -> Built:
    noted = Diagnostics()
    return Built(build(Settings(folder, now, cards=False), noted), noted)


def copy_of(name: str, folder: Path) -> Path:
    """Copy the files of a course in this repository to a folder."""
    for part in INPUTS:
        source = ROOT / name / part
        if source.is_dir():
            shutil.copytree(source, folder / part)
        elif source.exists():
            shutil.copy(source, folder / part)
    return folder


@pytest.mark.parametrize(
    "name", ["examples/databases", "examples/robotics", "examples/seminar", "docs"]
)
def test_no_example_has_a_leak_at_any_time(name: str) -> None:
    releases = sorted(set(built(ROOT / name, NOW).site.releases))
    for now in (datetime(2000, 1, 1, tzinfo=UTC), *releases[:: max(4, len(releases) // 4)]):
        assert built(ROOT / name, now).leaks == []


WITHHELD = {"docs": "codes/cg*.md", "examples/robotics": "**/*.md"}


@pytest.mark.parametrize("every", [2, 3])
@pytest.mark.parametrize("name", WITHHELD)
def test_the_future_pages_of_an_example_are_not_leaks(
    tmp_path: Path, name: str, every: int
) -> None:
    """The chapters of the manual have many words and names in common."""
    folder = copy_of(name, tmp_path)
    pages = [page for page in sorted((folder / "content").glob(WITHHELD[name])) if page.parent.name]
    for page in pages[::every]:
        text = page.read_text()
        start = "" if text.startswith("---\n") else "---\n---\n\n"
        page.write_text((start + text).replace("---\n", "---\nreleased: 2099-01-01\n", 1))
    site = built(folder, NOW)

    assert site.site.plan.unreleased.files
    assert [line for line in site.leaks if ": error: " in line] == []


@pytest.mark.parametrize("every", [2, 3])
@pytest.mark.parametrize("name", ["examples/robotics", "examples/seminar", "."])
def test_the_future_entries_of_an_example_are_not_leaks(
    tmp_path: Path, name: str, every: int
) -> None:
    folder = copy_of(name, tmp_path)
    numbers = count()

    def release(entry: re.Match[str]) -> str:
        if next(numbers) % every:
            return entry[0]
        start, brace = entry.groups()
        return f"{start}{brace}released: 2099-01-01" + (", " if brace else f"\n{' ' * len(start)}")

    for file in (folder / "content").glob("*.yaml"):
        text = re.sub(
            r"^( +- )(\{?)(?=(?:kind|lecture): )", release, file.read_text(), flags=re.MULTILINE
        )
        file.write_text(text)
    site = built(folder, NOW)

    assert not site.noted.failed
    assert site.site.plan.unreleased.parts
    assert [line for line in site.leaks if ": error: " in line] == []


def test_a_leak_after_a_long_public_quote_is_found(build_course: BuildCourse) -> None:
    public = " ".join(f"word{number}" for number in range(100))
    secret = "the number of dots in each row is odd, whereas that in each column is not"
    files = {
        "content/homework.md": f"# Homework\n\n{public}\n",
        "content/solution.md": f"# Solution\n\n{public} {secret}\n",
        "files/a.txt": f"{public} {secret}\n",
    }

    (leak,) = build_course({**COURSE, **files}).leaks
    assert "'files/a.txt' contains this" in leak
    assert "'word93 word94 word95 word96 word97 word98 word99 the'" in leak
