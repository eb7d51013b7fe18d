"""Figures, task lists and tables, which are not part of Python-Markdown."""

import pytest

from coursegen.markdown.convert import MarkdownRenderer


def html(text: str) -> str:
    return MarkdownRenderer().page(text).html.replace("\n", "")


def test_a_table_is_in_a_scrollable_wrapper() -> None:
    assert html("| a |\n|---|\n| b |\n\nAfter.").startswith('<div class="table"><table>')
    assert html("| a |\n|---|\n| b |\n\nAfter.").endswith("</table></div><p>After.</p>")


def test_an_empty_header_cell_becomes_a_plain_cell() -> None:
    assert "<tr><td></td><th>b</th></tr>" in html("|   | b |\n|---|---|\n| c | d |")


def test_a_single_image_with_a_title_gets_a_caption() -> None:
    assert html('![Curve](c.png "Figure 1 & more")') == (
        '<figure><img alt="Curve" src="c.png"><figcaption>Figure 1 &amp; more</figcaption></figure>'
    )


@pytest.mark.parametrize(
    "text", ["![Curve](c.png)", 'See ![Curve](c.png "x")', '![A](a.png "x") ![B](b.png "y")']
)
def test_other_images_stay_inline(text: str) -> None:
    assert "<figure>" not in html(text)


def test_a_task_is_a_checkbox_with_a_label() -> None:
    assert html("- [ ] read *this*\n- [x] done\n- plain") == (
        '<ul><li class="task"><label><input disabled type="checkbox">read <em>this</em></label>'
        '</li><li class="task"><label><input checked disabled type="checkbox">done</label></li>'
        "<li>plain</li></ul>"
    )


def test_content_below_a_task_is_not_part_of_its_label() -> None:
    below = html("- [ ] outer\n\n    - inner\n")

    assert ">outer</label></p><ul><li>inner</li></ul>" in below


def test_a_link_at_the_start_of_an_item_is_not_a_task() -> None:
    assert "checkbox" not in html("- [x](a.md) link\n- [x]tight\n")
