"""A build generates only the files whose inputs changed."""

import os
from pathlib import Path
from unittest.mock import patch

import pytest
from conftest import NOW, MakeCourse

from coursegen.base.diagnostics import Diagnostics
from coursegen.build import Settings, build
from coursegen.outputs import generated_files
from coursegen.publish.publisher import publish

SITE = "title: T\nurl: https://example.org/\naccent: '#0b6478'\n"
COURSE = {
    "site.yaml": SITE,
    "content/about.md": "# About\n\nWords.\n",
    "content/schedule.yaml": "weeks:\n- lectures:\n  - {kind: hike, title: One}\n",
    "content/announcements/a.md": "---\ntitle: A\ndate: 2020-01-01\n---\nSee [](../about.md).\n",
    "static/css/course.css": "p {}\n",
}
ICONS, CARDS = "icons", "cards"
FILES = {"stylesheet", "robots", "sitemap", "feed", ICONS, CARDS}


@pytest.fixture
def root(make_course: MakeCourse) -> Path:
    site = {"site.yaml": f"{SITE}session_kinds: {{hike: Hike}}\n"}
    root = make_course({**COURSE, **site})
    assert made(root) == FILES
    return root


def made(root: Path, noted: Diagnostics | None = None) -> set[str]:
    """Build and publish the course in `root`; return the names of the files that were made."""
    names: set[str] = set()
    real = generated_files._make

    def make(context: generated_files.OutputContext, name: str) -> object:
        names.add(name.partition(":")[2])
        return real(context, name)

    output = root / "_site"
    settings = Settings(root, NOW, environment=os.environ, output=output)
    with patch.object(generated_files, "_make", make):
        site = build(settings, noted or Diagnostics())
        publish(site.files, output, root, settings.store, durable=False)
    return names


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        ("content/about.md", "Words", "More", set()),
        ("content/about.md", "# About", "# Us", {CARDS}),
        ("content/new.md", "", "# New", {"sitemap", CARDS}),
        ("content/schedule.yaml", "One", "Two", set()),
        ("content/schedule.yaml", "hike", "lab", {"stylesheet"}),
        ("content/announcements/a.md", "See", "Read", {"feed"}),
        ("static/css/course.css", "p", "q", {"stylesheet"}),
        ("site.yaml", "0b6478", "0b6479", {"stylesheet", "feed", ICONS, CARDS}),
        ("site.yaml", "example.org", "example.com", {"robots", "sitemap", "feed"}),
    ],
)
def test_a_change_generates_only_the_files_that_depend_on_it(
    root: Path, path: str, old: str, new: str, expected: set[str]
) -> None:
    disk = root / path
    disk.write_text(disk.read_text().replace(old, new) if old else new)

    assert made(root) == expected
    assert made(root) == set()


def test_a_deleted_file_of_the_site_is_generated_again(root: Path) -> None:
    before = (root / "_site/sitemap.xml").read_bytes()
    (root / "_site/sitemap.xml").unlink()

    assert made(root) == {"sitemap"}
    assert (root / "_site/sitemap.xml").read_bytes() == before


def test_the_problems_of_an_unchanged_file_are_reported_again(root: Path) -> None:
    (root / "site.yaml").write_text(SITE.replace("0b6478", "ffff00"))
    first, second = Diagnostics(), Diagnostics()

    assert "stylesheet" in made(root, first)
    assert made(root, second) == set()
    assert [str(each.message) for each in second] == [str(each.message) for each in first]
    assert any("accent color" in each.message for each in second)
