"""The elements around the content of every page: colors, menu, focus, back-to-top link, print."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser.hosting import hosted
from coursegen.base.diagnostics import Diagnostics
from coursegen.build import Settings, build
from coursegen.publish.publisher import publish

LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
HOSTILE = f"""\
# Lab {LONG_WORD}

{LONG_WORD} https://example.org/{"a" * 200}

## {LONG_WORD}

| {" | ".join(f"Column number {n}" for n in range(12))} |
|{"---|" * 12}
| {" | ".join(LONG_WORD for n in range(12))} |

```python
print("{"x" * 300}")
```

`{"y" * 200}`

### Third

- [ ] {LONG_WORD}

{LONG_WORD}
:   {LONG_WORD}

!!! warning "{LONG_WORD}"
    {LONG_WORD}

<table><tr><td>{LONG_WORD}</td><td>{LONG_WORD}</td></tr></table>

## End

[Elsewhere](https://example.org/elsewhere) and [home](/).
"""
COURSE = {
    "site.yaml": f"""\
title: A course with a title that is rather long, as titles are, {LONG_WORD}
institution: {LONG_WORD}
repository: https://github.com/ada/course
license: CC-BY-4.0
""",
    "content/schedule.yaml": "weeks: [{week: 1, topic: One}]\n",
    "content/staff.yaml": "people: [Ada]\n",
    "content/labs/index.md": "# Labs\n\nFew words.\n",
    "content/labs/one.md": HOSTILE,
    "content/labs/two.md": "# Two\n\n## A\n\n## B\n\n## C\n" + "\nA paragraph of words.\n" * 150,
    **{f"content/{name}.md": f"# {name}\n" for name in ("forum", "policies", "syllabus")},
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the site."""
    root = tmp_path_factory.mktemp("course")
    for path, text in COURSE.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    noted = Diagnostics()
    settings = Settings(root, datetime(2020, 2, 20, tzinfo=UTC))
    publish(build(settings, noted).files, root / "_site", root, settings.store)
    assert not noted.total
    with hosted(root / "_site") as served:
        yield served.address


Scheme = Literal["light", "dark"]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser.new_context(color_scheme="light") as made:
        yield made


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page on a phone with scripts disabled."""
    with browser.new_context(
        viewport={"width": 375, "height": 700}, has_touch=True, java_script_enabled=False
    ) as made:
        yield made.new_page()


def background(page: Page) -> int:
    """Return the brightness of the page's background, from 0 to 255."""
    page.evaluate("document.fonts.ready")
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour.startswith(("rgb", "oklch", "color")), colour
    brightness: int = page.evaluate(
        """() => {
          const pen = new OffscreenCanvas(1, 1).getContext("2d");
          pen.fillStyle = getComputedStyle(document.body).backgroundColor;
          pen.fillRect(0, 0, 1, 1);
          return pen.getImageData(0, 0, 1, 1).data[0];
        }"""
    )
    return brightness


# Dark and light mode


def test_the_button_changes_the_colors_of_this_page_and_the_next(
    context: BrowserContext, site: str
) -> None:
    page = context.new_page()
    page.goto(site)
    button = page.get_by_role("button", name="Dark colors")
    expect(button).to_have_attribute("aria-pressed", "false")
    bright = background(page)

    button.click()

    expect(button).to_have_attribute("aria-pressed", "true")
    assert background(page) < 64
    assert bright > 192
    page.goto(site + "labs/")
    assert background(page) < 64
    expect(page.get_by_role("button", name="Dark colors")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("system", ["light", "dark"])
def test_choosing_the_system_color_scheme_makes_the_page_follow_the_system_again(
    browser: Browser, site: str, system: Scheme
) -> None:
    with browser.new_context(color_scheme=system) as context:
        page = context.new_page()
        page.goto(site)
        page.get_by_role("button", name="Dark colors").click()
        assert page.evaluate("localStorage.theme") != system
        page.get_by_role("button", name="Dark colors").click()

        assert page.evaluate("localStorage.getItem('theme')") is None
        page.emulate_media(color_scheme="dark")
        expect(page.get_by_role("button", name="Dark colors")).to_have_attribute(
            "aria-pressed", "true"
        )
        assert background(page) < 64


def test_a_stored_color_scheme_applies_before_the_first_paint(
    context: BrowserContext, site: str
) -> None:
    context.add_init_script(
        """
        localStorage.theme = "dark";
        new MutationObserver((_, observer) => {
          if (document.body) {
            window.atFirst = document.documentElement.dataset.theme;
            observer.disconnect();
          }
        }).observe(document, { childList: true, subtree: true });
        """
    )
    page = context.new_page()
    page.route("**/site.js", lambda route: route.abort())  # the module alone would run too late
    page.goto(site)

    assert page.evaluate("window.atFirst") == "dark"
    assert background(page) < 64


def test_the_color_scheme_changes_in_other_windows_too(context: BrowserContext, site: str) -> None:
    one, other = context.new_page(), context.new_page()
    one.goto(site)
    other.goto(site + "labs/")

    one.get_by_role("button", name="Dark colors").click()

    expect(other.get_by_role("button", name="Dark colors")).to_have_attribute(
        "aria-pressed", "true"
    )
    assert background(other) < 64


def test_the_button_works_without_local_storage(context: BrowserContext, site: str) -> None:
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } })"
    )
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(site)
    page.get_by_role("button", name="Dark colors").click()

    assert background(page) < 64
    assert problems == []


