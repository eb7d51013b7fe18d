"""The course's folder on the command line, and what is suggested if it contains no course."""

import argparse
import sys
import time
from pathlib import Path

import pytest
from conftest import MakeCourse, RunTool

from coursegen.base.shell import shell_word
from coursegen.commands import build
from coursegen.incremental.up_to_date import OPTIONS_WITH_VALUES

MOMENT = 0.06
"""Seconds until the timestamps of an unchanged file are trusted."""


@pytest.mark.parametrize("verb", ["build", "check", "dates", "status"])
def test_the_course_can_be_written_as_an_argument(
    make_course: MakeCourse, run_tool: RunTool, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.chdir(make_course({"site.yaml": "titel: T\n"}).parent)

    ran = [run_tool(verb, *words) for words in (["--source", "course"], ["course"])]

    assert "did you mean 'title'?" in ran[0].err + ran[0].out
    assert ran[0] == ran[1]


@pytest.mark.parametrize(
    "words",
    [
        "course",
        "--strict course",
        "--now 2020-02-20 course",
        "course --output out",
        "--source=course --strict course",
        "--source ./course course",
    ],
)
def test_the_course_and_the_options_can_have_any_order(
    make_course: MakeCourse, run_tool: RunTool, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.chdir(make_course({}).parent)
    time.sleep(MOMENT)

    first, again = [run_tool("build", *words.split()) for _ in range(2)]

    assert (first.code, first.err) == (0, "")
    assert again.out.startswith("Nothing changed: ")


def test_the_record_of_the_last_build_is_found_with_every_option_that_has_a_value() -> None:
    parser = argparse.ArgumentParser()
    build.configure(parser)
    with_values = {
        option
        for action in parser._actions
        for option in action.option_strings
        if action.nargs is None
    }

    assert with_values == OPTIONS_WITH_VALUES


@pytest.mark.parametrize(
    ("folder", "nearest", "command"),
    [
        (".", "course", "coursegen build course"),
        ("course/content/notes", "course", "coursegen build course"),
        ("empty/a b", "empty/a b/c", "coursegen build 'empty/a b/c'"),
    ],
)
def test_outside_a_course_the_nearest_course_is_suggested(  # noqa: PLR0917 - parametrized
    make_course: MakeCourse,
    run_tool: RunTool,
    monkeypatch: pytest.MonkeyPatch,
    folder: str,
    nearest: str,
    command: str,
) -> None:
    top = make_course({"content/notes/page.md": "P"}).parent
    (top / "empty/a b/c").mkdir(parents=True)
    (top / "empty/a b/c/site.yaml").touch()
    monkeypatch.chdir(top)

    ran = run_tool("build", folder)

    assert ran.code == 1
    assert "there is no site.yaml here" in ran.err
    assert f"the nearest course is in '{nearest}'; specify its folder, such as: {command}" in (
        " ".join(ran.err.split())
    )


def test_far_from_a_course_a_new_course_is_suggested(tmp_path: Path, run_tool: RunTool) -> None:
    (tmp_path / "a/b/c").mkdir(parents=True)
    (tmp_path / "a/b/c/site.yaml").touch()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden/site.yaml").touch()

    assert "'coursegen new my-course' creates a new course" in run_tool("build", tmp_path).err


def test_the_preview_server_does_not_start_outside_a_course(
    tmp_path: Path, run_tool: RunTool
) -> None:
    ran = run_tool("serve", tmp_path, "--port", "0")

    assert (ran.code, ran.out) == (1, "")
    assert "there is no site.yaml here" in ran.err


@pytest.mark.parametrize(
    ("word", "posix", "windows"),
    [
        ("algebra", "algebra", "algebra"),
        ("My Course 2", "'My Course 2'", '"My Course 2"'),
        ("a$b", "'a$b'", '"a$b"'),
    ],
)
def test_a_printed_folder_is_quoted_for_the_shell_of_the_system(
    monkeypatch: pytest.MonkeyPatch, word: str, posix: str, windows: str
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert shell_word(word) == posix
    monkeypatch.setattr(sys, "platform", "win32")
    assert shell_word(word) == windows
