"""Find shortcodes of Quarto and Hugo, and snippets of MkDocs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem
from coursegen.markdown.unsupported.construct import Construct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coursegen.markdown.unsupported.construct import Prose

_SHORTCODE = re.compile(
    r"\{\{(?P<mark>[<%])\s*+(?P<name>/?[\w.-]*)(?P<rest>(?:(?!\{\{|[>%]\}\})[^\n])*)[>%]\}\}"
)
_SNIPPET = re.compile(r"^[ \t>]*(?P<mark>;*-+8<-+)(?P<rest>[^\n]*)", re.MULTILINE)
_PATH = re.compile(r"""["']?(?P<path>[^\s"'|]+\.md(?:#[\w-]+)?)["']?\s*\Z""")
_HINTS = {
    "include": "copy the text of that file into this page",
    "video": "write a link to the video",
    "youtube": "write a link to the video, such as https://www.youtube.com/watch?v=…",
    "vimeo": "write a link to the video",
    "figure": "write ![what the picture shows](picture.png)",
    "ref": "link to the Markdown file, such as [Lab 1](labs/lab1.md)",
    "relref": "link to the Markdown file, such as [Lab 1](labs/lab1.md)",
    "highlight": "put the code between two lines ```",
}
_OTHER_HINT = "write the text that it generates; to show the shortcode itself, put it in backticks"


def find(prose: Prose) -> Iterator[Construct]:
    """Find each shortcode, except for end tags, and each line with a snippet."""
    for found in _SHORTCODE.finditer(prose.bare):
        name = found["name"]
        if name.startswith("/"):
            continue
        problem = Problem(
            Code.TEMPLATE_TAG,
            f"the shortcode '{name}' is not supported, and is shown as text",
            _HINTS.get(name, _OTHER_HINT),
        )
        path = _PATH.match(found["rest"].strip()) if name in {"ref", "relref"} else None
        target = path["path"] if path else ""
        yield Construct(problem, *found.span(), 0, target or None, target)
    for found in _SNIPPET.finditer(prose.bare):
        problem = Problem(
            Code.TEMPLATE_TAG,
            "snippets of other files are not supported, and this line is shown as text",
            "copy the text of that file into this page",
        )
        yield Construct(problem, found.start("mark"), found.end())
