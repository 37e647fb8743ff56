"""The organisation's structure: what its units, sites and grades are called, and their order.

It is kept beside the data, by what values of an export mean before anybody calls them otherwise, so
that it holds for the next export too. Everything here is plain: nothing is read, nothing written.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final, Literal

from tiebeam.engine.records.fields import NOT_STATED, UNKNOWN
from tiebeam.engine.records.mapping import BETWEEN

Kind = Literal["units", "sites", "grades"]
KINDS: Final[tuple[Kind, ...]] = ("units", "sites", "grades")
#: As the mapping calls them.
FIELD_OF: Final[Mapping[Kind, str]] = {"units": "unit", "sites": "site", "grades": "grade"}
LONGEST_NAME: Final = 80
#: Names that figures use for something else.
TAKEN: Final = frozenset({UNKNOWN, NOT_STATED, "off the ladder"})
#: Stands between grades of one level, where they are typed.
SAME_LEVEL: Final = "="
#: Signs without a shape of their own that some scripts need within a word.
_JOINERS: Final = frozenset("\u200c\u200d")


class NotAName(ValueError):
    """A name that can't be used; `why` is one of our codes."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class InACircle(ValueError):
    """A unit would stand beneath itself."""


def as_name(text: str, kind: Kind) -> str:
    """A name as it is kept: blanks of all widths are one, letters are put together.

    Raises  NotAName
    """
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not name:
        raise NotAName("empty")
    if len(name) > LONGEST_NAME:
        raise NotAName("long")
    if not all(each.isprintable() or each in _JOINERS for each in name):
        raise NotAName("signs")
    if name.casefold() in TAKEN:
        raise NotAName("taken")
    if kind == "units" and BETWEEN in f" {name} ":
        raise NotAName("between")
    if kind == "grades" and (SAME_LEVEL in name or "*" in name):
        raise NotAName("level")
    return name


def key_of(source: str) -> str:
    """What stands for a name in an address."""
    return hashlib.sha256(source.encode()).hexdigest()[:16]


