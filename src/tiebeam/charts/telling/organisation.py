"""How many people the parts of the organisation have: as a tree, and in a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tiebeam.charts.telling.ledger import NOTHING
from tiebeam.charts.text import clean, isolated
from tiebeam.charts.told import Told
from tiebeam.charts.values import people
from tiebeam.engine.disclosure import Figure
from tiebeam.engine.records.fields import UNKNOWN
from tiebeam.engine.words import listed, nnoop, noop, tr, trn

#: What stands between a unit and the one it belongs to.
BETWEEN = " / "


@dataclass(frozen=True)
class Place:
    """How sentences speak of the people of one kind of place.

    count       how many such places there are
    is_in, are_in, and_in  of one, of several, and of those who are told next: so many there
    largest     of several places, that they are the largest
    all_in      where there is but one place
    not_known   of whom the place is not known
    """

    count: tuple[str, str]
    is_in: str
    are_in: str
    and_in: str
    largest: str
    all_in: str
    not_known: str


PLACES = {
    "unit": Place(
        nnoop("%(n)s unit", "%(n)s units"),
        noop("%(n)s is in %(place)s"),
        noop("%(n)s are in %(place)s"),
        noop("%(n)s in %(place)s"),
        noop("%(parts)s, the largest of %(n)s units"),
        noop("all %(n)s people are in %(place)s"),
        noop("of %(n)s the unit is not known"),
    ),
    "site": Place(
        nnoop("%(n)s site", "%(n)s sites"),
        noop("%(n)s is at %(place)s"),
        noop("%(n)s are at %(place)s"),
        noop("%(n)s at %(place)s"),
        noop("%(parts)s, the largest of %(n)s sites"),
        noop("all %(n)s people are at %(place)s"),
        noop("of %(n)s the site is not known"),
    ),
    "grade": Place(
        nnoop("%(n)s grade", "%(n)s grades"),
        noop("%(n)s is at %(place)s"),
        noop("%(n)s are at %(place)s"),
        noop("%(n)s at %(place)s"),
        noop("%(parts)s, the largest of %(n)s grades"),
        noop("all %(n)s people are at %(place)s"),
        noop("of %(n)s the grade is not known"),
    ),
    "job": Place(
        nnoop("%(n)s job", "%(n)s jobs"),
        noop("%(n)s works as %(place)s"),
        noop("%(n)s work as %(place)s"),
        noop("%(n)s as %(place)s"),
        noop("%(parts)s, the largest of %(n)s jobs"),
        noop("all %(n)s people work as %(place)s"),
        noop("of %(n)s the job is not known"),
    ),
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


def counted(figure: Figure, n: int) -> str:
    """How many parts there are: "1 unit", "12 sites"."""
    one, many = _place(figure).count
    return trn(one, many, n)


def _place(figure: Figure) -> Place:
    return PLACES.get(place_of(figure), PLACES["unit"])


def told_of_organisation(figure: Figure) -> Told:
    """The largest parts of the organisation, with their people."""
    root = tree(figure)
    if not root.people:
        return Told(tr(NOTHING), unseen="")
    within = ""
    while len(root.below) == 1 and root.below[0].below:
        root = root.below[0]
        within = isolated(root.name)
    known = [unit for unit in root.below if unit.is_known]
    unknown = sum(unit.people for unit in root.below if not unit.is_known)
    words = _all_in_one(figure, known, root) if len(root.below) == 1 else ""
    if known and not words:
        everybody, parts = people(root.people), _parts(figure, known)
        words = tr("of the %(n)s people, %(parts)s", n=everybody, parts=parts)
        if within:
            words = tr("of the %(n)s people in %(unit)s, %(parts)s", n=everybody, unit=within,
                       parts=parts)  # fmt: skip
    if unknown:
        rest = tr(_place(figure).not_known, n=people(unknown))
        words = f"{words}; {rest}" if words else rest
    return Told(words, unseen="")


def _parts(figure: Figure, known: Sequence[Unit]) -> str:
    place = _place(figure)
    largest = sorted(known, key=lambda unit: -unit.people)[:MOST_TOLD]
    said = listed(
        [
            tr(
                place.and_in if later else place.is_in if unit.people == 1 else place.are_in,
                n=people(unit.people),
                place=isolated(unit.name),
            )
            for later, unit in enumerate(largest)
        ]
    )
    return tr(place.largest, parts=said, n=len(known)) if len(known) > MOST_TOLD else said


def _all_in_one(figure: Figure, known: Sequence[Unit], root: Unit) -> str:
    """Where there is but one unit: "all 31 people are in Ferry company"."""
    if not known or root.people == 1:
        return ""
    return tr(_place(figure).all_in, n=people(root.people), place=isolated(known[0].name))


def _people_below(unit: Unit) -> int:
    return sum(max(each.people, _people_below(each)) for each in unit.below)
