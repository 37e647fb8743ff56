"""An organisation that answered the legal start, a worker in this process, and files to bring."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from web.people import somebody

from tiebeam.vault import keys
from tiebeam.web.accounts.models import User
from tiebeam.web.jobs import actions as jobs
from tiebeam.web.jobs.actions import Limits
from tiebeam.web.organisation import actions, queries
from tiebeam.web.organisation.forms import before_saying
from tiebeam.web.organisation.legal import Topic
from tiebeam.web.organisation.models import ImportRun
from tiebeam.web.permissions import Role
from tiebeam.worker import intake

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
ANSWERS: Mapping[Topic, Mapping[str, Any]] = {
    Topic.PURPOSE: {"purpose": "To mend our rules.", "basis": "agreement",
                    "basis_words": "Works agreement 12", "sensitive": ""},
    Topic.IMPACT: {"assessed": "done", "where": "In the staff library"},
    Topic.REPRESENTATIVES: {"asked": "agreed", "words": "The works council, on 3 March"},
    Topic.PRIVILEGE: {"counsel": "no", "words": ""},
    Topic.RETENTION: {"months": 36, "words": ""},
    Topic.COUNTRIES: {"countries": ["de", "gb"], "others": ""},
}  # fmt: skip


def analyst() -> User:
    return somebody("ana@harbourline.example", Role.ANALYST, name="Ana")


def answered(by: User) -> None:
    """Every question of the legal start has an answer."""
    for topic, said in ANSWERS.items():
        actions.answer(topic, said, is_settled=True, by=by, at=AT)


def key_published() -> None:
    """As a worker does when it starts."""
    settings.HERE.prepare()
    keys.publish(keys.make(settings.HERE.home / "vault"), settings.HERE.sealing_key)


@dataclass
class Work:
    """What a step is given, in the process of the test and with nobody who stops it."""

    job: str
    given: Mapping[str, Any]
    so_far: Mapping[str, Any]

    def report(self, words: str) -> None:
        assert words in {gathered for each in intake.HANDLERS for gathered in each.words()}

    def go_on(self) -> None:
        return None


def work_off() -> None:
    """Carry out every job that is due, as a worker does, within the transaction of the test."""
    steps = {each.kind: each.steps for each in intake.HANDLERS}
    now = datetime.now(UTC)
    while held := jobs.take_next(token="one", at=now, limits=Limits()):
        work = Work(held.job, held.given, held.result)
        for step in steps[held.kind]:
            is_last = step is steps[held.kind][-1]
            write = step.does(work)
            work.so_far = jobs.finish_step(held, step.name, write=write, is_last=is_last, at=now)


def staff(people: int = 40, **more: Any) -> list[dict[str, Any]]:
    """Made-up rows: one for each person."""
    return [
        {"employee_id": f"H{n:05}", "hire_date": f"{2010 + n % 12}-03-01", "unit": "Deck",
         "grade": f"G{1 + n % 4}", "salary": 30_000 + 10 * n, "gender": "fm"[n % 2], **more}
        for n in range(people)
    ]  # fmt: skip


def as_csv(rows: list[dict[str, Any]], *, encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def file(content: bytes, name: str = "staff.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def sent(client: Client, *files: SimpleUploadedFile, once: str = "once", **more: str) -> Any:
    return client.post("/data/uploads/new/", {"once": once, "brought": list(files), **more})


def brought(client: Client, *files: SimpleUploadedFile, once: str = "once") -> ImportRun:
    """Files that were sent and looked at."""
    answer = sent(client, *files, once=once)
    assert answer.status_code == 302, answer.content.decode()
    work_off()
    return now_of(answer.url.split("/")[-2])


def now_of(public_id: str) -> ImportRun:
    found = queries.run(public_id)
    assert found is not None
    return found


def said(run: ImportRun, **more: Any) -> dict[str, Any]:
    """The form as it is first shown, with some of it changed."""
    return {"round": run.round, **before_saying(run.found, run.chosen), **more}


def checked(client: Client, run: ImportRun, **more: Any) -> ImportRun:
    answer = client.post(f"/data/uploads/{run.public_id}/mapping/", said(run, **more))
    assert answer.status_code == 302, answer.content.decode()
    work_off()
    return now_of(run.public_id)


def kept(client: Client, run: ImportRun) -> ImportRun:
    client.post(f"/data/uploads/{run.public_id}/accept/")
    work_off()
    return now_of(run.public_id)
