"""Published images have no metadata and the same pixels as their originals."""

import io
import random
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import IFDRational

from coursegen.images.metadata import Cleaned, MetadataError, clean, exif
from coursegen.images.metadata.personal import has_author, has_position

TOKEN = b"TOKEN"
ICC = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>TOKEN-XMP exif:GPSLatitude dc:creator</x:xmpmeta>"
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")


def noise(width: int, height: int) -> Image.Image:
    return Image.frombytes("RGB", (width, height), random.Random(0).randbytes(3 * width * height))


def exif_of(orientation: int) -> Image.Exif:
    """Return Exif data with a token in every text field, and with a position."""
    made = Image.Exif()
    made[exif.ORIENTATION] = orientation
    for tag in (0x010E, 0x010F, 0x0110, 0x0131, 0x013B, 0x8298):
        made[tag] = f"TOKEN-{tag:x}"
    made.get_ifd(0x8769)[0xA430] = "TOKEN-owner"
    gps = made.get_ifd(0x8825)
    gps[1], gps[3] = "N", "E"
    gps[2] = gps[4] = tuple(IFDRational(n, 1) for n in (48, 51, 30))
    gps[27] = b"TOKEN-GPS"
    return made


def saved(image: Image.Image, kind: str, orientation: int, *, profile: bool) -> bytes:
    """Return an encoded image with all the metadata that Pillow can write."""
    target = io.BytesIO()
    more: dict[str, Any] = {"icc_profile": ICC} if profile else {}
    if kind == "GIF":
        image.convert("P").save(target, "GIF", comment=b"TOKEN-comment")
        return target.getvalue()
    more |= {"exif": exif_of(orientation), "xmp": XMP}
    if kind == "JPEG":
        more |= {"comment": b"TOKEN-comment", "progressive": orientation % 2 == 0}
    if kind == "PNG":
        texts = PngInfo()
        texts.add_text("Author", "TOKEN-text")
        texts.add_text("Title", "TOKEN-ztxt", zip=True)
        texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
        more |= {"pnginfo": texts, "dpi": (72, 72)}
        del more["xmp"]
    if kind == "AVIF":
        more["speed"] = 10
    image.save(target, kind, **more)
    return target.getvalue()


def shown(content: bytes) -> tuple[object, ...]:
    """Return all data that affects how an image looks."""
    with Image.open(io.BytesIO(content)) as image:
        frames = []
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            frames.append((image.convert("RGBA").tobytes(), image.info.get("duration")))
        image.seek(0)
        upright = ImageOps.exif_transpose(image)
        retained = {key: image.info.get(key) for key in ("icc_profile", "loop", "gamma")}
        orientation = image.getexif().get(exif.ORIENTATION, 1)
        return image.format, image.size, orientation, upright.tobytes(), frames, retained


@st.composite
def pictures(draw: st.DrawFn) -> tuple[str, int, bytes]:
    kind, orientation = draw(st.sampled_from(FORMATS)), draw(st.integers(1, 8))
    modes = ("RGB", "L") if kind in ("JPEG", "GIF") else ("RGB", "RGBA")
    width, height = draw(st.integers(1, 40)), draw(st.integers(1, 40))
    image = noise(width, height).convert(draw(st.sampled_from(modes)))
    return kind, orientation, saved(image, kind, orientation, profile=draw(st.booleans()))


@settings(max_examples=100, derandomize=True)
@given(picture=pictures())
def test_a_cleaned_image_looks_the_same_and_has_no_metadata(
    picture: tuple[str, int, bytes],
) -> None:
    kind, _, before = picture
    cleaned = clean(before)

    assert TOKEN in before or kind == "AVIF"
    assert shown(cleaned.content) == shown(before)
    assert TOKEN not in cleaned.content
    with Image.open(io.BytesIO(cleaned.content)) as image:
        found = image.getexif()
        # Pillow reports the rotation boxes of an AVIF as an orientation.
        assert set(found) <= {exif.ORIENTATION}
        assert not found.get_ifd(0x8825)
        assert not image.info.get("comment")
        assert not (image.info.get("xmp") or b"").strip()


@settings(max_examples=50, derandomize=True)
@given(picture=pictures())
def test_an_image_without_metadata_is_not_changed(picture: tuple[str, int, bytes]) -> None:
    once = clean(picture[2])

    assert once.removed
    again = clean(once.content)
    assert again == Cleaned(once.content)
    assert again.content is once.content


