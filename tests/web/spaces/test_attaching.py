"""Files of posts: in words for everybody, sealed on the disk, and for whoever reads the post."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from keeping.made import a_home, a_key, an_empty_home, backed_up, put_back
from web.pages import without_token
from web.people import somebody
from web.spaces import files
from web.spaces.made import (
    AT,
    a_facilitator,
    a_hidden_space,
    a_picture,
    a_png,
    a_post,
    a_space,
    a_thread,
    joined,
    once,
)

from tiebeam.web.accounts import actions as accounts
from tiebeam.web.accounts.models import User
from tiebeam.web.organisation import uploads
from tiebeam.web.spaces import actions as spaces
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed
from tiebeam.web.spaces.attaching import actions, media
from tiebeam.web.spaces.attaching.clean import MOST_BYTES, Clean
from tiebeam.web.spaces.models import (
    Attachment,
    Clause,
    Description,
    Post,
    Ruling,
    Space,
    Thread,
    Visibility,
)
from tiebeam.web.spaces.moderating import actions as moderating
from tiebeam.web.spaces.queries import kept_about
from tiebeam.web.spaces.who import name_of
from tiebeam.worker.tidying import STRAYS_ARE_KEPT

pytestmark = pytest.mark.django_db
Committed = Callable[..., Any]
#: As in `test_writing`: it holds for pages with files as well.
MOST_QUERIES = 18
ASKS = "asks for help"


class Shared:
    """A space in which Fay and Mo talk, and a post of Mo's."""

    def __init__(self, **said: Any) -> None:
        self.fay, self.mo = a_facilitator(), somebody("mo@harbourline.example", name="Mo Marsh")
        self.space = a_space(self.fay, **said)
        joined(self.space, self.mo)
        self.thread = a_thread(self.space, self.fay)
        self.post = a_post(self.thread, self.mo)

    @property
    def page(self) -> str:
        return self.thread.get_absolute_url()

    @property
    def files(self) -> str:
        return f"{self.post.get_absolute_url()}files/"

    def seen_by(self, person: User) -> str:
        return of(person).get(self.page).content.decode()


@pytest.fixture
def there() -> Shared:
    return Shared()


def of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def brings(content: bytes | None, name: str = "IMG_ana_home.jpg", **said: Any) -> dict[str, Any]:
    form = {"text": "See here.", "once": once(), "words": "", "called": ""} | said
    if content is not None:
        form["file"] = SimpleUploadedFile(name, content, content_type="text/html")
    return form


def address(file: Attachment) -> str:
    return f"{file.post.get_absolute_url()}files/{file.public_id}/"


def on_disk() -> set[str]:
    folder = media._folder()
    return {each.name for each in folder.iterdir()} if folder.exists() else set()


def kind_of(kind: str, type_: str, content: bytes = b"x" * 50) -> Clean:
    return Clean(kind=kind, content_type=type_, content=content)


# --- bringing one ---------------------------------------------------------------------------------


def test_a_post_brings_a_picture_with_its_words(there: Shared):
    answer = of(there.mo).post(there.page, brings(files.a_jpeg(), words="Red above blue."))

    file = Attachment.objects.get()
    page = there.seen_by(there.fay)
    shown = of(there.fay).get(address(file))
    assert answer.status_code == 302
    assert 'alt="Red above blue."' in page
    assert address(file) in page
    assert shown.content[:3] == b"\xff\xd8\xff"
    assert files.PLANTED not in shown.content
    assert (file.width, file.height) == (40, 60)


def test_a_thread_begins_with_a_file(there: Shared):
    form = brings(b"a;b\n1;2\n", title="The rota as it is")

    answer = of(there.mo).post(f"{there.space.get_absolute_url()}write/", form)

    file = Attachment.objects.get()
    assert answer.url.split("/")[-2] == file.post.thread.public_id
    assert file.kind == "text"


def test_what_a_file_was_called_is_nowhere(there: Shared, caplog: pytest.LogCaptureFixture):
    name = "IMG_ana_home.jpg"

    of(there.mo).post(there.page, brings(files.a_jpeg(), name=name, words="A wall."))

    rows = " ".join(str(each) for each in Attachment.objects.values())
    page, shown = there.seen_by(there.mo), of(there.mo).get(address(Attachment.objects.get()))
    for text in (rows, page, str(shown.headers), *on_disk(), caplog.text):
        assert "ana_home" not in text
    assert "Picture 1" in page
    assert shown["Content-Disposition"] == 'inline; filename="picture-1.jpg"'


