"""Rendered pages: links work under any base path, and nothing is missing or duplicated."""

import re
from collections import Counter
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from conftest import BuildCourse, Built, Tags, text_of

COURSE = {
    "site.yaml": """\
title: Test course
home: [schedule, staff, feedback]
navigation:
  - {title: Schedule, link: "#schedule"}
  - {title: About, link: about.md}
  - {title: Elsewhere, link: https://elsewhere.example/x y}
banners: {top: {image: images/a b.png, alt: Waves, link: /about/}}
""",
    "content/schedule.yaml": """\
weeks:
  - week: 1
    topic: Introduction
    lectures:
      - {lecture: 1, title: One, slides: ppt/Lecture 1 & 2.pdf, code: https://elsewhere.example/}
      - {lecture: 2, title: Two, slides: "第一讲 #2 100%.pdf", notes: labs/one.md, video: }
""",
    "content/staff.yaml": "people: [{name: Ada, photo: images/a b.png, website: /about/#ada}]\n",
    "content/feedback.md": "# Feedback\n\nSee [about](about.md).\n",
    "content/about.md": "# About\n\n[Home](/) [One](labs/one.md)\n![W](</static/images/a b.png>)\n",
    "content/labs/one.md": "# One\n\n[About](../about.md) ![Plot](plot.png)\n",
    "content/labs/plot.png": "png",
    "files/ppt/Lecture 1 & 2.pdf": "pdf",
    "files/第一讲 #2 100%.pdf": "pdf",
    "static/images/a b.png": "png",
}


def pages(built: Built) -> list[str]:
    return [path for path in built.site.files if path.endswith(".html")]


@pytest.mark.parametrize("base", ["https://example.org/", "https://example.org/course/", ""])
def test_every_internal_link_works_under_any_base_path(
    build_course: BuildCourse, base: str
) -> None:
    built = build_course(COURSE, base_url=base)
    root = base or "https://example.org/"

    for page in pages(built):
        for link in Tags(built.html(page)).values("href", "src"):
            # The error page is shown at any URL, such as one in nested folders.
            here = "a/b/c/d" if page == "404.html" else page.removesuffix("index.html")
            address = urljoin(root + here, link)
            if address.startswith(root):
                path = unquote(urlsplit(address.removeprefix(root)).path).removeprefix("a/b/c/d")
                assert path in built.site.files or f"{path}index.html" in built.site.files
            else:
                assert urlsplit(address).netloc == "elsewhere.example"


def test_only_the_error_page_has_links_that_start_at_the_root(build_course: BuildCourse) -> None:
    built = build_course(COURSE, base_url="https://example.org/course/")

    for page in pages(built):
        links = [
            link
            for tag, values in Tags(built.html(page)).tags
            for name, link in values.items()
            if name in {"href", "src"} and values.get("rel") != "canonical"
        ]
        inside = [link for link in links if not urlsplit(link).scheme and not link.startswith("#")]
        assert inside
        for link in inside:
            assert link.startswith("/course/") == (page == "404.html")
            assert page == "404.html" or not link.startswith("/")


def test_the_same_course_is_always_rendered_to_the_same_bytes(build_course: BuildCourse) -> None:
    first, second = (
        {path: file.read() for path, file in build_course(COURSE).site.files.items()}
        for _ in range(2)
    )

    assert first == second


def test_a_page_has_an_absolute_url_if_the_site_has_one(
    build_course: BuildCourse,
) -> None:
    built = build_course(COURSE, base_url="https://example.org/course/")

    assert "https://example.org/course/about/" in Tags(built.html("about/index.html")).values(
        "href"
    )
    assert "https://example.org/" not in build_course(COURSE).html("about/index.html")


def test_a_material_without_a_link_is_plain_text(build_course: BuildCourse) -> None:
    built = build_course(
        {"content/schedule.yaml": "weeks: [{lectures: [{title: One, video: }, {title: Two}]}]\n"}
    )
    main = Tags(text_of(built.html()))

    assert "Video" in main.text
    assert "Two" in main.text
    assert "a" not in [tag for tag, _ in main.tags]


