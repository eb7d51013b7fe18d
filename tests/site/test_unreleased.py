"""Unreleased content is not in the site in any form."""

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from conftest import BuildCourse, Built, MakeCourse, RunTool, text_of

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostics
from coursegen.build import Settings, Site, build

RELEASE = datetime(2020, 3, 1, 10, 0, tzinfo=UTC)
BEFORE, AFTER = RELEASE - timedelta(seconds=1), RELEASE + timedelta(seconds=1)
MATERIAL = "{{title: Xyzzy, {link}, authors: Xyzzy, length: Xyzzy, note: Xyzzy, released: {when}}}"


def schedule(link: str, when: str = "2020-03-01 18:00", kind: str = "solution") -> str:
    material = MATERIAL.format(link=link, when=when)
    return f"weeks: [{{week: 1, lectures: [{{title: One, {kind}: {material}}}]}}]\n"


def everything(site: Site) -> bytes:
    """Return the bytes and the paths of all files of a site."""
    return b"\n".join(
        part for path, file in site.files.items() for part in (path.encode(), file.read())
    )


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
def test_before_its_release_the_target_of_a_material_is_not_in_the_site(
    build_course: BuildCourse, link: str, path: str
) -> None:
    built = build_course({**FILES, "content/schedule.yaml": schedule(link)}, BEFORE)

    assert path not in built.site.files


@pytest.mark.parametrize(("link", "path"), LINKS.items())
def test_after_its_release_the_target_of_a_material_is_in_the_site(
    build_course: BuildCourse, link: str, path: str
) -> None:
    for now in (RELEASE, AFTER):
        built = build_course({**FILES, "content/schedule.yaml": schedule(link)}, now)
        assert path in built.site.files


@pytest.mark.parametrize("kind", ["slides", "solution", "page", "video"])
def test_before_its_release_a_material_is_not_in_any_file_of_the_site(
    build_course: BuildCourse, kind: str
) -> None:
    files = {
        "site.yaml": FILES["site.yaml"],
        "files/xyzzy.pdf": "Xyzzy",
        "content/schedule.yaml": schedule("file: xyzzy.pdf", kind=kind),
    }

    assert b"xyzzy" not in everything(build_course(files, BEFORE).site).lower()
    assert b"xyzzy" in everything(build_course(files, RELEASE).site).lower()


def test_a_release_without_a_time_is_at_midnight_in_the_course_s_time_zone(
    build_course: BuildCourse,
) -> None:
    files = {**FILES, "content/schedule.yaml": schedule("file: hw/xyzzy 1.pdf", "2020-03-02")}
    midnight = datetime(2020, 3, 1, 16, 0, tzinfo=UTC)  # in Shanghai

    assert LINKS["file: hw/xyzzy 1.pdf"] in build_course(files, midnight).site.files
    early = build_course(files, midnight - timedelta(microseconds=1))
    assert LINKS["file: hw/xyzzy 1.pdf"] not in early.site.files


def test_a_time_without_a_zone_is_in_the_course_s_time_zone(build_course: BuildCourse) -> None:
    files = {**FILES, "content/schedule.yaml": schedule("file: hw/xyzzy 1.pdf")}

    at_six = datetime(2020, 3, 1, 18, 0)  # noqa: DTZ001 - this test needs a time without a zone
    assert LINKS["file: hw/xyzzy 1.pdf"] in build_course(files, at_six).site.files
    early = build_course(files, at_six - timedelta(seconds=1))
    assert LINKS["file: hw/xyzzy 1.pdf"] not in early.site.files


def test_a_file_that_a_released_material_also_links_to_is_in_the_site(
    build_course: BuildCourse,
) -> None:
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


def test_the_home_page_is_always_released(build_course: BuildCourse) -> None:
    for link in ("url: /", "url: '#week-1'", "url: /index.html", "url: index.md"):
        built = build_course({"content/schedule.yaml": schedule(link)}, BEFORE)
        assert "index.html" in built.site.files


def test_a_link_to_unreleased_content_is_plain_text(build_course: BuildCourse) -> None:
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


