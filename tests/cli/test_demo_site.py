"""The demo's site on PostgreSQL, which has a place for so many letters; `test_demo` has the other.

Whoever wants to try it beside their own database names that in DATABASE_URL.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from postgresql import of_its_own

SITE = """
import sys
from datetime import UTC, datetime
from pathlib import Path

from tiebeam.cli.demo_site import set_up_site

print(set_up_site(Path(sys.argv[1]), name="Harbourline", at=datetime.now(UTC)))
from tiebeam.web.change.models import Reply
from tiebeam.web.spaces.models import Space
print(Reply.objects.count(), Space.objects.count())
"""


@pytest.mark.slow
@pytest.mark.skipif("POSTGRESQL_FOLDER" not in os.environ, reason="test_demo has the one on SQLite")
def test_the_demo_comes_about_on_postgresql(tmp_path: Path):
    words = ["demo", "--once", "--people", "30", "--years", "2", "--dir", str(tmp_path / "new")]
    subprocess.run([sys.executable, "-m", "tiebeam", *words], check=True, capture_output=True,
                   timeout=300)  # fmt: skip

    done = subprocess.run(
        [sys.executable, "-c", SITE, str(tmp_path / "new")], text=True, capture_output=True,
        env=os.environ | of_its_own(), timeout=300,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert "olu@harbourline.example" in done.stdout
    replies, spaces = map(int, done.stdout.split()[-2:])
    assert replies > 0
    assert spaces > 0
