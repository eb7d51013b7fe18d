"""Published original images have no metadata; the source files are not changed."""

import io
import os
from pathlib import Path

import pytest
from conftest import BuildCourse, MakeCourse, RunTool
from PIL import Image

from coursegen.base.files import PAGES_CACHE, file_stat
from coursegen.images import originals
from coursegen.incremental.codec import pack
from coursegen.incremental.digest import key_of
from coursegen.incremental.fingerprint import fingerprint
from coursegen.incremental.store import Store
from coursegen.site.plan import Asset

TOKEN = b"TOKEN"


def photo(color: str = "teal", artist: str = "TOKEN") -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    if artist:
        exif[0x013B] = artist
    target = io.BytesIO()
    Image.new("RGB", (30, 20), color).save(target, "JPEG", exif=exif)
    return target.getvalue()


def plain() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(target, "PNG")
    return target.getvalue()


COURSE: dict[str, str | bytes] = {
    "content/index.md": "![A](a.jpg) ![B](/static/b.JPG) ![C](/static/c.png)",
    "content/a.jpg": photo(),
    "static/b.JPG": photo("red"),
    "static/c.png": plain(),
    "static/site-root/d.webp": photo("blue"),
    "files/e.jpg": photo("green"),
    "static/notes.txt": TOKEN,
    "static/drawing.svg": b"<svg><metadata>TOKEN</metadata></svg>",
}
CLEANED = ("a.jpg", "static/b.JPG", "d.webp")


def site(root: Path) -> dict[str, bytes]:
    output = root / "_site"
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in output.rglob("*")
        if path.is_file()
    }


def test_images_in_static_and_content_are_published_without_metadata(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course(COURSE)
    ran = run_tool("build", "--source", root)

    assert (ran.code, ran.err) == (0, "")
    published = site(root)
    assert [path for path, content in published.items() if TOKEN in content] == [
        path
        for path in published
        if path in {"files/e.jpg", "static/notes.txt", "static/drawing.svg"}
    ]
    for path in CLEANED:
        with Image.open(io.BytesIO(published[path])) as image:
            assert dict(image.getexif()) == {0x0112: 6}
    assert published["files/e.jpg"] == COURSE["files/e.jpg"]
    assert published["static/c.png"] == COURSE["static/c.png"]
    assert (root / "content/a.jpg").read_bytes() == COURSE["content/a.jpg"]


def test_images_without_metadata_are_copied_unchanged(build_course: BuildCourse) -> None:
    files = build_course(COURSE).site.files

    copied = [path for path in (*CLEANED, "static/c.png") if files[path].source]
    assert copied == ["static/c.png"]


def test_an_unchanged_image_is_not_read_again(
    make_course: MakeCourse, run_tool: RunTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_course(COURSE)
    run_tool("build", "--source", root)
    first = site(root)
    read: list[str] = []
    metadata_digest = originals._metadata_digest

    def record(asset: Asset, *rest: object) -> str | None:
        read.append(asset.origin)
        return metadata_digest(asset, *rest)  # type: ignore[arg-type] # passed on

    monkeypatch.setattr(originals, "_metadata_digest", record)
    (root / "content/new.md").write_text("# New")
    run_tool("build", "--source", root)
    assert read == []
    assert {path: site(root)[path] for path in CLEANED} == {path: first[path] for path in CLEANED}

    (root / "content/a.jpg").write_bytes(photo("white"))
    written = run_tool("build", "--source", root, "-v").out
    assert read == ["content/a.jpg"]
    assert "wrote a.jpg" in written
    assert "wrote static/b.JPG" not in written
    assert site(root)["a.jpg"] not in (first["a.jpg"], photo("white"))
    assert TOKEN not in site(root)["a.jpg"]


def test_an_image_that_gains_or_loses_metadata_is_published_again(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"static/a.jpg": photo(artist="")})
    for artist in ("", "TOKEN", ""):
        (root / "static/a.jpg").write_bytes(photo(artist=artist))
        run_tool("build", "--source", root)
        assert site(root)["static/a.jpg"] == photo(artist="")


@pytest.mark.parametrize(
    "index", [b"", b"\x90", b"\xff", pack({"static/a.jpg": [[1, 2, 3, 4], ""]}), pack({"a": None})]
)
def test_metadata_is_removed_despite_the_index_of_another_course_in_the_cache(
    index: bytes, make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"static/a.jpg": photo()})
    Store(root / PAGES_CACHE).put(key_of(originals._RECIPE, fingerprint()), index)
    run_tool("build", "--source", root)

    assert TOKEN not in site(root)["static/a.jpg"]


def test_an_index_entry_for_another_file_with_the_same_name_and_time_is_ignored(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"static/a.jpg": photo()})
    stamp = file_stat(str(root / "static/a.jpg"))
    assert stamp
    index = {"static/a.jpg": [list(stamp._replace(inode=stamp.inode + 1)), ""]}
    Store(root / PAGES_CACHE).put(key_of(originals._RECIPE, fingerprint()), pack(index))
    run_tool("build", "--source", root)

    assert TOKEN not in site(root)["static/a.jpg"]


def test_an_image_too_large_to_clean_is_published_and_reported(
    make_course: MakeCourse, run_tool: RunTool
) -> None:
    root = make_course({"static/a.jpg": photo()})
    os.truncate(root / "static/a.jpg", originals.MAX_BYTES + 1)
    ran = run_tool("build", "--source", root)

    assert "metadata is not removed from images larger than 50 MB [CG403]" in ran.err
    assert (root / "_site/static/a.jpg").stat().st_size == originals.MAX_BYTES + 1
