"""The course's icon, for every place that shows one."""

import io
import json
from datetime import UTC

import pytest
from conftest import BuildCourse, Built, Tags
from PIL import Image

from coursegen.base.files import SourceFile
from coursegen.content.course import CourseInfo
from coursegen.images.generated_file import GeneratedFile
from coursegen.outputs.manifest import icon_svg, initials
from coursegen.outputs.palette import contrast, derive_palette

SIDES = {
    "favicon.ico": 32,
    "apple-touch-icon.png": 180,
    "icon-192.png": 192,
    "icon-512.png": 512,
    "icon-maskable-512.png": 512,
}


def image(built: Built, path: str) -> Image.Image:
    content = built.site.files[path]
    assert isinstance(content, GeneratedFile)
    return Image.open(io.BytesIO(content.read()))


def said(built: Built, path: str) -> bytes:
    content = built.site.files[path]
    assert isinstance(content, bytes)
    return content


@pytest.mark.parametrize(
    ("title", "code", "expected"),
    [
        ("Theory of Linear Algebra", "", "TLA"),
        ("Theory of Linear Algebra", "CS 7", "CS7"),
        ("Theory of Linear Algebra", "CS 236", "TLA"),
        ("The Art of the Possible in Four Parts", "", "APF"),
        ("线性代数", "", "线"),
        ("线性代数 Linear Algebra", "", "线"),
        ("algebra", "", "A"),
        ("Of the and", "", "OTA"),
        ("?!", "", "?"),
    ],
)
def test_initials_stand_for_a_course(title: str, code: str, expected: str) -> None:
    assert initials(CourseInfo(title, UTC, code=code)) == expected


@pytest.mark.parametrize("title", ["Theory of Linear Algebra", "线性代数", "שלום", "<&>"])
def test_every_icon_has_its_size(title: str, build_course: BuildCourse) -> None:
    built = build_course({"site.yaml": f"title: '{title}'\n"})

    for path, side in SIDES.items():
        drawn = image(built, path)
        assert drawn.size == (side, side)
        assert len(drawn.convert("RGB").getcolors(512 * 512) or []) > 1
    assert b"<svg" in said(built, "favicon.svg")


@pytest.mark.parametrize("accent", ["", "#ffff00", "#000000", "#ffffff", "#0b6478"])
def test_letters_stand_out_from_any_accent(accent: str) -> None:
    ground = derive_palette(accent).accent[0]

    assert contrast(ground, "#ffffff") >= 4.5
    assert f'fill="{ground}"'.encode() in icon_svg(CourseInfo("Course", UTC, accent=accent))


def test_phones_get_icons_without_holes(build_course: BuildCourse) -> None:
    built = build_course({})

    for path in ("apple-touch-icon.png", "icon-maskable-512.png"):
        assert image(built, path).mode == "RGB"
    corner = image(built, "icon-192.png").getpixel((0, 0))
    assert isinstance(corner, tuple)
    assert corner[3] == 0


def test_the_author_s_picture_becomes_every_icon(build_course: BuildCourse) -> None:
    target = io.BytesIO()
    Image.new("RGBA", (300, 150), (200, 30, 30, 255)).save(target, "PNG")
    built = build_course(
        {"site.yaml": "title: T\nicon: me.png\n", "static/me.png": target.getvalue()}
    )

    assert "favicon.svg" not in built.site.files
    for path, side in SIDES.items():
        drawn = image(built, path).convert("RGBA")
        assert drawn.size == (side, side)
        assert drawn.getpixel((side // 2, side // 2)) == (200, 30, 30, 255)
        assert drawn.getpixel((side // 2, 2)) != (200, 30, 30, 255)


def test_the_author_s_drawing_is_the_icon_itself(build_course: BuildCourse) -> None:
    built = build_course({"site.yaml": "title: T\nicon: me.svg\n", "static/me.svg": "<svg/>"})

    content = built.site.files["favicon.svg"]
    assert isinstance(content, SourceFile)
    assert content.path == "me.svg"
    assert image(built, "icon-192.png").size == (192, 192)


def test_a_drawing_and_an_own_favicon_live_together(build_course: BuildCourse) -> None:
    built = build_course(
        {
            "site.yaml": "title: T\nicon: me.svg\n",
            "static/me.svg": "<svg/>",
            "static/site-root/favicon.svg": "<svg></svg>",
        }
    )
    assert built.found == []
    content = built.site.files["favicon.svg"]
    assert isinstance(content, SourceFile)
    assert content.path == "site-root/favicon.svg"


def test_a_broken_icon_is_told_and_initials_take_its_place(build_course: BuildCourse) -> None:
    built = build_course({"site.yaml": "title: T\nicon: me.png\n", "static/me.png": b"no picture"})

    [line] = built.lines
    assert line.startswith("static/me.png:1:1: warning: this is not a PNG, JPEG or WebP picture")
    assert image(built, "favicon.ico").size == (32, 32)


def test_the_author_s_own_files_win(build_course: BuildCourse) -> None:
    built = build_course(
        {"static/site-root/favicon.ico": b"mine", "static/site-root/site.webmanifest": "{}"}
    )

    assert built.found == []
    for path in ("favicon.ico", "site.webmanifest"):
        content = built.site.files[path]
        assert isinstance(content, SourceFile)
        assert content.path == f"site-root/{path}"


def test_the_manifest_is_right_under_any_base_path(build_course: BuildCourse) -> None:
    built = build_course({"site.yaml": "title: A & B\ncode: CS 236\nlanguage: zh\n"})
    manifest = json.loads(said(built, "site.webmanifest"))

    assert (manifest["name"], manifest["short_name"], manifest["lang"]) == ("A & B", "CS 236", "zh")
    assert manifest["start_url"] == "./"
    for icon in manifest["icons"]:
        assert icon["src"] in built.site.files
    assert {"any", "maskable"} == {icon["purpose"] for icon in manifest["icons"]}


def test_a_page_names_its_icons_from_where_it_stands(build_course: BuildCourse) -> None:
    built = build_course({"content/labs/one.md": "One"})
    tags = Tags(built.html("labs/one/index.html")).tags
    links = {a["href"] for tag, a in tags if tag == "link" and "icon" in a["rel"]}
    colours = [a["content"] for tag, a in tags if a.get("name") == "theme-color"]

    assert links == {"../../favicon.ico", "../../favicon.svg", "../../apple-touch-icon.png"}
    assert tuple(colours) == derive_palette("").surface
