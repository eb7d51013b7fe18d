"""Rule for vague alt text."""

import pytest

from check.conftest import ApplyEdit, FindMessages
from coursegen.check.rules.text.vague_alt_text import RULE

REDUNDANT = "but screen readers already announce images"


def page(text: str) -> dict[str, str]:
    return {"content/about.md": text}


@pytest.mark.parametrize(
    ("alt", "expected"),
    [
        ("IMG_0012.jpg", "the alt text 'IMG_0012.jpg' is a file name"),
        ("arm.png", "the alt text 'arm.png' is a file name"),
        ("DSC01234", "the alt text 'DSC01234' is a file name"),
        ("Image", "the alt text 'Image' does not describe the image"),
        ("figure 3", "the alt text 'figure 3' does not describe the image"),
        ("图片", "the alt text '图片' does not describe the image"),
        ("图2", "the alt text '图2' does not describe the image"),
        (
            "A picture of an arm",
            f"the alt text starts with 'A picture of', {REDUNDANT}",
        ),
        ("x" * 251, "the alt text has 251 characters, and screen readers cannot pause in it"),
    ],
)
def test_vague_alt_text_is_reported(messages: FindMessages, alt: str, expected: str) -> None:
    assert messages(RULE, page(f"# A\n\n![{alt}](a.png)\n")) == [
        f"content/about.md:3:3: {expected}"
    ]
    assert messages(RULE, page(f"# A\n\n<img src='a.png' alt='{alt}'>\n")) == [
        f"content/about.md:3:23: {expected}"
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
def test_descriptive_alt_text_is_allowed(messages: FindMessages, alt: str) -> None:
    assert messages(RULE, page(f"![{alt}](a.png)\n\n`![image](b.png)`\n")) == []


def test_images_in_data_are_checked(messages: FindMessages) -> None:
    files = {"content/staff.yaml": "people:\n  - {name: A, photo: {image: a.png, alt: photo}}\n"}

    assert messages(RULE, files) == [
        "content/staff.yaml:2:42: the alt text 'photo' does not describe the image"
    ]


def test_redundant_words_are_removed(fixed: ApplyEdit) -> None:
    assert fixed(RULE, page("![A picture of the arm](a.png)\n")) == "![The arm](a.png)"
    assert fixed(RULE, page("![image of 机械臂](a.png)\n")) == "![机械臂](a.png)"
