"""The metadata in the head of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from coursegen.base.struct import Struct
from coursegen.site.plan import HOME_PATH, NOT_FOUND
from coursegen.views.json_ld import JsonLd, PageMeta, as_json

if TYPE_CHECKING:
    from coursegen.content.page import Page
    from coursegen.site.site_reads import SiteReads

_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
# The default regions whose code differs from the language code (Unicode CLDR, likely subtags).
_DEFAULT_REGIONS = {
    "ar": "EG", "bn": "BD", "ca": "ES", "cs": "CZ", "cy": "GB", "da": "DK", "el": "GR", "en": "US",
    "et": "EE", "eu": "ES", "fa": "IR", "ga": "IE", "gl": "ES", "he": "IL", "hi": "IN", "ja": "JP",
    "ko": "KR", "nb": "NO", "nn": "NO", "sl": "SI", "sq": "AL", "sr": "RS", "sv": "SE", "uk": "UA",
    "ur": "PK", "vi": "VN", "zh": "CN", "zh-Hant": "TW",
}  # fmt: skip


class Head(Struct):
    """The metadata of a page for search engines, shared links and browsers.

    `title` contains the names of the page and the course.  `description` is plain text and never
    empty.  `language` is the page's language tag.  `direction` is `rtl` or `ltr`.  `locale` is the
    language in Open Graph's format.  `image` is the absolute URL of an image, or empty.  `indexed`
    specifies whether search engines may list the page.  `json_ld` is empty for the error page.
    """

    title: str
    description: str
    language: str
    direction: str
    locale: str
    image: str
    indexed: bool
    json_ld: Markup


class HeadMaker:
    """Creates the heads of a site's pages."""

    def __init__(self, site: SiteReads) -> None:
        self._site = site
        self._json_ld = JsonLd(site)

    def head(self, path: str, page: Page, html: str, url: str, image: str) -> Head:
        """Return the head of a page; `path` is its output path, and `html` is its content.

        `url` and `image` are the absolute URLs of the page and of its image, or empty.
        """
        info = self._site.info
        title = page.title or self._site.translations["not_found_title"]
        language = page.language or info.language
        meta = PageMeta(title, self._description(path, page, html), language, url, image)
        home = path == HOME_PATH
        json_ld = self._json_ld.home(meta) if home else self._json_ld.page(path, meta)
        is_not_found = path == NOT_FOUND
        return Head(
            title=title if title == info.title else f"{title} · {info.title}",
            description=meta.description,
            language=language,
            direction="rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr",
            locale=_locale(language),
            image=image,
            indexed=not is_not_found,
            json_ld=Markup("" if is_not_found else as_json(json_ld)),  # noqa: S704 - `as_json` escapes it
        )

    def _description(self, path: str, page: Page, html: str) -> str:
        """Return the author's description, the first sentences, or the course's description."""
        own = _one_line(page.description)
        if not own and path == HOME_PATH:
            own = self._course_description()
        return own or _summary(html) or self._course_description() or self._fallback()

    def _course_description(self) -> str:
        return _one_line(self._site.info.description)

    def _fallback(self) -> str:
        info = self._site.info
        return " · ".join(filter(None, (info.title, info.term, info.institution)))


def _summary(html: str) -> str:
    from coursegen.views.page_summary import summary  # noqa: PLC0415 - its patterns are slow to compile

    return summary(html)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _locale(language: str) -> str:
    """Convert a language tag to Open Graph's format, such as `zh-Hant` to `zh_TW`."""
    first, *others = language.split("-")
    region = next((part.upper() for part in others if len(part) == 2), "")
    script = next((part for part in others if len(part) == 4), "")
    name = first.lower()
    default = _DEFAULT_REGIONS.get(f"{name}-{script}") or _DEFAULT_REGIONS.get(name)
    return f"{name}_{region or default or name.upper()}"
