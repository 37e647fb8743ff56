"""What all tests share: where the real data is, and how hard Hypothesis tries."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

#: Continuous integration tries the same examples each time, half as many: it has ten minutes.
IN_CI = bool(os.environ.get("CI"))

# Scientific imports make the first example slow; that says nothing about the code under test.
settings.register_profile(
    "tiebeam",
    deadline=None,
    derandomize=IN_CI,
    max_examples=50 if IN_CI else 100,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tiebeam")


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Where a real file is, by its path in the shared data; skips where it is absent."""

    def find(name: str) -> Path:
        path = SHARED_DATA / name
        if not path.exists():
            pytest.skip(f"{name} is not on this machine; the test needs the real data")
        return path

    return find
