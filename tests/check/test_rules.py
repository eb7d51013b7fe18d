"""The questions that `coursegen check` asks of a course and its site, one by one."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from conftest import BuildCourse, Files, MakeCourse, RunTool

from coursegen.check import (
    QUICK,
    RULES,
    anchors,
    ask,
    images,
    repeated_emails,
    repeated_targets,
    unused_files,
)
from coursegen.check.rule import Rule

Asked = Callable[..., list[str]]


@pytest.fixture
def asked(build_course: BuildCourse) -> Asked:
    """What one rule finds in a course: `place: message`."""

    def find(
        rule: Rule, files: Files, now: datetime = datetime(2020, 2, 20, tzinfo=UTC)
    ) -> list[str]:
        site = build_course(files, now).site
        return [f"{d.place}: {d.message}" for d in ask([rule], site)]

    return find


def weeks(*lectures: str) -> dict[str, str]:
    lines = "".join(f"      - {lecture}\n" for lecture in lectures)
    return {"content/schedule.yaml": f"weeks:\n  - lectures:\n{lines}"}


# --- e-mail addresses ----------------------------------------------------------------------------


def test_two_people_with_one_address_are_told(asked: Asked) -> None:
    staff = "people:\n  - {name: A, email: a@b.cd}\n  - {name: B, email: A@B.cd}\n  - C\n"

    assert asked(repeated_emails.RULE, {"content/staff.yaml": staff}) == [
        "content/staff.yaml:3:22: B has the same e-mail address as A"
    ]


def test_one_person_in_two_groups_is_no_mistake(asked: Asked) -> None:
    person = "{name: A, email: a@b.cd}"
    staff = f"groups:\n  - {{title: X, people: [{person}]}}\n  - {{title: Y, people: [{person}]}}\n"

    assert asked(repeated_emails.RULE, {"content/staff.yaml": staff}) == []


# --- targets -------------------------------------------------------------------------------------


def test_two_lectures_with_one_file_are_told(asked: Asked) -> None:
    assert asked(
        repeated_targets.RULE,
        weeks(
            "{title: A, slides: a.pdf}", "{title: B, slides: a.pdf}", "{title: C, slides: c.pdf}"
        ),
    ) == ["content/schedule.yaml:4:28: the file 'a.pdf' is linked twice"]


def test_materials_that_are_shared_on_purpose_are_no_mistake(asked: Asked) -> None:
    assert (
        asked(
            repeated_targets.RULE,
            weeks(
                "{title: A, slides: a.pdf, code: book.zip, reading: https://example.org/}",
                "{title: B, slides: b.pdf, code: book.zip, reading: https://example.org/}",
                "{title: C, slides: https://example.org/}",
                "{title: D, slides: https://example.org/}",
            ),
        )
        == []
    )


# --- links inside the site ----------------------------------------------------------------------


def test_a_part_of_a_page_that_is_not_there_is_told(asked: Asked) -> None:
    files = {
        "content/a.md": "# A\n\n## Us\n\n[a](#us) [b](#them) [c](b.md#x)\n",
        "content/b.md": "# B\n\n[d](a.md#us) [e](a.md#ours)\n",
    }

    assert asked(anchors.RULE, files) == [
        "content/a.md:5:14: the page /a/ links to '#them', which is not in the page /a/",
        "content/a.md:5:29: the page /a/ links to '#x', which is not in the page /b/",
        "content/b.md:3:22: the page /b/ links to '#ours', which is not in the page /a/",
    ]


def test_a_part_that_is_there_by_any_name_is_fine(asked: Asked) -> None:
    files = {
        "site.yaml": "title: T\nhome: [schedule, staff, more]\n"
        "navigation: [{title: A, link: '#week-1'}, {title: B, link: '/#staff'}]\n",
        **weeks("{lecture: 1, title: One, notes: '#lecture-1'}"),
        "content/staff.yaml": "people: [Ada]\n",
        "content/more.md": '# More {#named}\n\n<a name="old"></a>\n\n## 第一 讲 {#第一}\n',
        "content/about.md": "[a](more.md) [b](more.md#old) [c](/#%E7%AC%AC%E4%B8%80)\n"
        "[d](/#lecture-1)\n\nA note.[^1]\n\n[^1]: Here.\n",
    }
    files["content/schedule.yaml"] = files["content/schedule.yaml"].replace(
        "  - lectures", "  - week: 1\n    lectures"
    )

    assert asked(anchors.RULE, files) == []


def test_a_broken_link_of_the_navigation_is_told_once_and_where_it_is_written(asked: Asked) -> None:
    files = {
        "site.yaml": "title: T\nnavigation:\n  - {title: X, link: '#nowhere'}\n",
        "content/about.md": "# About\n",
        "content/other.md": "# Other\n",
    }

    assert asked(anchors.RULE, files) == [
        "site.yaml:3:22: the page / links to '#nowhere', which is not in the page /"
    ]


def test_a_broken_link_in_a_remark_is_told_where_it_is_written(asked: Asked) -> None:
    files = weeks("title: One\n        note: |\n          Words.\n\n          [x](#nowhere)")

    assert asked(anchors.RULE, files) == [
        "content/schedule.yaml:7:15: the page / links to '#nowhere', which is not in the page /"
    ]


def test_a_broken_link_of_a_template_is_told(asked: Asked) -> None:
    files = {
        "content/a.md": "# A\n",
        "templates/page.html": "<a href='../gone/'>x</a><img src='gone.png' alt=''>",
    }

    assert asked(anchors.RULE, files) == [
        "content/a.md:1:1: the page /a/ links to '/gone/index.html', which is not in the site",
        "content/a.md:1:1: the page /a/ links to '/a/gone.png', which is not in the site",
    ]


def test_a_page_that_could_not_be_rendered_is_not_called_missing_too(asked: Asked) -> None:
    files = {
        "content/about.md": "# About\n",
        "content/index.md": "[About](about.md)\n",
        "templates/page.html": "{{ nothing }}",
    }

    assert asked(anchors.RULE, files) == []


# --- images ---------------------------------------------------------------------------------------


def test_an_image_without_words_is_told(asked: Asked) -> None:
    files = {
        "site.yaml": "title: T\nhome: [more]\n",
        "content/about.md": "# About\n\n![](static/a.png) ![A plot](static/b.png)\n",
        "content/more.md": "# More\n\nWords.\n\n<img src='static/c.png'>\n",
        "static/a.png": "png",
        "static/b.png": "png",
        "static/c.png": "png",
    }

    assert sorted(asked(images.RULE, files)) == [
        "content/about.md:3:1: the image 'a.png' has no alternative text",
        "content/more.md:5:18: the image 'c.png' has no alternative text",
    ]


def test_an_image_without_words_in_code_is_no_image(asked: Asked) -> None:
    files = {"content/about.md": "# About\n\n```\n![](a.png)\n```\n\n`![](b.png)`\n"}

    assert asked(images.RULE, files) == []


def test_a_picture_in_data_without_alt_is_told(asked: Asked) -> None:
    files = {
        "site.yaml": """\
