"""Blocks that begin with a mark and a title, and whose content is indented by four spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coursegen.markdown.feature import INDENT

if TYPE_CHECKING:
    from collections.abc import Sequence


def take_indented(lines: Sequence[str], blocks: list[str]) -> str:
    """Return the indented lines at the start of `lines`, and those of the blocks after them.

    The rest of the last block that was read is put back into `blocks`.
    """
    content: list[str] = []
    while True:
        end = next((n for n, line in enumerate(lines) if not line.startswith(INDENT)), len(lines))
        content += [line.removeprefix(INDENT) for line in lines[:end]]
        if end < len(lines):
            blocks.insert(0, "\n".join(lines[end:]))
            break
        if not blocks or not blocks[0].lstrip("\n").startswith(INDENT):
            break
        lines = blocks.pop(0).strip("\n").split("\n")
        content.append("")
    return "\n".join(content)
