"""An installation with something of everything in it, and what of it can be compared."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

from tiebeam.keeping.backup import back_up
from tiebeam.keeping.database import Kept, kept
from tiebeam.keeping.restore import Restored, restore
from tiebeam.vault import backup_keys, chain, keys
from tiebeam.vault.backup_keys import BackupKey
from tiebeam.vault.seal import Label, seal
from tiebeam.web.installation import Installation

#: Stands in an upload that is sealed, and in the database; in clear in no backup.
PLANTED = b"Ada Lovelace earns 91200"
MIGRATIONS = ["accounts.0001_an_account"]


def a_home(folder: Path, database: str = "") -> Installation:
    here = Installation.of({"TIEBEAM_HOME": str(folder / "home"), "DATABASE_URL": database})
    here.prepare()
    here.keep_secret()
    vault = keys.make(here.home / "vault")
    keys.publish(vault, here.sealing_key)
    upload = here.home / "sealed" / "2026" / "upload"
    upload.parent.mkdir(mode=0o750)
    label = Label(what="upload", version="1", field="people")
    seal(upload, [PLANTED * 9000], label=label, to=vault.newest)
    (here.home / "media" / "logo.svg").write_bytes(b"<svg/>")
    (here.home / "versions" / ".version.abc.part").write_bytes(b"unfinished")
    (here.home / "logs" / "today").write_bytes(b"job 1: taken")
    chain.append(here.home / "ledger" / "releases.chain", {"release": 1})
    noted(here, "one")
    here.withdrawals.chmod(0o660)
    if not database:
        with closing(sqlite3.connect(here.database["NAME"])) as made:
            made.execute("PRAGMA journal_mode=WAL")
            made.execute("CREATE TABLE people (number INTEGER PRIMARY KEY, said TEXT)")
            made.executemany(
                "INSERT INTO people (said) VALUES (?)", [(f"{PLANTED!r} {n}",) for n in range(99)]
            )
            made.commit()
    return here


def an_empty_home(folder: Path) -> Installation:
    return Installation.of({"TIEBEAM_HOME": str(folder / "other")})


def a_key(folder: Path) -> BackupKey:
    return backup_keys.make(folder / "key")


def backed_up(
    here: Installation, target: Path, key: BackupKey, database: Kept | None = None
) -> Path:
    back_up(
        target, here, database=database or kept(here.database), migrations=MIGRATIONS,
        to=key.public,
    )  # fmt: skip
    return target


def put_back(file: Path, here: Installation, key: BackupKey, **how: Any) -> Restored:
    database = how.pop("database", None) or kept(here.database)
    return restore(file, here, database=database, key=key, known_migrations=MIGRATIONS, **how)


def noted(here: Installation, public_id: str) -> None:
    """What `withdrawals.note` does, for a home that is not Django's."""
    chain.append(here.withdrawals, {"kind": "accounts.invitation", "id": public_id}, mode=0o660)


def rows(here: Installation) -> list[Any]:
    with closing(sqlite3.connect(here.database["NAME"])) as database:
        return [*database.iterdump()]


def files(here: Installation) -> dict[str, tuple[int, bytes]]:
    """Every file and folder with its mode, but for SQLite's, logs, and what is unfinished."""
    return {
        str(path.relative_to(here.home)): (
            stat.S_IMODE(path.stat().st_mode),
            b"" if path.is_dir() else path.read_bytes(),
        )
        for path in here.home.rglob("*")
        if "sqlite3" not in path.name and path.parent.name != "logs" and path.suffix != ".part"
    }
