"""`--fix` and `--diff` fix only problems with one correct fix, and change nothing else."""

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
from coursegen.base.file_change import FileChangeError
from coursegen.base.files import read_text
from coursegen.base.text import Location, Source
from coursegen.build import Settings, build
from coursegen.check.fix import plan_fixes

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
    """Apply the fixes, and return the reasons for skipped fixes."""
    fixes = plan_fixes(problems, root)
    for file in fixes.files:
        file.change.write()
    return [reason for _, reason in fixes.skipped]


# --- problems with one correct fix ----------------------------------------------------------------

FOLDER: Files = {
    "files/Lecture 1.pdf": "pdf",
    "files/slides/two.pdf": "pdf",
    "static/plot.svg": "<svg/>",
    "content/labs/one.md": "# One\n",
}
LECTURE = "weeks:\n  - lectures:\n      - title: One\n        {}\n"
SLIPS = [
    ("site.yaml", "title: T\nTerm: Spring  # soon\n", "title: T\nterm: Spring  # soon\n"),
    ("site.yaml", "Title: T\n", "title: T\n"),
    ("site.yaml", "title: T\ncheck: {CG501: ignore}\n", "title: T\nseverity: {CG501: ignore}\n"),
    (
        "site.yaml",
        "title: T\nallow : https://a.example\n'data': {a: data}  # data\n",
        "title: T\nallowed_origins : https://a.example\n'extra': {a: data}  # data\n",
    ),
    (
        "site.yaml",
        "title: T\nbanners: {top: [{image: plot.png, alt: A plot, origin: here}]}\n",
        "title: T\nbanners: {top: [{image: plot.png, alt: A plot, source_url: here}]}\n",
    ),
    (
        "site.yaml",
        "title: T\nstart: 2020-02-17  # Monday\n",
        "title: T\nterm: {start: 2020-02-17}  # Monday\n",
    ),
    (
        "site.yaml",
        "title: T\nterm: Spring, 2020  # soon\nroom: 1\nstart: 2020-02-17\nurl: ''\n",
        "title: T\nterm: {name: \"Spring, 2020\", start: 2020-02-17}  # soon\nroom: 1\nurl: ''\n",
    ),
    (
        "site.yaml",
        "start: 2020-02-17\ntitle: T\nterm: 'Spring'\n",
        "title: T\nterm: {name: 'Spring', start: 2020-02-17}\n",
    ),
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
        "---\ndata: {a: b}\npictures:\n- origin: here\n  image: plot.png\n---\n# About\n",
        "---\nextra: {a: b}\npictures:\n- source_url: here\n  image: plot.png\n---\n# About\n",
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
    (
        "content/about.md",
        "# About\n\n`[it](Labs/one.md)` [it](Labs/one.md) [it](Labs/one.md)\n",
        "# About\n\n`[it](Labs/one.md)` [it](labs/one.md) [it](labs/one.md)\n",
    ),
    ("content/labs/two.md", "# Two\n\n[it](One.md#x)\n", "# Two\n\n[it](one.md#x)\n"),
    (
        "content/about.md",
        "# About\n\n![a](static/Plot.svg)\n",
        "# About\n\n![a](static/plot.svg)\n",
    ),
]


@pytest.mark.parametrize(("name", "wrong", "right"), SLIPS)
def test_a_problem_with_one_correct_fix_is_fixed(
    make_course: MakeCourse, name: str, wrong: str, right: str
) -> None:
    root = make_course({**FOLDER, name: wrong})
    found = found_in(root)
    before = {(d.code, d.message) for d in found}
    fixed = [d for d in found if d.edit]

    assert write(fixed, root) == []
    assert (root / name).read_text(encoding="utf-8") == right
    skipped = {(d.code, d.message) for d in found_in(root)}
    assert skipped < before
    assert not skipped & {(d.code, d.message) for d in fixed}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("site.yaml", "title: T\ntermn: x\n"),  # similar, but the fix is not certain
        ("site.yaml", "title: T\nterm: x\nTerm: y\n"),
        ("site.yaml", "title: T\nTerm: x\nTERM: y\n"),
        ("site.yaml", "title: T\ndata: {a: x}\nextra: {b: y}\n"),
        ("site.yaml", "title: T\nstart: 2020-02-17\nterm: {name: Spring}\n"),
        ("site.yaml", "title: T\nstart: 2020-02-17\nterm: 'It''s spring'\n"),
        ("site.yaml", "title: T\nstart: 2020-02-17\nterm: |\n  Spring\n"),
        ("site.yaml", "title: T\nstart: [2020-02-17]\nterm: Spring\n"),
        ("site.yaml", "title: T\nstart: 2020-02-17  # Monday\nterm: Spring\n"),
        ("site.yaml", "title: T\nstart:\n  2020-02-17\n"),
        ("content/schedule.yaml", LECTURE.format("slides: twins/A.pdf")),  # may be a.pdf or aA.PDF
        ("content/schedule.yaml", LECTURE.format(r'slides: "lecture\x201.pdf"')),
        ("content/about.md", "# About\n\n[it](Labs/two.md)\n"),
        ("content/schedule.yaml", "weeks:\n\t- lectures: []\n"),
    ],
)
def test_problems_with_several_possible_fixes_are_left_to_the_author(
    make_course: MakeCourse, name: str, text: str
) -> None:
    twins = {"files/twins/a.pdf": "", "files/twins/a.PDF": ""}
    found = found_in(make_course({**FOLDER, **twins, name: text}))

    assert found
    assert [d for d in found if d.edit] == []