def test_published_content_is_removed_when_it_becomes_unreleased_again(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({**FILES, "content/schedule.yaml": schedule("file: hw/xyzzy 1.pdf")})
    published = root / "_site" / "files" / "hw" / "xyzzy 1.pdf"

    assert run_tool("build", "--source", root, "--now", "2020-03-01T18:00").code == 0
    assert published.read_text() == "Xyzzy"
    assert run_tool("build", "--source", root, "--now", "2020-03-01T17:59").code == 0
    assert not published.exists()
    assert not published.parent.exists()


def test_an_image_is_unreleased_if_only_an_unreleased_page_shows_it(
    build_course: BuildCourse,
) -> None:
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


# Home page sections


AT_HOME = {
    "site.yaml": "title: T\ntimezone: Asia/Shanghai\nurl: https://example.org/\n"
    "home: [schedule, xyzzy, about]\n",
    "content/about.md": "# About\n",
    "content/xyzzy.md": "# Xyzzy\n\nXyzzy ![Xyzzy](xyzzy.png)\n",
    "content/xyzzy.png": "Xyzzy",
    "content/schedule.yaml": schedule("url: xyzzy.md"),
}


def test_an_unreleased_page_is_not_on_the_home_page(build_course: BuildCourse) -> None:
    assert b"xyzzy" not in everything(build_course(AT_HOME, BEFORE).site).lower()
    assert b"xyzzy" in everything(build_course(AT_HOME, AFTER).site).lower()


@pytest.mark.parametrize("link", ["[Early](xyzzy.md)", "[Early](/#xyzzy)"])
def test_a_link_to_an_unreleased_section_of_the_home_page_is_reported(
    build_course: BuildCourse, link: str
) -> None:
    files = {**AT_HOME, "content/lab/index.md": f"# Lab\n\n{link.replace('(x', '(../x')}\n"}
    built = build_course(files, BEFORE)

    assert [d.code for d in built.found] == [Code.UNRELEASED]
    assert b"xyzzy" not in everything(built.site).lower()


def test_a_link_to_an_unreleased_home_page_section_is_not_in_the_navigation(
    build_course: BuildCourse,
) -> None:
    navigation = "navigation: [{title: Early, link: '#xyzzy'}, {title: Too, link: xyzzy.md}]\n"
    built = build_course({**AT_HOME, "site.yaml": AT_HOME["site.yaml"] + navigation}, BEFORE)

    assert [d.code for d in built.found] == [Code.UNRELEASED] * 2
    assert b"xyzzy" not in everything(built.site).lower()


# Spellings of the site's URL


OWN = [
    "http://example.org/course/files/a%20b.pdf",
    "HTTPS://EXAMPLE.ORG/course/files/a%20b.pdf",
    "https://example.org:443/course/files/a%20b.pdf",
    "http://example.org:80/course/files/a%20b.pdf",
    "https://example.org:/course/files/a%20b.pdf",
    "https://example.org/course//files//a%20b.pdf",
    "https://example.org/x/../course/./files/a%20b.pdf",
    "https://example.org/x/%2E%2e/course/files/a%20b.pdf",
    "https://example.org/%63ourse/%66iles/%61%20b.pdf#page=3",
    "//example.org/course/files/a%20b.pdf?download",
    "//example.org://course/files/a%20b.pdf",
    "https://example.org./course/files/a%20b.pdf",
    "https://you@example.org/course/files/a%20b.pdf",
    "https://ｅxample。org/course/files/a%20b.pdf",
]


@pytest.mark.parametrize("url", OWN)
def test_a_file_is_unreleased_regardless_of_the_spelling_of_its_url(
    build_course: BuildCourse, url: str
) -> None:
    files = {
        **FILES,
        "files/a b.pdf": "Xyzzy",
        "content/schedule.yaml": schedule(f"url: '{url}'"),
        "content/about.md": f"# About\n\n[Early]({url})\n",
    }

    before, after = build_course(files, BEFORE), build_course(files, AFTER)
    assert "files/a b.pdf" not in before.site.files
    assert "href" not in text_of(before.html("about/index.html")).partition("Early")[0][-40:]
    assert Code.UNRELEASED in [d.code for d in before.found]
    assert "files/a b.pdf" in after.site.files


def test_the_url_in_site_yaml_is_recognized_even_if_the_build_uses_another(
    build_course: BuildCourse,
) -> None:
    files = {
        **FILES,
        "files/a.pdf": "Xyzzy",
        "files/b.pdf": "Xyzzy, too",
        "content/schedule.yaml": schedule("url: 'https://example.org/course/files/a.pdf'"),
    }

    built = build_course(files, BEFORE, base_url="https://preview.example.com/")
    assert "files/a.pdf" not in built.site.files
    files["content/schedule.yaml"] = schedule("url: 'https://preview.example.com/files/b.pdf'")
    built = build_course(files, BEFORE, base_url="https://preview.example.com/")
    assert "files/b.pdf" not in built.site.files


# Misspelled paths


MISSPELLED = {
    "hw": (Code.FILE_MISSING, ""),
    "nowhere.pdf": (Code.FILE_MISSING, ""),
    "hw.pdf#page=3": (Code.FILE_MISSING, "files/hw.pdf"),
    "a%20b.pdf": (Code.FILE_MISSING, "files/a b.pdf"),
    "HW.pdf": (Code.FILE_CASE, "files/hw.pdf"),
    "p.md": (Code.PAGE_MISSING, ""),
}
"""Misspelled paths, with the code of the message and the unreleased file."""


def misspelled(link: str) -> dict[str, str]:
    """Return a course with a material that links to a misspelled path."""
    return {
        "site.yaml": FILES["site.yaml"],
        "content/schedule.yaml": schedule(f"{'url' if '.md' in link else 'file'}: '{link}'"),
        "files/hw.pdf": "1",
        "files/a b.pdf": "2",
    }


@pytest.mark.parametrize(("link", "code"), [(link, code) for link, (code, _) in MISSPELLED.items()])
def test_a_misspelled_path_is_reported_before_and_after_the_release(
    build_course: BuildCourse, link: str, code: Code
) -> None:
    files = misspelled(link)
    before, after = build_course(files, BEFORE), build_course(files, AFTER)
    assert [d.code for d in before.found] == [code]
    (early,), (late,) = before.found, after.found
    assert (str(early.location), early.hint) == (str(late.location), late.hint)
    assert early.message.removesuffix(", so its release date has no effect") == late.message


@pytest.mark.parametrize(("link", "withheld"), [(link, w) for link, (_, w) in MISSPELLED.items()])
def test_the_message_explains_that_a_release_date_has_no_effect(
    build_course: BuildCourse, link: str, withheld: str
) -> None:
    built = build_course(misspelled(link), BEFORE)

    assert built.found[0].message.endswith("its release date has no effect") != bool(withheld)
    assert {"files/hw.pdf", "files/a b.pdf"} - built.site.files.keys() == {withheld} - {""}


@pytest.mark.parametrize(
    "url", ["files/hx.pdf", "/files//hx.pdf", "FILES/hx.pdf", "nowhere/", "labs.html"]
)
def test_a_broken_url_in_the_site_is_reported_before_the_release(
    build_course: BuildCourse, url: str
) -> None:
    own = f"https://example.org/course/{url}"
    built = build_course(
        {**misspelled(""), "content/schedule.yaml": schedule(f"url: '{own}'")}, BEFORE
    )

    (found,) = built.found
    assert found.code in {Code.FILE_MISSING, Code.BROKEN_LINK}
    assert found.message.endswith("its release date has no effect")
    assert found.location.marked.strip("'") == own


@pytest.mark.parametrize(
    "url",
    ["https://example.org/other/", "https://example.org/course/", "https://example.com/files/"],
)
def test_a_working_or_external_url_is_not_reported(build_course: BuildCourse, url: str) -> None:
    files = {**misspelled(""), "content/schedule.yaml": schedule(f"url: '{url}'")}

    assert build_course(files, BEFORE).lines == []


ELSEWHERE = {
    "hx.pdf": "did you mean 'hw.pdf'?",
    "HW.pdf": ("write 'hw.pdf', because web servers distinguish uppercase and lowercase letters"),
    "solution/1.pdf": "did you mean 'solutions/1.pdf'?",
    "solutions/2.pdf": "",
    "slides/vectors.pdf": "",
}


@pytest.mark.parametrize(("link", "hint"), ELSEWHERE.items())
def test_a_file_on_another_host_is_reported_if_a_local_file_has_a_similar_name(
    build_course: BuildCourse, link: str, hint: str
) -> None:
    site = FILES["site.yaml"] + "files: {base_url: https://files.example.org/}\n"
    files = {**misspelled(link), "site.yaml": site, "files/solutions/1.pdf": "3"}
    built = build_course(files, BEFORE)

    assert [d.hint for d in built.found] == ([hint] if hint else [])
    assert ("files/hw.pdf" in built.site.files) == (link != "HW.pdf")


@pytest.mark.parametrize("link", ["hw.pdf#page=3", "hw.pdf?x", "a%20b.pdf", "HW.PDF", "old"])
def test_a_release_date_covers_the_intended_file_even_if_its_path_is_misspelled(
    build_course: BuildCourse, link: str
) -> None:
    files = {
        "files/hw.pdf": "1",
        "files/a b.pdf": "2",
        "files/old/one.pdf": "3",
        "files/c.pdf": "4",
    }
    meant = {"a%20b.pdf": "files/a b.pdf", "old": "files/old/one.pdf"}.get(link, "files/hw.pdf")
    built = build_course({**files, "content/schedule.yaml": schedule(f"file: '{link}'")}, BEFORE)

    assert files.keys() - built.site.files.keys() == {meant}


# Other names of a file, and copies


def linked(course: Mapping[str, str | bytes], make_course: MakeCourse, **links: str) -> Built:
    """Build a course with symbolic links, and hard links for targets that start with a slash."""
    root = make_course(course)
    for name, target in links.items():
        path = root / "files" / f"{name}.pdf"
        path.parent.mkdir(exist_ok=True)
        if target.startswith("/"):
            os.link(root / target[1:], path)
        else:
            path.symlink_to(target)
    noted = Diagnostics()
    return Built(build(Settings(root, BEFORE), noted), noted)


def test_a_file_is_unreleased_under_all_its_names(make_course: MakeCourse) -> None:
    files = {
        "files/real.pdf": "Xyzzy",
        "files/other.pdf": "public",
        "content/schedule.yaml": schedule("file: link.pdf"),
        "content/about.md": "# About\n\n[One](files/real.pdf), [two](files/hard.pdf)\n",
    }
    built = linked(files, make_course, link="real.pdf", second="link.pdf", hard="/files/real.pdf")

    published = {path for path in built.site.files if path.startswith("files/")}
    assert published == {"files/other.pdf"}
    assert [d.code for d in built.found] == [Code.UNRELEASED] * 2


def test_a_name_that_a_released_material_links_to_is_published_and_reported(
    make_course: MakeCourse,
) -> None:
    materials = "slides: real.pdf, solution: {file: link.pdf, released: 2099-01-01}"
    files = {
        "files/real.pdf": "words",
        "content/schedule.yaml": f"weeks: [{{lectures: [{{title: One, {materials}}}]}}]\n",
    }
    built = linked(files, make_course, link="real.pdf")

    assert "files/real.pdf" in built.site.files
    assert "files/link.pdf" not in built.site.files
    assert [line.partition(": ")[2] for line in built.leaks] == [
        "error: 'files/real.pdf' has the same content as the unreleased file 'files/link.pdf'"
    ]


COPY = "'files/copy.pdf' has the same content as the unreleased file 'files/sol.pdf'"
COPIES = {
    "site.yaml": FILES["site.yaml"],
    "files/sol.pdf": "Xyzzy",
    "files/copy.pdf": "Xyzzy",
    "static/site-root/copy.pdf": "Xyzzy",
    "files/empty.pdf": "",
    "content/schedule.yaml": schedule("file: sol.pdf"),
}


def test_copies_of_an_unreleased_file_are_unreleased(build_course: BuildCourse) -> None:
    before, after = build_course(COPIES, BEFORE), build_course(COPIES, AFTER)

    assert {"files/sol.pdf", "files/copy.pdf", "copy.pdf"}.isdisjoint(before.site.files)
    assert {"files/sol.pdf", "files/copy.pdf", "copy.pdf"} <= after.site.files.keys()
    assert before.lines == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("content/about.md", "# About\n\nSee [this](files/copy.pdf).\n"),
        ("content/staff.yaml", "people: [{name: A, bio: '[x](files/copy.pdf)'}]\n"),
        ("static/css/more.css", "a {background: url(../../files/copy.pdf)}\n"),
        ("templates/partials/footer.html", "{{ 'files/copy.pdf' | href }}\n"),
    ],
)
def test_a_copy_that_public_content_links_to_is_in_the_site_and_a_leak(
    build_course: BuildCourse, name: str, text: str
) -> None:
    built = build_course({**COPIES, name: text}, BEFORE)

    assert "files/copy.pdf" in built.site.files
    assert {"files/sol.pdf", "copy.pdf"}.isdisjoint(built.site.files)
    assert built.leaks == [f"content/schedule.yaml:1:74: error: {COPY}"]


