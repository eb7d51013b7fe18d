"""What is not released is not in the site, in any form."""

from datetime import UTC, datetime, timedelta

import pytest
from conftest import BuildCourse, MakeCourse, RunTool, text_of

from coursegen.build import Site
from coursegen.images.derived import Derived
from coursegen.paths import Found
from coursegen.render.standing import Kept

RELEASE = datetime(2020, 3, 1, 10, 0, tzinfo=UTC)
BEFORE, AFTER = RELEASE - timedelta(seconds=1), RELEASE + timedelta(seconds=1)
MATERIAL = "{{title: Xyzzy, {link}, authors: Xyzzy, length: Xyzzy, note: Xyzzy, released: {when}}}"


def schedule(link: str, when: str = "2020-03-01 18:00", kind: str = "solution") -> str:
    material = MATERIAL.format(link=link, when=when)
    return f"weeks: [{{week: 1, lectures: [{{title: One, {kind}: {material}}}]}}]\n"


def everything(site: Site) -> bytes:
    """All bytes of a site, and all its paths."""
    parts = []
    for path, content in site.files.items():
        parts += [path.encode(), whole(content)]
    return b"\n".join(parts)


def whole(content: bytes | Kept | Found | Derived) -> bytes:
    if isinstance(content, Found):
        return content.disk.read_bytes()
    if isinstance(content, Kept):
        return content.make() or b""
    return content.read() if isinstance(content, Derived) else content


FILES = {
    "site.yaml": "title: T\ntimezone: Asia/Shanghai\nurl: https://example.org/course/\n",
    "files/hw/xyzzy 1.pdf": "Xyzzy",
    "static/xyzzy.png": "Xyzzy",
    "content/xyzzy.md": "# Xyzzy\n",
    "content/labs/xyzzy.png": "Xyzzy",
}
LINKS = {
    "file: hw/xyzzy 1.pdf": "files/hw/xyzzy 1.pdf",
    "file: files/hw/xyzzy 1.pdf": "files/hw/xyzzy 1.pdf",
    "file: hw//./xyzzy 1.pdf": "files/hw/xyzzy 1.pdf",
    "file: HW/Xyzzy 1.PDF": "files/hw/xyzzy 1.pdf",
    "url: /files/hw/xyzzy 1.pdf": "files/hw/xyzzy 1.pdf",
    "url: /files/hw/xyzzy%201.pdf": "files/hw/xyzzy 1.pdf",
    "url: /files/hw/xyzzy%201.pdf#page=2": "files/hw/xyzzy 1.pdf",
    "url: 'https://example.org/course/files/hw/xyzzy%201.pdf'": "files/hw/xyzzy 1.pdf",
    "url: /static/xyzzy.png": "static/xyzzy.png",
    "url: /labs/xyzzy.png": "labs/xyzzy.png",
    "url: xyzzy.md": "xyzzy/index.html",
    "url: xyzzy.md#part": "xyzzy/index.html",
    "url: /xyzzy/": "xyzzy/index.html",
    "url: /xyzzy": "xyzzy/index.html",
}


@pytest.mark.parametrize(("link", "path"), LINKS.items())
def test_before_its_release_what_a_material_links_to_is_not_in_the_site(
    build_course: BuildCourse, link: str, path: str
) -> None:
    built = build_course({**FILES, "content/schedule.yaml": schedule(link)}, BEFORE)

    assert path not in built.site.files


@pytest.mark.parametrize(("link", "path"), LINKS.items())
def test_from_its_release_on_what_a_material_links_to_is_in_the_site(
    build_course: BuildCourse, link: str, path: str
) -> None:
    for now in (RELEASE, AFTER):
        built = build_course({**FILES, "content/schedule.yaml": schedule(link)}, now)
        assert path in built.site.files


@pytest.mark.parametrize("kind", ["slides", "solution", "page", "video"])
def test_before_its_release_no_byte_of_the_site_knows_a_material(
    build_course: BuildCourse, kind: str
) -> None:
    files = {
        "site.yaml": FILES["site.yaml"],
        "files/xyzzy.pdf": "Xyzzy",
        "content/schedule.yaml": schedule("file: xyzzy.pdf", kind=kind),
    }

    assert b"xyzzy" not in everything(build_course(files, BEFORE).site).lower()
    assert b"xyzzy" in everything(build_course(files, RELEASE).site).lower()


