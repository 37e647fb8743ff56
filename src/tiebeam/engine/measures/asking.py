"""What can be asked of a dataset, and its rows as a question describes them.

Whatever is computed here or beside it is asked with a `Question`; what the data cannot answer is
refused with a sentence that says what would help.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

import ibis

from tiebeam.engine import kept
from tiebeam.engine.measures.definitions import Measure
from tiebeam.engine.records import fetch
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.fields import BY_NAME, FIELD_CLASSES, UNKNOWN, FieldClass
from tiebeam.engine.records.mapping import Mapping as Means
from tiebeam.engine.records.market import Market
from tiebeam.engine.records.spells import JOINED
from tiebeam.engine.records.window import Window
from tiebeam.engine.words import noop

#: Attributes that may be crossed: beyond three, cells hold single people.
MOST_ATTRIBUTES: Final = 3


class CannotMeasure(ValueError):
    """The data does not hold what this measure needs; the message says what would help."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked: which measure, of which groups, when, and among whom.

    by       attributes of people (or fields of their job) that describe the groups, at most 3
    where    only people whose field has one of these values; a unit includes all below it
    against  "largest": each group beside the largest; "others": beside everybody else; or the
             values of one group, such as {"gender": "Men"}
    market   the labour market, for the measures that set people beside it
    """

    measure: str
    by: tuple[str, ...]
    window: Window
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    against: str | Mapping[str, str] = "largest"
    market: Market | None = None


def check(dataset: Dataset, chosen: Measure, question: Question) -> None:
    """Whether a measure can answer a question on this data.

    Raises  CannotMeasure
    """
    if chosen.command != "measure":
        raise CannotMeasure(
            f"'{chosen.name}' is asked with a command of its own: tiebeam {chosen.command}."
        )
    beside = dataset.ratings if chosen.table == "ratings" else None
    check_groups(dataset, question.by, question.where, beside=beside)
    check_against(question)
    for name in chosen.needs:
        _check_needed(dataset, chosen, name)
    if "grade" in chosen.needs:
        check_ladder(dataset, chosen.name)
    if chosen.name in _OF_MOVES:
        check_moves(dataset)
    if "pay" in chosen.needs and chosen.name not in _OF_RAISES:
        _check_currency(dataset, question)
    if chosen.table == "workforce":
        check_window(dataset, chosen.name, question.window)


#: What the last state of everybody does not show.
_OF_MOVES: Final = frozenset({"promotion_rate", "promotion_by_rating"})
#: A raise is a part of one's own pay, so currencies may stand side by side.
_OF_RAISES: Final = frozenset({"raise_rate", "raise_size"})


def check_against(question: Question) -> None:
    """Whether it is said in a way we know what each group is compared with.

    Raises  CannotMeasure
    """
    if isinstance(question.against, str) and question.against not in {"largest", "others"}:
        raise CannotMeasure(
            f"Groups can be compared with 'largest', with 'others', or with one group by its "
            f"values, such as gender=Men; '{question.against}' is none of these."
        )


def _check_needed(dataset: Dataset, chosen: Measure, name: str) -> None:
    if BY_NAME[name].table == "ratings":
        if dataset.ratings is None:
            raise CannotMeasure(
                f"'{chosen.name}' needs a table of ratings, which the mapping does not have. "
                "Add [ratings] with the person, the day and the rating of each review."
            )
        return
    if name == "hired" and dataset.mapping.workforce.shape in _SAYS_WHO_JOINED:
        return
    if dataset.mapping.column(name) is None:
        raise CannotMeasure(
            f"'{chosen.name}' needs '{name}', which the mapping does not have. "
            f"Add it under [workforce.fields]."
        )


def check_groups(
    dataset: Dataset,
    by: Sequence[str],
    where: Mapping[str, Sequence[str]],
    *,
    beside: Any = None,
) -> None:
    """Whether groups can be described so, and anybody is who `where` asks for.

    beside  a further table, such as the ratings, whose columns describe what is counted
    Raises  CannotMeasure
    """
    check_number(by)
    more = () if beside is None else beside.columns
    for name in (*by, *where):
        if name not in more:
            _check_known(dataset, name)
    for name, values in where.items():
        attributes = dataset.mapping.workforce.attributes
        table = dataset.people if name in attributes else dataset.spells
        table = beside if name in more else table
        described = name in _DESCRIBING or name in attributes or name in _tags(dataset)
        open_to_all = described and dataset.mapping.field_class(name) == "directory"
        check_values(table, text_of(dataset, table, name), name, values, named=open_to_all)


def check_number(by: Sequence[str]) -> None:
    """Whether no more attributes are crossed than leave people among others.

    Raises  CannotMeasure
    """
    if len(by) > MOST_ATTRIBUTES:
        raise CannotMeasure(f"At most {MOST_ATTRIBUTES} attributes can be crossed.")


def check_ladder(dataset: Dataset, name: str) -> None:
    """Whether it is known which grade is above which.

    Raises  CannotMeasure
    """
    if "level" not in dataset.spells.columns:
        raise CannotMeasure(
            f"'{name}' needs to know which grade is above which. "
            'Add a ladder to grade in the mapping: ladder = [["Junior"], ["Senior"]].'
        )


def level_number(dataset: Dataset, level: str | int) -> int:
    """The number of a level by its number, its name or one of its grades.

    Raises  CannotMeasure
    """
    grade = dataset.mapping.column("grade")
    steps = len(grade.ladder) if grade else 0
    asked = str(level).strip()
    if asked.isdecimal() and 1 <= int(asked) <= steps:
        return int(asked)
    names = [name.casefold() for name in dataset.levels]
    if asked.casefold() in names:
        return names.index(asked.casefold()) + 1
    found = grade.level(asked) if grade else None
    if found is None:
        known = ", ".join(f"{n} ({name})" for n, name in enumerate(dataset.levels, start=1))
        raise CannotMeasure(f"'{asked}' is no level of this ladder. It has: {known}.")
    return found


def check_moves(dataset: Dataset) -> None:
    """Whether the export shows more than everybody's last state.

    Raises  CannotMeasure
    """
    if dataset.mapping.workforce.shape == "people":
        raise CannotMeasure(
            "An export with one row per person shows only the last grade, so no promotion can be "
            "seen in it. Export snapshots of two dates, or a list of events."
        )


def _check_known(dataset: Dataset, name: str) -> None:
    if name in dataset.mapping.workforce.attributes or name in dataset.spells.columns:
        return
    known = [*dataset.mapping.workforce.attributes]
    known += [c for c in dataset.spells.columns if c in _DESCRIBING or c in _tags(dataset)]
    raise CannotMeasure(f"'{name}' is not in this data. You can use: {', '.join(known)}.")


#: Shapes in which a hire is seen without a column of hire dates.
_SAYS_WHO_JOINED: Final = frozenset({"events", "spells"})

#: A message names no more values than this.
VALUES_NAMED: Final = 20


def check_values(table: Any, column: Any, name: str, values: Sequence[str], *, named: bool) -> None:
    """Whether a field has these values at all: people meant by a slip would silently be missing.

    named   whether the message may say which values there are. Which values a field has is itself
            a secret, unless everybody may know the field
    Raises  CannotMeasure
    """
    for value in values:
        if fetch.one(
            table.filter(is_one_of(column, [value], path=name == "unit")).limit(1).count()
        ):
            continue
        known = ""
        if named:
            found = sorted(set(fetch.column(table.select(value=column).distinct().value)))
            more = len(found) - VALUES_NAMED
            known = f" It can be: {', '.join(found[:VALUES_NAMED])}"
            known += f" and {more} more." if more > 0 else "."
        raise CannotMeasure(f"Nobody's '{name}' is '{value}' in this data.{known}")


_DESCRIBING: Final = ("unit", "job", "grade", "level", "site", "contract", "currency")


def _tags(dataset: Dataset) -> Iterable[str]:
    return dataset.mapping.workforce.tags


def _check_currency(dataset: Dataset, question: Question) -> None:
    chosen = question.where.get("currency", dataset.currencies)
    if len(chosen) > 1:
        stated = ", ".join(name or "not stated" for name in dataset.currencies)
        raise CannotMeasure(
            f"Pay is in several currencies ({stated}), which can't be compared. "
            "Choose one with --where currency=…, or convert before the export."
        )


#: Measures of what changes; the others show a state on the last day.
_OF_CHANGE: Final = frozenset(
    {"hire_share", "hires_against_market", "exit_rate", "promotion_rate", *_OF_RAISES}
)
#: Of these, what the snapshots show of people who came.
_OF_HIRES: Final = frozenset({"hire_share", "hires_against_market"})


def check_overlap(what: str, begins: date, ends: date, window: Window) -> None:
    """Whether a window holds any day of a list of dates, in which silence says nothing.

    Raises  CannotMeasure
    """
    if window.last < begins or window.first > ends:
        raise CannotMeasure(
            f"This data shows {what} from {begins} to {ends}; "
            f"the window {window.first}:{window.last} lies outside."
        )


def check_window(dataset: Dataset, measure: str, window: Window) -> None:
    """Whether the data shows all of a window that a measure looks at.

    Raises  CannotMeasure
    """
    begins, ends = dataset.reach.first, dataset.last_day
    first = last = window.last
    if measure in _OF_CHANGE:
        first = window.first
        if dataset.mapping.workforce.shape == "snapshots":
            ends = _last_change(dataset, measure)
        else:
            # In a list of dates, silence after the last one may simply mean that nothing happened,
            # and before the first one nobody was there.
            first, last = window.last, window.first
    if last > ends or first < begins:
        of_what = "changes" if measure in _OF_CHANGE else "people"
        raise CannotMeasure(
            f"This data shows {of_what} from {begins} to {ends}; "
            f"the window {window.first}:{window.last} reaches beyond."
        )
    if dataset.mapping.workforce.shape == "snapshots" and measure in _BETWEEN_SNAPSHOTS:
        _check_whole_periods(dataset, window)


#: What snapshots show only as the difference between one and the next.
_BETWEEN_SNAPSHOTS: Final = frozenset({"exit_rate", "promotion_rate", *_OF_RAISES})


def _last_change(dataset: Dataset, measure: str) -> date:
    """The last day whose changes snapshots show: the eve of the last one, and for hires its end.

    Exits that the last snapshot records by their date are known too, to its end.
    """
    if measure in _OF_HIRES or (
        measure == "exit_rate" and _last_exit(dataset) > dataset.changes_until
    ):
        return dataset.last_day
    return dataset.changes_until


def _last_exit(dataset: Dataset) -> date:
    """The last recorded leave date; without such a column, the day before the data begins."""
    day: date | None = None
    if dataset.mapping.column("left") is not None:
        day = dataset.once("last exit", lambda: fetch.one(dataset.spells.left_on.max()))
    return day or dataset.reach.first - timedelta(days=1)


def _check_whole_periods(dataset: Dataset, window: Window) -> None:
    """A change between two snapshots has no day of its own, so a window can't cut between them."""
    days = dataset.once("first days of snapshots", lambda: _first_days(dataset))
    if window.first in days and window.after in days:
        return
    starts = max(day for day in days if day <= window.first)
    end = min(day for day in days if day >= window.after)
    raise CannotMeasure(
        "Snapshots show changes only from one to the next, so a window begins on the first day of "
        f"one and ends on the eve of another: {starts}:{end - timedelta(days=1)} holds this one."
    )


