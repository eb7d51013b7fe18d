"""The Jinja environment: template loaders, filters and globals."""

from __future__ import annotations

import posixpath
from datetime import date, datetime
from functools import cached_property
from sys import getsizeof
from typing import TYPE_CHECKING, TypeVar, cast
from urllib.parse import quote

from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, pass_context
from markupsafe import Markup, escape

from coursegen.base.files import TEMPLATES, THEME
from coursegen.base.struct import replace
from coursegen.base.text import has_marks, location_of
from coursegen.base.urls import is_external
from coursegen.content.clock import Hours, Weekdays
from coursegen.content.dates import Dates
from coursegen.content.ids import file_id
from coursegen.content.image import Image
from coursegen.content.kinds import Kind
from coursegen.content.meetings import Meetings
from coursegen.content.target import Target, TargetKind
from coursegen.content.when import When
from coursegen.markdown.fragment import Fragment
from coursegen.markdown.links import LinkWriter
from coursegen.site.link_targets import folder_of
from coursegen.templates.budget import ELEMENT, ESCAPED
from coursegen.templates.code_cache import CODE_CACHE
from coursegen.templates.material_icons import Icons
from coursegen.templates.sandbox import CourseTemplates, Sandbox
from coursegen.templates.undefined import TemplateUndefined
from coursegen.views.date_text import DateFormat
from coursegen.views.home_sections import with_lower_headings, with_prefix
from coursegen.views.labels import kind_label

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jinja2.runtime import Context

    from coursegen.base.text import Location
    from coursegen.incremental.reads import Reads
    from coursegen.markdown.cache import MarkdownCache
    from coursegen.markdown.fragment import CodeBlock
    from coursegen.markdown.image_elements import ImageElements, ImageView
    from coursegen.markdown.links import Root
    from coursegen.site.site_reads import SiteReads
    from coursegen.templates.budget import Budget
    from coursegen.views.hours_text import HoursFormat

_T = TypeVar("_T")
# fmt: off
_FILE_TYPES = frozenset({
    ".7z", ".bib", ".c", ".cpp", ".csv", ".doc", ".docx", ".gz", ".ipynb", ".java", ".json",
    ".key", ".md", ".mov", ".mp3", ".mp4", ".odp", ".odt", ".pdf", ".ppt", ".pptx", ".ps", ".py",
    ".r", ".rmd", ".rar", ".svg", ".tar", ".tex", ".tgz", ".txt", ".webm", ".xls", ".xlsx",
    ".xz", ".zip",
})
# fmt: on
"""The suffixes that are shown next to a link, so that visitors know what it opens."""


_MARKDOWN_COST = 64
"""The number of bytes that the conversion of Markdown takes per byte of input."""


def make_environment(root: Path, filters: Filters, reads: Reads) -> Sandbox:
    """Return an environment in which the course's templates override those of the theme.

    The theme's templates are also available as `theme/…`. Undefined names are errors.  `reads`
    records the templates that a page uses.
    """
    theme = FileSystemLoader(THEME / "templates")
    environment = Sandbox(
        reads,
        loader=ChoiceLoader(
            [CourseTemplates(root / TEMPLATES), PrefixLoader({"theme": theme}), theme]
        ),
        autoescape=True,
        undefined=TemplateUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=CODE_CACHE,
    )
    icons = Icons(environment)
    environment.filters |= {
        "date": filters.date,
        "dates": filters.dates,
        "drawing": icons.drawing,
        "external": filters.external,
        "fileinfo": filters.fileinfo,
        "filesize": filters.filesize,
        "filetype": filters.filetype,
        "hours": filters.hours,
        "href": filters.href,
        "icon": icons.icon,
        "image": filters.image,
        "inline": filters.inline,
        "label": filters.label,
        "link": filters.link,
        "mailto": filters.mailto,
        "markdown": filters.markdown,
        "meetings": filters.meetings,
        "month_day": filters.month_day,
        "section": filters.section,
        "sprite": icons.sprite,
        "static": filters.static,
        "time": filters.time,
        "weekday": filters.weekday,
        "weekdays": filters.weekdays,
        "when": filters.when,
    }
    return environment


def _budget(context: Context) -> Budget:
    sandbox = cast("Sandbox", context.environment)
    return sandbox.budget


def _expect(kind: type[_T], value: _T) -> _T:
    """Return `value`; raise `TypeError` if the template passed another type."""
    if not isinstance(value, kind):
        raise TypeError(f"expected {kind.__name__}, found {type(value).__name__}")
    return value


