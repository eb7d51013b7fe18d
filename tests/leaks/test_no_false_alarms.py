"""Text, names and titles that public content also has are not leaks."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import NOW, BuildCourse, Built

from coursegen.base.diagnostics import Diagnostics
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
    "the problem in a note": {"content/staff.yaml": f"people: [{{name: A, bio: '{PROBLEM}'}}]\n"},
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
    "the theme's text": {
        "content/solution.md": "# Solution\n\nA long sentence of its own in this file here.\n",
    },
}


@pytest.mark.parametrize("files", PUBLIC.values(), ids=PUBLIC)
def test_public_content_is_not_a_leak(build_course: BuildCourse, files: dict[str, str]) -> None:
    assert build_course({**COURSE, **files}).leaks == []


def test_the_rest_of_a_page_that_quotes_public_text_is_a_leak(build_course: BuildCourse) -> None:
    secret = "draw dots in rows and columns and count"

    (leak,) = build_course({**COURSE, "files/a.txt": f"{secret}\n"}).leaks
    assert leak.startswith("content/solution.md:3:1: error: 'files/a.txt' contains")


def test_a_comment_does_not_make_text_public(build_course: BuildCourse) -> None:
    secret = "draw dots in rows and columns and count"
    files = {"content/a.md": f"# A\n\n<!-- {secret} -->\n", "files/a.txt": f"{secret}\n"}

    (leak,) = build_course({**COURSE, **files}).leaks
    assert leak.startswith("content/solution.md:3:1: error: 'files/a.txt' contains")


def built(folder: Path, now: datetime) -> Built:
    noted = Diagnostics()
    return Built(build(Settings(folder, now, cards=False), noted), noted)


@pytest.mark.parametrize(
    "name", ["examples/databases", "examples/robotics", "examples/seminar", "docs"]
)
def test_no_example_has_a_leak_at_any_time(name: str) -> None:
    releases = sorted(set(built(ROOT / name, NOW).site.releases))
    for now in (datetime(2000, 1, 1, tzinfo=UTC), *releases[:: max(4, len(releases) // 4)]):
        assert built(ROOT / name, now).leaks == []


@pytest.mark.parametrize("every", [2, 3])
def test_drafts_of_the_manual_are_not_leaks(tmp_path: Path, every: int) -> None:
    """The chapters of the manual have many words and names in common."""
    folder = tmp_path / "docs"
    shutil.copytree(ROOT / "docs", folder, ignore=shutil.ignore_patterns("_site", ".coursegen"))
    pages = sorted((folder / "content/codes").glob("cg*.md"))[::every]
    for page in pages:
        page.write_text(page.read_text().replace("---\n", "---\ndraft: yes\n", 1))
    site = built(folder, NOW)

    assert len(site.site.plan.unreleased.files) >= len(pages)
    assert [line for line in site.leaks if ": error: " in line] == []


def test_a_leak_after_a_long_public_quote_is_found(build_course: BuildCourse) -> None:
    public = " ".join(f"word{number}" for number in range(3000))
    secret = "the number of dots in each row is odd"
    files = {
        "content/homework.md": f"# Homework\n\n{public}\n",
        "content/solution.md": f"# Solution\n\n{public} {secret}\n",
        "files/a.txt": f"{public} {secret}\n",
    }

    (leak,) = build_course({**COURSE, **files}).leaks
    assert "'word2993 word2994 word2995 word2996 word2997 word2998 word2999 the'" in leak
