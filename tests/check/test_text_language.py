"""Rule for the language of pages."""

import pytest

from check.conftest import ApplyEdit, FindMessages, weeks
from coursegen.check.rules.text.text_language import RULE, script_of

CHINESE = (
    "本课程介绍深度生成模型的基础、研究课题和应用，包括自编码器、生成对抗网络以及扩散模型等内容。"
    * 2
)
ENGLISH = "This course covers the fundamentals, research topics and applications of models. " * 8
JAPANESE = "この講義では、深層生成モデルの基礎と応用について学びます。演習も毎週あります。" * 3
RUSSIAN = "Этот курс посвящён основам и применениям глубоких порождающих моделей. " * 3
WRONG = "the language of {} is '{}', but most of its text is in {}"


def test_a_site_in_another_language_is_reported_once(messages: FindMessages) -> None:
    files = {"content/a.md": f"# 一\n\n{CHINESE}\n", "content/b.md": f"# 二\n\n{CHINESE}\n"}

    assert messages(RULE, files) == [f"site.yaml:1:1: {WRONG.format('the site', 'en', 'Chinese')}"]
    assert messages(RULE, {"site.yaml": "title: T\nlanguage: zh\n", **files}) == []


def test_the_schedule_alone_is_enough_to_detect_the_language_of_the_site(
    messages: FindMessages,
) -> None:
    files = weeks(*(f"{{title: 第{n}讲：深度生成模型的基础与应用}}" for n in range(1, 7)))

    assert messages(RULE, files) == [f"site.yaml:1:1: {WRONG.format('the site', 'en', 'Chinese')}"]


def test_a_single_page_in_another_language_is_reported(messages: FindMessages) -> None:
    files = {"content/a.md": ENGLISH, "content/b.md": ENGLISH, "content/c.md": RUSSIAN}

    assert messages(RULE, files) == [
        f"content/c.md:1:1: {WRONG.format('this page', 'en', 'Cyrillic letters')}"
    ]
    files["content/c.md"] = f"---\nlanguage: ru\n---\n{RUSSIAN}"
    assert messages(RULE, files) == []


def test_an_english_page_in_a_chinese_course_is_reported(messages: FindMessages) -> None:
    files = {
        "site.yaml": "title: T\nlanguage: zh-CN\n",
        "content/a.md": CHINESE,
        "content/b.md": ENGLISH,
    }

    assert messages(RULE, files) == [
        f"content/b.md:1:1: {WRONG.format('this page', 'zh-CN', 'Latin letters')}"
    ]


def test_the_wrong_language_of_a_page_is_corrected(fixed: ApplyEdit) -> None:
    files = {"content/a.md": f"---\nlanguage: zh\n---\n{JAPANESE}"}

    assert fixed(RULE, files) == "language: ja"


@pytest.mark.parametrize(
    "text",
    [
        f"{ENGLISH} {CHINESE}",
        "# 董豪\n\nHao Dong, 北京大学\n",
        f"```\n{CHINESE}\n```\n",
        f"[slides](https://example.org/{CHINESE})",
        "Ελληνικά: α, β, γ and δ are letters.\n",
    ],
)
def test_mixed_or_short_text_is_not_reported(messages: FindMessages, text: str) -> None:
    assert messages(RULE, {"content/a.md": text}) == []


@pytest.mark.parametrize(
    ("text", "script"),
    [
        (CHINESE, "Han"),
        (JAPANESE, "Kana"),
        (ENGLISH, "Latin"),
        (RUSSIAN, "Cyrillic"),
        ("이 강의는 심층 생성 모델의 기초와 응용을 다룹니다. " * 4, "Hangul"),
        ("Αυτό το μάθημα καλύπτει τις βασικές αρχές. " * 3, "Greek"),
        (f"{CHINESE} PyTorch GAN VAE Transformer", "Han"),
        ("", ""),
    ],
)
def test_the_writing_system_of_text_is_detected(text: str, script: str) -> None:
    assert script_of(text) == script
