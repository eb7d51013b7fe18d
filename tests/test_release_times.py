"""At any time, a site contains exactly the content that is public then.

In random courses, each piece of text is a unique word.  A second implementation of the rules
determines which words are public at a random time, and compares them with the words in the names
and bytes of all files that `coursegen build` publishes.  All builds of a course use one folder.

`COURSEGEN_RELEASES=1000 pytest tests/test_release_times.py` builds 1,000 sites, and
`COURSEGEN_SEED=7` changes the seed.
"""

import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from conftest import RunTool
from test_releases import names_and_bytes

BUILDS = int(os.environ.get("COURSEGEN_RELEASES", "20"))
SEED = int(os.environ.get("COURSEGEN_SEED", "0"))
BUILDS_OF_A_COURSE = 5
START = datetime(2027, 3, 1)  # noqa: DTZ001 - local time of the course
WORD = re.compile(rb"word[a-z]{9}", re.IGNORECASE)
MISSING_HOUR = 2
"""The hour that a change to daylight-saving time in this month skips."""
HIDDEN, ANNOUNCED, PUBLIC = 0, 1, 2


@dataclass
class Item:
    """A piece of content with its keys, the words that it contains, and the content inside it."""

    keys: dict[str, str]
    facts: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    inner: list["Item"] = field(default_factory=list)
    default_release: str = ""

    def state(self, now: str) -> int:
        """Return how much is public; times with the same format are compared as strings."""
        keys = self.keys
        if keys.get("draft") == "yes" or keys.get("until", "9") <= now:
            return HIDDEN
        if keys.get("released", self.default_release) <= now:
            return PUBLIC
        announced = {"yes": "0", "no": "9"}.get(keys.get("announced", "no"), keys.get("announced"))
        return ANNOUNCED if announced and announced <= now else HIDDEN

    def public(self, now: str) -> Iterator[str]:
        """Yield the words that are public at a time."""
        state = self.state(now)
        if state != HIDDEN:
            yield from self.facts
        if state == PUBLIC:
            yield from self.texts
            for item in self.inner:
                yield from item.public(now)


