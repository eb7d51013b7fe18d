"""CSS for session kinds: readable hues, hues of custom kinds, and the filter."""

import re

import pytest
from conftest import BuildCourse

from coursegen.base.files import THEME
from coursegen.outputs.kind_styles import hue_of
from coursegen.outputs.palette import TEXT_CONTRAST, Oklch, contrast, derive_palette, to_hex

TOKENS = (THEME / "static/css/tokens.css").read_text(encoding="utf-8")
LIGHT, DARK = 0, 1
ACCENTS = ("#0b6478", "#1f5a93", "#7a1f5c", "#8a3b12", "#000000", "#ffd400")
PALETTES = [derive_palette(accent) for accent in ACCENTS]


def color(token: str, scheme: int, hue: float) -> str:
    """Return the color that `tokens.css` derives from a hue."""
    rule = re.search(rf"--kind-{token}: light-dark\((.*)\);", TOKENS)
    assert rule
    lightness, chroma = re.findall(r"oklch\((\S+)% (\S+) var\(--hue\)\)", rule[1])[scheme]
    return to_hex(Oklch(float(lightness) / 100, float(chroma), hue))


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize("hue", range(0, 360, 5))
def test_labels_and_tinted_rows_have_enough_contrast_in_every_hue(hue: int, scheme: int) -> None:
    tint = color("tint", scheme, hue)

    assert contrast(color("ink", scheme, hue), color("mark", scheme, hue)) >= TEXT_CONTRAST
    for palette in PALETTES:
        for inks in (palette.text, palette.quiet, palette.accent):
            assert contrast(inks[scheme], tint) >= TEXT_CONTRAST


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_past_weeks_are_muted_but_have_enough_contrast(scheme: int) -> None:
    for palette in PALETTES:
        assert contrast(palette.quiet[scheme], palette.surface[scheme]) >= TEXT_CONTRAST
        assert contrast(palette.quiet[scheme], palette.raised[scheme]) >= TEXT_CONTRAST


def test_the_hue_of_a_custom_kind_depends_on_its_name() -> None:
    assert hue_of("hackathon") == hue_of("hackathon")
    assert len({hue_of(f"kind {number}") for number in range(100)}) > 15
    assert all(0 <= hue_of(f"kind {number}") < 360 for number in range(100))


def stylesheet(build_course: BuildCourse, kinds: list[str]) -> str:
    entries = "".join(f"  - {{title: T, kind: {kind}}}\n" for kind in kinds)
    built = build_course(
        {
            "site.yaml": "title: T\nsession_kinds: {hackathon: H, study trip: S, 通宵: N}\n",
            "content/schedule.yaml": f"weeks:\n- lectures:\n{entries}",
        }
    )
    assert built.lines == []
    return built.html("static/css/site.css")


def test_only_custom_kinds_in_the_schedule_get_a_hue(
    build_course: BuildCourse,
) -> None:
    css = stylesheet(build_course, ["lab", "hackathon", "study trip"])

    assert f".kind-hackathon {{ --hue: {hue_of('hackathon')}; }}" in css
    assert ".kind-study-trip { --hue: " in css
    assert "通宵" not in css
    assert ".kind-lab { --hue" not in css


def test_a_long_schedule_with_several_kinds_can_be_filtered(build_course: BuildCourse) -> None:
    assert '[value="lab"]:checked' in stylesheet(build_course, ["lab", *["lecture"] * 7])
    assert "[value=" not in stylesheet(build_course, ["lab", *["lecture"] * 6])
    assert "[value=" not in stylesheet(build_course, ["lab"] * 8)
