"""The cube: which figures about secrets are shown for a year, declared before any is looked at.

Whether something may be shown must not depend on what it is: a refusal that came after a look would
tell something. So the tables are declared first, and whoever asks for another is refused from the
declaration alone. And there can only be so many: each figure is an equation about who has what, and
with enough of them somebody can solve for single people.

Source of the limits  simulations of our own. An attacker knew everybody's six directory fields and
who came and went; one person in eight kept a yes to themselves. Solving a linear program over all
figures gave nobody away with one figure for every four people, at any size of organisation tried,
and gave some away with one for every two. Counts for groups of ten or more, by up to two fields at
will, gave away 83 % of these people among 200, 34 % among 500 and nobody among 1,000.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from typing import Final, NoReturn

from tiebeam.engine.disclosure.noise import STANDARD, Protection
from tiebeam.engine.disclosure.published import CROSSED, Kind
from tiebeam.engine.disclosure.stages import APPLIED, STAGE, seen_by
from tiebeam.engine.records.window import Window

SCHEMA: Final = "tiebeam.cube/1"

#: One figure of an attribute and year for every so many people: N/4 was safe, N/2 was not.
PEOPLE_PER_FIGURE: Final = 4
#: From so many people on, a table may be by two fields at once. Never by three.
PAIRS_FROM: Final = 500
#: From so many people on, those who are there may be shown twice a year: in fewer, too few change
#: within half a year to hide among each other.
TWICE_A_YEAR_FROM: Final = 200
#: Half a year, less what the months differ by.
FEWEST_DAYS_BETWEEN: Final = 181
#: Years that a window has at least where two fields are crossed: in one, too few move.
YEARS_OF_PAIRS: Final = 3

#: What a table shows: people who are there, those to whom something happened, median pay, or who
#: applied, by the stages that they came to.
PEOPLE: Final = "people"
OUTCOMES: Final = ("joined", "left", "promoted", "raised")
PAY: Final = "pay"
SHOWN: Final = (PEOPLE, *OUTCOMES, PAY, APPLIED)
_KINDS: Final[Mapping[str, Kind]] = {PEOPLE: "stock", PAY: "median"}
#: Of whom something is shown that HR alone knows. Of a raise, HR alone knows that it was.
OF_HR: Final = (PEOPLE, "joined", "left", "promoted")
#: What is known only of those who left.
EXIT_REASON: Final = "exit_reason"


class BadCube(ValueError):
    """A cube can't be as it is written; the message names the place and what would be right."""


class OverBudget(ValueError):
    """More figures than so few people can hide among; the message says what to drop."""


class Refused(ValueError):
    """What was asked for is not in the cube; the message says what is."""


