"""First findings: what an export says about who is carried and who is lost, in sentences.

Everything here is released: it is meant to be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from tiebeam import charts
from tiebeam.engine.disclosure import Released
from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.window import Window
from tiebeam.workbench.bench import Bench

MOST_FINDINGS = 7
#: What is asked first, in the order in which it is told: who rises, leaves, is at the top, joins.
FIRST_QUESTIONS = (
    "promotion_rate",
    "exit_rate",
    "top_share",
    "pay_gap",
    "hire_share",
    "pay_quarter_share",
    "headcount_share",
)
#: Of these, what is asked of the first attribute and of the second, where there are two.
OF_THE_FIRST, OF_THE_SECOND = FIRST_QUESTIONS[:5], FIRST_QUESTIONS[:2]


def first_findings(bench: Bench, *, by: Sequence[str] | None = None) -> tuple[Released, ...]:
    """The first questions about an organisation, answered for its last full year.

    by       attributes, each asked about alone; left out: the first two that people described
             themselves by, or else that are on record
    Returns  at most seven; those that stand clear of chance come first
    """
    attributes = list(by or _attributes(bench.dataset))[:2]
    window = last_full_year(bench.dataset)
    found = []
    for name, attribute in _questions(attributes):
        try:
            figure = bench.measure(name, by=[attribute], window=window)
        except CannotMeasure:
            continue
        found.append(bench.release(figure))
    return tuple(sorted(found, key=lambda figure: not charts.stands_clear(figure))[:MOST_FINDINGS])


def overview(figures: Sequence[Released]) -> str:
    """How many of the findings stand clear of chance, and what it means when none does."""
    if not figures:
        return "Nothing could be measured in this data."
    clear = sum(charts.stands_clear(figure) for figure in figures)
    if clear:
        verb = "stands" if clear == 1 else "stand"
        return f"Of {len(figures)} findings, {_counted(clear)} {verb} clear of chance."
    return (
        f"None of these {len(figures)} findings stands clear of chance. That does not show that "
        "there is nothing: each says how large a gap could have gone unseen."
    )


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


def _attributes(dataset: Dataset) -> list[str]:
    """Those that people described themselves by first; "gender on file" is gender once more."""
    mapped = dataset.mapping.workforce.attributes
    chosen: list[str] = []
    for name in sorted(mapped, key=lambda name: mapped[name].source != "self-described"):
        if not any(name.startswith(f"{each}_") for each in chosen):
            chosen.append(name)
    return chosen


def _questions(attributes: Sequence[str]) -> list[tuple[str, str]]:
    if len(attributes) < 2:
        return [(name, attribute) for attribute in attributes for name in FIRST_QUESTIONS]
    first, second = attributes
    return [
        *((name, first) for name in OF_THE_FIRST),
        *((name, second) for name in OF_THE_SECOND),
    ]


def _counted(number: int) -> str:
    words = ("none", "one", "two", "three", "four", "five", "six", "seven")
    return words[number] if number < len(words) else f"{number:,}"
