"""Who applied, how far they came, and what they told: what the gate is given of funnels.

Whoever applied and works here, now or later, is one person, and what they tell of themselves is one
secret: what is known of them as colleagues counts. But whoever left a question blank when applying
counts for none of its values in a funnel, even if they answered later. Only those who were hired
are asked again. If that counted, a group would seem to be hired more often than it is, just because
more of its answers are known among those who were.

Of those whom nothing links to a colleague, what their applications say counts, and an application
without an id of a person is a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import ibis
import numpy as np

from tiebeam.engine.disclosure.noise import Keys, person_keys
from tiebeam.engine.disclosure.population import Coded, Population
from tiebeam.engine.disclosure.protected import Secret, values_of
from tiebeam.engine.disclosure.published import CROSSED
from tiebeam.engine.disclosure.stages import STAGE, decided_by
from tiebeam.engine.measures import applying
from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.engine.measures.rosters import Roster, id_of, told_by_people, values_told
from tiebeam.engine.records import fetch
from tiebeam.engine.records.dataset import Dataset
from tiebeam.engine.records.fields import NOT_STATED, UNKNOWN
from tiebeam.engine.records.window import Window

#: Before the number of an application whose person has no id. No id holds this sign.
_OF_NOBODY: Final = "application\x1f"
#: Before the id of a colleague of whom a funnel counts something else than all other tables do: in
#: a funnel, they are somebody else.
_APART: Final = "as an applicant\x1f"
_NOTHING_SAID: Final = frozenset({UNKNOWN, NOT_STATED})


def applicants(dataset: Dataset, window: Window, *, key: bytes) -> Roster:
    """Everybody who applied in a window, with the last stage that they came to, field STAGE.

    Who applied several times is there once, with the furthest stage. What was decided when nearly
    all was decided counts, and nothing later: so it is the same whenever it is asked.

    key     makes the numbers under which people stand; at least 32 bytes
    Raises  CannotMeasure where there are no applications
    """
    stages = applying.mapping_of(dataset).stages
    furthest: dict[str, int] = {}
    for row in fetch.rows(_reached(dataset, window, stages)):
        who = _who(dataset, row)
        furthest[who] = max(furthest.get(who, 0), int(row["reached"]))
    ids = tuple(sorted(furthest))
    codes = np.array([furthest[each] for each in ids], np.int64)
    return Roster(
        ids=ids,
        population=Population(
            people=person_keys(key, ids), fields={STAGE: Coded(stages, codes, nested=True)}
        ),
    )


def reached(dataset: Dataset, window: Window) -> tuple[int, ...]:
    """How many different people came to each stage, of those who applied in a window."""
    cells = applicants(dataset, window, key=bytes(32)).population.cells((STAGE,))
    return tuple(len(cells.get((stage,), ())) for stage in applying.mapping_of(dataset).stages)


def _reached(dataset: Dataset, window: Window, stages: Sequence[str]) -> Any:
    """The applications of a window, each with the place of the last stage that has a day by then.

    A blank before it is passed over.
    """
    rows = applying.in_window(dataset, window)
    last = ibis.literal(decided_by(window))
    cases = [
        (rows[stage].notnull() & (rows[stage] <= last), place) for place, stage in enumerate(stages)
    ]
    far = ibis.cases(*reversed(cases), else_=0).cast("int16")
    return rows.select(*_of_whom(rows), "row", on=rows[stages[0]], reached=far)


def _of_whom(rows: Any) -> list[str]:
    return [name for name in ("person", "application") if name in rows.columns]


def _who(dataset: Dataset, row: Mapping[str, Any]) -> str:
    if row.get("person") is not None:
        return id_of(dataset, row["person"])
    if row.get("application") is not None:
        return f"{_OF_NOBODY}{row['application']}"
    # The next export may number its rows otherwise. The day is of this window, and of no other.
    return f"{_OF_NOBODY}{row['on']}, row {row['row']}"


# --- what they told -------------------------------------------------------------------------------


def was_asked(dataset: Dataset, names: Sequence[str]) -> bool:
    """Whether all of some attributes were asked of applicants."""
    table = dataset.mapping.applications
    return table is not None and all(name in table.attributes for name in names)


def check_asked(dataset: Dataset, names: Sequence[str]) -> None:
    """Whether a cube can show who applied by some attributes.

    Raises  CannotMeasure
    """
    if not was_asked(dataset, names):
        raise CannotMeasure(
            f"The cube shows who applied by {' and '.join(names)}, which the applications do not "
            "say of everybody who applied. Add it under [applications.attributes], or leave this "
            "table out of the next cube."
        )


def secret_of_applicants(
    dataset: Dataset,
    roster: Roster,
    *,
    factors: Sequence[str],
    values: Sequence[str],
    key: bytes,
    roster_key: bytes,
) -> Secret:
    """What applicants have told about an attribute, or about several crossed.

    key         of the attribute's noise, at least 32 bytes
    roster_key  the one that made the numbers of the roster
    Raises      CannotMeasure when applicants were not asked
    """
    counted = _counted(dataset, factors)
    return Secret(
        attribute=CROSSED.join(factors),
        values=tuple(values),
        has=values_of([counted[each].values for each in roster.ids], values),
        numbers=person_keys(key, roster.ids),
        key=key,
        known_as=known_as(roster.population.people, numbers_apart(dataset, factors, roster_key)),
    )


def numbers_apart(dataset: Dataset, factors: Sequence[str], key: bytes) -> Mapping[int, int]:
    """The other number of each colleague of whom a funnel counts something else than other tables.

    Returns  by the number that the key gives them
    """
    apart = [who for who, each in _counted(dataset, factors).items() if each.is_apart]
    real, other = person_keys(key, apart), person_keys(key, [f"{_APART}{who}" for who in apart])
    return dict(zip(real.tolist(), other.tolist(), strict=True))


def known_as(people: Keys, other: Mapping[int, int]) -> Keys:
    """Some people's numbers, with the other number of those who have one."""
    return np.array([other.get(each, each) for each in people.tolist()], np.uint64)


