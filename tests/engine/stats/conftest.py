"""What the tests of the statistics share: published tables, and slow code that is plainly right.

The slow code works person by person and in fractions. It is no faster road to the same formulas:
it counts what the definition counts.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

PROJECT = Path(__file__).resolve().parents[3]
ORACLES = PROJECT.parent / "shared" / "data" / "oracles"

# Scientific imports make the first example slow; that says nothing about the code under test.
settings.register_profile("stats", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("stats")

Rows = list[dict[str, str]]


@pytest.fixture
def oracle() -> Callable[[str], Rows]:
    """Reads one of the published data sets, or skips the test where they are not at hand."""

    def read(name: str) -> Rows:
        path = ORACLES / name
        if not path.exists():
            pytest.skip(f"{name} is not on this machine; the test needs the published data")
        with path.open(newline="", encoding="utf-8") as lines:
            return list(csv.DictReader(lines))

    return read
