"""The cache of parsed YAML: trees are restored unchanged, or the file is parsed again."""

from pathlib import Path
from typing import Any

import pytest

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.text import Source
from coursegen.incremental.codec import pack
from coursegen.incremental.digest import key_of
from coursegen.incremental.fingerprint import fingerprint
from coursegen.incremental.store import Store
from coursegen.yaml import parser
from coursegen.yaml import trees as module
from coursegen.yaml.nodes import MAX_DEPTH, Mapping, Node, Scalar, Sequence
from coursegen.yaml.trees import Trees

YAML = """title: "A: b"
empty:
list: [one, two, {three: 3}]
deep:
  of: &name [x]
  again: *name
text: |
  Two
  lines
"""
KEY = key_of("yaml", fingerprint(), "pages")


@pytest.fixture
def cache(tmp_path: Path) -> Store:
    return Store(tmp_path)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were parsed."""
    names: list[str] = []
    real = parser.parse

    def parse(source: Source, *arguments: Any) -> Node | None:
        names.append(source.name)
        return real(source, *arguments)

    monkeypatch.setattr(parser, "parse", parse)
    return names


def read(cache: Store | None, text: str, name: str = "a.md", first_line: int = 1) -> Node | None:
    """Parse a file that contains `text` with a new parser, and store the tree in the cache."""
    trees = Trees(cache, "pages")
    node = trees.parse(Source(name, text), Diagnostics(), first_line=first_line)
    trees.keep({"a.md", "b.md"})
    return node


def info(node: Node | None) -> object:
    """Return the strings, types and locations in a tree."""
    if isinstance(node, Mapping):
        pairs = [(str(key), key.location[1:], info(value)) for key, value in node.items.items()]
        return ("keys", node.location[1:], pairs)
    if isinstance(node, Sequence):
        return ("list", node.location[1:], [info(item) for item in node.items])
    assert isinstance(node, Scalar)
    return (str(node.text), node.location[1:], node.empty)


def test_a_cached_tree_is_restored_unchanged(cache: Store, parsed: list[str]) -> None:
    assert info(read(cache, YAML)) == info(read(cache, YAML))
    assert parsed == ["a.md"]


def test_the_locations_in_a_cached_tree_refer_to_the_current_source(cache: Store) -> None:
    read(cache, YAML)
    source = Source("a.md", YAML)
    node = Trees(cache, "pages").parse(source, Diagnostics())

    assert isinstance(node, Mapping)
    assert all(key.location.source is source for key in node.items)


def test_changed_text_is_parsed_again(cache: Store, parsed: list[str]) -> None:
    read(cache, YAML)
    node = read(cache, YAML.replace("one", "ten"))

    assert "ten" in repr(info(node))
    assert len(parsed) == 2


def test_the_same_text_on_another_line_is_parsed_again(cache: Store, parsed: list[str]) -> None:
    read(cache, YAML)
    read(cache, YAML, first_line=2)

    assert len(parsed) == 2


def test_files_that_are_not_parsed_remain_in_the_cache(cache: Store, parsed: list[str]) -> None:
    read(cache, "title: A", "a.md")
    read(cache, "title: B", "b.md")
    read(cache, "title: A", "a.md")

    assert parsed == ["a.md", "b.md"]


def test_a_deleted_file_is_removed_from_the_cache(cache: Store, parsed: list[str]) -> None:
    read(cache, "title: A", "old.md")
    read(cache, "title: A", "b.md")
    read(cache, "title: A", "old.md")

    assert parsed == ["old.md", "b.md", "old.md"]


@pytest.mark.parametrize("text", ["a: [", "a: b #2\n", "", "a: 1\na: 2"])
def test_a_problem_is_reported_each_time(cache: Store, text: str) -> None:
    told = []
    for _ in range(2):
        trees, noted = Trees(cache, "pages"), Diagnostics()
        trees.parse(Source("a.md", text), noted)
        trees.keep({"a.md"})
        told.append([str(each) for each in noted])

    assert told[0] == told[1]
    assert bool(told[0]) == bool(text)


def test_long_text_is_not_cached(cache: Store, parsed: list[str]) -> None:
    text = f"title: {'a' * module._LONGEST}"
    read(cache, text)
    read(cache, text)

    assert len(parsed) == 2


def nested(depth: int) -> Any:
    tree: Any = ["x", 1, 1, 1, False]
    for _ in range(depth):
        tree = ["list", 1, 1, 1, [tree]]
    return tree


@pytest.mark.parametrize(
    "tree",
    [
        *(None, 1, "x", [], {}, ["x"], ["x", 1, 1, 1, 1], ["x", 1, 1, 1, "y"]),
        *(["x", 1, 1, 10**9, False], ["x", -1, 1, 1, False], ["x", 1, True, 1, False]),
        *([b"x", 1, 1, 1, False], ["list", 1, 1, 1, [1]]),
        ["keys", 1, 1, 1, [["a", 1, 1, 1, True]]],
        ["keys", 1, 1, 1, [["list", 1, 1, 1, []], ["x", 1, 1, 1, False]]],
        nested(MAX_DEPTH + 1),
    ],
    ids=lambda tree: repr(tree)[:40],
)
def test_an_invalid_tree_in_the_cache_is_ignored(
    cache: Store, parsed: list[str], tree: Any
) -> None:
    cache.put(KEY, pack({"a.md": pack([key_of(f"1 {YAML}"), tree])}))

    assert info(read(cache, YAML)) == info(read(None, YAML))
    assert parsed == ["a.md", "a.md"]


@pytest.mark.parametrize(
    "entry",
    [b"", b"\xff", pack([1]), pack({"a.md": "text"}), pack({"a.md": b"\x91" * 5000})],
)
def test_a_cache_with_other_content_is_ignored(
    cache: Store, parsed: list[str], entry: bytes
) -> None:
    cache.put(KEY, entry)

    assert info(read(cache, YAML)) == info(read(None, YAML))
    assert len(parsed) == 2
