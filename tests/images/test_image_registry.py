"""The sizes of the author's images in HTML, and the copies that are generated for pages."""

import io
import re
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from conftest import BuildCourse, Built, MakeCourse, RunTool, Tags
from PIL import Image

from coursegen.base.codes import Code
from coursegen.base.files import IMAGE_CACHE, PAGES_CACHE
from coursegen.incremental.store import Store
from coursegen.publish.publish_error import PublishError
from coursegen.publish.publisher import publish


def picture(width: int, height: int, kind: str = "JPEG") -> bytes:
    target = io.BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(target, kind)
    return target.getvalue()


WAVE = picture(1000, 250)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100"/>'


def copies(built: Built) -> set[str]:
    return {path for path in built.site.files if path.startswith("static/made/")}


def images(html: str) -> list[dict[str, str]]:
    return [attributes for tag, attributes in Tags(html).tags if tag == "img"]


def test_a_banner_gets_copies_for_common_window_widths(build_course: BuildCourse) -> None:
    built = build_course(
        {
            "site.yaml": "title: T\nbanners: {top: {image: sea/wave.jpg, alt: Waves}}\n",
            "static/sea/wave.jpg": WAVE,
        }
    )
    html = built.html()

    wide = [f"static/made/sea/wave-{w}.{kind}" for kind in ("avif", "webp") for w in (640, 1000)]
    assert copies(built) == set(wide)
    assert all(built.site.files[path].is_slow for path in wide)
    assert (
        '<source type="image/avif" srcset="static/made/sea/wave-640.avif 640w, '
        'static/made/sea/wave-1000.avif 1000w" sizes="100vw">'
    ) in html
    [banner] = images(html)
    assert banner == {
        "src": "static/sea/wave.jpg",
        "alt": "Waves",
        "width": "1000",
        "height": "250",
        "fetchpriority": "high",
    }


def test_an_image_in_a_page_keeps_the_author_s_attributes(build_course: BuildCourse) -> None:
    built = build_course(
        {
            "content/labs/one.md": (
                "Text\n\n"
                + "Long before. " * 200
                + '\n\n![A <b> & "c"](wave 1.jpg "A title"){width=300 .wide}\n\n'
                '[![In a link](wave 1.jpg)](../index.md)\n\n<img src="wave 1.jpg" height="50">\n'
            ).replace("wave 1.jpg", "wave%201.jpg"),
            "content/labs/wave 1.jpg": WAVE,
        }
    )
    html = built.html("labs/one/index.html")
    first, second, third = images(html)

    assert first["alt"] == 'A <b> & "c"'
    assert (first["width"], first["height"]) == ("300", "75")
    assert (first["title"], first["class"]) == ("A title", "wide")
    assert (first["loading"], first["decoding"]) == ("lazy", "async")
    assert (second["width"], second["height"]) == ("1000", "250")
    assert "alt" not in third
    assert (third["width"], third["height"]) == ("200", "50")
    assert re.search(r'<a href="../../"><picture>.*?</picture></a>', html)
    assert "static/made/labs/wave%201-600.webp 600w" in html


def test_an_image_at_the_start_of_a_page_is_not_loaded_lazily(build_course: BuildCourse) -> None:
    built = build_course({"content/a.md": "![A](a.jpg)", "content/a.jpg": WAVE})

    assert "loading" not in images(built.html("a/index.html"))[0]


def test_the_html_of_images_without_copies_contains_their_size(build_course: BuildCourse) -> None:
    built = build_course(
        {
            "content/a.md": "![A](a.svg) ![B](b.gif) ![C](c.png) ![D](d.png)",
            "content/a.svg": SVG,
            "content/b.gif": b"GIF89a\x07\0\x05\0" + bytes(20),
            "content/c.png": drawing(20, 10),
            "content/d.png": drawing(2000, 1000),
        }
    )

    sizes = [(i["width"], i["height"]) for i in images(built.html("a/index.html"))]
    assert sizes == [("300", "100"), ("7", "5"), ("20", "10"), ("2000", "1000")]
    assert copies(built) == set()


