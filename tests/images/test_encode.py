"""Photographs and drawings become copies that look the same, and nothing harms the build."""

import io
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from coursegen.images.decode import decode, look
from coursegen.images.derived import CannotMake
from coursegen.images.encode import encode
from coursegen.images.size import Original

ORANGE = (230, 120, 20)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def near(pixel: object, expected: tuple[int, ...]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) <= 14 for one, other in zip(pixel, expected, strict=True))


@pytest.mark.parametrize("kind", ["avif", "webp"])
@pytest.mark.parametrize(
    ("mode", "colour"),
    [
        ("RGB", ORANGE),
        ("RGBA", (*ORANGE, 255)),
        ("L", 120),
        ("LA", (120, 255)),
        ("1", 1),
        ("P", 3),
        ("CMYK", (10, 120, 230, 5)),
        ("I;16", 40_000),
    ],
)
def test_every_sort_of_colour_stays_what_it_is(
    mode: str, colour: object, kind: str, tmp_path: Path
) -> None:
    image = Image.new(mode, (60, 40), colour)  # type: ignore[arg-type] # one for each mode
    if mode == "P":
        image.putpalette([0, 0, 0] * 3 + list(ORANGE))
    disk = tmp_path / ("a.jpg" if mode == "CMYK" else "a.png")
    image.save(disk)
    expected = {"L": (120,) * 3, "LA": (120,) * 3, "1": (255,) * 3, "I;16": (156,) * 3}
    expected["CMYK"] = Image.open(disk).convert("RGB").getpixel((30, 20))  # type: ignore[assignment] # three

    copy = opened(encode(disk, 30, kind))

    assert copy.size == (30, 20)
    assert copy.format == kind.upper()
    assert near(copy.convert("RGB").getpixel((15, 10)), expected.get(mode, ORANGE))


@pytest.mark.parametrize("kind", ["avif", "webp"])
@pytest.mark.parametrize("palette", [False, True])
def test_what_is_transparent_stays_so(kind: str, palette: bool, tmp_path: Path) -> None:
    image = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    image.paste((*ORANGE, 255), (30, 0, 60, 40))
    (image.quantize(8) if palette else image).save(tmp_path / "a.png")

    copy = opened(encode(tmp_path / "a.png", 60, kind)).convert("RGBA")

    left, right = copy.getpixel((10, 20)), copy.getpixel((50, 20))
    assert isinstance(left, tuple)
    assert left[3] < 8
    assert near(right, (*ORANGE, 255))


def test_a_colour_profile_is_applied_and_not_passed_on(tmp_path: Path) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGB", (20, 20), ORANGE).save(tmp_path / "a.png", icc_profile=lab)
    Image.new("RGB", (20, 20), ORANGE).save(tmp_path / "b.png", icc_profile=b"not a profile")

    for name in ("a.png", "b.png"):
        copy = opened(encode(tmp_path / name, 20, "webp"))
        assert near(copy.convert("RGB").getpixel((9, 9)), ORANGE)
        assert "icc_profile" not in copy.info


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_taken_sideways_stands_upright(orientation: int, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "where I live"
    image = Image.new("RGB", (400, 200), "white")
    image.paste(ORANGE, (0, 0, 400, 20))  # what the camera saw as its upper edge
    image.save(tmp_path / "a.jpg", exif=exif, quality=95)
    size = (400, 200) if orientation < 5 else (200, 400)
    edge = {1: "t", 2: "t", 3: "b", 4: "b", 5: "l", 6: "r", 7: "r", 8: "l"}[orientation]
    at = {"t": (50, 2), "b": (50, -3), "l": (2, 50), "r": (-3, 50)}[edge]

    assert look(tmp_path / "a.jpg") == Original(*size)
    content = encode(tmp_path / "a.jpg", 100, "webp")
    copy = opened(content)
    assert copy.size == (100, round(100 * size[1] / size[0]))
    x, y = at[0] % copy.width, at[1] % copy.height
    assert near(copy.convert("RGB").getpixel((x, y)), ORANGE)
    assert not copy.getexif()
    assert b"where I live" not in content


def test_a_photograph_taken_sideways_is_fitted_the_right_way_up(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (4000, 1000), ORANGE).save(tmp_path / "a.jpg", exif=exif)
    asked: list[tuple[int, int]] = []

    def fit(own: tuple[int, int]) -> tuple[int, int]:
        asked.append(own)
        return 50, 200

    assert decode(tmp_path / "a.jpg", fit).size == (50, 200)
    assert asked == [(1000, 4000)]


@pytest.mark.parametrize("kind", ["avif", "webp"])
def test_the_same_picture_becomes_the_same_bytes(kind: str, tmp_path: Path) -> None:
    Image.effect_noise((300, 200), 90).convert("RGB").save(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes((tmp_path / "a.png").read_bytes())

    one, two = (encode(tmp_path / name, 200, kind) for name in ("a.png", "b.png"))
    assert one == two


def animated(disk: Path) -> None:
    frames = [Image.new("RGB", (20, 10), colour) for colour in ("red", "blue")]
    frames[0].save(disk, "WEBP", save_all=True, append_images=frames[1:])


def test_a_picture_that_moves_stays_as_it_is(tmp_path: Path) -> None:
    animated(tmp_path / "a.webp")

    assert look(tmp_path / "a.webp") == Original(20, 10, stays=True)


def whole() -> bytes:
    target = io.BytesIO()
    Image.effect_noise((300, 200), 90).save(target, "PNG")
    return target.getvalue()


def bomb() -> bytes:
    """A PNG whose head promises a gigapixel."""
    content = bytearray(whole())
    content[16:24] = (40_000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(bytes(content[12:29])).to_bytes(4, "big")
    return bytes(content)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: whole()[: len(whole()) // 2], "broken"),
        (lambda: whole()[:60], "broken"),
        (lambda: b"\x89PNG\r\n\x1a\n", "not a PNG, JPEG or WebP"),
        (lambda: whole().replace(b"IDAT", b"IDAX"), "not a PNG, JPEG or WebP"),
        (lambda: b"", "not a PNG, JPEG or WebP"),
        (lambda: b"GIF89a" + bytes(500), "not a PNG, JPEG or WebP"),
        (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n" * 30, "not a PNG, JPEG or WebP"),
        (bomb, "more than 40 million pixels"),
    ],
)
def test_a_hostile_picture_is_told_in_one_sentence(
    make: Callable[[], bytes], said: str, tmp_path: Path
) -> None:
    (tmp_path / "a.png").write_bytes(make())

    with pytest.raises(CannotMake, match=said):
        look(tmp_path / "a.png")
    with pytest.raises(CannotMake):
        encode(tmp_path / "a.png", 100, "webp")


def test_a_picture_too_long_for_webp_stays_as_it_is(tmp_path: Path) -> None:
    Image.new("1", (10, 17_000)).save(tmp_path / "a.png")

    assert look(tmp_path / "a.png").stays
