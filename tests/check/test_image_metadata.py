"""Rule for images in `files/` whose metadata contains a location or an author."""

import io

import pytest
from PIL import Image

from check.conftest import FindMessages
from coursegen.check.rules.files.image_metadata import RULE

BOTH = "the location where it was taken and the name of its author"


def photo(*, position: bool = False, artist: str = "", kind: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    if artist:
        exif[0x013B] = artist
    if position:
        exif.get_ifd(0x8825)[2] = (48.0, 51.0, 30.0)
    target = io.BytesIO()
    Image.new("RGB", (4, 4)).save(target, kind, exif=exif.tobytes())
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "contained"),
    [
        (photo(position=True), "the location where it was taken"),
        (photo(artist="Ada"), "the name of its author"),
        (photo(position=True, artist="Ada"), BOTH),
    ],
)
def test_an_image_with_personal_metadata_is_reported(
    messages: FindMessages, content: bytes, contained: str
) -> None:
    assert messages(RULE, {"files/a.JPG": content}) == [
        f"files/a.JPG:1:1: this image contains {contained}"
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *(("a.avif", "AVIF"), ("a.heic", "AVIF"), ("a.tif", "TIFF"), ("a.TIFF", "TIFF")),
        *(("a.webp", "WEBP"), ("a.png", "PNG"), ("photo", "JPEG"), ("photo", "TIFF")),
        *(("photo", "AVIF"), ("a.jpg", "TIFF")),
    ],
)
def test_every_format_is_recognized_by_its_first_bytes(
    messages: FindMessages, name: str, kind: str
) -> None:
    assert messages(RULE, {f"files/{name}": photo(position=True, artist="Ada", kind=kind)}) == [
        f"files/{name}:1:1: this image contains {BOTH}"
    ]
    assert messages(RULE, {f"files/{name}": photo(kind=kind)}) == []


def test_other_images_and_folders_are_allowed(messages: FindMessages) -> None:
    personal = photo(position=True, artist="Ada")
    files = {
        "files/a.jpg": photo(),
        "files/b.jpg": b"\xff\xd8\xff\xfe\0\2broken",
        "files/c.pdf": personal,
        "files/d": "words",
        "files/e.tif": b"II*\0broken",
        "static/d.jpg": personal,
        "content/e.jpg": personal,
    }
    assert messages(RULE, files) == []
