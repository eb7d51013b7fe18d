"""The command line: exit codes, options and output."""

import argparse
import contextlib
import importlib
import io
import itertools
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from pathlib import Path
from unittest import mock

import pytest
from conftest import Files, MakeCourse, Ran
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from coursegen import __version__
from coursegen.base.codes import Code
from coursegen.cli import main
from coursegen.commands import COMMANDS
from coursegen.publish.marker import MARKER

TOOL = (sys.executable, "-m", "coursegen")
WARNED: Files = {"content/a.md": "[nothing]()\n"}
"""A course with one warning."""
WRONG: Files = {"content/a.md": "---\ntitel: A\n---\n"}
"""A course with one error."""
MISSING: Files = {"content/a.md": "[gone](gone.md)\n"}
"""A course with a problem that is a warning in a build and an error in a check."""


def run(*arguments: str | Path, cwd: Path | None = None) -> Ran:
    """Run the command line in this process."""
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        contextlib.chdir(cwd or Path.cwd()),
    ):
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
    return Ran(code, out.getvalue(), err.getvalue())


def run_apart(
    *arguments: str | bytes | Path,
    tool: tuple[str, ...] = TOOL,
    more: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Ran:
    """Run the command line in a separate process, with additional environment variables."""
    done = subprocess.run(
        [*tool, *arguments],
        env={**os.environ, **(more or {})},
        cwd=cwd,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


# Exit codes and incorrect usage


def test_the_exit_code_is_0_for_a_good_course(make_course: MakeCourse) -> None:
    root = make_course({})
    assert [run(verb, "--source", root).code for verb in ("build", "check")] == [0, 0]


def test_the_exit_code_is_0_for_warnings(make_course: MakeCourse) -> None:
    root = make_course(WARNED)
    assert [run(verb, "--source", root).code for verb in ("build", "check")] == [0, 0]


def test_the_exit_code_is_1_for_errors_in_the_course(make_course: MakeCourse) -> None:
    root = make_course(WRONG)
    assert [run(verb, "--source", root).code for verb in ("build", "check")] == [1, 1]


def test_missing_files_cause_an_error_only_in_a_check(make_course: MakeCourse) -> None:
    root = make_course(MISSING)
    assert [run(verb, "--source", root).code for verb in ("build", "check")] == [0, 1]


def test_a_folder_without_a_course_is_reported_with_a_suggestion(tmp_path: Path) -> None:
    ran = run("build", cwd=tmp_path)
    assert ran.code == 1
    assert "there is no site.yaml here" in ran.err
    assert "'coursegen new my-course' creates a new course" in ran.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("biuld", "unknown command 'biuld'; did you mean 'build'?"),
        ("Serve", "unknown command 'Serve'; did you mean 'serve'?"),
        (
            "frobnicate",
            f"unknown command 'frobnicate'; known names: {', '.join(sorted(COMMANDS))}",
        ),
        ("build --clena", "unknown option '--clena'; did you mean '--clean'?"),
        ("build --bade-url=x", "unknown option '--bade-url'; did you mean '--base-url'?"),
        ("check --fromat json", "unknown option '--fromat'; did you mean '--format'?"),
        ("build --cle", "unknown option '--cle'; did you mean '--clean'?"),
        ("--clean build", "'--clean' must come after the command"),
        ("build check", "there is no folder 'check'"),
        ("build contents", "there is no folder 'contents'; did you mean 'content'?"),
        ("build site.yaml", "'site.yaml' is not a folder; specify the folder that contains it"),
        ("build content static", "'content' and 'static' are two folders; specify only one course"),
        ("build --strict content --source .", "'content' and '.' are two folders"),
        ("explain CG101 --all", "unknown option '--all'"),
        ("build --source", "argument --source: expected one argument"),
        ("build --source nowhere", "there is no folder 'nowhere'"),
        ("check --format xml", "argument --format: invalid choice: 'xml'"),
        ("build --now yesterday", "--now: 'yesterday' is not a time such as 2020-02-20T18:00"),
        ("build --now 2020-02-30", "--now: '2020-02-30' is not a time such as 2020-02-20T18:00"),
        ("build --quiet --verbose", "not allowed with argument"),
        ("explain G101", "unknown code 'G101'; did you mean 'CG101'?"),
        ("explain tabs", "unknown code 'tabs'; 'coursegen explain' lists all codes"),
    ],
)
def test_incorrect_usage_is_reported_in_one_sentence_with_exit_code_2(
    make_course: MakeCourse, arguments: str, sentence: str
) -> None:
    ran = run(*arguments.split(), cwd=make_course({}))
    command = next((word for word in arguments.split() if word in COMMANDS), "")
    first, second, *rest = ran.err.splitlines()
    assert (ran.code, ran.out, rest) == (2, "", [])
    assert first.startswith("error: ")
    assert sentence in first
    assert second == f"Try '{' '.join(filter(None, ['coursegen', command]))} --help'."


def test_without_a_command_the_help_is_shown_with_exit_code_2() -> None:
    ran = run()
    assert (ran.code, ran.err) == (2, "")
    assert ran.out == run("--help").out


