"""Faults with one right answer: what is mended, and that all around it stays as it was."""

import json
import stat
import subprocess
from pathlib import Path
from random import Random

import pytest
from conftest import NOW, Files, MakeCourse, RunTool
from hypothesis import given, settings
from hypothesis import strategies as st

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostic, Diagnostics, Severity, TextEdit
from coursegen.base.files import read_text
from coursegen.base.text import Location, Source
from coursegen.build import Settings, build
from coursegen.check.fix import FixError, plan_fixes

BOM = b"\xef\xbb\xbf"


def found_in(root: Path) -> list[Diagnostic]:
    noted = Diagnostics()
    build(Settings(root, NOW), noted)
    return list(noted)


def problem(edit: TextEdit) -> Diagnostic:
    return Diagnostic(
        Code.INVALID_VALUE, Severity.ERROR, f"wrong at {edit.location}", edit.location, edit=edit
    )


def source(root: Path, name: str = "site.yaml") -> Source:
    read = read_text(root / name, name, Diagnostics())
    assert read
    return read


def edit(root: Path, line: int, column: int, length: int, text: str) -> Diagnostic:
    return problem(TextEdit(Location(source(root), line, column, length), text))


def write(problems: list[Diagnostic], root: Path) -> list[str]:
    """Mend; what was left, with the reason."""
    fixes = plan_fixes(problems, root)
    for change in fixes.changes:
        change.write()
    return [reason for _, reason in fixes.left]


# --- what has one right answer --------------------------------------------------------------------

FOLDER: Files = {
    "files/Lecture 1.pdf": "pdf",
    "files/slides/two.pdf": "pdf",
    "static/plot.png": "png",
    "content/labs/one.md": "# One\n",
}
LECTURE = "weeks:\n  - lectures:\n      - title: One\n        {}\n"
SLIPS = [
    ("site.yaml", "title: T\nTerm: Spring  # soon\n", "title: T\nterm: Spring  # soon\n"),
    ("site.yaml", "Title: T\n", "title: T\n"),
    ("site.yaml", "title: T\nterm：Spring\n", "title: T\nterm: Spring\n"),
    ("site.yaml", "title: T\nterm： Spring\n", "title: T\nterm: Spring\n"),
    ("content/schedule.yaml", "layout: Cards\nweeks: []\n", "layout: cards\nweeks: []\n"),
    (
        "content/staff.yaml",
        'people:\n  - {name: A, email: " a@b.cd "}\n',
        'people:\n  - {name: A, email: "a@b.cd"}\n',
    ),
    ("content/schedule.yaml", LECTURE.format("kind: Exam"), LECTURE.format("kind: exam")),
    (
        "content/schedule.yaml",
        LECTURE.format("slides: lecture 1.PDF  # the first"),
        LECTURE.format("slides: Lecture 1.pdf  # the first"),
    ),
    (
        "content/schedule.yaml",
        LECTURE.format('slides: {file: "files/Slides/Two.pdf"}'),
        LECTURE.format('slides: {file: "files/slides/two.pdf"}'),
    ),
    (
        "content/schedule.yaml",
        LECTURE.format("reading: /files/lecture%201.pdf"),
        LECTURE.format("reading: /files/Lecture%201.pdf"),
    ),
    (
        "content/schedule.yaml",
        LECTURE.format("note: See [this](files/lecture%201.pdf)."),
        LECTURE.format("note: See [this](files/Lecture%201.pdf)."),
    ),
    (
        "content/about.md",
        "# About\n\n[Lecture 1.PDF](files/Lecture%201.PDF#page=2)\n",
        "# About\n\n[Lecture 1.PDF](files/Lecture%201.pdf#page=2)\n",
    ),
    (
        "content/about.md",
        "# About\n\n[it](<files/lecture 1.pdf> 'x')\n",
        "# About\n\n[it](<files/Lecture 1.pdf> 'x')\n",
    ),
    (
        "content/about.md",
        "# About\n\n[it][1]\n\n[1]: Labs/one.md\n",
        "# About\n\n[it][1]\n\n[1]: labs/one.md\n",
    ),
    ("content/labs/two.md", "# Two\n\n[it](One.md#x)\n", "# Two\n\n[it](one.md#x)\n"),
    (
        "content/about.md",
        "# About\n\n![a](static/Plot.png)\n",
        "# About\n\n![a](static/plot.png)\n",
    ),
]


