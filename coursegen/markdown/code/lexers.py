"""Code → tokens, as Pygments' lexers read it, but trying only the rules that a letter can begin.

A lexer of Pygments tries the rules of its state one after another, fifty of them in Python, at each
place in a text.  Most cannot match what begins with that letter, and their patterns say so.  Once
there is enough of a language, its rules are sorted by first letters; then reading it takes half
of the time, and sorting them has cost less than it saves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pygments.lexer import ExtendedRegexLexer, RegexLexer
from pygments.token import _TokenType

from coursegen.markdown.code.first_characters import ASCII, first_characters

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Iterator

    from pygments.lexer import Lexer

    Token = tuple[_TokenType, str]
    Match = Callable[[str, int], re.Match[str] | None]
    Rule = tuple[Match, Any, tuple[str, ...]]
    """What it matches, what it makes of that, and the states to go to."""
    State = tuple[dict[str, list[Rule]], list[Rule]]
    """The rules for each letter of ASCII, and those for any other, which are all."""

_RULES_ATTRIBUTE = "_tokens"
"""Where lexers have their rules: no name for others, but it has been this one for many years."""
_MIN_CHARACTERS = 4_000
"""Letters of a language; less would not repay the sorting of its rules."""


class Language:
    """A language that a site's code is in."""

    def __init__(self, lexer: type[Lexer], options: dict[str, Any]) -> None:
        self._lexer = lexer
        self._options = options
        self._characters = 0
        self._sorted: _RulesByCharacter | None = None
        self._may_be_sorted = issubclass(lexer, RegexLexer) and not issubclass(
            lexer, ExtendedRegexLexer
        )

    def tokens(self, code: str) -> Iterable[Token]:
        """The tokens of a text."""
        lexer = self._lexer(**self._options)  # for each text: some remember the last
        self._characters += len(code)
        if not self._may_be_sorted or self._characters < _MIN_CHARACTERS:
            return lexer.get_tokens(code)
        if self._sorted is None:
            return self._sort_and_verify(lexer, code)
        setattr(lexer, _RULES_ATTRIBUTE, _Dispatcher(self._sorted))
        return lexer.get_tokens(code)

    def _sort_and_verify(self, lexer: Lexer, code: str) -> Iterable[Token]:
        """Sort the rules, and read a text both ways, for it may be another version of Pygments."""
        tokens = list(lexer.get_tokens(code))
        try:
            self._sorted = _RulesByCharacter(getattr(lexer, _RULES_ATTRIBUTE))
            again = self._lexer(**self._options)
            setattr(again, _RULES_ATTRIBUTE, _Dispatcher(self._sorted))
            self._may_be_sorted = list(again.get_tokens(code)) == tokens
        except (AttributeError, ImportError, LookupError, TypeError, ValueError):
            self._may_be_sorted = False
        return tokens


class _RulesByCharacter(dict[str, "State"]):
    """The states of a lexer, each sorted when it is first entered."""

    def __init__(self, states: dict[str, list[tuple[Match, Any, Any]]]) -> None:
        super().__init__()
        self._states = states

    def __missing__(self, name: str) -> State:
        rules: list[Rule] = [
            (match, action, _next_states(state)) for match, action, state in self._states[name]
        ]
        by_character: dict[str, list[Rule]] = {character: [] for character in ASCII}
        for rule in rules:
            for character in first_characters(getattr(rule[0], "__self__", None)):
                by_character[character].append(rule)
        self[name] = by_character, rules
        return by_character, rules


def _next_states(state: Any) -> tuple[str, ...]:
    """Where a rule leads, in words alone; a number says how many states to leave."""
    if state is None:
        return ()
    if isinstance(state, int):
        return ("#pop",) * -state
    return state if isinstance(state, tuple) else (state,)


class _Dispatcher(dict[str, list[Any]]):
    """Stands for a lexer's rules while a text is read: one in each state that finds the right one.

    A second rule is for what leads to another state, and takes what the first has found; so the
    many others need no look at where they lead.
    """

    def __init__(self, states: _RulesByCharacter) -> None:
        super().__init__()
        self._states = states
        self._rule: Rule
        self._found: re.Match[str] | None = None

    def __missing__(self, name: str) -> list[Any]:
        by_character, rules = self._states[name]
        find = by_character.get

        def match(text: str, place: int) -> re.Match[str] | None:
            for rule in find(text[place : place + 1], rules):
                found = rule[0](text, place)
                if found:
                    self._rule = rule
                    if rule[2]:
                        break
                    return found
            else:
                found = None
            self._found = found
            return None

        self[name] = [(match, self._apply, None), (self._find, self._apply, _NextStates((self,)))]
        return self[name]

    def _find(self, _text: str, _place: int) -> re.Match[str] | None:
        return self._found

    def moves(self) -> Iterator[str]:
        """Where the rule leads that has matched last."""
        return iter(self._rule[2])

    def _apply(self, lexer: Lexer, found: re.Match[str]) -> Iterable[tuple[int, _TokenType, str]]:
        action = self._rule[1]
        if type(action) is _TokenType:
            return ((found.start(), action, found.group()),)
        return self._run_callback(lexer, found) if action else ()

    def _run_callback(
        self, lexer: Lexer, found: re.Match[str]
    ) -> Iterator[tuple[int, _TokenType, str]]:
        rule = self._rule
        yield from rule[1](lexer, found)
        self._rule = rule  # which may have read a part of the text with this very lexer


class _NextStates(tuple["_Dispatcher"]):
    """The states to go to, as the lexer asks for them: once a pattern has matched."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Any]:
        return self[0].moves()
