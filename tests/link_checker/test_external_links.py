"""End-to-end tests of `coursegen check --external`, with another site on this machine."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import BuildCourse, MakeCourse, Ran, RunTool
from other_sites import OtherSite, other_site
from serving import no_event_loop, wait_until

from coursegen.base.files import LINKS_CACHE
from coursegen.check.context import CheckContext
from coursegen.link_checker.answer import Answer, LinkStatus
from coursegen.link_checker.external_links import external_links
from coursegen.link_checker.link_rules import make_rules

Check = Callable[..., Ran]


@pytest.fixture
def site() -> Iterator[OtherSite]:
    with other_site() as site:
        yield site


@pytest.fixture
def check(run_tool: RunTool) -> Iterator[Check]:
    with no_event_loop():
        yield lambda root, *options: run_tool("check", "--source", root, *options)


HERE = "title: T\nseverity: {CG602: ignore}  # the other site is on this machine\n"


# --- checked links --------------------------------------------------------------------------------


def test_each_external_url_is_listed_with_all_of_its_locations(
    build_course: BuildCourse,
) -> None:
    site = build_course(
        {
            "site.yaml": "title: T\nurl: https://own.example/course/\n"
            "repository: https://github.com/a/b\n"
            "navigation:\n  - {title: A, link: 'https://a.example/x'}\n",
            "content/about.md": "# About\n\nhttps://a.example/xy [a](https://a.example/x#1)\n"
            "[a](<https://a.example/x#2> 't') [own](https://own.example/course/about/)\n"
            "[m](mailto:a@b.cd) [p](//p.example/ü?a=1&b=2) [f](ftp://f.example/)\n"
            "<img src='https://i.example/a.png' alt='' width='1' height='1'>\n",
            "content/schedule.yaml": "weeks:\n  - note: 'See [r](https://r.example)'\n"
            "    lectures:\n      - {title: One, reading: https://a.example/x}\n",
        }
    ).site
    found = {
        url: [f"{place.location} {place.location.marked}" for place in places]
        for url, places in external_links(CheckContext(site)).items()
    }

    assert sorted(found.pop("https://a.example/x")) == [
        "content/about.md:3:26 https://a.example/x#1",
        "content/about.md:4:6 https://a.example/x#2",
        "content/schedule.yaml:4:31 https://a.example/x",
        "site.yaml:5:23 https://a.example/x",
    ]
    assert found == {
        "https://a.example/xy": ["content/about.md:3:1 https://a.example/xy"],
        "https://p.example/%C3%BC?a=1&b=2": ["content/about.md:5:24 //p.example/ü?a=1&b=2"],
        "https://i.example/a.png": ["content/about.md:6:11 https://i.example/a.png"],
        "https://github.com/a/b/": ["site.yaml:3:13 https://github.com/a/b"],
        "https://r.example": ["content/schedule.yaml:2:20 https://r.example"],
    }


def test_a_link_in_a_template_is_reported_for_the_page(build_course: BuildCourse) -> None:
    page = "<a href='https://a.example/'>x</a>"
    site = build_course({"content/a.md": "# A\n", "templates/page.html": page}).site

    places = external_links(CheckContext(site))["https://a.example/"]
    assert [(str(place.location), place.link) for place in places] == [("content/a.md:1:1", None)]


@pytest.mark.parametrize(
    ("new", "is_certain", "edited"),
    [
        ("https://a.example/new", True, True),
        ("https://a.example/new", False, False),
        ("https://a.example/it's", True, False),
        ("https://a.example/(new)", True, False),
        ("https://a.example/a,b", True, False),
        ('https://a.example/"', True, False),
    ],
)
def test_a_url_is_replaced_only_if_the_new_url_is_certain_and_needs_no_quotes(
    build_course: BuildCourse, new: str, is_certain: bool, edited: bool
) -> None:
    built = build_course({"content/a.md": "# A\n\n[a](https://a.example/x#part)\n"})
    context = CheckContext(built.site)
    answer = Answer(LinkStatus.MOVED, "200", new, is_certain)
    rules = make_rules({"https://a.example/x": answer}, external_links(context))
    edits = [finding.edit for rule in rules for finding in rule.run(context)]

    assert [edit and (edit.location.marked, edit.text) for edit in edits] == [
        ("https://a.example/x", new) if edited else None
    ]


def test_fixing_a_url_does_not_change_a_longer_url_that_contains_it(
    build_course: BuildCourse,
) -> None:
    note = "weeks:\n  - note: >-\n      [a](https://a.example/xy) [b](https://a.example/x)\n"
    context = CheckContext(build_course({"content/schedule.yaml": note}).site)
    (place,) = external_links(context)["https://a.example/x"]
    edit = place.edit("https://a.example/x", "https://a.example/new")

    assert edit is None or edit.location.column == 37


# --- the command ----------------------------------------------------------------------------------


def test_external_links_are_checked_only_on_request(
    make_course: MakeCourse, check: Check, site: OtherSite
) -> None:
    root = make_course({"site.yaml": HERE, "content/a.md": f"# A\n\n[a]({site.at('/gone')})\n"})

    assert check(root).code == 0
    assert site.requests == []
    assert check(root, "--external").code == 1
    assert site.requests == ["HEAD /gone", "GET /gone"]


def test_each_url_is_requested_once_however_often_it_is_written(
    make_course: MakeCourse, check: Check, site: OtherSite
) -> None:
    links = f"[a]({site.at('/fine')}) [b]({site.at('/fine#b')})\n"
    root = make_course(
        {"site.yaml": HERE, "content/a.md": f"# A\n\n{links}", "content/b.md": f"# B\n\n{links}"}
    )

    assert check(root, "--external").out == (
        "Checked 1 external link.\nChecked 4 pages: no errors, no warnings.\n"
    )
    assert site.requests == ["HEAD /fine"]


def test_cached_links_are_not_requested_again(
    make_course: MakeCourse, check: Check, site: OtherSite
) -> None:
    links = f"[a]({site.at('/gone')}) [b]({site.at('/status/403')})"
    root = make_course({"site.yaml": HERE, "content/a.md": f"# A\n\n{links}\n"})
    first = check(root, "--external")
    requests = len(site.requests)
    second = check(root, "--external")

    assert len(site.requests) == requests
    assert (root / LINKS_CACHE).is_file()
    assert "Checked 2 external links, 1 could not be verified.\n" in first.out
    assert second.out == first.out.replace("links, 1", "links, 2 from the cache, 1")


def test_the_author_can_set_the_severity_and_ignore_individual_links(
    make_course: MakeCourse, check: Check, site: OtherSite
) -> None:
    gone = site.at("/gone")
    ignored = f"<!-- coursegen: ignore CG610 -->\n[b]({gone}?b)"
    root = make_course(
        {
            "site.yaml": HERE.replace("{", "{CG610: warning, "),
            "content/a.md": f"# A\n\n[a]({gone}?a)\n\n{ignored}\n",
        }
    )
    ran = check(root, "--external")

    assert ran.code == 0
    assert ran.out.count("[CG610]") == ran.out.count(": warning: ") == 1


def test_a_moved_link_is_fixed_and_not_requested_again(
    make_course: MakeCourse, check: Check, site: OtherSite
) -> None:
    moved, reading = site.at("/moved/301/fine"), site.at("/moved/308/fine?x")
    root = make_course(
        {
            "site.yaml": HERE,
            "content/a.md": f"# A\r\n\r\n[{moved}]({moved}#part)\r\n".encode(),
            "content/schedule.yaml": "weeks:\n  - lectures:\n"
            f"      - {{title: A, reading: '{reading}'}}  # old\n",
        }
    )
    ran = check(root, "--external", "--fix")

    assert (ran.code, "Fixed 2 problems in 2 files:" in ran.out) == (0, True)
    new = site.at("/fine")
    text = (root / "content/a.md").read_bytes()
    assert text == f"# A\r\n\r\n[{moved}]({new}#part)\r\n".encode()
    assert f"reading: '{new}'}}  # old" in (root / "content/schedule.yaml").read_text()
    assert site.count("/fine") == 2  # the target of each redirect is requested once


def test_findings_are_included_in_machine_readable_formats(
    make_course: MakeCourse, check: Check, site: OtherSite
) -> None:
    root = make_course({"site.yaml": HERE, "content/a.md": f"# A\n\n[a]({site.at('/gone')})\n"})
    ran = check(root, "--external", "--format", "json")

    assert [found["code"] for found in json.loads(ran.out)] == ["CG610"]


def python(*arguments: str | Path, cwd: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )


def test_without_httpx_the_message_explains_what_to_install(make_course: MakeCourse) -> None:
    root = make_course({})
    code = (
        "import sys; sys.modules['httpx'] = None\n"
        "from coursegen.cli import main; sys.exit(main(['check', '--external']))"
    )
    with python("-c", code, cwd=root) as process:
        out, err = process.communicate()

    assert (process.returncode, out) == (2, "")
    assert err.startswith(
        "error: --external needs httpx; install it with: pip install 'coursegen[links]'\n"
    )


def test_ctrl_c_ends_the_check_immediately_and_saves_the_results(
    make_course: MakeCourse, site: OtherSite
) -> None:
    links = f"[a]({site.at('/fine')}) [b]({site.at('/silent')})"
    root = make_course({"site.yaml": HERE, "content/a.md": f"# A\n\n{links}\n"})
    with python("-m", "coursegen", "check", "--external", cwd=root) as process:
        assert wait_until(lambda: site.count("/silent"))
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)

    assert (process.returncode, out, err) == (130, "", "")
    assert list(json.loads((root / LINKS_CACHE).read_text())["answers"]) == [site.at("/fine")]
