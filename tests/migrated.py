"""A database with every migration and nothing in it, made once in a run of tests and then copied.

To migrate takes seconds, and many tests start an installation of their own. Those of a first start
ask for no copy: there, it comes about from nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tiebeam.vault.files import locked
from tiebeam.web.installation import Installation

if "MIGRATED_FOLDER" not in os.environ:
    # Whoever starts the processes of a run comes by here first; they share what is made there.
    _FOLDER = tempfile.TemporaryDirectory(prefix="tiebeam-migrated-")
    os.environ["MIGRATED_FOLDER"] = _FOLDER.name

MAKE = """
from tiebeam.cli.web import bring_up_to_date, set_up
set_up(signs=False)
bring_up_to_date()
from django.db import connection
connection.close()
"""


def copy_to(file: Path) -> None:
    """Put SQLite's file there; the modes of one that is there stay."""
    shutil.copyfile(_made(Path(os.environ["MIGRATED_FOLDER"])), file)


def a_home(folder: Path) -> None:
    """Make the home of an installation, as it is after a first start in which nobody came in."""
    here = Installation.of({"TIEBEAM_HOME": str(folder)})
    here.prepare()
    copy_to(Path(here.database["NAME"]))


def _made(folder: Path) -> Path:
    """By whoever comes first, while all others wait."""
    file = folder / "migrated.sqlite3"
    with locked(folder / "lock", os.O_RDWR | os.O_CREAT):
        if not file.exists():
            home = folder / "home"
            here = os.environ | {"TIEBEAM_HOME": str(home), "DATABASE_URL": ""}
            subprocess.run([sys.executable, "-c", MAKE], env=here, check=True, timeout=180)
            (home / "db" / "tiebeam.sqlite3").rename(file)
    return file
