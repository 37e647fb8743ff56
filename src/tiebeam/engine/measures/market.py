"""Whether a group is as present among hires, or applicants, as in the labour market."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from tiebeam.engine.cells import Cells, aggregate
from tiebeam.engine.disclosure import LABOUR_MARKET, Comparison
from tiebeam.engine.flows import windows
from tiebeam.engine.measures import applying
from tiebeam.engine.measures.asking import VALUES_NAMED, CannotMeasure, Question, described
from tiebeam.engine.measures.counting import (
    Answer,
    At,
    Count,
    Group,
    by_group_and_all,
    in_order,
    row_of,
    some,
)
from tiebeam.engine.measures.definitions import CATALOGUE, Measure
from tiebeam.engine.records import fetch
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.fields import NOT_STATED, UNKNOWN
from tiebeam.engine.records.mapping import Column
from tiebeam.engine.records.market import EVERYBODY, Market
from tiebeam.engine.stats import power
from tiebeam.engine.stats.availability import against_availability

_OCCUPATION: Final = "tiebeam: occupation"
#: So many people in the market that its share counts as certain.
_EVERYWHERE: Final = 10**9


def check(chosen: Measure, question: Question) -> None:
    """Whether a labour market is given where one is needed, and only there.

    Raises  CannotMeasure
    """
    if not chosen.beside_market:
        if question.market is not None:
            those = ", ".join(each.name for each in CATALOGUE.values() if each.beside_market)
            raise CannotMeasure(
                f"'{chosen.name}' has nothing to do with a labour market. "
                f"Measures that have: {those}."
            )
        return
    if question.market is None:
        raise CannotMeasure(
            f"'{chosen.name}' needs the labour market: a file with the columns occupation, group "
            "and people or share. Give it with --market FILE, in a notebook with market=."
        )
    if len(question.by) != 1:
        raise CannotMeasure(
            f"'{chosen.name}' needs exactly one attribute to describe the groups, the one whose "
            "groups the labour market names, such as --by gender."
        )
    if question.against != "largest":
        raise CannotMeasure(
            f"'{chosen.name}' sets each group beside the labour market, and beside nothing else. "
            "Leave --against out."
        )


def hires_against_market(dataset: Dataset, question: Question) -> Answer:
    """Of all hired into an occupation, each group's share, beside its share of the market."""
    attribute, market = question.by[0], _market(question)
    _check_groups(market, attribute, dataset.people, dataset.mapping.workforce.attributes)
    hired = described(dataset, windows.joiners(dataset.spells, question.window), question)
    occupation = "job" if "job" in hired.columns else None
    rows = _with_occupation(hired, occupation)
    return _beside(rows, question, occupation, what="hires", applying_for=False)


def applicants_against_market(dataset: Dataset, question: Question) -> Answer:
    """Of all who applied in an occupation, each group's share, beside its share of the market."""
    attribute, market = question.by[0], _market(question)
    table = applying.mapping_of(dataset)
    _check_groups(market, attribute, dataset.applications, table.attributes)
    rows = applying.in_window(dataset, question.window)
    rows = applying.described(dataset, rows, question)
    occupation = next((name for name in ("job", "posting") if name in table.fields), None)
    rows = _with_occupation(rows, occupation)
    return _beside(rows, question, occupation, what="applications", applying_for=True)


def _market(question: Question) -> Market:
    assert question.market is not None
    return question.market


def _check_groups(
    market: Market, attribute: str, rows: Any, attributes: Mapping[str, Column]
) -> None:
    """A group that nobody here is called is a slip, or it is the finding: it has to be said."""
    if attribute not in rows.columns:
        return
    column = attributes.get(attribute)
    declared = {*column.values.values()} if column else set()
    here = {*fetch.column(rows.select(value=rows[attribute].cast("string")).distinct().value)}
    strange = [g for g in market.groups if g not in {*here, *declared, UNKNOWN, NOT_STATED}]
    if not strange:
        return
    named = ", ".join(f"'{group}'" for group in strange[:VALUES_NAMED])
    known = ""
    if column and column.field_class == "directory":
        known = f" Groups here: {', '.join(sorted(g for g in here if g)[:VALUES_NAMED])}."
    raise CannotMeasure(
        f"The labour market names {named}, and nobody's '{attribute}' is called so in this data."
        f"{known} If one of your groups is meant, give it the name that it has here. If it is a "
        f"group of which nobody came, name it among the values of '{attribute}' in the mapping."
    )


def _with_occupation(rows: Any, occupation: str | None) -> Any:
    import ibis

    text = ibis.literal(EVERYBODY) if occupation is None else rows[occupation].cast("string")
    return rows.mutate(**{_OCCUPATION: text.fill_null(UNKNOWN)})