@pytest.mark.parametrize(("name", "wrong", "right"), SLIPS)
def test_a_slip_with_one_right_answer_is_mended(
    make_course: MakeCourse, name: str, wrong: str, right: str
) -> None:
    root = make_course({**FOLDER, name: wrong})
    found = found_in(root)
    before = {(d.code, d.message) for d in found}
    mended = [d for d in found if d.edit]

    assert write(mended, root) == []
    assert (root / name).read_text(encoding="utf-8") == right
    left = {(d.code, d.message) for d in found_in(root)}
    assert left < before
    assert not left & {(d.code, d.message) for d in mended}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("site.yaml", "title: T\ntermn: x\n"),  # near, but not sure
        ("site.yaml", "title: T\nterm: x\nTerm: y\n"),
        ("site.yaml", "title: T\nTerm: x\nTERM: y\n"),
        ("content/schedule.yaml", LECTURE.format("slides: twins/A.pdf")),  # a.pdf or aA.PDF
        ("content/schedule.yaml", LECTURE.format(r'slides: "lecture\x201.pdf"')),
        ("content/about.md", "# About\n\n`[it](Labs/one.md)` [it](Labs/one.md)\n"),
        ("content/about.md", "# About\n\n[it](Labs/two.md)\n"),
        ("content/schedule.yaml", "weeks:\n\t- lectures: []\n"),
    ],
)
def test_what_has_more_than_one_answer_is_left_to_the_author(
    make_course: MakeCourse, name: str, text: str
) -> None:
    twins = {"files/twins/a.pdf": "", "files/twins/a.PDF": ""}
    found = found_in(make_course({**FOLDER, **twins, name: text}))

    assert found
    assert [d for d in found if d.edit] == []


def course_with(chosen: list[tuple[str, str, str]]) -> dict[str, str]:
    """One file for each slip: those that can stand side by side."""
    return {name: wrong for name, wrong, _ in chosen}


@settings(max_examples=4)
@given(st.lists(st.sampled_from(SLIPS[4:]), unique_by=lambda typo: typo[0], min_size=2), st.data())
def test_mending_one_fault_lets_exactly_that_one_vanish(
    tmp_path_factory: pytest.TempPathFactory,
    chosen: list[tuple[str, str, str]],
    data: st.DataObject,
) -> None:
    root = tmp_path_factory.mktemp("course")
    for name, content in {"site.yaml": "title: T\n", **FOLDER, **course_with(chosen)}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(str(content), encoding="utf-8")
    found = found_in(root)
    before = [(d.code, d.message) for d in found]
    one = data.draw(st.sampled_from([d for d in found if d.edit]))

    assert write([one], root) == []
    before.remove((one.code, one.message))
    assert [(d.code, d.message) for d in found_in(root)] == before


# --- all around it --------------------------------------------------------------------------------

LETTERS = st.text(st.sampled_from("ab :#'é中😀\n"), max_size=6)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def edited(draw: st.DrawFn) -> tuple[bytes, list[tuple[int, int, str]], bytes]:
    """A file, its edits (where they begin and end in its text as read), and what it becomes."""
    parts = draw(st.lists(st.tuples(LETTERS, LETTERS, LETTERS), min_size=1, max_size=5))
    ends = draw(st.lists(ENDS, min_size=1, max_size=3))
    mark = draw(st.sampled_from([b"", BOM]))
    used: list[str] = []

    def on_disk(text: str) -> str:
        """The text with line ends of several kinds, as in a file that many have edited."""
        out = ""
        for letter in text:
            if letter == "\n":
                used.append(ends[len(used) % len(ends)])
                # A '\n' behind a '\r' would be one line end with it.
                out += "\r\n" if out.endswith("\r") else used[-1]
            else:
                out += letter
        return out

    before = after = as_read = ""
    edits = []
    for keep, old, new in parts:
        kept, text = on_disk(f"|{keep}|"), new.replace("\n", "")
        as_read += f"|{keep}|"
        edits.append((len(as_read), len(as_read) + len(old), text))
        as_read += old
        before += kept + on_disk(old)
        after += kept + text
    return mark + before.encode(), edits, mark + after.encode()


@given(edited(), st.randoms())
def test_what_is_around_an_edit_stays_byte_for_byte(
    tmp_path_factory: pytest.TempPathFactory,
    case: tuple[bytes, list[tuple[int, int, str]], bytes],
    chance: Random,
) -> None:
    before, edits, after = case
    root = tmp_path_factory.mktemp("course")
    (root / "site.yaml").write_bytes(before)
    read = source(root)
    problems = []
    for start, end, text in edits:
        above = read.text[:start]
        location = Location(read, above.count("\n") + 1, start - above.rfind("\n"), end - start)
        problems.append(problem(TextEdit(location, text)))
    chance.shuffle(problems)

    assert write(problems, root) == []
    assert (root / "site.yaml").read_bytes() == after


