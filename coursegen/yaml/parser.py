"""Parses YAML to a tree of nodes with locations.

All scalars remain strings, and `schema.reader` converts them to the expected types.  The tree is
built from PyYAML's events without recursion, so that deep nesting is safe.  Tags, excessive aliases
("billion laughs") and duplicate keys are errors.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from coursegen.base.codes import Code
from coursegen.base.diagnostics import correction
from coursegen.base.text import LocatedStr, Location, Source
from coursegen.yaml.nodes import MAX_DEPTH, TOO_DEEP, Mapping, Mark, Node, Scalar, Sequence

if TYPE_CHECKING:
    from coursegen.base.diagnostics import Diagnostics

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # without libyaml, PyYAML is slower but produces the same events
    from yaml import SafeLoader as Loader  # type: ignore[assignment] # both classes have the same interface

# Characters that YAML forbids, and the three that are line breaks in YAML but not in editors.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_SPACES = "\u00a0\u2002\u2003\u2007\u2009\u200b\u202f\u3000\ufeff"
"""Characters that look like a space, or like nothing, but are text in YAML."""
_COMMENT = re.compile(r"\s+(?P<comment>#[^\s#]\S*)")
_MAX_EXPANDED = 100_000
_MAX_SIZE = 200_000
"""The maximum number of values in a file, including keys; 5,000 lectures need half as many."""
_MAX_ITEMS = 10_000
"""The maximum number of items in one list or mapping, since each may be slow to process."""


class _RefusedError(Exception):
    """Raised for a document that is valid YAML but not supported."""

    def __init__(self, code: Code, message: str, mark: Any, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.mark = mark
        self.hint = hint


def parse(
    source: Source, diagnostics: Diagnostics, text: str | None = None, first_line: int = 1
) -> Node | None:
    """Parse one YAML document; return None if it is empty or invalid.

    `text` is the part of the source to parse (front matter), which begins on `first_line`.
    """
    text = source.text if text is None else text
    invisible = _INVISIBLE.search(text)
    if invisible:
        before = text[: invisible.start()]
        diagnostics.error(
            Code.YAML_INVISIBLE_CHARACTER,
            f"the invisible character U+{ord(invisible[0]):04X} is not allowed in YAML",
            Location(source, first_line + before.count("\n"), len(before) - before.rfind("\n")),
            "delete and retype the text around it",
        )
        return None
    if "<<<<<<< " in text:
        from coursegen.base.merge_conflicts import has_conflict  # noqa: PLC0415 - only for conflicts

        if has_conflict(source, text, first_line, diagnostics):
            return None
    tree = _TreeBuilder(source, first_line, diagnostics, has_comments="#" in text)
    try:
        return tree.build(Loader(text))
    except _RefusedError as refused:
        diagnostics.error(refused.code, str(refused), tree.location(refused.mark), refused.hint)
    except yaml.MarkedYAMLError as error:
        from coursegen.yaml.causes import InvalidYaml  # noqa: PLC0415 - only for invalid YAML
        from coursegen.yaml.syntax_errors import explain  # noqa: PLC0415 - as above

        problem, mark = explain(error, InvalidYaml(text.split("\n"), first_line, Loader))
        location = tree.problem_location(mark, text)
        edit = correction(location, *problem.typo) if problem.typo else None
        diagnostics.error(problem.code, problem.message, location, problem.hint, edit)
    return None


def compose(text: str) -> Any:
    """Return PyYAML's own nodes, whose marks are offsets in the text; raise `yaml.YAMLError`."""
    return yaml.compose(text, Loader=Loader)


class _OpenCollection:
    """A list or mapping whose end the parser has not yet reached."""

    __slots__ = ("anchor", "has_lost_dash", "is_duplicate", "key", "keys", "node", "size_before")

    def __init__(self, node: Sequence | Mapping, anchor: str | None, size_before: int) -> None:
        self.node = node
        self.anchor = anchor
        self.size_before = size_before  # the tree's size when the collection was opened
        self.key: LocatedStr | None = None  # the current key of a mapping, without a value yet
        self.keys: dict[LocatedStr, LocatedStr] = {}  # the first occurrence of each key
        self.has_lost_dash = False  # whether a mapping in a list begins again with its first key
        self.is_duplicate = False  # the value of a duplicate key is discarded


