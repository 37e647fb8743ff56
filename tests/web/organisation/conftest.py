"""Somebody who brings data, with nothing in the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from web.organisation.brought import analyst, answered, key_published

from tiebeam.web.accounts.models import User


@pytest.fixture
def ana(client: Client) -> User:
    """Signed in; the legal start is answered, and the worker has published its key."""
    found = analyst()
    answered(found)
    key_published()
    client.force_login(found)
    return found


@pytest.fixture(autouse=True)
def _nothing_stays() -> Iterator[None]:
    """What one test sealed is gone before the next."""
    yield
    for folder in ("sealed", "versions"):
        for path in (settings.HERE.home / folder).glob("**/*"):
            if path.is_file():
                path.unlink()