def test_a_new_line_has_the_line_end_of_the_file(make_course: MakeCourse) -> None:
    root = make_course({"site.yaml": b"title: T\r\nterm: S\r\n"})

    write([edit(root, 2, 1, 0, "url: x\n")], root)

    assert (root / "site.yaml").read_bytes() == b"title: T\r\nurl: x\r\nterm: S\r\n"


def test_two_edits_never_overlap_and_the_later_waits(make_course: MakeCourse) -> None:
    root = make_course({"site.yaml": "title: abcdef\n"})
    problems = [edit(root, 1, 8, 3, "X"), edit(root, 1, 10, 2, "Y"), edit(root, 1, 12, 1, "Z")]

    assert write(problems, root) == ["it touches another correction; run this again"]
    assert (root / "site.yaml").read_text() == "title: XdZf\n"


def test_two_faults_with_one_answer_are_mended_by_one_edit(make_course: MakeCourse) -> None:
    root = make_course({"site.yaml": "title: abc\n"})
    first = edit(root, 1, 8, 1, "X")
    second = Diagnostic(Code.UNKNOWN_KEY, Severity.WARNING, "else", first.location, edit=first.edit)
    fixes = plan_fixes([first, second], root)

    assert (len(fixes.changes[0].mended), fixes.left) == (2, ())
    assert fixes.changes[0].after == b"title: Xbc\n"


def test_two_insertions_at_one_place_are_not_put_in_an_order_that_nobody_chose(
    make_course: MakeCourse,
) -> None:
    root = make_course({"site.yaml": "title: abc\n"})

    assert len(write([edit(root, 1, 8, 0, "X"), edit(root, 1, 8, 0, "Y")], root)) == 1


# --- only the course's own files, whole or not at all ---------------------------------------------


def test_the_rights_of_a_file_stay(make_course: MakeCourse) -> None:
    root = make_course({"site.yaml": "title: abc\n"})
    (root / "site.yaml").chmod(0o640)

    write([edit(root, 1, 8, 1, "X")], root)

    assert stat.S_IMODE((root / "site.yaml").stat().st_mode) == 0o640
    assert sorted(path.name for path in root.iterdir()) == ["content", "site.yaml"]


def test_a_file_that_changed_since_it_was_read_is_left_alone(make_course: MakeCourse) -> None:
    root = make_course({"site.yaml": "title: abc\n"})
    early = [edit(root, 1, 8, 1, "X")]
    change = plan_fixes(early, root).changes[0]
    (root / "site.yaml").write_text("title: newer\n")

    assert write(early, root) == ["the file has changed since it was read"]
    with pytest.raises(FixError, match="the file has changed since it was read"):
        change.write()
    assert (root / "site.yaml").read_text() == "title: newer\n"
    assert sorted(path.name for path in root.iterdir()) == ["content", "site.yaml"]


@pytest.mark.parametrize("linked", ["site.yaml", "content"])
def test_nothing_is_written_through_a_symbolic_link(make_course: MakeCourse, linked: str) -> None:
    root = make_course({"site.yaml": "title: T\nTerm: S\n", "content/staff.yaml": "People: [A]\n"})
    (root / linked).rename(root / "shared")
    (root / linked).symlink_to(root / "shared")
    problems = [d for d in found_in(root) if d.edit and d.location.source.name.startswith(linked)]

    assert problems
    assert write(problems, root) == ["a symbolic link leads to it"]


@pytest.mark.parametrize(
    "name", ["theme/page.html", "../site.yaml", "/etc/hosts", "_site/a.html", ""]
)
def test_a_file_that_is_not_the_course_s_own_is_never_touched(
    make_course: MakeCourse, name: str
) -> None:
    location = Location(Source(name, "text"), 1, 1, 1)

    assert write([problem(TextEdit(location, "X"))], make_course({})) == [
        "it is not a file of the course"
    ]


