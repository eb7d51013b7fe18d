"""The parts of the settings in `site.yaml`: banners, navigation links, license and so on."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Self

from coursegen.base.codes import Code
from coursegen.base.struct import replace
from coursegen.base.text import LocatedStr, Text, location_of
from coursegen.content.author import Author
from coursegen.content.image import Image, StaticPath
from coursegen.content.kinds import Kind
from coursegen.content.target import (
    LINK_TITLE,
    BaseUrl,
    Link,
    Target,
    TargetKind,
    read_base_url,
    read_link,
)
from coursegen.schema.fields import ONE_OR_MORE, Accepts, Content, Doc


class Banners(Content):
    """The banners."""

    noun: ClassVar[str] = "the banners"

    top: Annotated[tuple[Image, ...], ONE_OR_MORE, Doc("Images above the title.")] = ()
    bottom: Annotated[
        tuple[Image, ...], ONE_OR_MORE, Doc("Images at the bottom of the home page.")
    ] = ()


class Files(Content):
    """The settings of the lecture files."""

    noun: ClassVar[str] = "the settings of the lecture files"

    base_url: Annotated[
        BaseUrl,
        Doc("The URL of the folder that contains the lecture files that aren't in `files/`."),
    ] = ""


class NavigationForm(Content):
    """The keys of a navigation link."""

    title: Annotated[Text, Doc("The text of the link.")]
    link: Annotated[Text, Accepts(LINK_TITLE), Doc("The target of the link.")]


class NavigationItem(Content):
    """A navigation link.

    Such as a link in the header or in the breadcrumb.
    """

    noun: ClassVar[str] = "a navigation link"
    form: ClassVar[type[Content]] = NavigationForm

    title: Text
    target: Target

    @classmethod
    def from_mapping(cls, form: NavigationForm, author: Author) -> Self | None:
        """Return the link; report it and return None if it is empty."""
        target = read_link(form.link, author.diagnostics)
        if target:
            return cls(form.title, target)
        author.diagnostics.warning(
            Code.EMPTY_LINK,
            f"empty link: '{form.title}' has no target",
            location_of(form.link),
            "it is not shown in the navigation; write its target, or remove it",
        )
        return None


class Tool(Content):
    """A tool outside of the site, such as a forum; the label of its kind is its default title."""

    noun: ClassVar[str] = "a tool"

    target: Annotated[Link, Doc("The URL of the tool.", "url")]
    title: Annotated[Text, Doc("The name of the tool, such as `Ed`.")] = ""
    note: Annotated[Text, Doc("A short note, such as an entry code.")] = ""
    kind: Kind = Kind("")

    @classmethod
    def from_text(cls, text: LocatedStr, author: Author) -> Self | None:
        """Return the tool at a URL."""
        target = read_link(text, author.diagnostics)
        return cls(target) if target else None


def tools_of(tools: Mapping[str, Tool], _author: Author) -> tuple[Tool, ...]:
    """Return the tools by the keys of their kinds, with their kinds."""
    return tuple(replace(tool, kind=Kind(key)) for key, tool in tools.items())


class Fonts(Content):
    """The fonts.

    The paths of the custom fonts below `static/`; empty strings for system fonts.
    """

    noun: ClassVar[str] = "the fonts"

    text: Annotated[StaticPath, Doc("The font for text: a WOFF2 file below `static/`.")] = ""
    heading: Annotated[StaticPath, Doc("The font for headings: a WOFF2 file below `static/`.")] = ""
    code: Annotated[StaticPath, Doc("The font for code: a WOFF2 file below `static/`.")] = ""


_LICENSES = {
    "CC-BY-4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC-BY-SA-4.0": ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "CC-BY-NC-4.0": ("CC BY-NC 4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
    "CC-BY-NC-SA-4.0": ("CC BY-NC-SA 4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
    "CC-BY-ND-4.0": ("CC BY-ND 4.0", "https://creativecommons.org/licenses/by-nd/4.0/"),
    "CC-BY-NC-ND-4.0": ("CC BY-NC-ND 4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
    "CC0-1.0": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "MIT": ("MIT", "https://opensource.org/license/mit"),
}
"""The licenses that authors can select by their SPDX identifiers (spdx.org/licenses)."""


class License(Content):
    """A license.

    The license of the content; `link` is None if the URL is unknown.
    """

    noun: ClassVar[str] = "a license"

    name: Annotated[Text, Doc("The name of the license, such as `CC BY 4.0`.")]
    link: Annotated[Link | None, Doc("The URL of the license text.", "url")] = None

    @classmethod
    def from_text(cls, text: LocatedStr, _author: Author) -> Self:
        """Return the license with an SPDX identifier or any other name."""
        known = _LICENSES.get(text.strip().upper().replace(" ", "-"))
        if known:
            return cls(known[0], Target(TargetKind.URL, known[1], text.location))
        return cls(text)


class Repository(Content):
    """The repository of the course.

    `url` ends in a slash.  `folder` is the course's folder in the repository.  It is empty or ends
    in a slash.
    """

    noun: ClassVar[str] = "a repository"

    url: Annotated[
        BaseUrl,
        Doc("The URL of the repository, such as `https://github.com/someone/course`."),
    ]
    branch: Annotated[Text, Doc("The branch that the site is built from. Default: `main`.")] = (
        "main"
    )
    folder: Annotated[
        Text, Doc("The folder of the course, if it isn't the root of the repository.")
    ] = ""

    @classmethod
    def from_text(cls, text: LocatedStr, author: Author) -> Self | None:
        """Return the repository with a URL."""
        url = read_base_url(text, author.diagnostics)
        return cls(url) if url else None

    @classmethod
    def from_mapping(cls, read: Self, _author: Author) -> Self | None:
        """Normalize the folder."""
        folder = read.folder.strip("/")
        branch = read.branch or "main"
        if not read.url:
            return None
        return replace(read, branch=branch, folder=f"{folder}/" if folder else "")
