"""Rule for header cells of tables."""

import pytest

from check.conftest import FindMessages
from coursegen.check.rules.text.table_headers import RULE

EMPTY = "the header row of this table is empty"
HTML = "<table{}>\n<tr><{}>a</{}></tr>\n</table>\n"


def page(text: str) -> dict[str, str]:
    return {"content/about.md": "# A\n\n" + text}


def test_a_table_with_an_empty_header_row_is_reported(messages: FindMessages) -> None:
    assert messages(RULE, page("|   |   |\n|---|---|\n| a | b |\n")) == [
        f"content/about.md:3:1: {EMPTY}"
    ]


def test_an_html_table_without_header_cells_is_reported(messages: FindMessages) -> None:
    assert messages(RULE, page(HTML.format("", "td", "td"))) == [
        "content/about.md:3:1: this table has no header cells"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
        "|   | b |\n|---|---|\n| 1 | 2 |\n",
        "| `a` | `b` |\n|---|---|\n| 1 | 2 |\n",
        "```\n|  |  |\n|--|--|\n| 1 | 2 |\n```\n",
        HTML.format("", "th", "th"),
        HTML.format(' role="presentation"', "td", "td"),
        f"```\n{HTML.format('', 'td', 'td')}```\n",
    ],
)
def test_a_table_with_headers_is_allowed(messages: FindMessages, text: str) -> None:
    assert messages(RULE, page(text)) == []
