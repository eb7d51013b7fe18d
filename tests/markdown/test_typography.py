"""Typographic quotes, dashes and ellipses, which a course can switch on."""

import pytest

from coursegen.markdown.convert import MarkdownRenderer
from coursegen.markdown.typography import typographic


def html(text: str, language: str = "en") -> str:
    result = typographic(MarkdownRenderer().page(text).html, language)
    return result.removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Write “read ‘Emma’ now”."),
        ("en-GB", "Write “read ‘Emma’ now”."),
        ("de", "Write „read ‚Emma‘ now“."),
        ("de-CH", "Write «read ‹Emma› now»."),
        ("fr", "Write «\xa0read “Emma” now\xa0»."),
        ("es", "Write «read “Emma” now»."),
        ("zh-CN", "Write “read ‘Emma’ now”."),
        ("zh-TW", "Write 「read 『Emma』 now」."),
        ("ja", "Write 「read 『Emma』 now」."),
        ("sv", "Write ”read ’Emma’ now”."),
        ("xx", "Write “read ‘Emma’ now”."),
    ],
)
def test_the_language_determines_the_quotes(language: str, expected: str) -> None:
    assert html("Write \"read 'Emma' now\".", language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It's the dogs' day in the '90s.", "It’s the dogs’ day in the ’90s."),
        ('"*a*" **"b"** ("c")', "“<em>a</em>” <strong>“b”</strong> (“c”)"),
        ('他说"你好"了', "他说“你好”了"),
        ("3--5 a -- b, a---b --- c...", "3–5 a – b, a—b — c…"),
        ('"a\n\n"b"', "“a</p>\n<p>“b”"),
    ],
)
def test_quotes_dashes_and_ellipses_are_replaced(text: str, expected: str) -> None:
    assert html(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *('`"a" -- b...`', '    "a" -- b', '<kbd>"a"--</kbd>', "a --strict b", "--strict"),
        *("5' 10\"", "-----", "a....", "https://a.org/a--b...c'd", '<!-- "a" -->'),
        *(
            "&quot;a&quot;",
            '\\"a\\"',
            "<b title=\"'a' -- b\">c</b>",
            "a/...",
            "<script>'a'</script>",
        ),
    ],
)
def test_code_attributes_addresses_and_single_marks_do_not_change(text: str) -> None:
    assert html(text) == MarkdownRenderer().page(text).html.removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize("text", ["\"'", "--", "<!--", '<a "', "<code>", "a@", "..."])
def test_many_marks_take_linear_time(text: str) -> None:
    assert len(typographic(text * 20_000, "fr")) >= len(text) * 6_000
