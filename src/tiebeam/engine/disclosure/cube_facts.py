"""What has to be known of an organisation before a cube is declared, and the cells of its tables.

Counts only, and only of what everybody knows: who is in which unit and level, who came, rose and
left. Of what people keep to themselves, nothing but which values at least ten people gave.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from tiebeam.engine.disclosure.merging import Merged, merged
from tiebeam.engine.disclosure.published import CROSSED
from tiebeam.engine.records.window import Window

#: What stands between a unit and the one it belongs to.
BETWEEN: Final = " / "
#: Fields that tell most about a structure, the first one most.
FIRST_FIELDS: Final = ("level", "grade", "unit")
#: Those that tell least; between are tags, which are ways of working, such as a shift pattern.
LAST_FIELDS: Final = ("site", "contract", "job")

By = tuple[str, ...]
#: People by the values of some fields, in the fields' order; of no field, by ().
Counts = Mapping[tuple[str, ...], int]


@dataclass(frozen=True, kw_only=True)
class Described:
    """A secret attribute, as far as a cube needs to know it.

    values   those to be counted: at least as many people gave each as a group has to have
    several  whether one person can have several
    rare     how many more values there are, which fewer people gave
    same_as  the better version of it, where there is one: what people said of themselves beside
             what is on file
    """

    name: str
    values: tuple[str, ...]
    several: bool = False
    rare: int = 0
    same_as: str | None = None


@dataclass(frozen=True, kw_only=True)
class Moved:
    """To how many people something happened in a window; each is counted once.

    by  people by (), by each field, and by each two fields in order of their names
    """

    outcome: str
    window: Window
    by: Mapping[By, Counts]


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
    """

    first: date
    by: Mapping[By, Counts]
    paths: frozenset[str] = frozenset()
    attributes: tuple[Described, ...] = ()
    moved: tuple[Moved, ...] = ()
    has_pay: bool = False
    has_reasons: bool = False

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


def cells_of(
    counts: Counts,
    *,
    by: Sequence[str],
    depths: Mapping[str, int | None],
    smallest_group: int,
) -> Merged:
    """The cells of a table, once categories with too few people are merged.

    Of two fields, each category of the first is parted by the second as far as its people allow; a
    path comes first. What can't be parted stays whole, or goes up in its tree.

    counts   people by the values of `by`, as in Facts
    depths   of paths, the steps that are kept; None, or nothing, of other fields
    Returns  no cell where everybody together is too few
    Raises   CannotBeLoosened, ImpossibleCount
    """
    people: Counter[str] = Counter()
    tree: dict[str, str] = {}
    for values, n in counts.items():
        parts = _parts(values, by, depths)
        people[CROSSED.join(parts)] += n
        tree |= _parents(parts, is_path=any(depths.get(name) is not None for name in by))
    return merged(people, tree=tree, smallest_group=smallest_group)


def category_of(
    values: Sequence[str], *, by: Sequence[str], depths: Mapping[str, int | None]
) -> str:
    """The category of somebody with these values of `by`: one of the `values` of just one cell."""
    return CROSSED.join(_parts(values, by, depths))


def _parts(values: Sequence[str], by: Sequence[str], depths: Mapping[str, int | None]) -> list[str]:
    """The values, cut at their depth, paths first."""
    order = sorted(range(len(by)), key=lambda place: (depths.get(by[place]) is None, place))
    return [_cut(values[place], depths.get(by[place])) for place in order]


def _cut(value: str, depth: int | None) -> str:
    return value if depth is None else BETWEEN.join(value.split(BETWEEN)[:depth])


def _parents(parts: Sequence[str], *, is_path: bool) -> Iterator[tuple[str, str]]:
    """What each category belongs to: a pair to that of its first field, a unit to the one above."""
    if len(parts) > 1:
        yield CROSSED.join(parts), parts[0]
    path = parts[0].split(BETWEEN) if is_path else []
    for steps in range(1, len(path)):
        yield BETWEEN.join(path[: steps + 1]), BETWEEN.join(path[:steps])
