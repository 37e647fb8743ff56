"""Who in a sentence may be meant by a pronoun: the roles in it, and the words that tell them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple

from tiebeam.engine.language.sentences import Word


class Antecedent(NamedTuple):
    """Whom a pronoun may mean: a role, with how it is introduced."""

    first: int  # number of its first word in the sentence
    last: int
    kind: str  # "anybody", "any" or "the"
    is_known: bool = True  # as a role; else it is any word, and only a person is a he or she


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


def roles(sentence: Sequence[Word]) -> list[Antecedent]:
    """The roles that a sentence names, in order of place."""
    return list(each_role(sentence))


def each_role(sentence: Sequence[Word]) -> Iterator[Antecedent]:
    """The same, one after the other."""
    who = pack().who
    for n, word in enumerate(sentence):
        if word.small in who["anybody"]:
            yield Antecedent(n, n, "anybody")
        elif word.small in who["any"] | who["the"]:
            last = head(sentence, n + 1)
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


def head(sentence: Sequence[Word], start: int) -> int | None:
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