# --- what a version has ---------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What the worker saw of directory fields; of a kind that it may not tell, nothing.

    names     by kind: what there is
    levels    grades that are on the ladder, level by level from the bottom, and its name
    withheld  kinds of which nothing is told
    unshown   single names that can't be shown
    """

    names: Mapping[Kind, frozenset[str]]
    levels: tuple[tuple[str, tuple[str, ...]], ...] = ()
    withheld: frozenset[str] = frozenset()
    unshown: int = 0

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Seen:
        levels = plain.get("levels", ())
        return cls(
            names={kind: frozenset(plain[kind]) for kind in KINDS if kind in plain},
            levels=tuple((each["name"], tuple(each["grades"])) for each in levels),
            withheld=frozenset(plain.get("withheld", ())),
            unshown=plain.get("unshown", 0),
        )

    def together(self, other: Seen) -> Seen:
        """The names of both; the ladder of this one."""
        kinds = [kind for kind in KINDS if kind in self.names or kind in other.names]
        nothing: frozenset[str] = frozenset()
        return replace(
            self,
            names={k: self.names.get(k, nothing) | other.names.get(k, nothing) for k in kinds},
            unshown=max(self.unshown, other.unshown),
        )


# --- the structure --------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Level:
    """A level of the ladder: the grades on it, and its name; empty: as its grades."""

    grades: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Structure:
    """What is called how, and what stands where. Everything is kept by what a value means.

    names    by kind: what is called otherwise; of a unit the last part of its path alone
    beneath  units that the data place nowhere: the unit that each stands beneath
    ladder   None where not everybody may know the grades: it stays as the mapping has it
    beside   grades that somebody put beside the ladder
    """

    names: Mapping[Kind, Mapping[str, str]] = field(default_factory=dict)
    beneath: Mapping[str, str] = field(default_factory=dict)
    ladder: tuple[Level, ...] | None = None
    beside: frozenset[str] = frozenset()

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Structure:
        ladder = plain["ladder"]
        return cls(
            names={kind: dict(plain["names"].get(kind, {})) for kind in KINDS},
            beneath=dict(plain["beneath"]),
            ladder=None if ladder is None else tuple(
                Level(grades=tuple(each["grades"]), name=each["name"]) for each in ladder
            ),
            beside=frozenset(plain["beside"]),
        )  # fmt: skip

    def plain(self) -> dict[str, Any]:
        return {
            "names": {kind: dict(sorted(self.names.get(kind, {}).items())) for kind in KINDS},
            "beneath": dict(sorted(self.beneath.items())),
            "ladder": None if self.ladder is None else [
                {"name": each.name, "grades": list(each.grades)} for each in self.ladder
            ],
            "beside": sorted(self.beside),
        }  # fmt: skip

    # --- what is called how

    def called(self, kind: Kind, source: str) -> str:
        """What something is called; of a unit its whole path.

        Raises  InACircle
        """
        return BETWEEN.join(self._parts(source)) if kind == "units" else self.own(kind, source)

    def own(self, kind: Kind, source: str) -> str:
        """What it is called itself, without what it stands beneath."""
        usual = source.rpartition(BETWEEN)[2] if kind == "units" else source
        return self.names.get(kind, {}).get(source, usual)

    def above(self, unit: str) -> str:
        """The unit that one stands beneath; empty at the top."""
        return self.beneath.get(unit) or unit.rpartition(BETWEEN)[0]

    def _parts(self, unit: str) -> list[str]:
        parts: list[str] = []
        seen: set[str] = set()
        while unit:
            if unit in seen:
                raise InACircle
            seen.add(unit)
            parts.append(self.own("units", unit))
            unit = self.above(unit)
        return parts[::-1]

    def translations(self) -> dict[str, dict[str, str]]:
        """By field of the mapping: what is called otherwise than it is in the data."""
        told: dict[str, dict[str, str]] = {}
        for kind in KINDS:
            sources = {*self.names.get(kind, {}), *(self.beneath if kind == "units" else ())}
            named = {each: self.called(kind, each) for each in sorted(sources)}
            told[FIELD_OF[kind]] = {each: name for each, name in named.items() if name != each}
        return told

    def steps(self) -> list[list[str]]:
        """The ladder, by what its grades are called."""
        return [
            list(dict.fromkeys(self.own("grades", each) for each in level.grades))
            for level in self.ladder or ()
        ]

    def level_names(self) -> list[str]:
        return [
            level.name or ", ".join(step)
            for level, step in zip(self.ladder or (), self.steps(), strict=True)
        ]

    def known(self, kind: Kind) -> set[str]:
        """Of what somebody has said something."""
        known = set(self.names.get(kind, {}))
        if kind == "units":
            known |= {*self.beneath, *self.beneath.values()}
        if kind == "grades":
            known |= {*self.beside, *(each for level in self.ladder or () for each in level.grades)}
        return known

    # --- with something changed

    def with_name(self, kind: Kind, source: str, name: str) -> Structure:
        """Something is called so. A grade that is called like another goes to its level."""
        names = {each: dict(self.names.get(each, {})) for each in KINDS}
        names[kind][source] = name
        if name == Structure().own(kind, source):
            del names[kind][source]
        made = replace(self, names=names)
        return made._with_grade_named(source, self) if kind == "grades" else made

    def _with_grade_named(self, grade: str, before: Structure) -> Structure:
        """Levels that were called as a grade are called as that is now."""
        was, name = before.own("grades", grade), self.own("grades", grade)
        ladder = self.ladder and tuple(
            replace(level, name=name) if level.name == was and grade in level.grades else level
            for level in self.ladder
        )
        return replace(self, ladder=ladder)._beside_its_like(grade)

    def _beside_its_like(self, grade: str) -> Structure:
        name = self.own("grades", grade)
        others = self.known("grades") - {grade}
        like = next((each for each in sorted(others) if self.own("grades", each) == name), None)
        if like is None or self.ladder is None or self._level_of(like) == self._level_of(grade):
            return self
        without = [
            replace(level, grades=tuple(each for each in level.grades if each != grade))
            for level in self.ladder
        ]
        at = self._level_of(like)
        if at is not None:
            without[at] = replace(without[at], grades=(*without[at].grades, grade))
        kept = tuple(level for level in without if level.grades)
        beside = self.beside - {grade} if at is not None else self.beside | {grade}
        return replace(self, ladder=kept, beside=beside)

    def _level_of(self, grade: str) -> int | None:
        levels = enumerate(self.ladder or ())
        return next((place for place, level in levels if grade in level.grades), None)

    def with_place(self, unit: str, beneath: str) -> Structure:
        """A unit that the data place nowhere stands beneath another; empty: at the top.

        Raises  InACircle
        """
        others = {each: above for each, above in self.beneath.items() if each != unit}
        made = replace(self, beneath={**others, **({unit: beneath} if beneath else {})})
        for each in (unit, *made.beneath):
            made._parts(each)
        return made

    def with_levels(self, numbers: Mapping[str, Decimal | None]) -> Structure:
        """Grades in the order of their numbers; those with one number are one level.

        numbers  by what a grade means; None puts it beside the ladder
        """
        on: dict[Decimal, list[str]] = {}
        for grade, number in sorted(numbers.items(), key=lambda each: self._order(each[0])):
            if number is not None:
                on.setdefault(number, []).append(grade)
        names = {frozenset(each.grades): each.name for each in self.ladder or ()}
        levels = tuple(
            Level(grades=tuple(on[number]), name=names.get(frozenset(on[number]), ""))
            for number in sorted(on)
        )
        beside = frozenset(grade for grade, number in numbers.items() if number is None)
        return replace(self, ladder=levels, beside=beside)

    def _order(self, grade: str) -> tuple[int, int, str]:
        """Grades of a level stay in the order they had."""
        level = self._level_of(grade)
        place = (self.ladder or ())[level].grades.index(grade) if level is not None else 0
        return (level if level is not None else len(self.ladder or ()), place, grade)

    def with_ladder_of(self, seen: Seen) -> Structure:
        """The ladder as a version has it, which somebody said while bringing that."""
        by_name: dict[str, list[str]] = {}
        for each in sorted(self.known("grades")):
            by_name.setdefault(self.own("grades", each), []).append(each)
        there = seen.names.get("grades", frozenset())
        levels = tuple(
            Level(name=name, grades=tuple(dict.fromkeys(
                source for each in grades
                for source in ([each] if each in there else by_name.get(each, [each]))
            )))
            for name, grades in seen.levels
        )  # fmt: skip
        on = {each for level in levels for each in level.grades}
        return replace(self, ladder=levels, beside=frozenset((self.known("grades") | there) - on))

    def with_level_names(self, names: Sequence[str]) -> Structure:
        """Levels are called so, from the lowest up; empty: as their grades."""
        ladder = tuple(
            replace(level, name=name) for level, name in zip(self.ladder or (), names, strict=True)
        )
        return replace(self, ladder=ladder)


def beginning(seen: Seen) -> Structure:
    """The structure as a version has it, before anybody changed it."""
    if "grades" not in seen.names:
        return Structure()
    return Structure(ladder=()).with_ladder_of(seen)


@dataclass(frozen=True, kw_only=True)
class Named:
    """The structure with names that somebody gave while saying what columns mean.

    before   as it was shown
    edition  its number
    """

    now: Structure
    before: Structure
    edition: int


# --- what is shown --------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The structure as it stands, beside what there is in the data.

    edition  its number; 0 before anybody changed anything
    seen     what the version in use has, and uploads that wait to be accepted
    fresh    by kind: what is in such an upload alone
    """

    edition: int
    structure: Structure
    seen: Seen
    fresh: Mapping[Kind, frozenset[str]] = field(default_factory=dict)

    def sources(self, kind: Kind) -> list[str]:
        """All there is of a kind, by what it is called; of units also those above them."""
        if kind in self.seen.withheld:
            return []
        every = {*self.seen.names.get(kind, ()), *self.structure.known(kind)}
        if kind == "units":
            every |= {above for each in every for above in _beginnings(each)}
        return sorted(every, key=lambda each: (self.structure.called(kind, each).casefold(), each))

    def source(self, kind: Kind, key: str) -> str | None:
        return next((each for each in self.sources(kind) if key_of(each) == key), None)

    def like(self, kind: Kind, source: str) -> list[str]:
        """What else is called the same."""
        name = self.structure.called(kind, source)
        return [
            each for each in self.sources(kind)
            if each != source and self.structure.called(kind, each) == name
        ]  # fmt: skip

    def unplaced(self) -> list[str]:
        """Grades of which nobody has said where they stand."""
        structure = self.structure
        placed = {name for step in structure.steps() for name in step}
        placed |= {structure.own("grades", each) for each in structure.beside}
        sources = self.sources("grades")
        return [each for each in sources if structure.own("grades", each) not in placed]

    def fresh_names(self, kind: Kind) -> list[str]:
        """What is new in an upload that waits, by what it is called."""
        fresh = self.fresh.get(kind, frozenset()) - self.structure.known(kind)
        return sorted(self.structure.called(kind, each) for each in fresh)


