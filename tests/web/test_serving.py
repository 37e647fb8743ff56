"""The server as a process of its own."""

from __future__ import annotations

import os
import stat

import pytest
from web.serving import served

pytestmark = pytest.mark.enable_socket


@pytest.mark.skipif("POSTGRESQL_FOLDER" in os.environ, reason="there the database is no file")
def test_web_and_worker_may_write_the_database_and_nobody_else_may_read_it(tmp_path):
    with served(tmp_path):
        made = {each.name: stat.S_IMODE(each.stat().st_mode)
                for each in (tmp_path / "home" / "db").iterdir()}  # fmt: skip

    assert made.pop("secret") == 0o600
    assert "tiebeam.sqlite3" in made
    assert set(made.values()) == {0o660}
