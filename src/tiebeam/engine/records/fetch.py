"""Bringing a small result from the engine that holds the rows into this process.

Ibis would load pandas to do this, which takes more memory than many an export, and a second.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def arrow(expression: Any) -> Any:
    """The rows of an Ibis table expression, as an Arrow table; text stays text."""
    return _without_dictionaries(coded(expression))


def coded(expression: Any) -> Any:
    """The same, with the database's enumerations left as dictionaries and codes."""
    import ibis
    import ibis.expr.operations as ops

    backend = ibis.get_backend(expression)
    if backend.name != "duckdb" or expression.op().find(ops.InMemoryTable):
        return expression.to_pyarrow()
    return backend.con.execute(backend.compile(expression)).to_arrow_table()


def rows(expression: Any) -> list[dict[str, Any]]:
    """The rows of an Ibis table expression, as dictionaries."""
    found: list[dict[str, Any]] = arrow(expression).to_pylist()
    return found


def column(expression: Any) -> list[Any]:
    """The values of an Ibis column expression."""
    found: list[Any] = arrow(expression.as_table())[0].to_pylist()
    return found


def one(expression: Any) -> Any:
    """The value of an Ibis expression that is a single value."""
    return column(expression)[0]


def numbers(column: Any, *, missing: float = 0) -> npt.NDArray[Any]:
    """An Arrow column of numbers, for NumPy; `missing` where there is none.

    Arrow's own way to NumPy loads pandas as well.
    """
    whole = column.combine_chunks() if hasattr(column, "chunks") else column
    kind = np.dtype({"float": "float32", "double": "float64"}.get(str(whole.type), str(whole.type)))
    if len(whole) == 0:
        return np.empty(0, dtype=kind)
    known, values = whole.buffers()
    here = slice(whole.offset, whole.offset + len(whole))
    found = np.frombuffer(values, dtype=kind)[here]
    if whole.null_count == 0:
        return found
    bits = np.unpackbits(np.frombuffer(known, dtype=np.uint8), bitorder="little")[here]
    return np.where(bits, found, kind.type(missing))


def _without_dictionaries(table: Any) -> Any:
    """Enumerations come as dictionaries of codes; whoever reads a result wants their words."""
    import pyarrow as pa

    for place, kind in enumerate(table.schema):
        if pa.types.is_dictionary(kind.type):
            table = table.set_column(place, kind.name, table[place].cast(kind.type.value_type))
    return table
