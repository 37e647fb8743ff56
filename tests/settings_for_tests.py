"""The settings of the web, in a home of their own that goes when the tests have gone."""

from __future__ import annotations

import os
import tempfile

_HOME = tempfile.TemporaryDirectory(prefix="tiebeam-tests-")
os.environ |= {"TIEBEAM_HOME": _HOME.name, "TIEBEAM_NAME": "Harbourline"}
os.environ.pop("DATABASE_URL", None)

from tiebeam.web.settings import *  # noqa: E402, F403

# Django's test client asks for this host.
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# In a file, as where it runs: in memory, two threads would not wait for each other.
DATABASES["default"]["TEST"] = {"NAME": f"{_HOME.name}/tests.sqlite3"}  # noqa: F405
