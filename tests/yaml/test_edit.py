"""Items are inserted into a list in YAML text, and nothing else changes."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from coursegen.yaml.edit import Insertion, YamlEditError, YamlPath, insert_items

A, B = "{date: 2027-01-18, title: A}", "{date: 2027-02-18, title: B}"


def insert(text: str, index: int, *items: str) -> str:
    return insert_items(text, ("holidays",), [Insertion(index, items)])


@pytest.mark.parametrize(
    ("text", "index", "expected"),
    [
        ("", 0, f"holidays:\n  - {A}\n  - {B}\n"),
        ("# none\n", 0, f"# none\nholidays:\n  - {A}\n  - {B}\n"),
        ("title: T\n", 0, f"title: T\nholidays:\n  - {A}\n  - {B}\n"),
        ("title: T", 0, f"title: T\nholidays:\n  - {A}\n  - {B}"),
        ("title: T\n\n# end\n", 0, f"title: T\n\n# end\nholidays:\n  - {A}\n  - {B}\n"),
        ("  title: T\n", 0, f"  title: T\n  holidays:\n    - {A}\n    - {B}\n"),
        ("title: T\r\nx: y\r\n", 0, f"title: T\r\nx: y\r\nholidays:\r\n  - {A}\r\n  - {B}\r\n"),
        ("holidays:  # none\nx: y\n", 0, f"holidays:  # none\n  - {A}\n  - {B}\nx: y\n"),
        (
            "holidays:\n- a  # b\n\n# c\nx: y\n",
            1,
            f"holidays:\n- a  # b\n- {A}\n- {B}\n\n# c\nx: y\n",
        ),
        (
            "holidays:\n    - date: a\n      title: >\n        b\n    # c\n    - d\n",
            1,
            (
                "holidays:\n    - date: a\n      title: >\n        b\n"
                f"    - {A}\n    - {B}\n    # c\n    - d\n"
            ),
        ),
        ("holidays:\n  # c\n  - d\n", 0, f"holidays:\n  # c\n  - {A}\n  - {B}\n  - d\n"),
        ("holidays: []  # c\n", 0, f"holidays: [{A}, {B}]  # c\n"),
        ("holidays: [a, b]\n", 0, f"holidays: [{A}, {B}, a, b]\n"),
        ("holidays: [a, b]\n", 1, f"holidays: [a, {A}, {B}, b]\n"),
        ("holidays: [\n  a,  # c\n]\n", 1, f"holidays: [\n  a, {A}, {B},  # c\n]\n"),
    ],
)
def test_the_layout_of_a_list_determines_the_layout_of_its_new_items(
    text: str, index: int, expected: str
) -> None:
    assert insert(text, index, A, B) == expected


C = "name: C\nage: 3"


@pytest.mark.parametrize(
    ("text", "path", "index", "expected"),
    [
        ("- a\n# end\n", (), 1, "- a\n- name: C\n  age: 3\n# end\n"),
        (
            "g:\n  - t: A\n    p:\n      - x  # y\n      # z\n  - t: B\n",
            ("g", 0, "p"),
            1,
            ("g:\n  - t: A\n    p:\n      - x  # y\n      - name: C\n        age: 3\n      # z\n"
            "  - t: B\n"),
        ),
        (
            "g:\n  - t: A  # a\n  - t: B\n",
            ("g", 0, "p"),
            0,
            "g:\n  - t: A  # a\n    p:\n      - name: C\n        age: 3\n  - t: B\n",
        ),
        (
            "g:\n- t: A\n  p:\n- t: B\n",
            ("g", 0, "p"),
            0,
            "g:\n- t: A\n  p:\n    - name: C\n      age: 3\n- t: B\n",
        ),
        ("g: [{p: [x]}]\n", ("g", 0, "p"), 1, "g: [{p: [x, {name: C, age: 3}]}]\n"),
    ],
)  # fmt: skip
def test_an_item_of_several_lines_is_inserted_into_an_inner_list(
    text: str, path: YamlPath, index: int, expected: str
) -> None:
    assert insert_items(text, path, [Insertion(index, [C])]) == expected


def test_items_are_inserted_at_several_places() -> None:
    text = "holidays:\n  - a\n  - b\n"

    edited = insert_items(text, ("holidays",), [Insertion(0, [A]), Insertion(2, [B])])

    assert edited == f"holidays:\n  - {A}\n  - a\n  - b\n  - {B}\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- a\n", "it does not contain keys with values"),
        ("title: [\n", "it contains errors"),
        ("a: b\na: c\n", "it contains errors"),
        ("a: &x b\nc: &x d\n", "its layout is unusual; add the items to 'holidays:' yourself"),
        ("holidays: Christmas\n", "the value of 'holidays:' is not a list"),
        ("holidays: ''\n", "the value of 'holidays:' is not a list"),
        ("holidays: {a: b}\n", "the value of 'holidays:' is not a list"),
        ("{title: T}\n", "its layout is unusual; add the items to 'holidays:' yourself"),
        # A list that is also the value of another key.
        (
            "a: &x [b]\nholidays: *x\n",
            "its layout is unusual; add the items to 'holidays:' yourself",
        ),
        # A line break after the last line would change the value of the block.
        ("title: |\n  T", "its layout is unusual; add the items to 'holidays:' yourself"),
    ],
)
def test_yaml_that_cannot_be_edited_safely_is_rejected(text: str, reason: str) -> None:
    with pytest.raises(YamlEditError) as error:
        insert(text, 0, A)

    assert str(error.value) == reason


WORDS = st.sampled_from(["Term", "'no'", '"a: b"', "第一讲", "3:00", "yes", "~", "# c", ""])
ITEMS = st.one_of(
    WORDS,
    st.just("{date: 2027-01-01, title: 元旦}"),
    st.just("date: 2027-01-01\n    title: New Year  # a day\n"),
    st.just("dates: a to b\n\n    # a break\n    title: |-\n      Spring\n      break\n"),
    st.just('"a\n    folded line"'),
    st.just("- a\n    - b"),
)
COMMENTS = st.sampled_from(["", "", "# comment\n", "\n", "\n\n  # indented\n"])


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Return valid YAML text, which may contain a list `holidays`."""
    indent = draw(st.sampled_from(["", "  "]))
    items = [item.replace("\n    ", f"\n{indent}  ") for item in draw(st.lists(ITEMS, max_size=4))]
    in_block = "".join(f"{draw(COMMENTS)}{indent}- {item}".rstrip() + "\n" for item in items)
    in_flow = ", ".join(item for item in items if item and item[0] in "\"'{Tty第3")
    parts = [f"{draw(COMMENTS)}key{n}: {draw(WORDS)}\n" for n in range(draw(st.integers(1, 3)))]
    lists = [f"holidays:\n{in_block}", f"holidays: [{in_flow}]\n", ""]
    parts.insert(draw(st.integers(0, len(parts))), draw(st.sampled_from(lists)))
    text = "".join([*parts, draw(COMMENTS)])
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def load(text: str) -> dict[str, list[object]]:
    """Read the values with PyYAML's own constructor, all of them as strings."""
    return dict(yaml.load(text, yaml.BaseLoader))


@given(documents(), st.data())
def test_an_edit_adds_items_and_leaves_every_other_character_unchanged(
    text: str, data: st.DataObject
) -> None:
    old = load(text).get("holidays") or []
    index = data.draw(st.integers(0, len(old)))

    edited = insert(text, index, A, B)

    new = load(f"x: [{A}, {B}]")["x"]
    assert load(edited) == {**load(text), "holidays": [*old[:index], *new, *old[index:]]}
    added = len(edited) - len(text)
    assert any(edited[:at] + edited[at + added :] == text for at in range(len(text) + 1))
    assert edited.count("\n") == edited.count("\r\n") or "\r" not in text