class NotCounted(KeyError):
    """Nobody said how many cells a table has, so what it costs is not known."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Table:
    """One table of an attribute.

    shows   one of SHOWN
    by      directory fields, in order of their names; () is everybody in one cell. Of who applied,
            STAGE alone
    window  of what happened: whole years, both ends included; None of all else
    """

    shows: str
    by: tuple[str, ...] = ()
    window: Window | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "by", tuple(sorted(self.by)))

    @property
    def kind(self) -> Kind:
        """What the ledger calls its lines."""
        return _KINDS.get(self.shows, "flow")

    @property
    def words(self) -> str:
        """What it shows: "promoted in 2025 by level", "people, everybody"."""
        what = f"{self.shows} {window_words(self.window)}" if self.window else self.shows
        return f"{what}{by_words(self.by)}"


@dataclass(frozen=True, kw_only=True)
class HrTables:
    """Tables of what HR alone knows, such as why people left: all of one window, over one field.

    They stand together because they are protected together: what is hidden in one must not follow
    from another.

    field   what HR knows of each, such as "exit_reason"
    shows   of whom: one of OF_HR
    by      directory fields of each table; () is everybody
    window  of what happened; None of people who are there
    """

    field: str
    shows: str
    by: tuple[tuple[str, ...], ...] = ((),)
    window: Window | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "by", tuple(tuple(sorted(each)) for each in self.by))

    @property
    def tables(self) -> tuple[Table, ...]:
        """Each as a table like any other."""
        return tuple(Table(self.shows, by, self.window) for by in self.by)

    @property
    def words(self) -> str:
        """What they show, but for the fields they are by: "exit_reason, left in 2025"."""
        what = f"{self.shows} {window_words(self.window)}" if self.window else self.shows
        return f"{self.field}, {what}"

    def meets(self, other: HrTables) -> bool:
        """Whether both are of one field and of the same people, or of windows that share a day."""
        if (self.field, self.shows) != (other.field, other.shows):
            return False
        if self.window is None or other.window is None:
            return self.window == other.window
        return self.window.first <= other.window.last and other.window.first <= self.window.last

    def is_of_others(self, other: HrTables) -> bool:
        """Whether both are of one field, and of people who are not chosen alike.

        Of those who are there, many have joined: exact counts of both would tell of the few who
        were there before.
        """
        return self.field == other.field and self.shows != other.shows


def by_words(by: Sequence[str]) -> str:
    """Fields in words that follow what is shown: " by level and unit", ", everybody"."""
    return f" by {' and '.join(sorted(by))}" if by else ", everybody"


def window_words(window: Window) -> str:
    """A window in words: "in 2025", "in 2023 to 2025", "from 2025-04-01 to 2026-03-31"."""
    first, last = window.first, window.last
    if (first.month, first.day, last.month, last.day) != (1, 1, 12, 31):
        return f"from {first} to {last}"
    return f"in {first.year}" if first.year == last.year else f"in {first.year} to {last.year}"


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """What is shown of one secret attribute, or of several crossed.

    name          as in the mapping; of several, their names joined by CROSSED
    values        those that are counted, each on its own; whoever has none of them is in no count
    rare          values that few have; they are counted among everybody alone, because in smaller
                  cells mostly nobody has them, and that would tell
    tables        from the most important to the least: one with which the attack finds that they
                  give too much away is left out, and those after it are still tried
    factors       the attributes that are crossed; () where it is one alone
    several       whether a person can have several of the values
    times_a_year  how often people who are there are shown, 1 or 2. What happened in a window is
                  shown once, and pay once a year
    """

    name: str
    values: tuple[str, ...]
    tables: tuple[Table, ...]
    factors: tuple[str, ...] = ()
    several: bool = False
    times_a_year: int = 1
    rare: tuple[str, ...] = ()

    def counted(self, table: Table) -> tuple[str, ...]:
        """The values that a table counts."""
        return tuple(value for value in self.values if not (table.by and value in self.rare))

    def times(self, table: Table) -> int:
        """How often in a year a table is shown."""
        return self.times_a_year if table.kind == "stock" else 1

    def cost(self, table: Table, cells: int) -> int:
        """Figures in a year: cells × values × times."""
        return cells * len(self.counted(table)) * self.times(table)


@dataclass(frozen=True, kw_only=True)
class Cube:
    """All that is shown about secrets, and of what HR alone knows, in one year.

    first       its first day; it holds for a year
    people      how many there were when it was worked out; the limits follow from it
    attributes  each once; those that are crossed may stand anywhere
    fields      directory fields that tables may be by; of paths such as unit, how many steps from
                the outermost are kept, and None of what is no path
    protection  how strongly counts are protected: as usual, or more strongly
    hr          what is shown of what HR alone knows; it takes nothing from a budget
    Raises      BadCube
    """

    first: date
    people: int
    attributes: tuple[Attribute, ...]
    fields: Mapping[str, int | None] = field(default_factory=dict)
    protection: Protection = STANDARD
    hr: tuple[HrTables, ...] = ()

    def __post_init__(self) -> None:
        _check(self)

    @property
    def holds(self) -> Window:
        """The year for which it holds."""
        return Window(self.first, anniversary(self.first, 1) - timedelta(days=1))

    @property
    def budget(self) -> int:
        """Figures that each attribute may have in the year."""
        return budget_of(self.people)

    def attribute(self, name: str) -> Attribute | None:
        return next((each for each in self.attributes if each.name == name), None)


def budget_of(people: int) -> int:
    """Figures about one attribute that so many people can hide among in a year: a fourth of them.

    Source  see the module
    """
    return people // PEOPLE_PER_FIGURE


def anniversary(day: date, years: int) -> date:
    """The same day of a later year; of 29 February, 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


# --- the rules that hold whatever the data are ----------------------------------------------------


def _check(cube: Cube) -> None:
    if isinstance(cube.people, bool) or not isinstance(cube.people, int) or cube.people < 1:
        _wrong("The cube", "needs people: how many it was worked out for, a whole number above 0")
    # So that no day that follows from it lies beyond the calendar.
    if not date(1900, 1, 1) <= cube.first <= date(9000, 1, 1):
        _wrong("The cube", "needs first, its first day, such as first = 2026-01-01")
    if not cube.attributes:
        _wrong("The cube", "declares no attribute. Add one: [attributes.gender]")
    for name, depth in cube.fields.items():
        if depth is not None and (isinstance(depth, bool) or depth < 1):
            _wrong(
                f"[fields.{name}]", "depth should be the steps of the path that are kept, from 1"
            )
        if cube.attribute(name):
            _wrong(f"[fields.{name}]", "is a secret too: tables are by what everybody knows")
    _once((each.name for each in cube.attributes), "The cube", "declares {} twice")
    for attribute in cube.attributes:
        _check_attribute(cube, attribute)
    crossed = (CROSSED.join(sorted(each.factors)) for each in cube.attributes if each.factors)
    _once(crossed, "The cube", "crosses {} twice")
    for number, tables in enumerate(cube.hr):
        _check_hr(cube, tables, others=cube.hr[:number])