def test_the_message_about_a_copy_contains_the_path_from_the_schedule(
    make_course: MakeCourse,
) -> None:
    files = {**COPIES, "content/about.md": "# About\n\n[This](files/copy.pdf)\n"}
    built = linked(files, make_course, a="/files/sol.pdf", z="/files/sol.pdf")

    assert [line.rpartition(" ")[2] for line in built.leaks] == ["'files/sol.pdf'"]


def test_empty_files_are_not_treated_as_copies(build_course: BuildCourse) -> None:
    files = {**COPIES, "files/sol.pdf": "", "content/schedule.yaml": schedule("file: sol.pdf")}

    assert "files/empty.pdf" in build_course(files, BEFORE).site.files


def test_a_copy_of_an_unreleased_page_is_unreleased(build_course: BuildCourse) -> None:
    page = "# Xyzzy\n\n[Data](files/xyzzy.csv)\n"
    files = {
        "site.yaml": FILES["site.yaml"],
        "content/xyzzy.md": page,
        "content/copy.md": page,
        "files/xyzzy.md": page,
        "files/xyzzy.csv": "Xyzzy",
        "content/schedule.yaml": schedule("url: xyzzy.md"),
    }

    before, after = build_course(files, BEFORE), build_course(files, AFTER)
    assert b"xyzzy" not in everything(before.site).lower()
    assert {"copy/index.html", "files/xyzzy.md", "files/xyzzy.csv"} <= after.site.files.keys()


