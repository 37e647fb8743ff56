"""Backs an installation up, withdraws all that can be withdrawn, restores, and tells what it sees.

    python withdrawing.py FOLDER [rotated]

rotated  the key is a new one before anything is withdrawn, so the backup does not have it
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from click.testing import CliRunner

NOW = datetime(2026, 1, 5, tzinfo=UTC)


def main(folder: Path, *, rotated: bool) -> None:
    from tiebeam.cli.web import bring_up_to_date, set_up

    here = set_up(signs=True)
    bring_up_to_date()
    from django.db import connections
    from worker.steps import handlers

    from tiebeam.vault import keys

    assert handlers
    vault = keys.make(here.home / "vault")
    keys.publish(vault, here.sealing_key)
    made = Made(here.home, vault)
    tiebeam("backup-key", "new", folder / "key")
    tiebeam("backup", folder / "backup", "--to", folder / "key.pub")
    before = made.seen()
    if rotated:
        keys.publish(keys.rotate(here.home / "vault"), here.sealing_key)
    made.withdraw_all()
    gone = made.seen()
    # As in another process: SQLite's file is another one afterwards.
    connections.close_all()
    tiebeam("restore", folder / "backup", "--key", folder / "key", "--replace")
    made.work_off()
    found = {"before": before, "gone": gone, "after": made.seen(), "ada": made.ada.public_id,
             "list": here.withdrawals.read_text()}  # fmt: skip
    sys.stdout.write(json.dumps(found))


def tiebeam(*words: object) -> None:
    from tiebeam.cli import main

    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exit_code == 0, done.output


class Made:
    """Accounts, answers, uploads and versions."""

    def __init__(self, home: Path, vault: Any) -> None:
        from tiebeam.web.accounts import actions
        from tiebeam.web.accounts.models import User

        self.home, self.vault = home, vault
        key = actions.make_first_link(at=NOW)
        assert key
        self.olu = actions.become_owner(
            key, name="Olu", email="olu@house.example", password="x" * 20, at=NOW
        )
        self.ada, self.bo, self.cy = (
            User.objects.create(name=name, email=f"{name.lower()}@house.example", joined_at=NOW)
            for name in ("Ada", "Bo", "Cy")
        )
        for number, person in enumerate((self.ada, self.cy)):
            self.tells(person, f"E{number}")
        self.given_up, self.on_its_way, self.kept = map(self.upload, ("one", "two", "three"))
        self.becomes_version(self.kept, "version-kept")

    def tells(self, person: Any, number: str) -> None:
        from tiebeam.web.accounts.identity import actions
        from tiebeam.web.accounts.identity.told import Answer, Told

        said = Told(country="de", answers={"gender": Answer(chosen=("woman",), own="")})
        actions.tell(person, said, to=self.vault.newest, at=NOW)
        actions.tell_number(person, number, to=self.vault.newest, at=NOW)

    def upload(self, name: str) -> Any:
        from tiebeam.vault.seal import Label, seal
        from tiebeam.web.organisation import actions

        path = self.home / "sealed" / f"upload-{name}"
        seal(path, [b"rows"], label=Label(what="upload", version="1", field="file"),
             to=self.vault.newest)  # fmt: skip
        file = SimpleNamespace(label="1", sha256="0" * 64, shown_name=name, path=path, size=4)
        return actions.receive([file], once=name, by=self.olu, at=NOW)[0]

    def becomes_version(self, run: Any, name: str) -> None:
        from tiebeam.web.organisation.models import DatasetVersion, ImportRun
        from tiebeam.worker import versions

        versions.keep(self.home, name, {"mapping.toml": [b"x"]}, keys=self.vault)
        run.state, run.version = ImportRun.State.KEPT, name
        run.save()
        DatasetVersion.objects.create(
            public_id=name, number=1 + DatasetVersion.objects.count(), run=run, by=self.olu,
            at=NOW, sha256="0" * 64, mapping_sha256="0" * 64, first_year=2020, last_year=2021,
            counts={}, columns=[],
        )  # fmt: skip

    def withdraw_all(self) -> None:
        """Also a version that was none yet when the backup was made."""
        from tiebeam.web.accounts.actions import delete_account
        from tiebeam.web.accounts.identity.actions import take_all_back
        from tiebeam.web.organisation import actions
        from tiebeam.web.organisation.models import DatasetVersion
        from tiebeam.web.sealing import published

        self.becomes_version(self.on_its_way, "version-later")
        actions.give_up(self.given_up, by=self.olu, at=NOW)
        for each in DatasetVersion.objects.all():
            actions.withdraw(each, by=self.olu, at=NOW)
        take_all_back(self.ada, to=published(), at=NOW)
        delete_account(self.bo, at=NOW)
        self.work_off()

    def work_off(self) -> None:
        from worker.steps import carried_out

        from tiebeam.web.jobs.models import Job

        for job in Job.objects.filter(state="waiting").order_by("pk"):
            carried_out(job)

    def seen(self) -> dict[str, Any]:
        from tiebeam.web.accounts.models import User
        from tiebeam.web.organisation.models import DatasetVersion, ImportRun
        from tiebeam.worker.identity import answers

        return {
            "people": sorted(each.name for each in User.objects.all()),
            "told": sorted(number for number, _ in answers(self.home)),
            "uploads": dict(ImportRun.objects.values_list("once", "state")),
            "versions": [each.public_id for each in DatasetVersion.objects.filter(
                withdrawn_at=None)],
            "files": sorted(self.files()),
        }  # fmt: skip

    def files(self) -> Iterator[str]:
        for folder in ("sealed", "versions"):
            for path in (self.home / folder).rglob("*"):
                if path.is_file():
                    yield str(path.relative_to(self.home))


if __name__ == "__main__":
    main(Path(sys.argv[1]), rotated="rotated" in sys.argv)
