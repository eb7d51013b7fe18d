"""In tests, Chromium finds only the fonts that are named in `fonts.conf`."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.chromium import launch
from browser.needed import FONTS

HAS_FONT = """
family => {
  const context = document.createElement('canvas').getContext('2d');
  const width = font => {
    context.font = `40px ${font}`;
    return context.measureText('Seminar mmmiii 课程').width;
  };
  return ['serif', 'monospace'].some(other => width(`"${family}", ${other}`) !== width(other));
}
"""
"""Returns whether text in a font family has a different width from text in the fallback fonts."""


BROUGHT = (
    "DejaVu Sans",
    "DejaVu Serif",
    "DejaVu Sans Mono",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Serif CJK TC",
)
OFTEN_INSTALLED = ("Noto Sans", "Noto Serif", "Liberation Sans", "Inter")


@pytest.fixture
def other_font(tmp_path: Path) -> str:
    """The family name of a font that is installed in `tmp_path`."""
    dejavu = next(path for path in FONTS if "dejavu" in path.parts)
    data = (dejavu.parent / "DejaVuSansMono.ttf").read_bytes()
    (tmp_path / "fonts").mkdir()
    old, new = "DejaVu Sans Mono", "Installed Letter"
    for encoding in ("ascii", "utf-16-be"):  # both names have the same length
        data = data.replace(old.encode(encoding), new.encode(encoding))
    (tmp_path / "fonts" / "other.ttf").write_bytes(data)
    return new


def test_chromium_finds_exactly_the_fonts_that_pages_use(browser: Browser) -> None:
    with browser.new_page() as page:
        families = (*BROUGHT, *OFTEN_INSTALLED)
        assert [family for family in families if page.evaluate(HAS_FONT, family)] == [*BROUGHT]


def test_chromium_does_not_use_other_installed_fonts(
    browser: Browser, tmp_path: Path, other_font: str
) -> None:
    running = launch(browser.browser_type, XDG_DATA_HOME=str(tmp_path))
    try:
        assert not running.new_page().evaluate(HAS_FONT, other_font)
    finally:
        running.close()
