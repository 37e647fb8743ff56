"""What has to be known of an organisation before a cube is declared, and the cells of its tables.

Counts only, and only of what everybody knows: who is in which unit and level, who came, rose and
left. Of what people keep to themselves, which values at least ten people gave, and how many of all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from tiebeam.engine.disclosure.merging import merged
from tiebeam.engine.disclosure.population import AND
from tiebeam.engine.records.window import Window

#: Steps that are numbered from the bottom.
LADDER: Final = "level"
#: What stands between a unit and the one it belongs to.
BETWEEN: Final = " / "
#: Fields that tell most about a structure, the first one most.
FIRST_FIELDS: Final = ("level", "grade", "unit")
#: Those that tell least; between are tags, which are ways of working, such as a shift pattern.
LAST_FIELDS: Final = ("site", "contract", "job")
#: No field is a path.
NO_DEPTHS: Final[Mapping[str, int | None]] = {}

By = tuple[str, ...]
#: People by the values of some fields, in the fields' order; of no field, by ().
Counts = Mapping[tuple[str, ...], int]


@dataclass(frozen=True, kw_only=True)
class Described:
    """A secret attribute, as far as a cube needs to know it.

    values   those that can be counted: at least as many people gave each as a group has to have
    several  whether one person can have several
    rare     how many more values there are, which fewer people gave
    shares   of all people, by value; 0 to 1
    same_as  the better version of it, where there is one: what people said of themselves beside
             what is on file
    of_applicants  whether applicants were asked as well
    """

    name: str
    values: tuple[str, ...]
    several: bool = False
    rare: int = 0
    same_as: str | None = None
    shares: Mapping[str, float] = field(default_factory=dict)
    of_applicants: bool = False

    @property
    def common(self) -> str | None:
        """The value that most people gave; None where no shares are known."""
        return max(self.shares, key=lambda value: self.shares[value], default=None)


@dataclass(frozen=True, kw_only=True)
class Moved:
    """To how many people something happened in a window; each is counted once.

    by  people by (), by each field, and by each two fields in order of their names
    """

    outcome: str
    window: Window
    by: Mapping[By, Counts]


@dataclass(frozen=True, kw_only=True)
class Applied:
    """How many different people applied in a window, and came to each stage.

    reached  by stage, the first first
    """

    window: Window
    reached: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """An organisation on the eve of a cube.

    first       the day on which the cube is to begin
    by          people there by (), by each field, and by each two fields in order of their names;
                of paths, each unit's own people, by its whole path
    paths       fields that are paths, their parts joined by BETWEEN
    attributes  the secret ones, the most important first
    moved       what happened in the last whole year, and in the last three
    has_pay     whether pay is known, in one currency
    has_reasons whether HR knows why people left, and not everybody does
    applied     who applied in the last whole year of which nearly all is decided within the cube;
                None where there are no such applications
    """

    first: date
    by: Mapping[By, Counts]
    paths: frozenset[str] = frozenset()
    attributes: tuple[Described, ...] = ()
    moved: tuple[Moved, ...] = ()
    has_pay: bool = False
    has_reasons: bool = False
    applied: Applied | None = None

    @property
    def people(self) -> int:
        return sum(self.by.get((), {}).values())

    @property
    def fields(self) -> tuple[str, ...]:
        """Each field once, the most telling first."""
        names = {by[0] for by in self.by if len(by) == 1}
        tags = sorted(names.difference(FIRST_FIELDS, LAST_FIELDS))
        return tuple(name for name in (*FIRST_FIELDS, *tags, *LAST_FIELDS) if name in names)


class NoSuchChoice(ValueError):
    """A field or an attribute was chosen that is not there."""


def chosen(facts: Facts, *, fields: Sequence[str] = (), attributes: Sequence[str] = ()) -> Facts:
    """The same with some of its fields and attributes alone, the attributes in the order given.

    fields, attributes  names; () leaves all of them
    Raises              NoSuchChoice
    """
    known = {each.name: each for each in facts.attributes}
    _check_known(fields, facts.fields, "field that everybody knows")
    _check_known(attributes, known, "secret attribute")
    kept = [known[name] for name in attributes or known]
    names = {each.name for each in kept}
    return replace(
        facts,
        by=_without(facts.by, fields),
        moved=tuple(replace(each, by=_without(each.by, fields)) for each in facts.moved),
        # A better version that is not wanted takes nothing's place.
        attributes=tuple(
            each if each.same_as in names else replace(each, same_as=None) for each in kept
        ),
    )


def _check_known(wanted: Iterable[str], known: Iterable[str], what: str) -> None:
    known = list(known)
    for name in wanted:
        if name not in known:
            raise NoSuchChoice(
                f"'{name}' is no {what} in this data. You can use: {', '.join(known) or 'none'}."
            )


def _without(counts: Mapping[By, Counts], fields: Sequence[str]) -> Mapping[By, Counts]:
    return {by: n for by, n in counts.items() if not fields or set(by) <= set(fields)}


def categories(
    people: Mapping[str, int], *, name: str, depth: int | None, smallest_category: int
) -> dict[str, str]:
    """The category of each value of a field, once those with too few people are joined.

    Levels are joined with the next one below, units within the one above, others with the
    smallest.

    people   by value; of a path, each unit's own people, by its whole path
    name     of the field
    depth    of a path, the steps that are kept; None of other fields
    Returns  by value, also of a path once it is cut; a category is called by the names of those
             that were joined
    Raises   CannotBeLoosened, ImpossibleCount
    """
    kept: Counter[str] = Counter()
    for value, n in people.items():
        kept[cut(value, depth)] += n
    if name == LADDER:
        called = _steps_joined(kept, smallest_category)
    else:
        tree = dict(each for value in kept for each in _parents(value)) if depth else {}
        found = merged(kept, tree=tree, smallest_group=smallest_category)
        every = [*found.shown, *([found.hidden] if found.hidden else [])]
        called = {value: AND.join(each.names) for each in every for value in each.values}
    return called | {value: called[cut(value, depth)] for value, n in people.items() if n}


def _steps_joined(people: Mapping[str, int], smallest: int) -> dict[str, str]:
    """From the top step down, each with those below it until there are enough people."""
    order = sorted(
        (step for step, n in people.items() if n),
        key=lambda step: (step.isdecimal(), int(step) if step.isdecimal() else 0, step),
    )
    joined: list[list[str]] = []
    enough = True
    for step in reversed(order):
        if enough:
            joined.append([])
        joined[-1].insert(0, step)
        enough = sum(people[each] for each in joined[-1]) >= smallest
    if not enough and len(joined) > 1:
        joined[-2:] = [joined[-1] + joined[-2]]
    return {step: AND.join(steps) for steps in joined for step in steps}


def cells_of(
    counts: Counts,
    *,
    by: Sequence[str],
    categories: Mapping[str, Mapping[str, str]],
    depths: Mapping[str, int | None] = NO_DEPTHS,
) -> Counter[By]:
    """People in each cell of a table.

    counts      people by the values of `by`, as in Facts
    categories  of each field, that of each value; a value that has none is its own
    depths      of fields that are paths, the steps that are kept: whoever left a part of a unit
                where nobody is any more, left the unit
    """
    cells: Counter[By] = Counter()
    for values, n in counts.items():
        kept = [(name, cut(each, depths.get(name))) for name, each in zip(by, values, strict=True)]
        cells[tuple(categories[name].get(value, value) for name, value in kept)] += n
    return cells


def cut(value: str, depth: int | None) -> str:
    """A path less what is further in than so many steps."""
    return value if depth is None else BETWEEN.join(value.split(BETWEEN)[:depth])


def _parents(unit: str) -> Iterator[tuple[str, str]]:
    """Each unit on a path, and the one that it belongs to."""
    path = unit.split(BETWEEN)
    for steps in range(1, len(path)):
        yield BETWEEN.join(path[: steps + 1]), BETWEEN.join(path[:steps])
