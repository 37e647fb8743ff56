"""`tiebeam backup`, `restore` and `upgrade` over a real installation, on both databases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from postgresql import new_database
from sizes import sized

from tiebeam.cli import main

#: Run in a process of its own, since Django knows one installation at a time.
BEGIN = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from click.testing import CliRunner
from tiebeam.cli import main
from tiebeam.cli.web import set_up, bring_up_to_date
folder = Path(sys.argv[1])
NOW = datetime(2026, 1, 5, tzinfo=UTC)

def tiebeam(*words):
    done = CliRunner().invoke(main, [str(word) for word in words])
    return [done.exit_code, done.output]

def rows():
    from django.db import connection
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(map(repr, cursor.fetchall()))
        return found
"""
MAKES = (
    BEGIN
    + """
set_up(signs=True)
bring_up_to_date()
from django.contrib.sessions.models import Session
from tiebeam.vault import keys
from tiebeam.web.accounts import actions
from tiebeam.web.permissions import Role
here = set_up(signs=True)
keys.publish(keys.make(here.home / "vault"), here.sealing_key)
key = actions.make_first_link(at=NOW)
olu = actions.become_owner(key, name="Olu", email="olu@house.example", password="x" * 20, at=NOW)
invited, _ = actions.invite(email="ada@house.example", role=Role.MEMBER, by=olu, at=NOW)
Session.objects.create(session_key="s", session_data="", expire_date=NOW)
said = [tiebeam("backup-key", "new", folder / "key"),
        tiebeam("backup", folder / "backup"),
        tiebeam("backup-key", "keep", folder / "key"),
        tiebeam("backup-key", "keep", folder / "key.pub"),
        tiebeam("backup", folder / "backup")]
before = rows()
actions.withdraw(invited, by=olu, at=NOW)
print(json.dumps({"said": said, "rows": before}))
"""
)
RESTORES = (
    BEGIN
    + """
words = ("restore", folder / "backup", "--key", folder / "key", "--withdrawals", sys.argv[2])
said = [tiebeam(*words), tiebeam(*words)]
from tiebeam.cli.web import found_here
found_here().unfinished.touch()
said += [tiebeam("web"), tiebeam("worker"), tiebeam("upgrade", "--without-backup")]
found_here().unfinished.unlink()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("DELETE FROM django_migrations WHERE app = 'jobs'")
    cursor.execute("DROP TABLE jobs_job")
said += [tiebeam("web"), tiebeam("upgrade"),
         tiebeam("upgrade", "--backup", folder / "before", "--to", folder / "key.pub")]
(found_here().home / "vault").chmod(0o755)
said += [tiebeam("upgrade", "--backup", folder / "before")]
print(json.dumps({"said": said, "rows": rows()}))
"""
)
#: What a restore changes: everybody signs in anew, and the trail says that it was restored.
CHANGED = {"accounts_invitation", "audit_entry", "audit_end", "django_session"}


#: What differs between the two is in test_postgresql.py, and quick.
DATABASES = ("sqlite", "postgresql")
USUAL = DATABASES[1:] if "POSTGRESQL_FOLDER" in os.environ else DATABASES[:1]


@pytest.fixture(params=DATABASES)
def database(request):
    """An address for each of two installations."""
    if request.param not in sized(USUAL, DATABASES):
        pytest.skip("the whole walk is on the other database; with --all it is on both")
    if request.param == "sqlite":
        return lambda: ""
    folder = request.getfixturevalue("postgresql_folder")
    return lambda: new_database(folder)


def run(code: str, home: Path, address: str, *words: Path):
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, timeout=120,
        env=os.environ | {"TIEBEAM_HOME": str(home), "DATABASE_URL": address},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_installation_moves_to_another_machine_and_to_a_later_version(tmp_path, database):
    home, other = tmp_path / "home", tmp_path / "other"
    made = run(MAKES, home, database(), tmp_path)
    withdrawals = home / "withdrawals" / "withdrawals.chain"

    found = run(RESTORES, other, database(), tmp_path, withdrawals)

    new, without_key, private, keep, backup = made["said"]
    assert (new[0], keep[0], backup[0]) == (0, 0, 0)
    assert without_key[0] == 2
    assert "There is no" in without_key[1]
    assert private[0] == 2
    assert (tmp_path / "backup").stat().st_mode & 0o777 == 0o600
    restored, again, web, worker, unfinished, pending, silent, upgraded, open_vault = found["said"]
    assert restored[0] == 0, restored
    assert "Withdrawn again: 1." in restored[1]
    assert restored[1].count("Holds:") == 6
    assert "is not empty" in again[1]
    assert {each[0] for each in (again, web, worker, unfinished, pending, silent)} == {2}
    for each in (web, worker, unfinished):
        assert "has not come to its end" in each[1]
    assert "Run `tiebeam upgrade`" in pending[1]
    assert "--without-backup" in silent[1]
    assert upgraded[0] == 0, upgraded
    assert f"Backed up to {tmp_path / 'before'}." in upgraded[1]
    assert "Migrated: " in upgraded[1]
    assert open_vault[0] == 2
    assert "FAILS: " in open_vault[1]
    assert "tiebeam restore" in open_vault[1].splitlines()[-1]
    assert_same(made["rows"], found["rows"])


@pytest.mark.parametrize("words", [["backup", "file"], ["upgrade", "--without-backup"]])
def test_a_slip_in_the_name_of_the_home_makes_no_empty_one(tmp_path, words):
    home = tmp_path / "slip"

    done = CliRunner().invoke(main, words, env={"TIEBEAM_HOME": str(home), "DATABASE_URL": ""})

    assert done.exit_code == 2
    assert "There is no installation in" in done.output
    assert not home.exists()


def assert_same(before, after):
    later = {*CHANGED, "jobs_job", "django_migrations"}
    assert {name: after[name] for name in before if name not in later} == {
        name: before[name] for name in before if name not in later
    }
    assert len(before["accounts_user"]) == 1
    assert (len(before["django_session"]), after["django_session"]) == (1, [])
    assert before["accounts_invitation"] != after["accounts_invitation"]
    assert before["audit_entry"] == after["audit_entry"][: len(before["audit_entry"])]
    assert any("installation.restored" in each for each in after["audit_entry"])
