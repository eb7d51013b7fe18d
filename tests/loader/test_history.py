"""The dates of last changes, from real repositories with commits at fixed times."""

import os
import subprocess
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import Files, MakeCourse

from coursegen.base.diagnostics import Diagnostics
from coursegen.build import Settings, build

SITE = "title: T\ntimezone: Asia/Shanghai\nrepository: https://github.com/ada/course\n"
IDENTITY = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")


def git(folder: Path, *arguments: str, time: str = "2020-01-01T00:00:00Z") -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_COMMITTER_DATE": time}
    subprocess.run(
        ["git", *IDENTITY, *arguments], cwd=folder, env=environment, check=True, capture_output=True
    )


def commit(folder: Path, time: str) -> None:
    git(folder, "add", ".")
    git(folder, "commit", "--message", "Change", "--date", "2001-01-01T00:00:00Z", time=time)


class Repository:
    """A course in a separate repository."""

    def __init__(self, root: Path) -> None:
        self.root = root
        git(root, "init")

    def change(self, files: Files, time: str) -> None:
        for path, content in files.items():
            disk = self.root / path
            disk.parent.mkdir(parents=True, exist_ok=True)
            disk.write_bytes(content.encode() if isinstance(content, str) else content)
        commit(self.root, time)


@pytest.fixture
def repository(make_course: MakeCourse) -> Repository:
    made = Repository(make_course({"site.yaml": SITE, "content/a.md": "# A\n"}))
    commit(made.root, "2020-01-01T00:00:00Z")
    return made


def changed(
    root: Path, environment: Mapping[str, str] | None = None
) -> tuple[dict[str, date | None], list[str]]:
    """Return the date of each page's last change, and the messages."""
    noted = Diagnostics()
    now = datetime(2030, 1, 1, tzinfo=UTC)
    site = build(Settings(root, now, environment=environment or {}), noted)
    days = {page.name: page.changed for page in site.plan.pages.values()}
    return days, [d.message for d in noted]


def test_the_date_of_a_page_is_that_of_the_last_commit_to_its_file(repository: Repository) -> None:
    repository.change({"content/b.md": "# B\n"}, "2020-02-02T12:00:00Z")
    repository.change({"content/a.md": "# A, again\n"}, "2020-03-03T12:00:00Z")

    days, messages = changed(repository.root)

    assert days["a.md"] == date(2020, 3, 3)
    assert days["b.md"] == date(2020, 2, 2)
    assert messages == []


def test_the_date_of_a_change_is_in_the_time_zone_of_the_course(repository: Repository) -> None:
    repository.change({"content/b.md": "# B\n"}, "2020-02-02T20:00:00Z")

    assert changed(repository.root)[0]["b.md"] == date(2020, 2, 3)


def test_uncommitted_changes_do_not_count(repository: Repository) -> None:
    (repository.root / "content/a.md").write_text("# A, not committed\n")
    (repository.root / "content/new.md").write_text("# New\n")

    days, messages = changed(repository.root)

    assert (days["a.md"], days["new.md"], messages) == (date(2020, 1, 1), None, [])


def test_the_date_of_the_home_page_is_that_of_its_latest_change(repository: Repository) -> None:
    repository.change({"content/schedule.yaml": "weeks: [{week: 1}]\n"}, "2020-04-04T00:00:00Z")
    repository.change({"content/index.md": "Welcome.\n"}, "2020-03-03T00:00:00Z")
    repository.change({"files/a.pdf": "pdf", "content/b.md": "B\n"}, "2020-05-05T00:00:00Z")

    assert changed(repository.root)[0]["index.md"] == date(2020, 4, 4)


@pytest.mark.parametrize(
    "name", ["two words.md", "第一讲.md", 'a "quoted" name.md', "été.md", "tab\tand\nline.md"]
)
def test_files_whose_names_git_would_quote_are_found(repository: Repository, name: str) -> None:
    repository.change({f"content/{name}": "Text.\n"}, "2020-02-02T12:00:00Z")

    assert changed(repository.root)[0][name] == date(2020, 2, 2)


def test_renaming_a_file_counts_as_a_change(repository: Repository) -> None:
    git(repository.root, "mv", "content/a.md", "content/z.md")
    commit(repository.root, "2020-02-02T12:00:00Z")

    assert changed(repository.root)[0]["z.md"] == date(2020, 2, 2)


def test_a_course_may_be_in_a_folder_of_its_repository(tmp_path: Path) -> None:
    course = tmp_path / "all" / "courses" / "one course"
    (course / "content").mkdir(parents=True)
    (course / "site.yaml").write_text(SITE)
    (course / "content/a.md").write_text("# A\n")
    (tmp_path / "all/content").mkdir()
    (tmp_path / "all/content/a.md").write_text("# Another A\n")
    git(tmp_path / "all", "init")
    commit(tmp_path / "all", "2020-02-02T12:00:00Z")
    (tmp_path / "all/content/a.md").write_text("# Another A, again\n")
    commit(tmp_path / "all", "2020-03-03T12:00:00Z")

    assert changed(course)[0]["a.md"] == date(2020, 2, 2)


