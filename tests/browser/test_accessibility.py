"""axe-core finds nothing, in whichever way a page is looked at."""

from typing import Any, Literal

import pytest
from playwright.sync_api import Page

from browser.conftest import DESKTOP, PHONE, OpenPage
from browser.sites import HOME, NAMED, Spot, for_every_home, for_every_page

VIEWS: tuple[tuple[str, tuple[int, int], Literal["light", "dark"]], ...] = (
    ("desktop, light", DESKTOP, "light"),
    ("desktop, dark", DESKTOP, "dark"),
    ("phone, dark", PHONE, "dark"),
    ("phone, light", PHONE, "light"),
)
OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},  # off by default; touch targets of 24 px
}


TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Time for the page to notice the size of its window."""


FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def findings(page: Page) -> list[str]:
    """What axe finds now: the rule and the elements."""
    page.evaluate(TWO_FRAMES)
    found: list[Any] = page.evaluate(
        "options => axe.run(document, options).then(results => results.violations)", OPTIONS
    )
    return [
        f"{violation['id']}: {node['target'][0]}: {node.get('failureSummary', '')}"
        for violation in found
        for node in violation["nodes"]
    ]


@for_every_page
def test_axe_finds_nothing_on_desktop_and_phone_in_light_and_dark(
    open_page: OpenPage, axe: str, spot: Spot
) -> None:
    page = open_page(spot)
    page.evaluate(axe)
    found = {}
    for name, (width, height), scheme in VIEWS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.evaluate(FRAMES)  # in which the page's own script learns of the new size
        found[name] = findings(page)

    assert found == {name: [] for name, _, _ in VIEWS}


@for_every_home
def test_axe_finds_nothing_in_the_colours_of_the_system(
    open_page: OpenPage, axe: str, spot: Spot
) -> None:
    page = open_page(spot, forced_colors="active")
    page.evaluate(axe)

    assert findings(page) == []


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("color-contrast", "document.querySelector('main a').style.color = 'rgb(200 200 200)'"),
        ("image-alt", "document.querySelector('main img, header img, img').removeAttribute('alt')"),
        ("html-has-lang", "document.documentElement.removeAttribute('lang')"),
        (
            "target-size",
            """
            document.querySelector('main').insertAdjacentHTML(
              'afterbegin', '<button id=a>a</button><button id=b>b</button>');
            for (const button of [a, b]) Object.assign(button.style,
              {padding: 0, border: 0, inlineSize: '9px', blockSize: '9px', minBlockSize: 0});
            """,
        ),
    ],
)
def test_axe_would_find_a_fault(open_page: OpenPage, axe: str, rule: str, problem: str) -> None:
    page = open_page(Spot(NAMED["robotics"], HOME), size=PHONE)
    page.evaluate(axe)
    page.evaluate(f"() => {{ {problem} }}")

    assert rule in {finding.partition(":")[0] for finding in findings(page)}
