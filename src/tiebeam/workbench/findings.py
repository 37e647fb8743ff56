"""First findings: what an export says about who is carried and who is lost, in sentences.

Everything here is released: it is meant to be shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from tiebeam.engine.disclosure import Released
from tiebeam.engine.measures.exact import CannotMeasure
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.window import Window
from tiebeam.workbench.bench import Bench

#: What is asked first, in the order in which it is told: who is where, who rises, leaves, joins.
FIRST_QUESTIONS = (
    "top_share",
    "promotion_rate",
    "exit_rate",
    "hire_share",
    "pay_gap",
    "pay_quarter_share",
    "headcount_share",
)


def first_findings(bench: Bench, *, by: Sequence[str] | None = None) -> Iterator[Released]:
    """The first questions about an organisation, answered for its last full year.

    by  attributes, each asked about alone; left out: the first two that the mapping has
    """
    attributes = list(by or bench.dataset.mapping.workforce.attributes)[:2]
    window = last_full_year(bench.dataset)
    for attribute in attributes:
        for name in FIRST_QUESTIONS:
            try:
                figure = bench.measure(name, by=[attribute], window=window)
            except CannotMeasure:
                continue
            yield bench.release(figure)


def last_full_year(dataset: Dataset) -> Window:
    """The last calendar year in which every change would have been seen."""
    year = dataset.changes_until.year
    if dataset.changes_until < date(year, 12, 31):
        year -= 1
    first = max(date(year, 1, 1), dataset.reach.first)
    return Window(first, max(first, date(year + 1, 1, 1) - timedelta(days=1)))