def _first_days(dataset: Dataset) -> set[date]:
    spells = dataset.spells.filter(dataset.spells.began != JOINED)
    found = {*fetch.column(spells.select("begins").distinct().begins)}
    return found | {dataset.reach.first, dataset.reach.until}


def notes_on(dataset: Dataset, chosen: Measure, question: Question) -> tuple[str, ...]:
    """What should be said beside an answer: about the data, the window and the measure."""
    if chosen.table == "applications":
        return (*dataset.notes, *chosen.caveats)
    notes = list(dataset.notes)
    if question.window.last > dataset.last_day:
        notes.append(kept.LAST_DATE % {"day": dataset.last_day})
    snapshots = dataset.mapping.workforce.shape == "snapshots"
    if chosen.name == "exit_rate" and snapshots and question.window.last > dataset.changes_until:
        notes.append(
            f"No later snapshot shows who was gone: the last exit on record is of "
            f"{_last_exit(dataset)}, and any after the export are missing."
        )
    if dataset.mapping.workforce.shape == "people":
        notes.append(noop("Grade, unit and pay are those of the export, at whatever time."))
    return (*notes, *chosen.caveats)


def field_class_of(mapping: Means, chosen: Measure, names: Iterable[str]) -> FieldClass:
    """The class of the field that fewest may know, of all that a question touches.

    names  whatever describes the groups, and whom they are among, as the mapping calls it
    """
    classes = [class_of(mapping, name) for name in names]
    return max([chosen.field_class, *classes], key=FIELD_CLASSES.index)


