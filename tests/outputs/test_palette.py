"""The palette of any accent color has enough contrast."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursegen.base.diagnostics import Diagnostic, Diagnostics
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

COLORS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
ON_TEXT_BACKGROUNDS = [
    (text_color, background)
    for text_color in ("text", "quiet", "accent")
    for background in ("surface", "raised", "accent_soft")
]


def warnings_for(accent: str) -> list[Diagnostic]:
    found = Diagnostics()
    validate_accent(accent, found)
    return list(found)


def pair(palette: Palette, one: str, other: str, scheme: int) -> float:
    return contrast(getattr(palette, one)[scheme], getattr(palette, other)[scheme])


@pytest.mark.parametrize(("text_color", "background"), ON_TEXT_BACKGROUNDS)
@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@given(accent=COLORS)
def test_every_text_color_has_enough_contrast_on_every_background(
    text_color: str, background: str, scheme: int, accent: str
) -> None:
    assert pair(derive_palette(accent), text_color, background, scheme) >= TEXT_CONTRAST


@given(COLORS)
def test_the_light_surface_is_light_and_the_dark_surface_is_dark(accent: str) -> None:
    light, dark = derive_palette(accent).surface
    assert luminance(light) > 0.9
    assert luminance(dark) < 0.03


@given(COLORS)
def test_a_color_survives_the_round_trip_through_oklch(colour: str) -> None:
    assert to_hex(to_oklch(colour)) == colour


# Below a lightness of .15, one step of an 8-bit value exceeds the tolerance.
@given(st.floats(0.15, 1), st.floats(0, 0.4), st.floats(0, 360))
def test_every_oklch_color_becomes_a_valid_hex_color(
    lightness: float, chroma: float, hue: float
) -> None:
    shown = to_oklch(to_hex(Oklch(lightness, chroma, hue)))
    assert abs(shown.lightness - lightness) < 0.02
    assert shown.chroma <= chroma + 0.01


@given(COLORS)
def test_a_color_with_enough_contrast_is_not_changed(colour: str) -> None:
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
def test_contrast_matches_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


@given(COLORS)
def test_the_color_that_a_warning_suggests_causes_no_warning(accent: str) -> None:
    for warning in warnings_for(accent):
        suggested = warning.hint.partition(" ")[0]
        assert warnings_for(suggested) == []
