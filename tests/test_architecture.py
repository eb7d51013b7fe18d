"""The code keeps to its floors: it looks down only, and each library has one door."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "coursegen"

# From the roof to the ground; the rooms of one floor may know each other, but for those apart.
FLOORS = (
    ("__main__",),
    ("cli",),
    ("commands",),
    ("serve", "external", "report", "importers"),
    ("check",),
    ("build", "publish", "fix"),
    ("render",),
    ("images",),
    ("loader", "site"),
    ("model",),
    (
        "cache",
        "source",
        "diagnostics",
        "codes",
        "comments",
        "levels",
        "urls",
        "paths",
        "packed",
        "program",
        "stopwatch",
        "values",
    ),
    ("unchanged", "listing"),
    ("__init__",),
)
APART = ("loader", "site")
LEVEL = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}

# Each library and the only room that may open its door; all values are made of msgspec's, and it
# writes them down.
DOORS = {
    "yaml": "loader",
    "msgspec": ("loader", "values", "packed"),
    "jinja2": "render",
    "markdown": "render",
    "markupsafe": "render",
    "pygments": "render",
    "PIL": "images",
    "watchdog": "serve",
    "livereload": "serve",
    "tornado": "serve",
    "tqdm": "commands",
    "pypdf": "check",
    "httpx": "external",
}

NAMES_OF_MODULES = {"pyyaml": "yaml", "pillow": "PIL"}

MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    """`coursegen/loader/course.py` → `coursegen.loader.course`."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {name_of(path): path for path in MODULES}


def room_of(module: str) -> str:
    """`coursegen.loader.course` → `loader`; the package itself is `__init__`."""
    return [*module.split("."), "__init__"][1]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it, for types alone too."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the whole name"
            assert node.module
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            modules = [name for name in inside if name in NAMES]
            yield from modules
            if len(modules) < len(inside):
                yield node.module


def own_imports(path: Path) -> set[str]:
    return {module for module in imports(path) if module.split(".")[0] == "coursegen"}


def test_every_room_has_its_floor() -> None:
    assert {room_of(module) for module in NAMES} <= set(LEVEL)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_from_its_own_room_and_downwards(path: Path) -> None:
    room = room_of(name_of(path))
    upwards = {
        module
        for module in own_imports(path)
        if LEVEL[room_of(module)] < LEVEL[room]
        or (room != room_of(module) and {room, room_of(module)} == set(APART))
    }
    assert upwards == set()


def test_no_module_imports_itself_by_a_roundabout_way() -> None:
    graph = {name: own_imports(path) - {name} for name, path in NAMES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


@pytest.mark.parametrize(("library", "room"), DOORS.items())
def test_a_library_has_one_door(library: str, room: str | tuple[str, ...]) -> None:
    users = {
        name
        for name, path in NAMES.items()
        if library in {module.split(".")[0] for module in imports(path)}
    }
    assert {room_of(name) for name in users} <= ({room} if isinstance(room, str) else set(room))


def test_every_library_that_is_asked_for_has_a_door() -> None:
    project = (PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8")
    dependencies = re.search(r"^dependencies = \[$(.*?)^\]$", project, re.MULTILINE | re.DOTALL)
    assert dependencies
    names = re.findall(r'^  "([a-z0-9]+)', dependencies[1], re.MULTILINE)
    assert {NAMES_OF_MODULES.get(name, name) for name in names} - {"tzdata"} <= set(DOORS)


def calls(path: Path) -> Iterator[str]:
    """What a file calls or looks up, with dots: `print`, `os.environ`, `datetime.now`."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id
        elif isinstance(node, ast.Attribute):
            yield ast.unparse(node)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_only_the_command_line_prints() -> None:
    talkers = {"print", "input", "sys.stdout", "sys.stderr", "sys.stdin", "builtins.print"}
    found = {name for name, path in NAMES.items() if talkers & set(calls(path))}
    assert found == {"coursegen.cli"}


def test_only_the_command_line_reads_the_clock_and_the_environment() -> None:
    readers = re.compile(
        r"(\w+\.)*(datetime|date)\.(now|utcnow|today)"
        r"|time\.(time|time_ns|localtime|gmtime|ctime|strftime)"
        r"|os\.(environ|environb|getenv|putenv)"
    )
    found = {
        name for name, path in NAMES.items() if any(readers.fullmatch(call) for call in calls(path))
    }
    assert found == {"coursegen.cli"}


def test_the_theme_and_the_scaffold_hold_no_python() -> None:
    for folder in ("theme", "scaffold"):
        assert list((PACKAGE / folder).rglob("*.py*")) == []


def test_the_package_knows_nothing_of_this_repository_s_course() -> None:
    course = re.compile("peking|pku|deep.generative|北京大学", re.IGNORECASE)
    found = [
        path
        for path in PACKAGE.rglob("*")
        if path.is_file()
        and path.suffix != ".pyc"
        and course.search(path.read_bytes().decode("utf-8", "replace"))
    ]
    assert found == []
