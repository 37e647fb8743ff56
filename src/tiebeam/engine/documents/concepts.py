"""Concepts: lists of words that mean one thing, and sentences that say several of them together.

A rule may say "nominates, ~promotion, !oneself": a sentence that nominates, on a page or beside a
sentence about promotion, and not by oneself. So it knows the clause however it is worded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

# How Python itself reads a pattern: it knows best which letters a pattern can't do without.
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any, Final

Span = tuple[int, int]
#: The shortest stretch of letters by which a concept is looked for.
SHORTEST: Final = 2


@dataclass(frozen=True)
class Concept:
    """One thing that may be meant, with all ways to say it.

    literals  small letters of which each way has at least one; empty where some way has none
    """

    name: str
    pattern: re.Pattern[str]
    literals: tuple[str, ...]


@dataclass(frozen=True)
class Together:
    """Concepts that have to be said at once: the first one names the place.

    here    in the sentence
    around  there, in a sentence beside it, or in what stands above it
    absent  nowhere in the sentence
    """

    here: tuple[Concept, ...]
    around: tuple[Concept, ...]
    absent: tuple[Concept, ...]

    @cached_property
    def quickest_first(self) -> tuple[Concept, ...]:
        """Those in the sentence, the shortest list first: most sentences fail at one of these."""
        return tuple(sorted(self.here, key=lambda each: len(each.pattern.pattern)))

    @cached_property
    def literals(self) -> tuple[str, ...]:
        """Letters without which it can't be said: those of the concept that is met least often."""
        known = [each.literals for each in self.here if each.literals]
        return min(known, key=_how_often, default=())


@dataclass
class Sayings:
    """What one sentence and its surroundings say, each concept looked for once.

    around  gives the surroundings as one text; asked only when a concept is not in the sentence
    """

    said: str
    around: Callable[[], str]
    _here: dict[str, Span | None] = field(default_factory=dict)
    _near: dict[str, bool] = field(default_factory=dict)

    @cached_property
    def low(self) -> str:
        """The sentence in small letters."""
        return self.said.lower()

    def here(self, concept: Concept) -> Span | None:
        """Where the sentence says it."""
        if concept.name not in self._here:
            # Letters are found much faster than patterns, and most sentences have none of them.
            letters = concept.literals
            could = not letters or any(map(self.low.__contains__, letters))
            found = concept.pattern.search(self.said) if could else None
            self._here[concept.name] = found.span() if found else None
        return self._here[concept.name]

    def near(self, concept: Concept) -> bool:
        """Whether it is said here, beside or above."""
        if concept.name not in self._near:
            self._near[concept.name] = bool(
                self.here(concept) or concept.pattern.search(self.around())
            )
        return self._near[concept.name]


def said_together(sayings: Sayings, ways: Iterable[Together]) -> Span | None:
    """Where the first concept stands, of the first way whose concepts are all said."""
    for way in ways:
        if _is_said(sayings, way):
            return sayings.here(way.here[0])
    return None


def _is_said(sayings: Sayings, way: Together) -> bool:
    return (
        all(sayings.here(each) for each in way.quickest_first)
        and not any(sayings.here(each) for each in way.absent)
        and all(sayings.near(each) for each in way.around)
    )


def parsed(way: str, concept: Callable[[str], Concept]) -> Together:
    """A way as packs write it: names with commas between, "~" for around and "!" for absent."""
    here: list[Concept] = []
    around: list[Concept] = []
    absent: list[Concept] = []
    for name in (part.strip() for part in way.split(",")):
        kind = {"~": around, "!": absent}.get(name[:1], here)
        kind.append(concept(name.lstrip("~!")))
    return Together(tuple(here), tuple(around), tuple(absent))


#: Letters that stand in very many sentences.
_COMMON: Final = frozenset(
    [
        "able",
        "all",
        "and",
        "any",
        "are",
        "as",
        "ask",
        "at",
        "based",
        "by",
        "can",
        "come",
        "day",
        "days",
        "for",
        "form",
        "from",
        "get",
        "give",
        "go",
        "have",
        "her",
        "his",
        "hold",
        "how",
        "hr",
        "if",
        "in",
        "is",
        "it",
        "keep",
        "know",
        "leave",
        "like",
        "look",
        "make",
        "man",
        "may",
        "more",
        "must",
        "need",
        "no",
        "not",
        "of",
        "on",
        "one",
        "open",
        "or",
        "other",
        "our",
        "out",
        "part",
        "pay",
        "people",
        "please",
        "see",
        "set",
        "should",
        "start",
        "take",
        "tell",
        "that",
        "the",
        "them",
        "they",
        "time",
        "to",
        "up",
        "use",
        "want",
        "week",
        "what",
        "when",
        "who",
        "will",
        "with",
        "work",
        "year",
        "you",
        "your",
    ]
)


def _how_often(words: tuple[str, ...]) -> int:
    """A guess at how many sentences have one of some letters: short and common ones have many."""
    return sum(40 if each in _COMMON or len(each) < SHORTEST + 1 else 8 if len(each) < 4 else 1
               for each in words)  # fmt: skip


def literals(pattern: str) -> tuple[str, ...]:
    """Small letters of which every text that a pattern finds has at least one; or nothing.

    So that a pattern need not be tried on sentences that can't have it.
    """
    found = _of_sequence(_parser.parse(pattern, re.IGNORECASE))
    return tuple(sorted(set(found))) if _worth(found)[0] else ()


def _of_sequence(items: Iterable[Any]) -> tuple[str, ...]:
    """The best of a sequence: all of its parts are needed, so one of them is enough."""
    found: list[tuple[str, ...]] = []
    run = ""
    for kind, value in items:
        letter = chr(value).lower() if kind is _constants.LITERAL else ""
        if letter and not letter.isspace():
            run += letter
            continue
        found.append((run,))
        run = ""
        found.append(_of_item(kind, value))
    found.append((run,))
    return max(found, key=_worth, default=())


def _of_item(kind: Any, value: Any) -> tuple[str, ...]:
    if kind is _constants.SUBPATTERN:
        return _of_sequence(value[3])
    if kind in (_constants.MAX_REPEAT, _constants.MIN_REPEAT) and value[0] > 0:
        return _of_sequence(value[2])
    if kind is _constants.BRANCH:
        parts = [_of_sequence(each) for each in value[1]]
        return (
            tuple(word for part in parts for word in part)
            if all(_worth(each)[0] for each in parts)
            else ()
        )
    return ()


def _worth(words: tuple[str, ...]) -> tuple[int, int]:
    """Long letters first, and few of them; letters that are too short are worth nothing."""
    shortest = min(map(len, words), default=0)
    return (shortest, -len(words)) if shortest >= SHORTEST else (0, 0)
