"""Who is rated how, and what a rating does to promotion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from tiebeam.engine.cells import aggregate
from tiebeam.engine.disclosure import AT_EQUAL_RATING, EVERYWHERE, OTHERS, Comparison
from tiebeam.engine.flows import windows
from tiebeam.engine.measures.asking import (
    CannotMeasure,
    Question,
    check_overlap,
    check_window,
    described,
)
from tiebeam.engine.measures.counting import Answer, At, Count, Group, answered, by_group_and_all
from tiebeam.engine.records import fetch
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.dates import day_number
from tiebeam.engine.records.fields import UNKNOWN
from tiebeam.engine.records.window import Window
from tiebeam.engine.stats.strata import mantel_haenszel

_RATING: Final = "tiebeam: rating"
_ALL: Final[At] = {"rating": EVERYWHERE}


def rating_share(dataset: Dataset, question: Question) -> Answer:
    """Of each group's people who were rated, the share with each rating."""
    rows = _on_the_day(dataset, _last_ratings(dataset, question), question)
    cells = aggregate(described(dataset, rows, question), (*question.by, _RATING))
    sizes = {group: cell["n"] for group, cell in by_group_and_all(cells, question.by)}
    held = {
        (group, cell[_RATING]): cell["n"]
        for group, cell in by_group_and_all(cells, question.by, _RATING)
    }
    called = _labels(cells.labels[_RATING])
    counts = [
        Count(group=group, at={"rating": label}, count=held.get((group, rating), 0), n=n, members=n)
        for group, n in sizes.items()
        for rating, label in called.items()
    ]
    return answered(counts, question, places=[{"rating": label} for label in called.values()])


def promotion_by_rating(dataset: Dataset, question: Question) -> Answer:
    """Of each group's people with a rating, the share promoted in the year after; and of all."""
    year = _year_after(question.window)
    _check_year(dataset, year)
    rated = _last_ratings(dataset, question)
    described_by = [n for n in (*question.by, *question.where) if n in rated.columns]
    rated = rated.select("person", _RATING, *dict.fromkeys(described_by))
    grade = dataset.mapping.column("grade")
    top = len(grade.ladder) if grade else 0
    there = windows.over_window(dataset.spells, year)
    # Nobody can rise from the highest level of the ladder.
    there = there.filter(there.level < top)
    rows = there.inner_join(rated, "person", rname="{name} again")
    rows = rows.drop(*(name for name in rows.columns if name.endswith(" again")))
    rows = described(dataset, rows, question)
    cells = aggregate(rows, (*question.by, _RATING), {"promoted": rows.promoted.sum()})
    called = _labels(cells.labels[_RATING])
    places: list[At] = [*({"rating": label} for label in called.values()), _ALL]
    counts = [
        Count(group=group, at=at, count=int(cell["promoted"]), n=cell["n"], members=cell["n"])
        for keys in ((_RATING,), ())
        for group, cell in by_group_and_all(cells, question.by, *keys)
        for at in [{"rating": called[cell[_RATING]]} if keys else _ALL]
    ]
    answer = answered(counts, question, places=places, notes=_notes(dataset, year))
    by_rating = {(c.group, c.at["rating"]): c for c in counts if c.at != _ALL}
    compared = [_at_equal_rating(each, by_rating, called.values()) for each in answer.comparisons]
    return replace(answer, comparisons=tuple(compared))


