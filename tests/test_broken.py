"""Broken courses and the exact messages for them.

Each folder in `broken/` contains a course, and its messages in `expected.txt`.  These are the
messages of `coursegen build`, and for folders named `checks-…` those of `coursegen check`.  For
`checks-external-…`, the links to another site are checked, too.  Courses in folders named `warns-…`
are published with warnings.  The other courses are not published.  Folders named `output-…` contain
valid courses with an invalid output folder.

`pytest tests/test_broken.py --update-golden` writes the current messages.  Review them before you
commit them.
"""

import ast
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import RunTool
from other_sites import OtherSite, other_site
from serving import no_event_loop

import coursegen
from coursegen.base.codes import Code
from coursegen.cli import main
from coursegen.content.registry import DATA_TYPES

BROKEN = Path(__file__).parent / "broken"
PACKAGE = Path(coursegen.__file__).parent
CASES = sorted(folder.name for folder in BROKEN.iterdir() if folder.is_dir())
NOW = "2020-02-20T12:00"
OTHER_SITE = "www.example.org"
"""A placeholder for another site in these folders; it has the same length as the real host."""


def link(name: str, target: str) -> Callable[[Path], None]:
    return lambda course: (course / "files" / name).symlink_to(target)


def make_name_in_latin_1(course: Path) -> None:
    (Path(os.fsdecode(os.fsencode(course / "files") + b"/caf\xe9.pdf"))).touch()


def make_shallow_clone(course: Path) -> None:
    git = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-C", str(course)]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Begin"]):
        subprocess.run([*git, *arguments], check=True)
    head = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True).stdout
    (course / ".git/shallow").write_bytes(head)


def put(*names: str) -> Callable[[Path], None]:
    """Return a function that creates files in a course; each file contains its name."""

    def make(course: Path) -> None:
        for name in names:
            (course / name).parent.mkdir(parents=True, exist_ok=True)
            (course / name).write_text(name, encoding="utf-8")

    return make


def make_pipe_for(path: str) -> Callable[[Path], None]:
    def make(course: Path) -> None:
        (course / path).unlink(missing_ok=True)
        os.mkfifo(course / path)

    return make


def put_large(*sizes: int) -> Callable[[Path], None]:
    """Return a function that creates sparse files of the given sizes, in bytes."""

    def make(course: Path) -> None:
        for number, size in enumerate(sizes, start=1):
            disk = course / "files" / f"recording-{number}.mp4"
            disk.touch()
            os.truncate(disk, size)

    return make


def link_out(path: str) -> Callable[[Path], None]:
    def make(course: Path) -> None:
        outside = course.with_name("outside")
        (course / path).rename(outside)
        (course / path).symlink_to(outside)

    return make


MB = 1024 * 1024


def write_foreign_file(course: Path) -> None:
    (course / "_site" / "thesis.txt").write_text("two years of work", encoding="utf-8")


def put_file_in_the_place_of_the_site(course: Path) -> None:
    shutil.rmtree(course / "_site")
    (course / "_site").write_text("a file", encoding="utf-8")


def write(path: str, text: str) -> Callable[[Path], None]:
    return lambda course: void((course / path).write_text(text, encoding="utf-8"))


def void(_: object) -> None:
    """Discard a result."""


MANY_LISTS = f"[{'x, ' * 9_000}], " * 23

