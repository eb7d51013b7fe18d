"""Rule for text contrast in light and dark mode."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from check.conftest import ApplyEdit, Find, FindMessages
from coursegen.check.reading.css import Colors, declarations, parse_color
from coursegen.check.rules.text.contrast import RULE

HAS = "has a contrast of {} in {} mode; at least 4.5 is required"
CSS = "static/css/course.css"


def page(text: str) -> dict[str, str]:
    return {"content/about.md": f"# A\n\n{text}\n"}


# --- styles in HTML -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (
            "color: red",
            "text in red has a contrast of 3.9 in light mode; at least 4.5 is required",
        ),
        (
            "color: navy",
            "text in navy has a contrast of 1.1 in dark mode; at least 4.5 is required",
        ),
        (
            "background: yellow",
            (
                "the site's text on yellow has a contrast of 1.1 in dark mode; "
                "at least 4.5 is required"
            ),
        ),
        (
            "color: #999; background: white",
            "#999 on white has a contrast of 2.8; at least 4.5 is required",
        ),
        (
            "color:rgb(150, 150, 150);font-size:2em;background-color:#fff",
            "rgb(150, 150, 150) on #fff has a contrast of 2.9; at least 3 is required",
        ),
    ],
)
def test_low_contrast_is_reported(messages: FindMessages, style: str, expected: str) -> None:
    (reported,) = messages(RULE, page(f'<span style="{style}">words</span>'))

    assert re.sub(r"^content/about.md:3:\d+: ", "", reported) == expected


@pytest.mark.parametrize(
    "html",
    [
        '<span style="color: light-dark(#a00, #f99)">words</span>',
        '<span style="color: black; background: yellow">words</span>',
        '<span style="color: var(--accent)">words</span>',
        '<span style="color: red"></span>',  # no text
        '<span class="x" style="color: red">words</span>',  # the class may set the background
        '<a style="background: yellow" href="b">words</a>',  # links have a different color
        '<div style="background: white"><p style="color: navy">words</p></div>',
        '<span style="color: rgba(255, 0, 0, .5)">words</span>',
        '<span style="color: red; opacity: .5">words</span>',
        '<span style="border: 1px solid red">words</span>',
        '`<span style="color: red">words</span>`',
    ],
)
def test_readable_and_unknown_colors_are_not_reported(messages: FindMessages, html: str) -> None:
    assert messages(RULE, page(html)) == []


def test_styles_in_attribute_lists_are_checked(messages: FindMessages) -> None:
    assert messages(RULE, page('A line.\n{: style="color: #999; background: #fff"}')) == [
        "content/about.md:4:18: #999 on #fff has a contrast of 2.8; at least 4.5 is required"
    ]


def test_a_style_of_a_heading_is_reported_once(messages: FindMessages) -> None:
    reported = messages(RULE, page('## B {style="color: #999; background: #fff"}'))
    assert [line.split(": ")[0] for line in reported] == ["content/about.md:3:21"]


def test_html_inside_markdown_that_has_its_own_color_is_allowed(messages: FindMessages) -> None:
    html = '<span style="color: red">words</span>'
    assert messages(RULE, page(f"[{html}](b.md)\n\n> {html}")) == []
    assert len(messages(RULE, page(f"| a |\n|---|\n| {html} |\n\n- [ ] {html}"))) == 2


@pytest.mark.parametrize(
    ("style", "fixed_style"),
    [
        ("background: yellow", "background: yellow; color: black"),
        ("color: #999; background: white", "color: #757575; background: white"),
    ],
)
def test_a_color_is_replaced_with_the_nearest_readable_one(
    fixed: ApplyEdit, messages: FindMessages, style: str, fixed_style: str
) -> None:
    line = fixed(RULE, page(f'<b style="{style}">words</b>'))

    assert line == f'<b style="{fixed_style}">words</b>'
    assert messages(RULE, page(line)) == []


# --- the course's own stylesheet ------------------------------------------------------------------


def test_a_token_with_low_contrast_is_reported_once_and_fixed(
    found: Find, fixed: ApplyEdit
) -> None:
    files = page("Words.") | {CSS: "/* { */\n:root {\n  --quiet: #999;\n  --accent: teal;\n}\n"}
    reported = [f"{d.location}: {d.message}" for d in found(RULE, files)]

    assert reported == [
        f"{CSS}:3:12: --quiet on --surface {HAS.format(2.8, 'light')}",
        f"{CSS}:4:13: --accent on --surface {HAS.format(3.8, 'dark')}",
    ]
    (line,) = [fixed(RULE, files | {CSS: ":root { --quiet: #999; }\n"})]
    assert re.fullmatch(r":root \{ --quiet: light-dark\(#[0-9a-f]{6}, #[0-9a-f]{6}\); \}", line)
    assert found(RULE, files | {CSS: line}) == []


def test_a_background_with_low_contrast_is_reported(messages: FindMessages) -> None:
    files = page("Words.") | {CSS: "html { --surface: #fff }\n"}

    assert messages(RULE, files) == [
        (
            f"{CSS}:1:19: --text on --surface has a contrast of 1.2 in dark mode; "
            "at least 4.5 is required"
        )
    ]


def test_a_css_rule_with_both_colors_is_checked(messages: FindMessages) -> None:
    css = ".note { color: #888; background: light-dark(#fff, #222) }\n.big { color: #888 }\n"

    assert messages(RULE, page("Words.") | {CSS: css}) == [
        (
            f"{CSS}:1:16: #888 on light-dark(#fff, #222) has a contrast of 3.5; "
            "at least 4.5 is required"
        )
    ]


@pytest.mark.parametrize(
    "css",
    [
        ":root { --quiet: #999 }\n@media (prefers-contrast: more) { :root { --quiet: #333 } }\n",
        ':root[data-theme="dark"] { --quiet: #999 }\n',
        ".footer { --quiet: #999 }\n",
        ":root { --quiet: var(--text) }\n",
        ":root { --line: #eee }\n",
        "/* :root { --quiet: #999 } */\n",
    ],
)
def test_values_that_depend_on_other_values_are_not_reported(
    messages: FindMessages, css: str
) -> None:
    assert messages(RULE, page("Words.") | {CSS: css}) == []


def test_colors_are_not_checked_against_the_theme_if_the_course_sets_page_colors(
    messages: FindMessages,
) -> None:
    text = page('<span style="color: navy">words</span>')

    assert len(messages(RULE, text)) == 1
    for css in ("body { background: #fff }", ":root { color-scheme: light }", "p { color: #123 }"):
        assert messages(RULE, text | {CSS: css}) == []


# --- parsing colors -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "colors"),
    [
        ("Red", Colors("#ff0000", "#ff0000")),
        ("#ABC", Colors("#aabbcc", "#aabbcc")),
        ("#aabbccff", Colors("#aabbcc", "#aabbcc")),
        ("rgb(1 2 3 / 100%)", Colors("#010203", "#010203")),
        ("light-dark( white , rgb(0,0,0))", Colors("#ffffff", "#000000")),
        ("#aabbcc80", None),
        ("#abcd", None),
        ("rgba(0,0,0,.5)", None),
        ("oklch(50% .1 20)", None),
        ("var(--text)", None),
        ("transparent", None),
        ("white url(a.png)", None),
        ("", None),
    ],
)
def test_only_explicit_colors_are_parsed(value: str, colors: Colors | None) -> None:
    assert parse_color(value) == colors


@pytest.mark.parametrize(
    ("value", "colors"),
    [
        ("hsl(0 100% 50%)", Colors("#ff0000", "#ff0000")),
        ("rgb(100%, 0%, 0%)", Colors("#ff0000", "#ff0000")),
        ("rgb(0 /* red */ 0 0)", Colors("#000000", "#000000")),
        ("currentcolor", None),
        ("lab(50% 0 0)", None),
        ("light-dark(red, var(--text, blue))", None),
        ("color()", None),
        (f"rgb({'1' * 5000} 0 0)", None),
        ("light-dark(" * 5000, None),
    ],
)
def test_colors_are_parsed_as_css_defines_them(value: str, colors: Colors | None) -> None:
    assert parse_color(value) == colors


# --- parsing declarations -------------------------------------------------------------------------


def named(css: str) -> list[tuple[str, ...]]:
    return [(*one.enclosing, one.name, one.value) for one in declarations(css)]


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("color: /* gray */ #888 /* 3.5 */", [("color", "#888")]),
        ("color: rgb(1, /* ; */ 2, 3)", [("color", "rgb(1,  2, 3)")]),
        (r"c\6f lor: \72 ed", [("color", "red")]),
        ("COLOR: Red; --Text: 1; --text: 2", [("color", "Red"), ("--Text", "1"), ("--text", "2")]),
        (r'a { content: "\"}"; color: red }', [("a", "content", r'"\"}"'), ("a", "color", "red")]),
        ('a { content: "/*"; color: red }', [("a", "content", '"/*"'), ("a", "color", "red")]),
        (
            "a { background: url(data:image/png;base64,x}); color: red }",
            [("a", "background", "url(data:image/png;base64,x})"), ("a", "color", "red")],
        ),
        (
            "a { --x: { b: c; d: e }; color: red }",
            [("a", "--x", "{ b: c; d: e }"), ("a", "color", "red")],
        ),
        (
            "@media print{a{color:red}} b{color:blue}",
            [("@media print", "a", "color", "red"), ("b", "color", "blue")],
        ),
        (
            "a { color: red; &:hover { color: blue } background: #fff }",
            [("a", "color", "red"), ("a", "&:hover", "color", "blue"), ("a", "background", "#fff")],
        ),
        ("@import 'x.css'; a:hover { color: red }", [("a:hover", "color", "red")]),
        ("color: var(--a, #888)", [("color", "var(--a, #888)")]),
        ("color: red ! important; color: blue", [("color", "blue"), ("color", "red")]),
        ("quotes: ' } b { color: red }", [("quotes", '" } b { color: red }')]),
        ("a { color: red } } b { color: blue }", [("a", "color", "red"), ("} b", "color", "blue")]),
        (f"width: {'1' * 5000}px", []),
        ("a {" * 5000, []),
        ("", []),
    ],
)
def test_declarations_are_parsed_as_css_defines_them(
    css: str, expected: list[tuple[str, ...]]
) -> None:
    assert named(css) == expected


@given(st.text("{}:;/*\"'a-@ \n\r\f\\", max_size=60))
def test_the_position_of_every_declaration_is_correct_or_empty(css: str) -> None:
    for one in declarations(css):
        assert css[slice(*one.span)] in {one.value, ""}


@pytest.mark.parametrize(
    ("css", "line_and_column"),
    [
        (".a { color: #888 !important; color: #000; background: #fff }", "1:13"),
        ('.a::after { content: "/*"; color: #888; background: #fff }', "1:35"),
        (".a { background: #fff; background-image: url(a;b}); color: #888 }", "1:60"),
        (".a {\n  color: rgb(136, /* gray */ 136, 136);\n  background: \\77hite }", "2:10"),
    ],
)
def test_low_contrast_is_found_in_valid_but_unusual_css(
    messages: FindMessages, css: str, line_and_column: str
) -> None:
    (reported,) = messages(RULE, page("Words.") | {CSS: css})

    assert reported.startswith(f"{CSS}:{line_and_column}: ")
    assert reported.endswith("has a contrast of 3.5; at least 4.5 is required")


def test_an_important_token_has_priority_over_later_ones(messages: FindMessages) -> None:
    css = ":root { --quiet: light-dark(#333, #ddd) !important }\n:root { --quiet: #999 }\n"

    assert messages(RULE, page("Words.") | {CSS: css}) == []


def test_a_color_with_a_comment_is_reported_without_an_edit(found: Find) -> None:
    css = ".a { color: rgb(136, /* gray */ 136, 136); background: #fff }"
    (reported,) = found(RULE, page("Words.") | {CSS: css})

    assert reported.hint == "write #767676"
    assert reported.edit is None
