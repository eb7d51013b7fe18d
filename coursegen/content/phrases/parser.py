"""Parse date phrases in English and Chinese, such as `1 day after lecture 5`."""

import re
from collections.abc import Callable, Mapping
from unicodedata import normalize

from coursegen.base.diagnostics import closest_match
from coursegen.content.clock import NUMBER_WORDS, WEEKDAY_NAMES, number_of, weekdays
from coursegen.content.kinds import Kind
from coursegen.content.local_time import read_clock
from coursegen.content.phrases.chinese import parse_chinese
from coursegen.content.phrases.phrase import (
    ITEM,
    NAME,
    TERM,
    WEEK,
    Anchor,
    Body,
    Edge,
    Phrase,
    Shift,
    Weekday,
    WeekdayOf,
)
from coursegen.content.when import DateError

_ORDINALS = {
    "": 1,
    "next": 1,
    "last": 1,
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
    "5th": 5,
}
_UNITS = {
    **dict.fromkeys(("min", "mins", "minute", "minutes"), "minutes"),
    **dict.fromkeys(("h", "hour", "hours"), "hours"),
    **dict.fromkeys(("d", "day", "days"), "days"),
    **dict.fromkeys(("w", "week", "weeks"), "weeks"),
}
_PARTS = {
    **dict.fromkeys(("due", "deadline", "the deadline"), "due"),
    "released": "released",
    "last accepted": "last_accepted",
}
_TERM = {
    **dict.fromkeys(("term start", "start of term", "start of the term"), "start"),
    **dict.fromkeys(("term end", "end of term", "end of the term"), "end"),
}

_COUNT = rf"(?P<count>\d{{1,3}}|an?|{'|'.join(NUMBER_WORDS)})"
_UNIT = rf"(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})"
_WEEKDAY = r"(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_SIDE = r"(?P<side>after|before)"
_NTH = rf"(?:the\s+)?(?P<nth>{'|'.join(filter(None, _ORDINALS))}|)\s*\b"
_TIME = r"\d{1,2}:\d{2}(?:\s*[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?"
_CHINESE_TIME = r"(?:上午|下午|晚上)?\s*\d{1,2}(?::\d{2}|[点时](?:\d{1,2}分?|半)?)"
_CLOCK = re.compile(
    rf"(?i)(?P<body>.+?)(?:,?\s+at\s+(?P<at>.+)|,?\s+(?P<time>{_TIME})"
    rf"|的?\s*(?P<chinese>{_CHINESE_TIME}))"
)

_EXAMPLES = "1 day after due, or Friday of week 3 at 23:59"


class PhraseError(DateError):
    """Text that is not a date phrase; `is_similar` is set if it contains words of date phrases."""

    def __init__(self, message: str, hint: str, *, is_similar: bool = True) -> None:
        super().__init__(message, hint)
        self.is_similar = is_similar


def parse(text: str, kinds: Mapping[str, Kind]) -> Phrase:
    """Parse a date phrase; `kinds` are the kinds of sessions.

    Raises `PhraseError`, or `DateError` for an invalid time of day.
    """
    plain = re.sub(r"\s+", " ", normalize("NFKC", text)).strip()
    match = _CLOCK.fullmatch(plain)
    if not match:
        return Phrase(_body(plain, text, kinds))
    body = _body(match["body"], text, kinds)
    time = read_clock(match["at"] or match["time"] or match["chinese"])
    if isinstance(body, Shift) and not body.counts_days:
        raise PhraseError(
            f"'{text}' has a time of day after a number of {body.unit}",
            "remove the time of day, or count days",
        )
    return Phrase(body, time)


def _body(body: str, text: str, kinds: Mapping[str, Kind]) -> Body:
    parsed = _English(kinds).body(body)
    if parsed is None:
        raise _error(text, kinds)
    return parsed