def _check_attribute(cube: Cube, attribute: Attribute) -> None:
    place = f"[attributes.{attribute.name}]"
    if not attribute.values or not all(attribute.values):
        _wrong(place, 'needs values: those that are counted, such as ["Women", "Men"]')
    _once(attribute.values, place, "names the value {} twice")
    for value in attribute.rare:
        if value not in attribute.values:
            _wrong(place, f"calls '{value}' rare, which is none of its values")
    if attribute.factors:
        _check_crossed(cube, attribute, place)
    elif CROSSED in attribute.name:
        _wrong(place, f"needs factors = {attribute.name.split(CROSSED)}: what is crossed")
    if attribute.times_a_year not in (1, 2):
        _wrong(place, "times_a_year should be 1 or 2")
    if attribute.times_a_year == 2 and cube.people < TWICE_A_YEAR_FROM:
        _wrong(place, f"times_a_year should be 1: under {TWICE_A_YEAR_FROM} people, once a year")
    if not attribute.tables:
        _wrong(place, 'holds no table. Add one, such as { show = "people" }, or leave it out')
    _once(attribute.tables, place, "holds the table {} twice")
    for table in attribute.tables:
        _check_table(cube, table, place)
    _check_apart(attribute, place)


def _check_crossed(cube: Cube, attribute: Attribute, place: str) -> None:
    names = attribute.factors
    if len(names) < 2:
        _wrong(place, "should have two factors or more, or none")
    if attribute.name != CROSSED.join(names):
        _wrong(place, f'should be called "{CROSSED.join(names)}", as its factors')
    _once(names, place, "crosses {} with itself")
    factors = [cube.attribute(name) for name in names]
    for name, factor in zip(names, factors, strict=True):
        if factor is None or factor.factors:
            _wrong(place, f"crosses '{name}', which is charged too: declare [attributes.{name}]")
    known = [factor for factor in factors if factor is not None]
    possible = {CROSSED.join(each) for each in product(*(factor.values for factor in known))}
    for value in attribute.values:
        if value not in possible:
            _wrong(place, f"has no value '{value}': join one of each factor, {sorted(possible)[0]}")
    if attribute.several != any(factor.several for factor in known):
        _wrong(place, "allows several answers exactly where one of its factors does")


def _check_table(cube: Cube, table: Table, place: str) -> None:
    if table.shows not in SHOWN:
        _wrong(place, f"can't show '{table.shows}': one of {', '.join(SHOWN)}")
    _once(table.by, place, "has a table by {} twice")
    if table.shows == APPLIED and table.by != (STAGE,):
        _wrong(place, f"has '{table.words}': who applied is told by {STAGE}, and by nothing else")
    for name in table.by if table.shows != APPLIED else ():
        if name not in cube.fields:
            known = ", ".join(cube.fields) or "none yet"
            _wrong(place, f"has a table by '{name}', which [fields] does not declare ({known})")
    if len(table.by) > 2:
        _wrong(place, f"has a table{by_words(table.by)}: two fields at most")
    if len(table.by) == 2 and cube.people < PAIRS_FROM:
        _wrong(
            place, f"has a table{by_words(table.by)}: under {PAIRS_FROM} people, by one field alone"
        )
    if table.kind != "flow":
        if table.window:
            _wrong(place, f"gives '{table.shows}' a window: only what happened has one")
        return
    _check_window(cube, table, place)


def _check_window(cube: Cube, table: Table, place: str) -> None:
    if table.window is None:
        _wrong(place, f"needs a window for '{table.shows}': window = \"2025-01-01:2025-12-31\"")
    if table.window.last > cube.holds.last:
        _wrong(place, f"has '{table.words}': the window ends after the cube, on {cube.holds.last}")
    known = seen_by(table.shows, table.window)
    if known > cube.holds.last:
        _wrong(place, f"has '{table.words}': most of it is decided by {known}, after the cube ends")
    years = whole_years(table.window)
    if years is None:
        _wrong(
            place, f"has '{table.words}': a window is of whole years, from 1 January for example"
        )
    if len(table.by) == 2 and years < YEARS_OF_PAIRS:
        _wrong(place, f"has '{table.words}': by two fields, {YEARS_OF_PAIRS} years or more")


