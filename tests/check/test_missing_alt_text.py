"""Rule for missing alt text."""

from check.conftest import FindMessages
from coursegen.check.rules.text.missing_alt_text import RULE


def test_an_image_without_alt_text_is_reported(messages: FindMessages) -> None:
    files = {
        "site.yaml": "title: T\nhome: [more]\n",
        "content/about.md": "# About\n\n![](static/a.png) ![A plot](static/b.png)\n",
        "content/more.md": "# More\n\nWords.\n\n<img src='static/c.png'>\n",
        "static/a.png": "png",
        "static/b.png": "png",
        "static/c.png": "png",
    }

    assert sorted(messages(RULE, files)) == [
        "content/about.md:3:1: the image 'a.png' has no alt text",
        "content/more.md:5:18: the image 'c.png' has no alt text",
    ]


def test_an_image_in_a_note_and_one_by_reference_are_reported(messages: FindMessages) -> None:
    files = {
        "content/schedule.yaml": "weeks:\n  - topic: T\n    note: 'See ![ ](a.png).'\n",
        "content/about.md": "# About\n\nA ![][b]\n\n[b]: b.png\n",
    }

    assert messages(RULE, files) == [
        "content/about.md:3:3: the image 'b.png' has no alt text",
        "content/schedule.yaml:3:16: the image 'a.png' has no alt text",
    ]


def test_an_image_without_alt_text_in_code_is_ignored(messages: FindMessages) -> None:
    files = {"content/about.md": "# About\n\n```\n![](a.png)\n```\n\n`![](b.png)`\n"}

    assert messages(RULE, files) == []


def test_an_image_in_data_without_alt_text_is_reported(messages: FindMessages) -> None:
    files = {
        "site.yaml": """\
title: T
banners:
  top: {image: a.png}
  bottom: {image: a.png, alt: ''}
""",
        "content/staff.yaml": """\
people:
  - {name: A, photo: a.png}
  - {name: B, photo: {image: a.png}}
""",
        "content/about.md": """\
---
pictures:
  - {image: a.png}
  - {image: a.png, alt: A}
---
""",
        "static/a.png": "png",
    }

    assert sorted(messages(RULE, files)) == [
        "content/about.md:3:13: the image 'a.png' has no alt text",
        "content/staff.yaml:3:30: the image 'a.png' has no alt text",
        "site.yaml:3:16: the image 'a.png' has no alt text",
    ]
