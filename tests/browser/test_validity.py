"""The Nu HTML checker reports no problem in any page (validator.github.io/validator).

The checker gets URLs instead of files.  For files, it would report every stylesheet, because the
policy of a page allows only stylesheets from its own site.
"""

import json
import subprocess
from pathlib import Path

from browser.hosting import hosted
from browser.needed import java, npm_file
from browser.sites import Sites

ARGUED: dict[str, str] = {}
"""Messages that are ignored, each with the reason."""


def complaints(addresses: list[str]) -> list[tuple[str, str]]:
    """Return the problems that the checker finds in pages, with the URL of each page."""
    jar = npm_file("vnu-jar/build/dist/vnu.jar")
    options = ["--format", "json", "--exit-zero-always", "--stdout"]
    settings = [
        "-Dnu.validator.servlet.allow-forbidden-hosts=true",  # needed for loopback addresses
        "-Dnu.validator.servlet.connection-timeout=60000",  # ms; a busy machine needs more than 5 s
        "-Dnu.validator.servlet.socket-timeout=60000",
    ]
    command = [str(java()), "-Xss4m", *settings, "-jar", str(jar), *options, *addresses]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [
        (message["url"], f"line {message.get('lastLine')}: {message['message']}")
        for message in json.loads(output)["messages"]
        if message["type"] != "info" or message.get("subType") == "warning"
        if message["message"] not in ARGUED
    ]


def test_every_page_of_every_site_is_valid_html(sites: Sites, tmp_path: Path) -> None:
    text = "<!DOCTYPE html><html lang=en><title>Broken</title><p><b>Open</p>\n"
    (tmp_path / "index.html").write_text(text)
    pages = [shown.hosted.url(page) for shown in sites for page in shown.documents]
    with hosted(tmp_path) as broken:
        problems = complaints([*pages, broken.address])

    assert [problem for problem in problems if problem[0] != broken.address] == []
    assert problems  # proves that the checker has read the pages
