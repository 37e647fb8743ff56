"""The measures, computed exactly: for the bench, not for sharing.

Each measure turns the canonical tables into cells, and cells into rows with intervals. Whatever
leaves the bench goes through `disclosure.release` first. The families of measures are modules
beside this one; what they share is in `counting`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from tiebeam.engine.disclosure import Exact
from tiebeam.engine.flows import windows
from tiebeam.engine.measures import applying, hiring, levels, market, paying, raises, rates, ratings
from tiebeam.engine.measures.asking import (
    VALUES_NAMED,
    CannotMeasure,
    Question,
    check,
    class_of,
    field_class_of,
    notes_on,
)
from tiebeam.engine.measures.counting import Answer, named
from tiebeam.engine.measures.definitions import definition
from tiebeam.engine.records.dataset import Dataset


def measure(dataset: Dataset, question: Question) -> Exact:
    """One measure over one window, with intervals and comparisons.

    Raises  UnknownMeasure, CannotMeasure
    """
    chosen = definition(question.measure)
    (applying.check if chosen.table == "applications" else check)(dataset, chosen, question)
    market.check(chosen, question)
    answer = _COMPUTED_BY[chosen.name](dataset, question)
    _check_answer(dataset, question, answer)
    return Exact(
        measure=chosen.name,
        title=chosen.title,
        unit=answer.unit or chosen.unit,
        by=question.by,
        window=(question.window.first, question.window.last),
        rows=answer.rows,
        comparisons=answer.comparisons,
        smallest_gap=answer.smallest_gap,
        notes=(*answer.notes, *notes_on(dataset, chosen, question)),
        levels=dataset.levels,
        data={
            "version": chosen.version,
            **dataset.fingerprint,
            "people": dataset.people_count,
            "spells": dataset.spell_count,
        },
        field_class=field_class_of(dataset.mapping, chosen, (*question.by, *question.where)),
    )


def only_working_on(dataset: Dataset, day: date) -> Dataset:
    """The data of those who work here on a day, for figures about that day alone.

    A snapshot of a year holds to its end, also of people who left within it. What is shown beside
    the numbers of a release counts as the release does: without them.
    """
    return replace(dataset, spells=windows.working_on(dataset.spells, day))


def _check_answer(dataset: Dataset, question: Question, answer: Answer) -> None:
    window = f"{question.window.first}:{question.window.last}"
    if not answer.rows:
        among = " with what 'where' asks for" if question.where else ""
        raise CannotMeasure(f"Nobody{among} can be counted here in the window {window}.")
    if isinstance(question.against, str):
        return
    asked = {key: str(value) for key, value in question.against.items()}
    if asked and any(row.group == asked for row in answer.rows):
        return
    known = ""
    if all(class_of(dataset.mapping, name) == "directory" for name in question.by):
        groups = dict.fromkeys(named(tuple(row.group.items())) for row in answer.rows if row.group)
        known = f" Groups: {'; '.join([*groups][:VALUES_NAMED])}."
    stated = ", ".join(f"{key}={value}" for key, value in asked.items()) or "nothing"
    raise CannotMeasure(
        f"There is no group {stated} to compare with. Name one value of each of: "
        f"{', '.join(question.by) or 'what --by asks for'}.{known}"
    )


_COMPUTED_BY: Final[dict[str, Callable[[Dataset, Question], Answer]]] = {
    "headcount_share": levels.headcount_share,
    "top_share": levels.top_share,
    "pay_quarter_share": paying.pay_quarter_share,
    "hire_share": levels.hire_share,
    "hiring_funnel": hiring.hiring_funnel,
    "applicants_against_market": market.applicants_against_market,
    "hires_against_market": market.hires_against_market,
    "exit_rate": rates.exit_rate,
    "promotion_rate": rates.promotion_rate,
    "rating_share": ratings.rating_share,
    "promotion_by_rating": ratings.promotion_by_rating,
    "pay_gap": paying.pay_gap,
    "raise_rate": raises.raise_rate,
    "raise_size": raises.raise_size,
}
"""The catalogue of measures, and what computes them."""
