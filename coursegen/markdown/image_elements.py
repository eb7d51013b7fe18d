"""Image elements in HTML, with copies for different screens, and sizes to avoid layout shifts."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from markupsafe import Markup

from coursegen.base.files import STATIC
from coursegen.base.struct import Struct
from coursegen.base.urls import encode_path
from coursegen.images.image_reads import SizedImage

if TYPE_CHECKING:
    from jinja2 import Environment

    from coursegen.content.image import Image
    from coursegen.images.image_reads import ImageReads
    from coursegen.markdown.links import Root

IMAGE_TEMPLATE = "partials/image.html"
"""The template that contains the macro `image`, which writes every image."""

_FOLD = 1500
"""The number of HTML characters that are probably visible without scrolling."""

_ATTRIBUTES = r"""(?:[^<>"']++|"[^"]*+"|'[^']*+')*"""
_PICTURE = re.compile(
    rf"<picture\b.*?(?:</picture>|\Z)|<img\b(?P<attributes>{_ATTRIBUTES})/?>",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"""\s(?P<name>[^\s"'<>/=]+)(?:\s*=\s*(?P<value>"[^"]*"|'[^']*'|[^\s"'>]+))?"""
)
_SIZE_ATTRIBUTES = ("width", "height")
_NO_ATTRIBUTES = Markup("")
_HIGH_PRIORITY = Markup(' fetchpriority="high"')
_PIXELS = re.compile(r"[1-9]\d{0,4}", re.ASCII)


class ImageSource(Struct):
    """Copies of one media type (`image/avif`), as a value for HTML's `srcset`."""

    type: str
    srcset: str


class ImageView(Struct):
    """An image, for the image template.

    `src` is the URL relative to the page. `alt` is None if the author wrote none. `width` and
    `height` are in CSS pixels, or 0 if unknown. `sources` are the copies, best first.
    `sizes` is the value of HTML's `sizes` attribute. If `eager` is true, the image is
    not loaded lazily. `attributes` are the other attributes from the author's HTML, with a space
    before each.
    """

    src: str
    alt: str | None
    width: int = 0
    height: int = 0
    sources: tuple[ImageSource, ...] = ()
    sizes: str = ""
    eager: bool = False
    attributes: Markup = _NO_ATTRIBUTES


class ImageElements:
    """Creates image views for templates, and rewrites the images in HTML."""

    def __init__(self, images: ImageReads) -> None:
        self._images = images

    def view(self, picture: Image, role: str, root: Root, *, eager: bool) -> ImageView | None:
        """Return the view of an image from a YAML field, or None if the file does not exist."""
        path = f"{STATIC}/{picture.image}"
        if not self._images.has(path):
            return None
        sized = self._images.sized_image(path, role, picture.width) or SizedImage(picture.width, 0)
        return ImageView(
            src=root.to(encode_path(path)),
            alt=picture.alt or "",
            width=sized.width,
            height=sized.height,
            sources=_sources(sized, root),
            sizes=sized.sizes,
            eager=eager,
            attributes=_HIGH_PRIORITY if eager else _NO_ATTRIBUTES,
        )

    def rewrite(self, html: str, root: Root, environment: Environment, fold: int = _FOLD) -> str:
        """Replace every image of the site in `html` with the output of the image template.

        The links in `html` must already be resolved. Images that start before the position `fold`
        are assumed to be visible without scrolling.
        """
        if "<img" not in html:
            return html

        def write(found: re.Match[str]) -> str:
            view = None
            if found["attributes"] is not None:  # None for an author's <picture>
                view = self._view_of_tag(found["attributes"], root, eager=found.start() < fold)
            if view is None:
                return found[0]
            module = environment.get_template(IMAGE_TEMPLATE).module
            return str(module.image(view))  # type: ignore[attr-defined] # a template's macro

        return _PICTURE.sub(write, html)

    def _view_of_tag(self, attributes: str, root: Root, *, eager: bool) -> ImageView | None:
        """Return the view of an author's `<img>`, or None if the image is not part of the site."""
        given = {found["name"].lower(): found for found in _ATTRIBUTE.finditer(attributes)}
        values = {name: unescape((a["value"] or "").strip("\"'")) for name, a in given.items()}
        path = root.path_of(values.get("src", ""))
        width, height = _pixels(values.get("width", "")), _pixels(values.get("height", ""))
        sized = self._images.sized_image(path, "content", width) if "srcset" not in values else None
        if sized is None:
            return None
        relative = any(values.get(name) and not _pixels(values[name]) for name in _SIZE_ATTRIBUTES)
        ours = {"src", "alt", *(() if relative else _SIZE_ATTRIBUTES)}
        others = "".join(
            " " + found[0].strip() for name, found in given.items() if name not in ours
        )
        # With `width="50%"`, the size depends on the page.
        own_width, own_height = (0, 0) if relative else _display_size(sized, width, height)
        return ImageView(
            src=values["src"],
            alt=values.get("alt"),
            width=own_width,
            height=own_height,
            sources=_sources(sized, root),
            sizes=sized.sizes,
            eager=eager or "loading" in values,
            attributes=Markup(others),  # noqa: S704 - the author's own HTML
        )


def _pixels(value: str) -> int:
    return int(value) if _PIXELS.fullmatch(value) else 0


def _display_size(sized: SizedImage, width: int, height: int) -> tuple[int, int]:
    """Return the author's width and height; derive a missing one from the aspect ratio."""
    if not height or not sized.width:
        return width or sized.width, height or sized.height
    return width or max(1, round(sized.width * height / sized.height)), height


def _sources(sized: SizedImage, root: Root) -> tuple[ImageSource, ...]:
    return tuple(
        ImageSource(
            type_, ", ".join(f"{root.to(encode_path(path))} {wide}w" for path, wide in copies)
        )
        for type_, copies in sized.copies
    )
