"""Images in the author's files."""

from typing import Annotated, ClassVar, Self

from coursegen.base.struct import replace
from coursegen.base.text import NO_LOCATION, LocatedStr, Location, Text, location_of
from coursegen.content.author import Author
from coursegen.content.target import Link
from coursegen.schema.fields import Accepts, Content, Count, Doc


def image_path(text: LocatedStr, _author: object = None) -> LocatedStr:
    """Return the path below `static/`; the prefix `static/` is optional."""
    return LocatedStr(text.removeprefix("/").removeprefix("static/"), text.location)


StaticPath = Annotated[Text, Accepts(convert=image_path)]
"""A path below `static/`."""


class Image(Content):
    """An image.

    `image` is a path below `static/`.  `width` is in CSS pixels, or 0 if it is not set.
    `source_url` records the source of the image; coursegen never loads it.
    """

    noun: ClassVar[str] = "an image"

    image: Annotated[StaticPath, Doc("The path of the image below `static/`.")]
    alt: Annotated[
        Text | None,
        Doc("The alt text, which describes the image for people who can't see it."),
    ] = None
    link: Annotated[Link | None, Doc("The target of the link around the image.")] = None
    width: Annotated[Count, Doc("The width in CSS pixels.")] = 0
    source_url: Annotated[
        Text, Doc("The source of the image, for your records. coursegen never loads it.")
    ] = ""
    location: Location = NO_LOCATION

    @classmethod
    def from_mapping(cls, read: Self, _author: Author) -> Self:
        """Return the image with the location of its path."""
        return replace(read, location=location_of(read.image))


def decorative_image(path: LocatedStr, _author: Author) -> Image:
    """Return the image at a path below `static/`, next to text that says the same."""
    return Image(image_path(path), alt="", location=path.location)
