"""The assignments of a course: work that students hand in, with deadlines."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, ClassVar, Self

from coursegen.base.codes import Code
from coursegen.base.struct import replace
from coursegen.base.text import NO_LOCATION, LocatedStr, Location, Text, plain_text
from coursegen.content.author import Author
from coursegen.content.content_type import ContentType
from coursegen.content.grading import LatePolicy
from coursegen.content.ids import Ids, file_id, slug
from coursegen.content.kinds import Kind
from coursegen.content.material import Material
from coursegen.content.submission import Submission
from coursegen.content.target import Link
from coursegen.content.when import Deadline, Releasable
from coursegen.schema.fields import ONE_OR_MORE, Accepts, Content, Doc, Id, Inline, Markdown

HOMEWORK, HANDOUT, SOLUTION = Kind("homework"), Kind("handout"), Kind("solution")


def _kind(text: str, author: Author) -> Kind:
    return author.session_kinds.get(text) or author.material_kinds.get(text) or Kind(text)


def _no_policy(text: LocatedStr, author: Author) -> LatePolicy | None:
    """Return the policy for `no`."""
    if text.lower() in ("no", "none"):
        return LatePolicy()
    author.diagnostics.error(
        Code.INVALID_VALUE,
        f"expected a late policy or no, found '{text}'",
        text.location,
        "write the policy as {per_day: 10 %, days: 3}",
    )
    return None


def _late_policy(read: "Assignment", author: Author) -> LatePolicy | None:
    """Return the late policy with the slip days of the term; an exam has none by default."""
    policy = read.late or (None if read.exam else author.grading.late)
    return policy and policy.with_slip_days(author.grading.slip_days)


class Assignment(Releasable):
    """An assignment.

    `name` is the path of its file below `content/`, without the suffix, or empty in
    `assignments.yaml`.  `group` is empty, `yes`, or the maximum size of a group.  The `files` are
    materials, and the solution can have several.
    """

    noun: ClassVar[str] = "an assignment"
    skeleton: ClassVar[str] = "title: {title}\ndue: {in_a_week} 23:59"

    title: Annotated[Inline, Doc("The title.")]
    id: Annotated[
        Id,
        Doc(
            "A permanent name for links such as `/assignments/#hw1`. Default: the name of the file,"
            " or the title."
        ),
    ] = ""
    kind: Annotated[
        Kind,
        Accepts("a kind such as homework, project or quiz", convert=_kind),
        Doc("The kind, such as `project`, `quiz` or `exam`. Default: `homework`."),
    ] = HOMEWORK
    due: Annotated[Deadline | None, Doc("The deadline.")] = None
    points: Annotated[
        Text,
        Accepts("a number such as 20 or 2.5", r"^\d{1,6}(\.\d{1,2})?\Z"),
        Doc("The number of points."),
    ] = ""
    group: Annotated[
        Text,
        Accepts(
            "yes, no or the size of a group, such as 3",
            r"^(yes|no|[1-9]\d?)\Z",
            convert=lambda text, _author: None if text == "no" else text,
        ),
        Doc("Whether students work in groups, or the maximum size of a group. Default: `no`."),
    ] = ""
    submission: Annotated[
        Submission | None,
        Doc("Where students hand in their work, such as `gradescope: 12345`, or a URL."),
    ] = None
    files: Annotated[
        tuple[Material, ...], ONE_OR_MORE, Doc("The files or URLs that students need.")
    ] = ()
    page: Annotated[Link | None, Doc("A page about the assignment.")] = None
    solution: Annotated[
        tuple[Material, ...],
        ONE_OR_MORE,
        Doc("The solution: files or URLs, usually with their own `released`."),
    ] = ()
    late: Annotated[
        LatePolicy | None,
        Accepts("a late policy or no", convert=_no_policy),
        Doc("The late policy. Default: `late` in `grading` of `site.yaml`, or none with `exam`."),
    ] = None
    exam: Annotated[
        Id, Doc("The `id` of the entry in the schedule where students take this exam or quiz.")
    ] = ""
    note: Annotated[Markdown, Doc("A note in Markdown.")] = ""
    name: Text = ""
    body: Markdown = ""

    @classmethod
    def from_mapping(cls, read: Self, author: Author) -> Self:
        """Return the assignment with its kinds of material, its policy, and the id of its file."""
        return replace(
            read,
            id=read.id or (file_id(read.name) if read.name else ""),
            files=tuple(replace(each, kind=HANDOUT) for each in read.files),
            solution=tuple(replace(each, kind=SOLUTION) for each in read.solution),
            late=_late_policy(read, author),
        )

    @property
    def materials(self) -> tuple[Material, ...]:
        """The files and the solution."""
        return (*self.files, *self.solution)

    @property
    def last_accepted(self) -> datetime | None:
        """The time after which no submission is accepted, or None without a known deadline."""
        if self.due is None or self.due.moment is None or self.late is None:
            return None
        from coursegen.content.late_policy import last_accepted  # noqa: PLC0415 - only with deadlines

        return last_accepted(self.late, self.due.moment)


class Assignments(Content):
    """The assignments in one file."""

    noun: ClassVar[str] = "content/assignments.yaml"

    assignments: Annotated[tuple[Assignment, ...], Doc("The assignments.")] = ()
    location: Location = NO_LOCATION

    @classmethod
    def from_mapping(cls, read: Self, author: Author) -> Self:
        """Return the assignments, each with an id."""
        ids = Ids((each.id for each in read.assignments if each.id), author)
        return replace(read, assignments=tuple(_with_ids(read.assignments, ids)))


def _with_ids(assignments: tuple[Assignment, ...], ids: Ids) -> Iterator[Assignment]:
    for each in assignments:
        yield (
            each
            if each.id
            else replace(each, id=ids.free(slug(plain_text(each.title)) or "assignment"))
        )


def _by_deadline(assignments: tuple[Assignment, ...]) -> tuple[Assignment, ...]:
    """Return the assignments in order of their deadlines; those without one come last."""
    return tuple(
        sorted(assignments, key=lambda each: (each.due is None, each.due and each.due.time))
    )


ASSIGNMENTS = ContentType(
    "assignments",
    Assignment,
    "assignments/*.md",
    Assignments,
    is_home_section=True,
    page="assignments.html",
    has_styles=True,
    other_names=("homework", "homeworks", "hw", "projects", "psets"),
    selections={
        "assignment_kinds": lambda all_: tuple(
            dict.fromkeys(material.kind for each in all_ for material in each.materials)
        ),
        "slip_day_assignments": lambda all_: tuple(
            each for each in _by_deadline(all_) if each.due and each.late and each.late.slip_days
        ),
    },
)