# Help


def test_the_help_lists_every_command_with_a_description() -> None:
    ran = run("--help")
    assert (ran.code, ran.err) == (0, "")
    text = " ".join(ran.out.split())
    for name, line in COMMANDS.items():
        assert f"{name} {line}" in text


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_explains_each_of_its_options(name: str) -> None:
    parser = argparse.ArgumentParser(f"coursegen {name}", allow_abbrev=False)
    importlib.import_module(f"coursegen.commands.{name}").configure(parser)
    ran = run(name, "--help")
    text = " ".join(ran.out.split())
    assert ran.code == 0
    assert f"Manual: docs/content/commands.md#{name} in coursegen's repository" in text
    assert f"\nexamples:\n  coursegen {name}" in ran.out
    for action in parser._actions:
        assert action.help, f"{action.dest} is not explained"
        for option in action.option_strings or [str(action.metavar)]:
            assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", text)


def test_the_version_is_printed() -> None:
    assert run("--version") == Ran(0, f"coursegen {__version__}\n", "")


def test_the_module_and_the_script_are_the_same_tool() -> None:
    script = Path(sys.executable).with_name("coursegen")
    as_module = run_apart("build", "--help")
    assert as_module.code == 0
    assert as_module == run_apart("build", "--help", tool=(str(script),))


# The options


def test_without_source_and_output_the_current_course_is_built_into_site(
    make_course: MakeCourse,
) -> None:
    root = make_course({})
    assert run("build", cwd=root).code == 0
    assert (root / "_site/index.html").exists()


def test_the_options_source_and_output_select_the_course_and_the_output_folder(
    make_course: MakeCourse, tmp_path: Path
) -> None:
    root = make_course({})
    assert run("build", "--source", "course", "--output", "a/b/public", cwd=tmp_path).code == 0
    assert (tmp_path / "a/b/public/index.html").exists()
    assert not (root / "_site").exists()


@pytest.mark.parametrize("url", ["https://example.org/", "https://example.org/2020/dgm/"])
def test_machine_readable_files_use_the_base_url_option(make_course: MakeCourse, url: str) -> None:
    root = make_course(
        {"site.yaml": "title: T\nurl: https://wrong.example/\n", "content/a.md": "A"}
    )
    assert run("build", "--source", root, "--base-url", url.removesuffix("/")).code == 0
    files = [path for path in (root / "_site").iterdir() if path.is_file()]
    site = {path.name: path.read_text("utf-8", "replace") for path in files}
    about = (root / "_site/a/index.html").read_text()
    assert re.findall("<loc>(.*?)</loc>", site["sitemap.xml"]) == [url, f"{url}a/"]
    assert f"Sitemap: {url}sitemap.xml" in site["robots.txt"]
    assert f'<link rel="canonical" href="{url}">' in site["index.html"]
    assert f'<link rel="canonical" href="{url}a/">' in about
    assert "wrong.example" not in "".join([*site.values(), about])
    # The 404 page is served at any URL, so its links start at the root.
    base = "/" + url.partition(".org/")[2]
    links = re.findall(r'(?:href|src)="([^"#]*)"', site["404.html"])
    assert links
    assert {link for link in links if not link.startswith((base, "https:"))} == set()


@pytest.mark.parametrize(
    "url", ["nonsense", "javascript:alert(1)", "ftp://example.org/", "https://"]
)
def test_an_invalid_base_url_is_rejected(make_course: MakeCourse, url: str) -> None:
    ran = run("build", "--source", make_course({}), "--base-url", url)
    assert ran.code == 1
    assert "Not built: 1 error" in ran.err


def test_the_strict_option_makes_a_build_with_a_warning_fail(make_course: MakeCourse) -> None:
    root = make_course(WARNED)
    ran = run("build", "--source", root, "--strict")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.endswith("Not built: no errors, 1 warning.\n")
    assert not (root / "_site").exists()


def test_the_strict_option_accepts_a_course_without_warnings(make_course: MakeCourse) -> None:
    assert run("build", "--source", make_course({}), "--strict").code == 0


def test_the_verbose_option_lists_each_written_or_removed_file(make_course: MakeCourse) -> None:
    site = "title: Test course\nnavigation: []\n"
    root = make_course({"site.yaml": site, "content/a.md": "A", "files/讲义 1.pdf": "x"})
    lines = run("build", "--source", root, "--verbose").out.splitlines()
    files = {p.relative_to(root / "_site").as_posix() for p in (root / "_site").rglob("*.*")}
    assert set(lines[:-1]) == {f"wrote {path}" for path in files - {MARKER}}
    (root / "content/a.md").unlink()
    make_course({"site.yaml": site, "content/b.md": "B"})
    lines = run("build", "--source", root, "--verbose").out.splitlines()
    assert {"wrote b/index.html", "removed a/index.html"} <= set(lines)
    assert not {"wrote index.html", "wrote files/讲义 1.pdf"} & set(lines)


