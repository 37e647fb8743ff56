"""What the tests of the statistics share: published tables, and slow code that is plainly right.

The slow code works person by person and in fractions. It is no faster road to the same formulas:
it counts what the definition counts.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

Rows = list[dict[str, str]]


@pytest.fixture
def oracle(shared_data: Callable[[str], Path]) -> Callable[[str], Rows]:
    """Reads one of the published data sets, or skips the test where they are not at hand."""

    def read(name: str) -> Rows:
        with shared_data(f"oracles/{name}").open(newline="", encoding="utf-8") as lines:
            return list(csv.DictReader(lines))

    return read