def huge_png() -> bytes:
    """Return a PNG of a few bytes whose header declares 3.6 billion pixels."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I4s", len(content), name)
        + content
        + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"hello", Code.IMAGE_UNREADABLE, "not a PNG, JPEG, WebP or AVIF image"),
        (b"", Code.IMAGE_UNREADABLE, "not a PNG, JPEG, WebP or AVIF image"),
        ("truncated", Code.IMAGE_UNREADABLE, "cannot be decoded"),
        ("huge", Code.IMAGE_TOO_LARGE, "more than 40 million pixels"),
    ],
)
@pytest.mark.parametrize("place", ["content", "banner"])
def test_a_small_png_that_is_broken_is_reported(
    build_course: BuildCourse, content: bytes | str, code: Code, words: str, place: str
) -> None:
    made = {"truncated": drawing(20, 10)[:50], "huge": huge_png()}
    data = content if isinstance(content, bytes) else made[content]
    built = build_course(
        {"content/a.md": "![A](a.png)", "content/a.png": data}
        if place == "content"
        else {
            "site.yaml": "title: T\nbanners: {top: {image: a.png, alt: A}}\n",
            "static/a.png": data,
        }
    )

    (found,) = (one for one in built.found if one.code is not Code.IMAGE_METADATA)
    assert found.code is code
    assert words in found.message


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["jpg", "png", "webp", "avif"])
def test_the_size_of_a_rotated_photo_is_the_size_that_visitors_see(
    build_course: BuildCourse, kind: str, orientation: int
) -> None:
    exif, target = Image.Exif(), io.BytesIO()
    exif[0x0112] = orientation
    kinds = {"jpg": "JPEG"}
    Image.new("RGB", (90, 60)).save(target, kinds.get(kind, kind.upper()), exif=exif)
    built = build_course(
        {"content/a.md": f"![A](a.{kind})", f"content/a.{kind}": target.getvalue()}
    )

    (image,) = images(built.html("a/index.html"))
    size = ("90", "60") if orientation < 5 else ("60", "90")
    assert (image["width"], image["height"]) == size


def drawing(width: int, height: int) -> bytes:
    """Return a single-color PNG; a copy of it would not be smaller."""
    target = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(target, "PNG")
    return target.getvalue()


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://example.org/a.jpg" alt="A">',
        '<picture><source srcset="a.jpg"><img src="a.jpg" alt="A"></picture>',
        '<img src="a.jpg" srcset="a.jpg 2x" alt="A">',
    ],
)
def test_the_author_s_own_html_is_preserved(html: str, build_course: BuildCourse) -> None:
    built = build_course({"content/a.md": f"Text\n\n<div>{html}</div>\n", "content/a.jpg": WAVE})

    page = built.html("a/index.html")
    assert html in page.replace('"../a.jpg', '"a.jpg')
    assert copies(built) == set()


def test_a_width_in_percent_is_preserved(build_course: BuildCourse) -> None:
    built = build_course(
        {"content/a.md": '<img src="a.jpg" alt="A" width="50%">', "content/a.jpg": WAVE}
    )
    [image] = images(built.html("a/index.html"))

    assert image["width"] == "50%"
    assert "height" not in image


def test_a_photo_is_square_and_has_the_author_s_link_and_width(build_course: BuildCourse) -> None:
    person = "{name: Ada, photo: {image: ada.jpg, alt: Ada, width: 120, link: about.md}}"
    built = build_course(
        {
            "content/staff.yaml": f"people:\n  - {person}\n  - {{name: Bo, photo: ada.jpg}}\n",
            "content/about.md": "About",
            "static/ada.jpg": picture(500, 700),
        }
    )
    html = built.html()
    ada, bo = images(html)

    assert (ada["width"], ada["height"], ada["class"]) == ("120", "120", "photo")
    assert (bo["width"], bo["height"]) == ("72", "72")
    assert re.search(r'<a class="photo-link" href="about/"><picture>', html)
    assert {"static/made/ada-240.avif", "static/made/ada-96.webp"} <= copies(built)


def test_images_with_the_same_name_do_not_share_copies(build_course: BuildCourse) -> None:
    built = build_course(
        {
            "content/a.md": (
                "![A](/static/a.jpg) ![B](/static/a.webp) ![C](/a.jpeg) ![D](/static/A.png)"
            ),
            "static/a.jpg": WAVE,
            "static/a.webp": picture(500, 100, "WEBP"),
            "static/A.png": picture(501, 100, "PNG"),
            "content/a.jpeg": picture(502, 100),
        }
    )
    sources = re.findall(r'srcset="([^ ]*/made/[^ ]*-)', built.html("a/index.html"))

    assert len(set(sources)) == 4
    assert len({path.casefold() for path in copies(built)}) == len(copies(built)) == 6 + 2 + 2 + 2


def test_a_damaged_image_causes_one_warning(build_course: BuildCourse) -> None:
    built = build_course({"content/a.md": "![A](a.jpg) ![A](a.jpg)", "content/a.jpg": WAVE[:5000]})

    assert built.lines == [
        "content/a.jpg:1:1: warning: this image is damaged and cannot be decoded"
    ]
    assert images(built.html("a/index.html"))[0] == {"src": "../a.jpg", "alt": "A"}
    assert copies(built) == set()


def test_a_course_template_can_render_every_image(build_course: BuildCourse) -> None:
    built = build_course(
        {
            "templates/partials/image.html": (
                "{% macro image(view, class='') %}<b>{{ view.width }}</b>{% endmacro %}"
            ),
            "site.yaml": "title: T\nbanners: {bottom: {image: a.jpg, alt: A}}\n",
            "content/index.md": "![A](/static/a.jpg){width=40}",
            "static/a.jpg": WAVE,
        }
    )
    assert re.findall("<b>.*?</b>", built.html()) == ["<b>40</b>", "<b>1000</b>"]


def test_a_copy_that_is_too_large_to_encode_is_omitted(build_course: BuildCourse) -> None:
    built = build_course(
        {
            "content/a.md": "![A](a.jpg) ![B](b.jpg)",
            "content/a.jpg": picture(1500, 7500),
            "content/b.jpg": picture(480, 13_000),
        }
    )

    assert copies(built) == {
        f"static/made/a-{width}.{kind}" for width in (480, 720, 1080) for kind in ("avif", "webp")
    }


# The cache

COURSE: dict[str, str | bytes] = {
    "site.yaml": "title: T\nurl: https://example.org/\n",
    "content/index.md": "![A](a.jpg)",
    "content/a.jpg": WAVE,
}


def cached(root: Path) -> dict[str, tuple[int, int]]:
    """Return the entries of the cache, with their modification times."""
    return {
        path.name: (path.stat().st_ino, path.stat().st_ctime_ns)
        for path in (root / IMAGE_CACHE).rglob("*")
        if path.is_file()
    }


def made(site: Path) -> dict[str, bytes]:
    paths = [*site.glob("static/made/**/*.*"), *site.glob("*.png"), *site.glob("*.ico")]
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in paths}


def test_the_check_command_generates_no_files(make_course: MakeCourse, run_tool: RunTool) -> None:
    root = make_course(COURSE)
    before = sorted(root.rglob("*"))

    assert run_tool("check", "--source", root).code == 0
    assert sorted(root.rglob("*")) == before


def test_a_second_build_does_not_generate_files_again(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course(COURSE)
    run_tool("build", "--source", root)
    first, entries = made(root / "_site"), cached(root)
    assert len(first) == 6 + 1 + 5  # image copies, a social card and icons
    assert len(entries) == len(first) + 1  # one more for the properties of the image

    again = run_tool("build", "--source", root, "-v")
    assert "wrote" not in again.out
    assert cached(root).keys() == entries.keys()

    run_tool("build", "--source", root, "--output", root.parent / "elsewhere")
    assert made(root.parent / "elsewhere") == first
    assert {name: inode for name, (inode, _) in cached(root).items()} == {
        name: inode for name, (inode, _) in entries.items()
    }


def test_a_generated_file_that_was_edited_is_restored(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course(COURSE)
    run_tool("build", "--source", root)
    first = made(root / "_site")
    icon = root / "_site/icon-192.png"
    icon.unlink()
    icon.write_bytes(b"something else")

    again = run_tool("build", "--source", root, "-v")
    assert again.out.splitlines()[0] == "wrote icon-192.png"
    assert made(root / "_site") == first


def test_a_replaced_image_gets_new_copies(make_course: MakeCourse, run_tool: RunTool) -> None:
    root = make_course(COURSE)
    run_tool("build", "--source", root)
    (root / "content/a.jpg").write_bytes(picture(1000, 250))

    written = run_tool("build", "--source", root, "-v").out
    assert written.count("wrote static/made/a-") == 6
    assert "favicon" not in written


def test_a_moved_course_produces_the_same_bytes_without_a_cache(
    make_course: MakeCourse, run_tool: RunTool, tmp_path: Path
) -> None:
    root = make_course(COURSE)
    run_tool("build", "--source", root)
    other = root.rename(tmp_path / "another name")
    first = made(other / "_site")
    cache = other / ".coursegen/cache"
    cache.rename(tmp_path / "gone")
    cache.write_text("no folder")

    ran = run_tool("build", "--source", other, "--output", tmp_path / "site")
    assert (ran.code, ran.err) == (0, "")
    assert made(tmp_path / "site") == first


def test_a_failed_image_copy_does_not_change_the_old_site(
    make_course: MakeCourse, build_course: BuildCourse, run_tool: RunTool
) -> None:
    root = make_course({})
    run_tool("build", "--source", root)
    before = {path: path.read_bytes() for path in (root / "_site").rglob("*.html")}
    built = build_course(COURSE)
    (root / "content/a.jpg").write_bytes(WAVE[:5000])

    with pytest.raises(PublishError, match=r"an image cannot be generated: .*; build again"):
        publish(built.site.files, root / "_site", root, Store(root / PAGES_CACHE))
    assert {path: path.read_bytes() for path in (root / "_site").rglob("*.html")} == before
    assert not [path for path in root.iterdir() if path.name.startswith(".coursegen-")]


LOADED = """
import sys
from coursegen.cli import main
assert main(sys.argv[1:]) == 0
print("PIL" in sys.modules)
"""


def loads_pillow(*arguments: str | Path) -> bool:
    command = [sys.executable, "-c", LOADED, *map(str, arguments), "--quiet"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout == "True\n"


def test_pillow_is_imported_only_to_generate_images(make_course: MakeCourse) -> None:
    root = make_course({**COURSE, "content/index.md": "![A](a.svg)", "content/a.svg": SVG})
    assert not loads_pillow("check", "--source", root)
    assert loads_pillow("build", "--source", root)
    assert not loads_pillow("build", "--source", root)

    make_course(COURSE)
    assert loads_pillow("build", "--source", root)
    assert not loads_pillow("build", "--source", root)
    assert not loads_pillow("check", "--source", root)