def _last_ratings(dataset: Dataset, question: Question) -> Any:
    """One row per person rated in the window, with the last rating in it and its columns.

    Raises  CannotMeasure where the ratings are on several scales
    """
    rows = dataset.ratings
    reach = fetch.rows(rows.aggregate(first=rows.on.min(), last=rows.on.max()))[0]
    check_overlap("ratings", reach["first"], reach["last"], question.window)
    rows = rows.filter(
        rows.on.between(question.window.first, question.window.last) & rows.rating.notnull()
    )
    if "scale" in rows.columns:
        scale = rows.scale.cast("string").fill_null(UNKNOWN)
        wanted = question.where.get("scale")
        rows = rows.filter(scale.isin(list(wanted))) if wanted else rows
        _check_one_scale(rows)
    file = rows.file.cast("int64") if "file" in rows.columns else 0
    # Of two on one day the later row counts, so that the same file gives the same figure.
    order = day_number(rows.on).cast("int64") * 10**14 + file * 10**10 + rows.row
    kept = [name for name in rows.columns if name not in {"person", "row", "file", "flags"}]
    last = rows.group_by("person").aggregate(**{n: rows[n].argmax(order) for n in kept})
    return last.rename({_RATING: "rating"})


def _check_one_scale(rows: Any) -> None:
    scales = fetch.column(rows.select(scale=rows.scale.cast("string")).distinct().scale)
    if len(scales) > 1:
        named = ", ".join(sorted(scale or UNKNOWN for scale in scales))
        raise CannotMeasure(
            f"These ratings are on several scales ({named}), which can't be put together. "
            "Choose one with --where scale=…"
        )


def _on_the_day(dataset: Dataset, rated: Any, question: Question) -> Any:
    """Ratings with what the job of the person was on the day of the review, where that is asked."""
    attributes = dataset.mapping.workforce.attributes
    asked = dict.fromkeys((*question.by, *question.where))
    wanted = [n for n in asked if n not in attributes and n not in rated.columns]
    if not wanted:
        return rated
    spells = dataset.spells.select("person", "begins", "ends", *wanted)
    rows = rated.left_join(
        spells,
        [
            rated.person == spells.person,
            spells.begins <= rated.on,
            spells.ends > rated.on,
        ],
        rname="{name} again",
    )
    return rows.drop("person again", "begins", "ends")


def _labels(ratings: Sequence[float]) -> dict[float, int | str]:
    """What each rating is called, in order: a whole number where all of them are."""
    if all(float(rating).is_integer() for rating in ratings):
        return {rating: int(rating) for rating in ratings}
    return {rating: f"{rating:g}" for rating in ratings}


def _year_after(window: Window) -> Window:
    first = window.after
    leap = (first.month, first.day) == (2, 29)
    after = date(first.year + 1, 3, 1) if leap else first.replace(year=first.year + 1)
    return Window(first, after - timedelta(days=1))


def _check_year(dataset: Dataset, year: Window) -> None:
    try:
        check_window(dataset, "promotion_rate", year)
    except CannotMeasure as refused:
        raise CannotMeasure(
            f"Promotions are counted in the year that follows the window of the ratings. {refused}"
        ) from None


def _notes(dataset: Dataset, year: Window) -> list[str]:
    said = f"Promotions are those of the year that followed, {year.first} to {year.last}."
    if year.last <= dataset.last_day:
        return [said]
    return [f"{said} The last date in this data is {dataset.last_day}."]


def _at_equal_rating(
    each: Comparison, counts: Mapping[tuple[Group, Any], Count], ratings: Any
) -> Comparison:
    """The comparison of all ratings together, with what is left of it at equal rating."""
    if each.at != _ALL:
        return each
    group, reference = (tuple(side.items()) for side in (each.group, each.reference))
    tables = []
    for rating in ratings:
        a = _pool(counts, group, rating)
        b = _pool(counts, () if each.reference == OTHERS else reference, rating)
        rest = (b[0] - a[0], b[1] - a[1]) if each.reference == OTHERS else b
        tables.append((*a, *rest))
    shared = [table for table in tables if table[1] and table[3]]
    within = mantel_haenszel(tables).as_dict() if shared else None
    return replace(each, results={**each.results, AT_EQUAL_RATING: within})


def _pool(counts: Mapping[tuple[Group, Any], Count], group: Group, rating: Any) -> tuple[int, int]:
    found = counts.get((group, rating))
    return (found.count, int(found.n)) if found else (0, 0)
