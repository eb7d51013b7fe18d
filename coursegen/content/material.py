"""The materials of a session."""

from typing import Annotated, ClassVar, Self

from coursegen.base.text import NO_LOCATION, LocatedStr, Moment, Text
from coursegen.content.author import Author
from coursegen.content.kinds import Kind
from coursegen.content.target import FileLink, Link, Target, read_material
from coursegen.content.when import Releasable, is_to_be_announced
from coursegen.schema.fields import Doc, Inline, Markdown

_SOON = ("soon", "coming soon", "later")


class Material(Releasable):
    """A material.

    For example, slides to read or homework to submit.  Without a `title`, the label of the kind is
    shown.  `target` is None for material that does not exist yet, which is shown as plain text.
    `note` is Markdown.  `due` is the deadline of an assignment that the schedule lists.
    """

    noun: ClassVar[str] = "a material"
    is_omitted_if_invalid: ClassVar[bool] = True  # otherwise, a missing link is reported, too

    kind: Kind = Kind("")
    title: Annotated[Inline, Doc("The text of the link. Default: the label of the kind.")] = ""
    target: Annotated[
        Target | None,
        Doc(
            "The path of a file below `files/`, spelled as on disk.",
            key="file",
            type=FileLink,
        ),
        Doc("A URL, a page or a path.", key="url", type=Link),
    ] = None
    optional: Annotated[bool, Doc("Whether the material is optional for students.")] = False
    length: Annotated[Text, Doc("The length, such as `12 min` or `8 pages`.")] = ""
    authors: Annotated[Text, Doc("The authors.")] = ""
    note: Annotated[Markdown, Doc("A note in Markdown.")] = ""
    status: Annotated[
        Text, Doc("A word in place of a link for material that is announced, such as `soon`.")
    ] = ""
    due: Moment | None = None

    @classmethod
    def from_text(cls, text: LocatedStr, author: Author) -> Self:
        """Return the material with only a file or a URL, or with a status such as `soon`."""
        if text.strip().casefold() in _SOON or is_to_be_announced(text):
            return cls(status=text, location=text.location)
        location = text.location if text else NO_LOCATION
        return cls(target=read_material(text, author.diagnostics), location=location)

    @property
    def has_details(self) -> bool:
        """Whether there are details to show in addition to a link."""
        details = (self.title, self.authors, self.length, self.note, self.visibility)
        return self.optional or any(details)
