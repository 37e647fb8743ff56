"""Documents on their way into the inventory while the worker is killed, and what is left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from sizes import sized
from web.organisation.brought import key_published
from web.organisation.written import doc, send, structure_owner, zipped
from worker.test_bringing import Workers, is_idle

from tiebeam.web.jobs.models import Job
from tiebeam.web.organisation.models import Bringing, DocumentVersion

pytestmark = pytest.mark.django_db(transaction=True)
#: Stands in a text that was never put in force, and may stand in no log, job or temporary file.
PLANTED = "Zephyrine-Quill"


@pytest.mark.slow
def test_killed_again_and_again_each_text_is_kept_once_and_nothing_sealed_is_left(
    client: Client, tmp_path: Path
):
    key_published()
    client.force_login(structure_owner())
    workers = Workers(tmp_path)
    before = {path.name for path in (settings.HERE.home / "sealed").iterdir()}
    texts = {f"policies__{n}_md": f"# Rule {n}\n\n{PLANTED} decides.\n" * 20 for n in range(60)}

    send(client, doc(zipped(**texts), f"{PLANTED}.zip"), doc(b"%PDF-1.4", "broken.pdf"))
    for _ in range(sized(2, 8)):
        workers.killed_at_it()
    with workers.one():
        workers.wait(is_idle)

    brought = Bringing.objects.get()
    assert (brought.kept, DocumentVersion.objects.count()) == (60, 60)
    assert [each["code"] for each in brought.faults] == ["broken"]
    assert {path.name for path in (settings.HERE.home / "sealed").iterdir()} == before
    left = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    told = json.dumps([[job.given, job.result, job.words] for job in Job.objects.all()])
    assert PLANTED.encode() not in left
    assert PLANTED not in told
