"""An organisation that writes down what it has, a worker in this process, and its documents."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from web.organisation.brought import Work
from web.people import somebody

from tiebeam.web.accounts.models import User
from tiebeam.web.jobs import actions as jobs
from tiebeam.web.jobs.actions import Limits
from tiebeam.web.organisation.inventory import actions, queries
from tiebeam.web.organisation.models import Bringing, Document, Policy
from tiebeam.web.permissions import Role
from tiebeam.worker import documents

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
PROMOTION = """# Promotion

A manager names whom the panel looks at. There is no other way to be looked at.

## Who decides

- The panel of three.
- The head of the unit may object.
"""
LEAVE = """# Parental leave

Each parent has 26 weeks at full pay. Their job waits for them.
"""


def structure_owner() -> User:
    return somebody("eda@harbourline.example", Role.STRUCTURE_OWNER, name="Eda")


def doc(text: str | bytes, name: str = "promotion.md") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def zipped(**files: str | bytes) -> bytes:
    """A zip; in a name `__` stands for a slash and the last `_` for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(".".join(name.replace("__", "/").rsplit("_", 1)), content)
    return out.getvalue()


def send(client: Client, *files: SimpleUploadedFile, once: str = "once", **more: Any) -> Any:
    return client.post("/structures/bring/", {"once": once, "brought": list(files), **more})


def brought(
    client: Client, *files: SimpleUploadedFile, once: str = "once", **more: Any
) -> Bringing:
    """Documents that were sent and read."""
    answer = send(client, *files, once=once, **more)
    assert answer.status_code == 302, answer.content.decode()
    work_off()
    found = queries.bringing(answer.url.split("/")[-2])
    assert found is not None
    return found


def work_off() -> None:
    """Carry out every job of documents that is due, as a worker does."""
    steps = {each.kind: each.steps for each in documents.HANDLERS}
    now = datetime.now(UTC)
    while held := jobs.take_next(token="one", at=now, limits=Limits()):
        work = Work(held.job, held.given, held.result)
        for step in steps[held.kind]:
            is_last = step is steps[held.kind][-1]
            write = step.does(work)
            work.so_far = jobs.finish_step(held, step.name, write=write, is_last=is_last, at=now)


def as_sorted(state: str = "in force", **where: str) -> dict[str, str]:
    """What the page of sorting sends, as it proposes, for all that waits."""
    said = {"state": state}
    for each in queries.documents_waiting():
        row = {"title": each.called, "kind": "policy", "where": "own", **where}
        said |= {f"{each.public_id}-{name}": value for name, value in row.items()}
    return said


def a_structure(by: User, title: str = "Promotion", **said: Any) -> Policy:
    given = {"kind": "procedure", "state": "in force", "owner": by, **said}
    return actions.start({"title": title, **given}, once=f"{title}-{by.pk}", by=by, at=AT)


def with_text(client: Client, policy: Policy, text: str = PROMOTION, **more: str) -> Document:
    """A structure's new document, brought through its page."""
    given = {"once": f"text {len(text)}", "document": "new", "pasted": text, **more}
    answer = client.post(f"{policy.get_absolute_url()}version/", given)
    assert answer.status_code == 302, answer.content.decode()
    work_off()
    found = policy.documents.last()
    assert found is not None
    return found
