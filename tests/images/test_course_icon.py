"""The course's icons in all formats, and the web app manifest."""

import io
import json

import pytest
from conftest import BuildCourse, Built, Tags
from PIL import Image

from coursegen.content.site import CourseInfo
from coursegen.outputs.palette import contrast, derive_palette
from coursegen.outputs.web_manifest import icon_svg, initials

SIDES = {
    "favicon.ico": 32,
    "apple-touch-icon.png": 180,
    "icon-192.png": 192,
    "icon-512.png": 512,
    "icon-maskable-512.png": 512,
}


def image(built: Built, path: str) -> Image.Image:
    content = built.site.files[path]
    assert content.is_slow
    return Image.open(io.BytesIO(content.read()))


def file_content(built: Built, path: str) -> bytes:
    content = built.site.files[path]
    assert not content.is_slow
    return content.read()


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
def test_initials_come_from_the_course_code_or_the_course_title(
    title: str, code: str, expected: str
) -> None:
    assert initials(CourseInfo(title, code=code)) == expected


@pytest.mark.parametrize("title", ["Theory of Linear Algebra", "线性代数", "שלום", "<&>"])
def test_every_icon_has_the_declared_size(title: str, build_course: BuildCourse) -> None:
    built = build_course({"site.yaml": f"title: '{title}'\n"})

    for path, side in SIDES.items():
        drawn = image(built, path)
        assert drawn.size == (side, side)
        assert len(drawn.convert("RGB").getcolors(512 * 512) or []) > 1
    assert b"<svg" in file_content(built, "favicon.svg")


@pytest.mark.parametrize("accent", ["", "#ffff00", "#000000", "#ffffff", "#0b6478"])
def test_initials_have_enough_contrast_with_any_accent(accent: str) -> None:
    background = derive_palette(accent).accent[0]

    assert contrast(background, "#ffffff") >= 4.5
    assert f'fill="{background}"'.encode() in icon_svg(CourseInfo("Course", accent=accent))


def test_phone_icons_have_no_transparency(build_course: BuildCourse) -> None:
    built = build_course({})

    for path in ("apple-touch-icon.png", "icon-maskable-512.png"):
        assert image(built, path).mode == "RGB"
    corner = image(built, "icon-192.png").getpixel((0, 0))
    assert isinstance(corner, tuple)
    assert corner[3] == 0


def test_the_author_s_image_is_used_for_every_icon(build_course: BuildCourse) -> None:
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


def test_an_svg_icon_is_published_unchanged(build_course: BuildCourse) -> None:
    built = build_course({"site.yaml": "title: T\nicon: me.svg\n", "static/me.svg": "<svg/>"})

    content = built.site.files["favicon.svg"]
    assert content.source
    assert content.source.name == "me.svg"
    assert image(built, "icon-192.png").size == (192, 192)


def test_an_svg_icon_and_a_custom_favicon_can_coexist(build_course: BuildCourse) -> None:
    built = build_course(
        {
            "site.yaml": "title: T\nicon: me.svg\n",
            "static/me.svg": "<svg/>",
            "static/site-root/favicon.svg": "<svg></svg>",
        }
    )
    assert built.found == []
    content = built.site.files["favicon.svg"]
    assert content.source
    assert content.source.match("site-root/favicon.svg")


def test_a_damaged_icon_is_reported_and_replaced_by_initials(build_course: BuildCourse) -> None:
    built = build_course({"site.yaml": "title: T\nicon: me.png\n", "static/me.png": b"no picture"})

    [line] = built.lines
    assert line.startswith(
        "static/me.png:1:1: warning: this file is not a PNG, JPEG, WebP or AVIF image"
    )
    assert image(built, "favicon.ico").size == (32, 32)


def test_the_author_s_own_icon_files_have_priority(build_course: BuildCourse) -> None:
    built = build_course(
        {"static/site-root/favicon.ico": b"mine", "static/site-root/site.webmanifest": "{}"}
    )

    assert built.found == []
    for path in ("favicon.ico", "site.webmanifest"):
        content = built.site.files[path]
        assert content.source
        assert content.source.match(f"site-root/{path}")


def test_the_manifest_works_under_any_base_path(build_course: BuildCourse) -> None:
    built = build_course({"site.yaml": "title: A & B\ncode: CS 236\nlanguage: zh\n"})
    manifest = json.loads(file_content(built, "site.webmanifest"))

    assert (manifest["name"], manifest["short_name"], manifest["lang"]) == ("A & B", "CS 236", "zh")
    assert manifest["start_url"] == "./"
    for icon in manifest["icons"]:
        assert icon["src"] in built.site.files
    assert {"any", "maskable"} == {icon["purpose"] for icon in manifest["icons"]}


def test_links_to_icons_are_relative(build_course: BuildCourse) -> None:
    built = build_course({"content/labs/one.md": "One"})
    tags = Tags(built.html("labs/one/index.html")).tags
    links = {a["href"] for tag, a in tags if tag == "link" and "icon" in a["rel"]}
    colors = [a["content"] for tag, a in tags if a.get("name") == "theme-color"]

    assert links == {"../../favicon.ico", "../../favicon.svg", "../../apple-touch-icon.png"}
    assert tuple(colors) == derive_palette("").surface
