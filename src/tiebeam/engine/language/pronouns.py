"""Whether a "he" or "she" is said of anybody in a role, or of somebody in particular.

Points are added up for what stands around the pronoun (`marks`); which ones, how many and why is
data, in `packs/pronouns.toml`. No parser and no model: who reads the points can follow it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tiebeam.engine.language.marks import gender_of, marks
from tiebeam.engine.language.roles import Antecedent, pack, roles
from tiebeam.engine.language.sentences import Span, Word, meets_any, sentences, words

HE_OR_SHE: Final = re.compile(r"\b(?:he|him|his|himself|she|her|hers|herself|s/he)\b", re.I)
_HE, _SHE = r"(?:he|him|his|himself)", r"(?:she|her|hers|herself)"
_OR: Final = r"(?:\s?/\s?|\s+(?:or|and)\s+|\s?\(\s?(?:or\s+)?)"
_PAIR: Final = (
    rf"(?<!\w)(?:{_HE}{_OR}{_SHE}|{_SHE}{_OR}{_HE}|s/he|\(s\)he)\b"
    r"(?:\s?/\s?(?:they|them|theirs?)\b)?"
)
PAIR: Final = re.compile(_PAIR, re.I)
#: What somebody asks to be called: "she/her" in an introduction, "she/they".
_CALLED: Final = (
    r"\b(?:she/her|he/him|her/hers|him/his|they/them|she/they|he/they)(?:\s?/\s?\w+)?\b"
)
NO_ONE_GENDER: Final = re.compile(f"{_CALLED}|{_PAIR}", re.I)
#: No sentence that anybody reads has its role further away than this many words.
FAR: Final = 40
#: Nor as many other roles in between.
MOST_ROLES: Final = 6


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """A pronoun, the role that it seems to mean, and what spoke for and against.

    marks   names in the table of points
    points  their sum
    """

    span: Span
    role: Span
    marks: frozenset[str]
    points: float


def pairs(text: str) -> Iterator[Span]:
    """Where a text says "he or she", "his/her", "s/he" or the like."""
    for found in PAIR.finditer(text):
        yield Span(*found.span())


def generic(text: str) -> Iterator[Weighed]:
    """The pronouns that are said of anybody: the first for each role in a sentence."""
    told: set[Span] = set()
    for each in weighed(text):
        if each.points >= pack().flagged_from and each.role not in told:
            told.add(each.role)
            yield each


def weighed(text: str) -> Iterator[Weighed]:
    """Each "he" and "she" that has a role before it, in its sentence or in the one before."""
    if not HE_OR_SHE.search(text):
        return
    taken = [Span(*each.span()) for each in NO_ONE_GENDER.finditer(text)]
    before: list[Word] = []
    for span in sentences(text):
        sentence = words(text, span)
        for n, word in enumerate(sentence):
            if gender_of(word) and not meets_any(Span(word.start, word.end), taken):
                near = sentence[max(0, n - FAR) : n + FAR]
                yield from _weighed(before[-FAR:], near, min(n, FAR))
        before = sentence


def _weighed(before: Sequence[Word], sentence: Sequence[Word], n: int) -> Iterator[Weighed]:
    """The likeliest role before word number `n`: one of its sentence, or else of the one before."""
    found = [_with_points(sentence, role, n) for role in roles(sentence[:n])[-MOST_ROLES:]]
    if not found:
        both, n = [*before, *sentence], n + len(before)
        known = [role for role in roles(both[:n]) if role.is_known]
        found = [_with_points(both, role, n) for role in known[-MOST_ROLES:]]
    if found:
        # Of several that are as likely, one that is known as a role, and of those the nearest.
        yield max(found, key=lambda e: (e.points, "unknown" not in e.marks, e.role.start))


def _with_points(sentence: Sequence[Word], role: Antecedent, n: int) -> Weighed:
    found = marks(sentence, role, n)
    return Weighed(
        span=Span(sentence[n].start, sentence[n].end),
        role=Span(sentence[role.first].start, sentence[role.last].end),
        marks=found,
        points=sum(pack().points[mark] for mark in found),
    )
