"""Kinds of structures, and what organisations usually have in writing: data that need no code."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from tiebeam.web.search.words import words_of

#: Stands for all countries of the EU that no page has of their own.
EU: Final = "eu"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of structures. What it says is English, to be translated where it is shown."""

    code: str
    name: str
    plural: str
    about: str
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Law:
    """A law that speaks of something.

    where     a country's code, or that of the EU
    from_size people from which on it does
    """

    where: str
    name: str
    from_size: int


@dataclass(frozen=True, kw_only=True)
class Usual:
    """Something that organisations usually have in writing.

    why, look_for  in our words; English, to be translated where they are shown
    from_size      people from which on it is usual
    """

    code: str
    name: str
    why: str
    look_for: str
    from_size: int
    laws: tuple[Law, ...]
    words: tuple[str, ...]

    def laws_in(self, countries: Collection[str], size: int | None) -> list[str]:
        """Laws that speak of it where people work; all sizes where nobody said how many do."""
        places = places_of(countries)
        return [
            law.name for law in self.laws
            if law.where in places and (size is None or size >= law.from_size)
        ]  # fmt: skip

    def is_usual_for(self, countries: Collection[str], size: int | None) -> bool:
        if size is None or size >= self.from_size:
            return True
        return bool(self.laws_in(countries, size))


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds, in the order of pages."""
    return tuple(
        Kind(**{**each, "words": tuple(each["words"])}) for each in _read("kinds.toml")["kind"]
    )


@cache
def usual() -> tuple[Usual, ...]:
    """All of it, in the order of pages."""
    return tuple(_usual(each) for each in _read("usual.toml")["usual"])


@cache
def _of_the_eu() -> frozenset[str]:
    return frozenset(_read("usual.toml")["of_the_eu"])


def kind(code: str) -> Kind | None:
    return next((each for each in kinds() if each.code == code), None)


def usual_called(code: str) -> Usual | None:
    return next((each for each in usual() if each.code == code), None)


def places_of(countries: Collection[str]) -> frozenset[str]:
    """The countries, and the EU where one of them is in it."""
    every = frozenset(countries)
    return every | {EU} if every & _of_the_eu() else every


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text("utf-8"))


def _usual(told: dict[str, Any]) -> Usual:
    laws = tuple(
        Law(where=each["in"], name=each["name"], from_size=each.get("from", 1))
        for each in told.get("law", ())
    )
    plain = {name: told[name] for name in ("code", "name", "why", "look_for")}
    return Usual(**plain, from_size=told["from"], laws=laws, words=tuple(told["words"]))


# --- what a title says ----------------------------------------------------------------------------


def proposed_kind(title: str) -> str:
    """The kind that a title speaks of; a policy where it speaks of none."""
    said = words_of(title)
    return next((each.code for each in kinds() if _speaks_of(said, each.words)), "policy")


def proposed_usual(*titles: str) -> list[str]:
    """What of the usual some titles speak of: of a document, and of its parts."""
    said = [words_of(each) for each in titles]
    return [each.code for each in usual() if any(_speaks_of(one, each.words) for one in said)]


def _speaks_of(said: Sequence[str], phrases: Iterable[str]) -> bool:
    return any(_stands_in(words_of(phrase), said) for phrase in phrases)


def _stands_in(phrase: Sequence[str], said: Sequence[str]) -> bool:
    """Whether words follow each other that begin so; one of up to four letters has to be whole.

    German puts words together, so what is long may also stand at the end of one.
    """
    return any(
        all(_is(word, there) for word, there in zip(phrase, said[at:], strict=False))
        for at in range(len(said) - len(phrase) + 1)
    )


def _is(wanted: str, there: str) -> bool:
    if len(wanted) <= 4:
        return there in {wanted, f"{wanted}s"}
    return there.startswith(wanted) or (len(wanted) > 5 and wanted in there)