def whole_years(window: Window) -> int | None:
    """How many years a window has, if it ends on the eve of an anniversary of its first day."""
    years = window.after.year - window.first.year
    whole = years > 0 and anniversary(window.first, years) == window.after
    return years if whole else None


def _check_apart(attribute: Attribute, place: str) -> None:
    """Windows of one table that overlap would show who moved in the days between."""
    flows = [each for each in attribute.tables if each.window]
    for number, one in enumerate(flows):
        for other in flows[:number]:
            if _overlap(one, other):
                _wrong(place, f"has '{one.words}' and '{other.words}': windows may not overlap")


def _overlap(one: Table, other: Table) -> bool:
    """Whether these are one table, but for windows that differ and share a day."""
    return one.window != other.window and share_a_day(one, other)


def share_a_day(one: Table, other: Table) -> bool:
    """Whether these are one table, but for windows that share a day or are the same."""
    if (one.shows, one.by) != (other.shows, other.by) or not one.window or not other.window:
        return False
    return one.window.first <= other.window.last and other.window.first <= one.window.last


def _check_hr(cube: Cube, tables: HrTables, *, others: Sequence[HrTables]) -> None:
    place = f"[[hr]] {tables.field}".rstrip()
    if not tables.field:
        _wrong(place, 'needs field: what HR knows, such as "exit_reason"')
    if tables.field in cube.fields:
        _wrong(place, "is one of [fields]: everybody knows it, so it needs no table here")
    if cube.attribute(tables.field):
        _wrong(place, "is a secret: its tables are those of its attribute")
    if tables.shows not in OF_HR:
        _wrong(place, f"can't show '{tables.shows}': one of {', '.join(OF_HR)}")
    if tables.field == EXIT_REASON and tables.shows != "left":
        _wrong(place, f"can't show '{tables.shows}': only who left has a reason for it")
    if not tables.by:
        _wrong(place, 'needs by: a list of fields for each table, such as [[], ["unit"]]')
    _once(tables.tables, place, "holds the table {} twice")
    for table in tables.tables:
        _check_table(cube, table, place)
    for other in others:
        if tables.is_of_others(other):
            _wrong(place, f"{_of_two(tables, other)}: keep one")
        if tables.meets(other):
            _wrong(
                place,
                f"is there for '{tables.words}' and for '{other.words}': windows may not overlap, "
                "and all tables of one window stand under one by",
            )


def _once(names: Iterable[str | Table], place: str, what: str) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            called = name.words if isinstance(name, Table) else name
            _wrong(place, what.format(f"'{called}'") + ". Keep one")


def _wrong(place: str, what: str) -> NoReturn:
    raise BadCube(f"{place} {what}.")


def check_follows(cube: Cube, earlier: Cube) -> None:
    """Whether a cube may take an earlier one's place: no year twice, and no window that overlaps.

    A window that both hold stays as it was shown, and is not shown anew. Of what HR knows, it can't
    get further tables: they would not be protected together with those that were shown.

    Raises  BadCube
    """
    if cube.first <= earlier.holds.last:
        until = earlier.holds.last
        _wrong("The cube", f"begins on {cube.first}, but the one before holds until {until}")
    for name, new, old in _same_tables(cube, earlier):
        if _overlap(new, old):
            _wrong(
                f"[attributes.{name}]",
                f"has '{new.words}', and the cube before '{old.words}': windows may not overlap",
            )
    for hr, before in product(cube.hr, earlier.hr):
        _check_hr_follows(hr, before)


def _of_two(one: HrTables, other: HrTables) -> str:
    return (
        f"can't be shown of '{one.shows}' and of '{other.shows}' both: some are among either, and "
        "whoever takes them away could find a few"
    )


def _check_hr_follows(new: HrTables, old: HrTables) -> None:
    if new.is_of_others(old):
        _wrong(f"[[hr]] {new.field}", f"{_of_two(new, old)}. The cube before has the second")
    if not new.meets(old) or new.window is None:
        return
    if new.window != old.window:
        _wrong(
            f"[[hr]] {new.field}",
            f"has '{new.words}', and the cube before '{old.words}': windows may not overlap",
        )
    for by in new.by:
        if by not in old.by:
            _wrong(
                f"[[hr]] {new.field}",
                f"has '{new.words}'{by_words(by)}, and the cube before did not: a window that was "
                "shown can't get further tables",
            )


