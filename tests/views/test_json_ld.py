"""Structured data of a course in the schema.org vocabulary."""

import json
from typing import Any

import pytest
from conftest import BuildCourse, Built
from hypothesis import given
from hypothesis import strategies as st

from coursegen.views.json_ld import as_json

URL = "https://example.org/course/"
COURSE = {
    "site.yaml": """\
title: Linear Algebra
code: MATH 101
description: Vectors and more; ask ada@example.org.
institution: Some University
term: Fall 2026
room: Hall 1
license: CC-BY-4.0
""",
    "content/schedule.yaml": """\
weeks:
  - {dates: 2026-09-07 to 2026-09-11, lectures: [{title: One, date: 2026-09-08}]}
  - {lectures: [{title: Exam, date: 2026-12-18}]}
""",
    "content/staff.yaml": """\
groups:
  - title: Instructors
    people:
      - {name: Ada, email: ada@example.org, website: https://ada.example/}
      - {name: Bo, role: Lecturer, website: labs/one.md}
      - {name: Cy, website: "mailto:cy@example.org"}
  - {title: Assistants, people: [Dee]}
""",
    "content/labs/index.md": "# Labs\n",
    "content/labs/one.md": "# Lab one\n\nBring a computer.\n",
}


def structured_data(built: Built, path: str = "index.html") -> Any:
    html = built.html(path)
    return json.loads(
        html.partition('<script type="application/ld+json">')[2].split("</script>")[0]
    )


def test_the_home_page_describes_the_course_and_its_term(build_course: BuildCourse) -> None:
    assert structured_data(build_course(COURSE, base_url=URL)) == {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": "Linear Algebra",
        "courseCode": "MATH 101",
        "description": "Vectors and more; ask ….",
        "url": URL,
        "inLanguage": "en",
        "image": f"{URL}static/made/cards/index.png",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "provider": {"@type": "CollegeOrUniversity", "name": "Some University"},
        "hasCourseInstance": {
            "@type": "CourseInstance",
            "name": "Linear Algebra, Fall 2026",
            "startDate": "2026-09-07",
            "endDate": "2026-12-18",
            "location": {"@type": "Place", "name": "Hall 1"},
            "instructor": [
                {
                    "@type": "Person",
                    "name": "Ada",
                    "jobTitle": "Instructors",
                    "url": "https://ada.example/",
                },
                {
                    "@type": "Person",
                    "name": "Bo",
                    "jobTitle": "Lecturer",
                    "url": f"{URL}labs/one/",
                },
                {"@type": "Person", "name": "Cy", "jobTitle": "Instructors"},
            ],
        },
    }


def test_a_page_is_part_of_the_course_and_has_a_breadcrumb(build_course: BuildCourse) -> None:
    page, way = structured_data(build_course(COURSE, base_url=URL), "labs/one/index.html")["@graph"]

    assert page == {
        "@type": ["WebPage", "LearningResource"],
        "name": "Lab one",
        "description": "Bring a computer.",
        "url": f"{URL}labs/one/",
        "inLanguage": "en",
        "image": f"{URL}static/made/cards/labs/one/index.png",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "isPartOf": {"@type": "Course", "name": "Linear Algebra", "url": URL},
    }
    assert [(i["position"], i["name"], i["item"]) for i in way["itemListElement"]] == [
        (1, "Linear Algebra", URL),
        (2, "Labs", f"{URL}labs/"),
        (3, "Lab one", f"{URL}labs/one/"),
    ]


def test_without_a_site_url_there_are_no_absolute_urls(build_course: BuildCourse) -> None:
    built = build_course(COURSE)

    assert "url" not in structured_data(built)
    assert [part["@type"] for part in structured_data(built, "labs/index.html")["@graph"]] == [
        ["WebPage", "LearningResource"]
    ]


@pytest.mark.parametrize(
    ("staff", "provider"),
    [("people: [Ada]", [{"@type": "Person", "name": "Ada"}]), ("people: []", None)],
)
def test_without_an_institution_the_provider_is_the_staff(
    build_course: BuildCourse, staff: str, provider: object
) -> None:
    built = build_course({"content/staff.yaml": staff})

    assert structured_data(built).get("provider") == provider


def test_a_license_without_a_url_is_given_by_its_name(build_course: BuildCourse) -> None:
    built = build_course({"site.yaml": "title: T\nlicense: All rights reserved\n"})

    assert structured_data(built)["license"] == {
        "@type": "CreativeWork",
        "name": "All rights reserved",
    }


def test_structured_data_contains_no_email_address(build_course: BuildCourse) -> None:
    for path in ("index.html", "labs/one/index.html"):
        assert "example.org" not in json.dumps(structured_data(build_course(COURSE), path))


@given(st.dictionaries(st.text(), st.text(min_size=1)))
def test_any_text_is_preserved_in_a_script_element(values: dict[str, str]) -> None:
    written = as_json(values)

    assert json.loads(written) == values
    assert not set(written) & set("<>&\u2028\u2029")