# Content that only unreleased content refers to


SHOWN = {
    "site.yaml": FILES["site.yaml"],
    "content/one/sol.md": "# Solution\n\n",
    "content/one/figure.png": "secret",
    "content/two/sol.md": "# Other\n\n![Figure](figure.png)\n",
    "content/two/figure.png": "public",
    "static/figure.png": "also public",
    "content/schedule.yaml": schedule("url: one/sol.md"),
}


@pytest.mark.parametrize(
    "text",
    [
        "![Figure](figure.png)",
        "![Figure](./fi%67ure.png)",
        "![Figure][1]\n\n[1]: figure.png",
        "<img src='figure.png' alt=''>",
        "<img src=../figure.png alt=''>",
        '<picture><source srcset="../figure.png 2x"><img alt="" src=""></picture>',
        '<div style="background: url(../figure.png)"></div>',
        '<object data="../figure.png"></object>',
        "<script>fetch('../figure.png')</script>",
        '<img srcset="../figure.png, https://w.org/b.png 2x" src="/" alt="">',
        '<link rel="preload" as="image" imagesrcset="../figure.png 2x">',
        "<iframe srcdoc=\"<img src='../figure.png'>\"></iframe>",
        '<iframe srcdoc="<iframe srcdoc=&quot;<img src=../figure.png>&quot;>"></iframe>',
        '<style>a {background: image-set("../figure.png" 1x)}</style>',
        '<style>@import "../figure.png";</style>',
        "<style>a {background: url(../figure\\2e png)}</style>",
        '<svg><rect fill="url(../figure.png)"/></svg>',
        '<svg><image href="../figure.png"/></svg>',
        '<embed src="../figure.png">',
        '<map name="m"><area href="../figure.png"></map>',
        '<form action="../figure.png"><button>Go</button></form>',
        '<form><button formaction="../figure.png">Go</button></form>',
        '<form><input type="image" src="../figure.png" alt=""></form>',
        '<video poster="../figure.png"></video>',
        '<video><track src="../figure.png"></video>',
        '<div data-src="../figure.png"></div>',
        """<div data-a='{"src": "..\\/figure.png"}'></div>""",
        "<div onclick=\"open('../figure.png')\"></div>",
        "<a href=\"javascript:open('../figure.png')\">x</a>",
        "<p title=it's><img src=../figure.png></p>",
        "<script>fetch('../figure.png') // it's\n</script>",
        "<script>let its = 'a'; // it's\nfetch(/* don't */ '../figure.png')</script>",
        '<meta http-equiv="refresh" content="0; url=../figure.png">',
        '<base href="../"><img src="figure.png">',
        "[Figure](https://example.org/course/one/figure.png)",
        "[Figure](/one/figure.png)",
        "[More](more.md)",
        "[More](../files/more.html)",
        "[More](/files/more.html)",
        "[More](/files/more.xhtml)",
        "[More](/files/more.xml)",
        "[More](/files/more.svg)",
        "[More](/files/more.css)",
    ],
)
def test_a_file_that_only_an_unreleased_page_shows_is_unreleased(
    build_course: BuildCourse, text: str
) -> None:
    files = {**SHOWN, "content/one/sol.md": f"# Solution\n\n{text}\n"}
    if "more.md" in text:
        files["content/one/more.md"] = "# More\n\n![Figure](figure.png)\n"
    for suffix in ("html", "xhtml", "xml", "svg"):
        if f"more.{suffix}" in text:
            files[f"files/more.{suffix}"] = "<image href='../one/figure.png'/>"
    if "more.css" in text:
        files["files/more.css"] = '@import "../one/figure.png";'
    before, after = build_course(files, BEFORE).site.files, build_course(files, AFTER).site.files

    assert {"one/figure.png", "one/more/index.html"}.isdisjoint(before)
    assert [path for path in before if path.startswith("files/")] == []
    assert {"two/figure.png", "static/figure.png"} <= before.keys()
    assert "one/figure.png" in after


