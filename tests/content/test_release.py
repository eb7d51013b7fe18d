"""When the site contains a value, and how much of it."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, ClassVar

import pytest

from coursegen.base.diagnostics import Diagnostics
from coursegen.base.struct import replace
from coursegen.base.text import FreeData, LocatedStr, Location, Moment, Source, Text
from coursegen.content.at_time import at_time, withheld
from coursegen.content.author import Author
from coursegen.content.image import Image
from coursegen.content.target import Target, TargetKind
from coursegen.content.when import ANNOUNCED, DRAFT, UNRELEASED, WITHDRAWN, Releasable, When
from coursegen.schema.field_types import fields_of
from coursegen.schema.fields import Content, Doc, Markdown

if TYPE_CHECKING:
    from collections.abc import Mapping

LINK = Target(TargetKind.PAGE, "a.md", Location(Source("a", "")))


def day(number: int) -> When:
    return When(moment=Moment(2020, 3, number, tzinfo=UTC))


def at(number: int) -> datetime:
    return datetime(2020, 3, number, tzinfo=UTC)


class Chapter(Content):
    """A part of a book that has no release of its own."""

    title: Annotated[Text, Doc("The title.")] = ""
    text: Annotated[Markdown, Doc("The text.")] = ""


class Solution(Releasable):
    """A part of a book that has its own release."""

    title: Annotated[Text, Doc("The title.")] = ""


class Book(Releasable):
    """A value with every kind of content."""

    hidden_before_release: ClassVar[tuple[str, ...]] = ("pages",)

    title: Annotated[Text, Doc("The title.")] = ""
    pages: int = 0
    due: When | None = None
    link: Target | None = None
    pictures: tuple[Image, ...] = ()
    notes: tuple[Markdown, ...] = ()
    extra: FreeData | None = None
    chapters: tuple[Chapter, ...] = ()
    solution: Solution | None = None


class Shelf(Content):
    """A group that can't be withheld itself."""

    title: Text = ""
    books: tuple[Book, ...] = ()


FULL = Book(
    "Graphs",
    pages=3,
    due=day(5),
    link=LINK,
    pictures=(Image("a.png"),),
    notes=("Note",),
    extra=FreeData(a="b"),
    chapters=(Chapter("One", "Text"),),
    solution=Solution("Answers"),
    released=day(2),
    announced=day(1),
)


@pytest.mark.parametrize(
    ("book", "visibility"),
    [
        (Book(), ""),
        (Book(released=day(2)), ""),
        (Book(released=day(3)), UNRELEASED),
        (Book(until=day(3)), ""),
        (Book(until=day(2)), WITHDRAWN),
        (Book(released=day(3), until=day(4), announced=day(2)), ANNOUNCED),
        (Book(released=day(3), announced=day(3)), UNRELEASED),
        (Book(released=day(1), until=day(2), announced=day(1)), WITHDRAWN),
        (Book(released=day(3), announced=day(1), draft=True), DRAFT),
        (Book(draft=True), DRAFT),
    ],
)
def test_the_keys_of_a_value_determine_whether_it_is_public(book: Book, visibility: str) -> None:
    assert book.visibility_at(at(2)) == visibility


@pytest.mark.parametrize("key", ["released", "until"])
def test_a_value_is_withheld_while_one_of_its_times_is_unknown(key: str) -> None:
    book = Book(**{key: When("1 day after lecture 5")})  # type: ignore[arg-type] # only times

    assert book.visibility_at(at(2))
    assert at_time((book,), at(2)) == ()


def test_a_value_is_not_announced_while_the_time_is_unknown() -> None:
    assert Book(released=day(3), announced=When("lecture 5")).visibility_at(at(2)) == UNRELEASED


def test_a_value_changes_at_each_of_its_times() -> None:
    book = Book(released=day(2), until=day(3), announced=day(1))

    assert book.times() == (at(2), at(3), at(1))
    assert Book(released=When("lecture 5")).times() == ()


def test_announced_content_consists_of_its_title_and_dates() -> None:
    (book,) = at_time((FULL,), at(1))

    assert book == Book(
        "Graphs",
        due=day(5),
        chapters=(Chapter("One"),),
        released=day(2),
        announced=day(1),
        visibility=ANNOUNCED,
    )


def test_content_that_needs_a_link_is_not_announced() -> None:
    class Link(Releasable):
        target: Target

    assert at_time((Link(LINK, released=day(2), announced=day(1)),), at(1)) == ()


def test_released_content_is_complete() -> None:
    assert at_time((FULL,), at(2)) == (FULL,)


def test_a_single_value_inside_another_is_left_out_until_its_release() -> None:
    book = Book("Graphs", solution=Solution("Answers", released=day(2)))

    assert at_time(book, at(1)) == Book("Graphs")
    assert at_time(book, at(2)) == book


def test_a_group_without_public_items_is_left_out() -> None:
    shelves = (Shelf("A", (Book(draft=True),)), Shelf("B", (Book("b"), Book(draft=True))), Shelf())

    assert at_time(shelves, at(1)) == (Shelf("B", (Book("b"),)), Shelf())


def test_a_mapping_keeps_its_keys() -> None:
    values: Mapping[str, object] = {"books": (Book(draft=True), Book("a"))}

    assert at_time(values, at(1)) == {"books": (Book("a"),)}


def test_content_inside_withheld_content_is_not_listed_separately() -> None:
    solution = Solution(released=day(9))
    book = Book(released=day(9), solution=solution)

    assert withheld((book, Book(solution=solution)), at(1)) == (
        replace(book, visibility=UNRELEASED),
        replace(solution, visibility=UNRELEASED),
    )


def test_a_preview_contains_everything_with_the_reason_why_it_is_not_public() -> None:
    books = (FULL, Book(draft=True), Book(until=day(1)), Book(released=day(3)), Book())
    shown = at_time(books, at(1), preview=True)

    assert [book.visibility for book in shown] == [UNRELEASED, DRAFT, WITHDRAWN, UNRELEASED, ""]
    assert shown[0].link == LINK
    assert shown[0].solution == FULL.solution


@pytest.mark.parametrize(
    ("text", "is_announced"),
    [("yes", True), ("YES", True), ("on", True), ("no", False), ("2020-03-02", True)],
)
def test_announced_is_yes_or_no_or_a_date(text: str, *, is_announced: bool) -> None:
    found = Diagnostics()
    convert = fields_of(Book)["announced"].type.accepts.convert
    assert convert
    when = convert(LocatedStr(text), Author.without_site(found))

    announced = Book(released=day(9), announced=when)
    assert (announced.visibility_at(at(2)) == ANNOUNCED) == is_announced
    assert list(found) == []
