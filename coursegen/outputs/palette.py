"""Derive the light and dark color schemes from one accent color, with enough contrast.

Colors are adjusted in OKLCH, whose lightness is perceptual (Björn Ottosson, "A perceptual color
space for image processing", 2020). Contrast is WCAG 2.2's ratio of relative luminances, which must
be at least 4.5 for text (success criterion 1.4.3).
"""

from __future__ import annotations

import math

from coursegen.base.struct import Struct, asdict

TEXT_CONTRAST = 4.5
DEFAULT_ACCENT = "#1f5a93"
_WHITE = "#ffffff"


class Oklch(Struct):
    """A color in OKLCH: lightness 0 to 1, chroma 0 to about 0.4, hue in degrees."""

    lightness: float
    chroma: float
    hue: float


class Palette(Struct):
    """The colors of the site, each as `#rrggbb` for the light and the dark scheme."""

    accent: tuple[str, str]
    accent_soft: tuple[str, str]
    surface: tuple[str, str]
    raised: tuple[str, str]
    line: tuple[str, str]
    text: tuple[str, str]
    quiet: tuple[str, str]

    def css(self) -> str:
        """Return a stylesheet that sets the color tokens."""
        lines = [
            f"    --{name.replace('_', '-')}: light-dark({light}, {dark});"
            for name, (light, dark) in asdict(self).items()
        ]
        return "@layer tokens {\n  :root {\n" + "\n".join(lines) + "\n  }\n}\n"


def derive_palette(accent: str) -> Palette:
    """Return the palette for an accent such as `#0b6478`, adjusted to have enough contrast.

    An empty accent means the theme's default accent.
    """
    accent = accent or DEFAULT_ACCENT
    color = to_oklch(accent)
    hue, tint = color.hue, min(color.chroma, 0.02)
    surface = (to_hex(Oklch(0.995, tint * 0.12, hue)), to_hex(Oklch(0.19, tint * 0.7, hue)))
    raised = (to_hex(Oklch(0.972, tint * 0.4, hue)), to_hex(Oklch(0.235, tint * 0.8, hue)))
    soft = (
        to_hex(Oklch(0.945, min(color.chroma, 0.03), hue)),
        to_hex(Oklch(0.29, min(color.chroma, 0.045), hue)),
    )
    bright = to_hex(Oklch(0.8, min(color.chroma, 0.11), hue))
    return Palette(
        accent=(readable(accent, soft[0]), readable(bright, soft[1])),
        accent_soft=soft,
        surface=surface,
        raised=raised,
        line=(to_hex(Oklch(0.89, tint * 0.5, hue)), to_hex(Oklch(0.35, tint, hue))),
        text=(to_hex(Oklch(0.25, tint, hue)), to_hex(Oklch(0.93, tint * 0.4, hue))),
        quiet=(to_hex(Oklch(0.48, tint, hue)), to_hex(Oklch(0.74, tint * 0.7, hue))),
    )


def readable(color: str, background: str = _WHITE) -> str:
    """Return `color`, made darker or lighter if text needs more contrast with `background`."""
    wanted = to_oklch(color)
    lightness = wanted.lightness
    step = -0.005 if luminance(background) > 0.18 else 0.005
    while contrast(color, background) < TEXT_CONTRAST and 0 < lightness < 1:
        lightness += step
        color = to_hex(Oklch(lightness, wanted.chroma, wanted.hue))
    return color


def contrast(one: str, other: str) -> float:
    """Return WCAG's contrast ratio of two colors, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    """Return WCAG's relative luminance, 0 to 1."""
    red, green, blue = _linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def to_oklch(color: str) -> Oklch:
    """Convert `#rrggbb` to OKLCH."""
    red, green, blue = _linear(color)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return Oklch(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def to_hex(color: Oklch) -> str:
    """Convert to the nearest `#rrggbb`, reducing chroma until the color is in the sRGB gamut."""
    chroma = color.chroma
    while True:
        channels = _to_linear(Oklch(color.lightness, chroma, color.hue))
        if chroma <= 0 or all(-0.0005 <= channel <= 1.0005 for channel in channels):
            return "#" + "".join(
                f"{round(255 * _encode_gamma(channel)):02x}" for channel in channels
            )
        chroma = max(chroma - 0.002, 0)


def _to_linear(color: Oklch) -> tuple[float, float, float]:
    a = color.chroma * math.cos(math.radians(color.hue))
    b = color.chroma * math.sin(math.radians(color.hue))
    long = (color.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (color.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (color.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _linear(color: str) -> tuple[float, float, float]:
    """Return the linear-light channels of `#rrggbb` (IEC 61966-2-1)."""
    red, green, blue = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return (_decode_gamma(red), _decode_gamma(green), _decode_gamma(blue))


def _decode_gamma(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _encode_gamma(channel: float) -> float:
    channel = min(max(channel, 0), 1)
    if channel <= 0.0031308:
        return channel * 12.92
    return float(1.055 * channel ** (1 / 2.4) - 0.055)
