"""What writes at once with others does so on PostgreSQL too, where rows are locked one by one.

`python3 dev.py test --postgresql` runs all tests of web and worker there; this is the part of it
that differs most between the two, so that every run has it.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from house.project import ROOT
from postgresql import programs, server
from sizes import sized

WRITES_AT_ONCE = (
    "tests/web/jobs", "tests/web/audit", "tests/web/search", "tests/web/test_coming_in.py",
    "tests/cli/test_demo_site.py",
)  # fmt: skip
ALL = ("tests/web", "tests/worker", "tests/cli/test_demo_site.py")


@pytest.mark.slow
@pytest.mark.skipif("POSTGRESQL_FOLDER" in os.environ, reason="all of it runs on PostgreSQL now")
@pytest.mark.skipif(programs() is None, reason="no PostgreSQL here: only SQLite was tried")
def test_web_and_jobs_behave_on_postgresql_as_they_do_on_sqlite():
    with server() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *sized(WRITES_AT_ONCE, ALL)],
            cwd=ROOT, env=os.environ | {"POSTGRESQL_FOLDER": str(folder)},
            capture_output=True, text=True, timeout=900,
        )  # fmt: skip

    assert done.returncode == 0, done.stdout
