"""Optional features are loaded only for texts that need them, and change no other texts."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coursegen.markdown.convert import MarkdownRenderer
from coursegen.markdown.features.registry import (
    OPTIONAL_FEATURES,
    OptionalFeature,
    needed_features,
)
from coursegen.markdown.fragment import Fragment

EXAMPLES = {
    "hard_breaks": "one\\\ntwo",
    "nested_fences": "1. one\n\n    ```\n    two\n    ```",
    "markdown_in_html": "<details>\n<summary>one</summary>\n\n- two\n\n</details>",
    "callout_quotes": "> [!NOTE]\n> one",
    "block_attributes": "{: .note }\none",
    "collapsible": '??? note "one"\n    two',
    "divs": "::: note\none\n:::",
    "tabs": '=== "one"\n    two',
    "figures": "![one](two.png){#fig-two}",
    "grid_tables": "+---+\n| a |\n+---+",
    "table_captions": "| a |\n|---|\n| b |\n\nTable: one",
    "table_text": "| a |\n|---|\n| b |\none",
    "setext_headings": "one\ntwo\n===",
    "lists": "Notes:\n- one\n- two",
    "liquid_highlight": "{% highlight c %}\none\n{% endhighlight %}",
    "inline_code": "`#!c int`",
    "escapes": r"one \~ two",
    "strikethrough": "~~one~~",
    "highlighted_text": "==one==",
    "scripts": "H~2~O",
    "keys": "++ctrl+c++",
    "bare_links": "https://example.org",
    "emoji": ":smile:",
    "special_names": "__init__",
}
"""A text that each feature changes."""
PIECES = st.sampled_from(
    [*"\n\n\n*`_[]()^:<>!&;#=-+|~{}\"'/?@$\\.123abc  ", "    ", "```", "\n\n", ": ", "> ", "- "]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def converted(text: str, *optional: OptionalFeature) -> Fragment:
    return MarkdownRenderer(optional=optional).page(text)


def names(text: str) -> list[str]:
    return [feature.module for feature in needed_features(text)]


def test_each_feature_has_an_example() -> None:
    assert [*EXAMPLES] == [feature.module for feature in OPTIONAL_FEATURES]


@pytest.mark.parametrize("feature", OPTIONAL_FEATURES, ids=lambda feature: feature.module)
def test_each_feature_changes_its_example(feature: OptionalFeature) -> None:
    text = EXAMPLES[feature.module]

    assert feature.may_change(f"\n{text}")
    assert converted(text, feature) != converted(text)


@pytest.mark.parametrize("feature", OPTIONAL_FEATURES, ids=lambda feature: feature.module)
@settings(max_examples=60, derandomize=True, deadline=None)
@given(text=TEXTS)
def test_a_feature_changes_no_text_without_its_triggers(
    feature: OptionalFeature, text: str
) -> None:
    if not feature.may_change(f"\n{text}"):
        always = OptionalFeature(feature.module, ("",))
        assert converted(text, always) == converted(text)


def test_the_result_does_not_depend_on_earlier_texts() -> None:
    pairs = zip(EXAMPLES.values(), [*EXAMPLES.values()][::-1], strict=True)
    texts = ["plain", *EXAMPLES.values(), *map("\n\n".join, pairs)]
    expected = [MarkdownRenderer().page(text) for text in texts]
    renderer = MarkdownRenderer()

    assert [renderer.page(text) for text in texts] == expected
    assert [renderer.page(text) for text in reversed(texts)] == expected[::-1]


def test_a_text_without_triggers_imports_no_optional_feature() -> None:
    program = (
        "import sys;"
        "from coursegen.markdown.convert import MarkdownRenderer;"
        "MarkdownRenderer().page('# A\\n\\nb\\n\\n- c\\n- d\\n\\n```\\na\\\\\\nb\\n```');"
        "print([m for m in sys.modules if m.startswith('coursegen.markdown.features.')])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert (
        run.stdout
        == "['coursegen.markdown.features.patterns', 'coursegen.markdown.features.registry']\n"
    )


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("```c\n#define a \\\n1\n```", []),
        ("```c\na\\\nb\n```\n\n~~~\na\\\nb\n~~~", []),
        ("```c\na\n```\n\na\\\nb", ["hard_breaks"]),
        ("```c\nunclosed, so it is text\\\nb\n", ["hard_breaks"]),
        ("```c d e\na\\\nb\n```\n", []),
        ("```{note}\na\\\nb\n```\n", ["hard_breaks", "divs"]),
        ("```\na\n~~~\n```\na\\\nb\n\n~~~\n~~~", ["hard_breaks"]),
    ],
)
def test_fenced_code_needs_no_feature(text: str, needed: list[str]) -> None:
    assert names(text) == needed