@pytest.mark.parametrize(
    "text", ["`![Figure](../one/figure.png)`", "    ![Figure](../one/figure.png)\n", "figure.png"]
)
def test_example_code_in_a_public_page_does_not_publish_a_file(
    build_course: BuildCourse, text: str
) -> None:
    files = {
        **SHOWN,
        "content/one/sol.md": "# Solution\n\n![Figure](figure.png)\n",
        "content/two/sol.md": f"# Other\n\n{text}\n",
    }

    assert "one/figure.png" not in build_course(files, BEFORE).site.files


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("content/two/more.md", "![Figure](../one/fig%75re.png)"),
        ("content/two/more.md", "<img src='../one/figure&#46;png' alt=''>"),
        ("content/two/more.md", "---\nextra: {hero: one/figure.png}\n---\n# More\n"),
        ("content/two/more.md", '<img srcset="../figure.png, ../../one/figure.png 2x" alt="">'),
        ("static/more.html", "<img src=../one/figure.png>"),
        ("static/more.xml", "<a xlink:href='../one/figure.png'/>"),
        ("static/css/course.css", "a {background: image-set('../../one/figure.png' 1x)}"),
        ("static/css/course.css", "a {background: url('../../one/figure.png')}"),
    ],
)
def test_a_file_that_public_content_also_shows_is_published(
    build_course: BuildCourse, name: str, text: str
) -> None:
    files = {**SHOWN, "content/one/sol.md": "# Solution\n\n![Figure](figure.png)\n", name: text}

    assert "one/figure.png" in build_course(files, BEFORE).site.files


