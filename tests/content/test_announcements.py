"""Announcements on the home page, on their own page and in notices, and when they change."""

import re
from datetime import UTC, datetime

import pytest
from conftest import BuildCourse, Built

from coursegen.site.generated_paths import STYLESHEET

ARCHIVE, ABOUT, HOME = "announcements/index.html", "about/index.html", "index.html"
FILES = {
    "site.yaml": "title: T\nurl: https://example.org/\n",
    "content/about.md": "# About\n",
    "content/staff.yaml": "people: [Ada]\n",
}
TITLE = re.compile(r"<h[23]><a href=\"[./]*announcements/#([\w-]+)\">")
NOTICE = re.compile(r"<li><a href=\"[./]*announcements/#([\w-]+)\">")


def files(**announcements: str) -> dict[str, str]:
    """Return a course with announcements; each value contains the front matter from the date on."""
    return FILES | {
        f"content/announcements/{name.replace('_', '-')}.md": (
            f"---\ntitle: Title of {name}\ndate: {keys}\n---\nText of {name}.\n"
        )
        for name, keys in announcements.items()
    }


def shown(built: Built, path: str = HOME) -> list[str]:
    """Return the ids of the announcements on a page, in order."""
    return TITLE.findall(built.html(path)) if path in built.site.files else []


def notices(built: Built, path: str = HOME) -> list[str]:
    return NOTICE.findall(built.html(path))


# --- what is shown --------------------------------------------------------------------------------


def test_the_home_page_shows_the_latest_five_with_pinned_ones_first(
    build_course: BuildCourse,
) -> None:
    days = {f"day_{day}": f"2020-02-0{day}" for day in range(2, 8)}
    built = build_course(files(old="2020-02-01\npinned: yes", **days))

    assert shown(built) == ["old", "day-7", "day-6", "day-5", "day-4"]
    assert shown(built, ARCHIVE) == [*(f"day-{day}" for day in range(7, 1, -1)), "old"]
    assert 'href="announcements/">All announcements</a>' in built.html()


def test_the_home_page_links_to_the_others_only_if_there_are_others(
    build_course: BuildCourse,
) -> None:
    assert "All announcements" not in build_course(files(a="2020-02-01")).html()
    expired = files(a="2020-02-01", b="2020-02-02\nexpires: 2020-02-03")
    assert "All announcements" in build_course(expired).html()


def test_an_urgent_announcement_is_a_notice_on_every_page_until_it_expires(
    build_course: BuildCourse,
) -> None:
    course = files(a="2020-02-01\nurgent: yes\nexpires: 2020-02-20 12:00", b="2020-02-01")
    before, after = (
        build_course(course, datetime(2020, 2, 20, *clock, tzinfo=UTC))
        for clock in ((11, 59), (12, 0))
    )

    for path in before.site.plan.pages:
        assert notices(before, path) == ["a"]
        assert notices(after, path) == []
        assert "<aside" not in after.html(path)
    assert '<aside class="notices tinted" aria-label="Important announcements">' in before.html()
    assert (shown(before), shown(after)) == (["a", "b"], ["b"])
    assert shown(before, ARCHIVE) == shown(after, ARCHIVE) == ["a", "b"]


def test_a_section_without_current_announcements_is_not_shown(build_course: BuildCourse) -> None:
    built = build_course(files(a="2020-02-01\nexpires: 2020-02-02"))

    assert 'id="announcements"' not in built.html()
    assert '<a href="../announcements/">Announcements</a>' in built.html(ABOUT)
    assert shown(built, ARCHIVE) == ["a"]


def test_the_header_links_either_to_the_section_or_to_the_page(build_course: BuildCourse) -> None:
    built = build_course(files(a="2020-02-01"))

    assert '<a href="../#announcements">Announcements</a>' in built.html(ABOUT)
    assert '<a href="../announcements/">' not in built.html(ABOUT)


def test_before_the_first_announcement_the_site_is_the_same_as_without_any(
    build_course: BuildCourse,
) -> None:
    without = build_course(FILES).site.files
    future = build_course(files(a="2020-02-21\nurgent: yes")).site.files

    assert {path: file.version for path, file in future.items()} == {
        path: file.version for path, file in without.items()
    }


def test_the_release_date_is_the_date_by_default(build_course: BuildCourse) -> None:
    course = files(a="2020-02-20 12:01", b="2020-02-19\nreleased: 2020-02-21")
    built = build_course({**course, **files(c="2020-02-21\nreleased: 2020-02-19")})

    assert shown(built, ARCHIVE) == ["c"]