def class_of(mapping: Means, name: str) -> FieldClass:
    """The class of one field, tag or attribute of the workforce."""
    column = mapping.column(name)
    # What no column of the workforce says is somebody's secret until we know better.
    return column.field_class if column else "secret"


# --- rows of people, described --------------------------------------------------------------------


def described(dataset: Dataset, rows: Any, question: Question) -> Any:
    """Rows with the columns that describe the groups, and only those asked for."""
    rows = with_groups(dataset, rows, question.by, also=question.where)
    return rows.filter(among(dataset, rows, question.where)) if question.where else rows


def with_groups(dataset: Dataset, rows: Any, by: Sequence[str], *, also: Iterable[str] = ()) -> Any:
    """Rows with the columns that describe the groups, as text and never missing.

    also  further attributes of people that the rows should have
    """
    attributes = dataset.mapping.workforce.attributes
    wanted = [name for name in dict.fromkeys((*by, *also)) if name in attributes]
    if wanted:
        people = dataset.people.select("person", *wanted)
        rows = rows.left_join(people, "person", rname="{name} again").drop("person again")
    return rows.mutate(**{name: text_of(dataset, rows, name) for name in by}) if by else rows


def among(dataset: Dataset, rows: Any, where: Mapping[str, Sequence[str]]) -> Any:
    """Whether each row is what `where` asks for (an expression)."""
    chosen: Any = ibis.literal(True)
    for name, values in where.items():
        chosen = chosen & is_one_of(text_of(dataset, rows, name), values, path=name == "unit")
    return chosen


def text_of(dataset: Dataset, rows: Any, name: str) -> Any:
    """What somebody's field says, as text; where it says nothing, that it is unknown."""
    usual = dataset.mapping.currency if name == "currency" else ""
    return rows[name].cast("string").fill_null(usual or UNKNOWN)


def is_one_of(text: Any, values: Sequence[str], *, path: bool) -> Any:
    """Whether each text is one of a few; of a path, also whether it lies below one (expression)."""
    chosen = text.isin(list(values))
    if path:
        for value in values:
            chosen = chosen | text.startswith(f"{value} / ")
    return chosen