class Filters:
    """The filters for templates, which `make_environment` registers.

    `report` is called with each converted Markdown field, its links and its start location.
    """

    def __init__(
        self,
        site: SiteReads,
        markdown: MarkdownCache,
        images: ImageElements,
        report: Callable[[Fragment, LinkWriter, Location], None],
    ) -> None:
        self._site = site
        self._images = images
        self._markdown = markdown
        self._report = report
        self._paths: set[str] = set()

    @cached_property
    def _format(self) -> DateFormat:
        return DateFormat(self._site.translations)

    @cached_property
    def _hours_format(self) -> HoursFormat:
        from coursegen.views.hours_text import HoursFormat  # noqa: PLC0415 - most courses need none

        return HoursFormat(self._site.translations)

    @staticmethod
    def _from_page(context: Context, address: str | None) -> str | None:
        if address is None or is_external(address):
            return address
        root: Root = context["root"]
        return root.to(address)

    @pass_context
    def href(self, context: Context, target: Target | str | None) -> str | None:
        """Return the URL of a target or of a path from the root, or None if it does not exist."""
        if target is None:
            return None
        if isinstance(target, str):
            self._charge_path(context, target)
            return self._from_page(context, self._site.url_of_path(target.lstrip("/")))
        return self._from_page(context, self._site.url_of(_expect(Target, target)))

    @pass_context
    def link(self, context: Context, text: str, target: Target | str | None) -> Markup:
        """Return text as a link to a target, or only the text if the target does not exist."""
        _budget(context).charge(2 * ESCAPED * getsizeof(_expect(str, text)))
        address = self.href(context, target)
        html = escape(text)
        if address is None:
            return html
        return Markup(f'<a href="{escape(address)}">{html}</a>')  # noqa: S704 - both are escaped

    @pass_context
    def static(self, context: Context, path: str) -> str | None:
        """Return the URL of a file below `static/`, or None if it does not exist."""
        self._charge_path(context, path)
        return self._from_page(context, self._site.url_of_static(path))

    def _charge_path(self, context: Context, path: str) -> None:
        """Charge for the lookup of a path, whose result is cached for all pages."""
        if path not in self._paths:
            size = getsizeof(path)
            budget = _budget(context)
            budget.charge(2 * ESCAPED * size)
            budget.keep(2 * size + 4 * ELEMENT)
            self._paths.add(path)

    def external(self, address: str | None) -> bool:
        """Return whether a URL is external."""
        return bool(address) and is_external(address or "")

    def filetype(self, target: Target | None) -> str:
        """Return the type of a linked file, such as `PDF`, or "" for a page."""
        if target is None or _expect(Target, target).kind is TargetKind.PAGE:
            return ""
        suffix = posixpath.splitext(target.value.partition("?")[0].partition("#")[0])[1]
        return suffix[1:].upper() if suffix.lower() in _FILE_TYPES else ""

    @pass_context
    def mailto(self, context: Context, email: str) -> str:
        """Return the `mailto:` URL of an email address (RFC 6068)."""
        _budget(context).charge(2 * ESCAPED * getsizeof(email))
        return f"mailto:{quote(email, safe='@+!$*')}"

    def filesize(self, target: Target | None) -> str:
        """Return the size of a course file, such as `87 KB`, or "" for other targets."""
        size = self._site.size_of(_expect(Target, target)) if target else None
        if size is None:
            return ""
        kilobytes = max(round(size / 1000), 1)
        if kilobytes < 1000:
            return f"{kilobytes}\N{NO-BREAK SPACE}KB"
        megabytes = size / 1_000_000
        number = f"{megabytes:.1f}" if megabytes < 10 else f"{megabytes:.0f}"
        return f"{number}\N{NO-BREAK SPACE}MB"

    def fileinfo(self, target: Target | None) -> str:
        """Return a file's type and size if they are known, such as `PDF · 87 KB`."""
        return " · ".join(filter(None, (self.filetype(target), self.filesize(target))))

    def label(self, kind: Kind) -> str:
        """Return the course's label for a kind, or else the theme's translation."""
        _expect(Kind, kind)
        return kind_label(kind, self._site.translations)

    def meetings(self, meetings: Meetings) -> str:
        """Return the days, hours and rooms of the weekly meetings as text."""
        if not _expect(Meetings, meetings):
            return ""
        from coursegen.views.meeting_text import meeting_text  # noqa: PLC0415 - only if it is used

        return meeting_text(meetings, self._site.info.kinds_of_sessions, self._site.translations)

    @pass_context
    def image(
        self, context: Context, image: Image, role: str, *, eager: bool = False
    ) -> ImageView | None:
        """Return a `banner`, `photo` or `content` image, or None if the file is missing.

        If `eager` is true, the image is at the top of the page, so it is loaded at once with high
        priority.
        """
        return self._images.view(_expect(Image, image), role, context["root"], eager=eager)

    @pass_context
    def section(self, context: Context, text: str, level: int) -> Markup:
        """Convert the Markdown text of a file in `content/` to HTML below a heading of `level`.

        Links are relative to the file.  IDs begin with its name, so that those of several files are
        different, and headings have lower levels.
        """
        _budget(context).charge(_MARKDOWN_COST * getsizeof(text))
        start = location_of(text)
        fragment = self._markdown.page(text, start.source.name)
        html = with_prefix(fragment.html, file_id(start.source.name))
        html = with_lower_headings(html, max(_expect(int, level) - 1, 0))
        _budget(context).charge(ELEMENT + 2 * getsizeof(html))
        return self._finished(context, replace(fragment, html=html), start, fragment.code)

    @pass_context
    def markdown(self, context: Context, text: str) -> Markup:
        """Convert a Markdown field to HTML; its links are relative to its file."""
        _budget(context).charge(_MARKDOWN_COST * getsizeof(text))
        fragment = self._markdown.note(text)
        return self._finished(context, fragment, location_of(text))

    @pass_context
    def inline(self, context: Context, text: str, *, links: bool = True) -> Markup:
        """Convert the links, code, `*`, `**` and `~~` of a title or another short text to HTML.

        Without `links`, only their texts remain, for a title inside a link.
        """
        if isinstance(_expect(str, text), Markup) or not has_marks(text):
            return escape(text)
        from coursegen.base.inline_markdown import inline_html  # noqa: PLC0415 - few texts have marks

        _budget(context).charge(_MARKDOWN_COST * getsizeof(text))
        fragment = Fragment(inline_html(text, links=links))
        return self._finished(context, fragment, location_of(text))

    def _finished(
        self,
        context: Context,
        fragment: Fragment,
        start: Location,
        code: tuple[CodeBlock, ...] = (),
    ) -> Markup:
        """Return the HTML of a fragment with its links and images; report its problems.

        `code` are its code blocks, if its lines are those of its file.
        """
        links = LinkWriter(start, folder_of(start), context["root"], self._site)
        html = links.rewrite(fragment.html_for(self._site.info), code)
        self._report(fragment, links, start)
        html = self._images.rewrite(html, context["root"], context.environment, fold=0)
        return Markup(html)  # noqa: S704 - the author's own Markdown

    @pass_context
    def weekday(self, _context: Context, day: date | int) -> str:
        """Return the short name of a date's weekday, or of a weekday number (Monday is 0)."""
        # The context prevents Jinja from evaluating `0 | weekday` at compile time.
        return self._format.weekday(day if isinstance(day, int) else _expect(date, day).weekday())

    def weekdays(self, days: Weekdays) -> str:
        """Return the short names of several weekdays."""
        return self._hours_format.weekdays(_expect(Weekdays, days).numbers)

    def hours(self, hours: Hours | str) -> str:
        """Return the hours of a day as `<time>` elements, or an author's text for them as text."""
        if isinstance(hours, str):
            return self._format.written_time(hours)
        return self._format.times.elements(_expect(Hours, hours))

    def time(self, moment: datetime) -> Markup:
        """Return the time of day of a moment as a `<time>` element."""
        return self._format.times.element(_expect(datetime, moment))

    def when(self, time: When | datetime) -> Markup:
        """Return a time as a `<time>` element, or the author's text if the time is not known."""
        if isinstance(time, When):
            if time.moment is None:
                return escape(time.text)
            return self._format.moment(time.moment, has_clock=time.has_clock)
        return self._format.moment(_expect(datetime, time))

    def date(self, day: date) -> str:
        """Format a date in the site's language."""
        return self._format.day("date", _expect(date, day))

    def dates(self, dates: Dates) -> str:
        """Format one date, or a range with an en dash."""
        first = self.date(_expect(Dates, dates).first)
        return first if dates.first == dates.last else f"{first} – {self.date(dates.last)}"

    def month_day(self, dates: Dates, *, year: bool = False) -> str:
        """Format a date or range in its shortest form: `Feb 20`."""
        return self._format.month_day(_expect(Dates, dates), year=year)