MADE: dict[str, Callable[[Path], None]] = {
    "output-a-file": put_file_in_the_place_of_the_site,
    "output-with-a-foreign-file": write_foreign_file,
    "content-missing": lambda course: (course / "content").rmdir(),
    "content-a-link-out": link_out("content"),
    "site-a-link-out": link_out("site.yaml"),
    "site-a-pipe": make_pipe_for("site.yaml"),
    "templates-empty": lambda course: (course / "templates").mkdir(),
    "yaml-too-long": write("content/staff.yaml", f"people: [{MANY_LISTS}]\n"),
    "yaml-list-too-long": write("content/staff.yaml", f"people:\n  [{'x, ' * 10_001}]\n"),
    "permalink-too-long": write("content/a.md", f"---\npermalink: /{'a/' * 600}\n---\nWords.\n"),
    "warns-links-many": write("content/about.md", "# About\n\n" + "[a](no.md)\n\n" * 1200),
    "warns-markdown-too-long": write("content/about.md", "# About\n\n" + "A line.\n\n" * 20_000),
    "warns-symlink-out": link("passwords", "/etc/passwd"),
    "warns-symlink-loop": link("again", "../files"),
    "warns-symlink-to-itself": link("itself", "itself"),
    "warns-symlink-to-nothing": link("nothing", "gone.pdf"),
    "warns-shallow-clone": make_shallow_clone,
    "warns-pipe": lambda course: os.mkfifo(course / "files" / "pipe"),
    "warns-name-not-utf-8": make_name_in_latin_1,
    "checks-name-not-nfc": put("files/cafe\u0301.pdf"),
    "checks-names-alike": put("files/slides/One.pdf", "files/slides/one.pdf", "files/Slides/2.pdf"),
    "checks-name-windows-character": put("files/slides: new/1.pdf", "files/slides: new/2.pdf"),
    "checks-name-windows-device": put("files/aux.pdf"),
    "checks-name-windows-end": put("files/notes./1.pdf"),
    "checks-name-windows-long": put(f"files/{'very ' * 40}long.zip"),
    "checks-file-large": put_large(60 * MB),
    "checks-file-too-large": put_large(120 * MB),
    "checks-site-large": put_large(*(49 * MB + number for number in range(22))),
}
"""Functions that create files that a repository cannot contain on every system.

They run after the site of an older build was created.
"""

OUTPUT = {
    "output-below-a-file": "README.md/site",
    "output-contains-the-course": ".",
    "output-in-content": "content/site",
}
"""Output folders other than `_site`, relative to the course."""

REFUSED = {"page-unreadable": "content/about.md", "folder-unreadable": "content/labs"}
"""Unreadable paths; the tests simulate the error because a superuser can read everything."""


