"""Packages import only lower layers, and only certain packages import each library."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from conftest import MakeCourse

PACKAGE = Path(__file__).parent.parent / "coursegen"

# The layers from top to bottom. Packages in a layer may import each other, but without cycles.
LAYERS = (
    ("__main__",),
    ("cli",),
    ("commands",),
    ("serve", "link_checker", "report", "status"),
    ("check",),
    ("publish",),
    ("build",),
    ("leaks",),
    ("render",),
    ("views", "templates"),
    ("html",),
    ("markdown",),
    ("images", "outputs"),
    ("site",),
    ("loader",),
    ("content",),
    ("schema",),
    ("yaml",),
    ("incremental",),
    ("base",),
    ("__init__",),
)
LAYER = {package: level for level, packages in enumerate(LAYERS) for package in packages}

# The libraries, and the packages that may import them.
DOORS = {
    "yaml": {"yaml"},
    "msgspec": {"base", "incremental", "schema"},
    "jinja2": {"markdown", "templates"},
    "markdown": {"markdown"},
    "markupsafe": {"markdown", "render", "templates", "views"},
    "pygments": {"markdown"},
    "PIL": {"images"},
    "watchdog": {"serve"},
    "livereload": {"serve"},
    "tornado": {"serve"},
    "tqdm": {"commands"},
    "shtab": {"commands"},
    "pypdf": {"check"},
    "tinycss2": {"check"},
    "holidays": {"commands"},
    "httpx": {"link_checker"},
}

NAMES_OF_MODULES = {"pyyaml": "yaml", "pillow": "PIL"}

MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    """Convert `coursegen/loader/course_folder.py` to `coursegen.loader.course_folder`."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {name_of(path): path for path in MODULES}


def package_of(module: str) -> str:
    """Convert `coursegen.loader.course_folder` to `loader`; the top package is `__init__`."""
    return [*module.split("."), "__init__"][1]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> frozenset[str]:
    """Return all modules that a file imports, including imports for types only."""
    return frozenset(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: write the full module name"
            assert node.module
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            modules = [name for name in inside if name in NAMES]
            yield from modules
            if len(modules) < len(inside):
                yield node.module


@cache
def own_imports(path: Path) -> set[str]:
    return {module for module in imports(path) if module.split(".")[0] == "coursegen"}


def test_every_package_has_a_layer() -> None:
    assert {package_of(module) for module in NAMES} == set(LAYER)


def test_a_module_imports_only_from_its_own_layer_and_lower_layers() -> None:
    upwards = {
        f"{name} -> {module}"
        for name, path in NAMES.items()
        for module in own_imports(path)
        if LAYER[package_of(module)] < LAYER[package_of(name)]
    }
    assert upwards == set()


def test_there_are_no_import_cycles() -> None:
    graph = {name: own_imports(path) - {name} for name, path in NAMES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


@pytest.mark.parametrize(("library", "packages"), DOORS.items())
def test_only_one_package_imports_each_library(library: str, packages: set[str]) -> None:
    users = {
        package_of(name)
        for name, path in NAMES.items()
        if library in {module.split(".")[0] for module in imports(path)}
    }
    assert users == packages


def test_every_dependency_is_assigned_to_a_package() -> None:
    project = (PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8")
    dependencies = re.search(r"^dependencies = \[$(.*?)^\]$", project, re.MULTILINE | re.DOTALL)
    assert dependencies
    names = re.findall(r'^  "([a-z0-9]+)', dependencies[1], re.MULTILINE)
    assert {NAMES_OF_MODULES.get(name, name) for name in names} - {"tzdata"} <= set(DOORS)


def calls(path: Path) -> Iterator[str]:
    """Return the dotted names that a file uses, such as `print` or `datetime.now`."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id
        elif isinstance(node, ast.Attribute):
            yield ast.unparse(node)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_only_the_command_line_module_prints_output() -> None:
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


def test_the_theme_and_the_scaffold_contain_no_python() -> None:
    for folder in ("theme", "scaffold"):
        assert list((PACKAGE / folder).rglob("*.py*")) == []


def test_the_package_does_not_depend_on_the_course_of_this_repository() -> None:
    course = re.compile("peking|pku|deep.generative|北京大学", re.IGNORECASE)
    found = [
        path
        for path in PACKAGE.rglob("*")
        if path.is_file()
        and path.suffix != ".pyc"
        and course.search(path.read_bytes().decode("utf-8", "replace"))
    ]
    assert found == []


def test_no_constructor_takes_more_than_six_arguments() -> None:
    for name, path in NAMES.items():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef) and node.name == "__init__":
                arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
                assert len(arguments) <= 7, f"{name}:{node.lineno}"  # with `self`


COUNT = """
import sys
from coursegen.cli import main
assert main(sys.argv[1:]) == 0
from coursegen.content.registry import DATA_TYPES
own = {each.content.__module__ for each in DATA_TYPES}  # a new content type adds one module
names = [name for name in sys.modules if name.partition(".")[0] == "coursegen" and name not in own]
print(sum(not hasattr(sys.modules[name], "__path__") for name in names))
"""


def test_a_build_of_one_changed_page_imports_at_most_121_modules(make_course: MakeCourse) -> None:
    root = make_course({"content/a.md": "# A\n", "content/b.md": "# B\n\n[A](a.md)\n"})
    command = [sys.executable, "-c", COUNT, "build", "--quiet", "--source", str(root)]
    subprocess.run(command, check=True, capture_output=True)
    (root / "content/b.md").write_text("# B\n\nMore about [A](a.md)\n")
    ran = subprocess.run(command, check=True, capture_output=True, text=True)

    assert 50 < int(ran.stdout) <= 121
