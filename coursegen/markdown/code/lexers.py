"""Faster Pygments lexers: only the rules that can match the next character are tried.

At each position, a Pygments lexer tries all rules of its current state: about fifty for Python.
Most of them cannot match, because their patterns require a different first character. Once a site
has enough code in a language, the language's rules are sorted by first character, which halves the
lexing time.
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
    """The match function, the action for its result, and the states to enter."""
    State = tuple[dict[str, list[Rule]], list[Rule]]
    """The rules for each ASCII character, and the list of all rules for other characters."""

_RULES_ATTRIBUTE = "_tokens"
"""The attribute that contains a lexer's rules. It is private, but has been stable for years."""
_MIN_CHARACTERS = 4_000
"""A language's rules are sorted once a site has this many characters of code in that language."""


class Language:
    """A programming language that the site's code blocks use, with its lexer."""

    def __init__(self, lexer: type[Lexer], options: dict[str, Any]) -> None:
        self._lexer = lexer
        self._options = options
        self._characters = 0
        self._sorted: _RulesByCharacter | None = None
        self._may_be_sorted = issubclass(lexer, RegexLexer) and not issubclass(
            lexer, ExtendedRegexLexer
        )

    def tokens(self, code: str) -> Iterable[Token]:
        """Return the tokens of the code."""
        lexer = self._lexer(**self._options)  # a new lexer each time, since some lexers have state
        self._characters += len(code)
        if not self._may_be_sorted or self._characters < _MIN_CHARACTERS:
            return lexer.get_tokens(code)
        if self._sorted is None:
            return self._sort_and_verify(lexer, code)
        setattr(lexer, _RULES_ATTRIBUTE, _Dispatcher(self._sorted))
        return lexer.get_tokens(code)

    def _sort_and_verify(self, lexer: Lexer, code: str) -> Iterable[Token]:
        """Sort the rules, and check that this version of Pygments returns the same tokens."""
        tokens = list(lexer.get_tokens(code))
        try:
            self._sorted = _RulesByCharacter(getattr(lexer, _RULES_ATTRIBUTE))
            second_lexer = self._lexer(**self._options)
            setattr(second_lexer, _RULES_ATTRIBUTE, _Dispatcher(self._sorted))
            self._may_be_sorted = list(second_lexer.get_tokens(code)) == tokens
        except (AttributeError, ImportError, LookupError, TypeError, ValueError):
            self._may_be_sorted = False
        return tokens


class _RulesByCharacter(dict[str, "State"]):
    """The states of a lexer. The rules of a state are sorted when it is first entered."""

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
    """Return the names of the states to enter; the number -2, for example, means `#pop` twice."""
    if state is None:
        return ()
    if isinstance(state, int):
        return ("#pop",) * -state
    return state if isinstance(state, tuple) else (state,)


class _Dispatcher(dict[str, list[Any]]):
    """Replaces a lexer's rules with one rule per state, which dispatches to the matching rule.

    A second rule per state handles matches that change the state. The lexer therefore does not have
    to check for state changes after other matches.
    """

    def __init__(self, states: _RulesByCharacter) -> None:
        super().__init__()
        self._states = states
        self._rule: Rule
        self._found: re.Match[str] | None = None

    def __missing__(self, name: str) -> list[Any]:
        by_character, rules = self._states[name]
        find = by_character.get

        def match(text: str, position: int) -> re.Match[str] | None:
            for rule in find(text[position : position + 1], rules):
                matched = rule[0](text, position)
                if matched:
                    self._rule = rule
                    if rule[2]:
                        break
                    return matched
            else:
                matched = None
            self._found = matched
            return None

        self[name] = [(match, self._apply, None), (self._find, self._apply, _NextStates((self,)))]
        return self[name]

    def _find(self, _text: str, _position: int) -> re.Match[str] | None:
        return self._found

    def next_states(self) -> Iterator[str]:
        """Return the states to enter after the last match."""
        return iter(self._rule[2])

    def _apply(self, lexer: Lexer, matched: re.Match[str]) -> Iterable[tuple[int, _TokenType, str]]:
        action = self._rule[1]
        if type(action) is _TokenType:
            return ((matched.start(), action, matched.group()),)
        return self._run_callback(lexer, matched) if action else ()

    def _run_callback(
        self, lexer: Lexer, matched: re.Match[str]
    ) -> Iterator[tuple[int, _TokenType, str]]:
        rule = self._rule
        yield from rule[1](lexer, matched)
        self._rule = rule  # the callback may have used this lexer for part of the code


class _NextStates(tuple["_Dispatcher"]):
    """The states to enter, evaluated by the lexer after a match."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Any]:
        return self[0].next_states()
