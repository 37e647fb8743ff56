"""Documents: brought, read, put where they belong, and read by people."""

from __future__ import annotations

import io
import json
import logging
import os
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from web.organisation import hostile
from web.organisation.brought import key_published
from web.organisation.written import (
    AT,
    LEAVE,
    PROMOTION,
    a_structure,
    as_sorted,
    brought,
    doc,
    send,
    structure_owner,
    with_text,
    work_off,
    zipped,
)
from web.pages import Inline
from web.people import PASSWORD, somebody

from tiebeam.web.accounts.models import User
from tiebeam.web.audit.models import Entry
from tiebeam.web.delivery.models import Telling
from tiebeam.web.home import queries as home
from tiebeam.web.jobs import actions as jobs
from tiebeam.web.jobs.models import Job
from tiebeam.web.organisation.inventory import actions, queries
from tiebeam.web.organisation.models import Bringing, Document, DocumentVersion, Policy
from tiebeam.web.permissions import Role
from tiebeam.worker import documents
from tiebeam.worker.intake import sweep

pytestmark = pytest.mark.django_db
BRING = "/structures/bring/"


@pytest.fixture
def eda(client: Client) -> User:
    """Signed in; she looks after structures, and the worker has published its key."""
    found = structure_owner()
    key_published()
    client.force_login(found)
    return found


def sealed() -> list[Path]:
    return sorted((settings.HERE.home / "sealed").iterdir())


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


# --- bringing -------------------------------------------------------------------------------------


def test_documents_are_sealed_read_and_deleted(client: Client, eda: User):
    answer = send(client, doc(PROMOTION), doc(LEAVE, "leave.md"))
    waiting = [path.read_bytes() for path in sealed()]
    before = page(client, answer.url)
    work_off()

    assert len(waiting) == 2
    assert not any(b"manager names" in content for content in waiting)
    assert "The worker has your documents" in before
    assert [each.text for each in DocumentVersion.objects.order_by("pk")] == [PROMOTION, LEAVE]
    assert sealed() == []
    after = page(client, answer.url)
    assert "2 texts could be read" in after
    assert "/structures/sort/" in after


@pytest.mark.parametrize(
    ("name", "content", "kind", "read_as"),
    [
        ("a.md", b"# Hours\n\nAsk.", "markdown", "markdown"),
        ("a.html", b"<h1>Hours</h1><p>Ask.</p>", "html", "html"),
        ("a.txt", b"Hours. Ask.", "plain", "plain"),
        ("a.docx", hostile.docx(), "docx", "markdown"),
        ("a.pdf", hostile.pdf(), "pdf", "plain"),
    ],
)
def test_each_kind_of_document_is_read(
    client: Client, eda: User, name: str, content: bytes, kind: str, read_as: str
):
    brought(client, doc(content, name))

    version = DocumentVersion.objects.get()
    assert (version.kind, version.read_as) == (kind, read_as)
    assert version.words > 1
    assert page(client, f"/structures/sort/text/{version}/").count("<h1>") == 1


def test_a_pasted_text_is_sealed_and_read_like_a_file(client: Client, eda: User):
    answer = send(client, pasted=PROMOTION, called="Rising")
    assert len(sealed()) == 1
    work_off()

    assert answer.status_code == 302
    (document,) = Document.objects.all()
    assert (document.name, document.title) == ("Rising.md", "Promotion")
    assert document.versions.get().text == PROMOTION.strip()


def test_sent_twice_it_is_brought_once(client: Client, eda: User):
    first, second = send(client, doc(PROMOTION)), send(client, doc(PROMOTION))

    assert first.url == second.url
    assert (Bringing.objects.count(), len(sealed())) == (1, 1)


def test_without_a_file_the_page_asks_and_keeps_what_was_pasted(client: Client, eda: User):
    empty = send(client).content.decode()
    too_long = send(client, pasted="a" * 400_001, called="Rising").content.decode()

    assert "Choose a file, or paste a text below." in empty
    assert 'value="Rising"' in too_long
    assert "a" * 1000 in too_long
    assert (Bringing.objects.count(), sealed()) == (0, [])


