"""Pages that several processes render are those of one, and what is told of them is the same."""

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
    """The exit code and what is told, by a process that has one thread."""
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
def test_several_processes_make_and_tell_what_one_does(
    problems: dict[str, str | bytes], wrong: int, make_course: MakeCourse, tmp_path: Path
) -> None:
    root = make_course({**MANY, **problems})

    one = build(root, tmp_path / "one", 1)
    assert build(root, tmp_path / "several", 3) == one
    assert tree(tmp_path / "several") == tree(tmp_path / "one")
    assert one[1].count(": error: ") + one[1].count(": warning: ") == wrong


def test_a_page_of_which_there_is_something_to_tell_is_rendered_and_told_each_time(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({**MANY, "content/p3.md": "[x](nothing.md)\n"})
    first = run_tool("build", "--source", root)

    assert "there is no page 'nothing.md'" in first.err
    (root / "content/p4.md").write_text("# Other\n")
    assert run_tool("build", "--source", root).err == first.err


def test_a_picture_that_cannot_be_read_is_told_though_its_page_stands(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({**MANY, "content/p3.md": "![A](static/a.jpg)", "static/a.jpg": "none"})
    first = run_tool("build", "--source", root)

    assert "a.jpg" in first.err
    (root / "content/p4.md").write_text("# Other\n")
    assert run_tool("build", "--source", root).err == first.err


def test_the_copies_of_a_picture_stay_with_a_page_that_stands(
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


def test_another_picture_of_the_same_name_has_its_page_rendered_anew(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course(
        {"content/a.md": "![A](static/a.svg)", "static/a.svg": '<svg width="10" height="10"/>'}
    )
    run_tool("build", "--source", root)
    (root / "static/a.svg").write_text('<svg width="20" height="20"/>')
    run_tool("build", "--source", root)

    assert 'width="20"' in (root / "_site/a/index.html").read_text(encoding="utf-8")
