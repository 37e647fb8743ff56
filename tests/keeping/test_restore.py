"""A restore proves a backup before it touches anything, and brings nothing withdrawn back."""

from __future__ import annotations

import io
import json
import os
import tarfile
from pathlib import Path

import pytest
from keeping.made import a_home, a_key, an_empty_home, backed_up, files, noted, put_back, rows

from tiebeam.keeping.backup import LABEL, SCHEMA
from tiebeam.keeping.database import DatabaseFailed, Sqlite
from tiebeam.keeping.restore import (
    BadBackup,
    LaterProgram,
    NoSuchUser,
    NotEmpty,
    OtherDatabase,
    WrongKey,
)
from tiebeam.vault.chain import BrokenChain, verify
from tiebeam.vault.open import Damaged, NotSealed
from tiebeam.vault.seal import sealing


def refused(file, other, key, error, **how):
    """Nothing was touched by it."""
    before = files(other) if other.home.exists() else None

    with pytest.raises(error):
        put_back(file, other, key, **how)

    assert (files(other) if other.home.exists() else None) == before


def test_a_backup_that_is_not_as_it_was_sealed_is_refused(tmp_path, here, key):
    content = backed_up(here, tmp_path / "backup", key).read_bytes()
    other, bad = an_empty_home(tmp_path), tmp_path / "bad"
    middle, after_a_chunk = len(content) // 2, 65553 * 3 + 600

    for damaged in (
        content[:-1], content[:middle], content[:after_a_chunk], content + b"x",
        content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
    ):  # fmt: skip
        bad.write_bytes(damaged)
        refused(bad, other, key, Damaged)
    bad.write_bytes(b"PK" + content[2:])
    refused(bad, other, key, NotSealed)


def test_another_key_opens_nothing(tmp_path, here, key):
    backup = backed_up(here, tmp_path / "backup", key)
    (tmp_path / "elsewhere").mkdir()

    refused(backup, an_empty_home(tmp_path), a_key(tmp_path / "elsewhere"), WrongKey)


@pytest.mark.parametrize("name", ["../outside", "vault/../../outside", "/etc/outside", "other/x"])
def test_no_name_leads_out_of_the_home(tmp_path, here, key, name):
    """Everybody has the public half, so anybody can make a file that opens."""
    refused(made_up(tmp_path, key, {name: b"x"}), an_empty_home(tmp_path), key, BadBackup)

    assert not (tmp_path / "outside").exists()


def test_what_the_list_of_a_backup_does_not_name_or_what_is_missing_is_refused(tmp_path, here, key):
    other = an_empty_home(tmp_path)

    refused(made_up(tmp_path, key, {"media/x": b"x"}, listed={}), other, key, BadBackup)
    refused(made_up(tmp_path, key, {}, listed={"media/x": "0"}), other, key, BadBackup)


def made_up(tmp_path, key, content, listed=None):
    file = tmp_path / "made-up"
    manifest = {
        "schema": SCHEMA, "made_at": "", "made_by": "", "database": "sqlite", "withdrawn": 0,
        "migrations": [], "pieces": 0, "files": listed or {},
    }  # fmt: skip
    with (
        sealing(file, label=LABEL, to=key.public) as sealed,
        tarfile.open(fileobj=sealed, mode="w|") as tar,
    ):
        for name, said in {**content, "manifest.json": json.dumps(manifest).encode()}.items():
            about = tarfile.TarInfo(name)
            about.size = len(said)
            tar.addfile(about, io.BytesIO(said))
    return file


def test_a_home_or_a_database_that_is_not_empty_is_refused_unless_told(tmp_path, here, key):
    backup = backed_up(here, tmp_path / "backup", key)
    (tmp_path / "second").mkdir()
    full = a_home(tmp_path / "second")
    (full.home / "versions" / "later").write_bytes(b"made after the backup")
    refused(backup, full, key, NotEmpty)

    put_back(backup, full, key, replace=True)

    assert rows(full) == rows(here)
    assert not (full.home / "versions" / "later").exists()
    assert [each.name for each in full.home.glob(".*")] == []


def test_a_backup_that_does_not_fit_is_refused(tmp_path, here, key):
    class Other(Sqlite):
        kind = "postgresql"

    backup = backed_up(here, tmp_path / "backup", key)
    other = an_empty_home(tmp_path)
    refused(backup, other, key, OtherDatabase, database=Other(Path(other.database["NAME"])))

    import keeping.made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeping.made, "MIGRATIONS", [])
        refused(backup, other, key, LaterProgram)


def test_a_database_that_does_not_take_it_changes_nothing(tmp_path, here, key):
    class Failing(Sqlite):
        def put_back(self, pieces, stage):
            list(pieces)
            raise DatabaseFailed

    backup = backed_up(here, tmp_path / "backup", key)
    (tmp_path / "second").mkdir()
    full = a_home(tmp_path / "second")
    failing = Failing(Path(full.database["NAME"]))

    refused(backup, full, key, DatabaseFailed, replace=True, database=failing)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files to others")
def test_owners_come_back_by_name_and_one_who_is_not_here_is_named(
    tmp_path, here, key, monkeypatch
):
    import pwd

    nobody = pwd.getpwnam("nobody").pw_uid
    os.chown(here.home / "media" / "logo.svg", nobody, 0)
    backup = backed_up(here, tmp_path / "backup", key)
    other = an_empty_home(tmp_path)

    put_back(backup, other, key)

    assert (other.home / "media" / "logo.svg").stat().st_uid == nobody
    monkeypatch.setattr("pwd.getpwnam", {}.__getitem__)
    with pytest.raises(NoSuchUser, match="belongs to user"):
        put_back(backup, other, key, replace=True)


# --- withdrawn ------------------------------------------------------------------------------------


def test_what_was_withdrawn_since_is_withdrawn_again_and_stays_on_the_list(tmp_path, here, key):
    backup = backed_up(here, tmp_path / "backup", key)
    noted(here, "two")
    noted(here, "three")

    done = put_back(backup, here, key, replace=True)

    assert [each.id for each in done.again] == ["two", "three"]
    assert done.had_list
    assert verify(here.withdrawals).number == 3


def test_a_machine_without_a_list_says_so_and_takes_one_that_is_named(tmp_path, here, key):
    backup = backed_up(here, tmp_path / "backup", key)
    other = an_empty_home(tmp_path)
    assert not put_back(backup, other, key).had_list
    noted(here, "two")

    done = put_back(backup, other, key, replace=True, withdrawn=here.withdrawals)

    assert [each.id for each in done.again] == ["two"]
    assert verify(other.withdrawals).number == 2


def test_two_lists_that_went_on_apart_are_both_heard(tmp_path, here, key):
    backup = backed_up(here, tmp_path / "backup", key)
    other = an_empty_home(tmp_path)
    put_back(backup, other, key)
    noted(here, "on this one")
    noted(other, "on the other")

    done = put_back(backup, other, key, replace=True, withdrawn=here.withdrawals)

    assert {each.id for each in done.again} == {"on this one", "on the other"}
    assert verify(other.withdrawals).number == 3


def test_a_list_that_somebody_changed_stops_it_before_anything_is_touched(tmp_path, here, key):
    backup = backed_up(here, tmp_path / "backup", key)
    said = here.withdrawals.read_bytes()
    here.withdrawals.write_bytes(said.replace(b'"one"', b'"two"'))

    refused(backup, here, key, BrokenChain, replace=True)
