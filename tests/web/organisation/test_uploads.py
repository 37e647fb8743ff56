"""Files are sealed while they arrive, and only where a page asked for them."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.http import UnreadablePostError
from django.test import Client, RequestFactory
from django.urls import resolve
from web.organisation.brought import (
    analyst,
    answered,
    as_csv,
    file,
    key_published,
    now_of,
    sent,
    staff,
)
from web.pages import Inline, without_token
from web.people import somebody

from tiebeam.vault import keys
from tiebeam.vault.open import read
from tiebeam.vault.seal import Label
from tiebeam.web.accounts.models import User
from tiebeam.web.jobs.models import Job
from tiebeam.web.organisation.models import ImportRun
from tiebeam.web.organisation.uploads import Bodies, shown_name
from tiebeam.web.permissions import Role

pytestmark = pytest.mark.django_db

NEW = "/data/uploads/new/"
SECRET = b"Ada Lovelace,91200"


def sealed() -> list[Path]:
    return sorted((settings.HERE.home / "sealed").iterdir())


def test_a_file_is_sealed_and_the_worker_can_open_it(client: Client, ana: User):
    answer = sent(client, file(b"name,pay\n" + SECRET))

    run = now_of(answer.url.split("/")[-2])
    (kept,) = run.files.all()
    (path,) = sealed()
    label = Label(what="upload", version=kept.label, field="file")
    opened = read(path, label=label, keys=keys.load(settings.HERE.home / "vault"))
    assert opened == b"name,pay\n" + SECRET
    assert SECRET not in path.read_bytes()
    assert (kept.name, kept.bytes, kept.sealed) == ("staff.csv", 27, path.name)
    assert run.job == Job.objects.get().public_id


def test_the_page_asks_for_files_and_works_without_a_script(client: Client, ana: User):
    page = client.get(NEW).content.decode()

    assert 'enctype="multipart/form-data"' in page
    assert "2000 MB" in page
    assert Inline(page).found == []


def test_a_form_that_is_sent_twice_is_one_upload(client: Client, ana: User):
    first = sent(client, file(SECRET), once="same")
    second = sent(client, file(SECRET), once="same")

    assert first.url == second.url
    assert ImportRun.objects.count() == 1
    assert len(sealed()) == 1


def test_two_tabs_are_two_uploads(client: Client, ana: User):
    sent(client, file(SECRET), once="one")
    sent(client, file(SECRET), once="two")

    assert ImportRun.objects.count() == 2


@pytest.mark.parametrize(
    ("sent_as", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        (r"C:\files\of ana\staff.csv", "staff.csv"),
        ("pay\u202efdp.csv", "payfdp.csv"),
        ("two\nlines\x00.csv", "twolines.csv"),
        ("a" * 300 + ".csv", "a" * 116 + ".csv"),
        ("..", ".."),
        ("///", "file"),
    ],
)
def test_of_a_name_only_what_can_be_read_is_kept(sent_as: str, shown: str):
    assert shown_name(sent_as) == shown


def test_a_path_in_a_name_leads_nowhere(client: Client, ana: User):
    upload = file(SECRET, name="x")
    upload._name = "../../../planted.csv"  # what a browser would not send

    answer = sent(client, upload)

    (kept,) = now_of(answer.url.split("/")[-2]).files.all()
    assert kept.name == "planted.csv"
    assert [path.parent for path in sealed()] == [settings.HERE.home / "sealed"]
    assert "planted" not in sealed()[0].name


def test_an_empty_file_is_named_and_nothing_is_kept(client: Client, ana: User):
    page = sent(client, file(as_csv(staff(3))), file(b"", name="gone.csv")).content.decode()

    assert "gone.csv is empty" in page
    assert (ImportRun.objects.count(), sealed()) == (0, [])


def test_without_a_file_the_page_asks_for_one(client: Client, ana: User):
    assert "Choose a file" in sent(client).content.decode()


# --- not here -------------------------------------------------------------------------------------


def test_before_the_legal_start_is_answered_no_file_is_kept(client: Client, ana: User):
    from tiebeam.web.organisation.models import LegalAnswer

    LegalAnswer.objects.all().delete()

    page = sent(client, file(SECRET)).content.decode()

    assert "some questions are open" in page
    assert "/data/legal-start/" in page
    assert (ImportRun.objects.count(), sealed()) == (0, [])


def test_as_long_as_the_worker_has_no_key_nothing_is_taken(client: Client, ana: User):
    settings.HERE.sealing_key.unlink()

    looked, posted = client.get(NEW), sent(client, file(SECRET))

    assert (looked.status_code, posted.status_code) == (503, 503)
    assert "tiebeam worker" in posted.content.decode()
    assert (ImportRun.objects.count(), sealed()) == (0, [])


@pytest.mark.parametrize("role", [Role.MEMBER, Role.OWNER, Role.CASE_HANDLER])
def test_for_another_role_the_page_is_not_there_and_no_file_is_taken(role: Role):
    answered(analyst())
    key_published()
    # With the mark of our forms: to look for it, all that was sent is taken apart.
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(somebody("ada@harbourline.example", role))
    strict.get("/me/")
    token = strict.cookies["csrftoken"].value

    posted = sent(strict, file(SECRET), csrfmiddlewaretoken=token)
    nowhere = strict.get("/no/such/page/")

    assert posted.status_code == 404
    assert without_token(posted) == without_token(nowhere)
    assert sealed() == []


def test_a_page_that_did_not_ask_for_files_gets_none(client: Client, ana: User):
    client.post("/data/legal-start/purpose/", {"purpose": "x", "brought": file(SECRET)})

    assert sealed() == []


def test_without_the_mark_of_our_form_nothing_is_kept(ana: User):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ana)
    strict.get(NEW)

    answer = sent(strict, file(SECRET), csrfmiddlewaretoken="a" * 64)

    assert answer.status_code == 403
    assert (ImportRun.objects.count(), sealed()) == (0, [])


# --- too much, too long, broken off ---------------------------------------------------------------


@pytest.fixture
def one_megabyte(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    monkeypatch.setattr(settings, "HERE", replace(settings.HERE, upload_max_mb=1))


def test_a_body_that_is_too_large_is_refused_with_the_limit(client, ana, one_megabyte):
    answer = sent(client, file(b"x" * 1_100_000))

    assert answer.status_code == 413
    assert "1 MB together" in answer.content.decode()
    assert (ImportRun.objects.count(), sealed()) == (0, [])


def test_other_pages_take_few_words(client: Client, ana: User):
    answer = client.post("/data/legal-start/purpose/", {"purpose": "x" * 3_000_000})

    assert answer.status_code == 413
    assert "a few words" in answer.content.decode()


def test_where_somebody_may_not_be_the_limit_betrays_no_page(client: Client):
    client.force_login(somebody("ada@harbourline.example"))

    answer = client.post("/data/legal-start/purpose/", {"purpose": "x" * 3_000_000})

    assert answer.status_code == 404
    assert without_token(answer) == without_token(client.get("/no/such/page/"))


class Streamed(io.RawIOBase):
    """A body that is made while it is read, and may break off."""

    def __init__(self, megabytes: int, *, whole: bool = True, boundary: str = "BoUnD") -> None:
        head = (
            f"--{boundary}\r\nContent-Disposition: form-data; name=once\r\n\r\nx\r\n"
            f"--{boundary}\r\n"
            'Content-Disposition: form-data; name="brought"; filename="staff.csv"\r\n'
            "Content-Type: text/csv\r\n\r\n"
        ).encode()
        tail = f"\r\n--{boundary}--\r\n".encode()
        self.length = len(head) + megabytes * 1_000_000 + len(tail)
        self._parts = self._made(head, megabytes, tail, whole)
        self._left = b""

    def _made(self, head: bytes, megabytes: int, tail: bytes, whole: bool) -> Iterator[bytes]:
        yield head
        for _ in range(megabytes):
            yield b"0123456789" * 100_000
        if not whole:
            raise OSError("The browser is gone.")
        yield tail

    def read(self, size: int = -1) -> bytes:
        while len(self._left) < size and (part := next(self._parts, b"")):
            self._left += part
        got, self._left = self._left[:size], self._left[size:]
        return got


def requested(body: Streamed, by: User):
    request = RequestFactory().generic("POST", NEW)
    request.META |= {
        "CONTENT_LENGTH": str(body.length),
        "CONTENT_TYPE": "multipart/form-data; boundary=BoUnD",
    }
    from django.core.handlers.wsgi import WSGIRequest

    request = WSGIRequest(request.META | {"wsgi.input": body})
    request.user, request.resolver_match = by, resolve(NEW)
    return request


def test_a_large_file_streams_through_with_little_memory(ana: User):
    request = requested(Streamed(60), ana)

    tracemalloc.start()
    (got,) = request.FILES.getlist("brought")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert got.size == 60_000_000
    assert peak < 8_000_000
    request.close()
    assert sealed() == []


def test_of_an_upload_that_breaks_off_nothing_stays(ana: User):
    request = requested(Streamed(2, whole=False), ana)

    def view(request):
        with pytest.raises((UnreadablePostError, OSError)):
            _ = request.FILES

    Bodies(view)(request)

    assert sealed() == []
