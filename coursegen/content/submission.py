"""Where students hand in an assignment."""

import re
from typing import Annotated, ClassVar, Self
from urllib.parse import quote, urlsplit

from coursegen.base.codes import Code
from coursegen.base.diagnostics import Diagnostics
from coursegen.base.text import NO_LOCATION, LocatedStr, Location, Text, location_of
from coursegen.content.author import Author
from coursegen.content.target import Link, Target, TargetKind, read_link
from coursegen.schema.fields import Accepts, Content, Doc, Email

_GRADESCOPE = re.compile(r"(?P<course>\d{1,12})(?:/(?P<assignment>\d{1,12}))?")
_CLASSROOM = re.compile(r"[\w-]{1,40}")


def _gradescope(text: LocatedStr, diagnostics: Diagnostics) -> Target | None:
    match = _GRADESCOPE.fullmatch(text)
    if not match:
        return read_link(text, diagnostics)
    url = f"https://www.gradescope.com/courses/{match['course']}"
    if match["assignment"]:
        url += f"/assignments/{match['assignment']}"
    return Target(TargetKind.URL, url, text.location)


def _classroom(text: LocatedStr, diagnostics: Diagnostics) -> Target | None:
    if not _CLASSROOM.fullmatch(text):
        return read_link(text, diagnostics)
    return Target(TargetKind.URL, f"https://classroom.github.com/a/{text}", text.location)


class SubmissionForm(Content):
    """The keys of a submission."""

    gradescope: Annotated[
        Target | None,
        Accepts(
            "the number of a course, such as 12345, or of an assignment, such as 12345/67890, or a "
            "URL",
            convert=lambda text, author: _gradescope(text, author.diagnostics),
        ),
        Doc("The course or the assignment in Gradescope."),
    ] = None
    canvas: Annotated[Link | None, Doc("The URL of the assignment in Canvas.")] = None
    github_classroom: Annotated[
        Target | None,
        Accepts(
            "the code of an invitation, such as aBcD-123, or a URL",
            convert=lambda text, author: _classroom(text, author.diagnostics),
        ),
        Doc("The invitation of the assignment in GitHub Classroom."),
    ] = None
    email: Annotated[Email, Doc("The address to which students send their work.")] = ""
    url: Annotated[Link | None, Doc("The page where students hand in their work.")] = None
    title: Annotated[Text, Doc("The text of the link. Default: the name of the service.")] = ""
    location: Location = NO_LOCATION


class Submission(Content):
    """Where students hand in an assignment.

    `title` is the name of the service, the author's text, or the host of the URL; it is empty for a
    page of the course.
    """

    noun: ClassVar[str] = "a submission"
    form: ClassVar[type[Content]] = SubmissionForm

    title: Text
    target: Target

    @classmethod
    def from_text(cls, url: LocatedStr, author: Author) -> Self | None:
        """Return a submission at a URL."""
        target = read_link(url, author.diagnostics)
        return cls(_host(target), target) if target else None

    @classmethod
    def from_mapping(cls, form: SubmissionForm, author: Author) -> Self | None:
        """Return the only place of the form, and report a form with none or several."""
        email = f"mailto:{quote(form.email, safe='@+!$*')}"
        places = {
            "Gradescope": form.gradescope,
            "Canvas": form.canvas,
            "GitHub Classroom": form.github_classroom,
            form.email: Target(TargetKind.URL, email, location_of(form.email))
            if form.email
            else None,
            _host(form.url): form.url,
        }
        used = [(title, target) for title, target in places.items() if target]
        if len(used) == 1:
            title, target = used[0]
            return cls(form.title or title, target)
        author.diagnostics.error(
            Code.CONFLICTING_KEYS if used else Code.MISSING_KEY,
            "a submission has several targets" if used else "a submission has no target",
            form.location,
            "write one of gradescope, canvas, github_classroom, email and url",
        )
        return None


def _host(target: Target | None) -> str:
    """Return the host in a URL, or an empty string for a page of the course."""
    return urlsplit(target.value).netloc if target and target.kind is TargetKind.URL else ""