def _error(text: str, kinds: Mapping[str, Kind]) -> PhraseError:
    """Return an error that suggests the nearest word of date phrases for the first unknown word."""
    parts = {word for part in (*_PARTS, *_TERM) for word in part.split()}
    days = map(str.title, WEEKDAY_NAMES)
    known = {*days, *NUMBER_WORDS, *_ORDINALS, *parts, *kinds, "after", "before", "week", "weeks"}
    known |= {unit for unit in _UNITS if len(unit) > 2} | {"at", "of"}
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 1]
    similar = any(word.casefold() in known or word.title() in known for word in words)
    for word in words:
        close = closest_match(word, known - {""}, cutoff=0.6 if similar else 0.8)
        is_typo = close and abs(len(close) - len(word)) < 3  # unlike 'Midterm' for 'term'
        if is_typo and close.casefold() != word.casefold():
            return PhraseError(f"unknown word '{word}' in '{text}'", f"did you mean '{close}'?")
    return PhraseError(
        f"'{text}' is neither a date nor a date phrase",
        "write the kind before a title of several words, as in 'after exam Midterm 1'"
        if similar and re.search(r"(?i)\b(after|before)\b", text)
        else f"write a date such as 2020-02-20, or a phrase such as {_EXAMPLES}",
        is_similar=similar,
    )


class _English:
    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self._kinds = kinds

    def body(self, text: str) -> Body | None:
        """Parse a phrase without a time of day, or return None."""
        if edge := re.fullmatch(rf"(?i){_SIDE}\s+(?P<base>.+)", text):
            base = self._base(edge["base"])
            return base and Edge(base, is_after=_is_after(edge))
        return self._base(text)

    def _base(self, text: str) -> Body | None:
        for pattern, make in self._rules:
            if match := re.fullmatch(f"(?i){pattern}", text):
                return make(self, match)
        return self._anchor(text)

    def _shift(self, match: re.Match[str]) -> Body | None:
        base = self._base(match["base"])
        count = match["count"].casefold()
        amount = 1 if count in ("a", "an") else number_of(count)
        unit = _UNITS[match["unit"].casefold()]
        return base and Shift(base, _is_after(match), amount, unit)

    def _weekday_from(self, match: re.Match[str]) -> Body | None:
        nth, is_after = match["nth"].casefold(), _is_after(match)
        if nth == ("last" if is_after else "next"):
            raise PhraseError(
                f"'{nth}' cannot be used with '{match['side']}'",
                "use 'first' or 'next' with 'after', and 'last' with 'before'",
            )
        base = self._base(match["base"])
        return base and Weekday(base, is_after, _ORDINALS[nth], _weekday(match))

    def _weekday_of(self, match: re.Match[str]) -> Body | None:
        return WeekdayOf(Anchor(WEEK, match["week"]), _weekday(match))

    _rules: tuple[tuple[str, Callable[["_English", re.Match[str]], Body | None]], ...] = (
        (rf"{_COUNT}\s+{_UNIT}\s+{_SIDE}\s+(?P<base>.+)", _shift),
        (rf"(?P<base>.+?)(?:\s*(?P<side>\+)|\s+(?P<minus>[-−]))\s*{_COUNT}\s*{_UNIT}", _shift),
        (rf"{_NTH}{_WEEKDAY}\s+{_SIDE}\s+(?P<base>.+)", _weekday_from),
        (rf"{_WEEKDAY}\s+(?:of|in)\s+week\s+(?P<week>\S+)", _weekday_of),
    )

    def _anchor(self, text: str) -> Body | None:
        folded = text.casefold()
        if folded in _PARTS:
            return Anchor(ITEM, part=_PARTS[folded])
        if folded in _TERM:
            return Anchor(TERM, part=_TERM[folded])
        if match := re.fullmatch(r"(?i)week\s+(\S+)", text):
            return Anchor(WEEK, match[1])
        for key, kind in self._kinds.items():
            for name in filter(None, (key, kind.label)):
                if folded == name.casefold():
                    return Anchor(key)
                if folded.startswith(f"{name.casefold()} "):
                    return Anchor(key, text[len(name) :].strip())
        if match := re.fullmatch(rf"(?i)({NAME})\s+(due|released|last accepted)", text):
            return Anchor(ITEM, match[1], _PARTS[match[2].casefold()])
        return parse_chinese(text, self._kinds)


def _is_after(match: re.Match[str]) -> bool:
    return (match["side"] or "").casefold() in ("after", "+")


def _weekday(match: re.Match[str]) -> int:
    return weekdays(match["weekday"]).numbers[0]
