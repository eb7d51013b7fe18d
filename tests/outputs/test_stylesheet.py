"""The course's own fonts in the stylesheet."""

import re

from conftest import BuildCourse, Tags

from coursegen.base.files import STATIC, THEME
from coursegen.site.generated_paths import STYLESHEET

FONTS = "fonts: {text: a b/text.woff2, code: code.woff2, heading: gone.woff2}\n"


def test_a_course_font_comes_before_system_fonts(build_course: BuildCourse) -> None:
    built = build_course(
        {
            "site.yaml": f"title: T\n{FONTS}",
            "static/a b/text.woff2": b"wOF2",
            "static/code.woff2": b"wOF2",
            "content/labs/one.md": "One",
        }
    )
    css = built.html(STYLESHEET)
    faces = dict(re.findall(r'font-family: "([^"]*)";\s*src: url\("([^"]*)"\)', css))
    tokens = (THEME / STATIC / "css/tokens.css").read_text(encoding="utf-8")

    assert faces == {
        "Course Text": "../../static/a%20b/text.woff2",
        "Course Code": "../../static/code.woff2",
    }
    for token, family in (("font", "Text"), ("font-heading", "Heading"), ("font-code", "Code")):
        assert re.search(rf'--{token}: "Course {family}", \S+', tokens)
    assert css.count("font-display: swap") == 2
    assert [d.message for d in built.found] == ["there is no font 'gone.woff2' in static/"]


def test_the_text_font_is_preloaded(build_course: BuildCourse) -> None:
    built = build_course(
        {
            "site.yaml": "title: T\nfonts: {text: text.woff2}\n",
            "static/text.woff2": b"wOF2",
            "content/labs/one.md": "One",
        }
    )
    tags = Tags(built.html("labs/one/index.html")).tags
    [font] = [a for tag, a in tags if a.get("rel") == "preload"]

    assert font["href"] == "../../static/text.woff2"
    assert (font["as"], font["type"], font["crossorigin"]) == ("font", "font/woff2", "")


def test_a_course_without_fonts_loads_none(build_course: BuildCourse) -> None:
    built = build_course({})
    css = built.html(STYLESHEET)

    assert "@font-face" not in css
    assert "preload" not in built.html()
