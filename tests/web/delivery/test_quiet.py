"""Quiet: sealed, asked no reason for, opened by one job, and to the sender nothing differs."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sizes import at_most
from web.delivery.made import AT, RAIN, Working, happens
from web.organisation.brought import key_published
from web.people import LONG_AGO, somebody

from tiebeam.keeping.rotating import rotate
from tiebeam.vault import keys as vault_keys
from tiebeam.web.accounts.models import User
from tiebeam.web.audit.models import Entry, Tally
from tiebeam.web.delivery import actions, queries
from tiebeam.web.delivery.models import Letter, Message, Notice, Quiet, Telling
from tiebeam.web.delivery.quiet.sealing import MOST_HELD, held_in, hold
from tiebeam.web.delivery.quiet.subjects import NotASubject, subjects
from tiebeam.web.delivery.topics import NotATopic
from tiebeam.web.permissions import Role
from tiebeam.web.sealing import published
from tiebeam.worker import delivery, quieting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def key():
    key_published()


@pytest.fixture
def lena():
    return somebody("lena@harbourline.example", Role.LEADER, name="Lena")


@pytest.fixture
def ada():
    return somebody()


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def said(by, *about: str, title: str = "A word on the year") -> Message:
    """A message that the job has told to whom it tells it."""
    made = actions.say_to_everybody(title=title, text="Dear all", subjects=about, once=title, by=by,
                                    at=AT)  # fmt: skip
    for each in Telling.objects.filter(decided_at=None):
        write = delivery.decide(Working(telling=each.public_id), now=lambda: AT)
        write()
    return made


def wants_quiet(person, *codes: str) -> None:
    actions.say_quiet(person, codes, to=published())


def reached(person) -> list[str]:
    """The titles of what stands on somebody's pages without their looking for it."""
    told = [Message.objects.get(public_id=each.telling.about).title
            for each in queries.notices_for(person)]  # fmt: skip
    assert [each.title for each in queries.messages_for(person)] == told
    return told


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return unescape(answer.content.decode())


# --- what reaches whom ----------------------------------------------------------------------------


def test_what_somebody_wants_quiet_of_does_not_reach_them_and_all_else_does(ada, lena):
    wants_quiet(ada, "harm", "death")

    said(lena, "harm", title="On what happened")
    said(lena, "thanks", title="Thank you all")
    said(lena, title="The new canteen")

    assert reached(ada) == ["The new canteen", "Thank you all"]
    assert reached(lena) == ["The new canteen", "Thank you all", "On what happened"]
    home = page(signed_in(ada), "/?home")
    assert "There is a message to everybody here" in home


def test_what_they_want_to_read_all_the_same_they_find_when_they_look(ada, lena):
    wants_quiet(ada, "harm")
    said(lena, "harm", title="On what happened")
    client = signed_in(ada)

    assert "On what happened" not in page(client, "/messages/")
    assert "On what happened" in page(client, "/messages/?every")


def test_a_message_comes_by_no_mail_and_nobody_can_turn_it_into_one(ada, lena):
    said(lena)

    assert not Letter.objects.exists()
    assert "message to everybody" not in page(signed_in(ada), "/me/told/")


def test_what_people_can_turn_off_has_no_subjects(ada):
    with pytest.raises(NotATopic):
        actions.tell(RAIN, about="puddle", to=delivery_everybody(), at=AT, subjects=["harm"])
    assert happens() == Telling.objects.get().public_id


def delivery_everybody():
    from web.delivery.made import EVERYBODY

    return EVERYBODY


def test_quiet_can_be_said_anew_and_taken_back(ada, lena):
    for codes, title in ((["harm"], "One"), (["age"], "Two"), ([], "Three")):
        wants_quiet(ada, *codes)
        said(lena, "harm", title=title)

    assert reached(ada) == ["Three", "Two"]


def test_what_cannot_be_opened_any_more_lets_nothing_through_that_has_a_subject(ada, lena):
    wants_quiet(ada, "age")
    Quiet.objects.filter(person=ada).update(sealed=b"not what was sealed")

    said(lena, "harm", title="On what happened")
    said(lena, title="The new canteen")

    assert reached(ada) == ["The new canteen"]


def test_a_record_of_another_is_none(ada, lena):
    bo = somebody("bo@harbourline.example")
    wants_quiet(bo)
    wants_quiet(ada, "harm")
    sealed = Quiet.objects.get(person=bo).sealed
    Quiet.objects.filter(person=ada).update(sealed=sealed)

    said(lena, "harm")

    assert reached(ada) == []


# --- who learns of it -----------------------------------------------------------------------------


