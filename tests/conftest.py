"""What all tests share: where the real data is, and how much of everything is tried."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sizes import ALL

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

# Scientific imports make the first example slow; that says nothing about the code under test.
# Continuous integration tries the same examples each time.
settings.register_profile(
    ALL,
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("usual", settings.get_profile(ALL), max_examples=50)
# For mutants: a thousand times the same tests, and a wrong one fails early or not at all.
settings.register_profile("few", settings.get_profile(ALL), derandomize=True, max_examples=15)
settings.load_profile("usual")

# Ibis makes a hundred thousand small objects per question; looking among them for what nobody needs
# any more as often as Python does takes a tenth of the time.
gc.set_threshold(100_000, 50, 100)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="every test at its full size")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--all"):
        settings.load_profile(ALL)


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Where a real file is, by its path in the shared data; skips where it is absent."""

    def find(name: str) -> Path:
        path = SHARED_DATA / name
        if not path.exists():
            pytest.skip(f"{name} is not on this machine; the test needs the real data")
        return path

    return find
