"""What the Markdown library makes of a text, with nothing of ours that bounds or hurries it."""

import markdown
from markdown.extensions.toc import slugify_unicode
from markdown.util import ETX, STX

from coursegen.base.html_comments import hide_comments, strip_comments
from coursegen.markdown import convert as ours
from coursegen.markdown.figures_and_tasks import FiguresAndTasks


def plain(text: str) -> str:
    """HTML of a text as the library alone writes it; our additions to Markdown are in it."""
    converter = markdown.Markdown(
        extensions=[
            "abbr",
            "admonition",
            "attr_list",
            "codehilite",
            "def_list",
            "fenced_code",
            "footnotes",
            "md_in_html",
            "sane_lists",
            "tables",
            "toc",
            FiguresAndTasks(),
        ],
        extension_configs={
            "codehilite": {"css_class": "highlight", "guess_lang": False},
            "toc": {"permalink": False, "slugify": slugify_unicode},
        },
        output_format="html",
    )
    converter.treeprocessors.register(ours._AlignmentClasses(), "classes_for_styles", 0)
    shown = text.replace(STX, "").replace(ETX, "")  # as the library does later
    return strip_comments(converter.convert(hide_comments(shown)[0])).strip()
