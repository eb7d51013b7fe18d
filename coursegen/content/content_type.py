"""A kind of content that a course can contain, such as the staff."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from coursegen.base.struct import Struct, declared_types, field, replace, required_fields
from coursegen.base.text import NO_LOCATION, Location
from coursegen.schema.fields import Content


class ContentType(Struct):
    """A content type, which `registry.py` lists.

    `name` is its name in templates, in the list of home page sections and in the theme.  `content`
    declares its value, which needs a field `location`.  `files` is the path of its file below
    `content/`, or the Markdown files in a folder such as `announcements/*.md`, whose values are a
    tuple, sorted by `sort_key`, or else by their paths.  With a folder, `list_file` can declare the
    file `<name>.yaml`, which has the key `<name>` with a list of more values.  If `is_home_section`
    is true, the home page of a course with such content has a section with the template
    `partials/<name>.html` and the title `<name>` in `theme/locale/`, unless `is_shown` returns
    false for the value.

    If the course has such content, `page` is the template of the page `/<name>/`, with the same
    title, and if `has_styles` is true, the site's stylesheet contains `css/<name>.css`, and the
    site the theme's script `js/<name>.js`, if there is one, and those of `more_scripts`.  If the
    author wrote that page (`content/<name>/index.md`), it gets the template.  `selections` are
    functions of the value, by the name under which templates receive the result; a page that uses
    one is rendered again only if the result changes.  In URLs and folders, the name has hyphens.

    `other_names` are names that authors may give to its file by mistake, for a hint.

    `view_of` are the names of other content types whose values this type shows; it then has no file
    of its own, and the home page has the section if `is_shown` returns true for these values.  A
    course has such content, and needs its page and styles, if `is_used` does, or by default
    `is_shown`.  If `is_chosen` is true, the home page has the section only if the author lists it.
    """

    name: str
    content: type[Content]
    files: str
    list_file: type[Content] | None = None
    is_home_section: bool = False
    is_shown: Callable[..., object] | None = None
    sort_key: Callable[[Any], Any] | None = None
    page: str = ""
    has_styles: bool = False
    selections: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    view_of: tuple[str, ...] = ()
    more_scripts: tuple[str, ...] = ()
    is_used: Callable[..., object] | None = None
    is_chosen: bool = False
    other_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raise `TypeError` if values of this type cannot be read."""
        content = self.content
        if declared_types(content).get("location") is not Location:
            raise TypeError(f"{content.__name__} needs a field 'location: Location = NO_LOCATION'")
        if self.list_file and self.name not in declared_types(self.list_file):
            raise TypeError(f"{self.list_file.__name__} needs a field '{self.name}'")
        required = required_fields(content)
        is_site_file = self.files.startswith("../")  # the only file that always exists
        if required and not self.is_folder and not is_site_file:
            raise TypeError(
                f"{content.__name__}.{required[0]} needs a default, "
                f"because a course may have no content/{self.files}"
            )

    @property
    def is_folder(self) -> bool:
        """Whether there is a value for each file of a folder."""
        return "*" in self.files

    def contains(self, path: str) -> bool:
        """Return whether a file below `content/` belongs to the type; `index.md` is a page."""
        return bool(self.files_in((path,)))

    def files_in(self, paths: Iterable[str]) -> list[str]:
        """Return those files below `content/` that belong to the type; `index.md` is a page."""
        yaml, start = self.yaml_path, self.files.removesuffix("*.md")
        if not self.is_folder:
            return [path for path in paths if path == yaml]
        return [
            path
            for path in paths
            if path == yaml or (path.startswith(start) and _is_value(path.removeprefix(start)))
        ]

    @property
    def yaml_path(self) -> str:
        """The path of the type's YAML file below `content/`, or an empty string."""
        if self.is_folder:
            return f"{self.name}.yaml" if self.list_file else ""
        return self.files

    @property
    def yaml_content(self) -> type[Content]:
        """The declaration of the type's YAML file, or of its front matter."""
        return self.list_file or self.content

    @property
    def page_path(self) -> str:
        """The output path of the type's own page."""
        return f"{self.folder}/index.html"

    @property
    def folder(self) -> str:
        """The folder of the type's own page, such as `office-hours`."""
        return self.name.replace("_", "-")

    def values_in(self, contents: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the value of the type in the contents of a course, or the values that it shows."""
        return tuple(contents[name] for name in self.view_of or (self.name,))

    @property
    def styles(self) -> str:
        """The path of the type's styles below `static/`."""
        return f"css/{self.name}.css"

    @property
    def scripts(self) -> tuple[str, ...]:
        """The paths of the type's scripts below `static/`, if it has any."""
        return tuple(f"js/{name}.js" for name in (self.name, *self.more_scripts))

    def has_content(self, value: Any) -> bool:
        """Return whether a value contains more than an empty file does."""
        written = value if self.is_folder else replace(value, location=NO_LOCATION)
        return bool(written != self.empty)

    def is_section_of(self, contents: Mapping[str, Any]) -> bool:
        """Return whether the home page of a course with these contents can have a section."""
        values = self.values_in(contents)
        if self.view_of and self.is_shown:
            return bool(self.is_shown(*values))
        return self.shows(*values)

    def is_in(self, contents: Mapping[str, Any]) -> bool:
        """Return whether a course with these contents has content of the type."""
        values = self.values_in(contents)
        is_used = self.is_used or (self.is_shown if self.view_of else None)
        return bool(is_used(*values)) if is_used else self.has_content(*values)

    def shows(self, value: Any) -> bool:
        """Return whether the home page has a section for a value of the type."""
        return self.has_content(value) and (self.is_shown is None or bool(self.is_shown(value)))

    @property
    def empty(self) -> Any:
        """The value for a course without such files."""
        return () if self.is_folder else self.content()


def _is_value(name: str) -> bool:
    """Return whether a file in the folder of a content type, or below it, is one of its values."""
    return "/" not in name and name.endswith(".md") and name != "index.md"
