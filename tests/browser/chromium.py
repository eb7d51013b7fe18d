"""Start Chromium without network access, and with only the fonts in `fonts.conf`."""

import os
from pathlib import Path

from installed import needed
from playwright.sync_api import Browser, BrowserType

from browser.needed import FONTS, chromium

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
"""Options that prevent Chromium from resolving host names, so requests to other sites fail."""
FONTS_CONF = Path(__file__).parent / "fonts.conf"


def launch(chromium_type: BrowserType, **environment: str) -> Browser:
    """Start headless Chromium; `environment` overrides environment variables of this process."""
    for font, package in FONTS.items():
        needed(font, f"font {font.stem}", f"install Debian's package {package}")
    return chromium_type.launch(
        executable_path=chromium(),
        args=FLAGS,
        env={**os.environ, **environment, "FONTCONFIG_FILE": str(FONTS_CONF)},
    )