def _beginnings(path: str) -> Iterator[str]:
    parts = path.split(BETWEEN)
    for n in range(1, len(parts)):
        yield BETWEEN.join(parts[:n])


def changes(before: Structure, now: Structure) -> list[dict[str, Any]]:
    """What is other than before, to be said in words later."""
    told: list[dict[str, Any]] = []
    for kind in KINDS:
        told += _names_changed(kind, before, now)
    for unit in sorted({*before.beneath, *now.beneath}):
        was, is_now = before.beneath.get(unit, ""), now.beneath.get(unit, "")
        if was != is_now:
            told.append({"what": "placed", "kind": "units", "source": unit,
                         "before": was, "now": is_now})  # fmt: skip
    if before.steps() != now.steps():
        told.append({"what": "ladder", "before": before.steps(), "now": now.steps()})
    elif before.level_names() != now.level_names():
        told.append({"what": "levels", "before": before.level_names(), "now": now.level_names()})
    return told


def _names_changed(kind: Kind, before: Structure, now: Structure) -> Iterator[dict[str, Any]]:
    for source in sorted({*before.names.get(kind, {}), *now.names.get(kind, {})}):
        was, is_now = before.own(kind, source), now.own(kind, source)
        if was != is_now:
            yield {"what": "named", "kind": kind, "source": source, "before": was, "now": is_now}


def as_kind(word: str) -> Kind | None:
    return next((kind for kind in KINDS if kind == word), None)


def same_steps(one: Sequence[Sequence[str]], other: Sequence[Sequence[str]]) -> bool:
    """Whether two ladders have the same grades on the same levels."""
    return [set(step) for step in one] == [set(step) for step in other]
