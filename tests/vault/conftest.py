"""What the tests of the vault share: keys, a label, and a folder to seal into."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiebeam.vault import keys as made_keys
from tiebeam.vault.keys import Keys
from tiebeam.vault.seal import Label


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return made_keys.make(tmp_path_factory.mktemp("keys") / "vault")


@pytest.fixture(scope="session")
def label() -> Label:
    return Label(what="version", version="2024-06", field="people")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where Hypothesis seals: one file after the other, each in the place of the last."""
    return tmp_path_factory.mktemp("sealed")
