"""Working the balances out, as many people at a time as fit into memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any, Final

from tiebeam.engine import kept
from tiebeam.engine.records import fetch
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.reconcile import (
    Balance,
    Place,
    balance_days,
    balances,
    flows,
    place_columns,
    stock,
)
from tiebeam.workbench.store import by_value

#: Spells matched at a time where ids are numbers: a quarter of the time of matching some of them,
#: and 400 MB. With ids that are text it would take 2 GB.
_AT_ONCE: Final = 15_000_000


def reconcile(dataset: Dataset) -> tuple[Balance, ...]:
    """Every balance of a dataset, per unit and grade and year."""
    days = _days(dataset)
    # Balances are read out with their places, so a place that only HR may know is left out.
    spells = dataset.spells
    spells = spells.drop(
        *(c for c in place_columns(spells) if dataset.mapping.field_class(c) != "directory")
    )
    place = place_columns(spells)
    stocks = {day: _stock(spells, day, place) for day in days}
    counted: dict[tuple[int, Place], Counter[str]] = defaultdict(Counter)
    for some in by_value(spells, "person", most=_AT_ONCE if dataset.ids else None):
        for row in fetch.rows(flows(some, days[0], days[-1])):
            key = row["year"], tuple(row[name] for name in place)
            counted[key][row["kind"]] += row["people"]
    return balances(days, stocks, counted)


def _days(dataset: Dataset) -> tuple[date, ...]:
    """Until the last day that shows a change: after the last snapshot nothing can be known."""
    last = dataset.last_day
    if dataset.mapping.workforce.shape == "snapshots":
        last = dataset.changes_until + timedelta(days=1)
    return balance_days(dataset.reach.first, last)


def _stock(spells: Any, day: date, place: tuple[str, ...]) -> dict[Place, int]:
    rows = fetch.rows(stock(spells, day))
    return {tuple(row[name] for name in place): row["people"] for row in rows}


def unexplained(found: tuple[Balance, ...]) -> tuple[Counter[Place], Counter[Place]]:
    """People who vanished and who appeared, per unit and grade, over the whole time."""
    vanished: Counter[Place] = Counter()
    appeared: Counter[Place] = Counter()
    for balance in found:
        vanished[balance.place] += balance.vanished
        appeared[balance.place] += balance.appeared
    return +vanished, +appeared


def sentences(found: tuple[Balance, ...]) -> tuple[str, ...]:
    """What does not add up, in words, with counts; nothing where all does."""
    vanished, appeared = unexplained(found)
    said = []
    if vanished:
        said.append(kept.VANISHED % {"n": f"{vanished.total():,}", "places": _most(vanished)})
    if appeared:
        said.append(kept.APPEARED % {"n": f"{appeared.total():,}", "places": _most(appeared)})
    return tuple(said)


def _most(counts: Counter[Place]) -> str:
    shown = [f"{people:,} at {_named(place)}" for place, people in counts.most_common(3)]
    more = len(counts) - len(shown)
    return "; ".join(shown) + (f"; {more} more places" if more > 0 else "")


def _named(place: Place) -> str:
    return ", ".join(part or "unknown" for part in place) or "the organisation"