def test_what_was_pasted_is_still_there_after_the_session_ended(
    client: Client, eda: User, time_machine: Any
):
    time_machine.move_to(timezone.now())
    client.logout()
    client.post("/sign-in/", {"login": eda.email, "password": PASSWORD})
    assert client.get(BRING).status_code == 200
    time_machine.shift(timedelta(hours=3))

    assert send(client, pasted="Words that took an hour").status_code == 302
    client.post("/sign-in/", {"login": eda.email, "password": PASSWORD, "next": BRING})

    assert "Words that took an hour" in page(client, BRING)


def test_without_a_key_nothing_is_taken(client: Client, eda: User):
    settings.HERE.sealing_key.unlink()

    assert client.get(BRING).status_code == 503
    assert send(client, pasted="x").status_code == 503


def test_the_page_works_without_a_script(client: Client, eda: User):
    for address in (BRING, "/structures/new/", brought_address(client)):
        assert Inline(page(client, address)).found == []


def brought_address(client: Client) -> str:
    return f"{BRING}{brought(client, doc(PROMOTION))}/"


def test_progress_is_part_of_a_page_and_then_the_whole(client: Client, eda: User):
    answer = send(client, doc(PROMOTION))
    address = f"{answer.url}progress/"

    assert client.get(address).url == answer.url
    part = client.get(address, headers={"HX-Request": "true"})
    work_off()
    after = client.get(address, headers={"HX-Request": "true"})

    assert "It waits for its turn." in part.content.decode()
    assert after["HX-Refresh"] == "true"


def test_what_failed_can_be_read_once_more(client: Client, eda: User):
    there = send(client, doc(PROMOTION)).url
    assert client.post(f"{there}again/").status_code == 302
    assert Job.objects.count() == 1
    stopped()

    assert "Try it again" in page(client, there)
    client.post(f"{there}again/")
    client.post(f"{there}again/")
    work_off()

    assert Job.objects.count() == 2
    assert "1 text could be read" in page(client, there)


def test_what_was_not_read_yet_can_be_given_up(client: Client, eda: User):
    there = send(client, doc(PROMOTION)).url

    for _ in range(2):
        assert client.post(f"{there}give-up/").status_code == 302
    work_off()

    assert (sealed(), Document.objects.count()) == ([], 0)
    assert "It was given up before it was read." in page(client, there)


def test_what_is_read_can_not_be_given_up(client: Client, eda: User):
    found = brought(client, doc(PROMOTION))

    client.post(f"{BRING}{found}/give-up/")

    assert Bringing.objects.get().faults == []
    assert Document.objects.count() == 1


def stopped() -> None:
    """The worker gives up, without having begun."""
    Job.objects.update(state="failed", ended_at=timezone.now(), problem="x", remedy="x")
    DBTaskResult.objects.all().delete()


# --- what can't be read ---------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "content", "code"), hostile.BAD)
def test_what_can_not_be_read_is_named_with_what_to_do_and_the_others_go_on(
    client: Client, eda: User, name: str, content: bytes, code: str
):
    found = brought(client, doc(content, name), doc(LEAVE, "leave.md"))

    assert found.faults == [{"name": name, "code": code}]
    assert found.kept == 1
    assert name in page(client, f"{BRING}{found}/")
    assert sealed() == []


@pytest.mark.parametrize(("name", "content", "code"), hostile.BAD[:-1])
def test_in_a_zip_the_others_go_on(client: Client, eda: User, name: str, content: bytes, code: str):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(f"policies/{name}", content)
        packed.writestr("policies/leave.md", LEAVE)
        packed.writestr("policies/logo.png", b"a picture")
        packed.writestr("__MACOSX/._leave.md", b"\0\0")

    found = brought(client, doc(out.getvalue(), "policies.zip"))

    (document,) = Document.objects.all()
    assert document.name == "policies/leave.md"
    expected = [] if name == "table.xlsx" else [{"name": f"policies/{name}", "code": code}]
    assert found.faults == expected


@pytest.mark.parametrize("name", ["../../etc/cron.d/x.md", "/etc/x.md", "C:\\x.md"])
def test_of_a_zip_with_a_path_in_a_name_nothing_is_opened(client: Client, eda: User, name: str):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("leave.md", LEAVE)
        packed.writestr(name, PROMOTION)

    found = brought(client, doc(out.getvalue(), "all.zip"))

    assert found.faults == [{"name": "all.zip", "code": "path"}]
    assert Document.objects.count() == 0


