"""YAML text → a tree of nodes with places, or complaints.  The only door to PyYAML.

Text stays text: nothing is turned into a number, a truth or a nothing here, because only the
reader knows what the author was asked for.  The tree is built from the parser's events without
recursion, so that hostile nesting costs neither stack nor time; tags, bombs of aliases and
repeated keys are refused on the way.
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
except ImportError:  # PyYAML built without libyaml: slower, the same events
    from yaml import SafeLoader as _Loader  # type: ignore[assignment] # one interface, two classes

# What YAML does not take, and the three signs that it takes for line ends and editors do not.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_REMARK = re.compile(r"\s+(?P<remark>#[^\s#]\S*)")
_WIDE_COLON = re.compile(r"[\w.-]+(?P<wide>\uff1a)(?P<space>\s|$)?")
_MAX_EXPANDED = 100_000
_MAX_SIZE = 200_000
"""Values of a file, keys among them; a schedule of 5,000 lectures has half as many."""
_MAX_ITEMS = 10_000
"""Items of one list, or keys of one mapping: each of them may be much work."""


class _At(Struct):
    """A place in the text, as the parser's marks say it: both count from 0."""

    line: int
    column: int


class _RefusedError(Exception):
    """The text is YAML, but of a sort that is not read."""

    def __init__(self, code: Code, message: str, mark: Any, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.mark = mark
        self.hint = hint


def parse(
    source: Source, diagnostics: Diagnostics, text: str | None = None, first_line: int = 1
) -> Node | None:
    """Parse one YAML document; None where there is none or it cannot be read.

    `text` is the part of the source to read (front matter), beginning on `first_line`.
    """
    text = source.text if text is None else text
    sign = _INVISIBLE.search(text)
    if sign:
        before = text[: sign.start()]
        diagnostics.error(
            Code.YAML_INVISIBLE_CHARACTER,
            f"the invisible character U+{ord(sign[0]):04X} may not stand in YAML",
            Location(source, first_line + before.count("\n"), len(before) - before.rfind("\n")),
            "take it out: delete what is around it and type it anew",
        )
        return None
    tree = _Tree(source, first_line, diagnostics, has_remarks="#" in text)
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


class _Open:
    """A list or mapping that is being filled."""

    __slots__ = ("anchor", "before", "key", "keys", "node", "repeated")

    def __init__(self, node: Sequence | Mapping, anchor: str | None, before: int) -> None:
        self.node = node
        self.anchor = anchor
        self.before = before  # the tree's size when it was opened
        self.key: LocatedStr | None = None  # a mapping's key that waits for its value
        self.keys: dict[LocatedStr, LocatedStr] = {}  # each key as it was first written
        self.repeated = False  # the waiting key stood here before: its value is dropped


class _Tree:
    """Builds the nodes of one document from the parser's events."""

    def __init__(
        self, source: Source, first_line: int, diagnostics: Diagnostics, *, has_remarks: bool
    ) -> None:
        self.source = source
        self.first_line = first_line
        self.has_remarks = has_remarks
        self.diagnostics = diagnostics
        self.root: Node | None = None
        self.stack: list[_Open] = []
        self.size = 0  # nodes so far, each alias counted as all that it stands for
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.unused: dict[str, Location] = {}  # the anchors of texts that no alias calls

    def location(self, mark: Any, length: int = 1) -> Location:
        if mark is None:
            return Location(self.source, self.first_line)
        return Location(self.source, self.first_line + mark.line, mark.column + 1, length)

    def problem_location(self, mark: Any, text: str) -> Location:
        """As `location`; what the end of the text lacks is missing in the last line written."""
        lines = text.rstrip().split("\n")
        if mark is None or mark.line < len(lines):
            return self.location(mark)
        return Location(self.source, self.first_line + len(lines) - 1, max(len(lines[-1]), 1))

    def build(self, events: _Loader) -> Node | None:
        documents = 0
        while events.check_event():
            event: Any = events.get_event()  # the stubs know less of events than PyYAML gives
            if self.size > _MAX_SIZE:
                raise _RefusedError(
                    Code.YAML_TOO_LARGE,
                    f"this file holds more than {_MAX_SIZE:,} values",
                    event.start_mark,
                    "take out what no page shows; put long tables into files/",
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
                        "a second document begins here",
                        event.start_mark,
                        "a file holds one document; take the '---' out",
                    )
        for name, location in self.unused.items():
            self.diagnostics.warning(
                Code.YAML_ALIAS,
                f"'&{name}' is a name here and is not in the text behind it",
                location,
                "put the text in quotes if that is a part of it; else take it out: no '*' calls it",
            )
        if isinstance(self.root, Scalar) and self.root.empty:
            return None
        return self.root

    def scalar(self, event: Any) -> None:
        start, end = event.start_mark, event.end_mark
        length = end.column - start.column if end.line == start.line else 1
        text = LocatedStr(event.value, self.location(start, max(length, 1)))
        self.vet_tag(event, "str")
        node = Scalar(text, empty=not event.style and not event.value)
        self.put(node)
        if self.has_remarks and not event.style:
            self.vet_end(end)
        if event.anchor:
            self.anchors[event.anchor] = (node, 1)
            self.unused[event.anchor] = self.location(start, len(event.anchor) + 1)

    def open(self, event: Any) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise _RefusedError(_TOO_DEEP.code, _TOO_DEEP.message, event.start_mark)
        node: Sequence | Mapping
        if isinstance(event, yaml.MappingStartEvent):
            self.vet_tag(event, "map")
            node = Mapping({}, self.location(event.start_mark))
        else:
            self.vet_tag(event, "seq")
            node = Sequence([], self.location(event.start_mark))
        self.put(node)
        self.stack.append(_Open(node, event.anchor, self.size))

    def close(self) -> None:
        closed = self.stack.pop()
        if len(closed.node.items) > _MAX_ITEMS:
            begins = closed.node.location
            raise _RefusedError(
                Code.YAML_TOO_LARGE,
                f"more than {_MAX_ITEMS:,} items in one list or mapping",
                _At(begins.line - self.first_line, begins.column - 1),
                "divide it; put long tables into files/",
            )
        if closed.anchor:
            self.anchors[closed.anchor] = (closed.node, self.size - closed.before + 1)

    def alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            raise _RefusedError(
                Code.YAML_ALIAS,
                f"the alias '*{event.anchor}' stands for nothing above it",
                event.start_mark,
                "a text that begins with '*' needs quotes",
            )
        node, size = self.anchors[event.anchor]
        self.unused.pop(event.anchor, None)
        self.put(node)
        self.size += size
        if self.size > _MAX_EXPANDED:
            raise _RefusedError(
                Code.YAML_ALIAS,
                "the aliases in this file stand for too much",
                event.start_mark,
                "write the values out instead of using '&' and '*'",
            )

    def put(self, node: Node) -> None:
        """Give a node to whatever is open: a list's item, a mapping's key or value."""
        self.size += 1
        if not self.stack:
            self.root = node
            return
        inside = self.stack[-1]
        if isinstance(inside.node, Sequence):
            inside.node.items.append(node)
        elif inside.key is None:
            self.put_key(inside, node)
        else:
            if not inside.repeated:
                inside.node.items[inside.key] = node
            inside.key = None

    def put_key(self, inside: _Open, node: Node) -> None:
        if not isinstance(node, Scalar):
            self.diagnostics.error(Code.YAML_KEY_NOT_TEXT, "a key must be a text", node.location)
            inside.key, inside.repeated = LocatedStr("", node.location), True
            return
        inside.key = key = node.text
        first = inside.keys.setdefault(key, key)
        inside.repeated = first is not key
        if inside.repeated:
            self.diagnostics.error(
                Code.YAML_DUPLICATE_KEY,
                f"the key '{key}' stands here twice",
                key.location,
                f"it was first written on line {first.location.line}; keep one of the two",
            )

    def vet_end(self, mark: Any) -> None:
        """Warn where a text without quotes ends at a `#2` that its author meant as a part of it."""
        end = self.location(mark)
        remark = _REMARK.match(self.source.line(end.line), end.column - 1)
        if remark:
            sign = remark["remark"]
            self.diagnostics.warning(
                Code.YAML_COMMENT,
                f"'{sign}' begins a remark here and is not in the text before it",
                end._replace(column=remark.start("remark") + 1, length=len(sign)),
                "put the text in quotes if that is a part of it; else write a space behind the '#'",
            )

    def vet_tag(self, event: Any, own: str) -> None:
        """Refuse tags, but for those that say what the value is anyway (`!!str 3`)."""
        if event.tag and event.tag not in ("!", f"tag:yaml.org,2002:{own}"):
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.diagnostics.error(
                Code.YAML_TAG,
                f"the tag '{tag}' is not allowed",
                self.location(event.start_mark, len(tag)),
                "write the value without it; every value is text until coursegen asks for more",
            )


_TOO_DEEP = Problem(Code.YAML_TOO_DEEP, f"this is nested more than {MAX_DEPTH} deep")
_DEEPEST_OF_LIBYAML = 1000
_OPENING = re.compile(r"[\[{]")

# What PyYAML says → (what an author understands, the next step).  First match wins.
_ESCAPE = Problem(
    Code.YAML_ESCAPE, "this escape is not known", "use single quotes, or double the backslash"
)
_BLOCK = Problem(
    Code.YAML_INDICATOR,
    "'|' and '>' stand alone, before a text on the lines below",
    "else put it in quotes",
)
_DIRECTIVE = Problem(Code.YAML_INDICATOR, "a line may not begin with '%'", "put the text in quotes")
_NO_TAG = Problem(
    Code.YAML_INDICATOR,
    "this is read as a tag, and is none",
    "a text that begins with '!' needs quotes",
)
_SENTENCES = (
    (
        "tab character",
        Problem(
            Code.YAML_TAB, "a tab stands where YAML needs spaces", "replace the tab with spaces"
        ),
    ),
    (
        "mapping values are not allowed",
        Problem(
            Code.YAML_COLON,
            "a colon stands where a value has already begun",
            "a text that contains ': ' needs quotes around it; else check the indentation, and the "
            "colon of the line above",
        ),
    ),
    (
        "expected ',' or ']'",
        Problem(
            Code.YAML_BRACKET,
            "this list is never closed properly",
            "put a ',' between its items and a ']' at its end",
        ),
    ),
    (
        "expected ',' or '}'",
        Problem(
            Code.YAML_BRACKET,
            "these braces are never closed properly",
            "put a ',' between the entries and a '}' at their end",
        ),
    ),
    (
        "expected '-' indicator",
        Problem(
            Code.YAML_INDENTATION,
            "this line does not belong to the list above it",
            "begin it with '- ', or indent it as the list's other parts",
        ),
    ),
    (
        "did not find expected key",
        Problem(
            Code.YAML_INDENTATION,
            "this line does not belong to the keys above it",
            "line it up with them; a text that has quotes inside needs quotes around it",
        ),
    ),
    ("expected ':'", Problem(Code.YAML_NO_COLON, "this key has no colon", "write 'key: value'")),
    ("unknown escape", _ESCAPE),
    ("hexdecimal number", _ESCAPE),
    ("Unicode character escape", _ESCAPE),
    (
        "expected alphabetic or numeric",
        Problem(
            Code.YAML_INDICATOR,
            "this is no name for an anchor or alias",
            "a text that begins with '&' or '*' needs quotes",
        ),
    ),
    (
        "expected node content",
        Problem(
            Code.YAML_MISSING_VALUE,
            "a value is missing here",
            "every '[' and '{' needs its closing sign, and something between commas; a text that "
            "begins with such a sign needs quotes",
        ),
    ),
    (
        "block sequence entries are not allowed",
        Problem(
            Code.YAML_LIST,
            "a list may not begin on its key's line",
            "put each '- ' on a line of its own, below the key",
        ),
    ),
    (
        "mapping keys are not allowed",
        Problem(Code.YAML_INDICATOR, "a text may not begin with '? '", "put it in quotes"),
    ),
    ("comment or line break", _BLOCK),
    ("indentation indicator", _BLOCK),
    ("directive", _DIRECTIVE),
    ("non-alphabetical character", _DIRECTIVE),
    ("version number", _DIRECTIVE),
    ("YAML document", _DIRECTIVE),
    ("whitespace or line break", _NO_TAG),
    ("tag", _NO_TAG),
    ("URI", _NO_TAG),
    ("octet", _NO_TAG),
    ("the expected '>'", _NO_TAG),
    (
        "expected <document start>",
        Problem(
            Code.YAML_INDENTATION,
            "this does not belong to what stands above it",
            "check the indentation and the quotes of the lines above",
        ),
    ),
)


def _explain(error: yaml.MarkedYAMLError, text: str) -> tuple[Problem, Any]:
    """What an error of the parser means to an author, and where."""
    cause = error.problem or error.context or ""
    if "found unexpected" in cause and "quoted" in (error.context or ""):
        problem = Problem(
            Code.YAML_QUOTE, "this quote is never closed", "close it with the same quote"
        )
        return problem, error.context_mark
    if "expected ':'" in cause and error.context_mark:
        start = error.context_mark
        wide = _WIDE_COLON.match(text.split("\n")[start.line], start.column)
        if wide:
            right = ": " if wide["space"] is None else ":"
            problem = Problem(
                Code.YAML_NO_COLON,
                "this colon is a wide one, which YAML does not know",
                "write ':' and a space",
                (wide["wide"], right),
            )
            return problem, _At(start.line, wide.start("wide"))
    if "maximum nesting depth" in cause and error.problem_mark:
        return _TOO_DEEP, _first_too_deep(error.problem_mark, text)
    if "cannot start any token" in cause and error.problem_mark:
        line = text.split("\n")[error.problem_mark.line]
        sign = line[error.problem_mark.column : error.problem_mark.column + 1]
        if sign != "\t":
            problem = Problem(
                Code.YAML_INDICATOR, f"a text may not begin with '{sign}'", "put it in quotes"
            )
            return problem, error.problem_mark
        cause = "tab character"
    for words, problem in _SENTENCES:
        if words in cause:
            at_start = problem.code in (Code.YAML_BRACKET, Code.YAML_NO_COLON)
            mark = error.context_mark if at_start else None
            return problem, mark or error.problem_mark
    problem = Problem(Code.YAML_OTHER, f"this is not YAML: {cause}")
    return problem, error.problem_mark or error.context_mark


def _first_too_deep(mark: Any, text: str) -> Any:
    """Where the first level beyond `MAX_DEPTH` opens; libyaml reads on, and gives up far behind it.

    It looks ahead within a line, so that the levels between the two are opened there.
    """
    line = text.split("\n")[mark.line]
    opened = [found.start() for found in _OPENING.finditer(line, 0, mark.column + 1)]
    between = _DEEPEST_OF_LIBYAML - MAX_DEPTH
    return _At(mark.line, opened[-between - 1]) if len(opened) > between else mark
