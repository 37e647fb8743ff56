"""Categories with too few people become one with others, so that every one that is shown is large.

How many people are in a unit or a grade is no secret: everybody knows it. So it is no use to hide a
small category beside its total and its neighbours: what is counted in it is what remains of the
total. It has to be merged, so that what remains is a large group too. The merged categories part
everybody into groups that are all large; whatever is added and taken away of them is large as well,
or nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from tiebeam.engine.disclosure.threshold import SMALLEST_GROUP, CannotBeLoosened
from tiebeam.engine.stats.counts import whole_number

NO_TREE: Final[Mapping[str, str]] = {}


class TreeGoesRound(ValueError):
    """In a tree of categories, something belongs to itself."""


@dataclass(frozen=True, kw_only=True)
class Category:
    """One category as it may be shown.

    values   the values of the field that it holds, sorted; their people are in it and nobody else
    names    what it is called: the category itself, or, sorted, those that were merged into it. A
             name stands for all below it in the tree, unless values of its own are among `values`
             while others below it are elsewhere
    members  people in it
    """

    values: tuple[str, ...]
    names: tuple[str, ...]
    members: int


class Merged(NamedTuple):
    """The categories that may be shown, by name; and, where even all people are too few, all."""

    shown: tuple[Category, ...]
    hidden: Category | None


def merged(
    members: Mapping[str, int],
    *,
    tree: Mapping[str, str] = NO_TREE,
    smallest_group: int = SMALLEST_GROUP,
) -> Merged:
    """Of one directory field: which categories are shown, and which are merged into which.

    Small categories with the same parent become one. If that is still too small, they and their
    siblings become the parent, which may have to go up in turn. Where there is no parent, the
    smallest of the other categories joins them until they are enough. Only where everybody together
    is too few, all is hidden. Categories without anybody are left out.

    members         people by value of the field; a unit's are its own, without those further below
    tree            the parent of each category that has one; people may be at any height of it
    smallest_group  people; may be made stricter, never looser than 10
    Returns         the same, in whatever order the mappings are
    Raises          CannotBeLoosened, ImpossibleCount, TreeGoesRound
    Source          generalisation up a hierarchy: Samarati (2001), IEEE Trans. Knowledge and Data
                    Engineering 13, 1010-1027; that no remainder is small is our own rule
    """
    if smallest_group < SMALLEST_GROUP:
        raise CannotBeLoosened(
            f"The smallest group is {SMALLEST_GROUP} people; it can be made larger, not smaller."
        )
    people = {value: whole_number(n, name="members") for value, n in sorted(members.items())}
    children = _children({value for value, n in people.items() if n}, tree)
    families = {top: _below(top, children, people, smallest_group) for top in children[None]}
    shown = _at_the_top(families, smallest_group)
    if shown and shown[0].members < smallest_group:
        return Merged((), shown[0])
    return Merged(tuple(sorted(shown, key=lambda each: each.names)), None)


Children = Mapping[str | None, list[str]]


def _children(values: Iterable[str], tree: Mapping[str, str]) -> Children:
    """What is right below each category with anybody in it or below it; below None is the top."""
    found: defaultdict[str | None, set[str]] = defaultdict(set)
    for value in values:
        above: list[str] = [value]
        while (parent := tree.get(above[-1])) is not None:
            if parent in above:
                raise TreeGoesRound(
                    "In the tree, a category is below itself. Give each one parent, further up."
                )
            found[parent].add(above[-1])
            above.append(parent)
        found[None].add(above[-1])
    return {None: [], **{parent: sorted(each) for parent, each in found.items()}}


def _below(
    name: str, children: Children, people: Mapping[str, int], smallest_group: int
) -> list[Category]:
    """The categories that a part of the tree comes to: one, small or not, or several large ones."""
    own = people.get(name, 0)
    families = [_below(child, children, people, smallest_group) for child in children.get(name, ())]
    if own:
        families.append([Category(values=(name,), names=(name,), members=own)])
    small, large = _parted(families, smallest_group)
    if not small:
        return [each for family in large for each in family]
    together = _together(small)
    if together.members >= smallest_group and large:
        return [together, *(each for family in large for each in family)]
    return [_together(families, called=(name,))]


def _at_the_top(families: Mapping[str, list[Category]], smallest_group: int) -> list[Category]:
    small, large = _parted(families.values(), smallest_group)
    others = {top: family for top, family in families.items() if family in large}
    by_size = sorted(others, key=lambda top: (_members(others[top]), top))
    # A whole family joins, also where parts of it were large: otherwise its total would tell.
    for top in by_size:
        if not small or sum(map(_members, small)) >= smallest_group:
            break
        joining = others.pop(top)
        small.append(joining if len(joining) == 1 else [_together([joining], called=(top,))])
    together = [_together(small)] if small else []
    return together + [each for family in others.values() for each in family]


def _parted(
    families: Collection[list[Category]], smallest_group: int
) -> tuple[list[list[Category]], list[list[Category]]]:
    small = [family for family in families if _members(family) < smallest_group]
    return small, [family for family in families if _members(family) >= smallest_group]


def _members(family: Iterable[Category]) -> int:
    return sum(each.members for each in family)


def _names(family: Iterable[Category]) -> tuple[str, ...]:
    return tuple(sorted({name for each in family for name in each.names}))


def _together(families: Iterable[Iterable[Category]], called: tuple[str, ...] = ()) -> Category:
    every = [each for family in families for each in family]
    return Category(
        values=tuple(sorted(value for each in every for value in each.values)),
        names=called or _names(every),
        members=_members(every),
    )
