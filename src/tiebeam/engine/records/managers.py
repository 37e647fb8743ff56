"""Managers who report to each other in a circle: nobody can be their own manager's manager."""

from __future__ import annotations

from typing import Any

import ibis
import numpy as np
import numpy.typing as npt

from tiebeam.engine.records import fetch

Row = tuple[int, int]


def rows_in_a_circle(spells: Any) -> list[Row]:
    """Rows of people who, followed upwards, come back to themselves.

    spells   Ibis table of snapshots, with person, manager, begins, row, and file if there are
             several; people are linked to the manager's row with the same first day, so each
             snapshot is looked at by itself
    Returns  file and row number of each, sorted
    """
    reporting = spells.filter(spells.manager.notnull())
    # Only managers can be part of a circle, and only managers of managers: first a tenth of the
    # rows, held because they are read twice, then a fiftieth.
    edges = _of_managers(reporting)
    edges = edges.select("begins", "person", "manager", **_place(edges)).cache()
    rows = fetch.arrow(_of_managers(edges))
    if rows.num_rows == 0:
        return []
    return _places(rows, circles(_positions_of_managers(rows)))


def _of_managers(rows: Any) -> Any:
    managers = rows.select("begins", person="manager").distinct()
    return rows.semi_join(managers, ["begins", "person"])


def rows_in_a_circle_over_time(spells: Any) -> list[Row]:
    """The same for spells of any length: a circle is one if it holds on a single day.

    spells   Ibis table with person, manager, begins, ends, row, and file if there are several
    Returns  file and row number of each, sorted
    """
    held = spells.filter(spells.manager.notnull() & (spells.begins < spells.ends))
    bosses = held.select(person="manager").distinct()
    edges = held.semi_join(bosses, "person")
    rows = fetch.arrow(edges.select("begins", "ends", "person", "manager", **_place(edges)))
    if rows.num_rows == 0:
        return []
    person, manager = _codes(rows)
    begins, ends = _days(rows, "begins"), _days(rows, "ends")
    tangled = _tangled(person, manager)
    found: set[int] = set()
    # A circle closes on the day on which the last of its rows begins.
    for day in np.unique(begins[tangled]):
        there = tangled[(begins[tangled] <= day) & (ends[tangled] > day)]
        above = _above(person[there], manager[there])
        found.update(there[circles(above)].tolist())
    return _places(rows, np.asarray(sorted(found), dtype=np.int64))


def _tangled(person: npt.NDArray[np.int64], manager: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
    """Positions that can lie on a circle at all: everybody there has a manager, and is one."""
    left = np.arange(len(person))
    while True:
        keep = np.isin(manager[left], person[left]) & np.isin(person[left], manager[left])
        if keep.all():
            return left
        left = left[keep]


def _place(rows: Any) -> dict[str, Any]:
    return {"row": rows.row, "file": rows.file if "file" in rows.columns else ibis.literal(0)}


def _places(rows: Any, positions: npt.NDArray[np.int64]) -> list[Row]:
    file, row = (fetch.numbers(rows[name])[positions] for name in ("file", "row"))
    return sorted(zip(file.tolist(), row.tolist(), strict=True))


def _positions_of_managers(rows: Any) -> npt.NDArray[np.int64]:
    """For each row, the row of its manager on the same day; -1 where there is none."""
    person, manager = _codes(rows)
    days = _days(rows, "begins")
    keys = days * (max(person.max(), manager.max()) + 1)
    return _above(keys + person, keys + manager)


def _days(rows: Any, name: str) -> npt.NDArray[np.int64]:
    return fetch.numbers(rows[name].cast("int32")).astype(np.int64)


def _codes(rows: Any) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """A number for each person and each manager, the same for the same one."""
    import pyarrow as pa

    names = pa.chunked_array([*rows["person"].chunks, *rows["manager"].chunks])
    codes = fetch.numbers(names.combine_chunks().dictionary_encode().indices).astype(np.int64)
    return codes[: rows.num_rows], codes[rows.num_rows :]


def _above(person: npt.NDArray[np.int64], manager: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """For each person, the position of the manager; -1 where there is none."""
    if len(person) == 0:
        return person
    order = np.argsort(person, kind="stable")
    found = np.minimum(np.searchsorted(person[order], manager), len(person) - 1)
    there = person[order][found] == manager
    return np.asarray(np.where(there, order[found], -1), dtype=np.int64)


def circles(above: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Positions that lie on a circle of the map `above` (-1 is the top).

    Whoever has somebody above them after more steps than there are rows is below a circle; walking
    that many steps from each such row lands on the circles, and only there.
    """
    nowhere = len(above)
    ahead = np.append(np.where(above < 0, nowhere, above), nowhere)
    for _ in range(max(1, int(nowhere).bit_length())):
        ahead = ahead[ahead]
    reached = np.unique(ahead[:-1])
    return np.asarray(reached[reached != nowhere], dtype=np.int64)