def test_no_way_leads_out_of_the_course(make_course: MakeCourse, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("text")
    location = Location(Source("content/../../mine.yaml", "text"), 1, 1, 1)

    assert write([problem(TextEdit(location, "X"))], make_course({})) == [
        "a symbolic link leads to it"
    ]
    assert (tmp_path / "mine.yaml").read_text() == "text"


def test_a_file_that_is_gone_is_told(make_course: MakeCourse) -> None:
    root = make_course({})
    late = [edit(root, 1, 1, 1, "X")]
    (root / "site.yaml").unlink()

    assert write(late, root) == ["it cannot be read: no such file or directory"]


# --- the command ----------------------------------------------------------------------------------

SLIPPED = {
    "site.yaml": BOM + b"Title: T  # the course\r\nurl: https://example.org/\r\n",
    "content/staff.yaml": b"People:\r  - {name: Ada}\r",
    "content/schedule.yaml": b"weeks:\n  - lectures:\n      - {title: A, slidse: x}\n",
}


def test_the_author_is_told_what_was_fixed_and_what_remains(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course(SLIPPED)
    ran = run_tool("check", "--fix", "--source", root)

    assert ran.out.startswith(
        "Fixed 2 faults in 2 files:\n"
        "content/staff.yaml:1:1: unknown key 'People' in content/staff.yaml [CG101]\n"
        "site.yaml:1:1: unknown key 'Title' in site.yaml [CG101]\n"
        "content/schedule.yaml:3:20: error: unknown key 'slidse' in a lecture [CG101]\n"
    )
    assert (ran.code, ran.err) == (1, "")
    assert (root / "site.yaml").read_bytes() == SLIPPED["site.yaml"].replace(b"Title", b"title")
    assert (root / "content/schedule.yaml").read_bytes() == SLIPPED["content/schedule.yaml"]


def test_what_only_the_next_run_can_see_is_left_to_it_and_said(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"content/staff.yaml": "People:\n  - {Name: Ada}\n"})

    first = run_tool("check", "--fix", "--source", root)
    assert (first.code, "1 more can be fixed now: run it again.\n" in first.out) == (1, True)
    assert run_tool("check", "--fix", "--source", root).code == 0


def test_the_exit_code_tells_what_remains(make_course: MakeCourse, run_tool: RunTool) -> None:
    root = make_course({"site.yaml": "Title: T\n"})

    assert run_tool("check", "--source", root).code == 1
    assert run_tool("check", "--fix", "--source", root).code == 0
    again = run_tool("check", "--fix", "--source", root)
    assert (again.code, again.out) == (0, "Checked 2 pages: no errors, no warnings.\n")


def test_a_diff_shows_what_would_change_and_changes_nothing(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"site.yaml": "title: T\nTerm: S", "content/about.md": "# A\n"})
    ran = run_tool("check", "--diff", "--source", root)

    assert ran.out == (
        "--- a/site.yaml\n+++ b/site.yaml\n@@ -1,2 +1,2 @@\n title: T\n"
        "-Term: S\n\\ No newline at end of file\n+term: S\n\\ No newline at end of file\n"
    )
    assert (ran.code, ran.err) == (1, "Would fix 1 fault in 1 file; --fix does it.\n")
    assert (root / "site.yaml").read_text() == "title: T\nTerm: S"


def test_a_diff_can_be_applied_and_does_what_fix_does(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course(SLIPPED)
    diff = run_tool("check", "--diff", "--source", root).out
    subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"], cwd=root, input=diff.encode(), check=True
    )
    applied = {name: (root / name).read_bytes() for name in SLIPPED}

    root = make_course(SLIPPED)
    run_tool("check", "--fix", "--source", root)
    assert {name: (root / name).read_bytes() for name in SLIPPED} == applied


def test_tools_get_nothing_but_what_remains(make_course: MakeCourse, run_tool: RunTool) -> None:
    root = make_course(SLIPPED)
    ran = run_tool("check", "--fix", "--format", "json", "--source", root)

    assert [found["message"] for found in json.loads(ran.out)] == [
        "unknown key 'slidse' in a lecture"
    ]


def test_what_cannot_be_fixed_is_told_with_the_reason(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({})
    (root / "site.yaml").rename(root / "real.yaml")
    (root / "real.yaml").write_text("Title: T\n")
    (root / "site.yaml").symlink_to(root / "real.yaml")
    ran = run_tool("check", "--fix", "--source", root)

    assert ran.err == (
        "Not fixed: site.yaml:1:1: unknown key 'Title' in site.yaml [CG101]: "
        "a symbolic link leads to it\n"
    )
    assert (ran.code, (root / "real.yaml").read_text()) == (1, "Title: T\n")


def test_what_the_author_silenced_is_not_fixed(make_course: MakeCourse, run_tool: RunTool) -> None:
    about = "# About\n\n<!-- coursegen: ignore CG208 -->\n[it](files/A.pdf)\n"
    root = make_course({"content/about.md": about, "files/a.pdf": ""})
    run_tool("check", "--fix", "--source", root)

    assert (root / "content/about.md").read_text() == about


@pytest.mark.parametrize(
    "options", [("--fix", "--diff"), ("--diff", "--format", "json")], ids=" ".join
)
def test_options_that_exclude_each_other_are_wrong_usage(
    make_course: MakeCourse, run_tool: RunTool, options: tuple[str, ...]
) -> None:
    assert run_tool("check", *options, "--source", make_course({})).code == 2