def test_the_button_changes_the_theme_color_of_the_browser(
    context: BrowserContext, site: str
) -> None:
    page = context.new_page()
    page.route(
        site + "labs/",
        lambda route: route.fulfill(
            response=(answer := route.fetch()),
            body=answer.text().replace(
                "<title>",
                '<meta name="theme-color" content="#fff" media="(prefers-color-scheme: light)">'
                '<meta name="theme-color" content="#000" media="(prefers-color-scheme: dark)">'
                "<title>",
            ),
        ),
    )
    page.goto(site + "labs/")

    def colour() -> str:
        matching = "[...document.querySelectorAll('meta[name=theme-color]')].filter((meta) => "
        found: str = page.evaluate(f"{matching}matchMedia(meta.media).matches)[0].content")
        return found

    assert colour() == "#fff"
    page.get_by_role("button", name="Dark colors").click()
    assert colour() == "#000"
    page.get_by_role("button", name="Dark colors").click()
    assert colour() == "#fff"


def test_without_scripts_the_button_is_hidden(phone: Page, site: str) -> None:
    phone.goto(site)

    expect(phone.locator(".theme-toggle")).to_be_hidden()


# The menu, without scripts


def test_the_menu_can_be_opened_and_used_by_touch(phone: Page, site: str) -> None:
    phone.goto(site + "labs/")
    expect(phone.get_by_role("link", name="syllabus")).to_be_hidden()

    phone.get_by_role("button", name="Menu").tap()
    phone.get_by_role("link", name="syllabus").tap()

    expect(phone).to_have_url(site + "syllabus/")


def test_the_menu_can_be_opened_and_closed_with_the_keyboard(phone: Page, site: str) -> None:
    phone.goto(site + "labs/")
    phone.get_by_role("button", name="Menu").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("link", name="syllabus")).to_be_visible()
    phone.keyboard.press("Escape")
    expect(phone.get_by_role("link", name="syllabus")).to_be_hidden()

    phone.keyboard.press("Enter")
    phone.keyboard.press("Tab")
    expect(phone.get_by_role("button", name="Close")).to_be_focused()
    phone.keyboard.press("Tab")
    expect(phone.get_by_role("link", name="Schedule")).to_be_focused()


