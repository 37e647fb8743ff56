"""Reading one sheet of a workbook; python-calamine takes values only, never formulas or macros."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from tiebeam.connectors.source import ROW, NoTable, Options, Source, checked_headers


def read(path: Path, *, into: Any, name: str, options: Options, careful: bool = False) -> Source:
    """The rows of one sheet (the first, unless `options` names another), each value as text.

    Raises  NoTable for a workbook that can't be opened, or a sheet that is empty or not there
    """
    rows = _rows(path, options.sheet, decimal=options.decimal or ".")
    start = next(place for place, row in enumerate(rows) if any(row))
    width = max(place for place, cell in enumerate(rows[start], start=1) if cell)
    columns = checked_headers([cell or "" for cell in rows[start][:width]], name=path.name)
    table, ragged = _arrow(rows[start + 1 :], columns, first_row=start + 2)
    into.create_table(name, table, overwrite=True)
    return Source(
        table=into.table(name), columns=columns, ragged=ragged, written="a workbook", typed=True
    )


def _rows(path: Path, sheet: str, *, decimal: str) -> list[list[str | None]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        if sheet and sheet not in workbook.sheet_names:
            raise NoTable(
                f"{path.name} has no sheet '{sheet}'. Sheets: {', '.join(workbook.sheet_names)}."
            )
        chosen = workbook.get_sheet_by_name(sheet or _first_shown(workbook))
        rows: list[list[Any]] = chosen.to_python(skip_empty_area=False)
    except (CalamineError, OSError):
        raise NoTable(
            f"{path.name} can't be opened as a workbook. It may be damaged, cut off or protected "
            "by a password: save it again without one."
        ) from None
    texts = [[_text(cell, decimal) for cell in row] for row in rows]
    if not any(map(any, texts)):
        raise NoTable(_empty(path, chosen.name, workbook.sheet_names))
    return texts


def _empty(path: Path, sheet: str, sheets: list[str]) -> str:
    if len(sheets) == 1:
        return f"{path.name} is empty."
    return (
        f"The sheet '{sheet}' of {path.name} is empty. "
        f"Set sheet in the mapping to one of: {', '.join(sheets)}."
    )


def _first_shown(workbook: Any) -> str:
    """The name of the first sheet that somebody who opens the workbook sees cells in."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    shown = (
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
    )
    return next(chain(shown, workbook.sheet_names), "")


def _arrow(
    rows: list[list[str | None]], columns: tuple[str, ...], *, first_row: int
) -> tuple[Any, dict[int, list[str]]]:
    """The rows below the headers; those with a cell beside the headers are apart, by number."""
    import pyarrow as pa

    values: dict[str, list[str | None]] = {column: [] for column in (*columns, ROW)}
    ragged: dict[int, list[str]] = {}
    for number, cells in enumerate(rows, start=first_row):
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


def _text(cell: Any, decimal: str) -> str | None:
    """A cell as it would stand in a CSV export."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell).replace(".", decimal)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, (date, time, timedelta)):
        return str(cell)
    return str(cell) if cell not in (None, "") else None