def test_a_file_that_breaks_its_reader_is_broken(
    client: Client, eda: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def breaks(name: str, content: bytes) -> None:
        raise RecursionError("manager names")

    monkeypatch.setattr(documents, "from_bytes", breaks)

    found = brought(client, doc(PROMOTION))

    assert found.faults == [{"name": "promotion.md", "code": "broken"}]
    assert "manager names" not in caplog.text


def test_a_zip_without_documents_says_so(client: Client, eda: User):
    found = brought(client, doc(zipped(logo_png=b"x"), "all.zip"))

    assert found.faults == [{"name": "all.zip", "code": "nothing-inside"}]
    assert "No new text came of it" in page(client, f"{BRING}{found}/")


def test_what_was_damaged_while_it_waited_is_said(client: Client, eda: User):
    send(client, doc(PROMOTION), doc(LEAVE, "leave.md"))
    sealed()[0].write_bytes(b"something else")
    work_off()

    (fault,) = Bringing.objects.get().faults
    assert fault["code"] == "damaged"
    assert Document.objects.count() == 1


def test_a_hostile_name_is_shown_as_it_is(client: Client, eda: User):
    found = brought(client, doc(b"\x81\x00", "<img src=x onerror=alert(1)>.md"))

    shown = page(client, f"{BRING}{found}/")
    assert "<img" not in shown
    assert "&lt;img src=x onerror=alert(1)&gt;.md" in shown


def test_what_waits_is_no_stray_and_what_nobody_knows_is(client: Client, eda: User):
    """A sealed file that nobody knows is left by a request that was cut off."""
    send(client, doc(PROMOTION))
    (waits,) = sealed()
    stray = waits.with_name("upload-stray")
    stray.write_bytes(b"cut off")
    for each in (waits, stray):
        os.utime(each, (0, 0))

    sweep()
    left = sealed()
    work_off()

    assert (left, sealed()) == ([waits], [])


# --- once -----------------------------------------------------------------------------------------


def test_the_same_text_is_kept_once(client: Client, eda: User):
    brought(client, doc(PROMOTION), once="one")
    again = brought(client, doc(PROMOTION, "other.md"), once="two")

    assert again.faults == [{"name": "other.md", "code": "known"}]
    assert DocumentVersion.objects.count() == 1


def test_told_twice_it_is_kept_once(client: Client, eda: User):
    """A worker that was killed begins its step anew."""
    found = brought(client, doc(PROMOTION))
    text = actions.TextFound(name="x.md", title="X", text="x", kind="markdown",
                             read_as="markdown", sha256="0" * 64, words=1)  # fmt: skip

    assert actions.note_texts(found, [text], [], at=AT) == 0
    assert DocumentVersion.objects.count() == 1


def test_no_word_of_a_text_is_in_a_job_a_log_or_the_trail(
    client: Client, eda: User, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    send(client, doc("# Plan\n\nZephyrine-Quill may decide.", "plan-zephyrine.md"))
    work_off()
    client.post("/structures/sort/", as_sorted("draft"))

    told = json.dumps([[each.given, each.result] for each in Job.objects.all()])
    trail = repr(list(Entry.objects.values()))
    assert "ephyrine" not in told + trail
    own = [each.getMessage() for each in caplog.records if each.name.startswith("tiebeam")]
    assert "ephyrine" not in "".join(own)


def test_the_jobs_are_done_under_other_kinds_of_work(client: Client, eda: User):
    brought(client, doc(PROMOTION))

    (job,) = Job.objects.all()
    assert (job.kind, job.state) == ("read-documents", "done")
    assert list(job.given) == ["bringing"]


# --- where each belongs ---------------------------------------------------------------------------


def test_documents_are_put_where_they_belong_on_one_page(client: Client, eda: User):
    brought(client, doc(PROMOTION), doc(LEAVE, "leave.md"))
    shown = page(client, "/structures/sort/")

    answer = client.post("/structures/sort/", as_sorted(kind="procedure"))

    assert 'value="Parental leave"' in shown
    assert answer.url == "/structures/"
    made = {each.title: each for each in Policy.objects.all()}
    assert set(made) == {"Promotion", "Parental leave"}
    assert made["Parental leave"].usual == ["parental-leave"]
    assert {(each.owner, each.state) for each in made.values()} == {(eda, "in force")}
    assert queries.documents_waiting().count() == 0


def test_documents_of_one_title_are_one_structure(client: Client, eda: User):
    brought(client, doc(PROMOTION), doc(LEAVE, "leave.md"))

    client.post("/structures/sort/", as_sorted(title="Handbook"))

    assert Policy.objects.get().documents.count() == 2


def test_a_document_is_added_left_for_later_or_left_out(client: Client, eda: User):
    policy = a_structure(eda)
    brought(client, doc(PROMOTION), doc(LEAVE, "leave.md"), doc("Nothing", "old.txt"))
    said = as_sorted()
    for each, where in zip(
        queries.documents_waiting(), (f"into:{policy}", "later", "out"), strict=True
    ):
        said[f"{each.public_id}-where"] = where

    client.post("/structures/sort/", said)

    assert [each.name for each in policy.documents.all()] == ["promotion.md"]
    assert [each.name for each in queries.documents_waiting()] == ["leave.md"]
    assert Document.objects.count() == 2


def test_a_newer_file_of_one_name_is_proposed_as_a_new_version(client: Client, eda: User):
    brought(client, doc(PROMOTION), once="one")
    client.post("/structures/sort/", as_sorted())
    first = Document.objects.get()
    brought(client, doc(PROMOTION + "\nOne may name oneself.\n"), once="two")

    shown = page(client, "/structures/sort/")
    client.post("/structures/sort/", as_sorted(where=f"after:{first}"))

    assert f'<option value="after:{first}" selected>' in shown
    assert [each.number for each in queries.versions_of(first)] == [2, 1]
    assert Document.objects.get() == first
    newest = queries.newest(first)
    assert newest is not None
    assert "name oneself" in newest.text


def test_without_a_title_the_page_asks_and_loses_nothing(client: Client, eda: User):
    brought(client, doc(PROMOTION), doc(LEAVE, "leave.md"))
    said = as_sorted(title="")
    one, other = queries.documents_waiting()
    said[f"{other}-title"] = "Time for children"

    shown = client.post("/structures/sort/", said).content.decode()

    assert "Say what the structure is called." in shown
    assert 'value="Time for children"' in shown
    assert f'href="#id_{one}-title"' in shown
    assert Policy.objects.count() == 0


def test_sent_twice_it_is_put_there_once(client: Client, eda: User):
    brought(client, doc(PROMOTION))
    said = as_sorted()

    client.post("/structures/sort/", said)
    again = client.post("/structures/sort/", said)

    assert again.status_code == 302
    assert Policy.objects.count() == 1


def test_what_came_since_the_page_was_shown_stays_for_later(client: Client, eda: User):
    brought(client, doc(PROMOTION), once="one")
    said = as_sorted()
    brought(client, doc(LEAVE, "leave.md"), once="two")

    assert client.post("/structures/sort/", said).status_code == 302

    assert [each.name for each in queries.documents_waiting()] == ["leave.md"]


def test_what_is_not_a_place_is_refused(client: Client, eda: User):
    brought(client, doc(PROMOTION))

    answer = client.post("/structures/sort/", as_sorted(where="into:nosuchpolicy"))

    assert answer.status_code == 200
    assert Policy.objects.count() == 0


def test_documents_that_wait_are_on_the_home_of_those_who_sort(client: Client, eda: User):
    brought(client, doc(PROMOTION))

    said = [each.text for each in home.needs_of(eda, at=AT)]
    others = [each.text for each in home.needs_of(somebody(), at=AT)]

    assert "1 document waits to be sorted" in said
    assert "1 document waits to be sorted" not in others


# --- versions -------------------------------------------------------------------------------------


def test_a_new_version_counts_from_its_day_on(client: Client, eda: User):
    policy = a_structure(eda)
    first = with_text(client, policy)
    second = with_text(client, policy, LEAVE, document=str(first), in_force_on="2026-09-01")

    newest = queries.newest(second)
    assert newest is not None
    assert (second, newest.number, newest.in_force_on) == (first, 2, date(2026, 9, 1))
    shown = page(client, policy.get_absolute_url())
    assert shown.index("Version 2") < shown.index("counts from 1 September 2026")
    old = page(client, f"{policy.get_absolute_url()}text/{first.versions.get(number=1)}/")
    assert "There is a newer version" in old


def test_a_version_with_the_same_words_is_none(client: Client, eda: User):
    policy = a_structure(eda)
    first = with_text(client, policy)

    with_text(client, policy, document=str(first), once="again")

    assert first.versions.count() == 1
    assert Bringing.objects.latest("pk").faults[0]["code"] == "known"


def test_a_new_version_is_one_text(client: Client, eda: User):
    policy = a_structure(eda)
    first = with_text(client, policy)
    said = {"once": "x", "document": str(first)}
    address = f"{policy.get_absolute_url()}version/"

    both = client.post(address, {**said, "pasted": "x", "brought": doc(LEAVE)}).content.decode()
    client.post(address, {**said, "brought": doc(zipped(a_md=LEAVE, b_md="more"), "a.zip")})
    work_off()

    assert "A new version is one file, or one pasted text." in both
    assert first.versions.count() == 1
    assert {each["code"] for each in Bringing.objects.latest("pk").faults} == {"several-texts"}


def test_a_document_of_another_structure_is_no_choice(client: Client, eda: User):
    other = with_text(client, a_structure(eda))
    policy = a_structure(eda, "Leave")
    said = {"once": "x", "document": str(other), "pasted": "words"}

    answer = client.post(f"{policy.get_absolute_url()}version/", said)

    assert answer.status_code == 200
    assert other.versions.count() == 1


# --- reading --------------------------------------------------------------------------------------


def test_everybody_reads_the_text_of_what_is_in_force(client: Client, eda: User):
    policy = a_structure(eda)
    version = with_text(client, policy).versions.get()
    reader = Client()
    reader.force_login(somebody("mo@harbourline.example", name="Mo"))
    address = f"{policy.get_absolute_url()}text/{version}/"

    shown, file = page(reader, address), reader.get(f"{address}file/")

    assert "<h2>Who decides</h2>" in shown
    assert "<li>The panel of three.</li>" in shown
    assert file.content.decode() == version.text
    assert file["Content-Type"] == "text/plain; charset=utf-8"
    assert file["Content-Disposition"] == 'attachment; filename="promotion-1.md"'


def test_what_waits_is_read_by_those_who_sort_alone(client: Client, eda: User):
    brought(client, doc(PROMOTION))
    address = f"/structures/sort/text/{DocumentVersion.objects.get()}/"
    steward = Client()
    steward.force_login(somebody("st@harbourline.example", Role.STEWARD, name="Stig"))

    assert client.get(address).status_code == 200
    assert steward.get(address).status_code == 404


def test_a_text_is_at_no_other_structures_address(client: Client, eda: User):
    version = with_text(client, a_structure(eda)).versions.get()
    other = a_structure(eda, "Leave")

    assert client.get(f"{other.get_absolute_url()}text/{version}/").status_code == 404


def test_a_text_runs_nothing(client: Client, eda: User):
    text = "<h1>Rules</h1><script>alert(1)</script><p onclick='x()'>Words &amp; more</p>"
    brought(client, doc(text, "rules.html"))

    shown = page(client, f"/structures/sort/text/{DocumentVersion.objects.get()}/")

    assert "alert(1)" not in shown.split("<main")[1]
    assert Inline(shown).found == []


# --- reviews --------------------------------------------------------------------------------------


def test_whoever_looks_after_it_is_told_once_for_each_review_date(eda: User):
    policy = a_structure(eda, review_on=date(2026, 1, 5))
    a_structure(eda, "Not yet", review_on=date(2026, 1, 6))
    a_structure(eda, "Nobody's", review_on=date(2026, 1, 1), owner=None)

    for day in ("2026-01-05", "2026-01-05", "2026-01-05"):
        told_on(day)
    (telling,) = Telling.objects.all()
    actions.change(policy, {"review_on": date(2026, 1, 1)}, edition=1, by=eda, at=AT)
    told_on("2026-01-05")

    assert (telling.about, telling.audience_of) == (policy.public_id, policy.public_id)
    assert Telling.objects.count() == 2


def told_on(day: str) -> None:
    at = datetime.fromisoformat(f"{day}T09:00:00+00:00")
    key = f"reviews-due:{day}:{Job.objects.count()}"
    jobs.enqueue("reviews-due", {"day": day}, by=None, key=key, at=at)
    work_off()
