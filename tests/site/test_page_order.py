"""Previous and next pages, and natural sorting."""

from random import Random

from conftest import BuildCourse, Tags
from hypothesis import given
from hypothesis import strategies as st

from coursegen.site.page_order import natural_sort_key

NAMES = st.text(alphabet="abAB-_ .0123456789é讲١", max_size=12)


@given(st.lists(NAMES), st.randoms())
def test_the_order_of_names_is_independent_of_the_initial_order(
    names: list[str], chance: Random
) -> None:
    mixed = chance.sample(names, len(names))

    assert sorted(names, key=natural_sort_key) == sorted(mixed, key=natural_sort_key)


@given(NAMES, NAMES)
def test_different_names_have_different_sort_keys(one: str, other: str) -> None:
    assert (natural_sort_key(one) == natural_sort_key(other)) == (one == other)


@given(st.text(alphabet="abc-", max_size=5), st.integers(0, 10**6), st.integers(0, 10**6))
def test_numbers_in_names_are_sorted_by_value(stem: str, one: int, other: int) -> None:
    assert (natural_sort_key(f"{stem}{one}") < natural_sort_key(f"{stem}{other}")) == (one < other)


def test_uppercase_names_are_sorted_next_to_lowercase_names() -> None:
    names = ["lab-10", "Lab-2", "lab-2b", "lab", "lab-1"]

    assert sorted(names, key=natural_sort_key) == ["lab", "lab-1", "Lab-2", "lab-2b", "lab-10"]


def neighbors(html: str) -> tuple[str, str]:
    """Return the targets of `previous` and `next`."""
    links = {v.get("rel"): v["href"] for tag, v in Tags(html).tags if tag == "a" and "rel" in v}
    return links.get("prev", ""), links.get("next", "")


def test_pages_that_the_schedule_links_to_are_in_the_order_of_the_schedule(
    build_course: BuildCourse,
) -> None:
    built = build_course(
        {
            "content/schedule.yaml": """\
weeks:
- week: 1
  lectures:
  - {title: One, notes: z.md#part, code: https://example.org/a/}
  - {title: Two, notes: /labs/lab-1/, slides: a.pdf}
- week: 2
  lectures:
  - {title: Three, notes: [z.md, index.md, a.md]}
""",
            "content/z.md": "# Z\n\n## Part\n",
            "content/a.md": "# A\n",
            "content/labs/lab-1.md": "# One\n",
            "content/labs/lab-2.md": "# Two\n",
            "content/labs/lab-3.md": "# Three\n",
            "files/a.pdf": "pdf",
        }
    )

    assert neighbors(built.html("z/index.html")) == ("", "../labs/lab-1/")
    assert neighbors(built.html("labs/lab-1/index.html")) == ("../../z/", "../../a/")
    assert neighbors(built.html("a/index.html")) == ("../labs/lab-1/", "")
    assert neighbors(built.html("labs/lab-2/index.html")) == ("", "../../labs/lab-3/")
    assert neighbors(built.html()) == ("", "")


def test_pages_of_a_folder_are_sorted_by_order_then_by_name(build_course: BuildCourse) -> None:
    built = build_course(
        {
            "content/labs/index.md": "# Labs\n",
            "content/labs/lab-2.md": "# Two\n",
            "content/labs/lab-10.md": "# Ten\n",
            "content/labs/setup.md": "---\ntitle: Setup\norder: 1\n---\n",
            "content/labs/more/a.md": "# Elsewhere\n",
            "content/about.md": "# About\n",
            "content/syllabus.md": "# Syllabus\n",
        }
    )

    seen, page = [], "labs/"
    while page:
        seen.append(page)
        page = neighbors(built.html(f"{page}index.html"))[1].removeprefix("../../")
        page = page.removeprefix("../")
    assert seen == ["labs/", "labs/setup/", "labs/lab-2/", "labs/lab-10/"]
    assert neighbors(built.html("labs/more/a/index.html")) == ("", "")
    assert neighbors(built.html("about/index.html")) == ("", "")


def test_an_unreleased_page_is_not_a_neighbor_of_any_page(build_course: BuildCourse) -> None:
    built = build_course(
        {
            "content/schedule.yaml": "weeks: [{lectures: [{title: One, notes: [labs/a.md, "
            "{file: labs/b.md, released: 2099-01-01}, labs/c.md]}]}]\n",
            **{f"content/labs/{name}.md": f"# {name}\n" for name in "abc"},
        }
    )

    assert neighbors(built.html("labs/a/index.html")) == ("", "../../labs/c/")
    assert not any("labs/b" in built.html(path) for path in built.site.plan.pages)
