"""Parse date phrases in Chinese, such as `第5讲后3天`."""

import re
from collections.abc import Callable, Mapping

from coursegen.content.clock import CHINESE_NUMBERS, number_of, weekdays
from coursegen.content.kinds import Kind
from coursegen.content.phrases.phrase import (
    ITEM,
    NAME,
    TERM,
    WEEK,
    Anchor,
    Body,
    Edge,
    Shift,
    Weekday,
    WeekdayOf,
)

_UNITS = {
    "分钟": "minutes",
    "小时": "hours",
    "天": "days",
    "日": "days",
    **dict.fromkeys(("周", "星期", "礼拜"), "weeks"),
}
_KINDS = {
    **dict.fromkeys(("讲座", "课", "讲"), "lecture"),
    "实验": "lab",
    "讨论": "discussion",
    "研讨": "seminar",
    **dict.fromkeys(("习题课", "辅导"), "tutorial"),
    "考试": "exam",
    "测验": "quiz",
    "复习": "review",
    "报告": "presentation",
    "项目": "project",
    "论文": "paper",
    "活动": "event",
}
_PARTS = {
    **dict.fromkeys(("截止", "截止时间", "截止日期"), "due"),
    **dict.fromkeys(("发布", "发布时间", "发布日期"), "released"),
    **dict.fromkeys(("最晚提交", "最晚提交时间"), "last_accepted"),
}
_TERM = {
    **dict.fromkeys(("开学", "学期开始"), "start"),
    "学期结束": "end",
}

_COUNT = rf"(?P<count>\d{{1,3}}|[两{CHINESE_NUMBERS}])"
_UNIT = rf"个?(?P<unit>{'|'.join(_UNITS)})"
_SIDE = r"(?:之|以)?(?P<side>后|前)"
_BASE = r"(?P<base>.+?)\s*"
_WEEKDAY = r"(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"
_NTH = rf"(?:第(?P<nth>\d|[{CHINESE_NUMBERS}])个?|(?P<next>首个|下个?)|(?P<last>最后一?个|上个?)|)"
_PART = "|".join(sorted(_PARTS, key=len, reverse=True))


def parse_chinese(text: str, kinds: Mapping[str, Kind]) -> Body | None:
    """Parse a phrase without a time of day, or the name of an item, or return None."""
    names = {kind.label: key for key, kind in kinds.items() if kind.label} | _KINDS
    body = _counted(text, names)
    if body is None and (edge := re.fullmatch(rf"{_BASE}{_SIDE}", text)):
        base = _base(edge["base"], names)
        return base and Edge(base, edge["side"] == "后")
    return body or _anchor(text, names)


def _base(text: str, names: Mapping[str, str]) -> Body | None:
    return _counted(text, names) or _anchor(text, names)


def _counted(text: str, names: Mapping[str, str]) -> Body | None:
    """Parse a number of days, or a day of the week."""
    for pattern, make in _RULES:
        if match := re.fullmatch(pattern, text):
            return make(match, names)
    return None


def _shift(match: re.Match[str], names: Mapping[str, str]) -> Body | None:
    base = _base(match["base"], names)
    unit = _UNITS[match["unit"]]
    return base and Shift(base, match["side"] == "后", number_of(match["count"]), unit)


def _weekday_from(match: re.Match[str], names: Mapping[str, str]) -> Body | None:
    is_after = match["side"] == "后"
    if match["last" if is_after else "next"]:
        return None
    base = _base(match["base"], names)
    return base and Weekday(base, is_after, number_of(match["nth"] or "1"), _weekday(match))


def _weekday_of(match: re.Match[str], _names: Mapping[str, str]) -> Body | None:
    return WeekdayOf(Anchor(WEEK, _label(match["week"])), _weekday(match))


_RULES: tuple[tuple[str, Callable[[re.Match[str], Mapping[str, str]], Body | None]], ...] = (
    (rf"{_BASE}{_SIDE}的?\s*{_COUNT}\s*{_UNIT}", _shift),
    (rf"{_BASE}{_COUNT}\s*{_UNIT}{_SIDE}", _shift),
    (rf"{_BASE}{_SIDE}的?\s*{_NTH}\s*{_WEEKDAY}", _weekday_from),
    (rf"第\s*(?P<week>\S+?)\s*周的?\s*{_WEEKDAY}", _weekday_of),
)


def _anchor(text: str, names: Mapping[str, str]) -> Anchor | None:
    if text in _TERM:
        return Anchor(TERM, part=_TERM[text])
    if match := re.fullmatch(rf"(?P<name>.*?)\s*的?(?P<part>{_PART})", text):
        return Anchor(ITEM, match["name"], _PARTS[match["part"]])
    if match := re.fullmatch(r"第\s*(\S+?)\s*周", text):
        return Anchor(WEEK, _label(match[1]))
    for name, key in names.items():
        if match := re.fullmatch(rf"第\s*(\S+?)\s*次?\s*{re.escape(name)}", text):
            return Anchor(key, _label(match[1]))
        if match := re.fullmatch(rf"{re.escape(name)}\s*(\S.*)", text):
            return Anchor(key, _label(match[1]))
    return Anchor(ITEM, text) if re.fullmatch(f"(?!第){NAME}", text) else None


def _label(text: str) -> str:
    """Return the number of a week or session, in digits."""
    return str(number_of(text)) if text in (*CHINESE_NUMBERS, "两") else text


def _weekday(match: re.Match[str]) -> int:
    return weekdays(match["weekday"]).numbers[0]
