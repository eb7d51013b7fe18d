"""Material that is announced without a link."""

import pytest
from conftest import BuildCourse


@pytest.mark.parametrize("word", ["soon", "TBA", "coming soon"])
def test_announced_material_is_shown_without_a_link_and_without_a_warning(
    build_course: BuildCourse, word: str
) -> None:
    schedule = f"weeks: [{{week: 1, lectures: [{{title: One, slides: {word}}}]}}]\n"
    built = build_course({"content/index.md": "# Home\n", "content/schedule.yaml": schedule})
    assert f"</svg>Slides ({word})</span>" in built.html()
    assert built.lines == []


def test_a_material_with_a_title_can_have_a_status(build_course: BuildCourse) -> None:
    schedule = "weeks: [{lectures: [{title: A, code: {title: Parser, status: on Friday}}]}]\n"
    built = build_course({"content/index.md": "# Home\n", "content/schedule.yaml": schedule})
    assert "</svg>Parser (on Friday)</span>" in built.html()
    assert built.lines == []
