"""Complete courses and the exact bytes of their sites.

Each folder in `golden/` is a course with its expected site in `site/` and its expected messages in
`messages.txt`. `pytest tests/test_golden.py --update-golden` updates both. Review the difference
before you commit it. The theme's own files are not included. Generated images, which depend on the
version of the library, are included only as paths.
"""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.text import Source
from coursegen.build import Settings, Site, build
from coursegen.check import QUICK_RULES, run_rules
from coursegen.content.kinds import MATERIAL_KINDS
from coursegen.content.page import Page
from coursegen.content.registry import CONTENT_TYPES, DATA_TYPES
from coursegen.content.site import CourseInfo
from coursegen.loader.page_file import split_front_matter
from coursegen.publish.marker import MARKER
from coursegen.publish.publisher import publish
from coursegen.report.text_report import as_text
from coursegen.schema.field_types import FieldType, contents_in, fields_of
from coursegen.schema.fields import Content
from coursegen.site.generated_paths import STYLESHEET, STYLESHEET_PARTS
from coursegen.yaml.nodes import Mapping, Node, Sequence
from coursegen.yaml.parser import parse

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(folder.name for folder in GOLDEN.iterdir() if folder.is_dir())
NOW = datetime(2020, 3, 4, 12, 0)  # noqa: DTZ001 - local time of each course


def make(case: str, output: Path) -> tuple[Site, str]:
    """Build a case and publish it to a folder; return the site and the messages."""
    # Copy the course, because the history of this repository is not the history of the course.
    course = shutil.copytree(GOLDEN / case, output.with_name("course"))
    diagnostics = Diagnostics()
    settings = Settings(course, NOW)
    site = build(settings, diagnostics)
    diagnostics.extend(run_rules(QUICK_RULES, site))
    assert not diagnostics.failed, as_text(diagnostics)
    publish(site.files, output, course, settings.store)
    return site, as_text(diagnostics)


def theme_files(site: Site) -> set[str]:
    """Return the output paths of the theme's files, which change independently of courses."""
    assets = site.plan.assets.items()
    return {STYLESHEET} | {path for path, asset in assets if asset.origin.startswith("theme")}


def generated_images(site: Site) -> set[str]:
    """Return the output paths of files that are generated when the site is written."""
    return {path for path, content in site.files.items() if content.is_slow}


def contents(folder: Path, without: set[str]) -> dict[str, bytes]:
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    return {path: disk.read_bytes() for path, disk in files.items() if path not in without}


@pytest.mark.parametrize("case", CASES)
def test_a_course_produces_exactly_the_expected_site(
    case: str, tmp_path: Path, update_golden: bool
) -> None:
    site, messages = make(case, tmp_path / "site")
    made = contents(tmp_path / "site", theme_files(site) | {MARKER})
    for path in generated_images(site):
        assert made[path]
        made[path] = b""
    expected, words = GOLDEN / case / "site", GOLDEN / case / "messages.txt"
    if update_golden:
        shutil.rmtree(expected, ignore_errors=True)
        for path, content in made.items():
            (expected / path).parent.mkdir(parents=True, exist_ok=True)
            (expected / path).write_bytes(content)
        words.write_text(messages, encoding="utf-8")

    assert messages == words.read_text(encoding="utf-8")
    stored = contents(expected, set())
    assert sorted(made) == sorted(stored)
    for path, content in made.items():
        if path.endswith((".html", ".txt", ".xml")):
            assert content.decode() == stored[path].decode()
        assert content == stored[path]


@pytest.mark.parametrize("case", CASES)
def test_the_theme_s_files_are_in_the_site(case: str, tmp_path: Path) -> None:
    site, _ = make(case, tmp_path / "site")

    for path in theme_files(site):
        assert (tmp_path / "site" / path).stat().st_size > 0


def test_the_stylesheet_contains_the_course_s_own_files(tmp_path: Path) -> None:
    make("everything", tmp_path / "site")
    stylesheet = (tmp_path / "site" / STYLESHEET).read_bytes()
    own = [GOLDEN / "everything" / "static" / part for part in STYLESHEET_PARTS]

    found = [part.read_bytes().strip() in stylesheet for part in own if part.exists()]
    assert found == [True, True]


# --- the course `everything` ---------------------------------------------------------------------


def texts(case: str) -> Iterator[tuple[type[Content], Source, str | None]]:
    """Yield the YAML of a course: the content type, the file, and the part of it that is YAML."""
    course = GOLDEN / case
    for path in sorted(path.relative_to(course) for path in course.glob("content/**/*.*")):
        if path.suffix not in {".md", ".yaml"}:
            continue
        source = Source(path.name, (course / path).read_text(encoding="utf-8"))
        name = path.relative_to("content").as_posix()
        type_ = next((each for each in DATA_TYPES if each.contains(name)), None)
        if type_ and path.suffix == ".yaml":
            yield type_.yaml_content, source, None
        else:
            front_matter, _, _ = split_front_matter(source, Diagnostics())
            if front_matter:
                yield type_.content if type_ else Page, source, front_matter
    yield CourseInfo, Source("site.yaml", (course / "site.yaml").read_text(encoding="utf-8")), None


def used(node: Node | None, form: FieldType) -> Iterator[tuple[str, str]]:
    """Yield every key in a node, with its content type."""
    if isinstance(node, Sequence) and form.items:
        for item in node.items:
            yield from used(item, form.items)
    elif isinstance(node, Mapping) and form.content:
        fields = fields_of(form.content)
        collecting = next((field for field in fields.values() if field.extra_keys), None)
        for key, value in node.items.items():
            field = fields.get(key) or collecting
            assert field is not None
            yield form.content.__name__, field.name
            inner = field.type.values if field.extra_keys else field.type
            assert inner is not None
            yield from used(value, inner)
    elif isinstance(node, Mapping) and form.values:
        for value in node.items.values():
            yield from used(value, form.values)


def keys_of(case: str) -> set[tuple[str, str]]:
    return {
        key
        for content, source, front_matter in texts(case)
        for key in used(parse(source, Diagnostics(), front_matter), FieldType(content=content))
    }


def all_keys() -> set[tuple[str, str]]:
    contents = {inner for each in CONTENT_TYPES for inner in contents_in(each.content)}
    return {(content.__name__, name) for content in contents for name in fields_of(content)}


def test_the_golden_courses_use_every_key() -> None:
    used_keys = set().union(*(keys_of(case) for case in CASES))
    assert all_keys() - used_keys == set()


def test_the_course_everything_contains_no_unreleased_content(tmp_path: Path) -> None:
    site, _ = make("everything", tmp_path / "site")
    made = contents(tmp_path / "site", theme_files(site))

    assert "files/released.txt" in made
    assert "files/not-yet.txt" not in made
    for content in made.values():
        assert "还没有".encode() not in content
        assert b"not-yet" not in content
        assert b"solution" not in content
        assert b"Draft" not in content


def test_the_course_announcements_contains_no_unreleased_announcement(tmp_path: Path) -> None:
    site, _ = make("announcements", tmp_path / "site")
    made = contents(tmp_path / "site", theme_files(site))

    assert "files/homework-1.pdf" in made
    assert "files/midterm.pdf" not in made
    for content in made.values():
        assert b"ot-yet" not in content


def test_the_course_everything_has_a_custom_material_kind(tmp_path: Path) -> None:
    site, _ = make("everything", tmp_path / "site")
    kinds = {material.kind.key for material in site.plan.course.schedule.materials()}

    assert kinds - {kind.key for kind in MATERIAL_KINDS} == {"poster"}
