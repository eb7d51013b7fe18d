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
from coursegen.base.diagnostics import Problem, correction
from coursegen.base.struct import Struct
from coursegen.base.text import LocatedStr, Location, Source
from coursegen.yaml.nodes import MAX_DEPTH, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from coursegen.base.diagnostics import Diagnostics

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # without libyaml, PyYAML is slower but produces the same events
    from yaml import SafeLoader as _Loader  # type: ignore[assignment] # both classes have the same interface

# Characters that YAML forbids, and the three that are line breaks in YAML but not in editors.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_COMMENT = re.compile(r"\s+(?P<comment>#[^\s#]\S*)")
_FULLWIDTH_COLON = re.compile(r"[\w.-]+(?P<colon>\uff1a)(?P<space>\s|$)?")
_MAX_EXPANDED = 100_000
_MAX_SIZE = 200_000
"""The maximum number of values in a file, including keys; 5,000 lectures need half as many."""
_MAX_ITEMS = 10_000
"""The maximum number of items in one list or mapping, since each may be slow to process."""


class _Mark(Struct):
    """A position in the YAML; line and column are counted from 0, as in PyYAML's marks."""

    line: int
    column: int


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
    tree = _TreeBuilder(source, first_line, diagnostics, has_comments="#" in text)
    try:
        return tree.build(_Loader(text))
    except _RefusedError as refused:
        diagnostics.error(refused.code, str(refused), tree.location(refused.mark), refused.hint)
    except yaml.MarkedYAMLError as error:
        problem, mark = _explain(error, text)
        location = tree.problem_location(mark, text)
        edit = correction(location, *problem.typo) if problem.typo else None
        diagnostics.error(problem.code, problem.message, location, problem.hint, edit)
    return None


def compose(text: str) -> Any:
    """Return PyYAML's own nodes, whose marks are offsets in the text; raise `yaml.YAMLError`."""
    return yaml.compose(text, Loader=_Loader)


