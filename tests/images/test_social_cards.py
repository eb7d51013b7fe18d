"""Social cards: every page has an image for shared links."""

import io
from pathlib import Path

import pytest
from conftest import BuildCourse, Built
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFont

from coursegen.check import run_rules
from coursegen.check.registry import RULES
from coursegen.images.social_cards import HEIGHT, WIDTH, Card, draw_card
from coursegen.images.typeset import (
    FONTS,
    MAX_CHARACTERS,
    coverage,
    fit,
    missing_characters,
    normalize,
    shorten,
    width_of,
)

SITE = "title: Course\ninstitution: University\nurl: https://example.org/c/\n"
COURSE = {
    "site.yaml": SITE,
    "content/labs/one.md": "# One",
    "content/about.md": "---\npermalink: /about.html\n---\nAbout",
    "templates/partials/head.html": "<i>{{ page.social_image }}</i>",
}


def drawn(card: Card) -> Image.Image:
    content = draw_card(card)
    assert len(content) < 25_000
    image = Image.open(io.BytesIO(content))
    assert image.size == (WIDTH, HEIGHT)
    return image.convert("RGB")


def messages(built: Built) -> list[str]:
    return [d.message for d in run_rules(RULES, built.site) if "social card" in d.message]


def test_each_page_has_a_separate_card_at_an_absolute_url(build_course: BuildCourse) -> None:
    built = build_course(COURSE)

    for page, card in (
        ("index.html", "index.png"),
        ("labs/one/index.html", "labs/one/index.png"),
        ("about.html", "about.png"),
    ):
        assert f"<i>https://example.org/c/static/made/cards/{card}</i>" in built.html(page)
        content = built.site.files[f"static/made/cards/{card}"]
        assert content.is_slow
    assert "<i></i>" in built.html("404.html")
    assert messages(built) == []


def test_without_a_site_url_there_are_no_cards(build_course: BuildCourse) -> None:
    built = build_course({**COURSE, "site.yaml": "title: Course\n"})

    assert not [path for path in built.site.files if "cards" in path]
    assert "<i></i>" in built.html()


def test_the_author_s_image_replaces_all_cards(build_course: BuildCourse) -> None:
    built = build_course(
        {**COURSE, "site.yaml": f"{SITE}social_image: a b.png\n", "static/a b.png": b"PNG"}
    )

    assert not [path for path in built.site.files if "cards" in path]
    assert "<i>https://example.org/c/static/a%20b.png</i>" in built.html("labs/one/index.html")


def test_a_title_that_no_font_covers_is_omitted(build_course: BuildCourse) -> None:
    built = build_course(
        {**COURSE, "content/a.md": "# שלום", "content/b.md": "# 한국어", "content/c.md": "# 中文 β"}
    )

    assert messages(built) == [
        "the social card does not show the title 'שלום', because its font does not include 'ש'"
    ]
    one, other = (built.site.files[f"static/made/cards/{x}/index.png"] for x in "ab")
    assert one.version == other.version


@pytest.mark.parametrize(
    "title",
    [
        "Homework",
        "第十二讲：变分自编码器（VAE）与 Normalizing Flows 的统一视角",
        "word " * 60,
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 4,
        "W" * 300,
        "变" * 200,
        "",
    ],
)
def test_a_title_of_any_length_fits_on_its_card(title: str) -> None:
    card = Card("Course " * 30, title, "University " * 30, "")
    image, bare = drawn(card), drawn(Card("", "", "", ""))

    for box in (
        (WIDTH - 60, 0, WIDTH, HEIGHT),
        (0, HEIGHT - 20, WIDTH, HEIGHT),
        (16, 0, 80, HEIGHT),
    ):
        assert image.crop(box).tobytes() == bare.crop(box).tobytes()


@pytest.mark.parametrize("sign", ["a", "word ", "🎓"])
def test_a_one_megabyte_title_is_truncated_before_it_is_drawn(
    sign: str, build_course: BuildCourse
) -> None:
    words = sign * (1_000_000 // len(sign))
    built = build_course(
        {
            "site.yaml": f"title: {words}\ninstitution: {words}\nterm: {words}\n"
            "url: https://example.org/\n",
            "content/a.md": f"---\ntitle: {words}\n---\n",
        }
    )
    card = built.site.files["static/made/cards/a/index.png"]

    assert Image.open(io.BytesIO(card.read())).size == (WIDTH, HEIGHT)
    assert all(len(line) < 2000 for line in messages(built))


@given(st.text(st.sampled_from("ab é变 \n\u0301\u200d🎓"), max_size=2000))
def test_shortened_text_is_the_whole_text_or_its_beginning(text: str) -> None:
    short = shorten(text)

    assert len(short) <= MAX_CHARACTERS
    assert short == normalize(text) or (
        short.endswith("…") and normalize(text).startswith(short.removesuffix("…"))
    )
    assert short.endswith("…") == (len(normalize(text)) > MAX_CHARACTERS)


def test_shortened_text_ends_after_a_word() -> None:
    assert shorten("word " * 100) == "word " * 58 + "word…"


def test_a_different_title_accent_or_course_results_in_a_different_card() -> None:
    cards = [
        Card("A", "B", "C", ""),
        Card("A", "X", "C", ""),
        Card("X", "B", "C", ""),
        Card("A", "B", "X", ""),
        Card("A", "B", "C", "#7a1f5c"),
    ]
    assert len({draw_card(card) for card in cards}) == len(cards)
    assert draw_card(cards[0]) == draw_card(cards[0])


@settings(max_examples=20)
@given(st.text(st.sampled_from("ab W,（）中文—é…β "), max_size=120), st.integers(300, 1016))
def test_lines_contain_the_whole_text_and_fit_the_width(text: str, width: int) -> None:
    setting = fit(" ".join(text.split()), width, ((80, 2), (60, 40)))

    assert "".join(setting.lines).replace(" ", "") == "".join(text.split())
    for line in setting.lines:
        assert width_of(line, setting.size) <= width * 1.09 or len(line) <= 2


def test_each_font_has_the_required_characters() -> None:
    for name, points in coverage().items():
        font = ImageFont.truetype(FONTS / name, 40)
        missing = font.getmask("\U0010fffd").getbbox(), bytes(font.getmask("\U0010fffd"))
        characters = sorted(points)[:: max(1, len(points) // 200)]
        shown = [(font.getmask(chr(s)).getbbox(), bytes(font.getmask(chr(s)))) for s in characters]
        assert characters
        assert missing not in [mask for mask in shown if mask[0]]


def test_the_fonts_come_with_their_licenses() -> None:
    assert set(coverage()) == {path.name for path in FONTS.glob("*.woff2")}
    for license_file in ("LICENSE-noto-sans-cjk.txt", "LICENSE-source-serif-4.txt"):
        assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / license_file).read_text()


def test_the_fonts_have_all_common_chinese_and_latin_characters() -> None:
    level_one = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    characters = "".join(pair.decode("gb2312", "ignore") for pair in level_one)
    latin = "".join(map(chr, range(0x20, 0x7F))) + "äöüßéèçñøåœŁžőİ–—‘’“”…·×"

    assert len(characters) == 3755
    assert missing_characters(characters + latin + "αβγ Ω Ж") == ""
    assert missing_characters("a☃b☃") == "☃"


def test_a_card_needs_no_system_font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card = Card("Course", "A title 标题", "", "#123456")
    before = draw_card(card)
    for name in ("HOME", "XDG_DATA_HOME", "XDG_DATA_DIRS", "FONTCONFIG_PATH"):
        monkeypatch.setenv(name, str(tmp_path))

    assert draw_card(card) == before
