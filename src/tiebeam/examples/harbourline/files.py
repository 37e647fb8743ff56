"""The CSV files: columns as Arrow arrays, a slice at a time, so that size does not matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import csv

from tiebeam.examples.harbourline.draws import Flag, Whole

ROWS_AT_ONCE = 1 << 17


class CsvFile:
    """A comma-separated file that grows; no value in it needs quotes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        self._file = path.open("wb")
        # The header is ours: Arrow's would be quoted, or not, depending on its version.
        self._options = csv.WriteOptions(include_header=False, quoting_style="none")

    def __enter__(self) -> CsvFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, columns: Mapping[str, Any]) -> None:
        """Append rows: the columns by name, the same ones in the same order each time."""
        rows = pa.table(dict(columns))
        if not self._file.tell():
            self._file.write((",".join(columns) + "\n").encode())
        csv.write_csv(rows, self._file, self._options)
        self.rows += rows.num_rows


def slices(n: int, most: int = ROWS_AT_ONCE) -> Iterator[slice]:
    """Consecutive slices that together cover n rows."""
    for start in range(0, n, most):
        yield slice(start, min(n, start + most))


def words(codes: Whole, texts: Sequence[str]) -> Any:
    """A column of words from positions in a list; a position below 0 is a blank."""
    index = pa.array(codes.astype(np.int32), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(index, pa.array(texts, pa.string()))


def days(values: Whole, known: Flag) -> Any:
    """A column of dates; a blank where the day is not known."""
    return pa.array(values.astype(np.int32), pa.int32(), mask=~known).cast(pa.date32())


def numbered(letter: str, numbers: Whole, digits: int) -> Any:
    """A column of identifiers such as H000123; number 0 is a blank."""
    n, width = len(numbers), digits + len(letter)
    text = np.empty((n, width), dtype=np.uint8)
    text[:, : len(letter)] = list(letter.encode())
    left = numbers.copy()
    for place in range(width - 1, len(letter) - 1, -1):
        left, text[:, place] = np.divmod(left, 10)
    text[:, len(letter) :] += ord("0")
    known = numbers > 0
    ends = np.concatenate([[0], np.cumsum(known * width)]).astype(np.int32)
    validity = pa.py_buffer(np.packbits(known, bitorder="little").tobytes())
    return pa.StringArray.from_buffers(
        n, pa.py_buffer(ends), pa.py_buffer(text[known].tobytes()), validity
    )


def whole(values: Whole) -> Any:
    """A column of whole numbers."""
    return pa.array(values)
