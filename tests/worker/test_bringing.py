"""Files on their way to a version, while the worker is killed; and where their values may be."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from postgresql import dumped
from sizes import sized
from web.organisation.brought import (
    analyst,
    answered,
    as_csv,
    file,
    key_published,
    now_of,
    said,
    sent,
    staff,
)
from worker import bringing_worker

from tiebeam.web.jobs.models import Job
from tiebeam.web.organisation import queries
from tiebeam.web.organisation.models import ImportRun
from tiebeam.worker.versions import open_version

pytestmark = pytest.mark.django_db(transaction=True)
LONGEST = 90
_CHANCE = random.Random(20260105)
#: Stand in rows, and may stand nowhere in clear.
PLANTED = ("Zephyrine-Quill", "87654321", "Ostrogothian", "1931-07-19")


class Workers:
    """Workers of their own processes, and what they print."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._said = folder, folder / "said"
        self._said.touch()
        self._temporary = folder / "temporary"
        self._temporary.mkdir()

    @contextmanager
    def one(self) -> Iterator[subprocess.Popen[bytes]]:
        with self._said.open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, bringing_worker.__file__, str(connection.settings_dict["NAME"])],
                env=os.environ | {"TMPDIR": str(self._temporary)},
                stdout=out, stderr=subprocess.STDOUT,
            )  # fmt: skip
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def killed_at_it(self) -> None:
        """One is killed at some moment of the job that it has taken."""
        with self.one() as process:
            self.wait(lambda: not Job.objects.filter(state="waiting").exists())
            time.sleep(_CHANCE.uniform(0, 0.5))
            process.kill()

    def wait(self, happened: Callable[[], bool]) -> None:
        until = time.monotonic() + LONGEST
        while not happened():
            assert time.monotonic() < until, self._said.read_text()
            time.sleep(0.02)

    def everything(self) -> Iterator[tuple[str, bytes]]:
        """Each file of the home and of the folder of the test, with what is in it."""
        if connection.vendor == "postgresql":
            where = connection.settings_dict
            yield "all of the database", dumped(where["NAME"], Path(where["HOST"]))
        for folder in (settings.HERE.home, self.folder):
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    yield path.name, path.read_bytes()


def is_idle() -> bool:
    return not Job.objects.filter(state__in=Job.OPEN).exists()


@pytest.mark.slow
def test_killed_again_and_again_there_is_one_version_and_no_value_anywhere(
    client: Client, tmp_path: Path
):
    key_published()
    ana = analyst()
    answered(ana)
    client.force_login(ana)
    rows = staff(30)
    rows[7] |= {"employee_id": PLANTED[0], "salary": PLANTED[1], "gender": PLANTED[2],
                "hire_date": PLANTED[3]}  # fmt: skip
    rows[8] |= {"hire_date": f"about {PLANTED[2]}"}
    workers = Workers(tmp_path)
    # What other tests of this process have left is none of ours. (Their names alone: whoever closes
    # a file of SQLite's in the same process takes its locks away.)
    before = {path.name for path in settings.HERE.home.rglob("*")}

    run = now_of(sent(client, file(as_csv(rows))).url.split("/")[-2])
    for _ in range(sized(1, 5)):
        workers.killed_at_it()
    with workers.one() as process:
        workers.wait(is_idle)
        run = now_of(run.public_id)
        client.post(f"/data/uploads/{run.public_id}/mapping/", said(run))
        time.sleep(_CHANCE.uniform(0, 0.5))
        process.kill()
    with workers.one() as process:
        workers.wait(is_idle)
        report = client.get(f"/data/uploads/{run.public_id}/").content.decode()
        client.post(f"/data/uploads/{run.public_id}/accept/")
        time.sleep(_CHANCE.uniform(0, 0.1))
        process.kill()
    with workers.one():
        workers.wait(is_idle)

    (version,) = queries.versions()
    with open_version(settings.HERE.home, version.public_id) as bench:
        assert bench.dataset.people_count == 29
    assert ImportRun.objects.get().state == "kept"
    assert {job.state for job in Job.objects.all()} == {"done"}
    found = list(workers.everything())
    assert any(name.endswith(("-wal", "of the database")) for name, _ in found)
    assert [
        (name, value) for name, content in found for value in PLANTED
        if value.encode() in content
    ] == []  # fmt: skip
    assert all(value not in report for value in PLANTED)
    left = {name for name, _ in found} - before
    assert not any(name.startswith(("upload-", ".upload-", "mapping-")) for name in left)
