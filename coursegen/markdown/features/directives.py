"""The directives of MyST between backticks, as blocks between colons."""

from __future__ import annotations

import re

from markdown.preprocessors import Preprocessor

from coursegen.markdown.feature import INDENT
from coursegen.markdown.features.callouts import KINDS
from coursegen.markdown.features.containers import Containers

DIRECTIVES = KINDS | {
    *("admonition", "dropdown", "details", "figure", "image", "tab-set", "tab-item")
}
"""The directives that are converted."""
_FENCE = re.compile(r"(?P<before>[ >]*)(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)\Z")
_DIRECTIVE = re.compile(r"\{(?P<name>[\w-]+)\}")


class Directives(Preprocessor):
    """Replaces the fences around directives; each line keeps its number."""

    def run(self, lines: list[str]) -> list[str]:
        """Replace the backticks around known directives with colons."""
        result = [*lines]
        opened: list[tuple[int, str]] = []
        code = ""
        containers = Containers()
        for number, line in enumerate(lines):
            content = containers.enter(line)
            found = _FENCE.match(line)
            if not found or len(line) - len(line.lstrip(" ")) - content >= len(INDENT):
                continue
            fence, info = found["fence"], found["info"].strip()
            directive = _DIRECTIVE.match(info)
            if code:
                code = "" if fence.startswith(code) and not info else code
            elif directive and directive["name"] in DIRECTIVES:
                opened.append((number, fence))
            elif not info and opened and fence.startswith(opened[-1][1]):
                start, first_fence = opened.pop()
                result[start] = lines[start].replace(first_fence, ":::", 1)
                result[number] = f"{found['before']}:::"
            else:
                code = fence
        return result