def test_a_file_that_only_an_unreleased_announcement_links_to_is_unreleased(
    build_course: BuildCourse,
) -> None:
    text = (
        "---\ntitle: T\ndate: 2020-03-01\n---\n[a](../labs/x.md), [b](c.png), [d](/files/d.pdf)\n"
    )
    unreleased = {
        "content/labs/x.md": "# X\n",
        "content/announcements/c.png": "",
        "files/d.pdf": "d",
    }
    course = {**FILES, **unreleased, "content/announcements/a.md": text}
    paths = {"labs/x/index.html", "announcements/c.png", "files/d.pdf"}

    assert not paths & build_course(course).site.files.keys()
    assert paths <= build_course(course, datetime(2020, 3, 1, tzinfo=UTC)).site.files.keys()


def test_a_link_to_something_unreleased_is_plain_text(build_course: BuildCourse) -> None:
    course = files(a="2020-02-21")
    course["content/about.md"] = "# About\n\n[News](/announcements/)\n"

    assert "<p>News</p>" in build_course(course).html(ABOUT)
    assert build_course(course).lines == [
        "content/about.md:3:8: warning: broken link: the site has no page or file '/announcements/'"
    ]


def test_the_author_can_write_the_page_of_all_announcements(build_course: BuildCourse) -> None:
    own = {"content/announcements/index.md": "# News\n\nOf this term.\n"}
    built = build_course({**files(a="2020-02-01"), **own})

    assert built.lines == []
    assert "<h1 id=" in built.html(ARCHIVE)
    assert "<p>Of this term.</p>" in built.html(ARCHIVE)
    assert shown(built, ARCHIVE) == ["a"]


def test_a_template_of_the_author_renders_the_page_of_all_announcements(
    build_course: BuildCourse,
) -> None:
    own = {
        "content/announcements/index.md": "---\ntemplate: own.html\n---\n# News\n",
        "templates/own.html": "{{ announcements | map(attribute='title') | join }}",
    }

    assert build_course({**files(a="2020-02-01"), **own}).html(ARCHIVE) == "Title of a"


def test_only_sites_with_announcements_contain_their_styles(build_course: BuildCourse) -> None:
    assert ".announcement" not in build_course(FILES).html(STYLESHEET)
    assert ".announcement" in build_course(files(a="2020-02-01")).html(STYLESHEET)


def test_equal_headings_and_footnotes_have_different_ids(build_course: BuildCourse) -> None:
    course = files(a="2020-02-01", b="2020-02-02", b_why="2020-02-03")
    for name in ("a", "b"):
        course[f"content/announcements/{name}.md"] += "\n# Where[^1]\n\n###### Why\n\n[^1]: Note\n"
    built = build_course(course)

    for path, level in ((HOME, 3), (ARCHIVE, 2)):
        html = built.html(path)
        ids = re.findall(r' id="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        assert f'<h{level} id="a--where">' in html
        assert '<h6 id="b--why">' in html
        assert 'href="#b--fn:1"' in html


def test_problems_in_an_announcement_are_reported_at_their_location(
    build_course: BuildCourse,
) -> None:
    course = files(a="2020-02-01\nurgent: yes")
    course["content/announcements/a.md"] += "\n```\n[not](a-link.md)\n```\n\n[a](missing.md)\n"

    (line,) = build_course(course).lines
    assert line == (
        "content/announcements/a.md:12:5: warning: "
        "there is no page 'announcements/missing.md' in content/"
    )


@pytest.mark.parametrize("name", ["a b", "Ü%?#", "!!!", "<x>"])
def test_any_file_name_is_a_working_anchor(build_course: BuildCourse, name: str) -> None:
    text = files(a="2020-02-01\nurgent: yes")["content/announcements/a.md"]
    built = build_course({**FILES, f"content/announcements/{name}.md": text})
    (id_,) = re.findall(r'<article class="announcement" id="([^"]+)"', built.html(ARCHIVE))

    assert built.lines == []
    assert re.fullmatch(r"[\w-]+", id_)
    assert f'announcements/#{id_.replace("ü", "%C3%BC")}"' in built.html()


# --- when the site changes ------------------------------------------------------------------------


def test_the_site_changes_at_release_and_expiry_times(build_course: BuildCourse) -> None:
    built = build_course(files(a="2020-02-01\nexpires: 2020-02-03", b="2020-03-01 09:30"))

    assert sorted(built.site.releases) == [
        datetime(2020, 2, 1, tzinfo=UTC),
        datetime(2020, 2, 3, tzinfo=UTC),
        datetime(2020, 3, 1, 9, 30, tzinfo=UTC),
    ]
