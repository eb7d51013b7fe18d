"""axe-core finds no accessibility problem in any view of a page."""

import pytest

from browser.conftest import OpenPage
from browser.sites import HOME, NAMED, Spot, for_every_home, for_every_page
from browser.visits import AXE_RULES, PHONE, VIEWS, Visit, findings


@for_every_page
def test_axe_finds_no_problem_on_desktops_and_phones_in_light_and_dark_mode(visit: Visit) -> None:
    views = [name for name, _, _ in VIEWS]
    assert {name: visit.axe[name] for name in views} == {name: [] for name in views}


@for_every_home
def test_axe_finds_no_problem_with_forced_colors(visit: Visit) -> None:
    assert visit.axe["forced colors"] == []


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
def test_axe_detects_a_problem(open_page: OpenPage, axe: str, rule: str, problem: str) -> None:
    page = open_page(Spot(NAMED["typical"], HOME), size=PHONE)
    page.evaluate(axe)
    page.evaluate(f"() => {{ {problem} }}")

    assert rule in {finding.partition(":")[0] for finding in findings(page, AXE_RULES)}
