"""Several processes render the same pages and report the same problems as one process."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import MakeCourse, RunTool
from editing import tree
from PIL import Image

TOOL = """
import sys
from coursegen.cli import main
from coursegen.render import renewal
renewal.processes = lambda *_: int(sys.argv[1])
sys.exit(main(sys.argv[2:]))
"""
MANY = {f"content/p{number}.md": f"# Page {number}\n\nWords.\n" for number in range(20)}
DEEP = "> " * 400 + "deep\n"


def build(root: Path, output: Path, hands: int) -> tuple[int, str]:
    """Build a course in a process with one thread; return the exit code and the messages."""
    command = [sys.executable, "-c", TOOL, str(hands), "build", "--quiet", "--all"]
    options = ["--source", str(root), "--output", str(output), "--now", "2020-02-20"]
    ran = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    assert ran.stdout == ""
    return ran.returncode, ran.stderr


@pytest.mark.parametrize(
    ("problems", "wrong"),
    [
        ({}, 0),
        ({"content/p3.md": "[x](nothing.md)\n", "content/p19.md": "[x](nothing.md)\n"}, 2),
        ({f"content/p{n}.md": "[x](about.md) " * 20 for n in range(0, 20, 3)}, 7),
        ({f"content/p{n}.md": f"[x](no-{n}.md) [y](no-{n}b.md)\n" for n in range(20)}, 40),
        ({"content/p3.md": DEEP, "content/p12.md": DEEP}, 2),
        ({"content/p3.md": "![A](static/a.jpg)", "static/a.jpg": "no picture"}, 1),
        ({"templates/page.html": "{% extends %}"}, 1),
        ({"templates/page.html": b"\xff"}, 1),
        ({"templates/page.html": "{{ nothing }}"}, 1),
        ({"templates/page.html": "{{ page.nothing }}{{ page.title }}"}, 1),
        ({"templates/own.html": "{{ x }}", "content/p9.md": "---\ntemplate: own.html\n---\n"}, 1),
    ],
)
def test_several_processes_give_the_same_site_and_messages_as_one(
    problems: dict[str, str | bytes], wrong: int, make_course: MakeCourse, tmp_path: Path
) -> None:
    root = make_course({**MANY, **problems})

    one = build(root, tmp_path / "one", 1)
    assert build(root, tmp_path / "several", 3) == one
    assert tree(tmp_path / "several") == tree(tmp_path / "one")
    assert one[1].count(": error: ") + one[1].count(": warning: ") == wrong


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