def test_the_quiet_option_prints_nothing_for_a_good_course(make_course: MakeCourse) -> None:
    root = make_course({})
    for verb in ("build", "check"):
        assert run(verb, "--source", root, "--quiet") == Ran(0, "", "")


def test_the_quiet_option_prints_problems(make_course: MakeCourse) -> None:
    root = make_course(WRONG)
    assert "content/a.md:2:1: error: " in run("build", "--source", root, "--quiet").err
    assert "content/a.md:2:1: error: " in run("check", "--source", root, "--quiet").out


SCHEDULE = """\
weeks:
  - week: 1
    lectures:
      - title: Introduction
        slides: {file: intro.pdf, released: 2020-02-20 18:00}
"""
TIMED: Files = {
    "site.yaml": "title: T\ntimezone: Asia/Shanghai\n",
    "content/schedule.yaml": SCHEDULE,
    "files/intro.pdf": "x",
}


@pytest.mark.parametrize(
    ("time", "is_out"),
    [
        ("2020-02-20", False),
        ("2020-02-20T17:59", False),
        ("2020-02-20T18:00", True),  # in Shanghai, like the course
        ("2020-02-20T09:59Z", False),
        ("2020-02-20T10:00Z", True),
        ("2020-02-20T05:00-05:00", True),
        ("0001-01-01", False),
        ("9999-12-31T23:59-12:00", True),
    ],
)
def test_the_now_option_determines_which_content_is_released(
    make_course: MakeCourse, time: str, *, is_out: bool
) -> None:
    root = make_course(TIMED)
    assert run("build", "--source", root, "--now", time).code == 0
    assert (root / "_site/files/intro.pdf").exists() is is_out
    assert ("intro.pdf" in (root / "_site/index.html").read_text()) is is_out


