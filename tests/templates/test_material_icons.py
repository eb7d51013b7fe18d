"""Icons of material kinds: defaults, sprites per page, and icons of the course."""

import re
from pathlib import Path

import pytest
from conftest import BuildCourse, Tags

from coursegen.base.files import THEME
from coursegen.content.kinds import MATERIAL_KINDS

FOLDER = THEME / "templates/icons"
OWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" viewBox="0 0 20 20"><path d="M1 2"/></svg>'
)


def course(*materials: str) -> dict[str, str | bytes]:
    entries = "".join(f", {material}: https://example.org/" for material in materials)
    return {
        "site.yaml": "title: T\nmaterial_kinds: {poster: Poster, two words: Two}\n",
        "content/schedule.yaml": f"weeks: [{{lectures: [{{title: A{entries}}}]}}]\n",
    }


def drawn(html: str) -> list[str]:
    return re.findall(r'<symbol id="i\.([^"]+)"', html)


def used(html: str) -> list[str]:
    return re.findall(r'<use href="#i\.([^"]+)"', html)


TOOLS = {"forum", "grader", "chat", "calendar", "repository"}  # and "video", a kind of material


def test_every_kind_of_material_and_tool_has_an_icon_and_there_is_a_default() -> None:
    names = {path.stem for path in FOLDER.glob("*.svg")}

    assert names == {kind.key for kind in MATERIAL_KINDS} | TOOLS | {"material"}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.svg")), ids=lambda path: path.stem)
def test_an_icon_is_drawn_on_the_grid_in_the_text_color(path: Path) -> None:
    ((tag, values), *parts) = Tags(path.read_text(encoding="utf-8")).tags

    assert (tag, values["viewbox"]) == ("svg", "0 0 16 16")
    assert values["stroke"] == "currentColor"
    assert (values["fill"], values["stroke-width"]) == ("none", "1.5")
    assert parts
    assert all({"style", "class", "fill", "stroke"}.isdisjoint(v) for _, v in parts)


def test_a_page_contains_each_of_its_icons_once(build_course: BuildCourse) -> None:
    html = build_course(course("video", "code", "reading")).html()

    assert drawn(html) == ["video", "code", "reading"]
    assert used(html) == ["video", "code", "reading"]
    assert html.count("http://www.w3.org/2000/svg") == 0


def test_a_title_that_links_to_slides_needs_no_icon(build_course: BuildCourse) -> None:
    html = build_course(course("slides")).html()

    assert drawn(html) == []
    assert "<svg" not in html.partition("<main")[2].partition("</main>")[0]


def test_a_custom_kind_has_the_default_icon_or_a_custom_icon(
    build_course: BuildCourse,
) -> None:
    html = build_course(course("poster", "two words")).html()
    assert drawn(html) == ["material"]
    assert used(html) == ["material", "material"]

    own = {"templates/icons/poster.svg": OWN, "templates/icons/two-words.svg": OWN}
    html = build_course({**course("poster", "two words"), **own}).html()
    assert drawn(html) == used(html) == ["poster", "two-words"]
    assert '<symbol id="i.poster" viewBox="0 0 20 20"><path d="M1 2"/></symbol>' in html


def test_a_course_can_override_the_icon_of_a_built_in_kind(build_course: BuildCourse) -> None:
    html = build_course({**course("video"), "templates/icons/video.svg": OWN}).html()

    assert '<path d="M1 2"/>' in html