def test_files_in_the_note_of_unreleased_material_are_unreleased(
    build_course: BuildCourse,
) -> None:
    note = "{file: a.pdf, note: '[Data](files/data.csv)', released: 2099-01-01}"
    files = {
        "content/schedule.yaml": f"weeks: [{{lectures: [{{title: One, solution: {note}}}]}}]\n",
        "files/a.pdf": "1",
        "files/data.csv": "2",
        "files/c.pdf": "3",
    }

    published = build_course(files, BEFORE).site.files
    assert {path for path in published if path.startswith("files/")} == {"files/c.pdf"}


@pytest.mark.parametrize(
    "html",
    [
        '<map name="m"><area href="{}"></map>',
        "<a href={}>early</a>",
        '<object data="{}"></object>',
        '<embed src="{}">',
        '<form action="{}"></form>',
        '<button formaction="{}">Go</button>',
        '<input type="image" src="{}" alt="">',
        '<img srcset="{}, https://w.org/b.png 2x" src="/" alt="">',
    ],
)
@pytest.mark.parametrize(
    "url", ["files/hw/xyzzy%201.pdf", "https://example.org/course/files/hw/xyzzy%201.pdf"]
)
def test_no_element_contains_a_url_of_unreleased_content(
    make_course: MakeCourse, run_tool: RunTool, html: str, url: str
) -> None:
    text = f"# Lab\n\n<div>{html.format(url)}</div>\n"
    files = {**FILES, "content/schedule.yaml": schedule("file: hw/xyzzy 1.pdf")}
    root = make_course({**files, "content/lab/index.md": text})
    now = ("--now", "2020-03-01T17:59")

    assert run_tool("build", "--source", root, *now).code == 0
    assert "xyzzy" not in text_of((root / "_site/lab/index.html").read_text())
    checked = run_tool("check", "--source", root, *now)
    assert [line for line in checked.out.splitlines() if "content/lab" in line] == [
        (
            f"content/lab/index.md:3:{text.splitlines()[2].index(url) + 1}: "
            f"warning: '{url}' is not released yet [CG209]"
        )
    ]


