"""Links for editing the source of a page."""

import pytest
from conftest import BuildCourse, Tags

from coursegen.content.site_parts import Repository
from coursegen.site.repository import edit_url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://github.com/a/c/", "https://github.com/a/c/edit/main/content/x.md"),
        ("https://github.com/a/c.git/", "https://github.com/a/c/edit/main/content/x.md"),
        ("https://gitlab.com/a/b/c/", "https://gitlab.com/a/b/c/-/edit/main/content/x.md"),
        ("https://gitlab.example.edu/c/", "https://gitlab.example.edu/c/-/edit/main/content/x.md"),
        ("https://codeberg.org/a/c/", "https://codeberg.org/a/c/_edit/main/content/x.md"),
        ("https://gitea.example.edu/a/c/", "https://gitea.example.edu/a/c/_edit/main/content/x.md"),
        ("https://git.example.org/github/c/", ""),
    ],
)
def test_each_host_has_its_own_edit_url(url: str, expected: str) -> None:
    assert edit_url(Repository(url), "content/x.md") == expected


def test_branch_folder_and_file_are_encoded_once() -> None:
    repository = Repository("https://github.com/a/c/", "2020 春", "my course/")

    assert edit_url(repository, "content/第一讲 #1.md") == (
        "https://github.com/a/c/edit/2020%20%E6%98%A5/my%20course/content/"
        "%E7%AC%AC%E4%B8%80%E8%AE%B2%20%231.md"
    )


SITE = "title: T\nrepository: https://github.com/a/c\n"


def edited(html: str) -> list[str]:
    """Return the files that the footer links to for editing."""
    found = [link for link in Tags(html).values("href") if "/edit/main/" in link]
    return [link.partition("/edit/main/")[2] for link in found]


def test_a_page_links_to_its_file(build_course: BuildCourse) -> None:
    built = build_course({"site.yaml": SITE, "content/a.md": "# A\n"})

    assert edited(built.html("a/index.html")) == ["content/a.md"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, "site.yaml"),
        ({"content/schedule.yaml": "weeks: [{week: 1}]\n"}, "content/schedule.yaml"),
        (
            {"content/schedule.yaml": "weeks: [{week: 1}]\n", "content/index.md": "Hello.\n"},
            "content/index.md",
        ),
    ],
)
def test_the_home_page_links_to_its_main_file(
    build_course: BuildCourse, files: dict[str, str], expected: str
) -> None:
    assert edited(build_course({"site.yaml": SITE, **files}).html()) == [expected]


def test_a_page_without_a_source_file_links_to_the_repository(
    build_course: BuildCourse,
) -> None:
    html = build_course({"site.yaml": SITE}).html("404.html")

    assert edited(html) == []
    assert "https://github.com/a/c/" in Tags(html).values("href")


def test_without_a_repository_the_footer_has_no_link_to_it(build_course: BuildCourse) -> None:
    html = build_course({"content/a.md": "# A\n"}).html("a/index.html")

    assert "Edit this page" not in html
    assert "Source of this site" not in html


def test_the_footer_shows_the_license_with_its_name_and_link(build_course: BuildCourse) -> None:
    html = build_course({"site.yaml": "title: T\nlicense: CC-BY-SA-4.0\n"}).html()
    tags = [values for tag, values in Tags(html).tags if "license" in values.get("rel", "")]

    assert [tag["href"] for tag in tags] == ["https://creativecommons.org/licenses/by-sa/4.0/"]
    assert "CC BY-SA 4.0" in html
