"""Hostile input is handled quickly, runs no code, stays in its folder and causes no crash."""

import json
import os
import struct
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import NOW, BuildCourse, Built, MakeCourse, RunTool, Tags, text_of
from converting import NOT_RENDERED, converted
from fuzz import links, loader
from fuzz import markdown as pages
from hypothesis import example, given, settings
from hypothesis import strategies as st
from plain_markdown import plain

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostics
from coursegen.base.files import IMAGE_CACHE
from coursegen.build import Settings, build
from coursegen.check import run_rules
from coursegen.check.registry import RULES
from coursegen.images.generated import generated
from coursegen.incremental.digest import key_of
from coursegen.incremental.store import Store
from coursegen.markdown.guard import without_controls
from coursegen.publish.marker import MARKER

ROOT = Path(__file__).parent.parent
TARGETS: dict[str, Callable[[bytes], None]] = {
    "loader": loader.one,
    "markdown": pages.one,
    "links": links.one,
}
CORPUS = sorted((ROOT / "tests/corpus").glob("*/*"))
LONG = 10.0
"""The maximum CPU time in seconds; these inputs need a tenth of that, and once took minutes."""


# --- random text ---------------------------------------------------------------------------------

SIGNS = st.text(
    alphabet="[]()<>*_`~!#=-+|:\\^&;\"'{}/.,%@0 1a\n\tö中\u2028\x02\x03\x00", max_size=400
)
WORDS = st.lists(
    st.sampled_from(
        [
            *(
                "[",
                "](",
                ")",
                "![",
                "[^1]",
                "[^1]: ",
                "*[A]: x",
                "A",
                "**",
                "*",
                "_",
                "`",
                "```",
                "\n",
            ),
            *(
                "\n\n",
                "    ",
                "- ",
                "1. ",
                "> ",
                "# ",
                "!!! note",
                "|",
                "-|-",
                ": ",
                "[TOC]",
                "{: .a }",
            ),
            *(
                "<div markdown=1>",
                "</div>",
                "<div>",
                "<p>",
                "<!--",
                "-->",
                "<?",
                "<![CDATA[",
                "]]>",
            ),
            *(
                "<script>",
                "</script>",
                '<a href="',
                '">',
                "</a>",
                '<img src="/static/a.png">',
                "&amp;",
            ),
            *(
                "title: ",
                "weeks:",
                "people:",
                "---",
                "&a ",
                "*a",
                "{",
                "}",
                "[a]: b",
                "\t",
                "x@y.zz",
            ),
            *(
                "http://a.b/",
                "javascript:",
                "../",
                "/about/",
                "labs/index.md",
                "files/a b.pdf",
                "%",
            ),
        ]
    ),
    max_size=60,
).map("".join)


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=200, derandomize=True)
@given(text=SIGNS | WORDS)
def test_no_markdown_causes_a_crash(target: str, text: str) -> None:
    TARGETS[target](text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_problems_found_by_fuzzing_stay_fixed(path: Path) -> None:
    began = time.process_time()
    TARGETS[path.parent.name](path.read_bytes())

    assert time.process_time() - began < LONG


def rendered(text: str) -> tuple[str, list[str]]:
    """Return the HTML of Markdown and its diagnostics, except those about the author's marks."""
    html, noted = converted(text, optional=())
    other = {Code.COMMENT_UNCLOSED, *NOT_RENDERED}
    return html, [d.message for d in noted if d.code not in other]


@settings(max_examples=300, derandomize=True)
@given(text=SIGNS | WORDS)
@example("<? a")
@example("a\n\n<![CDATA[ b\n\nc")
@example("<!a\n\n<div>b</div>")
def test_text_within_the_limits_is_not_changed(text: str) -> None:
    # Python-Markdown loses the content of two unclosed elements.
    if text.count("markdown=1") < 2:
        assert rendered(text) == (plain(without_controls(text)[0]), [])


@pytest.mark.parametrize(
    "path",
    [
        path
        for folder in ("docs/content", "examples", "content", "tests/golden", "tests/broken")
        for path in sorted((ROOT / folder).rglob("*.md"))
        if not path.parts[-3].startswith(("warns-markdown", "warns-code", "warns-abbr", "markdown"))
    ],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_the_limits_do_not_affect_the_repository_s_own_pages(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")

    assert rendered(text) == (plain(text), [])


# --- long text -----------------------------------------------------------------------------------

REPEATED = [
    *("[", "![", "[a](", "[a](b ", '[a](b " ', "[a][", "[^", "*[", "*a **b ", "***a ", "_a*"),
    *(
        "`a",
        "\\`",
        "<",
        "<a ",
        "<a b=",
        "<!-- -->",
        "<?\n",
        "<![CDATA[\n",
        "<div>",
        "<div>\n",
        "</div>",
    ),
    *("<div markdown=1>\n", "<p markdown=1>x\n", "<script>", "<picture>\n\n", '<h2 id="a">', "&a"),
    *(
        "> ",
        ">",
        "- ",
        "1. ",
        "- > ",
        ": ",
        "# a\n",
        "# a\n\n",
        "a\n=\n",
        "---\n",
        "!!! a\n",
        "```\n",
    ),
    *("``` hl_lines='\n", "|", "[TOC]\n\n## a\n\n", "[^1] ", "a\n{: .b\n", "[a]:\n", "x\n[a]: b\n"),
    *(
        "- a\n  - b\n",
        "- a\n1. b\n",
        "a\n- b\n",
        "- a\n\n  b\n",
        "1) ",
        "- ```\n",
        "  ```\n",
        "> ```\n",
    ),
    *("  ```a\n", "<details>\n\na\n\n", "  <div\n", "a\n</div>\n", "> [!NOTE]\n", "{: .note }\n"),
    *("{: .note }\n\n", "a\n{: .note }\n\n", "??? a\n    ", '=== "a"\n    ', "::: a\n", ":::\n"),
    *("::: note\n\n", "```{note}\n", "```{note}\na\n```\n", "+---+\n| a |\n", "+---+\n\n"),
    *("| a |\n|---|\nb\n", "| a |\n|---|\n: b\n", ": a\n\n", "![a](b.png){#fig-a}\n\n", "@fig-a "),
    *("a\n===\n", "> a\n---\n", "a\\\n"),
    *('<a href="">x', "[a](no.md) ", "a@b-", "x\n\n", "\n", "\t", " ", "<style>/*", "<style>url("),
]


@pytest.mark.parametrize("unit", REPEATED)
def test_a_long_repetition_and_the_text_after_it_are_rendered_quickly(
    unit: str, build_course: BuildCourse
) -> None:
    text = f"# About\n\n[^1]: Note.\n\n{unit * (30_000 // len(unit))}\n\nTHE-TAIL\n"
    began = time.process_time()
    built = build_course({"content/about.md": text})

    assert "THE-TAIL" in built.html("about/index.html")
    assert time.process_time() - began < LONG


@pytest.mark.parametrize("unit", ["a", "|", "# a\n\n", "``` ", " ", "<table></table>", "[a]("])
def test_a_long_repetition_is_checked_quickly(unit: str, make_course: MakeCourse) -> None:
    text = f"# About\n\n{unit * (20_000 // len(unit))}\n"
    site = build(Settings(make_course({"content/about.md": text}), NOW), Diagnostics())
    began = time.process_time()
    list(run_rules(RULES, site))

    assert time.process_time() - began < LONG


LONG_TEXTS = {
    "spaces after a fence": f"```{' ' * 20_000}",
    "nested brackets": "[" * 10_000 + "]" * 10_000,
    "nested emphasis": "*a " * 5_000 + " a*" * 5_000,
    "nested quotes": "\n".join(">" * depth + " x" for depth in range(300)),
    "nested lists": "".join(" " * 4 * depth + "- x\n" for depth in range(200)),
    "lists nested by two": "".join(" " * 2 * depth + "- x\n" for depth in range(300)),
    "nested marks of lists": "- " * 15_000 + "x",
    "nested collapsible blocks": "".join(" " * 4 * depth + "??? x\n" for depth in range(150)),
    "nested blocks of colons": "::: note\n" * 2_000 + ":::\n" * 2_000,
    "nested admonitions as quotes": "".join("> " * n + "[!NOTE]\n" for n in range(1, 200)),
    "a large grid table": "+---+---+\n| a | b |\n" * 3_000 + "+---+---+",
    "sequences of backticks": " ".join("`" * length for length in range(300)),
    "spaces in a heading": f"# a{' ' * 50_000}b",
    "braces in a heading": f"# a{' {a}' * 10_000}x",
    "a wide and long table": f"{'a|' * 1000}b\n{'-|' * 1000}-\n" + "x\n" * 10_000,
    "a row of code": f"a|b\n-|-\n{'`a`|' * 10_000}",
    "abbreviations": "".join(f"*[A{number}]: x\n" for number in range(5_000)) + "\nA1 " * 9_000,
    "words after a fence": f"```{{{'x ' * 100_000}}}\na\n```",
    "a line of code": f"```androidbp\n{'0' * 50_000}\n```",
    "ten megabytes": "word " * 2_000_000,
    "a megabyte of markup": "*a* **b** `c` [d](e)\n\n" * 45_000,
}


@pytest.mark.parametrize("name", LONG_TEXTS)
def test_long_text_and_the_text_after_it_are_rendered(name: str, build_course: BuildCourse) -> None:
    began = time.process_time()
    built = build_course({"content/about.md": f"# About\n\n{LONG_TEXTS[name]}\n\nTHE-TAIL\n"})

    assert "THE-TAIL" in built.html("about/index.html")
    assert time.process_time() - began < LONG


@pytest.mark.parametrize(
    "files",
    [
        {"site.yaml": "title: T\n" + "".join(f"titl{n}: x\n" for n in range(20_000))},
        {
            "site.yaml": "title: T\n"
            + "".join(f"a{n}: x\n" for n in range(9_000))
            + "a8: x\n" * 9_000
        },
        {"site.yaml": f"title: T\ndescription: {'a' * 200_000}\n"},
        {"site.yaml": f'title: T\nterm: {{start: "{" " * 200_000}"}}\n'},
        {"content/schedule.yaml": "weeks:\n" + "- topic: x\n" * 5_000},
        {"content/about.md": f"# a{' ' * 100_000}b\n"},
        {"content/about.md": f"# {'*a ' * 50_000}\n"},
        {"static/css/course.css": "/*" * 100_000},
        {"templates/icons/slides.svg": "<svg " * 50_000},
        {"templates/page.html": "{% if 1 %}" * 2_000},
        {"templates/page.html": f"{{{{ {'1+' * 40_000}1 }}}}"},
        {"templates/page.html": "{{ 1 }}" * 100_000},
    ],
    ids=lambda files: next(iter(files)),
)
def test_a_long_file_is_read_or_rejected_quickly(
    files: dict[str, str], build_course: BuildCourse
) -> None:
    began = time.process_time()
    build_course({"content/lab.md": "# Lab\n", **files})

    assert time.process_time() - began < LONG


# --- code and files outside the course -----------------------------------------------------------


def test_the_settings_of_a_repository_cannot_run_programs(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course(
        {
            "site.yaml": "title: T\nrepository: https://example.org/a/b\n",
            "content/a.md": "# A\n",
            ".gitattributes": "*.md diff=own filter=own\n",
        }
    )
    sentinel = root.parent / "ran"
    program = root.parent / "program"
    program.write_text(f"#!/bin/sh\ntouch {sentinel}\n")
    program.chmod(0o755)
    hooks = root.parent / "hooks"
    hooks.mkdir()
    for hook in ("post-index-change", "reference-transaction", "post-checkout"):
        (hooks / hook).symlink_to(program)
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-C", str(root)]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *arguments], check=True)
    for key in (
        *("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "gpg.program"),
        *("diff.external", "diff.own.textconv", "diff.own.command", "filter.own.clean"),
        *("filter.own.smudge", "pager.log", "alias.log", "credential.helper"),
    ):
        subprocess.run([*git, "config", key, str(program)], check=True)
    for key, value in (
        ("core.hooksPath", str(hooks)),
        ("log.showSignature", "true"),
        ("log.diffMerges", "on"),
    ):
        subprocess.run([*git, "config", key, value], check=True)
    subprocess.run([*git, "status"], check=True, capture_output=True)
    assert sentinel.exists()  # now the settings apply
    sentinel.unlink()

    ran = run_tool("build", "--source", root)

    assert ran.code == 0
    assert "last changed" not in ran.err
    assert not sentinel.exists()


def test_special_files_are_not_opened(make_course: MakeCourse) -> None:
    root = make_course({"content/a.md": "# A\n", "templates/page.html": "{{ page.content }}"})
    assert main_in_process(root).returncode == 0
    key = key_of("a")
    places = ["static/css/course.css", "static/a.png", "content/b.md", "content/staff.yaml"]
    places += ["content/c.png", "files/d.pdf", "templates/home.html", "templates/icons/slides.svg"]
    places += [f"{IMAGE_CACHE}/{key[:2]}/{key}", "_site/static/made/x.avif"]
    for location in places:
        (root / location).parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(root / location)

    assert Store(root / IMAGE_CACHE).get(key) is None
    done = main_in_process(root)
    assert "Traceback" not in done.stderr
    assert "coursegen did not create" in done.stderr


def main_in_process(root: Path) -> "subprocess.CompletedProcess[str]":
    """Build in another process, which is killed if it blocks."""
    command = [sys.executable, "-m", "coursegen", "build", "--source", str(root)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    "link", [".coursegen", ".coursegen/cache", IMAGE_CACHE, f"{IMAGE_CACHE}/KEY"]
)
def test_a_cache_that_is_a_link_is_not_used(link: str, tmp_path: Path) -> None:
    key = key_of("a")
    outside, course = tmp_path / "outside", tmp_path / "course"
    precious = outside / key[:2] / ("f" * 40)
    precious.parent.mkdir(parents=True)
    precious.write_bytes(b"precious")
    location = course / link.replace("KEY", key[:2])
    location.parent.mkdir(parents=True)
    location.symlink_to(precious.parent if "KEY" in link else outside)
    before = sorted(outside.rglob("*"))

    cache = Store(course / IMAGE_CACHE, limit=0)
    assert generated(key, lambda: b"a picture", cache).read() == b"a picture"
    cache.put(key_of("b"), b"another")
    assert sorted(outside.rglob("*")) == before


@pytest.mark.parametrize(
    "listed",
    [
        ["../../victim.txt", "/etc/passwd", "..", "", ".", "a\0b"],
        ["/" * 500_000],
        [["nested"], {"a": 1}, None, 7],
        {"victim.txt": 1},
        "victim.txt",
    ],
    ids=["parent paths", "deep nesting", "no paths", "a mapping", "a string"],
)
def test_a_forged_file_list_affects_nothing_outside_the_output(
    listed: object, make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"content/a.md": "# A\n"})
    victim = root.parent / "victim.txt"
    victim.write_text("precious")
    (root / "_site").mkdir()
    (root / "_site" / MARKER).write_text(json.dumps({"files": listed, "made": listed}))

    ran = run_tool("build", "--source", root)

    assert ran.code == 0
    assert victim.read_text() == "precious"


def test_a_file_list_that_is_a_symbolic_link_is_not_read(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"content/a.md": "# A\n"})
    (root / "_site").mkdir()
    (root / "_site" / MARKER).symlink_to("/dev/zero")

    assert run_tool("build", "--source", root).code == 0


@pytest.mark.parametrize(
    "name",
    ["../../../../etc/passwd", "/etc/passwd", "../site.yaml", "a\0b", "theme/../../site.yaml"],
)
def test_a_template_name_refers_only_to_templates(name: str, build_course: BuildCourse) -> None:
    built = build_course(
        {"content/a.md": f"---\ntemplate: {json.dumps(name)}\n---\n", "templates/page.html": "x"}
    )

    assert "content/a.md" in built.lines[0]
    assert "not found" in built.lines[0]


def test_a_symbolic_link_that_leads_outside_the_folder_is_not_a_template(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"content/a.md": "# A\n", "templates/partials/x.html": "x"})
    (root.parent / "secret").write_text("THE-SECRET")
    (root / "templates/page.html").symlink_to("../../secret")

    ran = run_tool("build", "--source", root)

    assert "points outside its folder" in ran.err
    assert "THE-SECRET" not in (root / "_site/a/index.html").read_text(encoding="utf-8")


# --- text is never interpreted -------------------------------------------------------------------

EVIL = "\"'><evil a='1'></script></title></style>--><evil>{{ 1234 * 4321 }}{% raw %}&lt;evil&gt;"
FIELDS = st.text(alphabet="<>\"'&;/=-!{}%#\\ evilscptyt", max_size=40).map(
    lambda text: f"A{text}<evil>"
)


def course_of(text: str) -> dict[str, str]:
    """Return a course with the given text in every text value."""
    value = json.dumps(text)
    return {
        "site.yaml": f"title: {value}\nurl: https://example.org/c/\n"
        + "".join(
            f"{key}: {value}\n"
            for key in ("code", "description", "institution", "term", "meeting", "room", "license")
        )
        + f"navigation: [{{title: {value}, link: a.md}}]\nsession_kinds: {{talk: {value}}}\n"
        + f"banners: {{top: [{{image: a.png, alt: {value}, source_url: {value}}}]}}\n",
        "content/schedule.yaml": f"sections:\n- title: {value}\n  weeks:\n  - week: 1\n"
        f"    topic: {value}\n    lectures: [{{lecture: {value}, kind: talk, room: {value}, "
        f"slides: {{title: {value}, url: 'https://a.b/'}}}}]\n",
        "content/staff.yaml": f"groups:\n- title: {value}\n  people:\n"
        f"  - {{name: {value}, role: {value}}}\n",
        "content/a.md": f"---\ntitle: {value}\ndescription: {value}\n---\n\n"
        "## One\n\n## Two\n\n## Three\n",
        "content/index.md": f"---\ndescription: {value}\n---\n",
    }


def machine_files(built: Built) -> Iterator[str]:
    """Yield the text files of the site."""
    for path, content in built.site.files.items():
        if not content.is_slow and not content.source:
            yield path


def assert_is_text(built: Built) -> None:
    assert not built.noted.failed, built.lines
    for path in machine_files(built):
        text = built.html(path)
        assert "5332114" not in text
        if path.endswith(".html"):
            tags = Tags(text)
            assert "evil" not in {name for name, _ in tags.tags}
            for block in Blocks(text).found:
                json.loads(block)
        elif path.endswith(("json", "webmanifest")):
            json.loads(text)
        elif path.endswith((".xml", ".svg")):
            root = ET.fromstring(text)
            assert not [element for element in root.iter() if "evil" in element.tag]
        elif path.endswith(".txt"):
            assert {line.partition(":")[0] for line in text.splitlines()} <= {
                "User-agent",
                "Allow",
                "Sitemap",
            }


class Blocks(HTMLParser):
    """The JSON-LD blocks of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag == "script" and ("type", "application/ld+json") in attrs

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found.append(data)
            self.inside = False


def test_text_in_data_is_never_treated_as_html_or_a_template(build_course: BuildCourse) -> None:
    built = build_course(course_of(EVIL))

    assert_is_text(built)
    assert "{{ 1234 * 4321 }}" in text_of(built.html("a/index.html"))


@settings(max_examples=25, derandomize=True)
@given(text=FIELDS)
def test_no_text_in_data_becomes_html(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    root = tmp_path_factory.mktemp("course")
    for path, content in course_of(text).items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")
    noted = Diagnostics()
    assert_is_text(Built(build(Settings(root, NOW), noted), noted))


@pytest.mark.parametrize(
    "name",
    [
        "<evil>.md",
        "{{ 1234 * 4321 }}.md",
        "a\nb.md",
        "a\"b'c.md",
        "&lt;evil&gt;.md",
        "%3Cevil%3E.md",
    ],
)
def test_a_file_name_is_always_treated_as_plain_text(name: str, build_course: BuildCourse) -> None:
    built = build_course(
        {f"content/{name}": "Words.\n", f"static/{name}.txt": "x", f"files/{name}.pdf": "x"}
    )

    assert_is_text(built)


@pytest.mark.parametrize(
    "line",
    [
        'url: "https://example.org/\\nDisallow: /"',
        'accent: "#000; } body { display: none"',
        'fonts: {text: "a.woff2\\"); } body { display: none } x("}',
        'language: "en\\"><evil>"',
    ],
)
def test_a_value_cannot_add_data_to_machine_readable_files(
    line: str, build_course: BuildCourse
) -> None:
    built = build_course({"site.yaml": f"title: T\n{line}\n"})

    for path in machine_files(built):
        assert "\nDisallow" not in built.html(path)
        assert "body { display: none" not in built.html(path)
        assert "<evil>" not in built.html(path)


# --- images --------------------------------------------------------------------------------------


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *more: bytes) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(more) + data + chunk(b"IEND", b"")


BOMBS = {
    "huge.png": png(100_000, 100_000),
    "largest.png": png(2**31 - 1, 2**31 - 1),
    "text.png": png(10, 10, chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(50_000_000)))),
    "texts.png": png(10, 10, *[chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(900_000)))] * 200),
    "profile.png": png(10, 10, chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(50_000_000)))),
    "frames.gif": b"GIF89a\x0a\0\x0a\0\0\0\0"
    + b",\0\0\0\0\x0a\0\x0a\0\0\x02\x02D\x01\0" * 100_000
    + b";",
    "lol.svg": b'<!DOCTYPE svg [<!ENTITY a "x">'
    + b"".join(b'<!ENTITY b%d "&b%d;&b%d;">' % (n, n - 1, n - 1) for n in range(1, 40))
    + b']><svg width="1" height="1">&b39;</svg>',
    "outside.svg": b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>',
    "open.svg": b"<!--" * 200_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_malicious_image_causes_no_damage(
    name: str, make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course(
        {
            "site.yaml": f"title: T\nbanners: {{top: [{{image: {name}, alt: A}}]}}\n",
            "content/a.md": f"![A](/static/{name})\n",
        }
    )
    (root / "static").mkdir()
    (root / "static" / name).write_bytes(BOMBS[name])
    began = time.process_time()
    ran = run_tool("build", "--source", root)

    assert ran.code == 0
    assert time.process_time() - began < LONG
    assert "root:" not in (root / "_site/a/index.html").read_text(encoding="utf-8")
