"""Several processes render the same pages and report the same problems as one process."""

import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import MakeCourse, RunTool
from editing import tree
from PIL import Image

TOOL = """
import contextlib, io, json, shutil, sys
from coursegen.cli import main
from coursegen.render import site_pages

results = []
for root, output, workers in json.load(sys.stdin):
    site_pages.workers_for = lambda *_: workers
    messages = io.StringIO()
    shutil.rmtree(f"{root}/.coursegen", ignore_errors=True)
    with contextlib.redirect_stderr(messages):
        options = ["--quiet", "--all", "--source", root, "--output", output]
        code = main(["build", *options, *sys.argv[1:]])
    results.append([code, messages.getvalue()])
json.dump(results, sys.stdout)
"""
"""Builds courses without caches, each with a given number of processes; prints the results."""
MANY = {f"content/p{number}.md": f"# Page {number}\n\nWords.\n" for number in range(20)}
DEEP = "> " * 400 + "deep\n"


CASES: list[tuple[dict[str, str | bytes], int]] = [
    ({}, 0),
    ({"content/p3.md": "[x](nothing.md)\n", "content/p19.md": "[x](nothing.md)\n"}, 2),
    ({f"content/p{n}.md": "[x](about.md) " * 20 for n in range(0, 20, 3)}, 140),
    ({f"content/p{n}.md": f"[x](no-{n}.md) [y](no-{n}b.md)\n" for n in range(20)}, 40),
    ({"content/p3.md": DEEP, "content/p12.md": DEEP}, 2),
    ({"content/p3.md": "![A](static/a.jpg)", "static/a.jpg": "no picture"}, 1),
    ({"templates/page.html": "{% extends %}"}, 1),
    ({"templates/page.html": b"\xff"}, 1),
    ({"templates/page.html": "{{ nothing }}"}, 1),
    ({"templates/page.html": "{{ page.nothing }}{{ page.title }}"}, 1),
    ({"templates/own.html": "{{ x }}", "content/p9.md": "---\ntemplate: own.html\n---\n"}, 1),
]
"""Files with problems, and the number of problems."""


@dataclass(frozen=True)
class Result:
    """A build's exit code, messages and files."""

    code: int
    messages: str
    files: dict[str, bytes | None]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Result, Result]]:
    """The results of each case with one process and with three, from a single-threaded process."""
    top = tmp_path_factory.mktemp("cases")
    builds: list[tuple[str, str, int]] = []
    for number, (problems, _) in enumerate(CASES):
        root = top / str(number)
        for path, content in {"site.yaml": "title: Test course\n", **MANY, **problems}.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content.encode() if isinstance(content, str) else content)
        builds += [(str(root), str(top / f"{number}-{workers}"), workers) for workers in (1, 3)]
    ran = subprocess.run(
        [sys.executable, "-c", TOOL, "--now", "2020-02-20"],
        input=json.dumps(builds),
        capture_output=True,
        text=True,
        check=True,
    )
    done = [
        Result(code, messages, tree(Path(output)))
        for (code, messages), (_, output, _) in zip(json.loads(ran.stdout), builds, strict=True)
    ]
    return list(zip(done[::2], done[1::2], strict=True))


@pytest.mark.parametrize("case", range(len(CASES)))
def test_several_processes_give_the_same_site_and_messages_as_one(
    case: int, results: list[tuple[Result, Result]]
) -> None:
    one, several = results[case]

    assert several == one
    assert one.messages.count(": error: ") + one.messages.count(": warning: ") == CASES[case][1]


def test_a_problem_in_an_unchanged_page_is_reported_each_time(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({**MANY, "content/p3.md": "[x](nothing.md)\n"})
    first = run_tool("build", "--source", root)

    assert "there is no page 'nothing.md'" in first.err
    (root / "content/p4.md").write_text("# Other\n")
    assert run_tool("build", "--source", root).err == first.err


def test_an_unreadable_image_is_reported_although_its_page_is_unchanged(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({**MANY, "content/p3.md": "![A](static/a.jpg)", "static/a.jpg": "none"})
    first = run_tool("build", "--source", root)

    assert "a.jpg" in first.err
    (root / "content/p4.md").write_text("# Other\n")
    assert run_tool("build", "--source", root).err == first.err


def test_the_image_copies_of_an_unchanged_page_are_retained(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    target = io.BytesIO()
    Image.effect_noise((200, 200), 90).convert("RGB").save(target, "JPEG")
    root = make_course(
        {**MANY, "content/p3.md": "![A](static/a.jpg)", "static/a.jpg": target.getvalue()}
    )
    run_tool("build", "--source", root)
    copies = sorted((root / "_site/static/made").rglob("*"))
    (root / "content/p4.md").write_text("# Other\n")
    run_tool("build", "--source", root)

    assert copies
    assert sorted((root / "_site/static/made").rglob("*")) == copies


def test_a_changed_image_with_the_same_name_causes_its_page_to_be_rendered_again(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course(
        {"content/a.md": "![A](static/a.svg)", "static/a.svg": '<svg width="10" height="10"/>'}
    )
    run_tool("build", "--source", root)
    (root / "static/a.svg").write_text('<svg width="20" height="20"/>')
    run_tool("build", "--source", root)

    assert 'width="20"' in (root / "_site/a/index.html").read_text(encoding="utf-8")