title: T
banners:
  top: {image: a.png}
  bottom: {image: a.png, alt: ''}
""",
        "content/staff.yaml": """\
people:
  - {name: A, photo: a.png}
  - {name: B, photo: {image: a.png}}
""",
        "content/about.md": """\
---
pictures:
  - {image: a.png}
  - {image: a.png, alt: A}
---
""",
        "static/a.png": "png",
    }

    assert sorted(asked(images.RULE, files)) == [
        "content/about.md:3:13: the picture 'a.png' has no alternative text",
        "content/staff.yaml:3:30: the picture 'a.png' has no alternative text",
        "site.yaml:3:16: the picture 'a.png' has no alternative text",
    ]


# --- files ----------------------------------------------------------------------------------------


def test_a_file_that_no_page_links_to_is_told(asked: Asked) -> None:
    files = {
        **weeks("{title: A, slides: a 1.pdf, code: [第二.zip]}"),
        "content/about.md": "[c](files/c%231.pdf)\n",
        "files/a 1.pdf": "",
        "files/第二.zip": "",
        "files/c#1.pdf": "",
        "files/old/d.pdf": "",
    }

    assert asked(unused_files.RULE, files) == ["files/old/d.pdf:1:1: no page links to this file"]


def test_a_file_that_waits_for_its_release_is_not_unused(asked: Asked) -> None:
    files = {
        **weeks("{title: A, slides: {file: a.pdf, released: 2020-03-01}}"),
        "files/a.pdf": "",
    }

    assert asked(unused_files.RULE, files) == []
    assert asked(unused_files.RULE, files, datetime(2020, 3, 1, tzinfo=UTC)) == []


# --- the command ----------------------------------------------------------------------------------


def test_a_build_asks_what_is_cheap_and_a_check_asks_everything() -> None:
    assert set(QUICK) < set(RULES)


@pytest.mark.parametrize(
    ("link", "files"),
    [
        ("gone.pdf", {}),
        ("Gone.PDF", {"files/gone.pdf": "pdf"}),
        ("gone.md", {}),
        ("/gone/", {}),
    ],
)
def test_what_is_missing_is_a_warning_in_a_build_and_an_error_in_a_check(
    make_course: MakeCourse, run_tool: RunTool, link: str, files: dict[str, str]
) -> None:
    root = make_course({**weeks(f"{{title: A, slides: {link}}}"), **files})

    built = run_tool("build", "--source", root)
    assert (built.code, "3:28: warning: " in built.err) == (0, True)
    checked = run_tool("check", "--source", root)
    assert (checked.code, "3:28: error: " in checked.out) == (1, True)


def test_a_check_of_a_good_course_is_good_and_writes_nothing(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({**weeks("{title: A, slides: a.pdf}"), "files/a.pdf": "pdf"})
    before = sorted(root.rglob("*"))
    checked = run_tool("check", "--source", root)

    assert (checked.code, checked.err) == (0, "")
    assert checked.out == "Checked 2 pages: no errors, no warnings.\n"
    assert sorted(root.rglob("*")) == before


def test_a_check_can_speak_to_tools_and_to_github(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"site.yaml": "title: T\ntermn: x\n"})
    found = json.loads(run_tool("check", "--source", root, "--format", "json").out)
    github = run_tool("check", "--source", root, "--format", "github").out

    assert found == [
        {
            "code": "CG101",
            "level": "error",
            "message": "unknown key 'termn' in site.yaml",
            "hint": "did you mean 'term'?",
            "file": "site.yaml",
            "line": 2,
            "column": 1,
        }
    ]
    assert github.startswith("::error file=site.yaml,line=2,col=1::unknown key 'termn'")