@pytest.mark.parametrize(
    "name",
    ["x" * 10_000 + ".png", "../../etc/passwd", "a\u202egnp.exe", "<script>.png", "a\r\nb.png",
     "\ud83d\ude00.png".encode("utf-16", "surrogatepass").decode("utf-16"), "a\0b.png", "CON",
     '"; filename="b.png', ".part", "Ａ̈́́̈.png"],
)  # fmt: skip
def test_no_name_however_hostile_does_anything(there: Shared, name: str):
    answer = of(there.mo).post(there.page, brings(a_png(), name=name, words="Teal."))

    assert answer.status_code == 302
    assert on_disk() >= {Attachment.objects.get().public_id}


@pytest.mark.parametrize(
    ("name", "content", "type_"),
    [("a.pdf", files.a_png(), "image/png"), ("a.png", files.a_pdf(), "application/pdf"),
     ("a.exe", files.a_jpeg(), "image/jpeg"), ("a.svg", b"a,b\n", "text/plain"),
     ("a.html", files.a_wav(), "audio/wav")],
)  # fmt: skip
def test_what_a_file_is_stands_in_it_and_not_in_its_name(
    there: Shared, name: str, content: bytes, type_: str
):
    of(there.mo).post(there.page, brings(content, name=name, words="As it is."))

    assert Attachment.objects.get().content_type == type_


def test_a_picture_without_words_is_not_taken_and_nothing_typed_is_lost(there: Shared):
    answer = of(there.mo).post(there.page, brings(a_png(), text="My *own* words", called="Wall"))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "My *own* words" in page
    assert 'value="Wall"' in page
    assert "Say what the picture shows, or tick the box below." in page
    assert "Choose the file once more: a browser does not keep it." in page
    assert "<details open>" in page
    assert Post.objects.count() == 2
    assert not Attachment.objects.exists()


def test_a_file_with_a_post_that_is_not_whole_is_to_be_chosen_again(there: Shared):
    page = of(there.mo).post(there.page, brings(a_png(), text=" ", words="Teal.")).content.decode()

    assert "Choose the file once more" in page
    assert ">Teal.</textarea>" in page.replace("\n", "")


def test_words_for_a_file_that_was_not_chosen_again_are_no_file(there: Shared):
    page = of(there.mo).post(there.page, brings(None, words="Teal.")).content.decode()

    assert "Choose a file." in page
    assert Post.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<svg/>", "This kind of file is not taken. Taken are pictures"),
        (files.a_bomb(), "it may have 50 million pixels"),
        (files.a_jpeg()[:400], "This file is damaged or not whole."),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1", "Save it as JPEG or PNG first."),
        (b"ID3\x04\0\0\0\0\0\0", "Of sound, WAV alone is taken, and no video yet"),
        (files.a_pdf(password="a"), "This PDF is locked with a password."),
        (files.a_pdf(on_top="/Text"), "This PDF holds more than pages"),
        (b"", "The submitted file is empty."),
    ],
)
def test_what_is_not_taken_is_said_with_what_is(there: Shared, content: bytes, says: str):
    page = of(there.mo).post(there.page, brings(content, words="a")).content.decode()

    assert says in page
    assert "See here." in page
    assert not Attachment.objects.exists()


def test_a_file_that_is_too_large_is_dropped_while_it_comes_and_the_text_stays(there: Shared):
    page = of(there.mo).post(there.page, brings(b"x" * (MOST_BYTES + 1))).content.decode()

    assert "This file is too large: it may have 10 MB." in page
    assert "See here." in page


