"""Fenced code in lists, quotes and other containers, or with an indentation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.util import ETX, STX

from coursegen.markdown.complexity import highlighting_cost
from coursegen.markdown.feature import Feature
from coursegen.markdown.features.containers import Containers
from coursegen.markdown.features.separate_stash import SeparateStash
from coursegen.markdown.limits import (
    MAX_DEPTH,
    MAX_HIGHLIGHTING_COST,
    MAX_SEARCH_COST,
    NOT_HIGHLIGHTED,
    too_complex,
)

if TYPE_CHECKING:
    from markdown import Markdown

    from coursegen.markdown.limits import Limits

_FENCE = re.compile(
    r"(?P<before> *(?:(?:[-*+]|\d{1,9}[.)]) +)*)(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)\Z"
)
_QUOTED = re.compile(r" *> ?")
_FILLER = f"{STX}filler{ETX}"
"""A line in place of a line of code, so that the following lines keep their numbers."""
_BEFORE_CODE, _AFTER_CODE = 26, 24
"""The priorities of the preprocessors: before and after fenced code without an indentation."""


class NestedFences(Extension):
    """Adds the processors to a Markdown converter."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the processors with the Markdown converter."""
        md.preprocessors.register(_NestedCode(md, self._limits), "nested_fences", _BEFORE_CODE)
        md.preprocessors.register(_RemoveFillers(md), "remove_fillers", _AFTER_CODE)
        SeparateStash().extendMarkdown(md)


class _NestedCode(Preprocessor):
    def __init__(self, md: Markdown, limits: Limits) -> None:
        super().__init__(md)
        self._limits = limits
        self._fenced: Any = md.preprocessors["fenced_code_block"]

    def run(self, lines: list[str]) -> list[str]:
        """Replace each code block with a placeholder and fillers."""
        self._cost = self._read_lines = 0
        lines = self._replace(lines, 0, 0)
        if self._read_lines > MAX_SEARCH_COST:
            self._limits.skipped.append(too_complex(""))
        if self._cost > MAX_HIGHLIGHTING_COST:
            self._limits.skipped.append(NOT_HIGHLIGHTED)
        return lines

    def _replace(self, lines: list[str], first_number: int, depth: int) -> list[str]:
        containers = Containers()
        result: list[str] = []
        while len(result) < len(lines):
            position = len(result)
            line = lines[position]
            content = containers.enter(line)
            fence = _FENCE.match(line)
            if fence and fence.end("before") - content < len("    "):
                is_nested = depth > 0 or bool(fence["before"])
                end = self._end(lines, position, fence, content if is_nested else None)
                block = lines[position : end or position + 1]
                code = end and is_nested and self._code(block, fence, first_number + position)
                before = fence["before"] if fence["before"].strip() else " " * content
                result += [before + code, *[_FILLER] * (len(block) - 1)] if code else block
            elif _QUOTED.match(line) and depth < MAX_DEPTH:
                result += self._quote(lines, first_number, depth, position)
            else:
                result.append(line)
        return result

    def _quote(self, lines: list[str], first_number: int, depth: int, position: int) -> list[str]:
        """Return the lines of a quote, whose text may contain code."""
        marks: list[str] = []
        while position + len(marks) < len(lines) and (
            mark := _QUOTED.match(lines[position + len(marks)])
        ):
            marks.append(mark[0])
        text = [
            line[len(mark) :]
            for mark, line in zip(marks, lines[position : position + len(marks)], strict=True)
        ]
        replaced = self._replace(text, first_number + position, depth + 1)
        return [mark + line for mark, line in zip(marks, replaced, strict=True)]

    def _end(self, lines: list[str], start: int, fence: re.Match[str], content: int | None) -> int:
        """Return the position after the closing fence; 0 if there is none in the container.

        `content` is the indentation of the container; None if the code is not nested.
        """
        mark = fence["fence"]
        for position in range(start + 1, len(lines)):
            line = lines[position]
            text = line.strip(" ")
            self._read_lines += 1
            if self._read_lines > MAX_SEARCH_COST or (
                content and text and len(line) - len(line.lstrip(" ")) < content
            ):
                return 0
            if line.rstrip(" ") == mark or (
                content is not None and text.startswith(mark) and not text.strip(mark[0])
            ):
                return position + 1
        return 0

    def _code(self, lines: list[str], fence: re.Match[str], number: int) -> str:
        """Return the placeholder of a code block; empty if the options are not valid."""
        mark, width = fence["fence"], fence.end("before")
        code = [line[min(width, len(line) - len(line.lstrip(" "))) :] for line in lines[1:-1]]
        text = "\n".join([mark + fence["info"], *code, mark])
        self._cost += highlighting_cost(text)
        stored = self._fenced.store(text, number, highlight=self._cost <= MAX_HIGHLIGHTING_COST)
        return stored.strip("\n") if stored.startswith(f"\n{STX}") else ""


class _RemoveFillers(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        """Remove the fillers, with the marks of quotes before them."""
        return [line for line in lines if not line.endswith(_FILLER)]


def feature(limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(NestedFences(limits), {"separate_stash": (STX,)})
