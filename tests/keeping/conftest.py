"""What tests of keeping share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from keeping.made import a_home, a_key
from postgresql import programs, server

from tiebeam.vault.backup_keys import BackupKey
from tiebeam.web.installation import Installation


@pytest.fixture
def here(tmp_path: Path) -> Installation:
    return a_home(tmp_path)


@pytest.fixture
def key(tmp_path: Path) -> BackupKey:
    return a_key(tmp_path)


@pytest.fixture(scope="session")
def postgresql_folder() -> Iterator[Path]:
    if programs() is None:
        pytest.skip("no PostgreSQL here: only SQLite was tried")
    with server() as folder:
        yield folder
