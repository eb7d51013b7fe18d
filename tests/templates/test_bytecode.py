"""Compiled templates of the theme are cached on disk; those of a course only in memory."""

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, cast

import pytest
from conftest import BuildCourse, MakeCourse
from hostile_templates import TEMPLATE_READS
from jinja2 import Environment, parser

from coursegen.base.files import TEMPLATES, THEME
from coursegen.templates import code_cache, environment
from coursegen.templates.environment import Filters, make_environment
from coursegen.templates.sandbox import Sandbox

NAMES = sorted(path.relative_to(THEME / TEMPLATES).as_posix()
               for path in (THEME / TEMPLATES).rglob("*.html"))  # fmt: skip


@pytest.fixture
def cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where Python caches compiled modules."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "cached"))
    return tmp_path / "cached"


@pytest.fixture
def theme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The template folder of a theme that a test may change, with a `base.html`."""
    folder = tmp_path / "theme" / TEMPLATES
    folder.mkdir(parents=True)
    (folder / "base.html").write_text("first {{ 1 + 1 }}")
    monkeypatch.setattr(environment, "THEME", folder.parent)
    monkeypatch.setattr(code_cache, "_THEME", str(folder) + os.sep)
    return folder


def new_run(root: Path = Path("nowhere")) -> Environment:
    """Create an environment as in a new process, for the course in `root`."""
    filters = Filters(*cast("tuple[Any, Any, Any, Any]", (None,) * 4))
    made = make_environment(root, filters, TEMPLATE_READS)
    made.bytecode_cache = code_cache.TemplateCodeCache()
    return made


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def compiling(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the templates that are compiled during the test."""
    names: list[str] = []
    real = Sandbox.compile

    def compile_(self: Sandbox, source: str, name: str, filename: str) -> object:
        names.append(name)
        return real(self, source, name, filename)

    monkeypatch.setattr(Sandbox, "compile", compile_)
    return names


def test_the_theme_is_compiled_only_in_the_first_run(cached: Path, compiling: list[str]) -> None:
    runs = [new_run(), new_run()]
    shown = [[run.get_template(name).debug_info for name in NAMES] for run in runs]

    assert compiling == NAMES
    assert shown[0] == shown[1]


def test_compiled_templates_are_cached_beside_the_compiled_modules(cached: Path) -> None:
    new_run().get_template("partials/head.html")
    (file,) = files_in(cached)

    assert file.is_relative_to(cached / Path(code_cache.__file__).parent.relative_to("/"))
    assert file.name.startswith("theme.partials.head.")
    assert file.suffix == ".pyc"


def test_a_theme_template_is_cached_once_for_both_of_its_names(
    cached: Path, compiling: list[str]
) -> None:
    run = new_run()
    run.get_template("base.html")
    run.get_template("theme/base.html")

    assert compiling == ["base.html"]


def test_no_template_of_a_course_is_cached_on_disk(
    cached: Path, make_course: MakeCourse, compiling: list[str]
) -> None:
    root = make_course({"templates/base.html": "mine"})
    for _ in range(2):
        assert new_run(root).get_template("base.html").render() == "mine"

    assert compiling == ["base.html"] * 2
    assert files_in(cached) == []


def test_templates_are_cached_even_if_python_does_not_cache_modules(
    cached: Path, monkeypatch: pytest.MonkeyPatch, compiling: list[str]
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    for _ in range(2):
        new_run().get_template("base.html")

    assert compiling == ["base.html"]
    assert files_in(cached) != []


def test_with_an_unwritable_cache_templates_are_compiled_each_time(
    cached: Path, compiling: list[str]
) -> None:
    cached.write_text("a file, not a folder")
    for _ in range(2):
        new_run().get_template("base.html")

    assert compiling == ["base.html"] * 2


def test_only_the_owner_may_change_cached_templates(cached: Path) -> None:
    before = os.umask(0)
    try:
        new_run().get_template("base.html")
    finally:
        os.umask(before)

    assert [file.stat().st_mode & 0o022 for file in files_in(cached)] == [0]


@pytest.mark.parametrize("length", [0, 3, 20, 36, 37, 60, 400])
def test_a_truncated_cache_file_is_created_again(
    cached: Path, compiling: list[str], length: int
) -> None:
    new_run().get_template("base.html")
    (file,) = files_in(cached)
    whole = file.read_bytes()
    file.write_bytes(whole[:length])
    new_run().get_template("base.html")

    assert compiling == ["base.html"] * 2
    assert file.read_bytes() == whole


def test_a_changed_theme_template_with_the_same_time_and_size_is_detected(
    cached: Path, theme: Path
) -> None:
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
    run.filters["date"] = run.filters["href"]  # this filter also receives the context


@pytest.mark.parametrize("change", [_other_blocks, _other_filter])
def test_templates_are_compiled_again_for_a_different_environment(
    cached: Path, compiling: list[str], change: Callable[[Environment], None]
) -> None:
    new_run().get_template("base.html")
    other = new_run()
    change(other)
    other.get_template("base.html")

    assert compiling == ["base.html"] * 2


def test_templates_are_compiled_again_for_another_jinja_version(
    cached: Path, compiling: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_run().get_template("base.html")
    newer = tmp_path / "parser.py"
    newer.write_bytes(Path(str(parser.__file__)).read_bytes())
    monkeypatch.setattr(parser, "__file__", str(newer))
    new_run().get_template("base.html")

    assert compiling == ["base.html"] * 2


def test_no_filter_is_called_when_the_theme_is_compiled(cached: Path) -> None:
    """A filter may depend on the course, but all courses share the compiled theme."""
    requested: list[str] = []
    run = new_run()
    ours = set(run.filters) - set(Environment().filters)

    def asking(name: str, filter_: Callable[..., object]) -> Callable[..., object]:
        @wraps(filter_)
        def ask(*arguments: object, **named: object) -> object:
            requested.append(name)
            return filter_(*arguments, **named)

        return ask

    run.filters |= {name: asking(name, run.filters[name]) for name in ours}
    for name in NAMES:
        run.get_template(name)

    assert len(ours) > 10
    assert requested == []


def test_a_weekday_name_is_in_the_current_language_of_the_course(
    build_course: BuildCourse,
) -> None:
    own = {"templates/home.html": "{{ 0 | weekday }}"}
    shown = [
        build_course({**own, "site.yaml": f"title: T\nlanguage: {language}\n"}).html()
        for language in ("en", "zh")
    ]

    assert shown == ["Mon", "周一"]
