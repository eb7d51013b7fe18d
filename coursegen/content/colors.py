"""The colors to suggest for the names of colors."""

import re

_NAMES = {
    "black": "#1f2937",
    "blue": "#1d4ed8",
    "brown": "#78350f",
    "crimson": "#b91c1c",
    "cyan": "#0e7490",
    "gold": "#a16207",
    "gray": "#4b5563",
    "green": "#15803d",
    "grey": "#4b5563",
    "indigo": "#4338ca",
    "magenta": "#a21caf",
    "maroon": "#7f1d1d",
    "navy": "#1e3a8a",
    "orange": "#c2410c",
    "pink": "#be185d",
    "purple": "#7e22ce",
    "red": "#b91c1c",
    "teal": "#0f766e",
    "violet": "#6d28d9",
    "yellow": "#a16207",
}
"""Colors with enough contrast to white, by name."""


def suggest_color(text: str) -> str:
    """Return the color that some text names, in quotes, or an empty string."""
    word = text.strip().casefold()
    digits = word.removeprefix("#")
    if re.fullmatch("[0-9a-f]{3}", digits):
        digits = "".join(2 * digit for digit in digits)
    color = _NAMES.get(re.sub(r"^(dark|light)[ -]?", "", word), f"#{digits}")
    return f'"{color}"' if re.fullmatch("#[0-9a-f]{6}", color) else ""