def course_with(chosen: list[tuple[str, str, str]]) -> dict[str, str]:
    """Return one file for each problem, if they can be in the same course."""
    return {name: wrong for name, wrong, _ in chosen}


@settings(max_examples=4)
@given(st.lists(st.sampled_from(SLIPS[4:]), unique_by=lambda typo: typo[0], min_size=2), st.data())
def test_fixing_one_problem_removes_exactly_that_one(
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


# --- the rest of the file -------------------------------------------------------------------------

LETTERS = st.text(st.sampled_from("ab :#'é中😀\n"), max_size=6)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def edited(draw: st.DrawFn) -> tuple[bytes, list[tuple[int, int, str]], bytes]:
    """Return a file, its edits with offsets in the normalized text, and its expected content."""
    parts = draw(st.lists(st.tuples(LETTERS, LETTERS, LETTERS), min_size=1, max_size=5))
    ends = draw(st.lists(ENDS, min_size=1, max_size=3))
    mark = draw(st.sampled_from([b"", BOM]))
    used: list[str] = []

    def on_disk(text: str) -> str:
        """Return the text with mixed line endings, as in a file that many people have edited."""
        out = ""
        for character in text:
            if character == "\n":
                used.append(ends[len(used) % len(ends)])
                # A '\r' followed by a '\n' would be a single line ending.
                out += "\r\n" if out.endswith("\r") else used[-1]
            else:
                out += character
        return out

    before = after = as_read = ""
    edits = []
    for keep, old, new in parts:
        unchanged, text = on_disk(f"|{keep}|"), new.replace("\n", "")
        as_read += f"|{keep}|"
        edits.append((len(as_read), len(as_read) + len(old), text))
        as_read += old
        before += unchanged + on_disk(old)
        after += unchanged + text
    return mark + before.encode(), edits, mark + after.encode()


@given(edited(), st.randoms())
def test_bytes_around_an_edit_are_unchanged(
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


def test_a_new_line_has_the_line_ending_of_the_file(make_course: MakeCourse) -> None:
    root = make_course({"site.yaml": b"title: T\r\nterm: S\r\n"})

    write([edit(root, 2, 1, 0, "url: x\n")], root)

    assert (root / "site.yaml").read_bytes() == b"title: T\r\nurl: x\r\nterm: S\r\n"


def test_overlapping_edits_are_not_applied_together(make_course: MakeCourse) -> None:
    root = make_course({"site.yaml": "title: abcdef\n"})
    problems = [edit(root, 1, 8, 3, "X"), edit(root, 1, 10, 2, "Y"), edit(root, 1, 12, 1, "Z")]

    assert write(problems, root) == ["it overlaps another fix; run this command again"]
    assert (root / "site.yaml").read_text() == "title: XdZf\n"


def test_two_problems_with_the_same_fix_are_fixed_by_one_edit(make_course: MakeCourse) -> None:
    root = make_course({"site.yaml": "title: abc\n"})
    first = edit(root, 1, 8, 1, "X")
    second = Diagnostic(Code.UNKNOWN_KEY, Severity.WARNING, "else", first.location, edit=first.edit)
    fixes = plan_fixes([first, second], root)

    assert (len(fixes.files[0].fixed), fixes.skipped) == (2, ())
    assert fixes.files[0].change.after == b"title: Xbc\n"


def test_two_insertions_at_one_location_are_not_applied_together(
    make_course: MakeCourse,
) -> None:
    root = make_course({"site.yaml": "title: abc\n"})

    assert len(write([edit(root, 1, 8, 0, "X"), edit(root, 1, 8, 0, "Y")], root)) == 1


# --- only the course's own files, atomically ------------------------------------------------------


def test_the_permissions_of_a_file_are_unchanged(make_course: MakeCourse) -> None:
    root = make_course({"site.yaml": "title: abc\n"})
    (root / "site.yaml").chmod(0o640)

    write([edit(root, 1, 8, 1, "X")], root)

    assert stat.S_IMODE((root / "site.yaml").stat().st_mode) == 0o640
    assert sorted(path.name for path in root.iterdir()) == ["content", "site.yaml"]


def test_a_file_that_changed_since_it_was_read_is_not_written(make_course: MakeCourse) -> None:
    root = make_course({"site.yaml": "title: abc\n"})
    early = [edit(root, 1, 8, 1, "X")]
    change = plan_fixes(early, root).files[0].change
    (root / "site.yaml").write_text("title: newer\n")

    assert write(early, root) == ["the file has changed since it was read"]
    with pytest.raises(FileChangeError, match="the file has changed since it was read"):
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
    assert write(problems, root) == ["its path contains a symbolic link"]


@pytest.mark.parametrize(
    "name", ["theme/page.html", "../site.yaml", "/etc/hosts", "_site/a.html", ""]
)
def test_a_file_outside_the_course_is_never_changed(make_course: MakeCourse, name: str) -> None:
    location = Location(Source(name, "text"), 1, 1, 1)

    assert write([problem(TextEdit(location, "X"))], make_course({})) == [
        "it is not part of the course"
    ]


def test_symbolic_links_and_parent_paths_do_not_lead_outside_the_course(
    make_course: MakeCourse, tmp_path: Path
) -> None:
    (tmp_path / "mine.yaml").write_text("text")
    location = Location(Source("content/../../mine.yaml", "text"), 1, 1, 1)

    assert write([problem(TextEdit(location, "X"))], make_course({})) == [
        "its path contains a symbolic link"
    ]
    assert (tmp_path / "mine.yaml").read_text() == "text"


def test_a_missing_file_is_reported(make_course: MakeCourse) -> None:
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


def test_fixed_and_remaining_problems_are_printed(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course(SLIPPED)
    ran = run_tool("check", "--fix", "--source", root)

    assert ran.out.startswith(
        "Fixed 2 problems in 2 files:\n"
        "content/staff.yaml:1:1: unknown key 'People' in content/staff.yaml [CG101]\n"
        "site.yaml:1:1: unknown key 'Title' in site.yaml [CG101]\n"
        "content/schedule.yaml:3:20: error: unknown key 'slidse' in a lecture [CG101]\n"
    )
    assert (ran.code, ran.err) == (1, "")
    assert (root / "site.yaml").read_bytes() == SLIPPED["site.yaml"].replace(b"Title", b"title")
    assert (root / "content/schedule.yaml").read_bytes() == SLIPPED["content/schedule.yaml"]


def test_problems_that_only_the_next_run_can_fix_are_mentioned(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"content/staff.yaml": "People:\n  - {Name: Ada}\n"})

    first = run_tool("check", "--fix", "--source", root)
    assert first.code == 1
    assert "1 more problem can be fixed now. Run --fix again.\n" in first.out
    assert run_tool("check", "--fix", "--source", root).code == 0


def test_the_exit_code_depends_on_the_remaining_problems(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"site.yaml": "Title: T\n"})

    assert run_tool("check", "--source", root).code == 1
    assert run_tool("check", "--fix", "--source", root).code == 0
    again = run_tool("check", "--fix", "--source", root)
    assert (again.code, again.out) == (0, "Checked 2 pages: no errors, no warnings.\n")


def test_a_diff_shows_the_changes_without_making_them(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"site.yaml": "title: T\nTerm: S", "content/about.md": "# A\n"})
    ran = run_tool("check", "--diff", "--source", root)

    assert ran.out == (
        "--- a/site.yaml\n+++ b/site.yaml\n@@ -1,2 +1,2 @@\n title: T\n"
        "-Term: S\n\\ No newline at end of file\n+term: S\n\\ No newline at end of file\n"
    )
    assert (ran.code, ran.err) == (1, "Would fix 1 problem in 1 file; to do so, use --fix.\n")
    assert (root / "site.yaml").read_text() == "title: T\nTerm: S"


