"""A build without changes ends immediately, and every change is detected."""

import os
import random
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import Ran, RunTool
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coursegen.base.files import WELL_KNOWN
from coursegen.base.struct import replace
from coursegen.build import Settings
from coursegen.commands import build as build_command
from coursegen.incremental import snapshot as snapshots
from coursegen.incremental import up_to_date
from coursegen.incremental.snapshot import SnapshotError, is_trusted, snapshot
from coursegen.incremental.up_to_date import FOLDER, RECORD, Request, cached_output
from coursegen.publish import lock, publisher
from coursegen.publish.marker import MARKER
from coursegen.serve.rebuild import rebuild

MOMENT = 0.06
"""Seconds until the timestamps of an unchanged file are trusted."""
DAY = 86_400
FILES = {
    "site.yaml": "title: Test course\nicon: static/icon.svg\n",
    "content/index.md": "Words.\n",
    "content/a.md": "# A\n\n[nothing]()\n",
    "content/notes/b.md": "# B\n",
    "content/schedule.yaml": "weeks:\n  - week: 1\n    lectures:\n      - title: One\n"
    "        slides: {file: one.pdf, released: 2999-01-01}\n",
    "templates/partials/footer.html": "<footer>F</footer>\n",
    "static/css/course.css": "p {color: red}\n",
    "static/icon.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>\n',
    "files/one.pdf": "%PDF-1",
    "files/two.pdf": "%PDF-2",
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built course with its site and images, which tests copy."""
    root = tmp_path_factory.mktemp("base") / "course"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    (root / "files/link.pdf").symlink_to("one.pdf")
    (root / "files/twice.pdf").symlink_to("link.pdf")
    (root / "files/away.pdf").symlink_to("../away.pdf")
    subprocess.run(
        [sys.executable, "-m", "coursegen", "build", "--quiet", "--source", root],
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return root


@pytest.fixture
def root(base: Path, tmp_path: Path, run_tool: RunTool) -> Path:
    """A course with a valid record of its last build."""
    return copied(base, tmp_path / "course", run_tool)


def copied(base: Path, root: Path, run_tool: RunTool) -> Path:
    shutil.copytree(base, root, symlinks=True)
    time.sleep(MOMENT)
    assert run_tool("build", "--source", root).code == 0
    assert is_up_to_date(root)
    return root


def request(root: Path, *more: str, when: float | None = None, color: bool = False) -> Request:
    words = ["build", "--source", str(root), *more]
    return Request(words, os.environ, int((when or time.time()) * 1e9), color=color)


def is_up_to_date(root: Path, *more: str, when: float | None = None, color: bool = False) -> bool:
    """Return whether a build in a new process would report that nothing changed."""
    up_to_date.package_states.clear()
    return cached_output(request(root, *more, when=when, color=color)) is not None


def rewrite(path: Path, old: str, new: str) -> None:
    """Change the content of a file, but not its size and modification time."""
    before = path.stat()
    path.write_text(path.read_text().replace(old, new))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = path.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def folders_looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list to which each listed folder is appended."""
    looked_at: list[str] = []
    scan = os.scandir

    def note(path: str) -> object:
        looked_at.append(path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", note)
    return looked_at


# Messages


def test_a_build_without_changes_is_reported(base: Path, root: Path, run_tool: RunTool) -> None:
    files = [path for path in (root / "_site").rglob("*") if path.is_file()]
    pages = [path for path in files if path.suffix == ".html"]
    others = len(files) - len(pages) - len([MARKER])
    ran = run_tool("build", "--source", root)
    assert ran.code == 0
    assert ran.out == (
        f"Nothing changed: {len(pages)} pages and {others} other files in {root / '_site'}, "
        "2 warnings.\n"
    )


def test_warnings_are_repeated_word_for_word(root: Path, run_tool: RunTool) -> None:
    messages = run_tool("build", "--source", root, "--clean").err
    assert "content/a.md:3:11: warning: " in messages
    ran = run_tool("build", "--source", root)
    assert ran.out.startswith("Nothing changed: ")
    assert ran.err == messages


def test_a_quiet_build_without_changes_prints_only_problems(root: Path, run_tool: RunTool) -> None:
    first = run_tool("build", "--source", root, "--quiet")
    assert is_up_to_date(root, "--quiet")
    again = run_tool("build", "--source", root, "--quiet")
    assert first == again == Ran(0, "", first.err)


def test_colored_warnings_are_repeated_in_color(
    root: Path, run_tool: RunTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    first = run_tool("build", "--source", root)
    again = run_tool("build", "--source", root)
    assert "\x1b[1;33mwarning:\x1b[0m" in first.err
    assert again.out.startswith("Nothing changed: ")
    assert again.err == first.err


def test_only_a_few_modules_are_imported_if_nothing_changed(root: Path) -> None:
    """Not even the option parser is imported."""
    code = "import sys\n{}\nprint(*sys.modules, file=sys.stderr)"
    run = f"from coursegen.cli import main; assert main(['build', '--source', {str(root)!r}]) == 0"

    def modules(what: str) -> set[str]:
        done = subprocess.run(
            [sys.executable, "-c", code.format(what)],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[1],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert not what or done.stdout.startswith("Built ") or "Nothing" in done.stdout
        return set(done.stderr.splitlines()[-1].split())

    modules(run)  # how a process is started determines where it finds packages
    ours = {
        "coursegen",
        "coursegen.cli",
        "coursegen.incremental",
        "coursegen.incremental.snapshot",
        "coursegen.incremental.up_to_date",
    }
    assert modules(run) - modules("") == {*ours, "__future__"}


# Detected changes

Change = Callable[[Path], object]


def swap(one: Path, two: Path) -> Path:
    aside = one.rename(one.with_name("aside"))
    two.rename(one)
    return aside.rename(two)


def link(path: Path, target: str) -> None:
    path.unlink()
    path.symlink_to(target)


def link_to(path: Path, moved: Path) -> None:
    path.rename(moved)
    path.symlink_to(moved)


def move_and_link(folder: Path) -> None:
    link_to(folder, folder.with_name("moved"))


def put_well_known(root: Path) -> None:
    folder = root / WELL_KNOWN
    folder.mkdir(parents=True)
    (folder / "security.txt").write_text("Contact: mailto:a@example.org\n")


IN_THE_COURSE: dict[str, Change] = {
    "new content": lambda root: (root / "content/a.md").write_text("# Other\n"),
    "new content with the old length and time": lambda root: rewrite(
        root / "content/a.md", "# A", "# B"
    ),
    "a changed stylesheet with the old length and time": lambda root: rewrite(
        root / "static/css/course.css", "red", "tan"
    ),
    "a new file in .well-known": put_well_known,
    "a changed lecture file with the old length and time": lambda root: rewrite(
        root / "files/two.pdf", "2", "3"
    ),
    "a copy with the old time": lambda root: (
        shutil.copy2(root / "content/a.md", root / "copy"),
        (root / "copy").replace(root / "content/a.md"),
    ),
    "other settings": lambda root: (root / "site.yaml").write_text("title: Other\n"),
    "deleted settings": lambda root: (root / "site.yaml").unlink(),
    "a new page": lambda root: (root / "content/c.md").write_text("# C\n"),
    "a deleted page": lambda root: (root / "content/a.md").unlink(),
    "a renamed page": lambda root: (root / "content/a.md").rename(root / "content/c.md"),
    "a renamed folder": lambda root: (root / "content/notes").rename(root / "content/c"),
    "two files with exchanged names": lambda root: swap(
        root / "files/one.pdf", root / "files/two.pdf"
    ),
    "a new file with an old time": lambda root: shutil.copy2(
        root / "files/one.pdf", root / "files/3"
    ),
    "an old modification time": lambda root: os.utime(root / "content/a.md", (0, 0)),
    "another file mode": lambda root: (root / "content/a.md").chmod(0o600),
    "a new template": lambda root: (root / "templates/page.html").write_text("{{ content }}"),
    "deleted templates": lambda root: shutil.rmtree(root / "templates"),
    "a new folder": lambda root: (root / "content/empty").mkdir(),
    "a link with another target": lambda root: link(root / "files/link.pdf", "two.pdf"),
    "a link in place of a file": lambda root: link(root / "files/two.pdf", "one.pdf"),
    "a changed link target": lambda root: rewrite(root / "files/one.pdf", "1", "3"),
    "a new target of a broken link": lambda root: (root / "away.pdf").touch(),
    "a link in place of a folder": lambda root: move_and_link(root / "files"),
    "a named pipe": lambda root: os.mkfifo(root / "files/pipe"),
}


@pytest.mark.parametrize("change", IN_THE_COURSE.values(), ids=IN_THE_COURSE)
def test_any_change_in_the_course_is_detected(root: Path, change: Change) -> None:
    change(root)
    assert not is_up_to_date(root)


IN_THE_SITE: dict[str, Change] = {
    "new content with the old length and time": lambda site: rewrite(
        site / "a/index.html", "nothing", "anythin"
    ),
    "a deleted page": lambda site: (site / "a/index.html").unlink(),
    "a new file": lambda site: (site / "new.html").touch(),
    "a new hidden file": lambda site: (site / ".htaccess").touch(),
    "a new folder": lambda site: (site / "new").mkdir(),
    "a renamed file": lambda site: (site / "robots.txt").rename(site / "robots"),
    "a deleted file list": lambda site: (site / MARKER).unlink(),
    "a deleted site": shutil.rmtree,
    "a site copy": lambda site: shutil.copytree(site.rename(site.with_name("c")), site),
    "a link to the site": move_and_link,
    "a link in place of a page": lambda site: link(site / "a/index.html", "../index.html"),
    "another file mode": lambda site: (site / "index.html").chmod(0o600),
    "files left by a killed build": lambda site: site.with_name(".coursegen-new-_site").mkdir(),
}


@pytest.mark.parametrize("change", IN_THE_SITE.values(), ids=IN_THE_SITE)
def test_any_change_in_the_site_is_detected(root: Path, change: Change) -> None:
    change(root / "_site")
    assert not is_up_to_date(root)


def test_an_edited_page_of_the_site_is_restored_by_the_next_build(
    root: Path, run_tool: RunTool
) -> None:
    page = root / "_site/a/index.html"
    before = page.read_text()
    rewrite(page, "nothing", "anythin")
    assert run_tool("build", "--source", root).out.startswith("Built ")
    assert page.read_text() == before
    assert is_up_to_date(root)


def test_files_that_no_build_reads_are_ignored(root: Path) -> None:
    (root / "content/.a.md.swp").write_text("an editor's")
    (root / "README").write_text("for people")
    assert is_up_to_date(root)


@pytest.mark.parametrize(
    "more",
    [
        ["--output", "public"],
        ["--now", "2020-01-01"],
        ["--base-url", "https://example.org/"],
        ["--all"],
        ["--verbose"],
        ["--quiet"],
    ],
)
def test_other_options_require_another_build(root: Path, more: list[str]) -> None:
    assert not is_up_to_date(root, *more)
    assert is_up_to_date(root)


@pytest.mark.parametrize(
    ("name", "value"),
    [("SOURCE_DATE_EPOCH", "1582200000"), ("PYTHONTZPATH", "/usr/share/zoneinfo")],
)
def test_a_change_in_an_environment_variable_that_a_build_reads_is_detected(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert not is_up_to_date(root)


def test_a_change_in_color_output_is_detected(root: Path) -> None:
    assert not is_up_to_date(root, color=True)


def test_the_same_command_in_another_folder_requires_another_build(
    root: Path, run_tool: RunTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    assert run_tool("build").out.startswith("Built ")
    assert run_tool("build").out.startswith("Nothing changed: ")
    shutil.copytree(root, root.with_name("copy"), symlinks=True)
    monkeypatch.chdir(root.with_name("copy"))
    assert run_tool("build").out.startswith("Built ")


def test_a_moved_course_is_built_again(root: Path) -> None:
    assert not is_up_to_date(root.rename(root.with_name("moved")))


def test_another_version_causes_a_new_build(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(up_to_date, "__version__", "0.0.1")
    assert not is_up_to_date(root)


@pytest.mark.parametrize("name", ["cli.py", "theme/templates/page.html", "new.py"])
def test_a_change_to_the_program_is_detected(
    root: Path, tmp_path: Path, run_tool: RunTool, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    package = tmp_path / "coursegen"
    shutil.copytree(up_to_date._PACKAGE, package, symlinks=True)
    time.sleep(MOMENT)
    monkeypatch.setattr(up_to_date, "_PACKAGE", str(package))
    run_tool("build", "--source", root)
    assert is_up_to_date(root)
    (package / "__pycache__").mkdir(exist_ok=True)
    (package / "__pycache__/new.pyc").touch()
    assert is_up_to_date(root)
    (package / name).touch()
    assert not is_up_to_date(root)


def test_a_newly_installed_library_is_detected(
    root: Path, tmp_path: Path, run_tool: RunTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = tmp_path / "site-packages"
    packages.mkdir()
    time.sleep(MOMENT)
    monkeypatch.setattr(sys, "path", [*sys.path, str(packages)])
    run_tool("build", "--source", root)
    assert is_up_to_date(root)
    (packages / "markdown-3.12.dist-info").mkdir()
    assert not is_up_to_date(root)


# Time


def test_a_release_time_that_has_passed_counts_as_a_change(root: Path) -> None:
    release = datetime(2999, 1, 1, tzinfo=UTC).timestamp()
    assert is_up_to_date(root, when=release - DAY)
    assert not is_up_to_date(root, when=release + DAY)


def test_setting_the_clock_back_before_a_release_time_counts_as_a_change(
    root: Path, run_tool: RunTool
) -> None:
    schedule = root / "content/schedule.yaml"
    schedule.write_text(schedule.read_text().replace("2999", "2020"))
    time.sleep(MOMENT)
    run_tool("build", "--source", root)
    release = datetime(2020, 1, 1, tzinfo=UTC).timestamp()
    assert is_up_to_date(root, when=release + DAY)
    assert not is_up_to_date(root, when=release - DAY)


def test_the_passing_of_time_does_not_count_as_a_change_with_the_now_option(
    root: Path, run_tool: RunTool
) -> None:
    run_tool("build", "--source", root, "--now", "2020-01-01")
    release = datetime(2999, 1, 1, tzinfo=UTC).timestamp()
    assert is_up_to_date(root, "--now", "2020-01-01", when=release + DAY)


# Builds that are never skipped


def test_a_clean_build_is_never_skipped(root: Path, run_tool: RunTool) -> None:
    for _ in range(2):
        assert run_tool("build", "--source", root, "--clean").out.startswith("Built ")
    assert run_tool("build", "--source", root).out.startswith("Nothing changed: ")


@pytest.mark.parametrize("format_", ["text", "json", "github", "sarif"])
def test_machine_readable_output_always_requires_a_build(
    root: Path, run_tool: RunTool, format_: str
) -> None:
    ran = [run_tool("build", "--source", root, "--format", format_) for _ in range(2)]
    assert "Nothing changed" not in ran[1].out
    assert not is_up_to_date(root, "--format", format_)
    assert is_up_to_date(root)


def test_annotations_are_repeated_in_a_github_workflow(
    root: Path, run_tool: RunTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    messages = [run_tool("build", "--source", root).err for _ in range(2)]
    assert "::warning file=content/a.md" in messages[1]
    assert messages[0] == messages[1]


def test_a_warning_makes_a_repeated_strict_build_fail_again(root: Path, run_tool: RunTool) -> None:
    for _ in range(2):
        ran = run_tool("build", "--source", root, "--strict")
        assert (ran.code, ran.out) == (1, "")


def test_errors_are_reported_until_they_are_fixed(root: Path, run_tool: RunTool) -> None:
    (root / "content/c.md").write_text("---\ntitel: C\n---\n")
    time.sleep(MOMENT)
    for _ in range(2):
        assert "content/c.md:2:1: error: " in run_tool("build", "--source", root).err


def test_a_file_that_changed_shortly_before_or_after_a_time_is_not_trusted(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.touch()
    changed, second = file.stat().st_ctime_ns, 1_000_000_000
    assert not is_trusted([str(file)], changed - second)  # the clock was set back
    assert not is_trusted([str(file)], changed + second // 1000)
    assert is_trusted([str(file)], changed + second)


def test_a_build_of_a_course_that_has_just_changed_is_not_recorded(
    root: Path, run_tool: RunTool
) -> None:
    for _ in range(20):  # repeat if this machine was too slow
        (root / "content/a.md").write_text("# Other\n")
        run_tool("build", "--source", root)
        if not is_up_to_date(root):
            return
    pytest.fail("a change immediately after the build would not be detected")


@pytest.mark.parametrize(
    ("changed", "exact"),
    [
        (1_582_200_000_123_456_789, True),
        (1_582_200_000_000_000_000, False),  # FAT: whole seconds
        (1_582_200_000_120_000_000, False),  # exFAT: hundredths of a second
    ],
)
def test_a_disk_with_imprecise_timestamps_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch, changed: int, *, exact: bool
) -> None:
    status = SimpleNamespace(st_ctime_ns=changed, st_mode=stat.S_IFREG)
    monkeypatch.setattr(
        snapshots, "os", SimpleNamespace(lstat=lambda _: status, stat=lambda _: status)
    )
    assert is_trusted(["/course/a"], changed + 10**9) is exact


def test_no_build_is_recorded_on_windows(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert not is_up_to_date(root)


def test_there_is_no_snapshot_of_a_file_with_a_line_break_in_its_name(tmp_path: Path) -> None:
    file = tmp_path / "a\nb"
    file.touch()
    for path in (file, tmp_path):
        with pytest.raises(SnapshotError):
            snapshot([str(path)])


def test_a_change_in_a_hidden_file_is_detected_through_a_link(
    root: Path, run_tool: RunTool
) -> None:
    (root / "files/.secret").write_text("%PDF-3")
    link(root / "files/link.pdf", ".secret")
    time.sleep(MOMENT)
    assert run_tool("build", "--source", root).code == 0
    assert is_up_to_date(root)
    rewrite(root / "files/.secret", "3", "4")
    assert not is_up_to_date(root)


# Git

REPOSITORY = "repository: https://github.com/a/b\n"


def git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", root, *who, *words], check=True, capture_output=True)


@pytest.fixture
def dated(root: Path, run_tool: RunTool) -> Path:
    """A built course whose pages show the date of their last change."""
    site = root / "site.yaml"
    site.write_text(site.read_text() + REPOSITORY)
    git(root, "init", "-b", "main")
    git(root, "add", "content", "site.yaml")
    git(root, "commit", "-m", "First")
    time.sleep(MOMENT)
    run_tool("build", "--source", root)
    assert is_up_to_date(root)
    return root


def test_a_commit_counts_as_a_change_if_pages_show_the_date_of_their_last_change(
    dated: Path,
) -> None:
    git(dated, "commit", "--allow-empty", "-m", "Second")
    assert not is_up_to_date(dated)


def test_a_commit_does_not_count_as_a_change_if_pages_show_no_dates(
    root: Path, run_tool: RunTool
) -> None:
    git(root, "init", "-b", "main")
    git(root, "commit", "--allow-empty", "-m", "First")
    assert is_up_to_date(root)


def test_a_repository_that_is_created_later_is_detected(root: Path, run_tool: RunTool) -> None:
    site = root / "site.yaml"
    site.write_text(site.read_text() + REPOSITORY)
    time.sleep(MOMENT)
    run_tool("build", "--source", root)
    assert is_up_to_date(root)
    git(root.parent, "init", "-b", "main")
    assert not is_up_to_date(root)


def test_a_failed_git_command_is_repeated_by_the_next_build(dated: Path, run_tool: RunTool) -> None:
    (dated / ".git/config").write_text("[")
    time.sleep(MOMENT)
    for _ in range(2):
        ran = run_tool("build", "--source", dated)
        assert "pages do not show when they last changed" in ran.err
        assert ran.out.startswith("Built ")


def test_a_repository_in_another_folder_is_read_again(dated: Path, run_tool: RunTool) -> None:
    (dated / ".git").rename(dated.with_name("elsewhere"))
    (dated / ".git").write_text("gitdir: ../elsewhere\n")
    time.sleep(MOMENT)
    for _ in range(2):
        assert run_tool("build", "--source", dated).out.startswith("Built ")


# Concurrent builds


def test_a_build_does_not_record_the_site_of_another_build(
    root: Path, run_tool: RunTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second build publishes before the first build writes its record."""
    others = [["--base-url", "https://other.example/"]]

    def late(*given: object, **named: object) -> None:
        if others:
            run_tool("build", "--source", root, *others.pop())
        up_to_date.save_record(*given, **named)  # type: ignore[arg-type] # passed on

    monkeypatch.setattr(build_command, "save_record", late)
    assert run_tool("build", "--source", root, "--clean").code == 0
    assert not others
    assert not is_up_to_date(root)
    run_tool("build", "--source", root)
    assert "other.example" not in (root / "_site/index.html").read_text()


def test_no_build_is_recorded_without_a_lock(
    root: Path, run_tool: RunTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(lock, "_lock_folder", refuse)
    monkeypatch.setattr(lock, "_lock_file", refuse)
    run_tool("build", "--source", root, "--clean")
    assert not is_up_to_date(root)


def test_a_site_that_the_server_publishes_to_the_same_folder_is_detected(root: Path) -> None:
    here = Settings(root, datetime.now(UTC), "http://127.0.0.1:8000/", cards=False)
    assert rebuild(here, root / "_site").published
    assert not is_up_to_date(root)
    assert rebuild(replace(here, base_url=""), root / "_site").published
    assert not is_up_to_date(root)


def test_concurrent_builds_leave_a_correct_record_or_none(root: Path) -> None:
    tool = [sys.executable, "-m", "coursegen", "build", "--quiet", "--source", str(root)]
    asking = [[*tool, "--base-url", f"https://{name}.example/"] for name in "ab"]
    for words in asking:
        running = [subprocess.Popen(each, stderr=subprocess.DEVNULL) for each in asking]
        assert [process.wait(60) for process in running] == [0, 0]
        subprocess.run(words, stderr=subprocess.DEVNULL, check=True)
        assert words[-1] in (root / "_site/index.html").read_text()


# Damaged records


def note_of(root: Path) -> list[str]:
    return (root / RECORD).read_bytes().decode("utf-8", "surrogateescape").split("\0")


def leave(root: Path, fields: list[str]) -> None:
    (root / RECORD).write_bytes("\0".join(fields).encode("utf-8", "surrogateescape"))


def no_note(root: Path) -> Path:
    (root / RECORD).unlink()
    return root / RECORD


def huge(root: Path) -> None:
    with no_note(root).open("wb") as file:
        file.truncate(10**12)


BROKEN: dict[str, Change] = {
    "none": no_note,
    "empty": lambda root: (root / RECORD).write_bytes(b""),
    "zeros": lambda root: (root / RECORD).write_bytes(bytes(4096)),
    "random bytes": lambda root: (root / RECORD).write_bytes(random.Random(1).randbytes(4096)),
    "huge": huge,
    "a named pipe": lambda root: os.mkfifo(no_note(root)),
    "a folder": lambda root: no_note(root).mkdir(),
    "a link to itself": lambda root: link(root / RECORD, "last-build"),
    "a link to a valid record": lambda root: link_to(root / RECORD, root / "note"),
    "in a linked folder": lambda root: move_and_link(root / FOLDER),
    "from another course": lambda root: leave(
        root, [text.replace(str(root), str(root.parent)) for text in note_of(root)]
    ),
    "from another time": lambda root: leave(root, ["0", *note_of(root)[1:]]),
}


@pytest.mark.parametrize("damage", BROKEN.values(), ids=BROKEN)
def test_a_damaged_record_is_ignored(root: Path, run_tool: RunTool, damage: Change) -> None:
    damage(root)
    assert not is_up_to_date(root)
    assert run_tool("build", "--source", root).out.startswith("Built ")


@given(cut=st.floats(0, 1), change=st.binary(max_size=3), length=st.integers(0, 3))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_only_printable_text_from_an_edited_record_is_repeated(
    root: Path, cut: float, change: bytes, length: int
) -> None:
    original = root.with_name("note")
    if not original.exists():
        shutil.copy(root / RECORD, original)
    data = original.read_bytes()
    at = int(cut * len(data))
    (root / RECORD).write_bytes(data[:at] + change + data[at + length :])
    cached = cached_output(request(root))
    messages, done = cached or ("", "")
    assert (messages + done).replace("\n", "").isprintable()


@pytest.mark.parametrize(
    "words", ["\x1b]0;title\x07", "\x1b[2J", "\x1b[1;31", "a\rb", "\x1b[1mx\x1b[0m\x9b2J", "\u202e"]
)
@pytest.mark.parametrize("field", [-1, -2])
def test_control_characters_from_a_record_are_not_repeated(
    root: Path, words: str, field: int
) -> None:
    fields = note_of(root)
    fields[field] = words
    leave(root, fields)
    assert not is_up_to_date(root)


def test_no_folder_is_listed_because_of_a_foreign_record(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A valid record contains timestamps that only this machine has."""
    fields = note_of(root)
    package, elsewhere = fields[2], str(root.parent)
    leave(root, [*fields[:2], package.replace("0", "1"), *fields[3:7], elsewhere, *fields[8:]])
    looked_at = folders_looked_at(monkeypatch)
    assert not is_up_to_date(root)
    assert not [path for path in looked_at if path.startswith(elsewhere)]


@pytest.mark.parametrize("folder", [".coursegen", FOLDER])
def test_no_record_is_written_through_a_link(
    root: Path, tmp_path: Path, run_tool: RunTool, folder: str
) -> None:
    shutil.rmtree(root / ".coursegen")
    (tmp_path / "theirs").mkdir()
    (root / folder).parent.mkdir(exist_ok=True)
    (root / folder).symlink_to(tmp_path / "theirs")
    for _ in range(2):
        assert run_tool("build", "--source", root, "--quiet").code == 0
    assert list((tmp_path / "theirs").iterdir()) == []


def test_the_temporary_file_of_a_record_is_not_written_through_a_link(
    root: Path, tmp_path: Path, run_tool: RunTool
) -> None:
    theirs = tmp_path / "theirs"
    theirs.write_text("theirs")
    (root / f"{RECORD}.{os.getpid()}").symlink_to(theirs)
    (root / "content/a.md").write_text("# Other\n")
    time.sleep(MOMENT)
    assert run_tool("build", "--source", root).code == 0
    assert theirs.read_text() == "theirs"


def test_without_a_writable_folder_no_build_is_skipped(root: Path, run_tool: RunTool) -> None:
    shutil.rmtree(root / ".coursegen")
    (root / ".coursegen").write_text("a file, whatever for")
    ran = [run_tool("build", "--source", root) for _ in range(2)]
    assert [(run.code, run.out.partition(" ")[0]) for run in ran] == [(0, "Built")] * 2


def test_no_temporary_file_is_left_beside_the_record(root: Path) -> None:
    assert {path.name for path in (root / FOLDER).iterdir()} == {"images", "pages", "last-build"}


def test_no_snapshot_is_taken_unless_it_is_requested(root: Path) -> None:
    noted = rebuild(Settings(root, datetime.now(UTC)), root / "_site").published
    assert isinstance(noted, publisher.Published)
    assert noted.state == ""


# Random edits

EDITED = ("content", "files", "static", "templates", "_site")


def state(root: Path) -> dict[str, object]:
    """Return the files, link targets and folders of the course and its site."""
    paths = [path for folder in EDITED for path in (root / folder).rglob("*")]
    return {
        str(path): path.readlink() if path.is_symlink() else path.is_file() and path.read_bytes()
        for path in paths
    }


def edit(root: Path, chance: random.Random) -> None:
    """Make a random edit, which may have no effect."""
    files = sorted(p for name in EDITED for p in (root / name).rglob("*") if p.is_file())
    path, other = chance.choices(files, k=2)
    name, before = path.with_name(f"{chance.randrange(9)}{path.suffix}"), path.stat()
    edits: list[Callable[[], object]] = [
        lambda: path.write_bytes(path.read_bytes()[::-1]),
        lambda: path.write_bytes(path.read_bytes() + b" "),
        lambda: name.write_text("new"),
        lambda: path.rename(name),
        lambda: swap(path, other) if path != other else None,
        path.unlink,
        path.touch,
    ]
    chance.choice(edits)()
    if path.exists() and chance.random() < 0.5:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@given(seed=st.integers(0, 2**32))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_changes_are_always_detected(
    base: Path, tmp_path: Path, run_tool: RunTool, seed: int
) -> None:
    root, chance = tmp_path / "course", random.Random(seed)
    if not root.exists() or run_tool("build", "--source", root, "--clean").code:
        shutil.rmtree(root, ignore_errors=True)
        copied(base, root, run_tool)
    time.sleep(MOMENT)
    assert run_tool("build", "--source", root).code == 0
    before = state(root)
    assert is_up_to_date(root)
    for _ in range(chance.randint(1, 4)):
        edit(root, chance)
        assert not (is_up_to_date(root) and state(root) != before)
