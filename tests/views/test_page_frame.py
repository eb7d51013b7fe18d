"""The logo, the notice and the author's text at the top and at the bottom of every page."""

import re

from conftest import BuildCourse

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="40" height="20"/>'


def built_page(build_course: BuildCourse, settings: str) -> str:
    """Return the HTML of the page `/labs/a/` of a course with these settings."""
    built = build_course(
        {
            "site.yaml": f"title: Algebra\n{settings}",
            "content/labs/a.md": "# A\n",
            "content/about.md": "# About\n",
            "static/images/logo.svg": SVG,
        }
    )
    assert built.lines == []
    return built.html("labs/a/index.html")


def element(html: str, name: str) -> str:
    """Return an element of a page, with its content."""
    found = re.search(rf"(?s)<{name}[ >].*?</{name}>", html)
    assert found
    return found[0]


def test_the_logo_is_a_part_of_the_link_to_the_home_page(build_course: BuildCourse) -> None:
    html = built_page(build_course, "logo: images/logo.svg\n")

    title = element(element(html, "header"), "a")
    assert title.startswith('<a class="site-title" href="../../">')
    assert 'src="../../static/images/logo.svg" alt=""' in title


def test_a_logo_with_a_link_leads_there_and_the_title_to_the_home_page(
    build_course: BuildCourse,
) -> None:
    html = built_page(
        build_course,
        "logo: {image: images/logo.svg, alt: Example University, link: https://example.edu/}\n",
    )

    logo = element(element(html, "header"), "a")
    assert 'href="https://example.edu/"' in logo
    assert 'alt="Example University"' in logo
    assert '<a class="site-title" href="../../">\n    Algebra' in html


def test_the_notice_is_above_the_header_and_its_links_are_relative_to_the_page(
    build_course: BuildCourse,
) -> None:
    html = built_page(build_course, 'notice: "**Room** changed, see [about](about.md)."\n')

    before_header = html[: html.index("<header")]
    assert '<strong>Room</strong> changed, see <a href="../../about/">about</a>.' in before_header


def test_the_footer_contains_the_text_of_the_author_and_the_link_for_problems(
    build_course: BuildCourse,
) -> None:
    html = built_page(
        build_course,
        "footer: Made by [us](about.md).\nproblem_reports: https://example.org/issues/new\n",
    )

    footer = element(html, "footer")
    assert 'Made by <a href="../../about/">us</a>.' in footer
    assert re.search(r'<a href="https://example.org/issues/new"[^>]*>Report a problem</a>', footer)


def test_a_broken_link_in_the_notice_is_reported_once(build_course: BuildCourse) -> None:
    built = build_course(
        {
            "site.yaml": 'title: Algebra\nnotice: "[Gone](gone.md)"\n',
            "content/a.md": "# A\n",
            "content/b.md": "# B\n",
        }
    )

    assert [line.split(": ")[0] for line in built.lines] == ["site.yaml:2:17"]
