"""`coursegen serve` as a process, with real files, HTTP and signals."""

import asyncio
import errno
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import websocket
from PIL import Image
from serving import MAX_WAIT_SECONDS, Server, children, no_event_loop, served, wait_until
from watchdog.observers import Observer

from coursegen.build import Settings
from coursegen.cli import main
from coursegen.serve import rebuild as rebuilding
from coursegen.serve.changes import QUIET_SECONDS, DebouncedChanges
from coursegen.serve.hosts import Hosts
from coursegen.serve.static_files import byte_range, content_type, open_file

COURSE = {
    "site.yaml": "title: Test course\n",
    "content/schedule.yaml": "weeks:\n- week: 1\n  lectures:\n  - title: First lecture\n",
    "content/notes.md": "---\ntitle: Notes\n---\nSome notes.\n",
    "content/alone.md": "---\ntitle: Alone\npermalink: /alone.html\n---\nA page of its own.\n",
    "static/css/course.css": "h1 { color: maroon }\n",
    "static/extra.css": "h2 { color: maroon }\n",
    "static/data/plain.txt": "0123456789",
    "files/slides.pdf": "%PDF-1.4 the slides",
}
SECRET = "TOP SECRET"


def write(root: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        disk = root / path
        disk.parent.mkdir(parents=True, exist_ok=True)
        disk.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return write(tmp_path / "course", COURSE)


@pytest.fixture
def server(course: Path) -> Iterator[Server]:
    """A server for one test, after its first build."""
    with served(course) as running:
        assert running.prints("^(Built|Not built)")
        yield running


@pytest.mark.parametrize(("options", "is_shown"), [((), False), (("--preview",), True)])
def test_only_a_preview_shows_drafts(
    course: Path, options: tuple[str, ...], *, is_shown: bool
) -> None:
    write(course, {"content/draft.md": "---\ndraft: yes\n---\n# A draft\n"})

    with served(course, *options, "--output", course / "_site") as server:
        assert server.prints("^Built")
        assert (server.fetch("/draft/").status == 200) is is_shown
        marker = json.loads((course / "_site/.coursegen.json").read_text())
        assert marker["do_not_publish"] == "built by coursegen serve"


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for tests that change nothing; its site is in the folder `site`."""
    folder = tmp_path_factory.mktemp("steady")
    (folder / "secret.txt").write_text(SECRET)
    with served(write(folder / "course", COURSE), "--output", folder / "site") as running:
        assert running.prints("^Built")
        (folder / "site" / "leak.txt").symlink_to(folder / "secret.txt")
        (folder / "site" / "leak").symlink_to(folder)
        yield running


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# Start and stop


def test_the_first_line_contains_the_course_and_the_url(server: Server, course: Path) -> None:
    line = f"Serving {course} at http://127.0.0.1:{server.port}/ (press Ctrl-C to stop)\n"
    assert server.output[0] == line
    assert re.fullmatch(r"Built 4 pages in \d+\.\d\d s\.\n", server.output[1])


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_stops_the_server_immediately_and_no_temporary_files_remain(
    server: Server, course: Path, name: str
) -> None:
    assert list(server.temporary.iterdir())
    with closing(server.connect()) as idle, open_page(server):
        idle.sendall(b"GET / HTTP/1.1\r\nHost: x")
        seconds = server.stop(getattr(signal, name))

    assert server.process.returncode == 0
    assert seconds < 1
    assert "Traceback" not in server.text
    assert len(server.output) == 2
    assert list(server.temporary.iterdir()) == []
    inputs = {"site.yaml", "content", "static", "files"}
    assert {path.name for path in course.iterdir()} <= {*inputs, ".coursegen"}


@pytest.fixture
def large(course: Path) -> Path:
    """A course whose build takes seconds, and uses several processes on Linux."""
    if not hasattr(os, "memfd_create") or len(os.sched_getaffinity(0)) < 2:
        pytest.skip("builds use one process here")
    return add_pages(course, "Paragraph")


def add_pages(course: Path, word: str) -> Path:
    text = "\n\n".join(f"*{word}* {n}, with `code` and **more**." for n in range(80))
    pages = {f"content/{word}-{n}.md": f"---\ntitle: {n}\n---\n{text}\n" for n in range(400)}
    return write(course, pages)


def is_running(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_during_a_long_build_stops_the_server_immediately(large: Path, name: str) -> None:
    with served(large, "--output", large / "_site") as server:
        build_process = server.build_process
        assert wait_until(lambda: children(build_process))  # it renders pages
        seconds = server.stop(getattr(signal, name))
        assert server.process.returncode == 0
        assert seconds < 1
        assert len(server.output) == 1
        assert list(server.temporary.iterdir()) == []
        assert not is_running(build_process)
        assert [path.name for path in large.iterdir() if "site" in path.name] == ["site.yaml"]


def test_a_signal_while_the_build_process_starts_stops_the_server(course: Path) -> None:
    with served(course) as server:
        assert server.stop() < 1
        assert server.process.returncode == 0
        assert "Traceback" not in server.text
        assert list(server.temporary.iterdir()) == []


def test_a_first_build_of_a_large_course_uses_several_processes(large: Path) -> None:
    with served(large) as server:
        assert wait_until(lambda: children(server.build_process))
        assert server.builds == 0


def test_a_killed_build_process_is_reported_and_replaced(large: Path) -> None:
    with served(large) as server:
        killed = server.build_process
        assert wait_until(lambda: children(killed))
        os.kill(killed, signal.SIGKILL)
        assert server.prints("^error: the build process ended unexpectedly .signal SIGKILL.; save")
        assert "the build process ended unexpectedly" in server.fetch().text
        change(large / "content/notes.md", "Some", "Better")
        assert server.prints("^Built", 30)
        assert "Better notes." in server.fetch("/notes/").text

        os.kill(server.build_process, signal.SIGKILL)  # while it waits for a request
        change(large / "content/notes.md", "Better", "Best")
        assert server.shows("Best notes.", "/notes/", 30)
        assert server.text.count("ended unexpectedly") == 1


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_build_process_of_a_killed_server_ends(server: Server) -> None:
    build_process = server.build_process
    server.stop(signal.SIGKILL)
    assert wait_until(lambda: not is_running(build_process))


def test_requests_are_answered_during_a_build(large: Path) -> None:
    with served(large) as server:
        assert server.prints("^Built", 30)
        add_pages(large, "Sentence")
        assert wait_until(lambda: children(server.build_process))
        assert "Some notes." in server.fetch("/notes/").text
        assert server.builds == 1


def test_a_signal_during_image_generation_stops_the_server_immediately(course: Path) -> None:
    for number in range(6):
        Image.effect_noise((1600, 1200), 90 + number).save(course / f"content/{number}.jpg")
    images = " ".join(f"![Waves]({number}.jpg)" for number in range(6))
    write(course, {"content/sea.md": images})
    with served(course) as server:
        assert wait_until(lambda: [*server.temporary.glob("*/*/static/made/*.avif")], 60)
        seconds = server.stop()
        assert server.process.returncode == 0
        assert seconds < 3
        assert list(server.temporary.iterdir()) == []


def test_the_next_free_port_is_used_if_a_port_is_in_use(server: Server, course: Path) -> None:
    with served(course, "--port", str(server.port)) as other:
        assert server.port < other.port < server.port + 100
        assert f"Port {server.port} is in use; the site is at {other.url}\n" in other.text
        assert other.fetch().status == 200


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--port", "70000"], "--port: expected a number from 0 to 65535, found 70000"),
        (["--host", ""], "--host: expected a name or an IP address"),
        (["--host", "192.0.2.1"], "cannot listen on 192.0.2.1, port 8000: cannot assign"),
        (["--host", "x" * 70], "xxx, port 8000: invalid host name; change the address with --host"),
        (["--source", "nowhere"], "there is no folder 'nowhere'"),
        (["--base-url", "https://example.org/"], "--base-url"),
    ],
)
def test_invalid_options_are_rejected(
    options: list[str],
    sentence: str,
    course: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(course)
    with pytest.raises(SystemExit) as ended, no_event_loop():
        main(["serve", *options])
    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err


def test_a_folder_with_other_files_is_rejected(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(course.parent, {"mine/thesis.txt": "years of work"})
    assert main(["serve", "--source", str(course), "--output", str(course.parent / "mine")]) == 1
    assert "thesis.txt" in capsys.readouterr().err


def test_an_output_folder_contains_the_site_and_is_not_removed(course: Path) -> None:
    with served(course, "--output", course / "_site") as server:
        assert server.shows("First lecture")
        change(course / "content/schedule.yaml", "First", "Opening")
        assert server.shows("Opening lecture")
        server.stop()
    html = (course / "_site/index.html").read_text(encoding="utf-8")
    assert "Opening lecture" in html
    assert "livereload" not in html


def test_writing_the_site_does_not_start_a_build(course: Path) -> None:
    with served(course, "--output", course / "_site") as server:
        assert server.prints("^Built")
        write(course, {".git/index": "x", "_site.txt": "x", "content/.notes.md.swp": "x"})
        server.fetch()
        change(course / "content/notes.md", "Some", "Better")
        assert server.shows("Better notes", "/notes/")
        assert wait_until(lambda: server.builds > 1)  # the message is printed later
        time.sleep(3 * QUIET_SECONDS)
        assert server.builds == 2


def test_generating_images_does_not_start_a_build(course: Path) -> None:
    Image.effect_noise((600, 200), 90).save(course / "content" / "wave.jpg")
    write(course, {"content/sea.md": "![Waves](wave.jpg)"})
    with served(course) as server:
        assert server.prints("^Built")
        assert server.fetch("/static/made/wave-480.avif").headers["Content-Type"] == "image/avif"
        assert server.fetch("/favicon.ico").status == 200
        assert (
            server.fetch("/static/made/cards/index.png").status == 404
        )  # there are no social cards
        assert (course / ".coursegen").is_dir()
        time.sleep(3 * QUIET_SECONDS)
        assert server.builds == 1


def test_the_quiet_option_prints_only_problems(course: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["-q", "--source", str(course), "--port", str(port)]
    command = [sys.executable, "-m", "coursegen", "serve", *options]
    process = subprocess.Popen(command, stdout=-1, stderr=-1, text=True)
    try:
        url = f"http://127.0.0.1:{port}/"

        def answers() -> bool:
            try:
                return httpx.get(url, trust_env=False).status_code == 200
            except httpx.TransportError:
                return False

        assert wait_until(answers)
    finally:
        process.send_signal(signal.SIGINT)
        output = process.communicate(timeout=10)
    assert (process.returncode, *output) == (0, "", "")


def test_the_verbose_option_lists_every_changed_file(course: Path) -> None:
    with served(course, "-v") as server:
        assert server.prints("^wrote index.html$")
        (course / "content/notes.md").unlink()
        assert server.prints("^removed notes/index.html$")


def test_the_open_option_opens_the_site_in_the_browser(course: Path) -> None:
    seen = course.parent / "seen"
    browser = course.parent / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > "{seen}"\n')
    browser.chmod(0o755)
    with served(course, "--open", environment={"BROWSER": str(browser)}) as server:
        assert wait_until(lambda: seen.exists() and seen.read_text() == f"{server.url}\n")


def test_urls_in_the_pages_start_with_the_url_of_the_server(steady: Server) -> None:
    assert f'<link rel="canonical" href="{steady.url}notes/">' in steady.fetch("/notes/").text
    assert f"<loc>{steady.url}notes/</loc>" in steady.fetch("/sitemap.xml").text


# Responses


def test_the_reload_script_is_in_the_response_but_not_in_the_file(steady: Server) -> None:
    answer = steady.fetch("/notes/")
    script = re.search(r'<script src="(/livereload\.js\?[^"]*)" async></script>', answer.text)
    assert script
    query = script[1].replace("&amp;", "&")
    assert f"?host=127.0.0.1&port={steady.port}&snipver=" in query
    assert "LiveReload" in steady.fetch(query).text
    assert answer.text.count("livereload") == 1
    assert "style=" not in answer.text


def test_responses_have_no_server_header_and_prevent_caching_and_sniffing(steady: Server) -> None:
    for path in ("/", "/static/extra.css", "/livereload.js", "/.coursegen/overlay.css", "/none"):
        answer = steady.fetch(path)
        assert answer.headers["Cache-Control"] == "no-store", path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert "Server" not in answer.headers, path
        assert "Etag" not in answer.headers, path


def test_a_folder_s_url_without_a_slash_is_redirected(steady: Server) -> None:
    answer = steady.fetch("/notes?week=1")
    assert (answer.status, answer.headers["Location"]) == (302, "/notes/?week=1")


def test_a_url_without_the_html_extension_serves_the_page(steady: Server) -> None:
    assert "A page of its own." in steady.fetch("/alone").text
    assert steady.fetch("/alone").body == steady.fetch("/alone.html").body


def test_the_404_page_is_served_for_a_missing_page(steady: Server) -> None:
    answer = steady.fetch("/deep/down/there")
    assert answer.status == 404
    assert 'href="/static/css/' in answer.text
    assert "livereload.js" in answer.text


def test_a_folder_is_not_listed(steady: Server) -> None:
    for path in ("/static/data", "/static/data/"):
        answer = steady.fetch(path)
        assert answer.status == 404
        assert "plain.txt" not in answer.text


@pytest.mark.parametrize("path", ["/", "/static/data/plain.txt", "/none", "/livereload.js"])
def test_a_head_response_equals_a_get_response_without_the_body(steady: Server, path: str) -> None:
    get, head = steady.fetch(path), steady.fetch(path, "HEAD")
    assert head.body == b""
    assert head.status == get.status
    assert head.headers["Content-Length"] == str(len(get.body))
    assert head.headers["Content-Type"] == get.headers["Content-Type"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"])
@pytest.mark.parametrize("path", ["/", "/livereload.js", "/livereload"])
def test_other_methods_are_not_allowed(steady: Server, method: str, path: str) -> None:
    answer = steady.fetch(path, method, **{"Content-Length": "0"})
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    ("range_header", "status", "body", "part"),
    [
        ("bytes=2-5", 206, b"2345", "bytes 2-5/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=0-", 200, b"0123456789", None),
        ("bytes=5-2", 200, b"0123456789", None),
        ("lines=1-2", 200, b"0123456789", None),
        ("bytes=0-1,4-5", 200, b"0123456789", None),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
    ],
)
def test_a_range_of_a_file_can_be_requested(
    steady: Server, range_header: str, status: int, body: bytes, part: str | None
) -> None:
    answer = steady.fetch("/static/data/plain.txt", Range=range_header)
    assert (answer.status, answer.body) == (status, body)
    assert answer.headers.get("Content-Range") == part


def test_range_requests_for_pages_are_ignored(steady: Server) -> None:
    answer = steady.fetch("/", Range="bytes=2-5")
    assert answer.status == 200
    assert answer.text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("a.css", "text/css; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.ics", "text/calendar; charset=utf-8"),
        ("a.txt", "text/plain; charset=utf-8"),
        ("A.PDF", "application/pdf"),
        ("a.svg", "image/svg+xml"),
        ("a.avif", "image/avif"),
        ("a.webp", "image/webp"),
        ("a.woff2", "font/woff2"),
        ("a.json", "application/json"),
        ("site.webmanifest", "application/manifest+json"),
        ("a.tar.gz", "application/gzip"),
        ("a.unknown", "application/octet-stream"),
        ("README", "application/octet-stream"),
    ],
)
def test_a_file_has_the_content_type_of_its_extension(name: str, kind: str) -> None:
    assert content_type(name) == kind


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/static/../../secret.txt",
        "/static/..%2f..%2fsecret.txt",
        "/static/./data/plain.txt",
        "//secret.txt",
        "/{outside}",
        "/%2f{outside}",
        "/....//secret.txt",
        "/%252e%252e/secret.txt",
        "/leak.txt",
        "/leak/secret.txt",
        "/leak",
        "/" + "A" * 9000,
        "/static/extra.css/",
        "//example.org/%2f..",
    ],
)
def test_no_url_serves_a_file_outside_the_site(steady: Server, path: str) -> None:
    outside = str(steady.temporary.parent / "secret.txt")
    answer = steady.fetch(path.replace("{outside}", outside))
    assert SECRET not in answer.text
    assert answer.status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/.coursegen.json",
        "/%2ecoursegen.json",
        "/%2Ecoursegen%2Ejson",
        "/./.coursegen.json",
        "//.coursegen.json",
        "/x/../.coursegen.json",
        "/.coursegen.json/",
        "/.coursegen.json?x",
        "/.well-known/.hidden",
        "/.well-known/../.coursegen.json",
    ],
)
def test_hidden_files_are_not_served(steady: Server, path: str) -> None:
    answer = steady.fetch(path)
    assert answer.status == 404
    assert "made_by" not in answer.text


def test_well_known_urls_are_served(tmp_path: Path) -> None:
    (tmp_path / ".well-known").mkdir()
    (tmp_path / ".well-known/security.txt").write_text("Contact: mailto:ada@example.org")
    found = open_file(tmp_path, ".well-known/security.txt")
    assert found
    with found[1] as file:
        assert file.read().startswith(b"Contact")


def test_the_folder_of_a_killed_server_is_removed_by_the_next(course: Path, tmp_path: Path) -> None:
    with served(course) as killed:
        assert killed.shows("First lecture")
        left = list(killed.temporary.glob("coursegen-*"))
        assert len(left) == 1
        killed.stop(signal.SIGKILL)
        assert left[0].exists()
    others = killed.temporary / "coursegen-serve-of-somebody"
    others.mkdir()
    (killed.temporary / "coursegen-serve-link").symlink_to(tmp_path)
    with served(course) as one, served(course) as two:
        assert one.shows("First lecture")
        assert two.shows("First lecture")
        assert not left[0].exists()
        remaining = {path.name for path in two.temporary.glob("coursegen-*")}
        assert remaining > {"coursegen-serve-link", others.name}
        assert len(remaining) == 4


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/index.html%00.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/%ff%fe",
        "/%zz",
        "/%",
        "/%0a",
        "*",
    ],
)
def test_an_invalid_url_is_rejected_as_a_bad_request(steady: Server, path: str) -> None:
    assert steady.fetch(path).status == 400


def test_the_url_of_another_server_is_rejected_as_a_bad_request(steady: Server) -> None:
    assert (
        steady.fetch("http://example.org/secret.txt", Host=f"localhost:{steady.port}").status == 400
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
@pytest.mark.parametrize("path", ["/", "/livereload.js"])
def test_the_server_accepts_its_own_host_names(steady: Server, host: str, path: str) -> None:
    assert steady.fetch(path, Host=f"{host}:{steady.port}").status == 200


@pytest.mark.parametrize(
    "host", ["evil.example:{port}", "evil.example", "127.0.0.1", "127.0.0.1:1", "192.0.2.1:{port}"]
)
@pytest.mark.parametrize("path", ["/", "/livereload.js", "/.coursegen/overlay.css", "/livereload"])
def test_the_server_rejects_all_other_host_names(steady: Server, host: str, path: str) -> None:
    assert steady.fetch(path, Host=host.format(port=steady.port)).status == 403


@pytest.mark.parametrize(
    ("listening", "host", "allowed"),
    [
        (Hosts("127.0.0.1", 80), "localhost", True),
        (Hosts("127.0.0.1", 80), "[::1]", True),
        (Hosts("127.0.0.1", 80), "localhost:8000", False),
        (Hosts("my-laptop", 8000), "My-Laptop:8000", True),
        (Hosts("my-laptop", 8000), "192.0.2.7:8000", False),
        (Hosts("::1", 8000), "[::1]:8000", True),
        (Hosts("0.0.0.0", 8000), "192.0.2.7:8000", True),
        (Hosts("::", 8000), "[2001:db8::7]:8000", True),
        (Hosts("0.0.0.0", 8000), "evil.example:8000", False),
        (Hosts("0.0.0.0", 8000), "192.0.2.7:8001", False),
        (Hosts("127.0.0.1", 8000), "", False),
        (Hosts("127.0.0.1", 8000), ":8000", False),
    ],
)
def test_a_host_name_is_accepted_only_with_the_port(
    listening: Hosts, host: str, allowed: bool
) -> None:
    assert listening.allow(host) is allowed
    assert listening.allow_origin(f"http://{host}") is allowed
    assert not listening.allow_origin(f"https://{host}")


def test_the_url_that_the_browser_opens_is_on_this_machine() -> None:
    assert Hosts("0.0.0.0", 8000).url == "http://127.0.0.1:8000/"
    assert Hosts("::", 8000).url == "http://[::1]:8000/"
    assert Hosts("::1", 8000).url == "http://[::1]:8000/"
    assert Hosts("my-laptop", 8000).url == "http://my-laptop:8000/"


def test_a_range_is_never_larger_than_the_file() -> None:
    assert byte_range("bytes=0-" + "9" * 18, 10) == (0, 10)
    assert byte_range("bytes=0-" + "9" * 5000, 10) == (0, 10)
    assert byte_range("bytes=-5", 0) is None
    assert byte_range("", 0) == (0, 0)


def test_two_hundred_unfinished_requests_do_not_block_other_requests(steady: Server) -> None:
    with ExitStack() as clients:
        for _ in range(200):
            client = clients.enter_context(closing(steady.connect()))
            client.sendall(b"GET / HTTP/1.1\r\nHost: x")
        began = time.monotonic()
        assert steady.fetch().status == 200
        assert time.monotonic() - began < 1


def test_one_connection_serves_many_requests(steady: Server) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", steady.port)) as connection:
        for _ in range(3):
            connection.request("GET", "/notes/")
            assert b"Some notes." in connection.getresponse().read()


# Changes


def rename_over(path: Path, text: str) -> None:
    """Save a file by replacing it, as some editors do."""
    passing = path.with_name(f".{path.name}.tmp")
    passing.write_text(text, encoding="utf-8")
    passing.replace(path)


def move_away_and_write(path: Path, text: str) -> None:
    """Save a file and keep a backup for a moment, as some editors do."""
    path.rename(f"{path}~")
    path.write_text(text, encoding="utf-8")
    Path(f"{path}~").unlink()


@pytest.mark.parametrize("save", [Path.write_text, rename_over, move_away_and_write])
def test_a_saved_page_is_shown_however_it_was_saved(
    server: Server, course: Path, save: Callable[[Path, str], object]
) -> None:
    save(course / "content/notes.md", "---\ntitle: Notes\n---\nOther words.\n")
    assert server.shows("Other words.", "/notes/")


def test_a_page_is_created_moved_and_removed_with_its_file(server: Server, course: Path) -> None:
    page = (
        write(course, {"content/new.md": "---\ntitle: New\n---\nBrand new.\n"}) / "content/new.md"
    )
    assert server.shows("Brand new.", "/new/")

    page = page.rename(course / "content/newer.md")
    assert server.shows("Brand new.", "/newer/")
    assert server.fetch("/new/").status == 404

    page.unlink()
    assert wait_until(lambda: server.fetch("/newer/").status == 404)


def test_every_input_is_watched(server: Server, course: Path) -> None:
    change(course / "site.yaml", "Test course", "Other course")
    assert server.shows("<title>Other course</title>")

    change(course / "content/schedule.yaml", "First", "Opening")
    assert server.shows("Opening lecture")

    change(course / "static/extra.css", "maroon", "navy")
    assert server.shows("navy", "/static/extra.css")

    change(course / "files/slides.pdf", "the slides", "better slides")
    assert server.shows("better slides", "/files/slides.pdf")


def test_folders_that_are_created_later_are_watched(server: Server, course: Path) -> None:
    footer = "templates/partials/footer.html"
    write(course, {footer: "<footer>One foot</footer>"})
    assert server.shows("One foot")
    change(course / footer, "One foot", "Two feet")
    assert server.shows("Two feet")

    write(course, {"content/deep/down/here.md": "---\ntitle: Here\n---\nDeep down.\n"})
    assert server.shows("Deep down.", "/deep/down/here/")
    change(course / "content/deep/down/here.md", "Deep", "Deeper")
    assert server.shows("Deeper down.", "/deep/down/here/")

    shutil.rmtree(course / "templates")
    assert server.omits("Two feet")


def test_a_replaced_folder_is_still_watched(server: Server, course: Path) -> None:
    (course / "content").rename(course / "content.old")
    assert server.shows("there is no content/ folder here")
    shutil.copytree(course / "content.old", course / "content")
    assert server.shows("First lecture")
    change(course / "content/schedule.yaml", "First", "Opening")
    assert server.shows("Opening lecture")

    time.sleep(3 * QUIET_SECONDS)  # the message is printed a moment later
    builds = server.builds
    change(course / "content.old/schedule.yaml", "First", "Forgotten")
    time.sleep(3 * QUIET_SECONDS)
    assert server.builds == builds


def test_linked_inputs_are_watched_at_their_targets(tmp_path: Path) -> None:
    root = write(tmp_path / "course", {"content/notes.md": "---\ntitle: Notes\n---\n"})
    shared = write(root / "shared", {"site.yaml": "title: Shared title\n", "files/a.txt": "one"})
    (root / "site.yaml").symlink_to(shared / "site.yaml")
    (root / "files").symlink_to(shared / "files")
    with served(root) as server:
        assert server.shows("Shared title")
        rename_over(shared / "site.yaml", "title: Changed title\n")
        assert server.shows("Changed title")
        (shared / "files/a.txt").write_text("two")
        assert server.shows("two", "/files/a.txt")


def test_a_change_during_a_build_starts_another_build(server: Server, course: Path) -> None:
    for number in range(30):
        rename_over(course / "content/notes.md", f"---\ntitle: Notes\n---\nState {number}.\n")
        time.sleep(QUIET_SECONDS * 1.2)
    assert server.shows("State 29.", "/notes/")


def test_thousands_of_changes_cause_one_build(server: Server, course: Path) -> None:
    folder = course.parent / "many"
    write(folder, {f"{number}.txt": "one of many" for number in range(3000)})
    folder.rename(course / "files" / "many")
    assert server.shows("one of many", "/files/many/2999.txt")
    assert wait_until(lambda: server.builds > 1)  # the message is printed later
    time.sleep(3 * QUIET_SECONDS)
    assert server.builds == 2


def test_endless_changes_do_not_delay_the_build(server: Server, course: Path) -> None:
    ended = threading.Event()

    def go_on_writing() -> None:
        while not ended.is_set():
            (course / "files/log.txt").write_text(str(time.monotonic()))
            time.sleep(QUIET_SECONDS / 5)

    writer = threading.Thread(target=go_on_writing)
    writer.start()
    try:
        change(course / "content/notes.md", "Some", "Better")
        assert server.shows("Better notes.", "/notes/")
    finally:
        ended.set()
        writer.join()


def test_changes_after_a_pause_form_a_new_group() -> None:
    async def watch() -> list[float]:
        changes, took = DebouncedChanges(), []
        for _ in range(2):
            began = time.monotonic()
            for _ in range(5000):
                changes.note()
            await changes.debounced()
            took.append(time.monotonic() - began)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(changes.debounced(), 2 * QUIET_SECONDS)
        return took

    with no_event_loop():
        took = asyncio.run(watch())
    assert all(QUIET_SECONDS <= seconds < 10 * QUIET_SECONDS for seconds in took)


def test_no_request_fails_during_the_swap(server: Server, course: Path) -> None:
    ended = threading.Event()
    failed: list[object] = []

    def go_on_asking() -> None:
        while not ended.is_set():
            for path in ("/", "/notes/", "/static/extra.css"):
                answer = server.fetch(path)
                if answer.status != 200 or len(answer.body) < 20:
                    failed.append((path, answer))

    askers = [threading.Thread(target=go_on_asking) for _ in range(3)]
    for asker in askers:
        asker.start()
    try:
        for number in range(15):
            text = f"Number {number}. " * (number + 1)
            rename_over(course / "content/notes.md", f"---\ntitle: Notes\n---\n{text}\n")
            assert server.shows(f"Number {number}.", "/notes/")
    finally:
        ended.set()
        for asker in askers:
            asker.join()
    assert failed == []
    assert "Traceback" not in server.text


# Errors


def test_an_error_is_shown_over_the_last_good_site_until_it_is_fixed(
    server: Server, course: Path
) -> None:
    good = server.fetch("/notes/").text
    change(course / "content/notes.md", "title: Notes", 'title: "Notes <b>')
    assert server.shows('role="alert"', "/notes/")
    page = server.fetch("/notes/").text
    assert page.startswith(good.partition("<script")[0])
    assert "content/notes.md:2:8: error: " in page
    assert "  2 | title: &quot;Notes &lt;b&gt;\n" in page
    assert "    |        ^" in page
    assert '<form method="dialog"><button>Close</button></form>' in page
    assert 'href="/.coursegen/overlay.css"' in page
    assert "style=" not in page
    assert "<style" not in page
    assert "#coursegen-errors" in server.fetch("/.coursegen/overlay.css").text
    assert 'role="alert"' in server.fetch("/missing").text
    assert '  2 | title: "Notes <b>\n    |        ^\n' in server.text
    assert server.prints("^Not built: 1 error, no warnings; still serving the last good build.$")

    change(course / "content/notes.md", 'title: "Notes <b>', "title: Notes")
    assert server.omits('role="alert"', "/notes/")
    assert wait_until(lambda: server.builds == 3)


def test_a_template_error_is_shown_like_any_other(server: Server, course: Path) -> None:
    write(course, {"templates/partials/footer.html": "<footer>{{ nonsense.more }}</footer>\n"})
    assert server.shows("templates/partials/footer.html:1:", "/notes/")


def test_an_error_in_the_first_build_is_shown_without_a_page(course: Path) -> None:
    change(course / "site.yaml", "title: ", "titel: ")
    with served(course) as server:
        assert server.prints("^Not built: .*; waiting for a change.$")
        answer = server.fetch("/notes/")
        assert answer.status == 503
        assert "site.yaml:1:1: error: " in answer.text
        assert 'role="alert"' in answer.text
        assert "livereload.js" in answer.text
        assert "Some notes" not in answer.text

        change(course / "site.yaml", "titel: ", "title: ")
        assert server.shows("Some notes.", "/notes/")
        assert 'role="alert"' not in server.fetch("/notes/").text


def test_a_warning_is_printed_once_and_only_in_the_terminal(server: Server, course: Path) -> None:
    change(
        course / "content/schedule.yaml", "First lecture\n", "First lecture\n    slides: x.pdf\n"
    )
    assert server.prints("warning: there is no file 'x.pdf'")
    assert server.prints(r"^Built 4 pages in .*, 1 warning\.$")
    assert 'role="alert"' not in server.fetch().text

    change(course / "content/notes.md", "Some", "Better")
    assert server.shows("Better notes.", "/notes/")
    assert server.prints(r"(, 1 warning\.\n[^\0]*){2}")
    assert server.text.count("there is no file") == 1


def test_a_long_error_list_is_truncated_only_in_the_browser(server: Server, course: Path) -> None:
    change(course / "site.yaml", "\n", "\n" + "".join(f"x{n:02}: 1\n" for n in range(30)))
    assert server.shows("<p>10 more in the terminal.</p>")
    assert server.fetch().text.count("<li><pre") == 20
    assert wait_until(lambda: "unknown key 'x29'" in server.text)
    assert len(re.findall(r"^site\.yaml:\d+:1: error: ", server.text, re.MULTILINE)) == 30


def test_a_folder_that_is_not_writable_is_reported_and_the_site_is_unchanged(course: Path) -> None:
    site = course / "_site"
    with served(course, "--output", site) as server:
        assert server.prints("^Built")
        (site / "mine.txt").write_text("what is this doing here?")
        change(course / "content/notes.md", "Some", "Better")
        assert server.shows('role="alert"', "/notes/")
        assert "mine.txt" in server.fetch("/notes/").text
        assert server.prints("^error: .*mine.txt")

        (site / "mine.txt").unlink()
        change(course / "content/notes.md", "Better", "Best")
        assert server.shows("Best notes.", "/notes/")
        assert server.omits('role="alert"', "/notes/")


@pytest.mark.parametrize(
    ("error", "served"),
    [
        (OSError(5, "Input/output error", "x.md"), "error: x.md: input/output error"),
        (ZeroDivisionError("by surprise"), "ZeroDivisionError: by surprise"),
    ],
)
def test_unexpected_errors_do_not_stop_the_server(
    course: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, served: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(rebuilding, "build", fail)
    result = rebuilding.rebuild(Settings(course, datetime.now(UTC)), course / "_site")
    assert result.published is None
    assert served in result.problem
    assert result.problem.startswith("Traceback") is not isinstance(error, OSError)


def test_a_course_that_cannot_be_watched_is_reported_in_one_sentence(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Observer, "schedule", fail)
    with no_event_loop():
        assert main(["serve", "--source", str(course), "--port", "0"]) == 1
    output = capsys.readouterr().err
    assert f"error: {course} cannot be watched for changes: no space left on device; " in output


# Reloading


@contextmanager
def open_page(server: Server, version: int | None = None) -> Iterator[websocket.WebSocket]:
    """Connect in the same way as livereload's script on a page with the given version."""
    address = f"127.0.0.1:{server.port}"
    page = websocket.create_connection(
        f"ws://{address}/livereload", timeout=MAX_WAIT_SECONDS, origin=f"http://{address}"
    )
    try:
        hello = {"command": "hello", "protocols": [], "snipver": version or version_of(server)}
        page.send(json.dumps(hello))
        assert json.loads(page.recv())["command"] == "hello"
        page.send(json.dumps({"command": "info", "plugins": {}, "url": server.url}))
        yield page
    finally:
        page.shutdown()  # type: ignore[no-untyped-call] # the library lacks type hints


def version_of(server: Server) -> int:
    found = re.search(r"snipver=(\d+)", server.fetch().text)
    assert found
    return int(found[1])


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "http://127.0.0.1:1", "https://127.0.0.1:{port}", "null", "nonsense["],
)
def test_pages_of_other_sites_cannot_connect(steady: Server, origin: str) -> None:
    headers = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    headers |= {"Sec-WebSocket-Key": "x" * 22 + "==", "Origin": origin.format(port=steady.port)}
    assert steady.fetch("/livereload", **headers).status == 403


