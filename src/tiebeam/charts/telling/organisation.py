"""How many people the parts of the organisation have: as a tree, and in a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tiebeam.charts.names import listed
from tiebeam.charts.telling.ledger import NOTHING
from tiebeam.charts.text import clean, isolated
from tiebeam.charts.told import Told
from tiebeam.charts.values import people
from tiebeam.engine.disclosure import Figure
from tiebeam.engine.records.fields import UNKNOWN

#: What stands between a unit and the one it belongs to.
BETWEEN = " / "
#: What the places are, and how a sentence says that people are there.
PLACES = {
    "unit": ("unit", "are in", "in"),
    "site": ("site", "are at", "at"),
    "grade": ("grade", "are at", "at"),
    "job": ("job", "work as", "as"),
}
MOST_TOLD = 3


@dataclass
class Unit:
    """One unit with everybody in it, and the units that belong to it, in the figure's order.

    path    the unit and all that it belongs to, outermost first
    people  all of them; of a unit that the figure does not have, those of the units below it
    """

    path: tuple[str, ...]
    people: int = 0
    below: list[Unit] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the unit is called by those who know where it belongs."""
        return self.path[-1]

    @property
    def depth(self) -> int:
        """How many units it belongs to."""
        return len(self.path) - 1

    @property
    def is_known(self) -> bool:
        """Whether it is a unit, and not the people of whom no unit is known."""
        return self.path != (UNKNOWN,)

    def all_below(self) -> Iterator[Unit]:
        """Every unit under this one, each before what belongs to it."""
        for unit in self.below:
            yield unit
            yield from unit.all_below()


def tree(figure: Figure) -> Unit:
    """Everybody, with the outermost units below."""
    root = Unit(path=("",))
    units: dict[tuple[str, ...], Unit] = {}
    for row in figure.rows:
        value = next(iter(row.at.values()), "")
        path = tuple(part for part in map(clean, str(value).split(BETWEEN)) if part) or (UNKNOWN,)
        for depth in range(1, len(path) + 1):
            if path[:depth] not in units:
                unit = units[path[:depth]] = Unit(path=path[:depth])
                (units[path[: depth - 1]] if depth > 1 else root).below.append(unit)
        units[path].people = max(row.count or 0, units[path].people)
    for unit in (root, *root.all_below()):
        unit.people = max(unit.people, _people_below(unit))
    return root


def place_of(figure: Figure) -> str:
    """What says where people are: "unit", "site", "grade" or "job"."""
    keys = [key for row in figure.rows for key in row.at]
    return keys[0] if keys else "unit"


def noun(figure: Figure, *, many: bool) -> str:
    """What the parts are called: "unit", "units"."""
    name = PLACES.get(place_of(figure), PLACES["unit"])[0]
    return f"{name}s" if many else name


def told_of_organisation(figure: Figure) -> Told:
    """The largest parts of the organisation, with their people."""
    root = tree(figure)
    if not root.people:
        return Told(NOTHING, unseen="")
    inside = ""
    while len(root.below) == 1 and root.below[0].below:
        root = root.below[0]
        inside = f" in {isolated(root.name)}"
    known = [unit for unit in root.below if unit.is_known]
    unknown = sum(unit.people for unit in root.below if not unit.is_known)
    words = _all_in_one(figure, known, root) if len(root.below) == 1 else ""
    if known and not words:
        words = f"of the {people(root.people)} people{inside}, {_parts(figure, known)}"
    if unknown:
        rest = f"of {people(unknown)} the {noun(figure, many=False)} is not known"
        words = f"{words}; {rest}" if words else rest
    return Told(words, unseen="")


def _parts(figure: Figure, known: Sequence[Unit]) -> str:
    _, verb, where = PLACES.get(place_of(figure), PLACES["unit"])
    largest = sorted(known, key=lambda unit: -unit.people)[:MOST_TOLD]
    said = [
        f"{people(unit.people)} {where if place else _verb(verb, unit.people)} "
        f"{isolated(unit.name)}"
        for place, unit in enumerate(largest)
    ]
    if len(known) > MOST_TOLD:
        return f"{listed(said)}, the largest of {len(known)} {noun(figure, many=True)}"
    return listed(said)


def _all_in_one(figure: Figure, known: Sequence[Unit], root: Unit) -> str:
    """Where there is but one unit: "all 31 people are in Ferry company"."""
    if not known or root.people == 1:
        return ""
    verb = PLACES.get(place_of(figure), PLACES["unit"])[1]
    return f"all {people(root.people)} people {verb} {isolated(known[0].name)}"


def _verb(verb: str, n: int) -> str:
    return verb.replace("are", "is").replace("work", "works") if n == 1 else verb


def _people_below(unit: Unit) -> int:
    return sum(max(each.people, _people_below(each)) for each in unit.below)