def test_applying_the_diff_has_the_same_result_as_fixing(
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


def test_machine_readable_formats_contain_only_the_remaining_problems(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course(SLIPPED)
    ran = run_tool("check", "--fix", "--format", "json", "--source", root)

    assert [found["message"] for found in json.loads(ran.out)] == [
        "unknown key 'slidse' in a lecture"
    ]


def test_problems_that_cannot_be_fixed_are_reported_with_the_reason(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({})
    (root / "site.yaml").rename(root / "real.yaml")
    (root / "real.yaml").write_text("Title: T\n")
    (root / "site.yaml").symlink_to(root / "real.yaml")
    ran = run_tool("check", "--fix", "--source", root)

    assert ran.err == (
        "Not fixed: site.yaml:1:1: unknown key 'Title' in site.yaml [CG101]: "
        "its path contains a symbolic link\n"
    )
    assert (ran.code, (root / "real.yaml").read_text()) == (1, "Title: T\n")


def test_suppressed_problems_are_not_fixed(make_course: MakeCourse, run_tool: RunTool) -> None:
    about = "# About\n\n<!-- coursegen: ignore CG208 -->\n[it](files/A.pdf)\n"
    root = make_course({"content/about.md": about, "files/a.pdf": ""})
    run_tool("check", "--fix", "--source", root)

    assert (root / "content/about.md").read_text() == about


@pytest.mark.parametrize(
    "options", [("--fix", "--diff"), ("--diff", "--format", "json")], ids=" ".join
)
def test_mutually_exclusive_options_are_rejected(
    make_course: MakeCourse, run_tool: RunTool, options: tuple[str, ...]
) -> None:
    assert run_tool("check", *options, "--source", make_course({})).code == 2
