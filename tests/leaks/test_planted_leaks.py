"""Leaks planted in each kind of file, and by each route, are found and named with their source."""

import json
import struct
import zlib
from collections.abc import Callable
from html import escape
from io import BytesIO
from urllib.parse import quote

import pypdf
import pytest
from conftest import BuildCourse, MakeCourse, RunTool
from pypdf.annotations import FreeText

SCHEDULE = """\
weeks:
  - lectures:
      - title: One
        solution:
          url: labs/answers.md
          title: Answers to Lab One
          note: Only staff should know that the second question has no solution.
          released: 2099-01-01
        homework: {file: hw/Secret Solution.pdf, released: 2099-01-01}
        video: {url: "https://video.example/watch?v=a&t=7", released: 2099-01-01}
"""
ANSWERS = """\
# Answers to Lab One

The area is *three times* the [width](https://w.example/x) of the circle, whereas its length stays.

第一题的答案是四十二，因为圆的面积等于半径的平方乘以圆周率。
"""
COURSE = {
    "site.yaml": "title: T\nurl: https://t.example/c/\n",
    "content/schedule.yaml": SCHEDULE,
    "content/labs/answers.md": ANSWERS,
    "files/hw/Secret Solution.pdf": "%PDF-1.4 solution",
    "content/about.md": "# About\n\nNothing to see.\n",
}
NAME, PAGE, URL = (f"content/schedule.yaml:{line}" for line in (9, 5, 10))
TEXT, CHINESE = "content/labs/answers.md:3", "content/labs/answers.md:5"
NOTE, TITLE = "content/schedule.yaml:7", "content/schedule.yaml:6"

ROUTES = {
    "file name": (NAME, "see Secret Solution.pdf there"),
    "encoded file name": (NAME, "https://t.example/c/files/hw/Secret%20Solution.pdf"),
    "file name in HTML": (NAME, "Secret&#32;Solution.pdf"),
    "URL of a page": (PAGE, "https://t.example/c/labs/answers/#one"),
    "encoded URL of a page": (PAGE, "https://t.example/c/labs/%61nswers/"),
    "path of a page": (PAGE, '"/c/labs/answers/"'),
    "name of a page's file": (PAGE, "content/labs/answers.md"),
    "URL of another site": (URL, "https://video.example/watch?v=a&t=7"),
    "URL in HTML": (URL, "http://video.example/watch?v=a&amp;t=7"),
    "encoded URL": (URL, "//video.example/watch%3Fv=a%26t=7"),
    "text": (TEXT, "the area is three times the width of the circle"),
    "text with other case, spaces and punctuation": (
        TEXT,
        "THREE  times,\n (the) Width - of the “circle”; whereas its",
    ),
    "text with tags and entities": (
        TEXT,
        "three times the <b>width</b> of&nbsp;the&#32;<i class='a'>circle</i> whereas its",
    ),
    "Markdown": (TEXT, "*three times* the [width](https://w.example/x) of the circle, whereas"),
    "Chinese": (CHINESE, "因为圆的面积等于半径的平方乘以圆 周率"),
    "note in a data file": (NOTE, "only staff should know that the second question"),
}


def lines_of(build_course: BuildCourse, path: str, content: str | bytes) -> list[str]:
    """Plant a leak in a file, and return the messages with the lines of the source only."""
    built = build_course({**COURSE, path: content})
    lines = [line.replace(":", "|", 1).partition(":")[0].replace("|", ":") for line in built.leaks]
    return [*dict.fromkeys(lines)]


@pytest.mark.parametrize(("source", "leak"), ROUTES.values(), ids=ROUTES)
def test_a_leak_is_found_by_each_route(build_course: BuildCourse, source: str, leak: str) -> None:
    assert lines_of(build_course, "files/notes.txt", f"Some words. {leak}\n") == [source]


