"""What all tests of pages share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    """A page leaves its language to whatever comes next in the same process."""
    yield
    translation.deactivate()
