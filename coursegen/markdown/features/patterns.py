"""The longer patterns of optional features, which match in each text that the feature changes.

Each begins with certain characters, for which the regex engine is fast.
"""

_MARK = r"(?:[-*+]|\d{1,9}[.)])[ \t]"
_FIRST_MARK = r"(?:[-*+]|1[.)])[ \t]"
LISTS = (
    r"\n(?:"
    rf"[^\W\d][^\n]*+\n{_FIRST_MARK}"  # after a line of text
    rf"|(?=[^\w\n]|\d)(?:(?P<i>[ \t>]*+)(?!{_MARK}|[#\n]|[~`]{{3}})[^\n]++\n(?P=i){_FIRST_MARK}"
    rf"|>[^\n]*+\n{_FIRST_MARK}|(?::[ \t]|\[\^)[^\n]*+\n[ \t]+{_FIRST_MARK}"
    # Indented by one to three spaces more than a multiple of four.
    rf"|(?:[ ]{{4}}|\t|>[ ]?+)*[ ]{{1,3}}{_MARK}"
    r"|[ \t>]*+\d{1,9}\)[ \t]"
    # Another block with an indentation, which may be in an item.
    r"|[ \t>]*[ \t](?:```|~~~|:::|!!!|===|\?\?\?|</?[a-zA-Z])|(?:>[ \t])?[ \t]+>"
    # A bullet after a number, a number after a bullet, or a rule after an item.
    r"|(?P<j>[ \t>]*+)(?:[-*+][ \t][^\n]*+\n(?:(?P=j)\d{1,9}[.)][ \t]|---)"
    r"|\d{1,9}[.)][ \t][^\n]*+\n(?:(?P=j)[-*+][ \t]|---)))"
    # A paragraph of an item, indented by less than four spaces, or followed by the next item.
    r"|\n(?=[ \t>])(?:(?:[ ]{4}|\t|>[ ]?+)*[ ]{1,3}\S"
    rf"|[ \t]++(?!{_MARK})[^\n]*+(?:\n[ \t]++(?!{_MARK})[^\n]*+)*\n[ \t]*+{_MARK}))"
)
"""A list that the library does not read as CommonMark does."""

NESTED_BACKTICKS = r"```(?<![\n`]```)[^`\n]*\n"
NESTED_TILDES = r"~~~(?<![\n~]~~~)[^\n]*\n"
"""Fenced code with an indentation, or after the mark of a list or a quote."""

HTML_LINE = r"\n[ \t]*+<(?:/|(?<!\n<))[a-zA-Z]"
"""An end tag at the start of a line, or a tag with an indentation."""

TABLE_TEXT = (
    r"\n[ \t>]*+\|?[ \t:]*+-[-:| \t]*+\n(?:[^\n|]*\|[^\n]*\n)*(?![ \t>]*(?:\n|\Z))[^\n|]+(?:\n|\Z)"
)
"""A table, and a line below it without any `|`."""

SETEXT_HEADING = (
    r"\n[ \t]*+(?:>[^\n]*+\n[ \t]*+(?:=+|---+)"
    r"|[^\s>|][^\n]*+\n[ \t]*+[^\s>|][^\n]*+\n[ \t]*+=+)[ ]*(?:\n|\Z)"
)
"""An underlined heading of several lines, or an underlined quote."""

BARE_URL_START = (
    # Begins with a set of characters, for which the regex engine is fast.
    r"""[hfw](?<![\w/<@.-][hfw])(?<!\]\([hfw])(?<!=["'][hfw])"""
    r"(?:(?<=h)ttps?://|(?<=f)tp://|(?<=w)ww\.)(?=[^\W_])"
)
"""The beginning of a URL that is not part of a link or an attribute."""
NOT_IN_BARE_URL = r"\s<>“”‘’«»、。《》「」【】！（），：；？"
"""The characters that end such a URL, for a set of characters."""
