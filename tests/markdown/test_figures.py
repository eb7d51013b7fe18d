"""Figures with numbers and references, in the spellings of Quarto and MyST."""

import pytest
from converting import converted


def html(text: str) -> str:
    return converted(text)[0].replace("\n", "")


def test_figures_are_numbered_in_order_and_references_link_to_them() -> None:
    text = "@fig-b, [@fig-a]\n\n![A *b*](a.png){#fig-a}\n\n![c](d.png)\n\n![E](f.png){#fig-b}"

    assert html(text) == (
        '<p><a class="figure-reference" href="#fig-b">Figure 2</a>, '
        '<a class="figure-reference" href="#fig-a">Figure 1</a></p>'
        '<figure id="fig-a"><img alt="A b" src="a.png">'
        "<figcaption>Figure 1: A <em>b</em></figcaption></figure>"
        '<p><img alt="c" src="d.png"></p>'
        '<figure id="fig-b"><img alt="E" src="f.png"><figcaption>Figure 2: E</figcaption></figure>'
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('![C](a.png){#fig-a fig-alt="B"}', '<img alt="B" src="a.png"><figcaption>Figure 1: C'),
        ('![C](a.png){fig-alt="B"} d', '<p><img alt="B" src="a.png"> d</p>'),
        ('![B](a.png "C"){#fig-a}', '<img alt="B" src="a.png"><figcaption>Figure 1: C'),
        ("::: {#fig-a}\n![b](a.png)\n\nC\n:::", "</p><figcaption>Figure 1: C</figcaption>"),
        (
            "```{figure} a.png\n:name: a\n:alt: B\n\nC *d*\n\nE\n```",
            '<figure id="a"><img alt="B" src="a.png"><figcaption>Figure 1: C <em>d</em><p>E</p>',
        ),
        ("```{figure} a.png\n:alt: B\n\nC\n```", "<figcaption>C</figcaption></figure>"),
        ("```{image} a.png\n:alt: B\n:width: 9px\n```", '<p><img alt="B" src="a.png"></p>'),
        ("- ![C](a.png){#fig-a}\n\n- b", "<figcaption>Figure 1: C</figcaption></figure></li>"),
    ],
)
def test_a_figure_may_have_an_alternative_text_and_a_caption(text: str, expected: str) -> None:
    assert expected in html(text)


@pytest.mark.parametrize("text", ["@fig-a", "`@fig-a`", "me@fig-a.org", "[a @fig-a](b)"])
def test_other_text_is_no_reference(text: str) -> None:
    assert "Figure" not in html(text)
    assert "@fig-a" in html(text)