def test_to_the_sender_nothing_differs_whoever_wants_quiet(lena):
    """The same message, with nobody quiet and with everybody: page by page the same bytes."""
    people = [somebody(f"p{n}@harbourline.example") for n in range(5)]
    told = []
    for quiet in (False, True):
        for each in people:
            wants_quiet(each, *(["harm"] if quiet else []))
        made = said(lena, "harm", title="Now")
        client = signed_in(lena)
        pages = [f"/messages/{made.public_id}/", "/messages/", "/me/notices/", "/?home"]
        told.append([without_ids(page(client, each)) for each in pages])
        Message.objects.all().delete()
        Telling.objects.all().delete()

    assert told[0] == told[1]


def without_ids(text: str) -> str:
    return re.sub(r'(/messages/|/me/notices/|value="|nonce=")[\w-]{6,}', r"\1", text)


def test_in_the_database_whoever_wants_quiet_looks_like_all_others(ada, lena):
    bo = somebody("bo@harbourline.example", name="Bo")
    wants_quiet(ada, *subjects())
    wants_quiet(bo)
    quieting.mix(settings.HERE.home)

    said(lena, "harm")

    rows = {each.person.name: each for each in Quiet.objects.all()}
    assert set(rows) == {"Ada", "Bo", "Lena"}
    assert len({len(each.sealed) for each in rows.values()}) == 1
    assert len({len(each.held) for each in rows.values()}) == 1
    assert (
        Notice.objects.filter(person=ada).count() == Notice.objects.filter(person=bo).count() == 1
    )
    assert held_in(bytes(rows["Ada"].held))
    assert not held_in(bytes(rows["Bo"].held))


def test_of_two_copies_of_the_database_every_record_differs_after_a_night(ada, lena):
    wants_quiet(ada, "harm")
    quieting.mix(settings.HERE.home)
    before = dict(Quiet.objects.values_list("person__name", "sealed"))

    quieting.mix(settings.HERE.home)

    after = dict(Quiet.objects.values_list("person__name", "sealed"))
    assert all(before[name] != after[name] for name in ("Ada", "Lena"))
    said(lena, "harm")
    assert reached(ada) == []


def test_neither_the_trail_nor_a_job_nor_the_file_of_ones_data_has_a_word_of_it(ada, lena):
    wants_quiet(ada, "harm")
    said(lena, "harm")

    assert not Entry.objects.filter(by=ada.public_id).exists()
    assert not Tally.objects.filter(act__contains="quiet").exists()
    kept = json.dumps(queries.told_to(ada))
    assert "harm" not in kept
    assert "quiet" not in kept


def test_no_page_shows_what_was_chosen_not_even_to_whoever_chose_it(ada):
    client = signed_in(ada)
    blank = page(client, "/me/quiet/")
    client.post("/me/quiet/", {"subjects": ["harm", "death"]})
    page(client, "/me/quiet/")

    assert without_ids(page(client, "/me/quiet/")) == without_ids(blank)
    assert "<textarea" not in blank


def test_only_leaders_speak_to_everybody(ada):
    client = signed_in(ada)

    assert client.get("/messages/new/").status_code == 404
    assert (
        client.post("/messages/new/", {"once": "x", "title": "x", "text": "x"}).status_code == 404
    )
    assert "Say something to everybody" not in page(client, "/messages/")


def test_a_leader_says_something_once_however_often_the_form_is_sent(lena):
    client = signed_in(lena)
    for _ in range(2):
        client.post("/messages/new/", {"once": "x", "title": "Now", "text": "Dear all",
                                       "subjects": ["harm"]})  # fmt: skip

    assert (Message.objects.count(), Telling.objects.get().subjects) == (1, "harm")
    told = page(client, f"/messages/{Message.objects.get().public_id}/")
    assert "It speaks of: Harassment and violence." in told


@pytest.mark.parametrize("codes", [["no-such"], ["harm", "\0"], ["harm"] * 9 + ["x" * 10_000]])
def test_what_is_no_subject_is_not_sealed(ada, codes):
    with pytest.raises(NotASubject):
        actions.say_quiet(ada, codes, to=published())
    assert signed_in(ada).post("/me/quiet/", {"subjects": codes}).status_code == 200
    assert not Quiet.objects.exists()


def test_without_a_key_nothing_is_kept_and_that_is_said(ada):
    settings.HERE.sealing_key.unlink()

    told = unescape(signed_in(ada).post("/me/quiet/", {"subjects": ["harm"]}).content.decode())

    assert "This can't be kept at the moment" in told
    assert not Quiet.objects.exists()


