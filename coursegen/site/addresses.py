"""Resolves targets to URLs in the planned site."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Problem, case_variant, closest_match, correction
from coursegen.base.files import FILES, STATIC
from coursegen.base.urls import (
    encode_path,
    encode_url,
    is_external,
    join_base,
    page_url,
    path_in_site,
)
from coursegen.content.target import Target, TargetKind
from coursegen.content.when import DRAFT, WITHDRAWN
from coursegen.site.output_paths import candidate_paths
from coursegen.site.plan import HOME_PATH

if TYPE_CHECKING:
    from coursegen.base.diagnostics import TextEdit
    from coursegen.base.text import Location
    from coursegen.site.plan import Plan


_MIN_SIMILARITY = 0.8
"""The minimum similarity between a link and a file name that suggests a typo in the link."""
_MAX_EXPLAINED = 200
"""The maximum number of broken links that get a suggestion, since finding one takes time."""


class Addresses:
    """Resolves targets to percent-encoded URLs.

    A URL is either absolute (`https://…`) or relative to the site's root (`about/#team`, and `./`
    for the root itself).  Pages prefix such URLs with their relative path to the root.  `explained`
    is the number of calls to `explain_missing`.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.explained = 0
        self.unreleased = plan.unreleased
        self._base_url = plan.course.info.files_base_url
        self._page_urls: dict[str, str | None] = {}
        self._path_urls: dict[str, str | None] = {}
        self._pages = {page.name: path for path, page in plan.pages.items()}
        self._moved = {
            anchor: page_url(page.path)
            for anchor, page in plan.course.section_anchors()
            if page is not plan.course.home
        }
        self._included = {
            section.name: f"#{encode_path(section.anchor)}"
            for section in plan.course.home_sections
            if not isinstance(section, str)
        }

    def url_of(self, target: Target) -> str | None:
        """Return the URL of a target, or None if it does not exist."""
        if target.kind is TargetKind.URL:
            return None if self.is_unreleased(target) else target.value
        if target.kind is TargetKind.FILE:
            return self.url_of_file(target.value)
        if target.kind is TargetKind.PAGE:
            return self.url_of_page(target.value)
        return self.url_of_path(target.value)

    def url_of_file(self, path: str) -> str | None:
        """Return the URL of a path in `files/`, or else below `files: base_url:`."""
        if f"{FILES}/{path}" in self._plan.assets:
            return f"{FILES}/{encode_path(path)}"
        if f"{FILES}/{path}" in self.unreleased.paths:
            return None
        return join_base(self._base_url, path) if self._base_url else None

    def url_of_page(self, link: str) -> str | None:
        """Return the URL of a page in `content/`: `labs/one.md` or `labs/one.md#part`."""
        if link not in self._page_urls:
            self._page_urls[link] = self._find_page(link)
        return self._page_urls[link]

    def url_of_path(self, link: str) -> str | None:
        """Return the URL of a path relative to the root, such as `about/#team` or an empty path."""
        if link not in self._path_urls:
            self._path_urls[link] = self._find_path(link)
        return self._path_urls[link]

    def url_of_static(self, path: str) -> str | None:
        """Return the URL of a path below `static/`, or None if there is no such file."""
        return self.url_of_path(f"{STATIC}/{path}")

    def size_of(self, target: Target) -> int | None:
        """Return the size in bytes of a course file, or None for all other targets."""
        paths: tuple[str, ...] = ()
        if target.kind is TargetKind.FILE:
            paths = (f"{FILES}/{target.value}",)
        elif target.kind is TargetKind.SITE:
            paths = (target.value, unquote(target.value))
        assets = self._plan.assets
        return next((assets[path].file.size for path in paths if path in assets), None)

    def is_unreleased(self, target: Target) -> bool:
        """Return whether a target has no URL only because it is unreleased."""
        return bool(self._reason(target))

    def _reason(self, target: Target) -> str:
        """Return the reason why a target is unreleased, or "" if it is not."""
        unreleased = self.unreleased
        if not unreleased.paths and not unreleased.anchors:
            return ""
        if target.kind is TargetKind.PAGE:
            return unreleased.pages.get(posixpath.normpath(target.value.partition("#")[0]), "")
        if target.kind is TargetKind.FILE:
            return unreleased.paths.get(f"{FILES}/{target.value}", "")
        if target.kind is TargetKind.SITE:
            return self._reason_for_path(target.value)
        paths = (path_in_site(target.value, site_url) for site_url in unreleased.site_urls)
        reasons = (self._reason_for_path(path) for path in paths if path is not None)
        return next(filter(None, reasons), "")

    def _reason_for_path(self, link: str) -> str:
        """Return the reason why a path relative to the site's root is unreleased."""
        if self.url_of_path(link) is not None:
            return ""
        if link.partition("#")[0] in ("", "index.html"):
            reason = self.unreleased.anchors.get(unquote(link.partition("#")[2]))
            if reason:
                return reason
        reasons = (self.unreleased.paths.get(path) for path in candidate_paths(link))
        return next(filter(None, reasons), "")

    def in_site(self, target: Target) -> Target:
        """Return a target; convert an absolute URL of the site to a path from the site's root."""
        if target.kind is TargetKind.URL:
            for site_url in self.unreleased.site_urls:
                path = path_in_site(target.value, site_url)
                if path is not None:
                    return Target(TargetKind.SITE, path, target.location)
        return target

    def near_file(self, target: Target) -> Problem | None:
        """Return a problem if a link to `base_url` is similar to the name of a file in `files/`.

        Names that contain different numbers are not similar.
        """
        url = self.url_of(target)
        if target.kind is TargetKind.URL or url is None or not is_external(url):
            return None
        from coursegen.site.missing_files import missing_file  # noqa: PLC0415 - only for such links

        path = _path_of(target.value).removeprefix(f"{FILES}/")
        close = closest_match(path, self._plan.on_disk, _MIN_SIMILARITY)
        if re.findall(r"\d+", close) != re.findall(r"\d+", path):
            return None
        return missing_file(path, self._plan) if close else None

    def explain_missing(self, target: Target) -> Problem:
        """Return the problem for a target without a URL."""
        from coursegen.site.missing_files import (  # noqa: PLC0415 - only for broken links
            missing_file,
            missing_page,
            suggestion,
            typo,
            without_scheme,
        )

        self.explained += 1
        if self.explained > _MAX_EXPLAINED:
            return Problem(
                Code.BROKEN_LINK,
                f"broken link: '{target.value}' does not exist",
                "fix the broken links above first: only those have a hint",
            )
        value = target.value
        reason = self._reason(target)
        if reason:
            return _unreleased(value.partition("#")[0] or value, reason)
        if _has_underscore(value):
            return Problem(
                Code.UNDERSCORE_NAME,
                f"'{value}' is not published, because part of its path begins with an underscore",
                "rename the file or folder, and update the link to it",
            )
        if target.kind is TargetKind.FILE:
            return missing_file(value, self._plan)
        if target.kind is TargetKind.PAGE:
            name = value.partition("#")[0]
            if any(page.name == name for page in self._plan.course.drafts):
                return Problem(
                    Code.PAGE_MISSING,
                    f"the page '{name}' is a draft",
                    "remove 'draft: yes' from its front matter, or remove the link",
                )
            return missing_page(target, (*self._pages, *self._included, *self.unreleased.pages))
        path = _path_of(value)
        if path.startswith(f"{FILES}/"):
            return missing_file(path.removeprefix(f"{FILES}/"), self._plan)
        pages = (*self._plan.pages, *self.unreleased.paths)
        paths = [*map(page_url, pages), *self._plan.assets]
        close = closest_match(value, paths)
        variant = case_variant(path, paths)
        default = "correct the link, or add the page or file"
        return Problem(
            Code.BROKEN_LINK,
            f"broken link: the site has no page or file '/{value}'",
            suggestion(f"/{path}", f"/{close}") if close else without_scheme(value) or default,
            typo(path, variant),
        )

    def explain_static(self, path: str, purpose: str) -> Problem:
        """Return the problem for an image or a font that is not in `static/`."""
        from coursegen.site.missing_files import missing_static  # noqa: PLC0415 - only for such files

        return missing_static(path, purpose, self._plan)

    def _find_page(self, link: str) -> str | None:
        name, hash_, fragment = link.partition("#")
        name = posixpath.normpath(name)
        if name in self._included:
            return encode_url(f"#{fragment}") if fragment else self._included[name]
        path = self._pages.get(name)
        if path is None:
            return None
        if path == HOME_PATH and unquote(fragment) in self._moved:
            return self.url_of_path(f"#{fragment}")
        return (page_url(path) or "./") + encode_url(hash_ + fragment)

    def _find_path(self, link: str) -> str | None:
        if self._plan.has(link):  # a file name may contain '?' and '#'
            return page_url(link) or "./"
        path = re.split("[?#]", link, maxsplit=1)[0]
        tail = encode_url(link.removeprefix(path))
        clean = ""
        for candidate in dict.fromkeys((path, unquote(path))):
            if candidate in ("", ".", "./"):
                if unquote(tail[1:]) in self.unreleased.anchors:
                    return None
                page = self._moved.get(unquote(tail[1:]))
                if page is not None:
                    return page + tail
                return tail if tail.startswith("#") else "./" + tail
            clean = posixpath.normpath(candidate)
            if clean.startswith(".."):
                continue
            folder = candidate.endswith("/")
            if not folder and self._plan.has(clean):
                return (page_url(clean) or "./") + tail
            if self._plan.has(f"{clean}/index.html"):
                return encode_path(clean) + "/" + tail
            if not folder and self._plan.has(f"{clean}.html"):
                return encode_path(f"{clean}.html") + tail
        external = clean.startswith(f"{FILES}/") and self.url_of_file(
            clean.removeprefix(f"{FILES}/")
        )
        return external + tail if external else None


def fix_for(location: Location, typo: tuple[str, str] | None) -> TextEdit | None:
    """Return the edit that fixes a typo in the link at `location`, which may be encoded."""
    if typo is None:
        return None
    wrong, right = typo
    return correction(location, wrong, right) or correction(
        location, encode_path(wrong), encode_path(right)
    )


def _path_of(link: str) -> str:
    """Return the decoded path of a link without its query and fragment."""
    return unquote(re.split("[?#]", link, maxsplit=1)[0])


def _has_underscore(link: str) -> bool:
    """Return whether a name in a path begins with an underscore; see `files.walk`."""
    return any(name.startswith("_") for name in _path_of(link).split("/"))


def _unreleased(name: str, reason: str) -> Problem:
    what, until = {
        DRAFT: ("is a draft", "as long as it is a draft"),
        WITHDRAWN: ("is withdrawn", "because of 'until:'"),
    }.get(reason, ("is not released yet", "until the release"))
    hint = f"visitors see plain text instead of the link {until}"
    return Problem(Code.UNRELEASED, f"'{name}' {what}", hint)