class _TreeBuilder:
    """Builds the nodes of one document from the parser's events."""

    def __init__(
        self, source: Source, first_line: int, diagnostics: Diagnostics, *, has_comments: bool
    ) -> None:
        self.source = source
        self.first_line = first_line
        self.has_comments = has_comments
        self.diagnostics = diagnostics
        self.root: Node | None = None
        self.stack: list[_OpenCollection] = []
        self.size = 0  # an alias counts as all nodes that it refers to
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.unused: dict[str, Location] = {}  # the anchors of scalars without an alias

    def location(self, mark: Any, length: int = 1) -> Location:
        if mark is None:
            return Location(self.source, self.first_line)
        return Location(self.source, self.first_line + mark.line, mark.column + 1, length)

    def line_from(self, mark: Any) -> str:
        """Return the rest of a line from a mark on."""
        return self.source.line(self.first_line + mark.line)[mark.column :]

    def problem_location(self, mark: Any, text: str) -> Location:
        """Return the location of a mark, or of the last nonblank line if the mark is after it."""
        lines = text.rstrip().split("\n")
        if mark is None or mark.line < len(lines):
            return self.location(mark)
        return Location(self.source, self.first_line + len(lines) - 1, max(len(lines[-1]), 1))

    def build(self, events: Loader) -> Node | None:
        documents = 0
        while events.check_event():
            event: Any = events.get_event()  # the type stubs of events are incomplete
            if self.size > _MAX_SIZE:
                raise _RefusedError(
                    Code.YAML_TOO_LARGE,
                    f"this file contains more than {_MAX_SIZE:,} values",
                    event.start_mark,
                    "remove data that no page shows; put long tables into files/",
                )
            if isinstance(event, yaml.ScalarEvent):
                self.scalar(event)
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                self.open(event)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self.close()
            elif isinstance(event, yaml.AliasEvent):
                self.alias(event)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _RefusedError(
                        Code.YAML_SECOND_DOCUMENT,
                        "a second YAML document begins here",
                        event.start_mark,
                        "a file can contain only one document; remove the '---'",
                    )
        for name, location in self.unused.items():
            self.diagnostics.warning(
                Code.YAML_ALIAS,
                f"'&{name}' is read as a YAML anchor, not as text",
                location,
                _quote_hint(self.source.line(location.line)[location.column - 1 :]),
            )
        if isinstance(self.root, Scalar) and self.root.empty:
            return None
        return self.root

    def scalar(self, event: Any) -> None:
        start, end = event.start_mark, event.end_mark
        length = end.column - start.column if end.line == start.line else 1
        text = LocatedStr(event.value, self.location(start, max(length, 1)))
        self.check_tag(event, "str")
        node = Scalar(text, empty=not event.style and not event.value)
        if not event.style and text[:1] in tuple(_SPACES) and self.expects_key:
            raise _RefusedError(
                Code.YAML_INVISIBLE_CHARACTER,
                f"the space before '{text.strip(_SPACES)}' is the invisible character "
                f"U+{ord(text[0]):04X}",
                start,
                "replace it with normal spaces",
            )
        self.add(node)
        if self.has_comments and not event.style:
            self.check_comment(start, end)
        if event.anchor:
            self.anchors[event.anchor] = (node, 1)
            self.unused[event.anchor] = self.location(start, len(event.anchor) + 1)

    @property
    def expects_key(self) -> bool:
        """Whether the next scalar is a key of a mapping."""
        parent = self.stack[-1] if self.stack else None
        return parent is not None and isinstance(parent.node, Mapping) and parent.key is None

    def open(self, event: Any) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise _RefusedError(TOO_DEEP.code, TOO_DEEP.message, event.start_mark)
        node: Sequence | Mapping
        if isinstance(event, yaml.MappingStartEvent):
            self.check_tag(event, "map")
            node = Mapping({}, self.location(event.start_mark))
        else:
            self.check_tag(event, "seq")
            node = Sequence([], self.location(event.start_mark))
        self.add(node)
        self.stack.append(_OpenCollection(node, event.anchor, self.size))

    def close(self) -> None:
        closed = self.stack.pop()
        if len(closed.node.items) > _MAX_ITEMS:
            start = closed.node.location
            raise _RefusedError(
                Code.YAML_TOO_LARGE,
                f"this list or mapping has more than {_MAX_ITEMS:,} items",
                Mark(start.line - self.first_line, start.column - 1),
                "split it; put long tables into files/",
            )
        if closed.anchor:
            self.anchors[closed.anchor] = (closed.node, self.size - closed.size_before + 1)

    def alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            raise _RefusedError(
                Code.YAML_ALIAS,
                f"'*{event.anchor}' is read as a YAML alias, not as text",
                event.start_mark,
                _quote_hint(self.line_from(event.start_mark)),
            )
        node, size = self.anchors[event.anchor]
        self.unused.pop(event.anchor, None)
        self.add(node)
        self.size += size
        if self.size > _MAX_EXPANDED:
            raise _RefusedError(
                Code.YAML_ALIAS,
                "the aliases in this file expand to too many values",
                event.start_mark,
                "write out the values instead of using '&' and '*'",
            )

    def add(self, node: Node) -> None:
        """Add a node to the open collection as an item, a key or a value."""
        self.size += 1
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if isinstance(parent.node, Sequence):
            parent.node.items.append(node)
        elif parent.key is None:
            self.add_key(parent, node)
        else:
            if not parent.is_duplicate:
                parent.node.items[parent.key] = node
            parent.key = None

    def add_key(self, parent: _OpenCollection, node: Node) -> None:
        if not isinstance(node, Scalar):
            if self.is_variable(node):
                raise _RefusedError(
                    Code.YAML_KEY_NOT_TEXT,
                    "text that begins with '{{' needs quotes",
                    Mark(node.location.line - self.first_line, node.location.column - 1),
                    'write "{{ … }}"',
                )
            self.diagnostics.error(
                Code.YAML_KEY_NOT_TEXT,
                "a key must be text, not a list or a mapping",
                node.location,
            )
            parent.key, parent.is_duplicate = LocatedStr("", node.location), True
            return
        parent.key = key = node.text
        first = parent.keys.setdefault(key, key)
        parent.is_duplicate = first is not key
        if parent.is_duplicate:
            hint = f"it first appears on line {first.location.line}; keep only one of them"
            if self.is_in_list and first is next(iter(parent.keys)):
                parent.has_lost_dash = True
                hint += f", or begin a new item of the list: '- {key}: …'"
            elif parent.has_lost_dash:  # the same mistake
                return
            self.diagnostics.error(
                Code.YAML_DUPLICATE_KEY, f"duplicate key '{key}'", key.location, hint
            )

    @property
    def is_in_list(self) -> bool:
        """Whether the innermost open collection is an item of a list."""
        return len(self.stack) > 1 and isinstance(self.stack[-2].node, Sequence)

    def is_variable(self, node: Node) -> bool:
        """Return whether a node is a variable without quotes, such as `{{ course.email }}`."""
        location = node.location
        return self.source.line(location.line)[: location.column].endswith("{{")

    def check_comment(self, start: Any, mark: Any) -> None:
        """Warn about an unquoted `#2` after a value, which is probably not meant as a comment."""
        end = self.location(mark)
        line = self.source.line(end.line)
        match = _COMMENT.match(line, end.column - 1)
        if match:
            first = start.column if start.column < mark.column else match.start("comment")
            comment = match["comment"]
            self.diagnostics.warning(
                Code.YAML_COMMENT,
                f"'{comment}' starts a YAML comment and is not part of the value",
                end._replace(column=match.start("comment") + 1, length=len(comment)),
                f"{_quote_hint(line[first:], is_comment=True)}; for a comment, write a space after "
                "the '#'",
            )

    def check_tag(self, event: Any, expected: str) -> None:
        """Report tags, except those that match the node's type (`!!str 3`)."""
        if event.tag and event.tag not in ("!", f"tag:yaml.org,2002:{expected}"):
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            removal = "write the value without the tag; coursegen converts values itself"
            self.diagnostics.error(
                Code.YAML_TAG,
                f"the YAML tag '{tag}' is not allowed",
                self.location(event.start_mark, len(tag)),
                removal if tag.startswith("!!") else _quote_hint(self.line_from(event.start_mark)),
            )


def _quote_hint(value: str, *, is_comment: bool = False) -> str:
    """Return a hint to put the value at the start of some text in quotes."""
    from coursegen.yaml.quoting import quote_hint, value_at  # noqa: PLC0415 - only for problems

    return quote_hint(value.rstrip() if is_comment else value_at(value, 0))
