"""Compiled templates: the theme's are kept with the program, a course's in memory alone."""

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, cast

import pytest
from conftest import BuildCourse, MakeCourse
from jinja2 import Environment, parser

from coursegen.base.files import TEMPLATES, THEME
from coursegen.templates import compiled, environment
from coursegen.templates.environment import Filters, make_environment
from coursegen.templates.sandbox import Sandbox

NAMES = sorted(path.relative_to(THEME / TEMPLATES).as_posix()
               for path in (THEME / TEMPLATES).rglob("*.html"))  # fmt: skip


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Python is told to keep what it compiles."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def theme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The templates' folder of a theme that a test may change, with a `base.html`."""
    folder = tmp_path / "theme" / TEMPLATES
    folder.mkdir(parents=True)
    (folder / "base.html").write_text("first {{ 1 + 1 }}")
    monkeypatch.setattr(environment, "THEME", folder.parent)
    monkeypatch.setattr(compiled, "_THEME", str(folder) + os.sep)
    return folder


def new_run(root: Path = Path("nowhere")) -> Environment:
    """An environment as a new process makes it, for the course in `root`."""
    filters = Filters(*cast("tuple[Any, Any, Any, Any, Any]", (None,) * 5))
    made = make_environment(root, filters)
    made.bytecode_cache = compiled.Compiled()
    return made


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def compiling(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that are compiled from now on."""
    names: list[str] = []
    real = Sandbox.compile

    def compile_(self: Sandbox, source: str, name: str, filename: str) -> object:
        names.append(name)
        return real(self, source, name, filename)

    monkeypatch.setattr(Sandbox, "compile", compile_)
    return names


def test_the_theme_is_compiled_in_the_first_run_alone(kept: Path, compiling: list[str]) -> None:
    runs = [new_run(), new_run()]
    shown = [[run.get_template(name).debug_info for name in NAMES] for run in runs]

    assert compiling == NAMES
    assert shown[0] == shown[1]


def test_what_is_kept_lies_with_the_program_s_own_compiled_modules(kept: Path) -> None:
    new_run().get_template("partials/head.html")
    (file,) = files_in(kept)

    assert file.is_relative_to(kept / Path(compiled.__file__).parent.relative_to("/"))
    assert file.name.startswith("theme.partials.head.")
    assert file.suffix == ".pyc"


def test_a_template_of_the_theme_is_kept_once_for_both_its_names(
    kept: Path, compiling: list[str]
) -> None:
    run = new_run()
    run.get_template("base.html")
    run.get_template("theme/base.html")

    assert compiling == ["base.html"]


def test_nothing_of_a_course_is_kept_on_a_disk(
    kept: Path, make_course: MakeCourse, compiling: list[str]
) -> None:
    root = make_course({"templates/base.html": "mine"})
    for _ in range(2):
        assert new_run(root).get_template("base.html").render() == "mine"

    assert compiling == ["base.html"] * 2
    assert files_in(kept) == []


def test_it_is_kept_where_python_keeps_no_modules_too(
    kept: Path, monkeypatch: pytest.MonkeyPatch, compiling: list[str]
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    for _ in range(2):
        new_run().get_template("base.html")

    assert compiling == ["base.html"]
    assert files_in(kept) != []


def test_a_place_that_takes_no_files_costs_only_time(kept: Path, compiling: list[str]) -> None:
    kept.write_text("a file, not a folder")
    for _ in range(2):
        new_run().get_template("base.html")

    assert compiling == ["base.html"] * 2


def test_only_its_owner_may_change_what_is_kept(kept: Path) -> None:
    before = os.umask(0)
    try:
        new_run().get_template("base.html")
    finally:
        os.umask(before)

    assert [file.stat().st_mode & 0o022 for file in files_in(kept)] == [0]


@pytest.mark.parametrize("length", [0, 3, 20, 36, 37, 60, 400])
def test_what_was_cut_short_is_made_anew(kept: Path, compiling: list[str], length: int) -> None:
    new_run().get_template("base.html")
    (file,) = files_in(kept)
    whole = file.read_bytes()
    file.write_bytes(whole[:length])
    new_run().get_template("base.html")

    assert compiling == ["base.html"] * 2
    assert file.read_bytes() == whole


def test_a_change_of_the_theme_is_seen_whatever_its_time_and_size(kept: Path, theme: Path) -> None:
    base = theme / "base.html"
    then = base.stat().st_mtime_ns
    shown = [new_run().get_template("base.html").render()]
    base.write_text("other {{ 1 + 1 }}")
    os.utime(base, ns=(then, then))
    shown.append(new_run().get_template("base.html").render())

    assert shown == ["first 2", "other 2"]


def _other_blocks(run: Environment) -> None:
    run.variable_start_string = "<<"


def _other_filter(run: Environment) -> None:
    run.filters["date"] = run.filters["href"]  # which is given the context


@pytest.mark.parametrize("change", [_other_blocks, _other_filter])
def test_another_environment_does_not_use_what_was_made_in_this_one(
    kept: Path, compiling: list[str], change: Callable[[Environment], None]
) -> None:
    new_run().get_template("base.html")
    other = new_run()
    change(other)
    other.get_template("base.html")

    assert compiling == ["base.html"] * 2


def test_code_of_another_jinja_is_made_anew(
    kept: Path, compiling: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_run().get_template("base.html")
    newer = tmp_path / "parser.py"
    newer.write_bytes(Path(str(parser.__file__)).read_bytes())
    monkeypatch.setattr(parser, "__file__", str(newer))
    new_run().get_template("base.html")

    assert compiling == ["base.html"] * 2


def test_no_filter_is_asked_when_the_theme_is_compiled(kept: Path) -> None:
    """What it answers may be of one course, while the code is for all."""
    asked: list[str] = []
    run = new_run()
    ours = set(run.filters) - set(Environment().filters)

    def asking(name: str, filter_: Callable[..., object]) -> Callable[..., object]:
        @wraps(filter_)
        def ask(*arguments: object, **named: object) -> object:
            asked.append(name)
            return filter_(*arguments, **named)

        return ask

    run.filters |= {name: asking(name, run.filters[name]) for name in ours}
    for name in NAMES:
        run.get_template(name)

    assert len(ours) > 10
    assert asked == []


def test_a_weekday_by_its_number_is_in_the_language_of_the_course_as_it_is_now(
    build_course: BuildCourse,
) -> None:
    own = {"templates/home.html": "{{ 0 | weekday }}"}
    shown = [
        build_course({**own, "site.yaml": f"title: T\nlanguage: {language}\n"}).html()
        for language in ("en", "zh")
    ]

    assert shown == ["Mon", "周一"]
