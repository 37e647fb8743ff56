"""A cube worked out for an organisation: the most useful tables that its budget allows.

Only counts of what everybody knows decide. Of what people keep to themselves, no more is used than
which values at least ten people gave, which one most, and which of them few. So the proposal tells
nothing about who has which.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from typing import Any, Final

from tiebeam.engine.disclosure.cube import (
    EXIT_REASON,
    PAIRS_FROM,
    PAY,
    PEOPLE,
    TWICE_A_YEAR_FROM,
    YEARS_OF_PAIRS,
    Attribute,
    Cube,
    HrTables,
    Spent,
    Table,
    budget_of,
    by_words,
    check_budget,
    share_a_day,
    whole_years,
)
from tiebeam.engine.disclosure.cube_facts import (
    BETWEEN,
    By,
    Counts,
    Described,
    Facts,
    categories,
    cells_of,
)
from tiebeam.engine.disclosure.noise import STANDARD, Protection, band_people
from tiebeam.engine.disclosure.published import CROSSED
from tiebeam.engine.disclosure.stages import APPLIED, STAGE, kept_apart
from tiebeam.engine.records.window import Window
from tiebeam.engine.words import Sentence

#: From so many people on, two attributes are crossed: in fewer, most of their values would have too
#: few people for a share to be shown.
CROSSED_FROM: Final = 1000
#: The part of the figures about people who are there that units may take; else they are cut less
#: deep.
UNITS_AT_MOST: Final = 0.5
#: On each occasion, one figure of an attribute for so many people who are there, and for so many to
#: whom something happened: about as much as leaves room for years of releases.
THERE_PER_FIGURE: Final = 40
MOVED_PER_FIGURE: Final = 30
#: Values that fewer of all people have are counted among everybody alone.
RARE_BELOW: Final = 0.05
#: Crossed values that fewer have are not counted.
CROSSED_AT_LEAST: Final = 0.01
#: The part of a budget that a proposal leaves, for findings and for what nobody thought of.
KEPT_FREE: Final = 0.1
#: Reasons of leaving are told by a field if so many people left for each of its categories.
LEFT_PER_CATEGORY: Final = 100
#: Median pay is told by a field if so many of all people have each value that is counted.
PAID_AT_LEAST: Final = 0.2
#: A window of three years is worth the wait where it tells so many times the cells apart.
WORTH_THE_WAIT: Final = 1.5


class TooFewPeople(ValueError):
    """Not even one table of everybody can be shown among so few people."""


class NothingSecret(ValueError):
    """No attribute is one that people keep to themselves, so there is nothing to declare."""


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Something that the proposed cube does not hold, and why.

    about     the attribute that it is left out of; "" where it is left out of all
    table     the table, where it is one
    subject   else what it is, where it is not the attribute itself
    reason    why
    too_much  tables that are more than so few people can hide, and the figures of each
    """

    reason: Sentence
    about: str = ""
    table: Table | None = None
    subject: Sentence | None = None
    too_much: tuple[tuple[Table, int], ...] = ()

    @property
    def what(self) -> str:
        said = (self.about, self.table and self.table.words, self.subject and str(self.subject))
        return ", ".join(each for each in said if each)

    @property
    def why(self) -> str:
        tables = (f"{t.shows}{by_words(t.by)} ({n:,})" for t, n in self.too_much)
        return f"{self.reason}: {', '.join(tables)}" if self.too_much else str(self.reason)

    @property
    def words(self) -> str:
        return f"{self.what}: {self.why}."


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A cube within the budget, what each attribute spends of it, and what was left out and why."""

    cube: Cube
    spending: tuple[Spent, ...]
    left_out: tuple[LeftOut, ...]


def propose(
    facts: Facts, *, earlier: Cube | None = None, protection: Protection = STANDARD
) -> Proposal:
    """The most useful cube for an organisation that is within its budget.

    As far as each attribute's budget goes, in this order: everybody; who rose, left and joined;
    pay; people by level and by unit; who rose at which level, and left which unit and level; pay by
    level; the first two attributes crossed, from CROSSED_FROM people on; other fields; who rose in
    which unit; two fields at once, from PAIRS_FROM people on; who joined at which level; and who
    applied and how far they came, if applicants were asked. Beside it, and at no charge, why people
    left in the last year: everybody, by unit and by level.

    earlier     the cube before this one: what happened in a window that it holds is not shown again
    protection  how strongly counts are to be protected
    Returns     the same, in whatever order counts are
    Raises      TooFewPeople, NothingSecret
    """
    if facts.people < protection.smallest_group:
        raise TooFewPeople(
            f"Fewer than {protection.smallest_group} people are there on the eve of the cube, so "
            "nothing could be shown. Choose another first day, or data with more people."
        )
    notes = _Notes()
    alone = _alone(facts, protection, notes)
    crossed = _crossed(alone, facts, notes)
    _say_whether_shares_are_shown(facts, protection, notes)
    most_values = max(len(each.values) - len(each.rare) for each in alone[:2])
    fields = _fields(facts, max(most_values, 1), protection, notes)
    counter = _Counter(facts, fields, protection, earlier, notes)
    budget = budget_of(facts.people)
    plan = _Plan(counter, [*alone, *crossed], budget - int(KEPT_FREE * budget))
    ladder, units = _first_of(fields, "level", "grade"), _first_of(fields, "unit", "site")
    plan.grant(_first_asked(ladder, units, has_pay=facts.has_pay), alone)
    plan.grant(_asked_of_crossed(ladder), crossed)
    plan.grant(_asked_later(fields, units, has_pay=facts.has_pay), alone)
    if facts.people >= PAIRS_FROM:
        plan.grant(_pairs(ladder, fields), alone)
    else:
        notes.leave_out(_from(PAIRS_FROM), subject=Sentence("two fields at once"))
    if facts.people < TWICE_A_YEAR_FROM:
        notes.leave_out(_from(TWICE_A_YEAR_FROM), subject=Sentence("twice a year"))
    plan.grant((_Wish("joined", by) for by in (ladder,) if by), alone)
    plan.grant([_Wish(APPLIED, (STAGE,))] if facts.applied else [], alone)
    if not any(each.tables for each in plan.growing):
        raise TooFewPeople(
            f"Among {facts.people} people, an attribute may be in "
            f"{facts.people // THERE_PER_FIGURE} figures on one day, one for {THERE_PER_FIGURE} "
            "people, and each of yours has more values to count. Join some in the mapping, or "
            "choose data with more people."
        )
    sizes = {by: len({*counter.categories[by[0]].values()}) for by in (units, ladder) if by}
    hr = _reasons(facts, sizes, earlier, protection, notes)
    told_by = {name for each in hr for by in each.by for name in by}
    cube = Cube(
        first=facts.first,
        people=facts.people,
        fields={
            name: depth for name, depth in fields.items() if plan.uses(name) or name in told_by
        },
        hr=hr,
        protection=protection,
        attributes=tuple(each.finished() for each in plan.growing if each.tables),
    )
    return Proposal(
        cube=cube, spending=check_budget(cube, counter.cells), left_out=notes.in_order(plan)
    )


def _reasons(
    facts: Facts,
    sizes: Mapping[By, int],
    earlier: Cube | None,
    protection: Protection,
    notes: _Notes,
) -> tuple[HrTables, ...]:
    """Why people left in the last whole year that the data shows, if that was not shown yet.

    sizes  by how many categories each of the fields is
    """
    if not facts.has_reasons:
        return ()
    years = [each for each in facts.moved if each.outcome == "left" and each.window.is_one_year]
    subject = Sentence("why people left")
    if not years:
        no_year = Sentence("no whole year in the data shows anybody leaving")
        notes.leave_out(no_year, subject=subject)
        return ()
    last = max(years, key=lambda each: each.window.first)
    left = sum(last.by[()].values())
    # With fewer, nearly every reason would be hidden.
    by = ((), *(each for each, many in sizes.items() if left >= LEFT_PER_CATEGORY * many))
    found = HrTables(field=EXIT_REASON, shows="left", by=by, window=last.window)
    if left < protection.smallest_group:
        notes.leave_out(_fewer_than(protection.smallest_group), subject=subject)
    elif any(found.meets(each) for each in (earlier.hr if earlier else ())):
        shown = Sentence("it is in the cube before this one, and is shown once")
        notes.leave_out(shown, subject=subject)
    else:
        return (found,)
    return ()


_MOVES: Final = ("promoted", "left", "joined")


@dataclass(frozen=True)
class _Wish:
    """A table that would be useful, before its window and its price are known."""

    shows: str
    by: By = ()


def _first_asked(ladder: By, units: By, *, has_pay: bool) -> Iterator[_Wish]:
    yield from (_Wish(shows) for shows in (PEOPLE, *_MOVES))
    yield from (_Wish(PAY) for _ in range(has_pay))
    yield from (_Wish(PEOPLE, by) for by in (ladder, units) if by)
    yield from (_Wish("promoted", by) for by in (ladder,) if by)
    yield from (_Wish("left", by) for by in (units,) if by)
    yield from (_Wish("left", by) for by in (ladder,) if by)
    yield from (_Wish(PAY, by) for by in (ladder,) if by and has_pay)


def _asked_of_crossed(ladder: By) -> Iterator[_Wish]:
    yield from (_Wish(shows) for shows in (PEOPLE, *_MOVES))
    yield from (_Wish(PEOPLE, by) for by in (ladder,) if by)


def _asked_later(fields: Iterable[str], units: By, *, has_pay: bool) -> Iterator[_Wish]:
    """Every other field, and then what is missing of the first ones."""
    for name in sorted(fields, key=lambda name: name in (*_LADDERS, *units)):
        yield from (_Wish(shows, (name,)) for shows in (PEOPLE, "promoted", "left"))
    yield from (_Wish(PAY, by) for by in (units,) if by and has_pay)


def _pairs(ladder: By, fields: Iterable[str]) -> Iterator[_Wish]:
    for other in ("unit", "site"):
        if ladder and other in fields:
            yield from (_Wish(shows, (*ladder, other)) for shows in (PEOPLE, "promoted", "left"))


def _first_of(fields: Iterable[str], *names: str) -> By:
    return next(((name,) for name in names if name in fields), ())


class _Notes:
    """What is left out, each once."""

    def __init__(self) -> None:
        self.said: list[LeftOut] = []

    def leave_out(self, reason: Sentence, **what: Any) -> None:
        """Say why something is left out; `what` is as in LeftOut."""
        if (left := LeftOut(reason=reason, **what)) not in self.said:
            self.said.append(left)

    def in_order(self, plan: _Plan) -> tuple[LeftOut, ...]:
        """What was too much for a budget comes last: it is what an analyst can still exchange."""
        for each in plan.growing:
            if each.too_much:
                self.leave_out(
                    Sentence("too many figures for so few people"),
                    about=each.name, too_much=tuple(each.too_much.items()),
                )  # fmt: skip
        return tuple(self.said)


# --- attributes and fields ------------------------------------------------------------------------


@dataclass
class _Growing:
    """An attribute while its tables are chosen."""

    name: str
    values: tuple[str, ...]
    several: bool
    factors: tuple[str, ...] = ()
    tables: list[Table] = field(default_factory=list)
    times_a_year: int = 1
    shares: Mapping[str, float] = field(default_factory=dict)
    of_applicants: bool = False
    too_much: dict[Table, int] = field(default_factory=dict)

    def share(self, value: str) -> float:
        """Of all people; where it is not known, 1."""
        return self.shares.get(value, 1.0)

    @property
    def rare(self) -> tuple[str, ...]:
        return tuple(each for each in self.values if self.share(each) < RARE_BELOW)

    def finished(self) -> Attribute:
        return Attribute(
            name=self.name,
            values=self.values,
            several=self.several,
            factors=self.factors,
            tables=tuple(self.tables),
            times_a_year=self.times_a_year,
            rare=self.rare,
        )


def _alone(facts: Facts, protection: Protection, notes: _Notes) -> list[_Growing]:
    """Each attribute once, in its best version."""
    found = []
    for each in facts.attributes:
        if each.same_as:
            notes.leave_out(
                Sentence(
                    "it is another version of %(other)s, and one is shown", {"other": each.same_as}
                ),
                about=each.name,
            )
        elif not each.values:
            notes.leave_out(
                Sentence("no %(n)s people gave the same value", {"n": protection.smallest_group}),
                about=each.name,
            )
        elif len(each.values) == 1 and each.rare:
            notes.leave_out(
                Sentence(
                    "one value of it alone was given by %(n)s people, and would stand there as the "
                    "norm",
                    {"n": protection.smallest_group},
                ),
                about=each.name,
            )
        else:
            growing = _Growing(each.name, _counted(each, notes), each.several)
            found.append(
                replace(
                    growing, shares=each.shares, times_a_year=_times(facts),
                    of_applicants=each.of_applicants,
                )
            )  # fmt: skip
            _say_rare(each, protection, notes)
    if not found:
        raise NothingSecret(
            "No attribute of people is secret and known of enough of them, so there is nothing to "
            "declare. What everybody knows needs no cube."
        )
    return found


def _counted(each: Described, notes: _Notes) -> tuple[str, ...]:
    """All values but the most common one: those who gave it are the rest of each cell.

    With noise of its own for every value, the rest would be told twice, and the noise averaged.
    """
    others = tuple(value for value in each.values if value != each.common)
    if not others:
        return each.values
    if each.common and len(others) < len(each.values):
        notes.leave_out(
            Sentence("the most common value is told as everybody else"),
            about=each.name, subject=_value(each.common),
        )  # fmt: skip
    return others


def _say_rare(each: Described, protection: Protection, notes: _Notes) -> None:
    if each.rare:
        many = Sentence("%(n)s values", {"n": each.rare})
        notes.leave_out(
            Sentence(
                "fewer than %(n)s people gave it. If you ask everybody about it by name, add it to "
                "values",
                {"n": protection.smallest_group},
            ),
            about=each.name, subject=Sentence("one value") if each.rare == 1 else many,
        )  # fmt: skip


def _say_whether_shares_are_shown(facts: Facts, protection: Protection, notes: _Notes) -> None:
    if facts.people < protection.smallest_base:
        notes.leave_out(
            Sentence(
                "they take %(n)s people. Counts are shown, give or take %(band)s people",
                {"n": protection.smallest_base, "band": f"{band_people(protection):.1f}"},
            ),
            subject=Sentence("shares"),
        )


def _crossed(alone: list[_Growing], facts: Facts, notes: _Notes) -> list[_Growing]:
    """The first two attributes at once, if there are many people."""
    if len(alone) < 2:
        return []
    one, other = alone[:2]
    name = CROSSED.join((one.name, other.name))
    if facts.people < CROSSED_FROM:
        notes.leave_out(
            Sentence("attributes are crossed from %(n)s people on", {"n": f"{CROSSED_FROM:,}"}),
            about=name,
        )
        return []
    pairs = list(product(one.values, other.values))
    # As if one had nothing to do with the other; which of them do is not looked at.
    shares = {
        CROSSED.join(pair): one.shares.get(pair[0], 1) * other.shares.get(pair[1], 1)
        for pair in pairs
    }
    values = tuple(value for value, share in shares.items() if share >= CROSSED_AT_LEAST)
    if one.several or other.several:
        notes.leave_out(Sentence("people can give several answers to one of them"), about=name)
        return []
    if not values:
        notes.leave_out(
            Sentence(
                "fewer than %(n)s in 100 of all people have both values",
                {"n": round(100 * CROSSED_AT_LEAST)},
            ),
            about=name,
        )
        return []
    return [
        _Growing(
            name, values, False, (one.name, other.name), times_a_year=_times(facts), shares=shares
        )
    ]


def _times(facts: Facts) -> int:
    """How often a year people who are there are shown."""
    return 2 if facts.people >= TWICE_A_YEAR_FROM else 1


def _fields(
    facts: Facts, values: int, protection: Protection, notes: _Notes
) -> dict[str, int | None]:
    """Fields that tell something: ladders, and those whose categories are large enough for shares.

    values   of the first two attributes, those of the one that has more
    Returns  of paths, how deep they are cut; None of other fields
    """
    found: dict[str, int | None] = {}
    for name in facts.fields:
        depth = _depth(facts, name, values, protection) if name in facts.paths else None
        if name == "grade" and "level" in found:
            notes.leave_out(Sentence("levels show it in fewer cells"), subject=_by_field(name))
        elif _says_little(_sizes(facts, name, depth, protection)):
            one_left = Sentence("once its small categories are merged, one is left")
            notes.leave_out(one_left, subject=_by_field(name))
        else:
            found[name] = depth
    return found


_LADDERS: Final = ("level", "grade")


def _says_little(sizes: Collection[int]) -> bool:
    """Whether a field tells nobody apart."""
    return len(sizes) < 2


def _depth(facts: Facts, name: str, values: int, protection: Protection) -> int:
    """As deep as an attribute of so many values can afford it."""
    most = UNITS_AT_MOST * facts.people / THERE_PER_FIGURE / values
    deepest = max(len(path.split(BETWEEN)) for (path,) in facts.by[(name,)])
    for depth in range(deepest, 1, -1):
        sizes = _sizes(facts, name, depth, protection)
        if len(sizes) <= most and not _says_little(sizes):
            return depth
    return 1


def _sizes(facts: Facts, name: str, depth: int | None, protection: Protection) -> Collection[int]:
    """People in each category, once small ones are joined."""
    joined = _categories(facts, name, depth, protection)
    return cells_of(facts.by[(name,)], by=(name,), categories={name: joined}).values()


def _categories(
    facts: Facts, name: str, depth: int | None, protection: Protection
) -> dict[str, str]:
    return categories(
        {value: n for (value,), n in facts.by[(name,)].items()},
        name=name,
        depth=depth,
        smallest_category=protection.smallest_base,
    )


# --- tables ---------------------------------------------------------------------------------------


@dataclass
class _Counter:
    """Which table fulfils a wish, and how many cells it has."""

    facts: Facts
    fields: Mapping[str, int | None]
    protection: Protection
    earlier: Cube | None
    notes: _Notes
    cells: dict[Table, int] = field(default_factory=dict)

    def table(self, wish: _Wish) -> Table | None:
        """The table, once its cells are counted; None where the data has none worth showing."""
        if wish.shows == APPLIED:
            found = self._funnel(wish)
        else:
            found = self._flow(wish) if wish.shows not in (PEOPLE, PAY) else self._state(wish)
        if found is not None:
            table, cells = found
            self.cells[table] = cells
            return table
        return None

    def _state(self, wish: _Wish) -> tuple[Table, int] | None:
        members = self._members(wish.by, self.facts.by[tuple(sorted(wish.by))])
        table = Table(wish.shows, wish.by)
        if len(wish.by) == 2 and (why := self._is_no_use(wish.by, members)):
            self.notes.leave_out(why, table=table)
            return None
        return table, len(members)

    def figures_at_once(self, table: Table) -> int:
        """How many figures of an attribute may be about the people of a table on one occasion."""
        if table.kind != "flow":
            return self.facts.people // THERE_PER_FIGURE
        if table.shows == APPLIED:
            assert self.facts.applied is not None
            return self.facts.applied.reached[0] // MOVED_PER_FIGURE
        return max(self._moved(table) // MOVED_PER_FIGURE, 1)

    def _moved(self, table: Table) -> int:
        return next(
            sum(moved.by[()].values())
            for moved in self.facts.moved
            if (moved.outcome, moved.window) == (table.shows, table.window)
        )

    def _is_no_use(self, pair: By, members: list[int]) -> Sentence | None:
        """Why two fields at once would say little; None where they say something."""
        if len(members) <= max(len(self._members((n,), self.facts.by[(n,)])) for n in pair):
            return Sentence("too few people to part one by the other")
        enough = self.protection.smallest_base
        if 2 * sum(each >= enough for each in members) < len(members):
            return Sentence("most cells have under %(n)s people", {"n": enough})
        return None

    def _flow(self, wish: _Wish) -> tuple[Table, int] | None:
        """Of the last year or, where that tells far fewer cells apart, of the last three."""
        if not any(moved.outcome == wish.shows for moved in self.facts.moved):
            self.notes.leave_out(
                Sentence("no whole year in the data shows anybody of whom it is so"),
                table=Table(wish.shows),
            )
            return None
        tables = sorted(self._windows(wish), key=lambda each: whole_years(each[0]) or 0)
        if not tables:
            self.notes.leave_out(
                Sentence("no window of whole years that is not shown yet"),
                table=Table(wish.shows, wish.by),
            )
            return None
        window, cells = tables[0]
        for longer, more in tables[1:]:
            if more >= WORTH_THE_WAIT * cells and more > cells:
                window, cells = longer, more
        table = Table(wish.shows, wish.by, window)
        if cells < (2 if wish.by else 1):
            self.notes.leave_out(_too_few(wish, self._k), table=table)
            return None
        return table, cells

    def _funnel(self, wish: _Wish) -> tuple[Table, int] | None:
        """Who applied in the last year, by the stages between which there are enough people."""
        assert self.facts.applied is not None
        window, reached = self.facts.applied.window, self.facts.applied.reached
        table = Table(APPLIED, (STAGE,), window)
        stages = sum(kept_apart(reached, self.protection))
        if self._was_shown(wish, window):
            shown = Sentence("it is in the cube before this one, and is shown once")
            self.notes.leave_out(shown, table=table)
        elif stages < 2:
            few = Sentence("too few people applied to tell the stages apart")
            self.notes.leave_out(few, table=table)
        else:
            return table, stages
        return None

    def _windows(self, wish: _Wish) -> Iterator[tuple[Window, int]]:
        by = tuple(sorted(wish.by))
        for moved in self.facts.moved:
            long_enough = len(by) < 2 or (whole_years(moved.window) or 0) >= YEARS_OF_PAIRS
            wanted = moved.outcome == wish.shows and long_enough
            if wanted and not self._was_shown(wish, moved.window):
                yield moved.window, len(self._members(by, moved.by[by]))

    def _was_shown(self, wish: _Wish, window: Window) -> bool:
        """Whether the cube before holds a day of this window in the same table."""
        if self.earlier is None:
            return False
        asked = Table(wish.shows, wish.by, window)
        shown = [table for each in self.earlier.attributes for table in each.tables]
        return any(share_a_day(asked, table) for table in shown)

    def _members(self, by: By, counts: Counts) -> list[int]:
        """People in each cell that has enough of them to be shown."""
        cells = cells_of(
            counts, by=tuple(sorted(by)), categories=self.categories, depths=self.fields
        )
        return [n for n in cells.values() if n >= self._k]

    @cached_property
    def categories(self) -> dict[str, dict[str, str]]:
        """Of each field, the category of each value: the same in every table."""
        return {
            name: _categories(self.facts, name, depth, self.protection)
            for name, depth in self.fields.items()
        }

    @property
    def _k(self) -> int:
        return self.protection.smallest_group


def _too_few(wish: _Wish, smallest_group: int) -> Sentence:
    if wish.by:
        return Sentence("too few people to tell its categories apart")
    return _fewer_than(smallest_group)


def _fewer_than(people: int) -> Sentence:
    return Sentence("fewer than %(n)s people", {"n": people})


def _from(people: int) -> Sentence:
    return Sentence("from %(n)s people on", {"n": people})


def _by_field(name: str) -> Sentence:
    return Sentence("by %(field)s", {"field": name})


def _value(name: str) -> Sentence:
    return Sentence("%(value)s", {"value": name})


class _Plan:
    """What each attribute may still spend while tables are granted, one after the other."""

    def __init__(self, counter: _Counter, growing: list[_Growing], budget: int) -> None:
        self.counter = counter
        self.growing = growing
        self.left = {each.name: budget for each in growing}
        self.told: Counter[tuple[str, str]] = Counter()

    def grant(self, wishes: Iterable[_Wish], growing: Iterable[_Growing]) -> None:
        """To each of the attributes, every wish that the data answers and the budget allows."""
        growing = list(growing)
        for wish in wishes if growing else ():
            table = self.counter.table(wish)
            for each in growing if table is not None else ():
                if table is not None and table not in each.tables and self._has_base(each, table):
                    self._buy(each, table)

    def _has_base(self, each: _Growing, table: Table) -> bool:
        """Whether it can be set beside everybody, and what happened beside those to whom it could.

        Rare values are counted among everybody alone, so that table can be too large where one of
        levels is not.
        """
        if table == Table(PEOPLE):
            return True
        if table.shows == APPLIED:
            return Table(PEOPLE) in each.tables
        beside = {Table(PEOPLE), Table(PEOPLE, table.by if table.kind == "flow" else ())}
        return beside <= {*each.tables}

    def _buy(self, each: _Growing, table: Table) -> None:
        attribute = each.finished()
        counted = attribute.counted(table)
        if not counted:
            return
        if table.shows == APPLIED and not each.of_applicants:
            unsaid = Sentence("the applications do not say it of everybody")
            self.counter.notes.leave_out(unsaid, about=each.name, table=table)
            return
        if table.kind == "median" and table.by and min(map(each.share, counted)) < PAID_AT_LEAST:
            self.counter.notes.leave_out(
                Sentence("too few have each value for median pay in its cells"),
                about=each.name, table=table,
            )  # fmt: skip
            return
        once = self.counter.cells[table] * len(attribute.counted(table))
        if self._pay(each, table, once, once * attribute.times(table)):
            each.tables.append(table)
        else:
            # Of one window or another: which one it would have been says nothing here.
            each.too_much.setdefault(Table(table.shows, table.by), once)

    def _pay(self, each: _Growing, table: Table, once: int, in_all: int) -> bool:
        """Take figures from the budgets: those of one occasion, and those of the year."""
        charged = (each.name, *each.factors)
        # What can't be shown on its own can't be crossed either.
        if any(one.name in each.factors and not one.tables for one in self.growing):
            return False
        most = self.counter.figures_at_once(table)
        told = [(name, table.shows) for name in charged]
        if any(self.left[name] < in_all for name in charged) or any(
            self.told[key] + once > most for key in told
        ):
            return False
        for name, key in zip(charged, told, strict=True):
            self.left[name] -= in_all
            self.told[key] += once
        return True

    def uses(self, name: str) -> bool:
        """Whether any table is by this field."""
        return any(name in table.by for each in self.growing for table in each.tables)
