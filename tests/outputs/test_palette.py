"""One accent → a whole palette: whatever colour an author chooses, everything can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursegen.outputs.palette import (
    TEXT_CONTRAST,
    Oklch,
    Palette,
    contrast,
    derive_palette,
    luminance,
    readable,
    to_hex,
    to_oklch,
)
from coursegen.outputs.stylesheet import validate_accent

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
ON_TEXT_GROUNDS = [
    (ink, ground)
    for ink in ("text", "quiet", "accent")
    for ground in ("surface", "raised", "accent_soft")
]


def pair(palette: Palette, one: str, other: str, scheme: int) -> float:
    return contrast(getattr(palette, one)[scheme], getattr(palette, other)[scheme])


@pytest.mark.parametrize(("ink", "ground"), ON_TEXT_GROUNDS)
@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@given(accent=COLOURS)
def test_every_ink_can_be_read_on_every_ground(
    ink: str, ground: str, scheme: int, accent: str
) -> None:
    assert pair(derive_palette(accent), ink, ground, scheme) >= TEXT_CONTRAST


@given(COLOURS)
def test_light_is_light_and_dark_is_dark(accent: str) -> None:
    light, dark = derive_palette(accent).surface
    assert luminance(light) > 0.9
    assert luminance(dark) < 0.03


@given(COLOURS)
def test_a_colour_survives_the_way_to_oklch_and_back(colour: str) -> None:
    assert to_hex(to_oklch(colour)) == colour


# Below a lightness of .15, one step of eight bits is wider than the tolerance.
@given(st.floats(0.15, 1), st.floats(0, 0.4), st.floats(0, 360))
def test_every_oklch_colour_becomes_one_that_screens_can_show(
    lightness: float, chroma: float, hue: float
) -> None:
    shown = to_oklch(to_hex(Oklch(lightness, chroma, hue)))
    assert abs(shown.lightness - lightness) < 0.02
    assert shown.chroma <= chroma + 0.01


@given(COLOURS)
def test_a_colour_that_can_be_read_stays_as_it_is(colour: str) -> None:
    assert (readable(colour) == colour) == (contrast(colour, "#ffffff") >= TEXT_CONTRAST)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


@given(COLOURS)
def test_the_colour_that_a_warning_offers_needs_no_warning(accent: str) -> None:
    for warning in validate_accent(accent):
        offered = warning.hint.partition(" ")[0]
        assert list(validate_accent(offered)) == []