def test_a_body_that_is_larger_than_any_is_refused_before_it_is_taken_apart(
    there: Shared, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(uploads, "_BODY_WITH_HELD", 5000)

    answer = of(there.mo).post(there.page, brings(b"x" * 6000))

    assert answer.status_code == 413
    assert "A file may have 10 MB here." in answer.content.decode()
    assert "Go back: what you typed is still there." in answer.content.decode()


@pytest.mark.parametrize("letters", [2001, 10_000, 20_001])
def test_words_that_are_too_long_are_said_to_be_so(there: Shared, letters: int):
    page = of(there.mo).post(there.page, brings(a_png(), words="y" * letters)).content.decode()

    assert 'aria-invalid="true"' in page
    assert "y" * letters in page
    assert not Attachment.objects.exists()


def test_sound_comes_with_every_word_that_is_said(there: Shared):
    without = of(there.mo).post(there.page, brings(files.a_wav(), asks="on")).content.decode()
    of(there.mo).post(there.page, brings(files.a_wav(), words="It hangs\nin the office. " * 300))

    page = there.seen_by(there.fay)
    assert "Write down what is said in it" in without
    assert "<audio controls" in page
    assert "It hangs<br>" in page
    assert Attachment.objects.get().kind == "sound"


def test_sent_twice_it_is_there_once(there: Shared):
    form, client = brings(None, words="Teal."), of(there.mo)
    for _ in range(2):
        client.post(there.page, form | {"file": SimpleUploadedFile("a", a_png())})
    more = brings(None, words="More.")
    for _ in range(2):
        client.post(there.files, more | {"file": SimpleUploadedFile("a", a_png())})

    assert Post.objects.count() == 3
    assert Attachment.objects.count() == 2
    assert len(on_disk() & set(Attachment.objects.values_list("public_id", flat=True))) == 2


@pytest.mark.django_db(transaction=True)
def test_sent_at_the_same_time_from_many_windows_no_more_are_there_than_may_be(
    django_db_serialized_rollback: None,
):
    there, ready = Shared(), threading.Barrier(4)

    def send(forms: Sequence[str]) -> None:
        ready.wait()
        try:
            for each in forms:
                brought = actions.Brought(clean=kind_of("text", "text/plain"))
                with suppress(actions.EnoughFiles):
                    actions.attach(there.post, brought, once=each, by=there.mo, at=AT)
        finally:
            connections.close_all()

    sends = [["a", "b", "c"], ["a", "b", "d"], ["c", "d", "e"], ["e", "f", "g"]]
    threads = [threading.Thread(target=send, args=(each,)) for each in sends]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    numbers = list(Attachment.objects.order_by("number").values_list("number", flat=True))
    assert numbers == [1, 2, 3, 4, 5]


def test_a_post_has_five_files_at_most(there: Shared):
    for _ in range(5):
        a_picture(there.post, there.mo, "Teal.")

    page = of(there.mo).get(there.files).content.decode()
    of(there.mo).post(there.files, brings(a_png(), words="Teal."))

    assert "A post may have 5 files." in page
    assert there.post.attachments.count() == 5
    with pytest.raises(actions.EnoughFiles):
        a_picture(there.post, there.mo, "Teal.")


def test_what_its_author_calls_it_stands_on_one_line_in_plain_signs(there: Shared):
    of(there.mo).post(
        there.page, brings(a_png(), words="a", called="The\u202e wall\u0007 \u200b x")
    )

    assert Attachment.objects.get().called == "The wall x"


# --- who may --------------------------------------------------------------------------------------


def test_nobody_adds_to_or_takes_from_what_another_wrote(there: Shared):
    file = a_picture(there.post, there.mo, "Teal.")
    client = of(there.fay)

    assert client.get(there.files).status_code == 404
    assert client.post(there.files, brings(a_png(), words="a")).status_code == 404
    assert client.post(f"{address(file)}away/").status_code == 404
    with pytest.raises(NotAllowed):
        a_picture(there.post, there.fay, "Mine.")
    with pytest.raises(NotAllowed):
        actions.take_away(file, by=there.fay)
    assert Attachment.objects.count() == 1


def test_who_is_not_in_it_reads_and_brings_no_file(there: Shared):
    file, out = a_picture(there.post, there.mo), somebody("out@harbourline.example", name="Out")
    client = of(out)

    for each in (address(file), there.files, f"{address(file)}describe/",
                 f"{there.space.get_absolute_url()}to-describe/"):  # fmt: skip
        assert client.get(each).status_code == 404, each
        assert client.post(each, brings(a_png(), words="a")).status_code in (404, 405), each
    with pytest.raises(NotAllowed):
        actions.describe(file, "Mine.", number=0, by=out, at=AT)


@pytest.mark.parametrize("most", [200_000_000, 5000])
def test_a_file_sent_to_a_hidden_space_is_answered_as_if_there_were_none(
    monkeypatch: pytest.MonkeyPatch, most: int
):
    monkeypatch.setattr(uploads, "_BODY_WITH_HELD", most)
    fay, out = a_facilitator(), somebody("out@harbourline.example", name="Out")
    space = a_hidden_space(fay)
    thread = a_thread(space, fay)
    post = a_post(thread, fay)
    client = of(out)

    def answers(where: str, thread: str, post: str) -> list[tuple[int, str]]:
        paths = (f"/spaces/{where}/write/", f"/spaces/{where}/{thread}/",
                 f"/spaces/{where}/{thread}/{post}/files/")  # fmt: skip
        sent = [client.post(each, brings(content, words="a", title="a"))
                for each in paths for content in (a_png(), b"x" * (MOST_BYTES + 1))]  # fmt: skip
        return [(each.status_code, without_token(each)) for each in sent]

    there = answers(space.address, thread.public_id, post.public_id)
    none = answers("no-such.AAAAAAAAAAAA", "AAAAAAAAAAAA", "AAAAAAAAAAAA")

    assert there == none
    assert not Attachment.objects.exists()


def test_of_whoever_is_signed_in_no_more_no_file_is_held(there: Shared):
    answer = Client().post(there.page, brings(a_png(), words="a"))

    assert answer.status_code == 302
    assert answer.url.startswith("/sign-in/")
    assert answer.wsgi_request.FILES == {}


def test_of_many_files_in_one_form_one_is_held(there: Shared):
    many = [SimpleUploadedFile(f"{n}.png", a_png()) for n in range(9)]

    answer = of(there.mo).post(there.page, brings(None, words="Teal.") | {"file": many})

    assert len(answer.wsgi_request.FILES.getlist("file")) == 1
    assert Attachment.objects.count() == 1


def test_a_browser_is_told_to_do_nothing_with_a_file_but_to_show_it(there: Shared):
    picture = a_picture(there.post, there.mo, "Teal.")
    brought = actions.Brought(clean=kind_of("document", "application/pdf"))
    paper = actions.attach(there.post, brought, once="b", by=there.mo, at=AT)

    for file, how in ((picture, "inline"), (paper, "attachment")):
        answer = of(there.fay).get(address(file))
        assert answer["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer["Content-Disposition"].startswith(how)
        assert answer["Content-Type"] == file.content_type
    assert of(there.fay).head(address(picture)).content == b""
    assert of(there.fay).post(address(picture)).status_code == 405


# --- hidden, closed, gone -------------------------------------------------------------------------


def hidden(there: Shared, kind: Any = Ruling.Kind.HIDE) -> None:
    line = Clause.objects.filter(guidelines__space=there.space).first()
    assert line is not None
    kim = somebody("kim@harbourline.example", name="Kim")
    joined(there.space, kim)
    report = moderating.report(there.post, clause=line, says="", by=kim, at=AT)
    until = AT.date() + timedelta(days=9) if kind == Ruling.Kind.PAUSE else None
    moderating.rule(report, kind, clause=line, says="No.", until=until, by=there.fay, at=AT)


@pytest.mark.parametrize("kind", [Ruling.Kind.HIDE, Ruling.Kind.REMOVE])
def test_with_a_post_its_files_are_hidden(there: Shared, kind: Any):
    file = a_picture(there.post, there.mo)
    ana = somebody("ana@harbourline.example", name="Ana")
    joined(there.space, ana)
    before = of(ana).get(address(file)).status_code

    hidden(there, kind)

    waits = of(ana).get(f"{there.space.get_absolute_url()}to-describe/").content.decode()
    assert (before, of(ana).get(address(file)).status_code) == (200, 404)
    assert file.public_id not in there.seen_by(ana)
    assert file.public_id not in waits
    assert of(ana).post(f"{address(file)}describe/", {"words": "a", "number": 0}).status_code == 404
    assert [of(each).get(address(file)).status_code for each in (there.mo, there.fay)] == [200, 200]
    with pytest.raises(NotAllowed):
        actions.describe(file, "Mine.", number=0, by=ana, at=AT)


def test_who_decides_on_a_post_sees_its_files(there: Shared):
    file = a_picture(there.post, there.mo, "Teal.")
    line = Clause.objects.filter(guidelines__space=there.space).first()
    assert line is not None
    kim = somebody("kim@harbourline.example", name="Kim")
    joined(there.space, kim)
    report = moderating.report(there.post, clause=line, says="", by=kim, at=AT)

    page = of(there.fay).get(f"{there.space.get_absolute_url()}reports/{report.public_id}/")

    assert address(file) in page.content.decode()


@time_machine.travel(AT)
def test_who_may_not_write_takes_away_what_they_added_nevertheless(
    there: Shared, django_capture_on_commit_callbacks: Committed
):
    file = a_picture(there.post, there.mo, "Teal.")
    hidden(there, Ruling.Kind.PAUSE)
    page = of(there.mo).get(there.files).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        of(there.mo).post(f"{address(file)}away/")

    assert "Take it away for everybody" in page
    assert "Add this file" not in page
    assert not Attachment.objects.exists()
    assert file.public_id not in on_disk()
    assert of(there.mo).get(address(file)).status_code == 404


def opened(there: Shared, visibility: str) -> None:
    now = Space.objects.get(pk=there.space.pk)
    spaces.change_space(now, {"visibility": visibility}, edition=now.edition, by=there.fay, at=AT)


def test_a_file_that_is_added_among_members_stays_among_them():
    there, out = Shared(kind="council"), somebody("out@harbourline.example", name="Out")
    opened(there, "members")
    file = a_picture(there.post, there.mo, "Quillwort.")
    opened(there, "open")

    assert of(out).get(there.page).status_code == 200
    assert "Quillwort" not in there.seen_by(out)
    assert of(out).get(address(file)).status_code == 404


def test_words_that_are_found_among_members_stay_among_them():
    there, out = Shared(kind="council"), somebody("out@harbourline.example", name="Out")
    file = a_picture(there.post, there.mo)
    opened(there, "members")
    actions.describe(file, "Quillwort.", number=0, by=there.fay, at=AT)
    opened(there, "open")

    assert of(out).get(address(file)).status_code == 200
    assert "Quillwort" not in there.seen_by(out)
    assert "Described by" not in there.seen_by(out)
    assert "Quillwort" in there.seen_by(there.mo)


def test_whoever_reads_an_open_space_from_outside_is_offered_nothing_to_do():
    there, out = Shared(kind="council"), somebody("out@harbourline.example", name="Out")
    file = a_picture(there.post, there.mo)

    page = there.seen_by(out)

    assert ASKS in page
    assert "Describe it" not in page
    assert of(out).post(f"{address(file)}describe/", {"words": "a", "number": 0}).status_code == 404


def test_who_deletes_their_account_takes_their_files_along_and_their_words_have_no_name(
    there: Shared, django_capture_on_commit_callbacks: Committed
):
    hers = a_picture(a_post(there.thread, there.fay), there.fay)
    actions.describe(hers, "A wall.", number=0, by=there.mo, at=AT)
    file = a_picture(there.post, there.mo, "My face.")

    with django_capture_on_commit_callbacks(execute=True):
        accounts.delete_account(there.mo, at=AT)

    assert list(Attachment.objects.all()) == [hers]
    assert file.public_id not in on_disk()
    assert Description.objects.get().by == ""
    assert "Described by Somebody who is here no more" in there.seen_by(there.fay)


def test_one_takes_along_what_one_added_and_described(there: Shared):
    a_picture(there.post, there.mo, "A wall.", called="The wall")
    hers = a_picture(a_post(there.thread, there.fay), there.fay)
    actions.describe(hers, "A door.", number=0, by=there.mo, at=AT)

    kept = kept_about(there.mo)["said"]

    assert {(each["what"], each["says"]) for each in kept} >= {
        ("attached picture", "The wall"), ("described", "A wall."), ("described", "A door."),
    }  # fmt: skip


# --- in words -------------------------------------------------------------------------------------


def test_who_can_not_describe_a_picture_asks_and_another_finds_the_words(there: Shared):
    of(there.mo).post(there.page, brings(a_png(), asks="on"))
    file, client = Attachment.objects.get(), of(there.fay)
    before, own = there.seen_by(there.fay), there.seen_by(there.mo)
    waits = client.get(f"{there.space.get_absolute_url()}to-describe/").content.decode()
    door = client.get(there.space.get_absolute_url()).content.decode()

    client.post(f"{address(file)}describe/", {"number": "0", "words": "A teal field."})

    after = there.seen_by(there.mo)
    assert ASKS in before
    # Its author knows already, and is not asked again.
    assert "You asked for help with it." in own
    assert ASKS not in own
    assert own.count('name="words"') == before.count('name="words"') - 1
    assert f'action="{address(file)}describe/"' in before.replace(
        f"/spaces/{there.space.slug}/", f"/spaces/{there.space.address}/"
    )
    assert "Picture 1" in waits
    assert "1 picture waits for words" in door
    assert 'alt="A teal field."' in after
    assert "Described by Fay" in after
    assert ASKS not in after
    assert (
        "No picture waits"
        in client.get(f"{there.space.get_absolute_url()}to-describe/").content.decode()
    )


def test_its_author_changes_the_words_and_what_they_said_before_stays(there: Shared):
    file = a_picture(there.post, there.mo)
    actions.describe(file, "A wall.", number=0, by=there.fay, at=AT)

    of(there.mo).post(f"{address(file)}describe/", {"number": "1", "words": "A <b>door</b>."})

    page, before = there.seen_by(there.fay), of(there.fay).get(f"{address(file)}before/")
    assert 'alt="A &lt;b&gt;door&lt;/b&gt;."' in page
    assert "What they said before" in page
    for each in ("A wall.", "A &lt;b&gt;door&lt;/b&gt;.", "Fay", "Mo Marsh"):
        assert each in before.content.decode()


def test_once_somebody_has_helped_nobody_else_talks_over_them(there: Shared):
    file, kim = a_picture(there.post, there.mo), somebody("kim@harbourline.example", name="Kim")
    joined(there.space, kim)
    actions.describe(file, "A wall.", number=0, by=there.fay, at=AT)

    with pytest.raises(NotAllowed):
        actions.describe(file, "No wall.", number=1, by=kim, at=AT)
    assert of(kim).get(f"{address(file)}describe/").status_code == 404
    actions.describe(file, "A high wall.", number=1, by=there.fay, at=AT)
    assert file.descriptions.latest("number").text == "A high wall."


def test_nobody_describes_a_picture_whose_author_did_not_ask(there: Shared):
    file = a_picture(there.post, there.mo, "Teal.")

    with pytest.raises(NotAllowed):
        actions.describe(file, "Green.", number=1, by=there.fay, at=AT)


def test_who_finds_words_at_the_same_time_is_told_and_keeps_theirs(there: Shared):
    file, kim = a_picture(there.post, there.mo), somebody("kim@harbourline.example", name="Kim")
    joined(there.space, kim)
    actions.describe(file, "A wall.", number=0, by=there.mo, at=AT)

    with pytest.raises(ChangedMeanwhile):
        actions.describe(file, "A door.", number=0, by=there.mo, at=AT)
    late = of(there.mo).post(f"{address(file)}describe/", {"number": "0", "words": "A door."})
    assert "Somebody changed this meanwhile." in late.content.decode()
    assert "A door." in late.content.decode()


@pytest.mark.parametrize("words", ["", " \n", "y" * 2001])
def test_words_that_can_not_be_kept_are_said_to_be_so(there: Shared, words: str):
    file = a_picture(there.post, there.mo)

    page = of(there.fay).post(f"{address(file)}describe/", {"number": "0", "words": words})

    assert 'aria-invalid="true"' in page.content.decode()
    assert not Description.objects.exists()


def test_a_page_asks_the_database_as_often_for_many_files_as_for_few(there: Shared):
    many = a_thread(there.space, there.fay)
    a_picture(there.post, there.mo)
    for _ in range(8):
        post = a_post(many, there.mo)
        for _ in range(3):
            actions.describe(a_picture(post, there.mo), "Teal.", number=0, by=there.fay, at=AT)
    client, asked = of(there.fay), []

    for thread in (there.thread, many):
        client.get(thread.get_absolute_url())
        with CaptureQueriesContext(connection) as found:
            client.get(thread.get_absolute_url())
        asked.append(len(found))

    assert asked[0] == asked[1] <= MOST_QUERIES


# --- on the disk ----------------------------------------------------------------------------------


def test_the_disk_says_nothing_of_what_a_file_shows(there: Shared):
    content = b"Bladderwrack " * 999
    made = actions.attach(
        there.post, actions.Brought(clean=kind_of("text", "text/plain", content)), once="a",
        by=there.mo, at=AT,
    )  # fmt: skip

    path = media._folder() / made.public_id
    assert b"Bladderwrack" not in path.read_bytes()
    assert path.stat().st_mode & 0o007 == 0
    assert media.read(made.public_id) == content


def test_a_file_that_was_changed_or_exchanged_is_no_file(there: Shared):
    one, other = (a_picture(there.post, there.mo, each) for each in "ab")
    folder = media._folder()
    (folder / one.public_id).write_bytes((folder / other.public_id).read_bytes())
    whole = (folder / other.public_id).read_bytes()
    (folder / other.public_id).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))

    assert [of(there.mo).get(address(each)).status_code for each in (one, other)] == [404, 404]
    (folder / other.public_id).unlink()
    assert of(there.mo).get(address(other)).status_code == 404


