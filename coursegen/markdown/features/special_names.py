"""Special names of Python, such as `__init__`, which are not bold text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.extensions import Extension
from markdown.inlinepatterns import SimpleTextInlineProcessor

from coursegen.markdown.feature import Feature

if TYPE_CHECKING:
    from markdown import Markdown

    from coursegen.markdown.limits import Limits

SPECIAL_NAME = (
    r"(?<!\w)__(?:abs|add|all|and|annotations|await|bases|bool|bytes|call|class|contains|debug|del"
    r"|delattr|delete|delitem|dict|dir|div|doc|enter|eq|exit|file|float|floordiv|format|future|ge"
    r"|get|getattr|getattribute|getitem|getnewargs|getstate|gt|hash|iadd|import|index|init"
    r"|init_subclass|int|invert|isub|iter|le|len|lshift|lt|main|match_args|matmul|missing|mod"
    r"|module|mro|mul|name|ne|neg|new|next|or|path|pos|post_init|pow|prepare|qualname|radd|reduce"
    r"|repr|reversed|rmul|round|rshift|rsub|set|set_name|setattr|setitem|setstate|sizeof|slots|str"
    r"|sub|subclasses|truediv|version|wrapped|xor)__(?!\w)"
)


class SpecialNames(Extension):
    """Adds the pattern to a Markdown converter."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the pattern with the Markdown converter."""
        pattern = SimpleTextInlineProcessor(f"({SPECIAL_NAME})")
        md.inlinePatterns.register(pattern, "special_names", 62)


def feature(_limits: Limits) -> Feature:
    """Return the feature."""
    return Feature(SpecialNames(), {"special_names": ("__",)})
