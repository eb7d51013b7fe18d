"""A cache of parsed YAML; unchanged YAML does not need the parser, which loads slowly."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from coursegen.base.text import LocatedStr, Location
from coursegen.incremental.codec import DecodeError, pack, unpack
from coursegen.incremental.digest import key_of
from coursegen.incremental.fingerprint import fingerprint
from coursegen.yaml.nodes import MAX_DEPTH, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Container

    from coursegen.base.diagnostics import Diagnostics
    from coursegen.base.text import Source
    from coursegen.incremental.store import Store

_LONGEST = 20_000
"""The maximum length of cached YAML in characters. Typical files are a tenth as long."""


class _Unfit(ValueError):  # noqa: N818 - not an error: the YAML is then parsed
    """Raised if cached data is not a tree of this YAML."""


class Trees:
    """Parsed trees of one kind of file (`sort`), stored in `cache` by file name.

    Without a cache, all YAML is parsed.
    """

    def __init__(self, cache: Store | None = None, sort: str = "") -> None:
        self._cache = cache
        self._sort = sort
        self._new: dict[str, bytes] = {}

    def parse(
        self, source: Source, diagnostics: Diagnostics, text: str | None = None, first_line: int = 1
    ) -> Node | None:
        """Return the tree of YAML text; call `yaml.parser.parse` only if the text has changed."""
        written = f"{first_line} {source.text if text is None else text}"
        keeps = self._cache is not None and len(written) <= _LONGEST
        if keeps and source.name in self._before:
            with suppress(_Unfit, DecodeError):
                kept, tree = _two(_unpacked(self._before[source.name], len(written)))
                if kept == key_of(written):
                    return _load(tree, source)
        from coursegen.yaml.parser import parse  # noqa: PLC0415 - see the module's docstring

        told = diagnostics.total
        node = parse(source, diagnostics, text, first_line)
        if keeps and node is not None and diagnostics.total == told:
            with suppress(DecodeError):
                self._new[source.name] = pack([key_of(written), _dump(node)])
        return node

    def keep(self, names: Container[str]) -> None:
        """Store the new trees in the cache, together with the cached trees of files in `names`."""
        if self._cache and self._new:
            known = {name: tree for name, tree in self._before.items() if name in names}
            self._cache.put(self._key, pack(known | self._new))

    @property
    def _key(self) -> str:
        return key_of("yaml", fingerprint(), self._sort)

    @cached_property
    def _before(self) -> dict[str, bytes]:
        kept = self._cache.get(self._key) if self._cache else None
        try:
            return unpack(kept, dict[str, bytes]) if kept else {}
        except DecodeError:
            return {}


def _dump(node: Node) -> list[Any]:
    """Convert a node to a list: its value or type, its location, and its content.

    The content of a mapping is a list of alternating keys and values.
    """
    if isinstance(node, Scalar):
        return [str(node.text), *node.location[1:], node.empty]
    if isinstance(node, Sequence):
        return ["list", *node.location[1:], [_dump(item) for item in node.items]]
    pairs = ((Scalar(key, empty=False), value) for key, value in node.items.items())
    return ["keys", *node.location[1:], [_dump(each) for pair in pairs for each in pair]]


def _load(data: Any, source: Source, depth: int = 0) -> Node:
    """Convert the result of `_dump` back to a node; `data` may be from an untrusted source."""
    if type(data) is not list or len(data) != 5 or type(data[0]) is not str or depth > MAX_DEPTH:
        raise _Unfit
    word, *numbers, rest = data
    longest = len(source.text) + 1
    if not all(type(number) is int and 0 <= number <= longest for number in numbers):
        raise _Unfit
    location = Location(source, *numbers)
    if type(rest) is bool:
        return Scalar(LocatedStr(word, location), rest)
    if type(rest) is not list:
        raise _Unfit
    nodes = [_load(each, source, depth + 1) for each in rest]
    if word == "list":
        return Sequence(nodes, location)
    keys = [node.text for node in nodes[::2] if isinstance(node, Scalar)]
    if 2 * len(keys) != len(nodes):
        raise _Unfit
    return Mapping(dict(zip(keys, nodes[1::2], strict=True)), location)


def _unpacked(data: bytes, letters: int) -> Any:
    """Unpack the tree of YAML with `letters` characters; each byte may take 64 bytes in memory."""
    if len(data) > 10_000 + 20 * letters:
        raise _Unfit
    return unpack(data, Any)


def _two(data: Any) -> list[Any]:
    if type(data) is not list or len(data) != 2:
        raise _Unfit
    return data