def test_no_more_is_said_in_a_year_than_can_be_kept_from_somebody(ada, lena, monkeypatch):
    monkeypatch.setattr(actions, "MOST_HELD", 2)
    wants_quiet(ada, "harm")
    for number in range(2):
        said(lena, "harm", title=f"Message {number}")

    with pytest.raises(actions.EnoughSaid):
        said(lena, "harm", title="One more")
    sent = {"once": "z", "title": "One more", "text": "x", "subjects": ["harm"]}
    told = unescape(signed_in(lena).post("/messages/new/", sent).content.decode())
    assert "nothing more can be said on these subjects" in told
    assert reached(ada) == []


def test_all_that_a_year_can_hold_fits_into_a_record_of_one_length():
    full = [f"{number:012}" for number in range(MOST_HELD)]

    assert len(hold(full)) == len(hold([]))
    assert held_in(hold(full)) == full


def test_after_a_year_a_message_goes_for_everybody_and_comes_back_for_nobody(ada, lena):
    wants_quiet(ada, "harm")
    said(lena, "harm")

    actions.forget(before=AT + timedelta(days=1))

    assert not Message.objects.exists()
    assert reached(ada) == []


def test_who_opened_a_message_is_kept_nowhere_since_the_quiet_never_open_one(ada, lena):
    said(lena, "harm", title="On what happened")
    said(lena, title="The new canteen")
    client = signed_in(ada)
    for each in queries.notices_for(ada):
        client.get(f"/me/notices/{each.public_id}/")

    opened = Notice.objects.filter(person=ada).exclude(read_at=None)
    assert [each.telling.subjects for each in opened] == [""]
    # It is new for some days, for those whom it reaches.
    assert queries.unread_for(ada, at=AT + timedelta(days=1)).count() == 1
    assert queries.unread_for(ada, at=AT + timedelta(days=4)).count() == 0


def test_records_stand_in_an_order_by_chance_and_not_in_that_of_who_said_something(lena):
    people = [somebody(f"p{n}@harbourline.example", name=f"P{n}") for n in range(12)]
    for each in people:
        wants_quiet(each, "harm")
    before = list(Quiet.objects.order_by("pk").values_list("person__name", flat=True))

    quieting.mix(settings.HERE.home)
    said(lena, "harm")

    # That thirteen stand as before is as likely as one in six thousand million.
    after = list(Quiet.objects.order_by("pk").values_list("person__name", flat=True))
    assert sorted(after) == sorted([*before, "Lena"])
    assert [each for each in after if each != "Lena"] != before
    assert all(reached(each) == [] for each in people)


def test_from_the_first_message_on_nobody_is_without_a_record(ada, lena):
    wants_quiet(ada, "harm")
    said(lena, "harm")

    assert not Quiet.objects.filter(sealed=b"").exists()
    assert len({len(each.sealed) for each in Quiet.objects.all()}) == 1


def test_new_keys_leave_what_people_want_as_it_is(ada, lena):
    wants_quiet(ada, "harm")
    old = vault_keys.load(settings.HERE.home / "vault").newest.id

    rotate(settings.HERE, at=AT, pause=lambda: None)

    assert vault_keys.load(settings.HERE.home / "vault").newest.id != old
    said(lena, "harm")
    assert reached(ada) == []


SOME = st.sets(st.sampled_from(sorted(subjects())), max_size=4)


@examples(max_examples=at_most(200), deadline=None)
@given(turns=st.lists(st.tuples(st.integers(0, 2), SOME, SOME), min_size=1, max_size=8))
def test_whatever_people_want_and_whatever_is_said_it_reaches_those_who_do_not_mind(turns):
    """People change what they want; each message reaches exactly those who want none of its
    subjects quiet at that time, and everybody has one notice of it in the database."""
    User.objects.filter(email__endswith="@h.example").delete()
    Message.objects.all().delete()
    Telling.objects.all().delete()
    people = [User.objects.create(email=f"{n}@h.example", name=str(n), joined_at=LONG_AGO)
              for n in range(3)]  # fmt: skip
    want: dict[int, set[str]] = {}
    expected: dict[int, list[str]] = {n: [] for n in range(3)}
    for number, (who, wanted, about) in enumerate(turns):
        want[who] = wanted
        wants_quiet(people[who], *wanted)
        said(people[0], *about, title=f"Message {number}")
        for n in range(3):
            if not want.get(n, set()) & about:
                expected[n].insert(0, f"Message {number}")

    assert {n: reached(people[n]) for n in range(3)} == expected
    assert Notice.objects.filter(person__in=people).count() == 3 * len(turns)