def png(text: str) -> bytes:
    """Return a PNG with text as its metadata."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = [chunk(b"IHDR", header), chunk(b"tEXt", b"Comment\0" + text.encode())]
    return b"\x89PNG\r\n\x1a\n" + b"".join([*parts, chunk(b"IDAT", zlib.compress(b"\0\0"))])


def pdf(text: str) -> bytes:
    """Return a PDF with an annotation."""
    writer, stream = pypdf.PdfWriter(), BytesIO()
    writer.add_blank_page(100, 100)
    note = FreeText(text=text, rect=(0, 0, 50, 50))
    writer.add_annotation(0, note)
    writer.write(stream)
    return stream.getvalue()


KINDS = {
    "comment in a template": ("templates/partials/footer.html", "<!-- {} -->"),
    "alt text in a template": ("templates/partials/footer.html", '<img src="x.png" alt="{}">'),
    "JSON-LD in a template": (
        "templates/partials/footer.html",
        '<script type="application/ld+json">{{"name": "{}"}}</script>',
    ),
    "attribute in a page": ("content/about.md", '# About\n\n<b title="{}">x</b>\n'),
    "alt text in a page": ("content/about.md", "# About\n\n![{}](/static/a.png)\n"),
    "HTML": ("static/a/index.html", "<!DOCTYPE html><title>A</title><p>{}</p>"),
    "comment in HTML": ("static/a.html", "<p>x</p><!-- <p>{}</p> -->"),
    "SVG": ("static/a.svg", '<svg xmlns="http://www.w3.org/2000/svg"><desc>{}</desc></svg>'),
    "stylesheet": ("static/css/course.css", "/* {} */ a {{ color: red }}"),
    "script": ("static/js/course.js", "const answer = '{}';"),
    "plain text": ("static/notes.txt", "{}"),
    "CSV": ("files/points.csv", "a,{},c"),
    "XML": ("static/site-root/news.xml", "<feed><entry>{}</entry></feed>"),
    "sitemap": ("static/site-root/map/sitemap.xml", "<urlset><url><loc>{}</loc></url></urlset>"),
    "Atom feed": ("static/site-root/atom.xml", "<feed><content>&lt;p&gt;{}</content></feed>"),
    "source code": ("files/lab.py", "# {}\nprint(1)\n"),
    "TeX": ("files/lab.tex", "\\begin{{document}}{}\\end{{document}}"),
    "file without a suffix": ("files/LAB", "{}"),
}
BINARY: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "JSON": ("static/a.json", lambda text: json.dumps({"a": [text]}).encode()),
    "notebook": ("files/a.ipynb", lambda text: json.dumps({"source": [text + "\n"]}).encode()),
    "UTF-16": ("files/a.txt", lambda text: text.encode("utf-16")),
    "byte order mark": ("files/b.txt", lambda text: text.encode("utf-8-sig")),
    "metadata of an image": ("files/a.png", png),
    "annotation of a PDF": ("files/a.pdf", pdf),
}
SOME_ROUTES = {name: ROUTES[name] for name in ("file name", "text")}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("route", SOME_ROUTES)
def test_a_leak_is_found_in_each_kind_of_file(
    build_course: BuildCourse, kind: str, route: str
) -> None:
    path, template = KINDS[kind]
    source, leak = SOME_ROUTES[route]

    assert lines_of(build_course, path, template.format(escape(leak))) == [source]


@pytest.mark.parametrize("kind", BINARY)
@pytest.mark.parametrize("route", [*SOME_ROUTES, "encoded file name"])
def test_a_leak_is_found_in_each_encoded_file(
    build_course: BuildCourse, kind: str, route: str
) -> None:
    path, encode = BINARY[kind]
    source, leak = ROUTES[route]

    assert lines_of(build_course, path, encode(leak)) == [source]


@pytest.mark.parametrize("kind", ["HTML", "SVG", "comment in a template"])
def test_a_link_is_found_relative_to_its_file(build_course: BuildCourse, kind: str) -> None:
    path, template = KINDS[kind]
    above = "../" * (path.count("/") if kind != "comment in a template" else 0)

    leak = template.format(f'<a href="{above}labs/answers/">x</a>')
    assert lines_of(build_course, path, leak) == [PAGE]


@pytest.mark.parametrize("path", ["static/x.bin", "files/x.mp4", "files/x.zip", "files/x.pdf"])
def test_a_copy_of_an_unreleased_file_is_found_under_each_name(
    build_course: BuildCourse, path: str
) -> None:
    files = {path: COURSE["files/hw/Secret Solution.pdf"]}
    about = f"# About\n\n[x](/{path})\n"
    leaks = build_course({**COURSE, **files, "content/about.md": about}).leaks

    assert [line.partition(" error: ")[2] for line in leaks] == [
        f"'{path}' has the same content as the unreleased file 'files/hw/Secret Solution.pdf'"
    ]


def test_the_name_of_an_unreleased_file_in_the_name_of_a_file_is_found(
    build_course: BuildCourse,
) -> None:
    assert lines_of(build_course, f"files/{quote('Secret Solution.pdf')}.txt", "x") == [NAME]


def test_an_unreleased_title_in_text_is_a_warning(build_course: BuildCourse) -> None:
    about = "# About\n\nTomorrow, we publish the answers to  *lab* one.\n"

    (leak,) = build_course({**COURSE, "content/about.md": about}).leaks
    assert leak == (
        "content/schedule.yaml:6:18: warning: 'about/index.html' contains the title "
        "'Answers to Lab One', which is not public"
    )


def test_the_same_leak_in_several_files_is_reported_once(build_course: BuildCourse) -> None:
    files = {f"files/{number}.txt": "Secret Solution.pdf" for number in range(3)}

    (leak,) = build_course({**COURSE, **files}).leaks
    assert "'files/0.txt' (and 2 other files) contains 'secret solution.pdf'" in leak


def test_a_relative_link_is_found_only_in_the_folder_in_which_it_is_a_leak(
    build_course: BuildCourse,
) -> None:
    files = {
        "templates/partials/footer.html": '<a href="../answers/">x</a>',
        "content/labs/x.md": "# X\n",
        "content/labs/y.md": "# Y\n",
    }

    (leak,) = build_course({**COURSE, **files}).leaks
    assert "'labs/x/index.html' (and 1 other file) contains 'labs/answers/'" in leak


STAFF_TEXT = "the area is three times the width of the circle whereas"
SHOWN = {
    "a page": ("content/about.md", f"# About\n\nSurely, {STAFF_TEXT} it stays.\n", "about.md:3"),
    "the home page": ("content/index.md", f"Welcome.\n\n- {STAFF_TEXT}\n", "index.md:3"),
    "a description": ("content/about.md", f"---\ndescription: {STAFF_TEXT}\n---\n", "about.md:2"),
    "a data file": (
        "content/staff.yaml",
        f"people:\n  - name: A\n    bio: {STAFF_TEXT}\n",
        "staff.yaml:3",
    ),
}


@pytest.mark.parametrize(("path", "content", "place"), SHOWN.values(), ids=SHOWN)
def test_text_that_a_public_page_shows_openly_is_found_with_its_place(
    make_course: MakeCourse, run_tool: RunTool, path: str, content: str, place: str
) -> None:
    root = make_course({**COURSE, path: content})
    ran = run_tool("build", "--source", root, "--now", "2020-02-20T12:00")

    assert ran.code == 1
    assert f"{TEXT}:1: error: '" in ran.err
    assert "contains this unreleased text: 'the area is three times the width of'" in ran.err
    assert f"= remove it from content/{place}\n" in ran.err


CODE = """\
def area(width):
    # The circle is measured from the left, as its center is not known.
    return 3 * width * sum(part.length for part in parts if part.visible)
