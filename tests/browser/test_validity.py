"""The Nu HTML checker has nothing to say about any page (validator.github.io/validator)."""

import json
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

from browser.needed import java, npm_file
from browser.sites import Sites

ARGUED: dict[str, str] = {}
"""Messages that are let through, each with the reason."""


def complaints(paths: list[str]) -> list[tuple[str, str]]:
    """What the checker says about files: the file's path and the message."""
    jar = npm_file("vnu-jar/build/dist/vnu.jar")
    options = ["--format", "json", "--exit-zero-always", "--stdout"]
    command = [str(java()), "-Xss4m", "-jar", str(jar), *options, *paths]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [
        (unquote(urlsplit(said["url"]).path), f"line {said.get('lastLine')}: {said['message']}")
        for said in json.loads(told)["messages"]
        if said["type"] != "info" or said.get("subType") == "warning"
        if said["message"] not in ARGUED
    ]


def test_every_page_of_every_site_is_valid_html(sites: Sites, tmp_path: Path) -> None:
    broken = tmp_path / "broken.html"
    broken.write_text("<!DOCTYPE html><html lang=en><title>Broken</title><p><b>Open</p>\n")
    pages = [shown.hosted.folder / page for shown in sites for page in shown.documents]
    said = complaints([str(page) for page in [*pages, broken]])

    assert [(path, message) for path, message in said if path != str(broken)] == []
    assert said  # so the checker did read
