"""Grid tables, captions of tables, and text right below a table."""

import pytest
from converting import converted

from coursegen.base.codes import Code

GRID = """\
+-----+------+
| A   | B    |
+:===:+=====:+
| a   | - x  |
| b   | - y  |
+-----+------+
| 中文 span  |
+-----+------+
"""
TABLE = "| a | b |\n|---|---|\n| c | d |\n"


def html(text: str) -> str:
    return converted(text)[0].replace("\n", "")


def test_a_grid_table_has_cells_with_blocks_and_columns_with_an_alignment() -> None:
    assert html(f"before\n{GRID}after") == (
        '<p>before</p><div class="table"><table><thead><tr><th class="align-center">A</th>'
        '<th class="align-right">B</th></tr></thead><tbody><tr><td class="align-center">ab</td>'
        '<td class="align-right"><ul><li>x</li><li>y</li></ul></td></tr><tr>'
        '<td class="align-center" colspan="2">中文 span</td></tr></tbody></table></div><p>after</p>'
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+---+\n| a |\n+---+", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
        ("+---+\n| a |\n|   |\n| b |\n+---+", "<td><p>a</p><p>b</p></td>"),
        ("- x\n\n  +---+\n  | a |\n  +---+", "<td>a</td></tr></tbody></table></div></li></ul>"),
        ("+--+--+\n|  |b |\n+==+==+\n+--+--+", "<tr><td></td><th>b</th></tr>"),
    ],
)
def test_a_grid_table_may_be_small_or_in_a_list(text: str, expected: str) -> None:
    assert expected in html(text)


@pytest.mark.parametrize(
    "text", ["+---+\n| a  |\n+---+", "+---+\n| a |", "+---+---+\n| a | |\n+---+---+"]
)
def test_a_grid_table_that_is_not_aligned_is_reported(text: str) -> None:
    result, [diagnostic] = converted(f"x\n\n{text}")

    assert (diagnostic.code, diagnostic.location.line) == (Code.GRID_TABLE, 3)
    assert "<table" not in result


@pytest.mark.parametrize(
    "text", ["+ a", "1 +---+ 2", "+---+\ntext", "```\n+---+\n| a |\n+---+\n```"]
)
def test_other_lines_are_no_grid_tables(text: str) -> None:
    result, diagnostics = converted(text)

    assert "<table" not in result
    assert diagnostics == []


@pytest.mark.parametrize(
    "text", [f"{TABLE}\n: C *d* {{#e}}", f"{TABLE}Table: C *d* {{#e}}", f"{TABLE}: C *d* {{#e}}\n"]
)
def test_a_table_may_have_a_caption(text: str) -> None:
    assert '<table id="e"><caption>C <em>d</em></caption><thead>' in html(text)
    assert converted(text)[1] == []


def test_a_definition_after_a_table_is_no_caption() -> None:
    assert "<dd>b</dd></dl>" in html(f"{TABLE}\na\n: b")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"{TABLE}text", 4),
        (f"a\n\n{TABLE}text\nmore\n", 6),
        (f"```\n{TABLE}text\n```\n\n{TABLE}text", 11),
        ("> | a | b |\n> |---|---|\n> text", 3),
        ("| a |\n|---|\n# b", 3),
    ],
)
def test_text_right_below_a_table_is_reported(text: str, line: int) -> None:
    _, [diagnostic] = converted(text)

    assert (diagnostic.code, diagnostic.location.line) == (Code.TABLE_TEXT, line)


@pytest.mark.parametrize(
    "text",
    [
        f"{TABLE}\ntext",
        f"{TABLE}- a",
        f"{TABLE}::: note\na\n:::",
        f"{TABLE}<!-- a -->",
        f"```\n{TABLE}text\n```",
        "    | a |\n    |---|\n    text",
        "a | b\nc",
    ],
)
def test_other_lines_below_a_table_are_not_reported(text: str) -> None:
    assert converted(text)[1] == []
