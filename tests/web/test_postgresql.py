"""What writes at once with others does so on PostgreSQL too, where rows are locked one by one."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from house.project import ROOT
from postgresql import programs, server
from sizes import sized

ALSO = ("tests/worker/test_running.py", "tests/worker/test_delivery.py", "tests/web/delivery")
WRITES_AT_ONCE = ("tests/web/jobs", "tests/web/search", *sized((), ALSO))


@pytest.mark.slow
@pytest.mark.skipif(programs() is None, reason="no PostgreSQL here: only SQLite was tried")
def test_jobs_and_search_behave_on_postgresql_as_they_do_on_sqlite():
    with server() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *WRITES_AT_ONCE],
            cwd=ROOT, env=os.environ | {"POSTGRESQL_FOLDER": str(folder)},
            capture_output=True, text=True, timeout=300,
        )  # fmt: skip

    assert done.returncode == 0, done.stdout