class _OpenCollection:
    """A list or mapping whose end the parser has not yet reached."""

    __slots__ = ("anchor", "is_duplicate", "key", "keys", "node", "size_before")

    def __init__(self, node: Sequence | Mapping, anchor: str | None, size_before: int) -> None:
        self.node = node
        self.anchor = anchor
        self.size_before = size_before  # the tree's size when the collection was opened
        self.key: LocatedStr | None = None  # the current key of a mapping, without a value yet
        self.keys: dict[LocatedStr, LocatedStr] = {}  # the first occurrence of each key
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

    def problem_location(self, mark: Any, text: str) -> Location:
        """Return the location of a mark, or of the last nonblank line if the mark is after it."""
        lines = text.rstrip().split("\n")
        if mark is None or mark.line < len(lines):
            return self.location(mark)
        return Location(self.source, self.first_line + len(lines) - 1, max(len(lines[-1]), 1))

    def build(self, events: _Loader) -> Node | None:
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
                "if it is text, put the value in quotes; otherwise remove the unused anchor",
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
        self.add(node)
        if self.has_comments and not event.style:
            self.check_comment(end)
        if event.anchor:
            self.anchors[event.anchor] = (node, 1)
            self.unused[event.anchor] = self.location(start, len(event.anchor) + 1)

    def open(self, event: Any) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise _RefusedError(_TOO_DEEP.code, _TOO_DEEP.message, event.start_mark)
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
                _Mark(start.line - self.first_line, start.column - 1),
                "split it; put long tables into files/",
            )
        if closed.anchor:
            self.anchors[closed.anchor] = (closed.node, self.size - closed.size_before + 1)

    def alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            raise _RefusedError(
                Code.YAML_ALIAS,
                f"the alias '*{event.anchor}' has no anchor '&{event.anchor}' above it",
                event.start_mark,
                "text that begins with '*' needs quotes",
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
            self.diagnostics.error(
                Code.YAML_DUPLICATE_KEY,
                f"duplicate key '{key}'",
                key.location,
                f"it first appears on line {first.location.line}; keep only one of them",
            )

    def check_comment(self, mark: Any) -> None:
        """Warn about an unquoted `#2` after a value, which is probably not meant as a comment."""
        end = self.location(mark)
        match = _COMMENT.match(self.source.line(end.line), end.column - 1)
        if match:
            comment = match["comment"]
            self.diagnostics.warning(
                Code.YAML_COMMENT,
                f"'{comment}' starts a YAML comment and is not part of the value",
                end._replace(column=match.start("comment") + 1, length=len(comment)),
                "put the value in quotes to include it; for a comment, write a space after the '#'",
            )

    def check_tag(self, event: Any, expected: str) -> None:
        """Report tags, except those that match the node's type (`!!str 3`)."""
        if event.tag and event.tag not in ("!", f"tag:yaml.org,2002:{expected}"):
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.diagnostics.error(
                Code.YAML_TAG,
                f"the YAML tag '{tag}' is not allowed",
                self.location(event.start_mark, len(tag)),
                "write the value without the tag; coursegen converts values to the right type",
            )


_TOO_DEEP = Problem(Code.YAML_TOO_DEEP, f"this is nested more than {MAX_DEPTH} levels deep")
_LIBYAML_MAX_DEPTH = 1000
_OPENING = re.compile(r"[\[{]")

# Parts of PyYAML's messages, and the problems to report.  The first match is used.
_ESCAPE = Problem(
    Code.YAML_ESCAPE, "unknown escape sequence", "use single quotes, or double the backslash"
)
_BLOCK = Problem(
    Code.YAML_INDICATOR,
    "text after '|' or '>' must begin on the next line",
    "put the value in quotes if it begins with '|' or '>'",
)
_DIRECTIVE = Problem(Code.YAML_INDICATOR, "a line cannot begin with '%'", "put the value in quotes")
_INVALID_TAG = Problem(
    Code.YAML_INDICATOR,
    "'!' starts a YAML tag, and this tag is invalid",
    "text that begins with '!' needs quotes",
)
_PROBLEMS = (
    (
        "tab character",
        Problem(
            Code.YAML_TAB, "YAML does not allow tabs for indentation", "replace the tab with spaces"
        ),
    ),
    (
        "mapping values are not allowed",
        Problem(
            Code.YAML_COLON,
            "unexpected ':' inside an unquoted value",
            "text that contains ': ' needs quotes; otherwise, check the indentation and the colon "
            "on the line above",
        ),
    ),
    (
        "expected ',' or ']'",
        Problem(
            Code.YAML_BRACKET,
            "this list has no closing ']'",
            "put a ',' between its items and a ']' at its end",
        ),
    ),
    (
        "expected ',' or '}'",
        Problem(
            Code.YAML_BRACKET,
            "this mapping has no closing '}'",
            "put a ',' between its entries and a '}' at its end",
        ),
    ),
    (
        "expected '-' indicator",
        Problem(
            Code.YAML_INDENTATION,
            "this line does not fit the list above it",
            "begin it with '- ', or indent it like the other lines of the list",
        ),
    ),
    (
        "did not find expected key",
        Problem(
            Code.YAML_INDENTATION,
            "this line does not fit the mapping above it",
            "indent it like the keys above; text that contains quotes needs quotes around it",
        ),
    ),
    (
        "expected ':'",
        Problem(Code.YAML_NO_COLON, "missing colon after this key", "write 'key: value'"),
    ),
    ("unknown escape", _ESCAPE),
    ("hexdecimal number", _ESCAPE),
    ("Unicode character escape", _ESCAPE),
    (
        "expected alphabetic or numeric",
        Problem(
            Code.YAML_INDICATOR,
            "'&' and '*' start a YAML anchor or alias, and this name is invalid",
            "text that begins with '&' or '*' needs quotes",
        ),
    ),
    (
        "expected node content",
        Problem(
            Code.YAML_MISSING_VALUE,
            "missing value",
            "close every '[' and '{', and write a value between commas; text that begins with "
            "such a character needs quotes",
        ),
    ),
    (
        "block sequence entries are not allowed",
        Problem(
            Code.YAML_LIST,
            "a list cannot begin on the same line as its key",
            "put each '- ' on its own line, below the key",
        ),
    ),
    (
        "mapping keys are not allowed",
        Problem(Code.YAML_INDICATOR, "a value cannot begin with '? '", "put it in quotes"),
    ),
    ("comment or line break", _BLOCK),
    ("indentation indicator", _BLOCK),
    ("directive", _DIRECTIVE),
    ("non-alphabetical character", _DIRECTIVE),
    ("version number", _DIRECTIVE),
    ("YAML document", _DIRECTIVE),
    ("whitespace or line break", _INVALID_TAG),
    ("tag", _INVALID_TAG),
    ("URI", _INVALID_TAG),
    ("octet", _INVALID_TAG),
    ("the expected '>'", _INVALID_TAG),
    (
        "expected <document start>",
        Problem(
            Code.YAML_INDENTATION,
            "this line does not fit the lines above it",
            "check the indentation and the quotes of the lines above",
        ),
    ),
)


def _explain(error: yaml.MarkedYAMLError, text: str) -> tuple[Problem, Any]:
    """Return the problem for a parser error, and its mark."""
    cause = error.problem or error.context or ""
    if "found unexpected" in cause and "quoted" in (error.context or ""):
        problem = Problem(Code.YAML_QUOTE, "unclosed quote", "close it with the same quote")
        return problem, error.context_mark
    if "expected ':'" in cause and error.context_mark:
        start = error.context_mark
        fullwidth = _FULLWIDTH_COLON.match(text.split("\n")[start.line], start.column)
        if fullwidth:
            right = ": " if fullwidth["space"] is None else ":"
            problem = Problem(
                Code.YAML_NO_COLON,
                "this is a fullwidth colon, which YAML does not accept",
                "write ':' and a space",
                (fullwidth["colon"], right),
            )
            return problem, _Mark(start.line, fullwidth.start("colon"))
    if "maximum nesting depth" in cause and error.problem_mark:
        return _TOO_DEEP, _first_too_deep(error.problem_mark, text)
    if "cannot start any token" in cause and error.problem_mark:
        line = text.split("\n")[error.problem_mark.line]
        character = line[error.problem_mark.column : error.problem_mark.column + 1]
        if character != "\t":
            problem = Problem(
                Code.YAML_INDICATOR, f"a value cannot begin with '{character}'", "put it in quotes"
            )
            return problem, error.problem_mark
        cause = "tab character"
    for words, problem in _PROBLEMS:
        if words in cause:
            at_start = problem.code in (Code.YAML_BRACKET, Code.YAML_NO_COLON)
            mark = error.context_mark if at_start else None
            return problem, mark or error.problem_mark
    problem = Problem(Code.YAML_OTHER, f"invalid YAML: {cause}")
    return problem, error.problem_mark or error.context_mark


def _first_too_deep(mark: Any, text: str) -> Any:
    """Return the mark where the nesting first exceeds `MAX_DEPTH`, given libyaml's error mark.

    libyaml scans a whole line in advance and fails only at its own limit, which is much higher.
    The brackets of the levels between the two limits are on the same line.
    """
    line = text.split("\n")[mark.line]
    brackets = [match.start() for match in _OPENING.finditer(line, 0, mark.column + 1)]
    excess = _LIBYAML_MAX_DEPTH - MAX_DEPTH
    return _Mark(mark.line, brackets[-excess - 1]) if len(brackets) > excess else mark
