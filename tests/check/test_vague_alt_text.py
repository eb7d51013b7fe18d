"""Alternative texts that say something."""

import pytest

from check.conftest import ApplyEdit, FindMessages
from coursegen.check.rules.text.vague_alt_text import RULE

TWICE = "which is heard twice: a screen reader says first that this is an image"


def page(text: str) -> dict[str, str]:
    return {"content/about.md": text}


@pytest.mark.parametrize(
    ("alt", "said"),
    [
        ("IMG_0012.jpg", "the alternative text 'IMG_0012.jpg' is a file's name"),
        ("arm.png", "the alternative text 'arm.png' is a file's name"),
        ("DSC01234", "the alternative text 'DSC01234' is a file's name"),
        ("Image", "the alternative text 'Image' does not say what the image shows"),
        ("figure 3", "the alternative text 'figure 3' does not say what the image shows"),
        ("图片", "the alternative text '图片' does not say what the image shows"),
        ("图2", "the alternative text '图2' does not say what the image shows"),
        (
            "A picture of an arm",
            f"the alternative text begins with 'A picture of', {TWICE}",
        ),
        ("x" * 251, "the alternative text is 251 letters long, and nobody can stop in it"),
    ],
)
def test_a_text_that_says_nothing_is_told(messages: FindMessages, alt: str, said: str) -> None:
    assert messages(RULE, page(f"# A\n\n![{alt}](a.png)\n")) == [f"content/about.md:3:3: {said}"]
    assert messages(RULE, page(f"# A\n\n<img src='a.png' alt='{alt}'>\n")) == [
        f"content/about.md:3:23: {said}"
    ]


@pytest.mark.parametrize(
    "alt",
    [
        "",
        "A robot's arm",
        "The image plane",
        "Figure 3: the arm",
        "Picturing data",
        "机械臂的照片",
        "x" * 250,
    ],
)
def test_a_text_that_says_something_is_fine(messages: FindMessages, alt: str) -> None:
    assert messages(RULE, page(f"![{alt}](a.png)\n\n`![image](b.png)`\n")) == []


def test_pictures_in_data_are_asked_too(messages: FindMessages) -> None:
    files = {"content/staff.yaml": "people:\n  - {name: A, photo: {image: a.png, alt: photo}}\n"}

    assert messages(RULE, files) == [
        "content/staff.yaml:2:42: the alternative text 'photo' does not say what the image shows"
    ]


def test_words_that_are_heard_anyway_are_taken_out(fixed: ApplyEdit) -> None:
    assert fixed(RULE, page("![A picture of the arm](a.png)\n")) == "![The arm](a.png)"
    assert fixed(RULE, page("![image of 机械臂](a.png)\n")) == "![机械臂](a.png)"
