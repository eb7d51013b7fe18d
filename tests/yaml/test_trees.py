"""YAML is taken apart once: its tree comes back as it was, or it is parsed anew."""

from pathlib import Path
from typing import Any

import pytest

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.text import Source
from coursegen.incremental.cache import Cache, key_of
from coursegen.incremental.packed import pack
from coursegen.incremental.program import program
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
KEY = key_of("yaml", program(), "pages")


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path)


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


def read(cache: Cache | None, text: str, name: str = "a.md", first_line: int = 1) -> Node | None:
    """What a new run makes of a file that holds `text`, and keeps."""
    trees = Trees(cache, "pages")
    node = trees.parse(Source(name, text), Diagnostics(), first_line=first_line)
    trees.keep({"a.md", "b.md"})
    return node


def info(node: Node | None) -> object:
    """All that a tree says: words, sorts and places."""
    if isinstance(node, Mapping):
        pairs = [(str(key), key.location[1:], info(value)) for key, value in node.items.items()]
        return ("keys", node.location[1:], pairs)
    if isinstance(node, Sequence):
        return ("list", node.location[1:], [info(item) for item in node.items])
    assert isinstance(node, Scalar)
    return (str(node.text), node.location[1:], node.empty)


def test_a_tree_comes_back_as_it_was(cache: Cache, parsed: list[str]) -> None:
    assert info(read(cache, YAML)) == info(read(cache, YAML))
    assert parsed == ["a.md"]


def test_its_places_are_in_the_file_as_it_is_now(cache: Cache) -> None:
    read(cache, YAML)
    source = Source("a.md", YAML)
    node = Trees(cache, "pages").parse(source, Diagnostics())

    assert isinstance(node, Mapping)
    assert all(key.location.source is source for key in node.items)


def test_another_text_is_parsed(cache: Cache, parsed: list[str]) -> None:
    read(cache, YAML)
    node = read(cache, YAML.replace("one", "ten"))

    assert "ten" in repr(info(node))
    assert len(parsed) == 2


def test_the_same_text_on_another_line_is_parsed(cache: Cache, parsed: list[str]) -> None:
    read(cache, YAML)
    read(cache, YAML, first_line=2)

    assert len(parsed) == 2


def test_files_that_are_not_parsed_stay_known(cache: Cache, parsed: list[str]) -> None:
    read(cache, "title: A", "a.md")
    read(cache, "title: B", "b.md")
    read(cache, "title: A", "a.md")

    assert parsed == ["a.md", "b.md"]


def test_a_file_that_is_gone_is_forgotten(cache: Cache, parsed: list[str]) -> None:
    read(cache, "title: A", "old.md")
    read(cache, "title: A", "b.md")
    read(cache, "title: A", "old.md")

    assert parsed == ["old.md", "b.md", "old.md"]


@pytest.mark.parametrize("text", ["a: [", "a: b #2\n", "", "a: 1\na: 2"])
def test_what_was_wrong_is_told_each_time(cache: Cache, text: str) -> None:
    told = []
    for _ in range(2):
        trees, noted = Trees(cache, "pages"), Diagnostics()
        trees.parse(Source("a.md", text), noted)
        trees.keep({"a.md"})
        told.append([str(each) for each in noted])

    assert told[0] == told[1]
    assert bool(told[0]) == bool(text)


def test_a_long_text_is_not_kept(cache: Cache, parsed: list[str]) -> None:
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
def test_a_note_from_elsewhere_that_is_no_tree_is_not_believed(
    cache: Cache, parsed: list[str], tree: Any
) -> None:
    cache.put(KEY, pack({"a.md": pack([key_of(f"1 {YAML}"), tree])}))

    assert info(read(cache, YAML)) == info(read(None, YAML))
    assert parsed == ["a.md", "a.md"]


@pytest.mark.parametrize(
    "entry",
    [b"", b"\xff", pack([1]), pack({"a.md": "text"}), pack({"a.md": b"\x91" * 5000})],
)
def test_a_cache_that_holds_something_else_is_none(
    cache: Cache, parsed: list[str], entry: bytes
) -> None:
    cache.put(KEY, entry)

    assert info(read(cache, YAML)) == info(read(None, YAML))
    assert len(parsed) == 2