def test_open_pages_reload_after_an_edit(server: Server, course: Path) -> None:
    with open_page(server) as page, open_page(server) as other:
        change(course / "content/notes.md", "Some", "Better")
        for socket in (page, other):
            message = json.loads(socket.recv())
            assert (message["command"], message["path"]) == ("reload", "*")
        assert "Better notes." in server.fetch("/notes/").text


def test_changed_stylesheets_are_replaced_without_a_reload(server: Server, course: Path) -> None:
    with open_page(server) as page:
        # The first change does not affect the site, so no page is reloaded.
        os.utime(course / "content/notes.md")
        assert wait_until(lambda: server.builds == 2)

        change(course / "static/extra.css", "maroon", "navy")
        message = json.loads(page.recv())
        assert message["path"] == "static/extra.css"
        assert message["liveCSS"] is True

        change(course / "static/css/course.css", "maroon", "navy")
        assert json.loads(page.recv())["path"].endswith(".css")


def test_pages_reload_when_an_error_occurs_and_when_it_is_fixed(
    server: Server, course: Path
) -> None:
    with open_page(server) as page:
        change(course / "site.yaml", "title: ", "titel: ")
        assert json.loads(page.recv())["path"] == "*"
        assert 'role="alert"' in server.fetch().text
        change(course / "site.yaml", "titel: ", "title: ")
        assert json.loads(page.recv())["path"] == "*"
        assert 'role="alert"' not in server.fetch().text


def test_an_outdated_page_reloads_immediately(server: Server, course: Path) -> None:
    old = version_of(server)
    change(course / "content/notes.md", "Some", "Better")
    assert server.shows("Better notes.", "/notes/")
    assert wait_until(lambda: version_of(server) > old)
    with open_page(server, old) as page:
        assert json.loads(page.recv())["path"] == "*"


NESTED = "[" * 30_000


@pytest.mark.parametrize(
    "nonsense",
    ["", "{", "[]", "7", '{"x": 1}', '"hello"', NESTED, '{"command": ' + NESTED, b"\xff\0", b"{}"],
    ids=lambda nonsense: repr(nonsense[:20]),
)
def test_a_client_with_invalid_messages_is_disconnected(
    steady: Server, nonsense: str | bytes
) -> None:
    with open_page(steady) as client:
        if isinstance(nonsense, bytes):
            client.send_binary(nonsense)
        else:
            client.send(nonsense)
        assert client.recv() == ""
    assert "Traceback" not in steady.text
