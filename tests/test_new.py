"""`coursegen new` and `coursegen schema`."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from conftest import RunTool

from coursegen.base.files import THEME
from coursegen.commands.schema import schema_texts
from coursegen.content.registry import CONTENT_TYPES, DATA_TYPES

ROOT = Path(__file__).parent.parent
FILES = {"site.yaml": "site"} | {
    f"content/{each.yaml_path}": each.name for each in DATA_TYPES if each.yaml_path
}
"""The YAML files of a course, with the names of their schemas."""


def schemas(root: Path) -> dict[str, Any]:
    return {name: json.loads(text) for name, text in schema_texts(root).items()}


class EditorLoader(yaml.SafeLoader):
    """Parses YAML as editors do: numbers and booleans are converted, but dates are strings."""


EditorLoader.yaml_implicit_resolvers = {
    letter: [(tag, form) for tag, form in resolvers if not tag.endswith(":timestamp")]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def as_editors_read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), EditorLoader)


def test_a_new_course_is_built_and_checked_without_a_warning(
    tmp_path: Path, run_tool: RunTool
) -> None:
    course = tmp_path / "deep-learning"

    assert run_tool("new", course).code == 0
    assert run_tool("build", "--source", course, "--strict").code == 0
    checked = run_tool("check", "--source", course)
    assert (checked.code, checked.err) == (0, "")
    assert "no errors, no warnings" in checked.out


def test_a_new_course_is_named_after_its_folder(tmp_path: Path, run_tool: RunTool) -> None:
    run_tool("new", tmp_path / "deep-learning")

    assert 'title: "Deep Learning"' in (tmp_path / "deep-learning" / "site.yaml").read_text()


@pytest.mark.parametrize(
    "path",
    [
        ".github/workflows/pages-scheduled.yml",
        ".github/workflows/pages.yml",
        ".gitignore",
        ".schemas/schedule.schema.json",
        ".vscode/settings.json",
        "README.md",
        "requirements.txt",
    ],
)
def test_a_new_course_contains_the_required_files(
    tmp_path: Path, run_tool: RunTool, path: str
) -> None:
    run_tool("new", tmp_path / "one")

    text = (tmp_path / "one" / path).read_text()
    assert text.strip()
    assert not re.search(r"@[A-Z]+", text)


def test_the_editor_settings_of_a_new_course_contain_the_schema_of_each_yaml_file(
    tmp_path: Path, run_tool: RunTool
) -> None:
    run_tool("new", tmp_path / "one")

    settings = json.loads((tmp_path / "one" / ".vscode/settings.json").read_text())
    described = {path: schema for schema, path in settings["yaml.schemas"].items()}
    assert described == {path: f".schemas/{name}.schema.json" for path, name in FILES.items()}
    for schema in described.values():
        assert (tmp_path / "one" / schema).is_file()


def test_the_new_command_never_overwrites_a_file(tmp_path: Path, run_tool: RunTool) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "site.yaml").write_text("title: Mine\n")

    ran = run_tool("new", tmp_path / "mine")
    assert ran.code == 2
    assert "already exists" in ran.err
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["site.yaml"]
    assert (tmp_path / "mine" / "site.yaml").read_text() == "title: Mine\n"


@pytest.mark.parametrize("arguments", [[], ["one", "--override", "page.html"]])
def test_the_new_command_needs_either_a_name_or_a_theme_file(
    run_tool: RunTool, arguments: list[str]
) -> None:
    assert run_tool("new", *arguments).code == 2


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("partials/schedule_table.html", "templates/partials/schedule_table.html"),
        ("templates/page.html", "templates/page.html"),
        ("css/print.css", "static/css/print.css"),
    ],
)
def test_the_override_option_copies_the_theme_file_to_the_same_path(
    tmp_path: Path, run_tool: RunTool, name: str, path: str
) -> None:
    assert run_tool("new", "--override", name, "--source", tmp_path).code == 0
    assert (tmp_path / path).read_bytes() == (THEME / path).read_bytes()


def test_the_override_option_never_overwrites_a_file(tmp_path: Path, run_tool: RunTool) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("mine")

    assert run_tool("new", "--override", "page.html", "--source", tmp_path).code == 2
    assert (tmp_path / "templates" / "page.html").read_text() == "mine"


def test_the_override_option_suggests_the_nearest_name(tmp_path: Path, run_tool: RunTool) -> None:
    ran = run_tool("new", "--override", "partials/schedule_tabel.html", "--source", tmp_path)

    assert ran.code == 2
    assert "did you mean 'partials/schedule_table.html'?" in ran.err


def test_the_override_option_needs_an_existing_folder(tmp_path: Path, run_tool: RunTool) -> None:
    assert run_tool("new", "--override", "page.html", "--source", tmp_path / "none").code == 2


@pytest.mark.parametrize("name", [each.name for each in CONTENT_TYPES])
def test_a_schema_is_valid(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schemas(ROOT)[name])


@pytest.mark.parametrize("name", [each.name for each in CONTENT_TYPES])
def test_the_committed_schemas_are_current(name: str) -> None:
    committed = (ROOT / ".schemas" / f"{name}.schema.json").read_text(encoding="utf-8")

    assert committed == schema_texts(ROOT)[name]


@pytest.mark.parametrize(
    ("course", "path"),
    [
        (course, path)
        for course in (".", "tests/golden/typical", "tests/golden/everything")
        for path in FILES
        if (ROOT / course / path).exists()
    ],
)
def test_a_schema_accepts_what_the_loader_accepts(course: str, path: str) -> None:
    root = ROOT / course
    validator = jsonschema.Draft202012Validator(schemas(root)[FILES[path]])
    read = as_editors_read(root / path)

    assert [error.message for error in validator.iter_errors(read)] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("site", {}),
        ("site", {"title": "T", "tilte": "x"}),
        ("site", {"title": ["a"]}),
        ("schedule", {"sections": [{"weeks": []}]}),
        ("schedule", {"weeks": [{"lectures": [{"title": "x", "sildes": "a.pdf"}]}]}),
        ("staff", {"people": [{"name": "A", "email": "nobody"}]}),
        ("staff", {"people": [{"name": " "}]}),
        ("page", {"draft": "perhaps"}),
    ],
)
def test_a_schema_rejects_what_the_loader_rejects(name: str, value: Any) -> None:
    assert not jsonschema.Draft202012Validator(schemas(ROOT)[name]).is_valid(value)


def test_the_custom_kinds_of_a_course_are_in_its_schema(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("title: T\nmaterial_kinds: {poster: Poster}\n")
    value = {"weeks": [{"lectures": [{"title": "x", "poster": "a.pdf"}]}]}

    assert jsonschema.Draft202012Validator(schemas(tmp_path)["schedule"]).is_valid(value)
    assert not jsonschema.Draft202012Validator(schemas(ROOT)["schedule"]).is_valid(value)


def test_the_schema_command_writes_a_schema_for_each_kind_of_file(
    tmp_path: Path, run_tool: RunTool
) -> None:
    (tmp_path / "site.yaml").write_text("title: T\n")

    assert run_tool("schema", "--source", tmp_path).code == 0
    written = sorted(path.name for path in (tmp_path / ".schemas").iterdir())
    assert written == sorted(f"{each.name}.schema.json" for each in CONTENT_TYPES)


def test_the_schema_command_prints_a_single_schema(tmp_path: Path, run_tool: RunTool) -> None:
    ran = run_tool("schema", "--source", tmp_path, "--print", "staff")

    assert json.loads(ran.out) == schemas(tmp_path)["staff"]
    assert not (tmp_path / ".schemas").exists()


def test_the_schema_command_needs_an_existing_folder(tmp_path: Path, run_tool: RunTool) -> None:
    assert run_tool("schema", "--source", tmp_path / "none").code == 2
