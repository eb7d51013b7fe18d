"""Is there a solution that was published without anybody linking to it?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Severity
from coursegen.base.files import FILES
from coursegen.check.context import file_location
from coursegen.check.rule import Finding, Rule
from coursegen.check.rules.files.temporary_files import is_leftover

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.check.context import CheckContext

_WORD = re.compile(r"[A-Z]?[a-zäöüéèó]+|[A-Z]+(?![a-z])")
_WORDS = frozenset(
    {"solution", "solutions", "sol", "sols", "answer", "answers", "answerkey"}
    | {"lösung", "lösungen", "loesung", "loesungen", "corrigé", "corrige", "solución", "soluciones"}
)
_SIGNS = re.compile("答案|解答|题解|習題解|模範解答|정답|풀이")


def is_solution(path: str) -> bool:
    """Whether a file, or a folder that it is in, is called a solution."""
    words = {word.lower() for word in _WORD.findall(path)}
    return bool(words & _WORDS or _SIGNS.search(path))


def ask(subject: CheckContext) -> Iterator[Finding]:
    """Warn about each solution of `files/` that no page links to.

    One that waits for its release is not published, and one that is linked to is meant.
    """
    for path, asset in subject.assets.items():
        unlinked = path.startswith(f"{FILES}/") and path not in subject.linked
        if unlinked and is_solution(path) and not is_leftover(path, subject):
            yield Finding(
                "this file is called a solution, and students can load it though no page links "
                "to it",
                file_location(asset.origin),
                "link to it with 'released: …' to publish it on that day, or remove it",
            )


RULE = Rule(Code.SOLUTION_PUBLISHED, Severity.WARNING, ask)
