"""Whether a "he" or "she" is said of anybody in a role, or of somebody in particular.

Points are added up for what stands around the pronoun; which ones, how many and why is data, in
`packs/pronouns.toml`. No parser and no model: who reads the points can follow each decision.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final, NamedTuple

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


class Antecedent(NamedTuple):
    """Whom a pronoun may mean: a role, with how it is introduced."""

    first: int  # number of its first word in the sentence
    last: int
    kind: str  # "anybody", "any" or "the"
    is_known: bool = True  # as a role; else it is any word, and only a person is a he or she


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


@dataclass(frozen=True, kw_only=True)
class Pack:
    """The words and points of packs/pronouns.toml."""

    who: Mapping[str, frozenset[str]]
    cues: Mapping[str, frozenset[str]]
    endings: tuple[str, ...]
    things: tuple[str, ...]
    points: Mapping[str, float]
    flagged_from: float
    gender: Mapping[str, str]


@cache
def pack() -> Pack:
    """What is known about pronouns, as it was written down."""
    read = written()
    return Pack(
        who={name: frozenset(listed) for name, listed in read["who"].items()},
        cues={name: frozenset(listed) for name, listed in read["cues"].items()},
        endings=tuple(read["who"]["endings"]),
        things=tuple(read["who"]["things"]),
        points={name: each["points"] for name, each in read["points"].items()},
        flagged_from=read["flagged_from"],
        gender={each: gender for gender, group in read["pronouns"].items() for each in group},
    )


@cache
def written() -> dict[str, Any]:
    """The file, as it stands."""
    text = resources.files(__package__).joinpath("packs/pronouns.toml").read_text("utf-8")
    return tomllib.loads(text)


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
            if _gender(word) and not meets_any(Span(word.start, word.end), taken):
                near = sentence[max(0, n - FAR) : n + FAR]
                yield from _weighed(before[-FAR:], near, min(n, FAR))
        before = sentence


def _weighed(before: Sequence[Word], sentence: Sequence[Word], n: int) -> Iterator[Weighed]:
    """The likeliest role before word number `n`: one of its sentence, or else of the one before."""
    found = [_with_points(sentence, role, n) for role in _roles(sentence[:n])[-MOST_ROLES:]]
    if not found:
        both, n = [*before, *sentence], n + len(before)
        found = [
            _with_points(both, role, n, extra={"before"}) for role in _roles(both[:n])[-MOST_ROLES:]
        ]
    if found:
        # Of several that are as likely, one that is known as a role, and of those the nearest.
        yield max(found, key=lambda e: (e.points, "unknown" not in e.marks, e.role.start))


def _with_points(
    sentence: Sequence[Word], role: Antecedent, n: int, *, extra: Set[str] = frozenset()
) -> Weighed:
    marks = {"role", *_of_the_role(sentence, role), *_of_the_rest(sentence, role, n), *extra}
    return Weighed(
        span=Span(sentence[n].start, sentence[n].end),
        role=Span(sentence[role.first].start, sentence[role.last].end),
        marks=frozenset(marks),
        points=sum(pack().points[mark] for mark in marks),
    )


def _roles(sentence: Sequence[Word]) -> list[Antecedent]:
    return list(_each_role(sentence))


def _each_role(sentence: Sequence[Word]) -> Iterator[Antecedent]:
    who = pack().who
    for n, word in enumerate(sentence):
        if word.small in who["anybody"]:
            yield Antecedent(n, n, "anybody")
        elif word.small in who["any"] | who["the"]:
            last = _head(sentence, n + 1)
            if last is not None:
                yield Antecedent(n, last, _kind(word.small))
            elif word.small in who["any"] and _is_a_word(sentence, n + 1):
                yield Antecedent(n, n + 1, _kind(word.small), is_known=False)


def _kind(determiner: str) -> str:
    if determiner in pack().who["the"]:
        return "the"
    return "any" if determiner in {"a", "an", "another"} else "anybody"


def _is_a_word(sentence: Sequence[Word], n: int) -> bool:
    who = pack().who
    word, following = [*(each.small for each in sentence[n : n + 2]), ".", "."][:2]
    return (
        word[0].isalpha()
        and following != "of"
        and not word.endswith(pack().things)
        and word not in who["breaks"] | who["gendered"] | who["not_roles"]
    )


def _head(sentence: Sequence[Word], start: int) -> int | None:
    """The role within four words from `start` on: the last, where several stand together."""
    for n in range(start, min(start + 4, len(sentence))):
        word = sentence[n].small
        if is_role(word):
            while n + 1 < len(sentence) and is_role(sentence[n + 1].small):
                n += 1
            # "A user experience" is nobody.
            return None if n + 1 < len(sentence) and _is_thing(sentence[n + 1].small) else n
        if word in pack().who["breaks"] or not word[0].isalnum():
            return None
    return None


def _is_thing(word: str) -> bool:
    return word.endswith(pack().things) and not word.endswith("ing")


@lru_cache(maxsize=50_000)
def is_role(word: str) -> bool:
    """Whether a word (in small letters) names what somebody does or is to others."""
    who = pack().who
    word = word.removesuffix("'s")
    if word in who["roles"]:
        return True
    if word in who["not_roles"] or word in who["gendered"] or word in who["breaks"]:
        return False
    return len(word) > 4 and word.endswith(pack().endings)


def _of_the_role(sentence: Sequence[Word], role: Antecedent) -> Iterator[str]:
    who = pack().who
    if role.kind != "any":
        yield role.kind
    if not role.is_known:
        yield "unknown"
    inside = {word.small.removesuffix("'s") for word in sentence[role.first : role.last + 1]}
    if inside & (who["gendered_adjectives"] | who["gendered"]):
        yield "gendered_role"
    yield from _what_it_says(sentence, role)
    if _is_present(_after(sentence, role)):
        yield "present"
    if role.first and sentence[role.first - 1].small in pack().cues["open"]:
        yield "supposed"


def _after(sentence: Sequence[Word], role: Antecedent) -> str:
    """The word after the role, or after the "who" that follows it."""
    following = [word.small for word in sentence[role.last + 1 : role.last + 3]]
    following = following[following[:1] == ["who"] :]
    return following[0] if following else ""


def _is_present(word: str) -> bool:
    """Whether it looks like what somebody does: "asks", "owns"."""
    ends = word.endswith("s") and not word.endswith(("ss", "us", "'s"))
    return ends and len(word) > 2 and word not in pack().cues["no_verbs"]


def _what_it_says(sentence: Sequence[Word], role: Antecedent) -> Iterator[str]:
    """Whether the role is what somebody is, was, became, works as or would like to be."""
    cues = pack().cues
    back = role.first - 1
    while back >= 0 and sentence[back].small in cues["between"]:
        back -= 1
    if back < 0:
        return
    word = sentence[back].small
    # "As an employee, he …" is anybody's; "she works as an engineer" is hers.
    if word in cues["as"] and back > 0 and not _is_present(_after(sentence, role)):
        yield "what_somebody_is"
    elif word in cues["is"] and not _is_asked(sentence, back):
        wished = word in {"be", "become"} and sentence[back - 1].small == "to"
        yield "would_be" if wished else "what_somebody_is"
    elif _is_short_for_is(word) or _stands_beside(sentence, role):
        yield "what_somebody_is"


def _is_short_for_is(word: str) -> bool:
    return word.endswith("'s") and word[:-2] not in pack().cues["asks"]


def _is_asked(sentence: Sequence[Word], back: int) -> bool:
    return back > 0 and sentence[back - 1].small in pack().cues["asks"]


def _stands_beside(sentence: Sequence[Word], role: Antecedent) -> bool:
    """Whether it only says more of the one just named: "Ada Byron, an engineer, …"."""
    if role.first < 2 or sentence[role.first - 1].said != ",":
        return False
    following = sentence[role.last + 1].small if role.last + 1 < len(sentence) else ""
    named = sentence[role.first - 2].said[:1].isupper() and role.first > 2
    named = named or _is_a_bare_name(sentence[: role.first - 1], closed=following == ",")
    return named or following in pack().cues["says_more"]


def _is_a_bare_name(opening: Sequence[Word], *, closed: bool) -> bool:
    """Whether a sentence opens with two words that are no beginning such as "in general".

    closed  whether a comma ends what is said of it; then one word is enough: "Tom, a nurse, told"
    """
    small = [word.small for word in opening if word.small.isalpha()]
    who, cues = pack().who, pack().cues
    plain = who["breaks"] | who["any"] | who["the"] | who["one"] | cues["open"] | cues["opening"]
    enough = len(small) == 2 or (closed and len(small) == 1)
    return enough and not any(each in plain or each.endswith("ly") for each in small)


def _of_the_rest(sentence: Sequence[Word], role: Antecedent, n: int) -> Iterator[str]:
    known = pack()
    before, between = sentence[: role.first], sentence[role.last + 1 : n]
    gender = _gender(sentence[n])
    small = {word.small for word in [*before, *between]}
    if any(_gender(word) == gender for word in before):
        yield "said_before"
    if _has_gendered(before):
        yield "gendered_before"
    if _has_gendered(between):
        yield "gendered_between"
    if any(_is_name(sentence, m) for m in [*range(role.first), *range(role.last + 1, n)]):
        yield "name"
    if _knows_somebody(before) or _knows_somebody(between):
        yield "known"
    if small & known.cues["open"]:
        yield "open"
    if _in_its_clause(between) and not _tells(between):
        yield "who"
    if _tells(sentence[n + 1 :]):
        yield "past_after"
    if role.kind == "the" and _tells(sentence):
        yield "the_past"
    if _have_met(before):
        yield "met"
    after = {word.small for word in sentence[n + 1 : n + 4]}
    if _is_the_speaker(sentence, n):
        yield "speaker"
    if after & known.cues["ages"]:
        yield "age"


def _is_the_speaker(sentence: Sequence[Word], n: int) -> bool:
    """Whether somebody is quoted: "…," she says."""
    following = sentence[n + 1].small if n + 1 < len(sentence) else ""
    quoted = n > 0 and sentence[n - 1].said in '"”’,'
    return quoted and following in pack().cues["says"]


def _gender(word: Word) -> str | None:
    """Of which gender a pronoun is, also in "she's" and "he'll"."""
    return pack().gender.get(word.small.split("'")[0])


def _in_its_clause(between: Sequence[Word]) -> bool:
    """Whether the role is followed by "who …" and nothing has ended that."""
    relative = bool(between) and between[0].small in {"who", "that", "whose"}
    return relative and all(word.small[0].isalnum() for word in between)


def _has_gendered(part: Sequence[Word]) -> bool:
    return any(word.small.removesuffix("'s") in pack().who["gendered"] for word in part)


def _tells(part: Sequence[Word]) -> bool:
    return any(word.small in pack().cues["past"] or _is_past(word.small) for word in part)


def _is_past(word: str) -> bool:
    return len(word) > 4 and word.endswith("ed")


def _knows_somebody(part: Sequence[Word]) -> bool:
    """Whether a role of mine, ours or theirs stands there: "my manager", "their doctor"."""
    return any(
        word.small in pack().who["one"] and _head(part, n + 1) is not None
        for n, word in enumerate(part)
    )


def _have_met(before: Sequence[Word]) -> bool:
    cues = pack().cues
    small = {word.small for word in before}
    # "I have a friend who …" as well as "I met a friend who …".
    have = _tells(before) or (bool(before) and before[-1].small == "have")
    return have and bool(small & cues["me"]) and not small & cues["open"]


def _is_name(sentence: Sequence[Word], n: int) -> bool:
    """Whether a word looks like the name of a person: capital letter, small rest, and it acts.

    At the beginning of a sentence everything has a capital, so there it takes two in a row.
    """
    word = sentence[n].said
    if not (word[0].isupper() and word[1:].islower()) or is_role(word.lower()):
        return False
    following = sentence[n + 1] if n + 1 < len(sentence) else None
    if n == 0 or sentence[n - 1].said in '.?!:*#"“-|(':
        return (
            following is not None and following.said[:1].isupper() and following.said[1:].islower()
        )
    return word.lower() not in {"i"}
