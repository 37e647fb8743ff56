"""What is said around the figures: what the data are worth, and which attributes are asked of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.reconcile import Balance
from tiebeam.engine.records.window import Window


def about_the_data(dataset: Dataset) -> tuple[str, ...]:
    """What to know of the data before any figure: what was read, and whether people add up."""
    read = sum(tally.read for tally in dataset.tallies)
    merged = sum(tally.merged for tally in dataset.tallies)
    rejected = sum(tally.rejected for tally in dataset.tallies)
    first, last = dataset.reach.first, dataset.last_day
    years = str(first.year) if first.year == last.year else f"{first.year} to {last.year}"
    rows = f"{read:,} rows about {dataset.people_count:,} people were read, {years}. "
    left = [
        f"{count:,} {'was' if count == 1 else 'were'} {what}"
        for count, what in ((merged, "merged"), (rejected, "left out"))
        if count
    ]
    rows += f"Of these, {' and '.join(left)}." if left else "None had to be left out."
    adds_up = (
        "The people add up: in every unit, grade and year, those there at the start, plus who "
        "came, less who went, are those there at the end."
    )
    off = any(balance.difference for balance in dataset.balances)
    return (rows, *dataset.notes, *(() if off else (adds_up,)))


def last_full_year(dataset: Dataset) -> Window:
    """The last calendar year in which every change would have been seen."""
    year = dataset.changes_until.year
    if dataset.changes_until < date(year, 12, 31):
        year -= 1
    first = max(date(year, 1, 1), dataset.reach.first)
    return Window(first, max(first, date(year + 1, 1, 1) - timedelta(days=1)))


def attributes_of(dataset: Dataset) -> list[str]:
    """What people are described by: what they said of themselves comes first.

    "Gender on file" beside "gender" is the same thing once more, and left out.
    """
    mapped = dataset.mapping.workforce.attributes
    chosen: list[str] = []
    for name in sorted(mapped, key=lambda name: mapped[name].source != "self-described"):
        if not any(name.startswith(f"{each}_") for each in chosen):
            chosen.append(name)
    return chosen


@dataclass(frozen=True, kw_only=True)
class Year:
    """Everybody over one stretch: see `records.reconcile.Balance`, of which it is the sum."""

    label: str
    opening: int = 0
    joined: int = 0
    appeared: int = 0
    left: int = 0
    vanished: int = 0
    closing: int = 0


def yearly_balances(dataset: Dataset) -> tuple[Year, ...]:
    """The balances of all units and grades added up, one for each year in their order."""
    years: dict[tuple[date, date], list[Balance]] = {}
    for balance in dataset.balances:
        years.setdefault((balance.begins, balance.ends), []).append(balance)
    return tuple(
        Year(
            label=str(begins.year) if begins.year == (ends - timedelta(days=1)).year
            else f"{begins} to {ends}",
            **{
                name: sum(getattr(each, name) for each in balances)
                for name in ("opening", "joined", "appeared", "left", "vanished", "closing")
            },
        )
        for (begins, ends), balances in years.items()
    )  # fmt: skip