def test_the_name_of_an_unreleased_file_in_a_stylesheet_is_a_leak(
    build_course: BuildCourse,
) -> None:
    files = {
        **FILES,
        "content/schedule.yaml": schedule("url: /static/xyzzy.png"),
        "static/css/course.css": "a {background: url(../xyzzy.png)}\n",
    }
    built = build_course(files, BEFORE)

    assert "static/xyzzy.png" not in built.site.files
    assert [line.partition(": ")[2] for line in built.leaks] == [
        "error: 'static/css/site.css' contains 'xyzzy.png', which is not public"
    ]


UNRELEASED_IMAGES = {
    "icon": ("site.yaml", "icon: xyzzy.png\n"),
    "social image": ("site.yaml", "social_image: xyzzy.png\n"),
    "banner": ("site.yaml", "banners: {top: {image: xyzzy.png, alt: A}}\n"),
    "photo": ("content/staff.yaml", "people: [{name: A, photo: {image: xyzzy.png, alt: A}}]\n"),
    "picture": ("content/a.md", "---\npictures: [{image: xyzzy.png, alt: A}]\n---\n"),
}


@pytest.mark.parametrize(("name", "text"), UNRELEASED_IMAGES.values(), ids=UNRELEASED_IMAGES.keys())
def test_an_unreleased_image_in_data_is_reported_with_its_own_hint(
    build_course: BuildCourse, name: str, text: str
) -> None:
    files = {**FILES, "content/schedule.yaml": schedule("url: /static/xyzzy.png")}
    built = build_course({**files, name: files.get(name, "") + text}, BEFORE)

    (found,) = built.found
    assert found.code is Code.UNRELEASED
    assert found.hint == "the site does not use it until its release"
    assert "static/xyzzy.png" not in built.site.files


def test_top_level_pages_are_public_even_if_an_unreleased_page_links_to_them(
    build_course: BuildCourse,
) -> None:
    files = {
        "content/syllabus.md": "# Syllabus\n",
        "content/hw.md": "# Homework\n\n[Syllabus](syllabus.md), [home](index.md)\n",
        "content/schedule.yaml": schedule("url: hw.md"),
    }

    assert {"syllabus/index.html", "index.html"} <= build_course(files, BEFORE).site.files.keys()


def test_content_is_not_searched_for_links_if_everything_is_released(
    build_course: BuildCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "coursegen.site.course_graph", None)

    assert "files/sol.pdf" in build_course(COPIES, AFTER).site.files


# Drafts


DRAFT = {
    "site.yaml": FILES["site.yaml"],
    "content/one/index.md": "---\ndraft: yes\npictures: [{image: banner.png}]\n---\n"
    "![Figure](figure.png), [file](/files/xyzzy.pdf), [page](../two/page.md)\n",
    "content/one/figure.png": "xyzzy 1",
    "content/two/page.md": "# Two\n",
    "static/banner.png": "xyzzy 2",
    "files/xyzzy.pdf": "xyzzy 3",
}


