"""Shared fixtures: courses in temporary folders, built in memory or from the command line."""

import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from coursegen.base.diagnostics import Diagnostic, Diagnostics
from coursegen.build import Settings, Site, build
from coursegen.check import QUICK_RULES, build_rules, run_rules
from coursegen.cli import main
from coursegen.incremental.store import Store

NOW = datetime(2020, 2, 20, 12, 0, tzinfo=UTC)
"""The default time in tests."""
NO_STORE = Store(Path(), writes=False, ignores=True)
"""A store without entries."""


# Otherwise, each process that a test starts compiles every module.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Messages must not depend on the environment variables of the tests.
for name in ("GITHUB_ACTIONS", "GITHUB_WORKSPACE", "FORCE_COLOR"):
    os.environ.pop(name, None)

# The time that a random example takes depends on the load on the machine.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")


@pytest.fixture(scope="session", autouse=True)
def signals_as_in_a_terminal() -> None:
    """Restore the default signal handlers because background jobs ignore SIGINT and SIGHUP."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)


def pytest_xdist_auto_num_workers() -> int:
    """For `-n auto`, use one worker per processor plus one, as many tests wait for a process."""
    return (os.cpu_count() or 1) + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the actual output as the expected output in tests/golden, tests/broken and "
        "tests/browser/shots",
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@dataclass(frozen=True)
class Built:
    """A site in memory with its diagnostics."""

    site: Site
    noted: Diagnostics

    def html(self, path: str = "index.html") -> str:
        return self.site.files[path].read().decode()

    @property
    def found(self) -> list[Diagnostic]:
        return list(self.noted)

    @property
    def lines(self) -> list[str]:
        """The diagnostics, each as `location: severity: message`."""
        return _lines(self.noted)

    @property
    def leaks(self) -> list[str]:
        """The diagnostics about unreleased content in the site, in the same form."""
        rules = set(build_rules(self.site)) - set(QUICK_RULES)
        noted = Diagnostics()
        noted.extend(run_rules(rules, self.site))
        return _lines(noted)


def _lines(noted: Diagnostics) -> list[str]:
    return [f"{d.location}: {d.severity.value}: {d.message}" for d in noted]


class Tags(HTMLParser):
    """The start tags of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, *names: str) -> list[str]:
        """Return the values of attributes, in order."""
        return [tag[name] for _, tag in self.tags for name in names if name in tag]


def text_of(html: str) -> str:
    """Return the HTML of a page's content, without the layout."""
    tag = "article" if "<article" in html else "main"
    return html.partition(f"<{tag}")[2].partition(f"</{tag}>")[0]


Files = Mapping[str, str | bytes]
MakeCourse = Callable[[Files], Path]
BuildCourse = Callable[..., Built]
RunTool = Callable[..., "Ran"]


@pytest.fixture
def make_course(tmp_path: Path) -> MakeCourse:
    """Write files (path → content) to a new folder; without a `site.yaml`, add one with a title."""

    def make(files: Files) -> Path:
        root = tmp_path / "course"
        (root / "content").mkdir(parents=True, exist_ok=True)
        for path, content in {"site.yaml": "title: Test course\n", **files}.items():
            disk = root / path
            disk.parent.mkdir(parents=True, exist_ok=True)
            disk.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return make


@pytest.fixture
def build_course(make_course: MakeCourse) -> BuildCourse:
    """Write files to a new folder and build the course in memory."""

    def build_it(files: Files, now: datetime = NOW, base_url: str = "") -> Built:
        noted = Diagnostics()
        return Built(build(Settings(make_course(files), now, base_url), noted), noted)

    return build_it


@dataclass(frozen=True)
class Ran:
    """The result of a run of the command line."""

    code: int
    out: str
    err: str


@pytest.fixture
def run_tool(capsys: pytest.CaptureFixture[str]) -> RunTool:
    """Run `coursegen` with arguments at the time `NOW`."""

    def run(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as ended:  # raised by argparse for incorrect usage
            code = int(ended.code or 0)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run
