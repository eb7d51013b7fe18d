"""Decide whether unreleased text that was found in outputs is secret.

Many texts of a course have sentences in common, so a window that is also in two or more public
texts, or in two different unreleased texts, is not secret.  A solution may repeat its problem.
"""

from __future__ import annotations

from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from coursegen.base.files import CONTENT, FILES
from coursegen.base.text import Location, Source
from coursegen.content.assignments import Assignment
from coursegen.content.lecture import Lecture
from coursegen.content.target import Target, TargetKind
from coursegen.content.walk import find
from coursegen.leaks.course_text import CourseText, strings_in, versions_of
from coursegen.leaks.outputs import suffix_of
from coursegen.leaks.scan import Leak
from coursegen.leaks.text_index import TextIndex
from coursegen.leaks.words import WINDOW, is_significant, length_of, split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from coursegen.content.course import Course
    from coursegen.leaks.public_text import PublicText
    from coursegen.leaks.scan import Hit
    from coursegen.leaks.withheld import Withheld

_COPY = 0.5
"""Two unreleased sources are copies if they have this part of the shorter one in common."""
_OWN = 0.1
"""The minimum part of a solution that is not in the public problem."""
_PHRASE = 3 * WINDOW
"""The minimum length of a secret text that consists of common words."""
_USES = 3
"""The minimum number of public files with a common word."""
_RARE = 2
"""The minimum number of other words in a shorter text that is secret."""
_FOLDERS = {TargetKind.PAGE: CONTENT, TargetKind.FILE: FILES}
Sources = dict[str, CourseText]
"""Texts by their `source`."""


class SharedText:
    """The sources of all text in `hits`, the findings by output path.

    `course` is the whole course, and `origins` are the files of the course by output path.
    """

    def __init__(
        self,
        course: Course,
        withheld: Withheld,
        public: PublicText,
        origins: Mapping[str, str],
        hits: Mapping[str, list[Hit]],
    ) -> None:
        self._course = course
        self._withheld = withheld
        self._public = public
        self._origins = origins
        self._hits = hits
        self._copies: dict[tuple[str, str], bool] = {}

    def first_secret(self, hit: Hit, path: str) -> tuple[str, CourseText | None] | None:
        """Return the first window of a hit at `path` that is secret, and the public text with it.

        The public text is None if the window is only in a template or hidden, for example.
        """
        for window in split(hit.words.split()):
            if window in self._known or not is_significant(window.split()):
                continue
            secret = self._secret[window]
            shown = self._shown.get(window, {}) | self._similar_files(window, secret)
            if len(shown) > 1 or self._is_boilerplate(secret):
                continue
            if shown and self._is_phrase(hit.words):
                continue
            places = (*shown, self._origins.get(path, ""))
            if not any(self._repeats(each, place) for each in secret for place in places):
                return window, next(iter(shown.values()), None)
        return None

    @cached_property
    def _found(self) -> TextIndex:
        found = (hit for hits in self._hits.values() for hit in hits if hit.leak is Leak.TEXT)
        distinct = dict.fromkeys(hit.words for hit in found)
        return TextIndex((number, words.split()) for number, words in enumerate(distinct))

    def _windows_in(self, words: Sequence[str]) -> Iterator[str]:
        """Yield the windows of a text that were found in outputs."""
        for run in self._found.runs_in(words):
            yield from split(run.words)

    @cached_property
    def _known(self) -> frozenset[str]:
        texts = (*self._public.known, *self._withheld.titles)
        return frozenset(window for words in texts for window in self._windows_in(words))

    def _is_phrase(self, words: str) -> bool:
        """Return whether a public text is short, and nearly all its words are common."""
        some = words.split()
        rare = {word for word in some if self._public.uses[word] < _USES}
        return length_of(some) < _PHRASE and length_of([*rare]) < _RARE

    @cached_property
    def _shown(self) -> dict[str, Sources]:
        """The public sources that show each window."""
        return self._by_window((each, versions_of(each.text)) for each in self._public.texts)

    @cached_property
    def _secret(self) -> dict[str, Sources]:
        """The unreleased sources of each window."""
        texts = zip(self._withheld.texts, self._withheld.words, strict=True)
        return self._by_window(texts)

    def _by_window(
        self, texts: Iterable[tuple[CourseText, tuple[list[str], ...]]]
    ) -> dict[str, Sources]:
        found: dict[str, Sources] = {}
        for text, versions in texts:
            for words in versions:
                for window in self._windows_in(words):
                    found.setdefault(window, {}).setdefault(text.source, text)
        return found

    @cached_property
    def _files(self) -> dict[str, Sources]:
        """The public files that contain each window."""
        found: dict[str, Sources] = {}
        for path, hits in self._hits.items():
            origin = self._origins.get(path)
            for hit in hits if origin else ():
                for window in split(hit.words.split()):
                    text = CourseText("", Location(Source(origin or "", "")))
                    found.setdefault(window, {})[text.source] = text
        return found

    def _similar_files(self, window: str, secret: Sources) -> Sources:
        """Return the public files with a window that have the type of an unreleased file."""
        suffixes = {suffix_of(each) for each in secret if each.startswith(f"{FILES}/")}
        files = self._files.get(window, {}).items()
        return {source: text for source, text in files if suffix_of(source) in suffixes}

    def _is_boilerplate(self, secret: Sources) -> bool:
        """Return whether two of these unreleased sources are not copies of each other."""
        return any(not self._are_copies(one, other) for one, other in combinations(secret, 2))

    def _are_copies(self, one: str, other: str) -> bool:
        if (one, other) not in self._copies:
            first, second = self._windows[one], self._windows[other]
            enough = _COPY * min(len(first), len(second))
            # Data often repeats a sentence, for example in the note of each lecture.
            is_data = ":" in one and ":" in other
            self._copies[one, other] = not is_data and len(first & second) >= enough
        return self._copies[one, other]

    @cached_property
    def _windows(self) -> dict[str, set[str]]:
        """The windows of each unreleased source."""
        found: dict[str, set[str]] = {}
        for text, versions in zip(self._withheld.texts, self._withheld.words, strict=True):
            found.setdefault(text.source, set()).update(split(versions[0]))
        return found

    def _repeats(self, secret: str, public: str) -> bool:
        """Return whether an unreleased source repeats a public one, and has text of its own.

        Both are parts of the same lecture or assignment, such as a solution and a problem.
        """
        if public not in self._related.get(secret, ()):
            return False
        windows = self._windows[secret]
        both = (self._shown.get(each, {}) | self._files.get(each, {}) for each in windows)
        own = sum(public not in sources for sources in both)
        return own >= max(WINDOW, _OWN * len(windows))

    @cached_property
    def _related(self) -> dict[str, set[str]]:
        """The other sources of the lectures and assignments of each source."""
        found: dict[str, set[str]] = {}
        for kind in (Lecture, Assignment):
            for item in find(self._course.contents, kind):
                sources = {each.source for each in strings_in(item)}
                sources |= {
                    f"{_FOLDERS[target.kind]}/{target.value}"
                    for target in find(item, Target)
                    if target.kind in _FOLDERS
                }
                for source in sources:
                    found.setdefault(source, set()).update(sources)
        return found
