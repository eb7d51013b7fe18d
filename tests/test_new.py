"""`coursegen new` and `coursegen schema`."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from conftest import RunTool

from coursegen.base.files import THEME
from coursegen.commands.install_source import UNKNOWN, from_record
from coursegen.commands.new import SCAFFOLD
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


@pytest.mark.parametrize(
    ("folder", "title"),
    [
        ("deep-learning", "Deep Learning"),
        ("CS101", "CS101"),
        ("cs101_spring", "cs101 Spring"),
        ("My Course 2", "My Course 2"),
        ("iOS-apps", "iOS Apps"),
    ],
)
def test_a_new_course_is_named_after_its_folder(
    tmp_path: Path, run_tool: RunTool, folder: str, title: str
) -> None:
    run_tool("new", tmp_path / folder)

    assert f'title: "{title}"' in (tmp_path / folder / "site.yaml").read_text()


def test_the_printed_command_changes_to_the_folder_of_the_new_course(
    tmp_path: Path, run_tool: RunTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    ran = run_tool("new", "My Course; 2")

    command = next(line for line in ran.out.splitlines() if line.startswith("  cd "))
    done = subprocess.run(
        ["sh", "-c", f"{command}; ls"], capture_output=True, text=True, check=True
    )
    assert "site.yaml" in done.stdout.split()


def test_the_menu_of_a_new_course_contains_a_new_page(tmp_path: Path, run_tool: RunTool) -> None:
    run_tool("new", tmp_path / "one")
    run_tool("add", "page", "Lab rules", "--source", tmp_path / "one")
    run_tool("build", tmp_path / "one")

    html = (tmp_path / "one/_site/index.html").read_text()
    menu = html.partition("<nav")[2].partition("</nav>")[0]
    assert re.findall(r">([A-Z][\w ]+)</a>", menu) == [
        *("Schedule", "Course Staff", "Feedback", "Assignments", "Lab rules", "Syllabus"),
    ]


GIT = {"vcs": "git", "commit_id": "0123abc", "requested_revision": "main"}


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        (
            {"url": "https://git.example.org/coursegen.git", "vcs_info": GIT},
            "coursegen @ git+https://git.example.org/coursegen.git@0123abc",
        ),
        (
            {"url": "https://example.org/coursegen-1.whl", "archive_info": {}},
            "coursegen @ https://example.org/coursegen-1.whl",
        ),
        ({"url": "file:///home/ada/coursegen", "dir_info": {"editable": True}}, UNKNOWN),
        ({"url": "ssh://git@example.org/coursegen.git", "vcs_info": GIT}, UNKNOWN),
        ({"url": "https://ada:secret@example.org/c.git", "vcs_info": GIT}, UNKNOWN),
    ],
)
def test_the_requirements_contain_only_a_public_source(
    recorded: dict[str, Any], expected: str
) -> None:
    assert from_record(recorded) == expected


def test_the_requirements_of_a_course_are_one_line(tmp_path: Path, run_tool: RunTool) -> None:
    run_tool("new", tmp_path / "one")

    # The tests run an installation from a local folder.
    assert (tmp_path / "one/requirements.txt").read_text() == f"{UNKNOWN}\n"


@pytest.mark.parametrize("line", [UNKNOWN, "coursegen==1.0"])
def test_the_workflow_stops_with_the_next_step_if_nothing_can_be_installed(
    tmp_path: Path, line: str
) -> None:
    workflow = yaml.safe_load((SCAFFOLD / "dot.github/workflows/pages.yml").read_text())
    steps = [step.get("run", "") for step in workflow["jobs"]["build"]["steps"]]
    step = next(step for step in steps if "requirements.txt" in step)
    (tmp_path / "requirements.txt").write_text(f"{line}\n")

    done = subprocess.run(
        ["bash", "-e", "-c", f"pip() {{ echo pip $@; }}; {step}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    if line == UNKNOWN:
        assert (done.returncode, done.stderr) == (1, "")
        assert done.stdout == f"::error file=requirements.txt::{line.removeprefix('#')}\n"
    else:
        assert (done.returncode, done.stdout) == (0, "pip install -r requirements.txt\n")


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
