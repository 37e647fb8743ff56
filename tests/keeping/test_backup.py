"""A backup is of one moment, sealed, and there as a whole or not at all."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from house.project import ROOT
from keeping.made import PLANTED, an_empty_home, backed_up, files, noted, put_back, rows

from tiebeam.keeping.backup import InsideHome
from tiebeam.keeping.database import Sqlite, kept
from tiebeam.vault import backup_keys, keys
from tiebeam.vault.backup_keys import KeyIsThere, NotAPrivateKey
from tiebeam.vault.chain import append


def test_what_comes_back_is_what_was_there_row_by_row_and_file_by_file(tmp_path, here, key):
    backup = backed_up(here, tmp_path / "backup", key)
    other = an_empty_home(tmp_path)

    put_back(backup, other, key)

    assert rows(other) == rows(here)
    assert without_mark(other) == files(here)
    assert keys.load(other.home / "vault") == keys.load(here.home / "vault")
    assert not (other.home / "logs" / "today").exists()
    assert stat.S_IMODE(Path(other.database["NAME"]).stat().st_mode) == 0o660


def without_mark(here):
    """Nobody is served until what was withdrawn is withdrawn again, and that is for the command."""
    assert here.unfinished.exists()
    return {name: each for name, each in files(here).items() if name != here.unfinished.name}


def test_nothing_of_it_can_be_read_without_the_key(tmp_path, here, key):
    backup = backed_up(here, tmp_path / "backup", key)

    content = backup.read_bytes()

    secrets = [PLANTED, b"SQLite format 3", b"sealed", b"ustar", here.secret.encode()]
    secrets += [path.read_bytes().strip() for path in (here.home / "vault").iterdir()]
    assert [each for each in secrets if each in content[64:]] == []
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert [each.name for each in (here.home / "db").glob(".*")] == []


def test_rows_that_are_written_meanwhile_are_there_whole_or_not_yet(tmp_path, here, key):
    """Two rows of each transaction: a copy that saw half of one would show an odd number."""
    over = threading.Event()
    counted = []

    def write() -> None:
        with closing(sqlite3.connect(here.database["NAME"], timeout=20)) as database:
            while not over.is_set():
                with database:
                    database.executemany(
                        "INSERT INTO people (said) VALUES (?)", [("one",), ("two",)]
                    )
                counted.append(2)

    writer = threading.Thread(target=write)
    writer.start()
    wait_for(lambda: counted)
    backup = backed_up(here, tmp_path / "backup", key)
    at_end = len(counted)
    over.set()
    writer.join()
    other = an_empty_home(tmp_path)

    put_back(backup, other, key)

    added = len([row for row in rows(other) if "'one'" in row or "'two'" in row])
    assert at_end
    assert added % 2 == 0
    assert 2 <= added <= 2 * (at_end + 1)


def test_a_key_that_is_retired_and_a_release_that_is_made_meanwhile_are_in_it(tmp_path, here, key):
    """The vault is read first and last; the ledger after the database, whose rows speak of it."""
    vault = here.home / "vault"

    class Meanwhile(Sqlite):
        def taken(self) -> Iterator[bytes]:
            yield from super().taken()
            old = keys.load(vault).newest.id
            keys.rotate(vault)
            keys.retire(vault, old, sealed=[])
            append(here.home / "ledger" / "releases.chain", {"release": 2})

    before = keys.load(vault)
    database = Meanwhile(Path(here.database["NAME"]))
    backup = backed_up(here, tmp_path / "backup", key, database)
    other = an_empty_home(tmp_path)

    put_back(backup, other, key)

    there = keys.load(other.home / "vault")
    assert {*before.private, *keys.load(vault).private} == {*there.private}
    assert b'"release":2' in (other.home / "ledger" / "releases.chain").read_bytes()


def test_what_is_withdrawn_while_it_is_made_is_withdrawn_again(tmp_path, here, key):
    class Meanwhile(Sqlite):
        def taken(self) -> Iterator[bytes]:
            yield from super().taken()
            noted(here, "meanwhile")

    backup = backed_up(here, tmp_path / "backup", key, Meanwhile(Path(here.database["NAME"])))

    done = put_back(backup, an_empty_home(tmp_path), key)

    assert [each.id for each in done.again] == ["meanwhile"]


def test_a_backup_that_is_killed_leaves_the_one_from_before(tmp_path, here, key):
    backup = tmp_path / "backup"
    backup.write_bytes(b"the one from before")
    code = (
        "import os, sys, time; sys.path.insert(0, 'tests')\n"
        "from pathlib import Path; from keeping.made import *\n"
        "from tiebeam.keeping.database import Sqlite\n"
        "class Slow(Sqlite):\n"
        "    def taken(self):\n"
        "        yield from super().taken()\n"
        "        Path(sys.argv[3]).touch(); time.sleep(60)\n"
        "here = Installation.of({'TIEBEAM_HOME': sys.argv[1]})\n"
        "backed_up(here, Path(sys.argv[2]), backup_keys.load(Path(sys.argv[4])),\n"
        "          Slow(Path(here.database['NAME'])))\n"
    )
    mark = tmp_path / "mark"
    process = subprocess.Popen(
        [sys.executable, "-c", code, here.home, backup, mark, tmp_path / "key"], cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "settings_for_tests"},
    )  # fmt: skip
    wait_for(mark.exists)

    process.send_signal(signal.SIGKILL)
    process.wait()

    assert backup.read_bytes() == b"the one from before"
    assert [each.name for each in (here.home / "db").glob(".copy*")] == []


def test_one_that_fails_leaves_the_one_from_before_and_nothing_else(tmp_path, here, key):
    backup = tmp_path / "to" / "backup"
    backup.parent.mkdir()
    backup.write_bytes(b"the one from before")
    Path(here.database["NAME"]).write_bytes(b"no database at all" * 99)

    with pytest.raises(RuntimeError, match="SQLite could not copy"):
        backed_up(here, backup, key)

    assert [each.read_bytes() for each in backup.parent.iterdir()] == [b"the one from before"]
    assert [each.name for each in (here.home / "db").glob(".*")] == []


def test_whoever_may_not_read_all_of_it_makes_no_backup(tmp_path, here, key, monkeypatch):
    def refuse(folder):
        raise PermissionError(13, "Permission denied", str(folder))

    # Tests may run as root, who may read anything.
    monkeypatch.setattr("os.scandir", refuse)

    with pytest.raises(PermissionError):
        backed_up(here, tmp_path / "backup", key)
    assert not (tmp_path / "backup").exists()


def test_a_backup_does_not_lie_in_what_it_is_of(here, key):
    with pytest.raises(InsideHome):
        backed_up(here, here.home / "media" / "backup", key)


def test_a_key_is_never_written_over_and_its_halves_are_told_apart(tmp_path, key):
    with pytest.raises(KeyIsThere):
        backup_keys.make(tmp_path / "key")

    (tmp_path / "key.pub").chmod(0o600)
    with pytest.raises(NotAPrivateKey, match=r"does not end in \.pub"):
        backup_keys.load(tmp_path / "key.pub")
    assert backup_keys.load(tmp_path / "key").public == key.public
    assert bytes(key.private).hex() not in repr(key)


def test_a_database_with_a_table_is_not_empty(here, tmp_path):
    assert not kept(here.database).is_empty()
    assert kept(an_empty_home(tmp_path).database).is_empty()


def wait_for(happened) -> None:
    until = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.01)
