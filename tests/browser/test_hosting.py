"""The server of the browser tests behaves like GitHub Pages."""

import http.client
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from browser.hosting import Hosted, hosted

PAGES = {
    "index.html": "home",
    "about.html": "about",
    "labs/index.html": "labs",
    "404.html": "missing",
    "a b/浪.css": "b { color: red }",
    "x.pdf": "%PDF",
}


@pytest.fixture(params=["/", "/course/", "/课程 1/"])
def site(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Hosted]:
    for name, content in PAGES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    with hosted(tmp_path, request.param) as site:
        yield site


def ask(site: Hosted, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    host, port = site.address.split("/")[2].split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=10)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return found


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("", 200, b"home"),
        ("index.html", 200, b"home"),
        ("about", 200, b"about"),
        ("about.html", 200, b"about"),
        ("about/", 404, b"missing"),
        ("labs/", 200, b"labs"),
        ("a%20b/%E6%B5%AA.css", 200, b"b { color: red }"),
        ("gone", 404, b"missing"),
        ("../secret", 404, b"missing"),
    ],
)
def test_each_path_returns_the_correct_status_and_content(
    site: Hosted, path: str, status: int, body: bytes
) -> None:
    found = ask(site, quote(site.base) + path)
    assert (found[0], found[2]) == (status, body)


def test_a_folder_url_without_a_slash_is_redirected(site: Hosted) -> None:
    status, headers, _ = ask(site, f"{quote(site.base)}labs")
    assert (status, headers["Location"]) == (301, f"{quote(site.base)}labs/")


def test_paths_outside_the_base_path_do_not_exist(site: Hosted) -> None:
    assert ask(site, "/elsewhere/about")[0] == 404


def test_text_is_compressed_and_has_the_correct_type(site: Hosted) -> None:
    _, page, _ = ask(site, quote(site.base), **{"Accept-Encoding": "gzip"})
    _, paper, _ = ask(site, f"{quote(site.base)}x.pdf", **{"Accept-Encoding": "gzip"})

    assert (page["Content-Type"], page["Content-Encoding"]) == ("text/html; charset=utf-8", "gzip")
    assert paper["Content-Type"] == "application/pdf"
    assert "Content-Encoding" not in paper
