"""Keys of a worker, published where the web looks for them, and an organisation that decided."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings

from tiebeam.vault import keys as vault_keys
from tiebeam.vault.keys import Keys
from tiebeam.web.accounts import asking


@pytest.fixture
def keys() -> Iterator[Keys]:
    """As a worker makes and publishes them when it starts; gone after the test."""
    home = settings.HERE.home
    (home / "ledger").mkdir(parents=True, exist_ok=True)
    made = vault_keys.make(home / "vault")
    vault_keys.publish(made, settings.HERE.sealing_key)
    yield made
    settings.HERE.sealing_key.unlink()


@pytest.fixture
def has_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    """People in Germany and Britain may be asked."""
    monkeypatch.setattr(asking, "may_ask", lambda: ("de", "gb"))