def _beside(
    rows: Any, question: Question, occupation: str | None, *, what: str, applying_for: bool
) -> Answer:
    attribute, market = question.by[0], _market(question)
    every = {cell[attribute]: cell["n"] for cell in aggregate(rows, (attribute,)).rows()}
    left_out = sorted(set(every) - set(market.groups))
    rows = rows.filter(rows[attribute].isin(list(market.groups))) if left_out else rows
    held = _by_occupation(aggregate(rows, (attribute, _OCCUPATION)), question.by)
    here = set(held) - {EVERYBODY}
    asked = [name for name in market.shares if name != EVERYBODY and name in here]
    asked += [EVERYBODY] if EVERYBODY in market.shares else []
    if not asked:
        raise CannotMeasure(_nothing_in_common(market, here, occupation, what))
    people = _people(rows, attribute) if applying_for else held
    counts = [
        Count(group=group, at={"occupation": name}, count=held[name].get(group, 0),
              n=held[name].get((), 0), members=people[name].get(group, 0))
        for name in asked
        for group in [(), *(((attribute, group),) for group in market.shares[name])]
    ]  # fmt: skip
    places: list[At] = [{"occupation": name} for name in asked]
    ordered = sorted(counts, key=in_order(counts, places=places))
    compared = tuple(_comparisons(ordered, market))
    gaps = [each.results["smallest_detectable_gap"] for each in compared]
    return Answer(
        rows=tuple(row_of(each, per_year=False) for each in ordered if each.n > 0),
        comparisons=compared,
        smallest_gap=min((gap for gap in gaps if gap is not None), default=None),
        notes=tuple(_notes(market, here, asked, {g: every[g] for g in left_out}, what)),
        unit="share",
    )


def _by_occupation(cells: Cells, by: Sequence[str]) -> dict[str, dict[Group, int]]:
    """How many of each group, and of everybody, there are in each occupation and in all."""
    held: dict[str, dict[Group, int]] = {
        EVERYBODY: {group: cell["n"] for group, cell in by_group_and_all(cells, by)}
    }
    for group, cell in by_group_and_all(cells, by, _OCCUPATION):
        if cell[_OCCUPATION] != EVERYBODY:
            held.setdefault(cell[_OCCUPATION], {})[group] = cell["n"]
    return held


def _people(rows: Any, attribute: str) -> dict[str, dict[Group, int]]:
    """The different people behind applications, by occupation and in all."""
    found: dict[str, dict[Group, int]] = {EVERYBODY: {}}
    for (group,), people in applying.applicants(rows, (attribute,)).items():
        found[EVERYBODY][group] = people
    for (group, name), people in applying.applicants(rows, (attribute,), _OCCUPATION).items():
        if name != EVERYBODY:
            found.setdefault(name, {})[group] = people
    return found


def _comparisons(counts: Sequence[Count], market: Market) -> Iterable[Comparison]:
    for each in counts:
        occupation = str(each.at["occupation"])
        share = market.shares[occupation].get(each.group[0][1]) if each.group else None
        # A share of none or all leaves nothing to chance.
        if share is None or not 0 < share < 1 or not each.n:
            continue
        n = int(each.n)
        found = against_availability(in_group=each.count, people=n, available=share)
        gap = power.smallest_gap(n, _EVERYWHERE, float(share))
        yield Comparison(
            group=dict(each.group), reference={LABOUR_MARKET: occupation}, at=each.at,
            results={**found.as_dict(), "smallest_detectable_gap": gap},
        )  # fmt: skip


def _nothing_in_common(
    market: Market, here: Iterable[str], occupation: str | None, what: str
) -> str:
    theirs = ", ".join(f"'{name}'" for name in list(market.shares)[:5])
    if occupation is None:
        return (
            f"These {what} name no occupation, so the labour market needs a row for "
            f"'{EVERYBODY}'. It has: {theirs}."
        )
    ours = ", ".join(f"'{name}'" for name in sorted(here)[:5])
    return (
        f"No occupation of the labour market ({theirs}) is a '{occupation}' of the {what} in this "
        f"window ({ours}). Call them the same, or give a row for '{EVERYBODY}'."
    )


def _notes(
    market: Market,
    here: Iterable[str],
    asked: Sequence[str],
    left_out: Mapping[str, int],
    what: str,
) -> Iterable[str]:
    if left_out:
        count = sum(left_out.values())
        yield (
            f"The labour market says nothing of these groups, so {some(count)} {what} are left out "
            f"of both numbers: {'; '.join(left_out)}."
        )
    missing = sorted(set(here) - set(market.shares))
    if missing and len(asked) > 1:
        counted = f"only under '{EVERYBODY}'" if EVERYBODY in market.shares else "nowhere"
        yield f"Not in the labour market, so counted {counted}: {_first_few(missing)}."
    empty = [name for name in market.shares if name not in asked]
    if empty:
        yield f"In the labour market, and without any {what}: {_first_few(empty)}."


def _first_few(names: Sequence[str]) -> str:
    more = len(names) - 5
    return "; ".join(names[:5]) + (f" and {more} more" if more > 0 else "")