def test_only_a_build_with_the_now_option_is_marked_as_not_for_visitors(
    make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_course(TIMED)

    def reason() -> str | None:
        assert run("build", "--source", root, *options).code == 0
        found: str | None = json.loads((root / "_site" / MARKER).read_text()).get("do_not_publish")
        return found

    options: list[str] = []
    assert reason() is None
    options = ["--now", "2020-02-21"]
    assert reason() == "built with --now 2020-02-21"
    pages = [path for path in (root / "_site").rglob("*.html") if "now" in path.read_text()]
    options = []
    assert reason() is None
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1582192800")
    assert reason() is None
    assert pages == []


def test_without_the_now_option_the_clock_determines_what_is_released(
    make_course: MakeCourse,
) -> None:
    later = SCHEDULE.replace("2020-02-20 18:00", "2999-01-01")
    root = make_course({**TIMED, "content/schedule.yaml": later})
    run("build", "--source", root)
    assert not (root / "_site/files/intro.pdf").exists()
    make_course(TIMED)
    run("build", "--source", root)
    assert (root / "_site/files/intro.pdf").exists()


def test_source_date_epoch_replaces_the_clock_unless_the_now_option_is_given(
    make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_course(TIMED)
    released = 1582192800  # 2020-02-20 18:00 in Shanghai
    for seconds, is_out in ((released - 1, False), (released, True)):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(seconds))
        run("build", "--source", root)
        assert (root / "_site/files/intro.pdf").exists() is is_out
    run("build", "--source", root, "--now", "2020-01-01")
    assert not (root / "_site/files/intro.pdf").exists()


@pytest.mark.parametrize("value", ["yesterday", "1.5", "9" * 30, "-" + "9" * 30])
def test_an_invalid_source_date_epoch_is_rejected(
    make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    ran = run("build", "--source", make_course({}))
    assert ran.code == 2
    assert f"SOURCE_DATE_EPOCH: '{value}' is not a number of seconds" in ran.err


def test_an_empty_source_date_epoch_is_ignored(
    make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    assert run("build", "--source", make_course({})).code == 0


# Output


def test_the_summary_counts_pages_other_files_and_warnings(make_course: MakeCourse) -> None:
    root = make_course({**WARNED, "content/b.md": "B", "files/c.pdf": "C", "files/d.pdf": "D"})
    ran = run("build", "--source", root, "--output", root / "public")
    found = re.fullmatch(
        r"Built (\d+) pages and (\d+) other files into (.*) in \d+\.\d\d s, 1 warning\.\n", ran.out
    )
    assert found
    files = [path for path in (root / "public").rglob("*") if path.is_file()]
    pages = [path for path in files if path.suffix == ".html"]
    assert int(found[1]) == len(pages) == 4
    assert int(found[2]) == len(files) - len(pages) - len([MARKER])
    assert found[3] == str(root / "public")


def test_the_summary_of_a_check_counts_errors_and_warnings(make_course: MakeCourse) -> None:
    root = make_course({**WARNED, "content/b.md": "[gone](gone.md)"})
    out = run("check", "--source", root).out
    assert out.splitlines()[-1] == "Checked 4 pages: 1 error, 1 warning."


def test_a_build_reports_all_problems_in_the_order_of_the_files(
    make_course: MakeCourse,
) -> None:
    wrong = "---\ntitel: A\ntemplat: x\n---\n[nothing]()\n"
    ran = run("build", "--source", make_course({"content/b.md": wrong, "content/a.md": wrong}))
    places = re.findall(r"^(content/\S+): (error|warning)", ran.err, re.MULTILINE)
    assert places == [
        (f"content/{name}.md:{location}", level)
        for name in "ab"
        for location, level in (("2:1", "error"), ("3:1", "error"), ("5:11", "warning"))
    ]
    assert ran.err.endswith("Not built: 4 errors, 2 warnings.\n")


def test_a_check_writes_nothing(make_course: MakeCourse) -> None:
    root = make_course({**WARNED, "files/b.pdf": "B"})
    before = {path: path.stat().st_mtime_ns for path in (root, *root.rglob("*"))}
    run("check", "--source", root)
    assert {path: path.stat().st_mtime_ns for path in (root, *root.rglob("*"))} == before


def test_a_check_in_json_format_prints_only_json(make_course: MakeCourse) -> None:
    ran = run("check", "--source", make_course({}), "--format", "json")
    assert (json.loads(ran.out), ran.err) == ([], "")
    ran = run("check", "--source", make_course(MISSING), "--format", "json")
    assert [(found["file"], found["level"]) for found in json.loads(ran.out)] == [
        ("content/a.md", "error")
    ]


def test_a_check_in_github_format_prints_only_annotations(make_course: MakeCourse) -> None:
    ran = run("check", "--source", make_course(MISSING), "--format", "github")
    assert re.fullmatch(r"::error file=content/a\.md,line=1,col=8,title=CG206::.*\n", ran.out)


def test_a_build_in_json_format_prints_only_json(make_course: MakeCourse) -> None:
    root = make_course(WRONG)
    ran = run("build", "--source", root, "--format", "json")
    assert (ran.code, ran.err) == (1, "")
    assert [found["code"] for found in json.loads(ran.out)] == ["CG101"]
    (root / "content/a.md").write_text("A")
    assert run("build", "--source", root, "--format", "json") == Ran(0, "[]\n", "")
    assert (root / "_site/a/index.html").exists()


@pytest.mark.parametrize("verb", ["build", "check"])
def test_sarif_is_printed_even_without_problems(make_course: MakeCourse, verb: str) -> None:
    ran = run(verb, "--source", make_course({}), "--format", "sarif")
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["runs"][0]["results"] == []


def test_annotations_of_a_course_in_a_subfolder_use_paths_relative_to_the_repository(
    make_course: MakeCourse, tmp_path: Path
) -> None:
    root = make_course(MISSING)
    (tmp_path / ".git").mkdir()
    ran = run("check", "--format", "github", cwd=root)
    assert ran.out.startswith("::error file=course/content/a.md,line=1,col=8,")
    log = json.loads(run("check", "--source", root, "--format", "sarif").out)
    location = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "course/content/a.md"


@pytest.mark.parametrize("verb", ["build", "check"])
def test_in_a_github_workflow_the_text_is_followed_by_annotations(
    make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    root = make_course(WRONG)
    ran = run(verb, "--source", root)
    text, annotations = (ran.err + ran.out).split("::group::Annotations\n")
    assert text.startswith("content/a.md:2:1: error: ")
    assert annotations.startswith("::error file=content/a.md,line=2,col=1,title=CG101::")
    assert annotations.split("\n")[1] == "::endgroup::"
    ran = run(verb, "--source", root, "--format", "text")
    assert "::" not in ran.err + ran.out


EMPTY_LINKS = {
    f"content/{number:02}.md": "---\norder: 1\n---\n[nothing]()\n" for number in range(80)
}


@pytest.mark.parametrize("verb", ["build", "check"])
def test_the_all_option_shows_grouped_problems(make_course: MakeCourse, verb: str) -> None:
    root = make_course(EMPTY_LINKS)
    ran = run(verb, "--source", root)
    assert (ran.err + ran.out).count(": warning: ") == 3
    assert "and 77 more like this: content/03.md:4; content/04.md:4; " in ran.err + ran.out
    ran = run(verb, "--source", root, "--all")
    assert (ran.err + ran.out).count(": warning: ") == 80


def test_grouped_problems_are_counted_in_the_summary(make_course: MakeCourse) -> None:
    root = make_course(EMPTY_LINKS)
    assert run("check", "--source", root).out.endswith(": no errors, 80 warnings.\n")


def test_many_problems_are_counted_by_kind_at_the_end(make_course: MakeCourse) -> None:
    root = make_course(EMPTY_LINKS | {"content/a.md": "---\norder: 1\n---\n[a](b.md) [c](d.md)\n"})
    expected = [
        "All problems:",
        "   2 × error CG206: page not found, in content/a.md",
        "  80 × warning CG211: empty link, in 80 files",
        "Checked 83 pages: 2 errors, 80 warnings.",
    ]
    assert run("check", "--source", root).out.splitlines()[-4:] == expected


def test_the_number_of_problems_that_can_be_fixed_is_shown(make_course: MakeCourse) -> None:
    root = make_course({"content/staff.yaml": "people: [{Name: Ada}, {name: Bob, Role: TA}]\n"})
    expected = (
        "Checked 2 pages: 2 errors, no warnings.\nTo fix 2 automatically: coursegen check --fix\n"
    )
    assert run("check", "--source", root).out.endswith(expected)


# The explanation of codes


def test_the_explain_command_prints_the_manual_page_of_each_code() -> None:
    ran = run("explain", "cg012", "CG101")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("CG012: tab in YAML indentation\n=====")
    assert "\n\nCG101: unknown key\n=====" in ran.out
    assert ran.out.count("\n## How to fix it\n") == 2
    assert "\ndescription: " not in ran.out


def test_the_explain_command_without_a_code_lists_every_code_with_its_title() -> None:
    ran = run("explain")
    assert re.findall(r"^  (CG\d{3})  \S", ran.out, re.MULTILINE) == [code.value for code in Code]
    assert "\nTemplates\n  CG301  invalid template\n" in ran.out


def test_the_explain_command_prints_bold_headings_and_unchanged_examples_on_a_terminal() -> None:
    output = on_terminal("explain", "CG012").replace("\r\n", "\n")
    assert output.startswith("\x1b[1mCG012: tab in YAML indentation\x1b[0m\n")
    assert "\n\x1b[1mHow to fix it\x1b[0m\n" in output
    assert "\n# site.yaml\n" in output


def on_terminal(
    *arguments: str | Path,
    piped: str = "",
    more: Mapping[str, str] | None = None,
    tool: tuple[str, ...] = TOOL,
) -> str:
    """Return the output of a run in a terminal; one of its streams may be redirected."""
    ours, its = pty.openpty()
    termios.tcsetwinsize(its, (24, 80))
    streams = dict.fromkeys({"stdout", "stderr"} - {piped}, its)
    environment = {**os.environ, "TERM": "xterm", **(more or {})}
    if "NO_COLOR" not in (more or {}):
        environment.pop("NO_COLOR", None)
    piping = {piped: subprocess.DEVNULL} if piped else {}
    with subprocess.Popen([*tool, *arguments], env=environment, **streams, **piping):  # type: ignore[call-overload] # the types of the streams vary
        os.close(its)
        output = b""
        with contextlib.suppress(OSError):  # on Linux, the other end was closed
            while more_output := os.read(ours, 65536):
                output += more_output
    os.close(ours)
    return output.decode()


COLOUR = "\x1b[1;31merror:\x1b[0m"


@pytest.mark.parametrize("verb", ["build", "check"])
def test_output_to_a_terminal_is_colored(make_course: MakeCourse, verb: str) -> None:
    assert COLOUR in on_terminal(verb, "--source", make_course(WRONG))


@pytest.mark.parametrize("more", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_color_can_be_disabled_on_a_terminal(make_course: MakeCourse, more: dict[str, str]) -> None:
    output = on_terminal("check", "--source", make_course(WRONG), more=more)
    assert "error" in output
    assert "\x1b" not in output


def test_an_empty_no_color_variable_is_ignored(make_course: MakeCourse) -> None:
    assert COLOUR in on_terminal("check", "--source", make_course(WRONG), more={"NO_COLOR": ""})


def test_the_force_color_variable_forces_color_unless_no_color_is_set(
    make_course: MakeCourse,
) -> None:
    root = make_course(WRONG)
    assert COLOUR in run_apart("check", "--source", root, more={"FORCE_COLOR": "1"}).out
    assert "\x1b" not in run_apart("check", "--source", root, more={"FORCE_COLOR": ""}).out
    both = {"FORCE_COLOR": "1", "NO_COLOR": "1"}
    assert "\x1b" not in run_apart("check", "--source", root, more=both).out
    assert (
        "\x1b"
        not in run_apart(
            "check", "--source", root, "--format", "json", more={"FORCE_COLOR": "1"}
        ).out
    )


@pytest.mark.parametrize("verb", ["build", "check"])
def test_output_to_a_file_has_no_color(make_course: MakeCourse, tmp_path: Path, verb: str) -> None:
    ran = run_apart(verb, "--source", make_course(WRONG))
    assert "error" in ran.out + ran.err
    assert "\x1b" not in ran.out + ran.err


def test_a_report_in_a_file_has_no_color_even_if_errors_go_to_a_terminal(
    make_course: MakeCourse, tmp_path: Path
) -> None:
    ours, its = pty.openpty()
    report = subprocess.run(
        [*TOOL, "check", "--source", make_course(WRONG)],
        stdout=subprocess.PIPE,
        stderr=its,
        timeout=60,
        check=False,
    ).stdout
    os.close(its)
    os.close(ours)
    assert b"error" in report
    assert b"\x1b" not in report


PHOTO = io.BytesIO()
Image.effect_noise((900, 600), 60).save(PHOTO, "JPEG")


LONG: dict[str, tuple[str, Files]] = {
    "pages": ("build", {f"content/page-{number}.md": "A" for number in range(10)}),
    "files": ("build", {f"files/{number}.txt": "A" for number in range(3)}),
    "pictures": ("build", {"content/a.jpg": PHOTO.getvalue(), "content/index.md": "![A](a.jpg)"}),
    "PDFs": ("check", {f"files/{number}.pdf": f"%PDF-{number}" * 20 for number in range(3)}),
    "links": ("check --external", {"content/index.md": "<http://a.invalid/> <http://b.invalid/>"}),
}  # fmt: skip
"""Work that takes long for a large course, each with a small course that causes it."""


@pytest.mark.parametrize("what", LONG)
def test_work_that_takes_long_shows_its_progress_on_a_terminal(
    make_course: MakeCourse, what: str
) -> None:
    verb, files = LONG[what]
    root, progress = make_course(files), rf"{what}: .*\d+/\d+ "
    assert not re.search(progress, on_terminal(*verb.split(), "--quiet", root))
    shutil.rmtree(root / ".coursegen", ignore_errors=True)
    shutil.rmtree(root / "_site", ignore_errors=True)
    output = on_terminal(*verb.split(), root, tool=(sys.executable, "-c", IMPATIENT))
    assert re.search(progress, output)
    assert output.splitlines()[-1].strip()  # the progress bar is removed


IMPATIENT = """
import sys
from coursegen.cli import main
from coursegen.commands import progress
progress._DELAY = 0
sys.exit(main())
"""
"""A program that shows its progress from the beginning."""


SLOW: Files = {
    "templates/page.html": "{% for a in range(450) %}{% for b in range(1000) %}{% endfor %}"
    "{% endfor %}",
    **{f"content/page-{number}.md": "A" for number in range(110)},
}
"""A course that takes a few seconds to render."""


def test_a_short_build_shows_no_progress(make_course: MakeCourse) -> None:
    root = make_course({f"content/page-{number}.md": "A" for number in range(20)})
    assert "%" not in on_terminal("build", "--source", root)


def modules_after(*arguments: str | Path) -> set[str]:
    """Return the modules that a run has imported; no stream is a terminal."""
    code = (
        "import sys\n"
        "from coursegen.cli import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "except SystemExit:\n    pass\n"
        "print('', *sys.modules, file=sys.stderr)"
    )
    ran = run_apart(*arguments, tool=(sys.executable, "-c", code))
    return set(ran.err.split())


WATCHING = {"asyncio", "livereload", "tornado", "watchdog"}


LIBRARIES = {"yaml", "jinja2", "markdown", "msgspec", "pygments", "tqdm", *WATCHING}


@pytest.mark.parametrize("argument", ["--help", "--version", ""])
def test_a_build_without_changes_imports_no_library(argument: str) -> None:
    loaded = modules_after(argument) if argument else modules_after()
    assert "argparse" in loaded
    assert loaded & LIBRARIES == set()


def test_incorrect_usage_imports_only_the_modules_that_report_it() -> None:
    loaded = modules_after("biuld")
    assert "coursegen.base.diagnostics" in loaded
    assert loaded & LIBRARIES == {"msgspec"}


NEEDLESS = {
    # modules of the standard library, with their imports
    *("concurrent.futures", "csv", "difflib", "email", "http", "importlib.metadata"),
    *("multiprocessing", "secrets", "socket", "sqlite3", "ssl", "subprocess", "unittest"),
    *("xmlrpc", "zipfile", "zoneinfo"),
    # needed only for other commands, new images, changed YAML and errors
    *("PIL", "holidays", "httpx", "pypdf", "tqdm", "yaml", *WATCHING),
    *("coursegen.check.fix", "coursegen.images.encode", "coursegen.schema.json_schema"),
    *("coursegen.check.reading.documents", "coursegen.check.registry"),
    *("coursegen.link_checker", "coursegen.serve"),
    *("coursegen.content.phrases.parser", "coursegen.content.timeline.resolve"),
    *(
        "coursegen.templates.template_errors",
        "coursegen.report.formats",
        "coursegen.report.text_report",
    ),
}


def test_a_simple_build_imports_only_the_modules_that_it_needs(
    make_course: MakeCourse, tmp_path: Path
) -> None:
    root = make_course({"content/a.md": "# A\n\n```python\nx = 1\n```\n"})
    run_apart("build", "--source", root)  # create the icons, which are cached
    make_course({"content/a.md": "# A\n\n```python\nx = 2\n```\n"})
    loaded = modules_after("build", "--source", root, "--output", tmp_path / "again")
    assert {"jinja2", "msgspec"} <= loaded  # a child process converts the Markdown
    assert loaded & NEEDLESS == set()


def test_a_build_with_dates_does_not_parse_unchanged_yaml(make_course: MakeCourse) -> None:
    info = """\
term: {name: Spring, start: 2026-01-12, end: 2026-05-18}
timezone: Europe/Berlin
due_time: 23:59
meetings: [{days: Tue, time: 10:00-11:20, room: Hall 1}]
holidays: [{title: Break, dates: 2026-03-06 - 2026-03-12}]
grading: {late: {grace: 15 min, per_day: 10 %, days: 3}}
"""
    assignments = (
        "assignments: [{id: a1, title: A, due: Friday of week 1, released: 2026-01-12 9:00}]\n"
    )
    schedule = (
        "sections: [{title: A, weeks: [{week: 1, lectures: [{title: One, kind: lecture}]}]}]\n"
    )
    files = {"content/schedule.yaml": schedule, "content/assignments.yaml": assignments}
    root = make_course({"site.yaml": f"title: T\n{info}", **files, "content/a.md": "# A\n\nOld\n"})
    run_apart("build", "--source", root)
    (root / "content/a.md").write_text("# A\n\nNew\n")
    loaded = modules_after("build", "--source", root)
    assert "coursegen.content.timeline.resolve" in loaded
    assert "yaml" not in loaded


@pytest.mark.parametrize("verb", ["build", "check"])
def test_a_build_does_not_import_the_server(make_course: MakeCourse, verb: str) -> None:
    loaded = modules_after(verb, "--source", make_course({}))
    assert {"jinja2", "yaml"} <= loaded
    assert loaded & WATCHING == set()


# Failures


def test_a_course_is_built_and_checked_without_the_network(
    make_course: MakeCourse, tmp_path: Path
) -> None:
    guard = (
        "def refuse(event, _):\n    if event.startswith('socket.'):\n        raise OSError(event)\n"
    )
    (tmp_path / "sitecustomize.py").write_text(f"import sys\n{guard}sys.addaudithook(refuse)\n")
    offline = {"PYTHONPATH": str(tmp_path)}
    proof = run_apart("-c", "import socket; socket.socket()", tool=TOOL[:1], more=offline)
    assert "OSError: socket.__new__" in proof.err
    links = "[a](https://example.org/) ![b](https://example.org/b.png)\n"
    info = "title: T\nurl: https://example.org/\nfiles:\n  base_url: https://example.org/files/\n"
    root = make_course({"site.yaml": info, "content/a.md": links})
    for arguments in (("build", "--strict"), ("check",)):
        assert run_apart(*arguments, "--source", root, more=offline).code == 0


@pytest.mark.parametrize(
    ("arguments", "course", "code"),
    [
        (["--help"], {}, 0),
        (["build", "--help"], {}, 0),
        (["build", "--verbose"], {}, 0),
        (["check"], WARNED, 0),
        (["check"], WRONG, 1),
        (["schema", "--print", "site"], {}, 0),
    ],
)
def test_a_closed_pipe_does_not_affect_the_build(
    make_course: MakeCourse, arguments: list[str], course: Files, code: int
) -> None:
    root = make_course(course)
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*TOOL, *arguments],
        stdout=writing,
        stderr=subprocess.PIPE,
        cwd=root,
        timeout=60,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (code, b"")


@pytest.mark.parametrize("arguments", [["--version"], ["check"], ["build"]])
def test_a_full_disk_is_reported_in_one_sentence(
    make_course: MakeCourse, arguments: list[str]
) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*TOOL, *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=make_course({}),
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stderr) == (1, b"error: no space left on device\n")


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-"])
def test_closed_streams_do_not_affect_the_build(make_course: MakeCourse, closed: str) -> None:
    root = make_course(WARNED)
    shell = ("sh", "-c", f'"$@" {closed}', "sh")
    ran = run_apart("build", "--source", root, tool=(*shell, *TOOL))
    assert ran.code == 0
    assert "Traceback" not in ran.err
    assert (root / "_site/index.html").exists()


LOOPS = f"{'{% for n in range(99999) %}' * 3}{'{% endfor %}' * 3}"
"""A template that takes days to render."""


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.15, 0.4])
def test_ctrl_c_ends_the_program_with_exit_code_130_and_no_traceback(
    make_course: MakeCourse, delay: float
) -> None:
    root = make_course({**SLOW, "templates/page.html": LOOPS})
    code = (
        "import signal, sys\n"
        "from coursegen import cli\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # it may be ignored here\n"
        "def tell_and_run(argv, run=cli._run):\n"
        "    print('ready', flush=True)\n"
        "    return run(argv)\n"
        "cli._run = tell_and_run\n"
        "sys.exit(cli.main(sys.argv[1:]))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, "build", "--source", root],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        try:
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()  # otherwise the end of `with` would wait for days
    assert (process.returncode, out, err) == (130, b"", b"")
    assert not (root / "_site").exists()


def test_ctrl_c_while_a_class_is_created_causes_no_traceback(make_course: MakeCourse) -> None:
    class Interrupted:
        def __set_name__(self, owner: type, name: str) -> None:
            raise KeyboardInterrupt

    def create_class(_: object) -> int:
        return int(bool(type("Any", (), {"attribute": Interrupted()})))

    with mock.patch("coursegen.cli._run", create_class):
        assert run("build", "--source", make_course({})) == Ran(130, "", "")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_terminated_build_leaves_no_temporary_files(make_course: MakeCourse, name: str) -> None:
    root = make_course({"content/index.md": "Words."})
    assert run_apart("build", "--source", root).code == 0
    for picture in range(6):  # slow images
        Image.effect_noise((1600, 1200), 90 + picture).save(root / f"content/{picture}.jpg")
    make_course({"content/index.md": "".join(f"![{n}]({n}.jpg)\n\n" for n in range(6))})
    before = {path: path.read_bytes() for path in (root / "_site").rglob("*.*")}
    number = getattr(signal, name)
    with subprocess.Popen(
        [*TOOL, "build", "--source", root],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # The signal may be ignored in this process, as under nohup.
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),  # noqa: PLW1509 - no threads
    ) as process:
        while process.poll() is None and not (root / ".coursegen-new-_site/index.html").exists():
            time.sleep(0.001)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (128 + number, b"", b"")
    assert {path: path.read_bytes() for path in (root / "_site").rglob("*.*")} == before
    assert not list(root.glob(".coursegen-*"))


def test_arguments_that_are_not_valid_text_are_printed_with_escapes(
    make_course: MakeCourse,
) -> None:
    ran = run_apart("build", "--source", b"caf\xe9", more={"LC_ALL": "C.UTF-8"})
    assert ran.code == 2
    assert r"there is no folder 'caf\udce9'" in ran.err


def test_characters_that_a_terminal_cannot_show_are_printed_as_escapes(
    make_course: MakeCourse,
) -> None:
    root = make_course({"content/讲义.md": "[nothing]()"})
    ran = run_apart("build", "--source", root, more={"PYTHONIOENCODING": "ascii"})
    assert ran.code == 0
    assert r"content/\u8bb2\u4e49.md:1:11: warning" in ran.err


def test_a_missing_working_folder_causes_no_traceback(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    shell = ("sh", "-c", 'rmdir "$PWD" && "$@"', "sh")
    for arguments in (
        ("build",),
        ("build", "--output", "x"),
        ("check",),
        ("new", "x"),
        ("schema",),
    ):
        gone.mkdir(exist_ok=True)
        ran = run_apart(*arguments, tool=(*shell, *TOOL), cwd=gone)
        assert ran.code in (1, 2)
        assert "Traceback" not in ran.err
        assert "error: " in ran.out + ran.err


# Correct and incorrect arguments, without paths outside the parent folder.
WORDS = [
    *COMMANDS,
    *("-h", "--help", "--version", "-v", "-q", "--verbose", "--quiet", "--strict", "--clean"),
    *("--source", "--output", "--base-url", "--now", "--format", "--print", "--override"),
    *("--port", "--host", "--open", "--source=course", "--output=public", "--port=x"),
    *("course", "course/site.yaml", "public", "missing", ".", "..", "", "-", "--", "---"),
    *(
        "x" * 300,
        "/dev/null",
        "/dev/null/x",
        "loop",
        "loop/x",
        "讲义 1",
        "\x1b[2J",
        "%(prog)s",
        "{}",
    ),
    *("--all", "CG012", "cg9999"),
    *(
        "json",
        "github",
        "sarif",
        "text",
        "xml",
        "site",
        "page",
        "css/theme.css",
        "partials/head.html",
    ),
    *("2020-02-20", "2020-02-30", "0001-01-01", "9999-12-31T23:59-12:00", "18:00", "now"),
    *(
        "0",
        "-1",
        "65536",
        "9" * 30,
        "1e3",
        "https://example.org/",
        "http://[",
        "javascript:x",
        "//",
    ),
]


@settings(max_examples=120, deadline=None)
@given(
    command=st.sampled_from(["", *COMMANDS]),
    course=st.sampled_from([[], ["--source", "course"], ["--source", "broken"]]),
    options=st.lists(
        st.one_of(
            st.sampled_from(WORDS[: WORDS.index("course")]).map(lambda word: [word]),
            st.tuples(
                st.sampled_from([word for word in WORDS if re.fullmatch("--[a-z-]+", word)]),
                st.sampled_from(WORDS),
            ).map(list),
            st.lists(st.sampled_from(WORDS), max_size=2),
        ),
        max_size=3,
    ),
)
def test_no_combination_of_arguments_causes_a_traceback(
    tmp_path_factory: pytest.TempPathFactory,
    command: str,
    course: list[str],
    options: list[list[str]],
) -> None:
    here = tmp_path_factory.mktemp("words") / "a" / "b"
    for name, text in (("course", "title: T\n"), ("broken", "titel: [\n")):
        (here / name).mkdir(parents=True)
        (here / name / "site.yaml").write_text(text)
    (here / "loop").symlink_to("loop")
    argv = [*filter(None, [command]), *course, *itertools.chain(*options)]
    with mock.patch("coursegen.serve.session.serve"):  # it would run forever
        ran = run(*argv, cwd=here)
    assert ran.code in (0, 1, 2)
    assert ran.code == 0 or "error" in ran.out + ran.err or not argv