def test_a_wide_window_shows_the_whole_navigation(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    page.goto(site + "labs/")

    expect(page.get_by_role("button", name="Menu")).to_be_hidden()
    names = page.get_by_role("navigation", name="Main").get_by_role("link").all_inner_texts()
    assert names == ["Schedule", "Course Staff", "forum", "Labs", "policies", "syllabus"]


def test_a_link_to_a_section_of_this_page_closes_the_menu(browser: Browser, site: str) -> None:
    with browser.new_context(viewport={"width": 375, "height": 700}) as context:
        page = context.new_page()
        page.goto(site)
        page.get_by_role("button", name="Menu").click()
        page.get_by_role("link", name="Course Staff").click()

        expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
        expect(page.get_by_role("heading", name="Course Staff")).to_be_in_viewport()


# Navigation


def test_the_first_tab_stop_skips_to_the_content(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    page.goto(site + "labs/two/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("path", ["", "labs/one/", "labs/two/", "404.html"])
def test_every_tab_stop_is_visible(browser: Browser, site: str, width: int, path: str) -> None:
    with browser.new_context(
        viewport={"width": width, "height": 700}, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        page.goto(site + path)
        stops = 0
        while stops < 100:
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement === document.body"):
                break
            stops += 1
            seen = page.evaluate(
                """() => {
                  const at = document.activeElement, style = getComputedStyle(at);
                  const box = at.getBoundingClientRect();
                  return box.width > 4 && box.height > 4 && box.bottom > 0
                    && box.top < innerHeight && style.visibility === "visible"
                    && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
                }"""
            )
            assert seen, page.evaluate("document.activeElement.outerHTML")
        assert 5 < stops < 100


def test_every_page_has_each_landmark_once(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    for path in ("", "labs/one/", "404.html"):
        page.goto(site + path)
        for role in ("banner", "main", "contentinfo"):
            expect(page.get_by_role(role)).to_have_count(1)
        names = page.get_by_role("navigation").evaluate_all(
            "all => all.map((nav) => nav.getAttribute('aria-label'))"
        )
        assert len(names) == len(set(filter(None, names)))


def test_the_back_to_top_link_is_shown_only_far_down_a_long_page(
    context: BrowserContext, site: str
) -> None:
    page = context.new_page()
    up = page.locator(".to-top")
    for path, there in (("labs/", False), ("labs/two/", True)):
        page.goto(site + path)
        expect(up).to_be_hidden()
        page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
        expect(up).to_be_visible(visible=there)
    up.click()
    expect(page.get_by_role("banner")).to_be_in_viewport()
    expect(up).to_be_hidden()


def test_the_table_of_contents_stays_beside_the_text(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    page.goto(site + "labs/two/")
    beside = page.get_by_role("navigation", name="On this page")
    expect(beside).to_be_visible()
    expect(page.get_by_role("group")).to_have_count(0)

    page.keyboard.press("End")
    expect(beside.get_by_role("link", name="A", exact=True)).to_be_in_viewport()


def test_the_table_of_contents_is_collapsed_above_the_text_on_a_phone(
    phone: Page, site: str
) -> None:
    phone.goto(site + "labs/two/")
    link = phone.locator("details").get_by_role("link", name="C", exact=True)
    expect(link).to_be_hidden()

    phone.locator("summary").tap()
    link.tap()

    expect(phone).to_have_url(site + "labs/two/#c")


def test_a_line_has_sixty_to_seventy_five_characters(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    page.goto(site + "labs/")
    letters = page.evaluate(
        """() => {
          const text = document.querySelector("article p");
          text.textContent = "Common words are short, and only a few of them longer. ".repeat(9);
          const range = document.createRange(), node = text.firstChild, lines = [];
          let top = null, count = 0;
          for (let at = 0; at < node.length; at++) {
            range.setStart(node, at); range.setEnd(node, at + 1);
            const box = range.getBoundingClientRect();
            if (top !== null && box.top > top + 4) { lines.push(count); count = 0; }
            top = box.top; count++;
          }
          return lines.reduce((sum, n) => sum + n, 0) / lines.length;
        }"""
    )
    assert 60 <= letters <= 75


# Hostile content, and print


@pytest.mark.parametrize("path", ["", "labs/", "labs/one/", "404.html"])
@pytest.mark.parametrize("script", [True, False])
def test_no_page_is_wider_than_the_smallest_phone(
    browser: Browser, site: str, path: str, script: bool
) -> None:
    with browser.new_context(
        viewport={"width": 320, "height": 640}, java_script_enabled=script
    ) as context:
        page = context.new_page()
        page.goto(site + path)

        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        for link in page.get_by_role("banner").get_by_role("button").all():
            expect(link).to_be_in_viewport(ratio=1)


def test_a_wide_box_is_a_tab_stop_only_if_it_scrolls(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 375, "height": 700})
    page.goto(site + "labs/one/")
    for box in ("article .table", "article pre"):
        expect(page.locator(box).first).to_have_attribute("tabindex", "0")
        expect(page.locator(box).first).to_have_accessible_name(LONG_WORD)

    page.set_viewport_size({"width": 12000, "height": 700})
    page.evaluate("document.documentElement.style.setProperty('--wide', '11000px')")
    for box in ("article .table", "article pre"):
        expect(page.locator(box).first).not_to_have_attribute("tabindex", "0")


def test_a_printed_page_contains_only_black_text_on_white(browser: Browser, site: str) -> None:
    with browser.new_context(color_scheme="dark") as context:
        context.add_init_script("localStorage.theme = 'dark'")
        page = context.new_page()
        page.goto(site + "labs/one/")
        page.emulate_media(media="print")

        for part in (".site-nav", ".theme-toggle", ".breadcrumb", ".toc-beside", ".toc-above",
                     ".sequence", ".to-top", ".skip-link"):  # fmt: skip
            expect(page.locator(part)).to_be_hidden()
        shown = "(link) => getComputedStyle(link, '::after').content"
        foreign = page.get_by_role("link", name="Elsewhere")
        assert "https://example.org/elsewhere" in foreign.evaluate(shown)
        inside = page.locator("article").get_by_role("link", name="home")
        assert inside.evaluate(shown) == "none"
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"


def test_wide_boxes_are_not_cut_off_in_print(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    page.goto(site + "labs/one/")
    page.emulate_media(media="print")

    for box in ("article .table", "article pre"):
        cut = page.locator(box).first.evaluate("(box) => getComputedStyle(box).overflowX")
        assert cut == "visible"