def test_a_release_without_a_time_is_midnight_in_the_course_s_zone(
    build_course: BuildCourse,
) -> None:
    files = {**FILES, "content/schedule.yaml": schedule("file: hw/xyzzy 1.pdf", "2020-03-02")}
    midnight = datetime(2020, 3, 1, 16, 0, tzinfo=UTC)  # in Shanghai

    assert LINKS["file: hw/xyzzy 1.pdf"] in build_course(files, midnight).site.files
    early = build_course(files, midnight - timedelta(microseconds=1))
    assert LINKS["file: hw/xyzzy 1.pdf"] not in early.site.files


def test_a_time_without_a_zone_is_in_the_course_s_zone(build_course: BuildCourse) -> None:
    files = {**FILES, "content/schedule.yaml": schedule("file: hw/xyzzy 1.pdf")}

    at_six = datetime(2020, 3, 1, 18, 0)  # noqa: DTZ001 - the point of the test
    assert LINKS["file: hw/xyzzy 1.pdf"] in build_course(files, at_six).site.files
    early = build_course(files, at_six - timedelta(seconds=1))
    assert LINKS["file: hw/xyzzy 1.pdf"] not in early.site.files


def test_a_file_that_a_released_material_shares_is_in_the_site(build_course: BuildCourse) -> None:
    shared = "weeks: [{lectures: [{title: One, slides: a.pdf}, {title: Two, slides: {file: a.pdf, "
    built = build_course(
        {"content/schedule.yaml": f"{shared}released: 2099-01-01}}}}]}}]\n", "files/a.pdf": "pdf"}
    )

    assert "files/a.pdf" in built.site.files


def test_a_lecture_is_announced_before_its_slides_are_released(build_course: BuildCourse) -> None:
    built = build_course(
        {"content/schedule.yaml": schedule("file: a.pdf"), "files/a.pdf": "pdf"}, BEFORE
    )

    assert "One" in built.html()
    assert built.lines == []


def test_the_home_page_is_never_held_back(build_course: BuildCourse) -> None:
    for link in ("url: /", "url: '#week-1'", "url: /index.html", "url: index.md"):
        built = build_course({"content/schedule.yaml": schedule(link)}, BEFORE)
        assert "index.html" in built.site.files


def test_a_page_that_links_to_what_is_held_back_shows_plain_text(build_course: BuildCourse) -> None:
    built = build_course(
        {
            **FILES,
            "content/schedule.yaml": schedule("file: hw/xyzzy 1.pdf"),
            "content/about.md": "[Early](files/hw/xyzzy%201.pdf)\n",
        },
        BEFORE,
    )

    assert "Early" in text_of(built.html("about/index.html"))
    assert "xyzzy" not in text_of(built.html("about/index.html"))
    assert [line.partition(": ")[2] for line in built.lines] == [
        "warning: 'files/hw/xyzzy%201.pdf' is not released yet"
    ]


def test_what_is_published_goes_when_it_is_held_back_again(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({**FILES, "content/schedule.yaml": schedule("file: hw/xyzzy 1.pdf")})
    published = root / "_site" / "files" / "hw" / "xyzzy 1.pdf"

    assert run_tool("build", "--source", root, "--now", "2020-03-01T18:00").code == 0
    assert published.read_text() == "Xyzzy"
    assert run_tool("build", "--source", root, "--now", "2020-03-01T17:59").code == 0
    assert not published.exists()
    assert not published.parent.exists()


def test_an_image_is_held_back_with_the_only_page_that_shows_it(build_course: BuildCourse) -> None:
    files = {
        "site.yaml": FILES["site.yaml"],
        "content/solution.md": "# Solution\n\n![Ours](answer%20one.png) ![Shared](shared.png)\n",
        "content/other.md": "# Other\n\n![Shared](shared.png)\n",
        "content/answer one.png": "Xyzzy",
        "content/shared.png": "Shared",
        "content/schedule.yaml": schedule("url: solution.md"),
    }

    before, after = build_course(files, BEFORE).site.files, build_course(files, AFTER).site.files
    assert "answer one.png" not in before
    assert "shared.png" in before
    assert {"answer one.png", "solution/index.html"} <= after.keys()