class RandomCourse:
    """A course below `root` with every kind of content that can have a release."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.random = random.Random(seed)
        self.items: list[Item] = []
        sections = [self.section() for _ in range(2)]
        people = [self.person() for _ in range(3)]
        self.write("site.yaml", "title: Course\ntimezone: America/New_York\n")
        self.write("content/schedule.yaml", "sections:\n" + "".join(sections))
        self.write("content/staff.yaml", "people:\n" + "".join(people))
        assignments = [self.assignment() for _ in range(3)]
        self.write("content/assignments.yaml", "assignments:\n" + "".join(assignments))
        for _ in range(3):
            self.announcement()
            self.page()

    def write(self, path: str, text: str) -> None:
        disk = self.root / path
        disk.parent.mkdir(parents=True, exist_ok=True)
        disk.write_text(text, encoding="utf-8")

    def word(self, words: list[str]) -> str:
        words.append("word" + "".join(self.random.choices("abcdefghijklmnopqrstuvwxyz", k=9)))
        return words[-1]

    def time(self) -> str:
        hours = self.random.choice([hour for hour in range(24 * 30) if hour % 24 != MISSING_HOUR])
        return f"{START + timedelta(hours=hours):%Y-%m-%d %H:%M}"

    def item(self, items: list[Item]) -> Item:
        """Return a new item with random keys."""
        keys: dict[str, str] = {}
        for key, share in (("released", 0.5), ("until", 0.2), ("announced", 0.5), ("draft", 0.2)):
            if self.random.random() < share:
                keys[key] = self.time()
        if "draft" in keys:
            keys["draft"] = self.random.choice(["yes", "no", "no"])
        if "announced" in keys and self.random.random() < 0.6:
            keys["announced"] = self.random.choice(["yes", "yes", "no"])
        items.append(Item(keys))
        return items[-1]

    def lines(self, item: Item, indent: str = "") -> str:
        return "".join(f"{indent}{key}: {value}\n" for key, value in item.keys.items())

    def section(self) -> str:
        item = self.item(self.items)
        weeks = [self.week(item) for _ in range(2)]
        return (
            f"- title: {self.word(item.facts)}\n  note: {self.word(item.texts)}\n"
            f"{self.lines(item, '  ')}  weeks:\n{''.join(weeks)}"
        )

    def week(self, section: Item) -> str:
        item = self.item(section.inner)
        lectures = [self.lecture(item) for _ in range(2)]
        return (
            f"  - topic: {self.word(item.facts)}\n    note: {self.word(item.texts)}\n"
            f"{self.lines(item, '    ')}    lectures:\n{''.join(lectures)}"
        )

    def lecture(self, week: Item) -> str:
        item = self.item(week.inner)
        materials = [self.material(item, kind) for kind in ("slides", "solution")]
        return (
            f"    - title: {self.word(item.facts)}\n      room: {self.word(item.facts)}\n"
            f"      note: {self.word(item.texts)}\n{self.lines(item, '      ')}{''.join(materials)}"
        )

    def material(self, lecture: Item, kind: str) -> str:
        item = self.item(lecture.inner)
        file = f"{self.word(item.texts)}.txt"
        self.write(f"files/{file}", self.word(item.texts))
        return (
            f"      {kind}:\n        file: {file}\n        title: {self.word(item.facts)}\n"
            f"        note: {self.word(item.texts)}\n{self.lines(item, '        ')}"
        )

    def person(self) -> str:
        item = self.item(self.items)
        return (
            f"- name: {self.word(item.facts)}\n  role: {self.word(item.facts)}\n"
            f"  bio: {self.word(item.texts)}\n{self.lines(item, '  ')}"
        )

    def assignment(self) -> str:
        item = self.item(self.items)
        materials = [self.material(item, kind) for kind in ("files", "solution")]
        return (
            f"    - title: {self.word(item.facts)}\n      due: {self.time()}\n"
            f"      note: {self.word(item.texts)}\n"
            f"      submission: https://{self.word(item.texts)}.example.org/\n"
            f"{self.lines(item, '      ')}{''.join(materials)}"
        )

    def announcement(self) -> None:
        item = self.item(self.items)
        item.default_release = self.time()
        self.write(
            f"content/announcements/{self.word(item.facts)}.md",
            f"---\ntitle: {self.word(item.facts)}\ndate: {item.default_release}\n"
            f"{self.lines(item)}---\n{self.word(item.texts)}\n",
        )

    def page(self) -> None:
        item = self.item(self.items)
        file = f"{self.word(item.texts)}.txt"
        self.write(f"files/{file}", self.word(item.texts))
        folder = self.random.choice(["", "labs/"])
        self.write(
            f"content/{folder}{self.word(item.facts)}.md",
            f"---\ndescription: {self.word(item.texts)}\n{self.lines(item)}---\n"
            f"# {self.word(item.facts)}\n\n{self.word(item.texts)}, [file](/files/{file})\n",
        )


@pytest.mark.parametrize("seed", range(SEED, SEED + max(BUILDS // BUILDS_OF_A_COURSE, 1)))
def test_a_site_contains_exactly_what_is_public_at_its_time(
    seed: int, tmp_path: Path, run_tool: RunTool
) -> None:
    course = RandomCourse(tmp_path, seed)
    for _ in range(BUILDS_OF_A_COURSE):
        now = course.time()
        ran = run_tool("build", "--source", tmp_path, "--now", now.replace(" ", "T"), "--quiet")
        assert ran.code == 0, ran.err

        found = {
            word.decode().lower()
            for _, data in names_and_bytes(tmp_path / "_site")
            for word in WORD.findall(data)
        }
        assert found == {word for item in course.items for word in item.public(now)}, now