def test_no_file_stays_where_its_row_could_not_be_written(there: Shared):
    before = on_disk()

    brought = actions.Brought(clean=kind_of("picture", "image/svg"))
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.attach(there.post, brought, once="a", by=there.mo, at=AT)

    assert on_disk() == before


def test_what_was_killed_between_a_file_and_its_row_goes_the_day_after(there: Shared):
    kept = a_picture(there.post, there.mo)
    media.put("AAAAAAAAAAAA", b"without a row")
    (media._folder() / ".BBBBBBBBBBBB.0123.part").write_bytes(b"half")
    now = datetime.now(UTC)

    actions.forget_strays(before=now - STRAYS_ARE_KEPT)
    soon = on_disk()
    actions.forget_strays(before=now + timedelta(minutes=1))

    assert {"AAAAAAAAAAAA", ".BBBBBBBBBBBB.0123.part", kept.public_id} <= soon
    assert on_disk() & soon == {kept.public_id} & soon


def test_a_file_goes_once_it_is_certain_that_its_row_has_gone(
    there: Shared, django_capture_on_commit_callbacks: Committed
):
    file = a_picture(there.post, there.mo)

    with django_capture_on_commit_callbacks(execute=True):
        with transaction.atomic():
            actions.take_away(file, by=there.mo)
            transaction.set_rollback(True)
        assert file.public_id in on_disk()
    assert file.public_id in on_disk()

    with django_capture_on_commit_callbacks(execute=True):
        Thread.objects.filter(pk=there.thread.pk).delete()
    assert file.public_id not in on_disk()