def refuse(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def guard(owner: object, function: str) -> None:
        really = getattr(owner, function)

        def guarded(target: Path | str | int, *more: int) -> object:
            if not isinstance(target, int) and Path(target) == path:
                raise PermissionError(13, "Permission denied", str(path))
            return really(target, *more)

        monkeypatch.setattr(owner, function, guarded)

    guard(os, "open")
    guard(os, "scandir")


def contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def old_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("old")
    (root / "content").mkdir()
    (root / "site.yaml").write_text("title: The old site\n", encoding="utf-8")
    assert main(["build", "--source", str(root), "--quiet", "--now", NOW]) == 0
    return root / "_site"


@pytest.fixture(scope="module")
def foreign() -> Iterator[OtherSite]:
    with other_site() as site:
        yield site


def lead(course: Path, host: str) -> None:
    """Replace the placeholder for the other site with its real host."""
    for path, content in contents(course).items():
        (course / path).write_bytes(content.replace(OTHER_SITE.encode(), host.encode()))


@pytest.mark.parametrize("case", CASES)
def test_the_author_gets_exactly_the_expected_messages(
    case: str,
    tmp_path: Path,
    *,
    old_site: Path,
    foreign: OtherSite,
    run_tool: RunTool,
    update_golden: bool,
) -> None:
    course, expected = tmp_path / "course", BROKEN / case / "expected.txt"
    shutil.copytree(BROKEN / case, course)
    (course / "content").mkdir(exist_ok=True)  # Git does not store empty folders
    shutil.copytree(old_site, course / "_site")
    if case in MADE:
        MADE[case](course)
    before = contents(course / "_site")
    options: tuple[str | Path, ...] = ("--output", course / OUTPUT[case]) if case in OUTPUT else ()
    host = f"127.0.0.1:{foreign.port:05}"
    with pytest.MonkeyPatch.context() as patched:
        if case in REFUSED:
            refuse(course / REFUSED[case], patched)
        command = "check" if case.startswith("checks-") else "build"
        if case.startswith("checks-external-"):
            lead(course, host)
            options = ("--external",)
        with no_event_loop():
            ran = run_tool(command, "--source", course, "--now", NOW, *options)
    output = (ran.out if command == "check" else ran.err).replace(str(course), "course")
    output = output.replace(host, OTHER_SITE)
    if update_golden:
        expected.write_text(output, encoding="utf-8")

    assert output == expected.read_text(encoding="utf-8")
    if case.startswith("checks-"):
        assert ran.code == (1 if ": error: " in output else 0)
        assert contents(course / "_site") == before
    elif case.startswith("warns-"):
        assert ran.code == 0
        assert ": error: " not in ran.err
        assert "Test course" in (course / "_site" / "index.html").read_text(encoding="utf-8")
    else:
        assert ran.code == 1
        assert contents(course / "_site") == before


def test_twenty_errors_in_five_files_are_reported_in_one_run_with_their_locations() -> None:
    output = (BROKEN / "twenty-mistakes" / "expected.txt").read_text(encoding="utf-8")

    assert re.findall(r"^(\S+:\d+:\d+): (?:error|warning): ", output, re.MULTILINE) == [
        "content/about.md:3:1",  # layout:
        "content/about.md:4:12",  # /../about/
        "content/about.md:7:15",  # ]()
        "content/about.md:7:28",  # that.md
        "content/schedule.yaml:3:5",  # topik:
        "content/schedule.yaml:4:11",  # 2020-02-31
        "content/schedule.yaml:6:35",  # three titles
        "content/schedule.yaml:7:16",  # exm
        "content/schedule.yaml:8:33",  # ../a.pdf
        "content/schedule.yaml:10:12",  # 2020-03-06 to 2020-03-02
        "content/staff.yaml:2:24",  # ada at example.org
        "content/staff.yaml:3:5",  # a person without a name
        "content/staff.yaml:5:5",  # name: (a duplicate key)
        "content/staff.yaml:6:12",  # [a.jpg]
        "site.yaml:2:1",  # timezon:
        "site.yaml:3:11",  # 中文
        "site.yaml:4:6",  # example.org
        "site.yaml:5:18",  # staf
        "site.yaml:7:26",  # javascript:
        "templates/page.html:3:11",  # page.subtitle
    ]
    assert output.endswith("\nNot built: 18 errors, 2 warnings.\n")


# --- codes ---------------------------------------------------------------------------------------

CODES = Path(__file__).parent.parent / "docs" / "content" / "codes"
NEVER_MET = {"CG029", "CG243", "CG905"}
"""Codes without a folder: unexpected errors of the parsers of YAML and Markdown, and an output
folder that is replaced during a build, which `test_publish.py` tests."""


def reported_codes() -> set[str]:
    texts = [file.read_text(encoding="utf-8") for file in BROKEN.glob("*/expected.txt")]
    return set(re.findall(r"\[(CG\d{3})\]$", "\n".join(texts), re.MULTILINE))


def test_every_code_has_a_manual_page_and_every_page_has_a_code() -> None:
    pages = {page.stem.upper() for page in CODES.glob("cg*.md")}

    assert pages == {code.value for code in Code}


def test_every_code_is_reported_for_a_broken_course() -> None:
    assert reported_codes() == {code.value for code in Code} - NEVER_MET


# --- messages ------------------------------------------------------------------------------------

LOOKED_THROUGH = [
    *(
        "base/files.py",
        "build.py",
        "yaml",
        "schema",
        "content",
        "loader",
        "site",
        "outputs",
        "images",
    ),
    *("markdown", "html", "templates", "views", "render", "check"),
]
NOTING = {"error": 1, "warning": 1, "Diagnostic": 2, "Finding": 0}
MADE_OF = {
    "Problem": 1,
    "_RefusedError": 1,
    "GenerateError": 0,
    "DateError": 0,
    "_FormatError": 0,
    "PhraseError": 0,
    "_unknown": 0,
}
"""The position of the message in the arguments of calls that report or create a problem."""

PASSED_ON = {
    ("check/__init__.py", "message"),
    ("base/files.py", "problem.message"),
    ("images/image_registry.py", "str(error)"),
    ("images/originals.py", "message"),
    ("content/clock.py", "str(error)"),
    ("content/target.py", "problem.message"),
    ("content/dates.py", "str(error)"),
    ("loader/page_file.py", "problem.message"),
    ("schema/reader.py", "problem.message"),
    ("check/rules/data/dates_outside_term.py", "problem"),
    ("content/timeline/periods.py", "problem"),
    ("content/timeline/phrases.py", "str(error)"),
    ("content/timeline/resolve.py", "str(error)"),
    ("yaml/parser.py", "problem.message"),
    ("yaml/parser.py", "str(refused)"),
    ("templates/template_errors.py", "problem.message"),
    ("markdown/fragment.py", "problem.message"),
    ("site/broken_links.py", "problem.message"),
}
"""Calls that report a message from an exception or a return value."""

WITHOUT_A_FOLDER = {
    "the marks in this paragraph ": "no text is known that causes the problem",
    "invalid YAML: ": "a message of the YAML parser that is not replaced",
    "this image cannot be ": "an image that is damaged between the check and the copy",
    "the image changed during the build": "an image that is saved again during the build",
    "this image file is larger than ": "no file in the repository is that large",
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for name in LOOKED_THROUGH:
        path = PACKAGE / name
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            text = file.read_text(encoding="utf-8")
            yield file.relative_to(PACKAGE).as_posix(), ast.parse(text)


def called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def written_messages(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield the expressions for the messages of problems."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            position = (NOTING | MADE_OF).get(called(node))
            if position is not None and len(node.args) > position:
                yield from either(node.args[position])


def either(message: ast.expr) -> Iterator[ast.expr]:
    """Yield a message, or both messages of a conditional expression."""
    if isinstance(message, ast.IfExp):
        yield from either(message.body)
        yield from either(message.orelse)
    else:
        yield message


def pattern(message: ast.expr) -> str | None:
    """Return a pattern for a message, or None if the message comes from somewhere else."""
    if isinstance(message, ast.Constant):
        return re.escape(str(message.value)) or None
    if isinstance(message, ast.JoinedStr):
        parts = message.values
        return "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in parts
        )
    return None


PATTERNS = sorted(
    {
        (module, found)
        for module, tree in modules()
        for message in written_messages(tree)
        if (found := pattern(message))
    }
)


def test_every_message_is_reported_for_a_broken_course() -> None:
    texts = [file.read_text(encoding="utf-8") for file in BROKEN.glob("*/expected.txt")]
    messages = set(
        re.findall(r"^.+?: (?:error|warning): (.*) \[CG\d{3}\]$", "\n".join(texts), re.MULTILINE)
    )
    missing = [
        (module, message)
        for module, message in PATTERNS
        if not any(re.fullmatch(message, expected) for expected in messages)
        if not any(message.startswith(re.escape(start)) for start in WITHOUT_A_FOLDER)
    ]

    assert PATTERNS
    assert missing == []


def test_no_expected_message_lists_all_content_types() -> None:
    """Such a message would change with each new content type."""
    names = {each.name for each in DATA_TYPES}
    lists = [
        (path.parent.name, set(listed.split(", ")))
        for path in BROKEN.glob("*/expected.txt")
        for listed in re.findall(r"known names: ([^;\n]*)", path.read_text(encoding="utf-8"))
    ]

    assert lists
    assert [case for case, listed in lists if names <= listed] == []


def test_messages_are_passed_on_only_in_known_places() -> None:
    noted = {
        (module, ast.unparse(message))
        for module, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and called(node) in NOTING
        and len(node.args) > NOTING[called(node)]
        for message in either(node.args[NOTING[called(node)]])
        if pattern(message) is None
    }

    assert noted == PASSED_ON