EVERY_WORD = {
    "site.yaml": """\
title: Wtitle
description: Wdescription
institution: Winstitution
term: Wterm
meeting: Wmeeting
room: Wroom
home: [schedule, staff, more]
session_kinds: {workshop: Wkind}
material_kinds: {poster: Wposter}
navigation: [{title: Wnavigation, link: more.md}]
banners:
  top: {image: a.svg, alt: Wtop}
  bottom: [{image: a.svg, alt: Wbottom}]
""",
    "content/schedule.yaml": """\
sections:
  - title: Wsection
    note: Wsectionnote
    weeks:
      - week: Wweek
        topic: Wtopic
        dates: 2020-02-17 to 2020-02-21
        note: Wweeknote
        lectures:
          - lecture: Wnumber
            title: Wlecture
            venue: Wvenue
            time: Wtime
            room: Wlectureroom
            people: [Wspeaker, {name: Wguest, website: https://example.org/}]
            note: Wlecturenote
            slides: {title: Wslides, file: a.pdf, authors: Wauthors, length: Wlength, note: Wnote}
            poster: {file: a.pdf}
            reading: {title: Wreading, url: https://example.org/r, optional: yes}
            video: {title: Wvideo}
          - {kind: workshop, number: Wother, title: Wworkshop}
          - {number: Wlabel}
          - Wplain
          - {lecture: [W7, W8], title: [Wseven, Weight]}
""",
    "content/staff.yaml": """\
groups:
  - title: Wgroup
    people:
      - Wname
      - name: Wperson
        role: Wrole
        email: wmail@example.org
        photo: {image: a.svg, alt: Wphoto}
        pronouns: Wpronouns
        office_hours: Whours
        room: Wpersonroom
        bio: Wbio
""",
    "content/more.md": "---\ntitle: Wpage\npictures: [{image: a.svg, alt: Wpicture}]\n---\nWbody\n",
    "static/a.svg": "<svg/>",
    "files/a.pdf": "pdf",
}


def test_all_text_of_the_author_is_on_the_home_page(build_course: BuildCourse) -> None:
    built = build_course(EVERY_WORD)
    text = {w for text in EVERY_WORD.values() for w in re.findall(r"\b[Ww][a-z0-9]+\b", text)}
    words = text - {"week", "weeks", "website", "workshop"} - {"wmail"} | {"wmail@example.org"}
    tags = Tags(built.html())
    shown = tags.text + " ".join(value for _, values in tags.tags for value in values.values())

    assert built.lines == [
        "content/schedule.yaml:20:20: warning: empty link: 'Wvideo' has neither a file nor a URL"
    ]
    assert {word for word in words if word not in shown} == set()


def test_ids_are_unique_on_a_page(build_course: BuildCourse) -> None:
    built = build_course(
        {
            "site.yaml": "title: T\nhome: [schedule, staff, feedback, two words]\n",
            "content/schedule.yaml": "sections: [{title: Staff, weeks: [{topic: Feedback, "
            "lectures: [Two words, Schedule, Content, Content, {title: Staff}]}]}]\n",
            "content/staff.yaml": "people: [Ada]\n",
            "content/feedback.md": "# Feedback\n\n## Other\n\nA[^1]\n\n[^1]: B\n",
            "content/two words.md": "# Two words\n\nSee [feedback](feedback.md).\n",
        }
    )
    for page in pages(built):
        duplicates = [
            name for name, n in Counter(Tags(built.html(page)).values("id")).items() if n > 1
        ]
        assert duplicates == []


@pytest.mark.parametrize(("language", "expected"), [("en", "Lecture 1"), ("zh-CN", "讲座 1")])
def test_the_theme_uses_the_language_of_the_site(
    build_course: BuildCourse, language: str, expected: str
) -> None:
    built = build_course(
        {
            "site.yaml": f"title: T\nlanguage: {language}\n",
            "content/schedule.yaml": "weeks: [{lectures: [{lecture: 1, title: One}]}]\n",
        }
    )

    assert expected in built.html()
    assert f'<html lang="{language}">' in built.html()


def test_the_theme_falls_back_to_english(
    build_course: BuildCourse,
) -> None:
    built = build_course({"site.yaml": "title: T\nlanguage: fr\n"})

    assert built.lines == []
    assert '<html lang="fr">' in built.html()
    assert "Page not found" in built.html("404.html")