"""
FILES = {
    "source code": ("files/answers/lab.py", CODE),
    "TeX": ("files/answers/lab.tex", f"\\begin{{proof}}\n% The reason\n{CODE}"),
    "text": ("files/answers/lab.txt", f"\n\n{CODE}"),
    "notebook": ("files/answers/lab.ipynb", json.dumps({"source": CODE.splitlines()}, indent=1)),
    "Markdown": ("files/answers/lab.md", f"# Lab\n\n{CODE}"),
    "HTML": ("files/answers/lab.html", f"<p>\n\n{CODE.replace('from', '<b>from</b>')}"),
}


@pytest.mark.parametrize(("path", "content"), FILES.values(), ids=FILES)
def test_the_text_of_an_unreleased_file_is_found_with_its_line(
    build_course: BuildCourse, path: str, content: str
) -> None:
    schedule = SCHEDULE.replace("hw/Secret Solution.pdf", path.removeprefix("files/"))
    files = {
        "content/schedule.yaml": schedule,
        path: content,
        "content/about.md": "# About\n\nThe circle is measured from the left as it was.\n",
    }
    found = [line for line in build_course({**COURSE, **files}).leaks if path in line]

    line = next(n for n, text in enumerate(content.split("\n"), 1) if "The circle" in text)
    text = "the circle is measured from the left as"
    message = f"'about/index.html' contains this unreleased text: '{text}'"
    assert found == [f"{path}:{line}:1: error: {message}"]


def test_a_copy_of_a_text_file_is_reported_once(build_course: BuildCourse) -> None:
    schedule = SCHEDULE.replace("hw/Secret Solution.pdf", "answers/lab.py")
    files = {"content/schedule.yaml": schedule, "files/answers/lab.py": CODE, "files/a.py": CODE}
    about = "# About\n\n[x](/files/a.py)\n"

    (leak,) = build_course({**COURSE, **files, "content/about.md": about}).leaks
    assert leak.endswith("has the same content as the unreleased file 'files/answers/lab.py'")


@pytest.mark.parametrize(
    "url", ["https://w.example/x", "http://w.example/x/", "//w.example/x", "https://w.example/%78"]
)
def test_a_url_in_the_body_of_an_unreleased_page_is_found(
    build_course: BuildCourse, url: str
) -> None:
    assert lines_of(build_course, "files/notes.txt", f"see {url} there") == [TEXT]


def test_a_long_title_is_a_warning_wherever_it_is(build_course: BuildCourse) -> None:
    title = "All Answers to the First Lab, with the Proofs of Every Claim"
    files = {
        "content/schedule.yaml": SCHEDULE.replace("Answers to Lab One", f"'{title}'"),
        "content/labs/answers.md": f"# Lab\n\nThese are {title}.\n",
        "content/about.md": f"# About\n\nRead {title}.\n",
    }

    (leak,) = build_course({**COURSE, **files}).leaks
    assert leak.startswith(f"{TITLE}:18: warning: 'about/index.html' contains the title '{title}'")
