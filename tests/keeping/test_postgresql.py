"""The same on PostgreSQL: a dump comes back as it was, in one transaction or not at all."""

from __future__ import annotations

import psycopg
import pytest
from keeping.made import PLANTED, a_home, an_empty_home, backed_up, put_back
from postgresql import new_database

from tiebeam.keeping.database import DatabaseFailed, NoProgram, Postgresql
from tiebeam.web.installation import database as settings_of


@pytest.fixture
def address(postgresql_folder):
    found = new_database(postgresql_folder)
    with psycopg.connect(found) as it:
        it.execute("CREATE TABLE people (number bigint PRIMARY KEY, said text)")
        it.execute("INSERT INTO people SELECT n, 'said ' || n FROM generate_series(1, 9999) n")
        it.execute("INSERT INTO people VALUES (0, %s)", [PLANTED.decode()])
    return found


def kept(address):
    return Postgresql(settings_of(address, folder=None))


def people(address):
    with psycopg.connect(address) as it:
        return it.execute("SELECT number, said FROM people ORDER BY number").fetchall()


def tables(address):
    with psycopg.connect(address) as it:
        found = it.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {name for (name,) in found}


def test_rows_come_back_and_what_a_later_version_added_does_not_stay(
    tmp_path, key, address, postgresql_folder
):
    here, other = a_home(tmp_path, address), an_empty_home(tmp_path)
    backup = backed_up(here, tmp_path / "backup", key)
    elsewhere = new_database(postgresql_folder)
    with psycopg.connect(elsewhere) as it:
        it.execute("CREATE TABLE added_later (number int)")

    assert not kept(elsewhere).is_empty()
    put_back(backup, other, key, database=kept(elsewhere), replace=True)

    assert people(elsewhere) == people(address)
    assert tables(elsewhere) == {"people"}
    assert PLANTED not in backup.read_bytes()


def test_a_dump_that_ends_too_early_or_is_none_changes_nothing(address, postgresql_folder):
    dump = b"".join(kept(address).taken())
    before = people(address)

    for bad in (dump[: len(dump) // 2], b"", b"no dump at all" * 9999):
        with pytest.raises(DatabaseFailed):
            kept(address).put_back([bad], stage=None)

    assert people(address) == before
    assert kept(new_database(postgresql_folder)).is_empty()


def test_pieces_that_stop_coming_change_nothing(address):
    dump = b"".join(kept(address).taken())

    def pieces():
        yield dump
        raise ValueError("the backup is damaged")

    before = people(address)

    with pytest.raises(ValueError, match="damaged"):
        kept(address).put_back(pieces(), stage=None)

    assert people(address) == before


def test_without_its_programs_it_says_where_they_are(address, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)

    with pytest.raises(NoProgram, match="pg_dump is not on this machine"):
        list(kept(address).taken())
