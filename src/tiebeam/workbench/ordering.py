"""Typed rows put in order: the workforce as spells and people, checked; values by our names.

The rules live in engine.records; here they are executed, in the order that needs least memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from tiebeam.engine.records import fetch
from tiebeam.engine.records import people as people_rules
from tiebeam.engine.records import spells as spell_rules
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.fields import EVENTS, EXIT_REASONS, UNKNOWN
from tiebeam.engine.records.managers import rows_in_a_circle, rows_in_a_circle_over_time
from tiebeam.engine.records.mapping import Column, Mapping, TableMapping
from tiebeam.engine.records.presence import has_duplicates, names_of_presence
from tiebeam.engine.records.problems import Problem
from tiebeam.engine.records.spells import Period, Reach
from tiebeam.workbench.reading import Read
from tiebeam.workbench.store import Store, by_number, by_value, quoted

#: What people meet while a large file is put in order.
STEPS: Final = ("describing people", "putting in order", "checking")


def ordered(store: Store, mapping: Mapping, read: Read, progress: Callable[[str], None]) -> Dataset:
    """The dataset of a workforce that was read; its problems are added to those of the reading."""
    progress(STEPS[0])
    table = mapping.workforce
    rows = _canonical_values(store, read)
    reach, changes_until, known = _reach(rows, table)
    if missing := spell_rules.missing_periods(known, every=table.every):
        column = table.fields["period"].column if "period" in table.fields else ""
        read.problems.append(
            Problem(table=table.name, code="missing period", column=column, effect="noted",
                    count=missing, rows=())
        )  # fmt: skip
    # People first: what grouping them takes is free again when the spells are written.
    there = _one_answer(store, rows, table, known)
    people = _people(store, read, rows, there, table)
    there = store.keep("presence", there.select("person", *names_of_presence(there)), categories={})
    store.drop("people of one answer")
    progress(STEPS[1])
    attributes = [*table.attributes, *_sources(table), "born"]
    state = rows.drop(*(name for name in attributes if name in rows.columns))
    parts, to_spells = _how_to_order(there, table, reach, known)
    kept = store.keep_in_parts(
        "spells",
        state,
        to_spells,
        parts=parts,
        like=[c.name for c in table.columns()],
        categories=_CLOSED_SPELL_COLUMNS,
    )
    spell_count = fetch.one(kept.count())
    progress(STEPS[2])
    merged = _merged(read, rows, kept, spell_count)
    _manager_circles(store, read, kept)
    _mixed_ids(read, rows, people)
    people_count = fetch.one(people.count())
    currencies = _currencies(read, kept, mapping)
    store.drop("presence")
    for place in range(len(table.files)):
        store.drop(f"{table.name} {place}")
    tally = read.tally(merged=merged)
    return Dataset(
        mapping=mapping,
        spells=kept,
        people=people,
        reach=reach,
        changes_until=changes_until,
        levels=level_names(table),
        currencies=currencies,
        spell_count=spell_count,
        people_count=people_count,
        tallies=(tally,),
        meant=read.meant,
    )


_CLOSED_SPELL_COLUMNS: Final = {
    "began": spell_rules.BEGINNINGS,
    "ended": spell_rules.ENDINGS,
    "exit_reason": EXIT_REASONS,
}


def _sources(table: TableMapping) -> list[str]:
    return [f"source of {c.source_column}" for c in table.attributes.values() if c.source_column]


def _how_to_order(
    there: Any, table: TableMapping, reach: Reach, known: tuple[Period, ...]
) -> tuple[Callable[[Any], Iterator[Any]], Callable[[Any], Any]]:
    """How to divide the rows, and the function from one part of them to its spells."""
    by_person = partial(by_value, column="person")
    if table.shape == "snapshots":
        ordered = partial(spell_rules.from_snapshots, there=there, every=table.every, known=known)
        # Looked up first, because choosing among duplicates costs more than finding none.
        if fetch.one(has_duplicates(there)):
            return by_person, lambda some: ordered(spell_rules.one_row_each(some))
        return partial(by_number, column="row"), ordered
    if table.shape == "people":
        how = spell_rules.from_people
    elif table.shape == "spells":
        how = spell_rules.from_spells
    else:
        return by_person, partial(spell_rules.from_events, reach=reach)
    return by_person, partial(how, reach=reach, gap_days=table.gap_days)


def _canonical_values(store: Store, read: Read) -> Any:
    """Values by the names used here: reasons of leaving, events, units; the level of a grade."""
    rows, table = read.rows, read.mapping
    for name, column in (*table.fields.items(), *table.tags.items()):
        if column.kind not in {"category", "path"}:
            continue
        is_structure = name in STRUCTURE
        if not (column.values or column.separator or is_structure or name in _CLOSED):
            continue
        stated = _distinct(rows[name])
        if is_structure:
            read.meant[name] = tuple(sorted({column.meant(value) for value in stated}))
        if column.ladder:
            rows = _with_level(read, rows, column, stated)
        named = {value: _named(column, value) for value in stated}
        unknown = [value for value, name in named.items() if name is None]
        if unknown:
            numbers = _rows_of_interest(rows, name).filter(rows[name].isin(unknown))
            numbers = fetch.column(numbers.row)
            read.note("unknown value", column.column, "mended", numbers)
        changed = {v: n or UNKNOWN for v, n in named.items() if n != v}
        if len(changed) > _FEW:
            words = {value: new or UNKNOWN for value, new in named.items()}
            rows = store.with_words(f"{table.name} {name} called", rows, name, words)
        elif changed:
            rows = rows.mutate(**{name: rows[name].substitute(changed, else_=rows[name])})
    return rows


#: So many words are put into a query one by one.
_FEW: Final = 20


#: Fields whose values the organisation may call otherwise.
STRUCTURE: Final = ("unit", "site", "grade")

#: Fields whose values come from a closed list.
_CLOSED: Final = {"exit_reason": EXIT_REASONS, "event": EVENTS}


def _rows_of_interest(rows: Any, name: str) -> Any:
    """A reason of leaving matters only where somebody left."""
    last_day = next((c for c in ("left", "to") if c in rows.columns), None)
    if name != "exit_reason" or last_day is None:
        return rows
    return rows.filter(rows[last_day].notnull())


def _named(column: Column, value: str) -> str | None:
    if column.name in _CLOSED:
        lowered = value.casefold()
        usual = lowered if lowered in _CLOSED[column.name] else None
        return column.values.get(value, usual)
    return column.named(column.meant(value))


def _distinct(column: Any) -> list[str]:
    values = fetch.column(column.as_table().distinct()[column.get_name()])
    return sorted(value for value in values if value is not None)


def _with_level(read: Read, rows: Any, column: Column, stated: list[str]) -> Any:
    levels = {grade: column.level(column.named(column.meant(grade))) for grade in stated}
    off = [grade for grade, level in levels.items() if level is None]
    if off:
        numbers = fetch.column(rows.filter(rows.grade.isin(off)).row)
        read.note("unknown grade", column.column, "noted", numbers)
    steps = {grade: level for grade, level in levels.items() if level is not None}
    import ibis

    level = rows.grade.substitute(steps, else_=ibis.null("int16")) if steps else ibis.null("int16")
    return rows.mutate(level=level.cast("int16"))


def level_names(table: TableMapping) -> tuple[str, ...]:
    grade = table.fields.get("grade")
    if grade is None:
        return ()
    if grade.level_names:
        return grade.level_names
    return tuple(step[0].strip("*").strip().title() if "*" in step[0] else step[0]
                 for step in grade.ladder)  # fmt: skip


def _reach(rows: Any, table: TableMapping) -> tuple[Reach, date, tuple[Period, ...]]:
    """What time the export covers, and until when a change would have been seen."""
    if table.shape == "snapshots":
        days = fetch.column(rows.select("period").distinct().period)
        known = spell_rules.periods([day for day in days if day], every=table.every)
        changes = known[-1].begins - timedelta(days=1)
        return Reach(first=known[0].begins, until=known[-1].ends), changes, known
    names = [n for n in ("hired", "left", "from", "to", "on") if n in rows.columns]
    low = rows.aggregate(**{f"low {n}": rows[n].min() for n in names})
    high = rows.aggregate(**{f"high {n}": rows[n].max() for n in names})
    lows = [day for day in fetch.rows(low)[0].values() if day]
    highs = [day for day in fetch.rows(high)[0].values() if day]
    last = max(highs)
    return Reach(first=min(lows), until=last + timedelta(days=1)), last, ()


def _one_answer(store: Store, rows: Any, table: TableMapping, known: tuple[Period, ...]) -> Any:
    """One row per person: what all their rows say alike, and in which snapshots they are."""
    asked = {}
    if table.shape == "snapshots":
        asked = spell_rules.presence_in(rows, every=table.every, known=known)
    found = people_rules.people_of_one_answer(rows, table, **asked)
    return store.keep("people of one answer", found, categories={})


def _people(store: Store, read: Read, rows: Any, there: Any, table: TableMapping) -> Any:
    order = {"snapshots": "period", "people": "hired", "spells": "from", "events": "on"}
    theirs = rows.semi_join(there.filter(~there[people_rules.SETTLED]), "person")
    latest = people_rules.people(theirs, table, order=order[table.shape or ""])
    settled = people_rules.with_sources(there.filter(there[people_rules.SETTLED]), table)
    stated = settled.select(*latest.columns).union(latest)
    named: dict[str, dict[str, str]] = {}
    categories: dict[str, Sequence[str]] = {}
    for name, column in table.attributes.items():
        values = _distinct(rows[name])
        named[name] = people_rules.labels(column, values)
        categories[name] = sorted({named[name].get(v, v) for v in values} | {UNKNOWN})
        categories[f"{name} source"] = people_rules.SOURCES
        changed = fetch.one(there[f"{name} changed"].sum()) or 0
        if changed:
            read.problems.append(
                Problem(table=table.name, code="changed answer", column=column.column,
                        effect="mended", count=changed, rows=())
            )  # fmt: skip
    return store.keep("people", people_rules.with_labels(stated, named), categories=categories)


def _merged(read: Read, rows: Any, kept: Any, spell_count: int) -> int:
    """Rows for which another row speaks: noted, and listed among those left out."""
    if read.mapping.shape == "events":
        return 0
    merged = read.count - read.rejected - spell_count
    if merged:
        place = ["file", "row"] if "file" in kept.columns else ["row"]
        gone = fetch.rows(rows.anti_join(kept, place).select(*place))
        read.note("duplicate person-period", read.mapping.fields["person"].column, "merged",
                  [each["row"] for each in gone])  # fmt: skip
        for each in gone:
            left = read.files[each.get("file", 0)]
            left.why[each["row"]] = "merged: another row speaks for it"
    if read.mapping.shape in {"people", "spells"}:
        cut = fetch.column(kept.filter(kept.was_cut).row)
        read.note("overlapping spells", read.mapping.fields["person"].column, "mended", cut)
    return merged


def _manager_circles(store: Store, read: Read, kept: Any) -> None:
    if "manager" not in kept.columns:
        return
    look = rows_in_a_circle if read.mapping.shape == "snapshots" else rows_in_a_circle_over_time
    found = look(kept)
    if not found:
        return
    numbers = [number for _, number in found]
    read.note("manager cycle", read.mapping.fields["manager"].column, "mended", numbers)
    place = "(file, row)" if "file" in kept.columns else "(0, row)"
    listed = ", ".join(f"({file}, {number})" for file, number in found)
    store.db.raw_sql(f"update {quoted('spells')} set manager = null where {place} in ({listed})")


def _mixed_ids(read: Read, rows: Any, people: Any) -> None:
    """Ids of two kinds in one column are often two systems, so one person may count twice."""
    numeric = people.person.try_cast("int64").notnull()
    found = people.aggregate(numbers=numeric.sum(), people=people.count())
    numbers, every = fetch.rows(found)[0].values()
    if numbers in (0, None, every):
        return
    wanted = numeric if numbers * 2 < every else ~numeric
    rare = rows.semi_join(people.filter(wanted), "person")
    listed = fetch.column(rare.row)
    read.note("mixed id types", read.mapping.fields["person"].column, "noted", listed)


def _currencies(read: Read, kept: Any, mapping: Mapping) -> tuple[str, ...]:
    """The currencies of all pay; "" stands for pay whose currency nobody said."""
    if "pay" not in kept.columns:
        return ()
    if "currency" not in kept.columns:
        if not mapping.currency:
            paid = fetch.column(kept.filter(kept.pay.notnull()).row)
            read.note("pay without currency", read.mapping.fields["pay"].column, "noted", paid)
        return (mapping.currency,)
    paid = kept.filter(kept.pay.notnull())
    paid = paid.mutate(currency=paid.currency.cast("string").fill_null(mapping.currency))
    counts = fetch.rows(paid.group_by("currency").aggregate(n=paid.count()))
    usual = max(counts, key=lambda each: (each["currency"] != "", each["n"]), default=None)
    if usual and (len(counts) > 1 or not usual["currency"]):
        odd = paid.filter((paid.currency != usual["currency"]) | (paid.currency == ""))
        column = read.mapping.fields["currency"].column
        read.note("pay without currency", column, "noted", fetch.column(odd.row))
    return tuple(sorted(each["currency"] for each in counts))


# --- the other tables -----------------------------------------------------------------------------


def labelled(store: Store, read: Read) -> Any:
    """Ratings or applications: values by the names used here, attributes never null."""
    rows = _canonical_values(store, read)
    named = {
        name: people_rules.labels(column, _distinct(rows[name]))
        for name, column in read.mapping.attributes.items()
    }
    return people_rules.with_labels(rows, named)
