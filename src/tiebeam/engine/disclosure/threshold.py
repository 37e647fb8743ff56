"""The simplest honest rule: a group is shown only when at least ten people belong to it.

The rule looks at membership (how many people are in the group), never at how many of them were
counted, so a hidden row says nothing about who left or rose. Further rows are hidden with the small
ones until no hidden row is what remains when the shown ones are taken from a total:

- At one place, the hidden groups together are everybody less the shown ones. So they are at least
  two, and together at least ten people.
- Where one place counts all the others (level "all"), the hidden rows of a group are likewise its
  total less its shown ones, so the same holds of them. And every hidden row is a corner of a
  rectangle of hidden rows, two groups by two places: all four could be moved up and down in turn
  without any total noticing.
- Of attributes that are crossed, the same holds of every group of fewer attributes: Black women and
  Black men are all Black people, whom another figure may show.
- Where the places of a group follow from one another, as the flows of a ledger lead from its
  opening to its closing, a group is shown at all of them or at none.
- A flow is an event that colleagues see: of three people who came to a level, how many belong to a
  group is a figure about these three. A ledger with a flow of fewer than ten is hidden altogether,
  because any flow is the change less the others.
- A lever on one group tells that group apart from the others that are hidden beside it: what it
  moves is what the shown ones gain or lose. So where the group of a lever is hidden at its level,
  all that the lever changed is.

Figures that rest on the directory alone (who is in which unit, who was promoted) hide nothing:
everybody knows them.

Figures that rest on what HR knows go by these rules. Those that rest on a secret come from the
ledger of releases (`answers`), and by these rules one can only be drafted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from itertools import combinations, product
from typing import Any, Final

from tiebeam.engine import kept
from tiebeam.engine.disclosure.figures import (
    _GATE_KEY,
    AT_EQUAL_RATING,
    EVERYWHERE,
    LABOUR_MARKET,
    OTHERS,
    Comparison,
    Draft,
    Exact,
    Hidden,
    NotReleased,
    Released,
)
from tiebeam.engine.records.fields import FieldClass
from tiebeam.engine.words import noop

SMALLEST_GROUP = 10
#: Classes of figures that these rules are enough for.
WITHOUT_SECRETS: Final[tuple[FieldClass, ...]] = ("directory", "hr")

Group = frozenset[tuple[str, str]]
At = frozenset[tuple[str, str | int]]
Place = tuple[Group, At]

EVERYBODY: Group = frozenset()

#: Measures whose rows follow from one another, and the keys of a place that part what does not: a
#: projection of one level says nothing of another.
TOGETHER: Final[Mapping[str, tuple[str, ...]]] = {
    "flow_ledger": (),
    "time_to_promotion": (),
    "time_to_leaving": (),
    "projection": ("level",),
}
#: The places of a ledger that count people on a day; at all others, people on the move.
ON_A_DAY: Final = ("opening", "closing")


class CannotBeLoosened(ValueError):
    """Somebody asked for less protection than the gate gives."""


class RestsOnASecret(NotReleased):
    """A figure of what people keep to themselves was to be released without the ledger."""


def release(figure: Exact, *, smallest_group: int = SMALLEST_GROUP) -> Released:
    """The figure as others may see it: small groups hidden, and said to be hidden.

    smallest_group  people; may be made stricter, never looser than 10
    Raises          RestsOnASecret when it is about what people keep to themselves: such figures
                    come from the ledger of releases; CannotBeLoosened when `smallest_group` is
                    under 10
    Source          the rectangles are those of the hypercube method: Repsilber (1994), Proceedings
                    of the International Seminar on Statistical Confidentiality, Eurostat
    """
    if figure.field_class not in WITHOUT_SECRETS:
        raise RestsOnASecret(
            f"'{figure.measure}' rests here on what people keep to themselves. What may be shown "
            "of it is in the ledger of releases, and nothing else: `tiebeam release` adds to it."
        )
    return Released(**_thresholded(figure, smallest_group), gate=_GATE_KEY)


def draft(figure: Exact, *, smallest_group: int = SMALLEST_GROUP) -> Draft:
    """The figure with small groups hidden, marked as not for sharing: of a secret, for the bench.

    smallest_group  people; may be made stricter, never looser than 10
    Raises          CannotBeLoosened when `smallest_group` is under 10
    """
    return Draft(**_thresholded(figure, smallest_group), gate=_GATE_KEY)


def rests_on_a_secret(figure: Exact) -> bool:
    """Whether a figure is about what people keep to themselves."""
    return figure.field_class not in WITHOUT_SECRETS


def _thresholded(figure: Exact, smallest_group: int) -> dict[str, Any]:
    """The fields of the figure with its small groups hidden."""
    if smallest_group < SMALLEST_GROUP:
        raise CannotBeLoosened(
            f"The smallest group is {SMALLEST_GROUP} people; it can be made larger, not smaller."
        )
    open_to_all = figure.field_class == "directory"
    hidden = {} if open_to_all else _hidden_rows(figure, smallest_group)
    shown = tuple(row for row in figure.rows if _place(row.group, row.at) not in hidden)
    kept = {_place(row.group, row.at) for row in shown}
    compared = tuple(each for each in figure.comparisons if _both_shown(each, kept, figure.by))
    compared = tuple(_without_the_hidden(each, hidden) for each in compared)
    carried = {each.name: getattr(figure, each.name) for each in fields(figure)}
    return carried | {
        "rows": shown,
        "comparisons": compared,
        "hidden": figure.hidden + tuple(hidden.values()),
        "smallest_gap": _smallest_gap(compared) if hidden else figure.smallest_gap,
    }


def _hidden_rows(figure: Exact, smallest_group: int) -> dict[Place, Hidden]:
    rows = figure.rows
    members = {_place(row.group, row.at): row.members for row in rows}
    together = TOGETHER.get(figure.measure)
    if together is not None:
        members = _with_every_place(together, members)
    hidden = {place for place, people in members.items() if people < smallest_group}
    small = frozenset(hidden)
    if few_move := _has_a_small_flow(figure, smallest_group):
        hidden = set(members)
    adds_up = any(_is_total(at) for _, at in members)
    before = -1
    while len(hidden) > before:
        before = len(hidden)
        for at in dict.fromkeys(at for _, at in members):
            line = [each for each in members if each[1] == at and each[0] != EVERYBODY]
            if (EVERYBODY, at) in hidden:
                hidden |= set(line)
            for some in (line, *_margins(line, figure.by)):
                _hide_company(some, members, hidden, smallest_group)
        if adds_up:
            for group in dict.fromkeys(group for group, _ in members):
                line = [each for each in members if each[0] == group and not _is_total(each[1])]
                _hide_company(line, members, hidden, smallest_group)
            _hide_rectangles(members, hidden)
        if together is not None:
            _hide_together(together, members, hidden)
    why = kept.FEWER_MOVED if few_move else noop("its figures would give a smaller group away")
    if _pulls_the_hidden(figure, hidden):
        hidden = set(members)
        why = noop("a lever on a hidden group would give that group away")
    return {
        place: Hidden(
            group=row.group,
            at=row.at,
            why=(kept.FEWER_PEOPLE if place in small else why) % {"n": smallest_group},
        )
        for row in rows
        if (place := _place(row.group, row.at)) in hidden
    }


def _has_a_small_flow(figure: Exact, smallest_group: int) -> bool:
    return figure.measure == "flow_ledger" and any(
        (row.n or 0) < smallest_group for row in figure.rows if row.at.get("flow") not in ON_A_DAY
    )


def _pulls_the_hidden(figure: Exact, hidden: Iterable[Place]) -> bool:
    """Whether a lever is about one group that is hidden where it pulls."""
    pulled = {_place(group, {"level": level}) for level, group in figure.data.get("pulled", ())}
    return not pulled.isdisjoint(_whole(("level",), place) for place in hidden)


def _with_every_place(keys: Sequence[str], members: Mapping[Place, int]) -> dict[Place, int]:
    """Every group at every place of what it belongs to: one whose curve ends is still there."""
    fewest: dict[tuple[Group, At], int] = {}
    for place, people in members.items():
        whole = _whole(keys, place)
        fewest[whole] = min(people, fewest.get(whole, people))
    every = {
        (group, at): people
        for at in dict.fromkeys(at for _, at in members)
        for (group, part), people in fewest.items()
        if part <= at
    }
    return every | dict(members)


def _hide_together(keys: Sequence[str], members: Iterable[Place], hidden: set[Place]) -> None:
    """Of rows that follow from one another, all or none."""
    some = {_whole(keys, place) for place in hidden}
    hidden |= {place for place in members if _whole(keys, place) in some}


def _whole(keys: Sequence[str], place: Place) -> tuple[Group, At]:
    """What a row belongs to, all of which is shown or hidden."""
    group, at = place
    return group, frozenset(each for each in at if each[0] in keys)


def _is_total(at: At) -> bool:
    return any(value == EVERYWHERE for _, value in at)


def _margins(line: Sequence[Place], by: Sequence[str]) -> Iterator[list[Place]]:
    """Of attributes that are crossed: the groups that add up to one of fewer attributes.

    Black women and Black men are all Black people, whom another figure may show.
    """
    for size in range(1, len(by)):
        for keys in combinations(by, size):
            margins: dict[tuple[str, ...], list[Place]] = {}
            for place in line:
                described = dict(place[0])
                margins.setdefault(tuple(described[key] for key in keys), []).append(place)
            yield from margins.values()


def _hide_company(
    line: Sequence[Place], members: Mapping[Place, int], hidden: set[Place], smallest_group: int
) -> None:
    """Of rows that add up to a total, so many that they are at least two, and enough people."""
    together = [each for each in line if each in hidden]
    others = sorted(set(line) - hidden, key=lambda each: _size(members, each))
    for neighbour in others if together else ():
        if len(together) > 1 and sum(members[each] for each in together) >= smallest_group:
            break
        together.append(neighbour)
        hidden.add(neighbour)


def _hide_rectangles(members: Mapping[Place, int], hidden: set[Place]) -> None:
    """For each hidden row that its group's total gives away, the cheapest rectangle around it."""
    for place in sorted(hidden, key=lambda each: _size(members, each)):
        rectangles = list(_rectangles(place, members))
        if rectangles and not any(corners <= hidden for corners in rectangles):
            hidden |= min(
                rectangles,
                key=lambda corners: (
                    sum(members[each] for each in corners - hidden),
                    sorted(_size(members, each) for each in corners),
                ),
            )