def test_a_shallow_clone_results_in_one_warning(repository: Repository, tmp_path: Path) -> None:
    repository.change({"content/b.md": "# B\n"}, "2020-02-02T12:00:00Z")
    git(tmp_path, "clone", "--depth", "1", repository.root.as_uri(), "shallow")

    days, messages = changed(tmp_path / "shallow")

    assert set(days.values()) == {None}
    assert messages == [
        "pages do not show when they last changed: this is a shallow clone without history"
    ]


def test_missing_git_results_in_one_warning(repository: Repository, tmp_path: Path) -> None:
    days, messages = changed(repository.root, {"PATH": str(tmp_path)})

    assert set(days.values()) == {None}
    assert messages == ["pages do not show when they last changed: git is not installed"]


def test_a_broken_repository_is_reported_with_git_s_message(repository: Repository) -> None:
    (repository.root / ".git/HEAD").write_text("nonsense\n")

    days, messages = changed(repository.root)

    assert set(days.values()) == {None}
    assert len(messages) == 1
    assert messages[0].startswith("pages do not show when they last changed: git reports '")


def test_a_course_outside_a_repository_has_no_dates_and_no_warning(
    make_course: MakeCourse,
) -> None:
    days, messages = changed(make_course({"site.yaml": SITE, "content/a.md": "# A\n"}))

    assert (set(days.values()), messages) == ({None}, [])


def test_a_repository_without_commits_has_no_dates_and_no_warning(make_course: MakeCourse) -> None:
    made = Repository(make_course({"site.yaml": SITE, "content/a.md": "# A\n"}))
    assert changed(made.root) == ({"index.md": None, "a.md": None, "404.html": None}, [])

    git(made.root, "add", ".")  # staged, but not committed
    days, _ = changed(made.root)
    assert set(days.values()) == {None}


def test_git_does_not_run_for_a_course_without_a_repository_setting(
    repository: Repository, tmp_path: Path
) -> None:
    (repository.root / "site.yaml").write_text("title: T\n")

    days, messages = changed(repository.root, {"PATH": str(tmp_path)})

    assert (set(days.values()), messages) == ({None}, [])


def test_the_user_s_settings_language_and_hooks_have_no_effect(
    repository: Repository, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init")
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(
        "[log]\n showRoot = false\n showSignature = true\n date = relative\n follow = true\n"
        "[core]\n quotePath = true\n pager = false\n[color]\n ui = always\n"
        "[format]\n pretty = full\n[diff]\n renames = copies\n noprefix = true\n"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LC_ALL": "zh_CN.UTF-8",
        "TZ": "America/New_York",
        "GIT_DIR": str(other / ".git"),
        "GIT_WORK_TREE": str(other),
        "GIT_INDEX_FILE": str(other / "index"),
    }

    assert changed(repository.root, environment) == changed(repository.root)
    assert changed(repository.root)[0]["a.md"] == date(2020, 1, 1)


def test_an_untrusted_repository_cannot_make_git_run_programs(
    repository: Repository, tmp_path: Path
) -> None:
    program, ran = tmp_path / "program", tmp_path / "ran"
    program.write_text(f"#!/bin/sh\ntouch '{ran}'\n")
    program.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "gpg.program", "diff.external"):
        git(repository.root, "config", key, str(program))
    git(repository.root, "config", "log.showSignature", "true")
    ran.unlink(missing_ok=True)
    days, messages = changed(repository.root)
    assert (days["a.md"], messages) == (date(2020, 1, 1), [])
    assert not ran.exists()


def test_a_commit_whose_year_is_out_of_range_has_no_date(repository: Repository) -> None:
    repository.change({"content/b.md": "# B\n"}, "@300000000000 +0000")

    assert changed(repository.root)[0]["b.md"] is None


def test_the_history_is_read_only_as_far_as_needed(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.change({f"content/{n}.md": "Old.\n" for n in range(50)}, "2020-02-02T00:00:00Z")
    for name in repository.root.glob("content/*.md"):
        name.write_text("New.\n")
    commit(repository.root, "2020-03-03T00:00:00Z")
    (repository.root / "site.yaml").write_text(SITE + "term: Spring\n")
    commit(repository.root, "2020-03-03T00:00:00Z")

    from coursegen.loader import history  # noqa: PLC0415 - the test replaces its reader

    read: list[str] = []
    entries = history._entries

    def watched(records: Iterable[str]) -> object:
        for name, time in entries(records):
            read.append(name)
            yield name, time

    monkeypatch.setattr(history, "_entries", watched)
    changed(repository.root)

    assert len(read) == 52


def test_the_footer_shows_the_date_and_links_to_the_source(repository: Repository) -> None:
    noted = Diagnostics()
    site = build(Settings(repository.root, datetime(2030, 1, 1, tzinfo=UTC)), noted)
    page = site.files["a/index.html"].read()

    assert '<time datetime="2020-01-01">Jan 1, 2020</time>' in page.decode()
    assert 'href="https://github.com/ada/course/edit/main/content/a.md"' in page.decode()
