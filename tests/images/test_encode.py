"""Copies look like their originals, and hostile images do not break the build."""

import io
import os
import re
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageCms

from coursegen.images.decode import decode, probe
from coursegen.images.encode import encode
from coursegen.images.generated import GenerateError
from coursegen.images.memory import MemoryBudget
from coursegen.images.size import ImageInfo

ORANGE = (230, 120, 20)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def near(pixel: object, expected: tuple[int, ...]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) <= 14 for one, other in zip(pixel, expected, strict=True))


@pytest.mark.parametrize("kind", ["avif", "webp"])
@pytest.mark.parametrize(
    ("mode", "color"),
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
def test_colors_are_preserved_in_every_color_mode(
    mode: str, color: object, kind: str, tmp_path: Path
) -> None:
    image = Image.new(mode, (60, 40), color)  # type: ignore[arg-type] # one for each mode
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
def test_transparency_is_preserved(kind: str, palette: bool, tmp_path: Path) -> None:
    image = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    image.paste((*ORANGE, 255), (30, 0, 60, 40))
    (image.quantize(8) if palette else image).save(tmp_path / "a.png")

    copy = opened(encode(tmp_path / "a.png", 60, kind)).convert("RGBA")

    left, right = copy.getpixel((10, 20)), copy.getpixel((50, 20))
    assert isinstance(left, tuple)
    assert left[3] < 8
    assert near(right, (*ORANGE, 255))


def test_a_color_profile_is_applied_and_removed(tmp_path: Path) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGB", (20, 20), ORANGE).save(tmp_path / "a.png", icc_profile=lab)
    Image.new("RGB", (20, 20), ORANGE).save(tmp_path / "b.png", icc_profile=b"not a profile")

    for name in ("a.png", "b.png"):
        copy = opened(encode(tmp_path / name, 20, "webp"))
        assert near(copy.convert("RGB").getpixel((9, 9)), ORANGE)
        assert "icc_profile" not in copy.info


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_with_an_orientation_is_rotated_upright(orientation: int, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "where I live"
    image = Image.new("RGB", (400, 200), "white")
    image.paste(ORANGE, (0, 0, 400, 20))  # the upper edge of the stored image
    image.save(tmp_path / "a.jpg", exif=exif, quality=95)
    size = (400, 200) if orientation < 5 else (200, 400)
    edge = {1: "t", 2: "t", 3: "b", 4: "b", 5: "l", 6: "r", 7: "r", 8: "l"}[orientation]
    at = {"t": (50, 2), "b": (50, -3), "l": (2, 50), "r": (-3, 50)}[edge]

    assert probe(tmp_path / "a.jpg") == ImageInfo(*size)
    content = encode(tmp_path / "a.jpg", 100, "webp")
    copy = opened(content)
    assert copy.size == (100, round(100 * size[1] / size[0]))
    x, y = at[0] % copy.width, at[1] % copy.height
    assert near(copy.convert("RGB").getpixel((x, y)), ORANGE)
    assert not copy.getexif()
    assert b"where I live" not in content


def test_a_copy_has_the_proportions_of_the_upright_photo(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (4000, 1000), ORANGE).save(tmp_path / "a.jpg", exif=exif)
    requested: list[tuple[int, int]] = []

    def fit(own: tuple[int, int]) -> tuple[int, int]:
        requested.append(own)
        return 50, 200

    assert decode(tmp_path / "a.jpg", fit).size == (50, 200)
    assert requested == [(1000, 4000)]


@pytest.mark.parametrize("kind", ["avif", "webp"])
def test_the_same_image_always_produces_the_same_bytes(kind: str, tmp_path: Path) -> None:
    Image.effect_noise((300, 200), 90).convert("RGB").save(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes((tmp_path / "a.png").read_bytes())

    one, two = (encode(tmp_path / name, 200, kind) for name in ("a.png", "b.png"))
    assert one == two


def animated(disk: Path) -> None:
    frames = [Image.new("RGB", (20, 10), color) for color in ("red", "blue")]
    frames[0].save(disk, "WEBP", save_all=True, append_images=frames[1:])


def test_an_animation_gets_no_copies(tmp_path: Path) -> None:
    animated(tmp_path / "a.webp")

    assert probe(tmp_path / "a.webp") == ImageInfo(20, 10, as_is=True)


def whole() -> bytes:
    target = io.BytesIO()
    Image.effect_noise((300, 200), 90).save(target, "PNG")
    return target.getvalue()


def bomb() -> bytes:
    """Return a PNG whose header declares one gigapixel."""
    content = bytearray(whole())
    content[16:24] = (40_000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(bytes(content[12:29])).to_bytes(4, "big")
    return bytes(content)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: whole()[: len(whole()) // 2], "damaged"),
        (lambda: whole()[:60], "damaged"),
        (lambda: b"\x89PNG\r\n\x1a\n", "not a PNG, JPEG, WebP or AVIF"),
        (lambda: whole().replace(b"IDAT", b"IDAX"), "not a PNG, JPEG, WebP or AVIF"),
        (lambda: b"", "not a PNG, JPEG, WebP or AVIF"),
        (lambda: b"GIF89a" + bytes(500), "not a PNG, JPEG, WebP or AVIF"),
        (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n" * 30, "not a PNG, JPEG, WebP or AVIF"),
        (bomb, "more than 40 million pixels"),
    ],
)
def test_a_hostile_image_is_reported_in_one_sentence(
    make: Callable[[], bytes], message: str, tmp_path: Path
) -> None:
    (tmp_path / "a.png").write_bytes(make())

    with pytest.raises(GenerateError, match=message):
        probe(tmp_path / "a.png")
    with pytest.raises(GenerateError):
        encode(tmp_path / "a.png", 100, "webp")


def test_an_image_that_is_too_large_for_webp_gets_no_copies(tmp_path: Path) -> None:
    Image.new("1", (10, 17_000)).save(tmp_path / "a.png")

    assert probe(tmp_path / "a.png").as_is


# --- memory ---------------------------------------------------------------------------------------


def patched(kind: str, width: int, height: int, **more: Any) -> bytes:
    """Return a small image whose header declares this size."""
    target = io.BytesIO()
    mode = more.pop("mode", "RGB")
    Image.new(mode, (16, 16)).save(target, kind, **more)
    content = bytearray(target.getvalue())
    if kind == "PNG":
        content[16:24] = struct.pack(">II", width, height)
        content[29:33] = zlib.crc32(bytes(content[12:29])).to_bytes(4, "big")
    elif kind == "JPEG":
        at = re.search(rb"\xff[\xc0\xc2]\0.\x08", content, re.DOTALL)
        assert at
        content[at.end() : at.end() + 4] = struct.pack(">HH", height, width)
    else:
        bits = int.from_bytes(content[21:25], "little") >> 28 << 28
        content[21:25] = (bits | (height - 1) << 14 | (width - 1)).to_bytes(4, "little")
    return bytes(content)


PROGRESSIVE = {"progressive": True, "subsampling": 0}
LIMITS: list[tuple[str, int, dict[str, Any]]] = [
    ("PNG", 40, {}),
    ("PNG", 40, {"mode": "L"}),
    ("WEBP", 13, {"lossless": True}),
    ("JPEG", 200, {}),
    ("JPEG", 26, PROGRESSIVE),
    ("JPEG", 20, {**PROGRESSIVE, "mode": "CMYK"}),
    ("JPEG", 53, {"progressive": True, "subsampling": 2}),
]


@pytest.mark.parametrize(("kind", "most", "more"), LIMITS)
def test_the_limits_of_each_format_apply_before_decoding(
    kind: str, most: int, more: dict[str, Any], tmp_path: Path
) -> None:
    disk = tmp_path / "a.png"
    disk.write_bytes(patched(kind, 10_000, most * 100 + 80, **more))

    with pytest.raises(GenerateError, match=f"more than {most} million pixels"):
        probe(disk)


def test_a_file_larger_than_fifty_megabytes_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(whole())
    os.truncate(tmp_path / "a.png", 50_000_001)

    with pytest.raises(GenerateError, match="larger than 50 MB"):
        probe(tmp_path / "a.png")


PEAK = """
import re, sys
from pathlib import Path
from coursegen.images.decode import decode

def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])

before = peak()
decode(Path(sys.argv[1]), lambda own: (600, 450))
print(peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems count memory in other units")
def test_only_one_full_size_image_is_in_memory_at_a_time(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    image = Image.new("RGBA", (3200, 2500), (1, 2, 3, 200))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image.save(tmp_path / "a.png", compress_level=1, exif=exif, icc_profile=profile)

    command = [sys.executable, "-c", PEAK, str(tmp_path / "a.png")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    full = 4 * 3200 * 2500 / 1024
    assert 0.9 * full < int(done.stdout) < 2.2 * full  # four images would exceed this limit


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "I;16", "CMYK"])
@pytest.mark.parametrize("size", [(100, 77), (31, 20), (290, 200)])
def test_resizing_in_bands_gives_the_same_image_as_resizing_all_at_once(
    mode: str, size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = tmp_path / ("a.jpg" if mode == "CMYK" else "a.png")
    source = Image.radial_gradient("L").resize((300, 230))
    if mode == "RGBA":
        source = Image.merge("RGBA", (source, source.rotate(90), source.rotate(180), source))
    (source if mode == "RGBA" else source.convert(mode)).save(disk)
    with Image.open(disk) as image:
        plain = image.point(lambda v: v / 256).convert("L") if mode == "I;16" else image
        plain = plain.convert("RGBA" if mode == "RGBA" else "RGB")
    expected = plain.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    monkeypatch.setattr("coursegen.images.decode._BAND_PIXELS", 5000)

    found = decode(disk, lambda _: size)
    assert (found.mode, found.size) == (expected.mode, size)
    if mode == "RGBA":  # the colors of nearly transparent pixels may differ
        found, expected = found.convert("RGBa"), expected.convert("RGBa")
    assert max(ImageChops.difference(found, expected).tobytes()) <= 4


def test_threads_wait_for_memory_and_a_request_above_the_limit_runs_alone() -> None:
    budget = MemoryBudget(100)
    at_once: list[int] = []
    most = 0

    def work(size: int) -> None:
        nonlocal most
        for _ in range(50):
            with budget.reserve(size):
                at_once.append(size)
                most = max(most, sum(at_once))
                assert sum(at_once) <= 100 or at_once == [200]
                at_once.remove(size)

    threads = [threading.Thread(target=work, args=(size,)) for size in (30, 60, 60, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not any(thread.is_alive() for thread in threads)
    assert (most, at_once) == (200, [])