def _rectangles(place: Place, members: Mapping[Place, int]) -> Iterator[frozenset[Place]]:
    group, at = place
    groups = [g for g, a in members if a == at and g != group]
    places = [a for g, a in members if g == group and a != at]
    for g, a in product(groups, places):
        if (g, a) in members:
            yield frozenset({place, (g, at), (group, a), (g, a)})


def _size(members: Mapping[Place, int], place: Place) -> tuple[int, str]:
    group, at = place
    return members[place], str((sorted(group), sorted(map(str, at))))


def _smallest_gap(comparisons: Iterable[Comparison]) -> float | None:
    """Of what is shown alone: that of a hidden group would tell its size."""
    gaps = [each.results.get("smallest_detectable_gap") for each in comparisons]
    return min((gap for gap in gaps if gap is not None), default=None)


def _place(group: Mapping[str, str], at: Mapping[str, str | int]) -> Place:
    return frozenset(group.items()), frozenset(at.items())


def _both_shown(comparison: Comparison, kept: set[Place], by: Sequence[str]) -> bool:
    reference = comparison.reference
    if LABOUR_MARKET in reference and LABOUR_MARKET not in by:
        # Nobody here is in it, and its share was given to us.
        return _place(comparison.group, comparison.at) in kept
    # Everybody else is everybody less the group, so where both are shown it is known anyway.
    reference = {} if reference == OTHERS else reference
    return all(_place(group, comparison.at) in kept for group in (comparison.group, reference))


def _without_the_hidden(comparison: Comparison, hidden: Iterable[Place]) -> Comparison:
    """Without what was worked out over all places, where one of them is hidden.

    To so many digits, it would tell the hidden count.
    """
    if comparison.results.get(AT_EQUAL_RATING) is None:
        return comparison
    reference = {} if comparison.reference == OTHERS else comparison.reference
    sides = {frozenset(comparison.group.items()), frozenset(reference.items())}
    if not any(group in sides for group, _ in hidden):
        return comparison
    return replace(comparison, results={**comparison.results, AT_EQUAL_RATING: None})