def test_a_backup_brings_files_back_that_can_be_read(tmp_path: Path, settings: Any):
    """They are there, and the key that opens them is as well."""
    here, other, key = a_home(tmp_path), an_empty_home(tmp_path), a_key(tmp_path)
    settings.HERE = here
    media.put("AAAAAAAAAAAA", b"A wall.")
    (here.home / "media" / media.FOLDER / ".half.part").write_bytes(b"half")

    put_back(backed_up(here, tmp_path / "backup", key), other, key)

    settings.HERE = other
    assert media.read("AAAAAAAAAAAA") == b"A wall."
    assert os.listdir(other.home / "media" / media.FOLDER) == ["AAAAAAAAAAAA"]
    folder = other.home / "media" / media.FOLDER
    assert folder.stat().st_mode & 0o777 == 0o770


def test_without_the_key_nothing_can_be_read(tmp_path: Path, settings: Any):
    here, other = a_home(tmp_path), an_empty_home(tmp_path)
    settings.HERE = here
    media.put("AAAAAAAAAAAA", b"A wall.")
    sealed = (here.home / "media" / media.FOLDER / "AAAAAAAAAAAA").read_bytes()
    other.prepare()
    settings.HERE = other
    media.put("AAAAAAAAAAAA", b"Another.")
    (other.home / "media" / media.FOLDER / "AAAAAAAAAAAA").write_bytes(sealed)

    with pytest.raises(media.NotThere):
        media.read("AAAAAAAAAAAA")


def test_no_row_names_whoever_described_a_picture(there: Shared):
    file = a_picture(there.post, there.mo)
    actions.describe(file, "A wall.", number=0, by=there.fay, at=AT)

    row = Description.objects.get()

    assert row.by == name_of(there.fay)
    assert there.fay.public_id not in str(Description.objects.values().get())
    assert row.shown_to == Visibility.MEMBERS
