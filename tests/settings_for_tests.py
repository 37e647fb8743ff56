"""The settings of the web, in a home of their own that goes when the tests have gone."""

from __future__ import annotations

import os
import tempfile

import migrated  # noqa: F401 — before it starts any other process
import postgresql

_HOME = tempfile.TemporaryDirectory(prefix="tiebeam-tests-")
os.environ |= {"TIEBEAM_HOME": _HOME.name, "TIEBEAM_NAME": "Harbourline"}
os.environ.pop("DATABASE_URL", None)
# Where `postgresql.py` has started a server, all of it is tried there.
if "POSTGRESQL_FOLDER" in os.environ:
    os.environ["DATABASE_URL"] = postgresql.address("postgres")

from tiebeam.web.settings import *  # noqa: E402, F403

# Django's test client asks for this host.
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

PASSWORD_HASHERS = ["hashing.Quick"]
MIDDLEWARE[MIDDLEWARE.index("whitenoise.middleware.WhiteNoiseMiddleware")] = (  # noqa: F405
    "static_once.FoundOnce"
)

HERE.prepare()  # noqa: F405
# Each test puts back what it changed; a connection that stays open would hold that up.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
if "POSTGRESQL_FOLDER" not in os.environ:
    # A file as in an installation: tests with several processes and threads wait as those do.
    DATABASES["default"]["TEST"] = {"NAME": str(HERE.home / "tests.sqlite3")}  # noqa: F405