@settings(max_examples=150, derandomize=True)
@given(picture=pictures(), data=st.data())
def test_a_damaged_image_is_cleaned_or_rejected_without_a_crash(
    picture: tuple[str, int, bytes], data: st.DataObject
) -> None:
    content = bytearray(picture[2])
    for _ in range(data.draw(st.integers(0, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(content[: data.draw(st.integers(0, len(content)))])
    try:
        cleaned = clean(cut)
    except MetadataError:
        return
    assert has_author(cleaned.removed) in (True, False)
    assert has_position(cleaned.removed) in (True, False)
    assert len(cleaned.content) <= len(cut) + 64


# --- metadata that Pillow does not write ----------------------------------------------------------


def plain(kind: str, **more: Any) -> bytes:
    target = io.BytesIO()
    image = noise(32, 24)
    image.save(target, kind, **more)
    return target.getvalue()


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def chunk(name: bytes, content: bytes) -> bytes:
    checked = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + checked


def riff(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


EXTENSION = b"http://ns.adobe.com/xmp/extension/\0"
JPEG, PNG, WEBP, GIF = plain("JPEG"), plain("PNG"), plain("WEBP"), plain("GIF")
SCANS = plain("JPEG", progressive=True)
SECOND_SCAN = SCANS.index(b"\xff\xda", SCANS.index(b"\xff\xda") + 2)


def with_riff(*more: bytes) -> bytes:
    body = WEBP[12:] + b"".join(more)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


@pytest.mark.filterwarnings("ignore:Image appears to be a malformed MPO")
@pytest.mark.parametrize(
    "content",
    [
        JPEG[:2] + segment(0xE1, EXTENSION + b"0" * 40 + TOKEN) + JPEG[2:],
        JPEG[:2] + segment(0xED, b"Photoshop 3.0\0" + TOKEN) + JPEG[2:],
        JPEG[:2] + segment(0xE2, b"MPF\0" + TOKEN) + JPEG[2:] + JPEG[:2] + TOKEN,
        JPEG[:2] + segment(0xE0, b"JFXX\0\x10" + TOKEN) + JPEG[2:],
        JPEG[:2] + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\1\1" + TOKEN) + JPEG[20:],
        JPEG[:2] + segment(0xEB, b"JP\0\1" + TOKEN) + JPEG[2:],
        JPEG[:2] + b"\xff\xff\xff" + segment(0xFE, TOKEN)[1:] + JPEG[2:],
        JPEG + TOKEN,
        JPEG + b"\0\0\0\x18ftypmp42" + TOKEN,
        SCANS[:SECOND_SCAN] + segment(0xFE, TOKEN) + SCANS[SECOND_SCAN:],
        PNG[:33] + chunk(b"tIME", TOKEN) + PNG[33:],
        PNG[:33] + chunk(b"caBX", TOKEN) + PNG[33:],
        PNG[:-12] + chunk(b"tEXt", b"Author\0" + TOKEN) + PNG[-12:],
        PNG[:-12] + chunk(b"eXIf", b"MM\0*\0\0\0\x08\0\0" + TOKEN) + PNG[-12:],
        PNG + TOKEN,
        with_riff(riff(b"XYZ ", TOKEN)),
        with_riff(riff(b"EXIF", b"Exif\0\0MM\0*" + TOKEN)),
        with_riff() + TOKEN,
        GIF[:-1] + b"\x21\xff\x0bXMP DataXMP\x05" + TOKEN + b"\0" + GIF[-1:],
        GIF + TOKEN,
    ],
)
def test_rare_metadata_is_removed(content: bytes) -> None:
    cleaned = clean(content).content

    assert TOKEN not in cleaned
    assert shown(cleaned) == shown(content)


def test_an_animation_keeps_its_frames_and_durations() -> None:
    frames = [Image.new("RGBA", (20, 10), color) for color in ("red", "blue", "green")]
    texts = PngInfo()
    texts.add_text("Author", "TOKEN")
    metadata: dict[str, dict[str, Any]] = {
        "PNG": {"pnginfo": texts},
        "WEBP": {"exif": exif_of(1)},
        "GIF": {"comment": TOKEN},
        "AVIF": {"exif": exif_of(1)},
    }
    for kind, extra in metadata.items():
        target = io.BytesIO()
        frames[0].save(
            target, kind, save_all=True, append_images=frames[1:], duration=100, loop=0, **extra
        )
        before = target.getvalue()

        cleaned = clean(before).content
        assert shown(cleaned) == shown(before)
        assert len(shown(cleaned)[4]) == 3  # type: ignore[arg-type] # the list of frames
        assert TOKEN not in cleaned


def test_the_adobe_segment_is_retained_because_it_affects_colors() -> None:
    target = io.BytesIO()
    Image.new("CMYK", (8, 8), (10, 120, 230, 5)).save(target, "JPEG", comment=TOKEN)

    assert shown(clean(target.getvalue()).content) == shown(target.getvalue())
    assert b"Adobe" in clean(target.getvalue()).content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text",
        b"%PDF-1.7",
        b"<svg><metadata>x</metadata></svg>",
        b"GIF",
        b"RIFF    WAVE",
    ],
)
def test_unknown_formats_are_not_changed(content: bytes) -> None:
    assert clean(content) == Cleaned(content)


@pytest.mark.parametrize(
    "content",
    [
        JPEG[:2] + segment(0xFE, b"x") + b"garbage" + JPEG[2:],
        GIF[:-1] + b"garbage",
        b"\0\0\0\x10ftypavif\0\0\0\0" + b"\0\0\xff\xffmeta",
    ],
)
def test_an_image_with_an_invalid_structure_is_rejected(content: bytes) -> None:
    with pytest.raises(MetadataError):
        clean(content)


def test_exif_without_a_position_or_a_name_is_not_personal() -> None:
    bare = Image.Exif()
    bare[0x010F], bare[0x013B] = "A camera", "  "

    assert not exif.has_position(bare.tobytes()[6:])
    assert not exif.has_author(bare.tobytes()[6:])
    assert exif.has_position(exif_of(1).tobytes()[6:])
    assert exif.has_author(exif_of(1).tobytes()[6:])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_position_and_an_author_are_found_in_every_format(kind: str) -> None:
    removed = clean(saved(Image.new("RGB", (4, 4)), kind, 1, profile=False)).removed

    assert has_position(removed)
    assert has_author(removed)
