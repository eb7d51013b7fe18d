"""Report solutions that are published although no page links to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.files import FILES
from coursegen.check.context import file_location
from coursegen.check.rule import Finding, Rule
from coursegen.check.rules.files.temporary_files import is_temporary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext

_WORD = re.compile(r"[A-Z]?[a-zäöüéèó]+|[A-Z]+(?![a-z])")
_WORDS = frozenset(
    {"solution", "solutions", "sol", "sols", "answer", "answers", "answerkey"}
    | {"lösung", "lösungen", "loesung", "loesungen", "corrigé", "corrige", "solución", "soluciones"}
)
_CJK_WORDS = re.compile("答案|解答|题解|習題解|模範解答|정답|풀이")


def is_solution(path: str) -> bool:
    """Return whether a path contains a word for "solution"."""
    words = {word.lower() for word in _WORD.findall(path)}
    return bool(words & _WORDS or _CJK_WORDS.search(path))


def run(context: CheckContext) -> Iterator[Finding]:
    """Warn about each solution in `files/` that no page links to.

    Unreleased solutions are not published, and solutions that are linked are published on purpose.
    """
    for path, asset in context.assets.items():
        unlinked = path.startswith(f"{FILES}/") and path not in context.linked_paths
        if unlinked and is_solution(path) and not is_temporary(path, context):
            yield Finding(
                "this file looks like a solution, and students can download it although no page "
                "links to it",
                file_location(asset.origin),
                "link to it with 'released: …' to publish it on that date, or remove it",
            )


RULE = Rule(Code.SOLUTION_EXPOSED, Severity.WARNING, run)
