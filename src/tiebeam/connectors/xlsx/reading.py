"""Reading one sheet of a workbook; python-calamine takes values only, never formulas or macros."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from tiebeam.connectors.source import ROW, NoTable, Options, Source, checked_headers


def read(path: Path, *, into: Any, name: str, options: Options, careful: bool = False) -> Source:
    """The rows of one sheet (the first, unless `options` names another), each value as text.

    Raises  NoTable for a workbook that can't be opened, or a sheet that is empty or not there
    """
    rows = _rows(path, options.sheet)
    start = next(
        (place for place, row in enumerate(rows) if any(_text(cell) for cell in row)), None
    )
    if start is None:
        raise NoTable(f"{path.name} is empty.")
    width = max(place for place, cell in enumerate(rows[start], start=1) if _text(cell))
    columns = checked_headers([_text(cell) or "" for cell in rows[start][:width]], name=path.name)
    table, ragged = _arrow(rows[start + 1 :], columns, first_row=start + 2)
    into.create_table(name, table, overwrite=True)
    return Source(
        table=into.table(name), columns=columns, ragged=ragged, written="a workbook", typed=True
    )


def _rows(path: Path, sheet: str) -> list[list[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        if sheet and sheet not in workbook.sheet_names:
            raise NoTable(
                f"{path.name} has no sheet '{sheet}'. Sheets: {', '.join(workbook.sheet_names)}."
            )
        chosen = workbook.get_sheet_by_name(sheet) if sheet else workbook.get_sheet_by_index(0)
        rows: list[list[Any]] = chosen.to_python(skip_empty_area=False)
    except (CalamineError, OSError):
        raise NoTable(
            f"{path.name} can't be opened as a workbook. It may be damaged, cut off or protected "
            "by a password: save it again without one."
        ) from None
    return rows


def _arrow(
    rows: list[list[Any]], columns: tuple[str, ...], *, first_row: int
) -> tuple[Any, dict[int, list[str]]]:
    """The rows below the headers; those with a cell beside the headers are apart, by number."""
    import pyarrow as pa

    values: dict[str, list[str | None]] = {column: [] for column in (*columns, ROW)}
    ragged: dict[int, list[str]] = {}
    for number, row in enumerate(rows, start=first_row):
        cells = [_text(cell) for cell in row]
        if not any(cells):
            continue
        if any(cells[len(columns) :]):
            ragged[number] = [cell or "" for cell in cells]
            continue
        for column, cell in zip(columns, cells, strict=False):
            values[column].append(cell)
        values[ROW].append(str(number))
    arrays = {column: pa.array(each, pa.string()) for column, each in values.items()}
    return pa.table(arrays), ragged


def _text(cell: Any) -> str | None:
    """A cell as it would stand in a CSV export."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, (date, time, timedelta)):
        return str(cell)
    return str(cell) if cell not in (None, "") else None
