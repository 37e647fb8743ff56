"""Managers who report to each other in a circle: nobody can be their own manager's manager."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def rows_in_a_circle(spells: Any) -> list[int]:
    """Rows of people who, followed upwards, come back to themselves.

    spells   Ibis table with person, manager, begins, row; people are linked to the manager's row
             with the same first day, so each snapshot is looked at by itself
    Returns  row numbers, sorted
    """
    reporting = spells.filter(spells.manager.notnull())
    bosses = reporting.select("begins", person="manager").distinct()
    # Only somebody who is a manager too can be part of a circle: a tenth of the rows.
    edges = reporting.semi_join(bosses, ["begins", "person"])
    rows = edges.select("begins", "person", "manager", "row").to_pyarrow()
    if rows.num_rows == 0:
        return []
    above = _positions_of_managers(rows)
    return sorted(np.asarray(rows["row"])[circles(above)].tolist())


def _positions_of_managers(rows: Any) -> npt.NDArray[np.int64]:
    """For each row, the row of its manager on the same day; -1 where there is none."""
    import pyarrow as pa

    names = pa.chunked_array([*rows["person"].chunks, *rows["manager"].chunks])
    codes = np.asarray(names.combine_chunks().dictionary_encode().indices)
    days = np.asarray(rows["begins"].cast(pa.int32())).astype(np.int64)
    person, manager = codes[: len(days)], codes[len(days) :]
    keys = days * (codes.max() + 1)
    order = np.argsort(keys + person, kind="stable")
    found = np.searchsorted((keys + person)[order], keys + manager)
    found = np.minimum(found, len(days) - 1)
    there = (keys + person)[order][found] == keys + manager
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