def test_a_file_that_only_a_draft_shows_is_not_published(build_course: BuildCourse) -> None:
    built = build_course(DRAFT)

    assert built.lines == []
    assert b"xyzzy" not in everything(built.site)
    assert "two/page/index.html" in built.site.files


def test_a_file_that_a_draft_shows_is_published_with_the_draft(build_course: BuildCourse) -> None:
    page = DRAFT["content/one/index.md"].replace("yes", "no")
    site = build_course({**DRAFT, "content/one/index.md": page}).site

    assert {"one/figure.png", "static/banner.png", "files/xyzzy.pdf"} <= site.files.keys()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("content/two/page.md", "# Two\n\n[PDF](/files/xyzzy.pdf)\n"),
        ("content/schedule.yaml", "weeks: [{lectures: [{title: One, slides: xyzzy.pdf}]}]\n"),
        ("static/more.html", "<a href='../files/xyzzy.pdf'>PDF</a>"),
    ],
)
def test_a_file_that_public_content_links_to_is_published_even_if_a_draft_shows_it(
    build_course: BuildCourse, name: str, text: str
) -> None:
    built = build_course({**DRAFT, name: text})

    assert built.lines == []
    assert "files/xyzzy.pdf" in built.site.files
    assert {"one/figure.png", "static/banner.png"}.isdisjoint(built.site.files)


def test_the_home_page_may_be_a_draft(build_course: BuildCourse) -> None:
    home = "---\ndraft: yes\n---\n![Figure](one/figure.png)\n"
    files = {"content/index.md": home, "content/one/figure.png": "xyzzy"}
    built = build_course(files)

    assert b"xyzzy" not in everything(built.site)
    assert "index.html" in built.site.files


def test_a_link_to_a_draft_is_reported(build_course: BuildCourse) -> None:
    about = "# About\n\n[Early](one/index.md) and [early](/one/)\n"
    built = build_course({**DRAFT, "content/about.md": about})

    assert [(d.code, d.message) for d in built.found] == [
        (Code.PAGE_MISSING, "the page 'one/index.md' is a draft"),
        (Code.BROKEN_LINK, "broken link: the site has no page or file '/one/'"),
    ]


# Names with an underscore


def test_names_with_an_underscore_are_not_published(build_course: BuildCourse) -> None:
    files = {
        "content/_drafts/p.md": "# P\n",
        "content/_drafts/q.md": "# Q\n",
        "content/_r.md": "# R\n",
        "content/labs/_s.png": "S",
        "files/_old/a.pdf": "A",
        "files/_b.pdf": "B",
        "static/_c.png": "C",
        "static/site-root/_redirects": "/a /b\n",
        "static/site-root/_next/d.js": "D",
        "static/site-root/e/_f.txt": "F",
        "static/site-root/.well-known/security.txt": "S",
        "static/site-root/.secret": "S",
        "static/.well-known/x": "X",
        "templates/_macros.html": "",
        "files/public_name.pdf": "P",
    }
    built = build_course(files)

    names = {path for path in built.site.files if "_" in path or path.startswith(".")}
    assert names == {"files/public_name.pdf", "_redirects", ".well-known/security.txt"}
    assert {str(d.location).partition(":")[0] for d in built.found} == {
        *("content/_drafts/", "content/_r.md", "content/labs/_s.png", "files/_old/"),
        *("files/_b.pdf", "static/_c.png", "static/site-root/_next/", "static/site-root/e/_f.txt"),
    }
    assert {d.code for d in built.found} == {Code.UNDERSCORE_NAME}
    assert len(built.found) == 8


@pytest.mark.parametrize("link", ["_drafts/p.md", "files/_b.pdf", "/_drafts/p/", "static/_c.png"])
def test_a_link_to_a_name_with_an_underscore_is_reported_with_the_reason(
    build_course: BuildCourse, link: str
) -> None:
    built = build_course({"content/about.md": f"# About\n\n[There]({link})\n"})

    assert [d.code for d in built.found] == [Code.UNDERSCORE_NAME]
    assert "begins with an underscore" in built.found[0].message