def ids_apart(dataset: Dataset, factors: Sequence[str], key: bytes) -> dict[int, str]:
    """Ids for these other numbers, which nobody else has."""
    apart = [f"{_APART}{who}" for who, each in _counted(dataset, factors).items() if each.is_apart]
    return dict(zip(person_keys(key, apart).tolist(), apart, strict=True))


def told_by_all(
    dataset: Dataset, ids: Sequence[str], factors: Sequence[str]
) -> list[Sequence[str]]:
    """The values of people who work here, applied, or stand apart in a funnel, by their ids."""
    people = told_by_people(dataset, factors)
    counted = _counted(dataset, factors) if was_asked(dataset, factors) else {}
    apart = {f"{_APART}{who}": each.values for who, each in counted.items() if each.is_apart}
    others = {who: each.values for who, each in counted.items()}
    return [people.get(each) or apart.get(each) or others.get(each) or () for each in ids]


class _Counted(NamedTuple):
    """What a funnel counts of one applicant, and whether other tables count something else."""

    values: Sequence[str]
    is_apart: bool


def _counted(dataset: Dataset, factors: Sequence[str]) -> dict[str, _Counted]:
    """Of each applicant, by id.

    Raises  CannotMeasure when applicants were not asked
    """
    check_asked(dataset, factors)
    return dataset.once(
        ("counted of applicants", tuple(factors)), lambda: dict(_each_counted(dataset, factors))
    )


def _each_counted(dataset: Dataset, factors: Sequence[str]) -> Iterator[tuple[str, _Counted]]:
    several = _several(dataset, factors)
    people = told_by_people(dataset, factors)
    for who, answers in _last_said(dataset, factors):
        yield who, _of_one(answers, people.get(who), several)


def _of_one(
    answers: Sequence[str], known: Sequence[str] | None, several: Sequence[bool]
) -> _Counted:
    said = not any(answer in _NOTHING_SAID for answer in answers)
    if known is None or not said:
        return _Counted(values_told(answers, several) if said else (), known is not None)
    # What nobody here knows of a colleague, their application may say.
    if any(UNKNOWN in each.split(CROSSED) for each in known):
        return _Counted(values_told(answers, several), True)
    return _Counted(known, False)


def _last_said(dataset: Dataset, factors: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What each applicant said of each attribute: in the last application that said anything."""
    rows = dataset.applications
    first = applying.mapping_of(dataset).stages[0]
    asked = rows.select(
        *_of_whom(rows),
        "row",
        on=rows[first],
        **{name: rows[name].cast("string") for name in factors},
    )
    said: dict[str, list[str]] = {}
    for row in fetch.rows(asked.order_by("on", "row")):
        answers = said.setdefault(_who(dataset, row), [UNKNOWN] * len(factors))
        for place, name in enumerate(factors):
            answer = row[name] or UNKNOWN
            if answer not in _NOTHING_SAID or answers[place] == UNKNOWN:
                answers[place] = answer
    yield from ((who, tuple(answers)) for who, answers in said.items())


def _several(dataset: Dataset, factors: Sequence[str]) -> list[bool]:
    table = applying.mapping_of(dataset)
    return [bool(table.attributes[name].several) for name in factors]
