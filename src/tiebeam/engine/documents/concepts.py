"""Concepts: lists of words that mean one thing, and sentences that say several of them together.

A rule may say "nominates, ~promotion, !oneself": a sentence that nominates, on a page or beside a
sentence about promotion, and not by oneself. So it knows the clause however it is worded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

Span = tuple[int, int]
#: By how many letters words are sorted before they are compared.
SORTED_BY: Final = 2


@dataclass(frozen=True)
class Concept:
    """One thing that may be meant, with all ways to say it.

    beginnings  of words, in small letters, one of which each way has; empty where some way has none
    """

    name: str
    pattern: re.Pattern[str]
    beginnings: tuple[str, ...] = ()


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


@dataclass
class Sayings:
    """What one sentence and its surroundings say, each concept looked for once.

    around  gives the surroundings as one text; asked only when a concept is not in the sentence
    could_be_here, could_be_near  whether the words are such that looking is worth it
    """

    said: str
    around: Callable[[], str]
    could_be_here: Callable[[Concept], bool] = lambda _: True
    could_be_near: Callable[[Concept], bool] = lambda _: True
    _here: dict[str, Span | None] = field(default_factory=dict)
    _near: dict[str, bool] = field(default_factory=dict)

    def here(self, concept: Concept) -> Span | None:
        """Where the sentence says it."""
        if concept.name not in self._here:
            could = self.could_be_here(concept)
            found = concept.pattern.search(self.said) if could else None
            self._here[concept.name] = found.span() if found else None
        return self._here[concept.name]

    def near(self, concept: Concept) -> bool:
        """Whether it is said here, beside or above."""
        if concept.name not in self._near:
            self._near[concept.name] = bool(
                self.here(concept)
                or (self.could_be_near(concept) and concept.pattern.search(self.around()))
            )
        return self._near[concept.name]


class Lexicon:
    """Which of many concepts a text could say, by how its words begin: a bit for each concept.

    Patterns are slow and words are few: most concepts are ruled out before any pattern is tried.
    """

    def __init__(self, concepts: Iterable[Concept]) -> None:
        distinct = {each.name: each for each in concepts}
        self.bit = {name: 1 << number for number, name in enumerate(distinct)}
        #: Those that no word rules out.
        self.always = 0
        self._sorted: dict[str, list[tuple[str, int]]] = {}
        for name, each in distinct.items():
            self._add(self.bit[name], each.beginnings)
        self._of_word = lru_cache(maxsize=65_536)(self._begun_by)

    def could_say(self, text: str) -> int:
        """The bits of all concepts that may be in a text."""
        bits = self.always
        for word in set(_WORD(text.lower())):
            bits |= self._of_word(word)
        return bits

    def bits(self, concepts: Sequence[Concept]) -> int:
        """The bits of some of them together."""
        return sum({self.bit[each.name] for each in concepts})

    def _add(self, bit: int, words: Sequence[str]) -> None:
        if not words:
            self.always |= bit
        for word in words:
            self._sorted.setdefault(word[:SORTED_BY], []).append((word, bit))

    def _begun_by(self, word: str) -> int:
        bits = 0
        for length in range(1, SORTED_BY + 1):
            for beginning, bit in self._sorted.get(word[:length], ()):
                if word.startswith(beginning):
                    bits |= bit
        return bits


_WORD: Final = re.compile(r"\w+").findall


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


def how_often(concept: Concept) -> float:
    """A guess at how many sentences could say it: many short beginnings are met often."""
    return sum(4.0 ** -len(each) for each in concept.beginnings) if concept.beginnings else 99.0
