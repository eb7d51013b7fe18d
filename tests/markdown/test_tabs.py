"""Tabs in the spellings of three dialects."""

import pytest
from converting import converted

TABS = (
    '<div class="tabs"><div class="tab"><p class="tab-title">Python <em>3</em></p><p>a</p></div>'
    '<div class="tab"><p class="tab-title">C</p><p>b</p><ul><li>c</li></ul></div></div><p>d</p>'
)


def html(text: str) -> str:
    return converted(text)[0].replace("\n", "")


@pytest.mark.parametrize(
    "text",
    [
        '=== "Python *3*"\n\n    a\n\n=== "C"\n\n    b\n\n    - c\n\nd',
        '=== "Python *3*"\n    a\n=== "C"\n    b\n    - c\nd',
        "::: {.panel-tabset}\n## Python *3*\n\na\n\n## C\n\nb\n\n- c\n:::\nd",
        "::::{tab-set}\n:::{tab-item} Python *3*\na\n:::\n\n:::{tab-item} C\nb\n- c\n:::\n::::\nd",
        "````{tab-set}\n```{tab-item} Python *3*\na\n```\n```{tab-item} C\nb\n- c\n```\n````\nd",
    ],
)
def test_all_spellings_of_tabs_have_the_same_html(text: str) -> None:
    assert html(text) == TABS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('=== "A"\n    a\n\n===! "B"\n    b', '<p>a</p></div></div><div class="tabs">'),
        (
            '=== "A"\n    ```\n    x\n\n    y\n    ```\n=== "B"\n    b',
            "xy</code></pre></div></div>",
        ),
        ('- x\n\n    === "A"\n        a\n- y', "<p>a</p></div></div></li><li>y</li></ul>"),
        ("::: {.panel-tabset}\na\n\n# B\n# C\nc\n:::", '<p>a</p><div class="tabs">'),
        ("::: {.panel-tabset}\na\n:::", "<p>a</p>"),
        (":::{tab-item} A\na\n:::", '<div class="tabs"><div class="tab"><p class="tab-title">A'),
    ],
)
def test_tabs_may_contain_and_follow_other_blocks(text: str, expected: str) -> None:
    assert expected in html(text)


@pytest.mark.parametrize("text", ["Title\n=====", 'a === "b"', "=== a\n    b", '```\n=== "a"\n```'])
def test_other_lines_are_no_tabs(text: str) -> None:
    assert "tab" not in html(text)