def _same_tables(cube: Cube, earlier: Cube) -> Iterator[tuple[str, Table, Table]]:
    for attribute in cube.attributes:
        before = earlier.attribute(attribute.name)
        for new, old in product(attribute.tables, before.tables if before else ()):
            yield attribute.name, new, old


# --- what it spends -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cost:
    """What one table spends: the figures of an attribute that it shows in the year."""

    attribute: str
    table: Table
    cells: int
    figures: int


@dataclass(frozen=True)
class Spent:
    """What is spent of one attribute's budget.

    budget  figures that it may have in the year
    costs   of its own tables, then of those in which it is crossed; the last is dropped first
    """

    attribute: str
    budget: int
    costs: tuple[Cost, ...]

    @property
    def figures(self) -> int:
        return sum(cost.figures for cost in self.costs)

    @property
    def left(self) -> int:
        """What is left of the budget; below 0 where too much is spent."""
        return self.budget - self.figures


def spent(cube: Cube, cells: Mapping[Table, int]) -> tuple[Spent, ...]:
    """What each attribute spends of its budget, table by table.

    An intersection is charged to itself and to each of its factors: whoever knows how many Black
    women there are knows something about women.

    cells    cells of each table after merging, by table; the same for every attribute
    Returns  one per attribute, in the cube's order
    Raises   NotCounted when a table is not among the cells
    """
    found = []
    for attribute in cube.attributes:
        crossed = [each for each in cube.attributes if attribute.name in each.factors]
        costs = tuple(cost for each in (attribute, *crossed) for cost in _costs(each, cells))
        found.append(Spent(attribute.name, cube.budget, costs))
    return tuple(found)


def _costs(attribute: Attribute, cells: Mapping[Table, int]) -> Iterator[Cost]:
    for table in attribute.tables:
        if table not in cells:
            raise NotCounted(f"Count the cells of '{table.words}' before the cube is priced.")
        yield Cost(attribute.name, table, cells[table], attribute.cost(table, cells[table]))


def check_budget(cube: Cube, cells: Mapping[Table, int]) -> tuple[Spent, ...]:
    """What each attribute spends, if none spends more than its budget.

    Raises  OverBudget, which names the tables to drop; NotCounted
    """
    every = spent(cube, cells)
    for each in every:
        if each.left < 0:
            raise OverBudget(
                f"'{each.attribute}' would be shown in {each.figures:,} figures, but among "
                f"{cube.people:,} people it may be in {each.budget:,}: one for every "
                f"{PEOPLE_PER_FIGURE}. Drop {_to_drop(each)}."
            )
    return every


def _to_drop(over: Spent) -> str:
    """As few tables as bring it within its budget, from the last one up."""
    dropped: list[str] = []
    too_many = -over.left
    for cost in reversed(over.costs):
        if too_many <= 0:
            break
        too_many -= cost.figures
        dropped += [f"'{cost.attribute}: {cost.table.words}' ({cost.figures:,})"] * (
            cost.figures > 0
        )
    return " and ".join(dropped)


# --- what it covers -------------------------------------------------------------------------------


def covers(
    cube: Cube,
    *,
    attributes: str | Sequence[str],
    shows: str,
    by: str | Sequence[str] = (),
    window: Window | None = None,
) -> tuple[Attribute, Table]:
    """The table that answers a question, decided from the cube alone.

    No data is a part of this: so whoever is refused learns what was declared, and nothing else.

    attributes  one, or several that are crossed, in any order
    shows       one of SHOWN
    by          directory fields, in any order; () is everybody
    window      of what happened
    Raises      Refused, which names what the cube holds instead
    """
    names = _several(attributes)
    found = _declared(cube, names)
    wanted = Table(shows, _several(by), window)
    if found is None:
        asked = CROSSED.join(names) or "nothing"
        holds = ", ".join(f"'{each.name}'" for each in cube.attributes)
        raise Refused(f"'{asked}' is not in this cube, which holds {holds}. {_next(cube)}")
    if wanted not in found.tables:
        holds = "; ".join(each.words for each in found.tables)
        raise Refused(
            f"'{wanted.words}' of '{found.name}' is not in this cube. Of it, there is: {holds}. "
            f"{_next(cube)}"
        )
    return found, wanted


def _declared(cube: Cube, attributes: Sequence[str]) -> Attribute | None:
    """Its own name finds a crossed attribute as well."""
    wanted = sorted(attributes)
    for each in cube.attributes:
        if wanted in (sorted(each.factors or (each.name,)), [each.name]):
            return each
    return None


def _several(names: str | Sequence[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _next(cube: Cube) -> str:
    return (
        f"What else is wanted can be declared in the next one, from {anniversary(cube.first, 1)}."
    )
