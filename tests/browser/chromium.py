"""Chromium as the tests start it: without the network, and with the fonts of `fonts.conf` only."""

import os
from pathlib import Path

from playwright.sync_api import Browser, BrowserType

from browser.needed import FONTS, chromium, needed

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    "--font-render-hinting=none",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
"""Chromium resolves no name at all: what a page asks of others fails, and is seen."""
FONTS_CONF = Path(__file__).parent / "fonts.conf"


def launch(chromium_type: BrowserType, **environment: str) -> Browser:
    """Start headless Chromium; `environment` overrides variables of this process."""
    for font, package in FONTS.items():
        needed(font, f"font {font.stem}", f"install Debian's package {package}")
    return chromium_type.launch(
        executable_path=chromium(),
        args=FLAGS,
        env={**os.environ, **environment, "FONTCONFIG_FILE": str(FONTS_CONF)},
    )
