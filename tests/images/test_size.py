"""The size of an image that is published unchanged."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from coursegen.images.size import ImageInfo, size_of, whole_png_size

SVG = '<svg xmlns="http://www.w3.org/2000/svg" {}><path d="M0 0"/></svg>'


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('width="40" height="30"', (40, 30)),
        ("width='40px' height='30px'", (40, 30)),
        ('width="1in" height="2.54cm"', (96, 96)),
        ('viewBox="0 0 200 100"', (200, 100)),
        ('viewBox="0,0,200,100" width="50"', (50, 25)),
        ('viewBox="-5 -5 200 100" height="50"', (100, 50)),
        ('viewBox="0 0 200 100" width="100%" height="100%"', (200, 100)),
        ('stroke-width="3" viewBox="0 0 7 9"', (7, 9)),
        ("", (0, 0)),
        ('width="40"', (0, 0)),
        ('width="-4" height="30"', (0, 0)),
        ('viewBox="0 0 0 100"', (0, 0)),
        ('viewBox="a b c d"', (0, 0)),
    ],
)
def test_the_size_of_an_svg_comes_from_its_attributes(
    attributes: str, expected: tuple[int, int], tmp_path: Path
) -> None:
    (tmp_path / "a.svg").write_text(SVG.format(attributes))
    assert size_of(tmp_path / "a.svg") == expected


def test_content_before_an_svg_s_root_is_skipped(tmp_path: Path) -> None:
    before = '\ufeff<?xml version="1.0"?>\n<!-- <svg width="9" height="9"> -->\n<!DOCTYPE svg>\n'
    (tmp_path / "a.svg").write_text(before + SVG.format('width="4" height="3"'))
    assert size_of(tmp_path / "a.svg") == (4, 3)


@pytest.mark.parametrize("kind", ["PNG", "GIF"])
def test_the_size_of_a_png_or_gif_comes_from_its_header(kind: str, tmp_path: Path) -> None:
    Image.new("P", (300, 7)).save(tmp_path / "a", kind)
    assert size_of(tmp_path / "a") == (300, 7)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("size", [(1, 1), (33, 7), (1000, 3)])
def test_only_a_complete_png_has_a_size(mode: str, size: tuple[int, int], tmp_path: Path) -> None:
    Image.new(mode, size).save(tmp_path / "a.png")
    whole = (tmp_path / "a.png").read_bytes()
    assert whole_png_size(tmp_path / "a.png") == size

    for broken in (b"", b"hello", whole[:-1], whole[:40], whole[8:], whole.replace(b"ID", b"XD")):
        (tmp_path / "a.png").write_bytes(broken)
        assert whole_png_size(tmp_path / "a.png") == (0, 0)


def test_a_missing_png_has_no_size(tmp_path: Path) -> None:
    assert whole_png_size(tmp_path / "a.png") == (0, 0)


@given(st.binary(max_size=300) | st.binary(max_size=40).map(lambda tail: b"GIF89a" + tail))
def test_arbitrary_bytes_do_not_crash_the_size_detection(content: bytes) -> None:
    class Disk:
        def open(self, _mode: str) -> io.BytesIO:
            return io.BytesIO(content)

    width, height = size_of(Disk())  # type: ignore[arg-type] # size_of calls only `open`
    assert width >= 0
    assert height >= 0


def test_a_missing_file_has_no_size(tmp_path: Path) -> None:
    assert size_of(tmp_path / "gone.svg") == (0, 0)


@given(st.builds(ImageInfo, st.integers(1), st.integers(1), st.booleans()))
def test_cached_image_properties_are_restored_unchanged(original: ImageInfo) -> None:
    assert ImageInfo.from_json(original.to_json()) == original


@given(
    st.none()
    | st.binary(max_size=50)
    | st.recursive(
        st.none() | st.booleans() | st.integers(max_value=0) | st.text(max_size=5),
        lambda inner: st.dictionaries(st.sampled_from(["width", "height", "as_is"]), inner),
    ).map(lambda value: json.dumps(value).encode())
)
def test_invalid_cache_entries_are_rejected(entry: bytes | None) -> None:
    assert ImageInfo.from_json(entry) is None
