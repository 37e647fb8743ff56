"""Asks to leaders: a day for the answer, and both to be read by everybody."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from web.delivery.made import decide
from web.organisation.written import a_structure
from web.people import somebody
from web.spaces.made import (
    AT,
    a_facilitator,
    a_group,
    a_hidden_space,
    a_leader,
    a_space,
    an_answer,
    an_ask,
    joined,
    looks_after,
    once,
)

from tiebeam.web.accounts import actions as accounts
from tiebeam.web.accounts.models import Place
from tiebeam.web.audit.models import Entry, Tally
from tiebeam.web.delivery.models import Notice, Telling
from tiebeam.web.permissions import Role
from tiebeam.web.spaces import actions as spaces
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed
from tiebeam.web.spaces.groups.asks import actions
from tiebeam.web.spaces.groups.asks.telling import ASKED
from tiebeam.web.spaces.models import Answer, Ask, AskBefore
from tiebeam.web.spaces.queries import kept_about
from tiebeam.web.spaces.who import name_of

pytestmark = pytest.mark.django_db
SAID = {"title": "The rota ten days before", "says": "It is out on *Friday*.", "structure": "",
        "due_on": date(2026, 3, 30)}  # fmt: skip
ANSWERED = {"kind": "no", "says": "The ships sail when they sail.", "follows": "",
            "follows_by": None}  # fmt: skip


@pytest.fixture(autouse=True)
def _on_that_day():
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def gia():
    return somebody("gia@harbourline.example", Role.GROUP_LEAD, name="Gia Moretti")


@pytest.fixture
def lena():
    return a_leader()


@pytest.fixture
def group(gia):
    return a_group(gia)


@pytest.fixture
def out():
    return signed_in(somebody("out@harbourline.example", name="Out"))


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return unescape(answer.content.decode())


def on(year: int, month: int, day: int):
    return time_machine.travel(datetime(year, month, day, 9, tzinfo=UTC), tick=False)


# --- to ask ---------------------------------------------------------------------------------------


def test_a_group_asks_a_leader_and_everybody_reads_it(group, gia, lena, out):
    rule = a_structure(gia, "Shifts")
    form = {"once": "x", **SAID, "structure": rule.public_id, "leader": lena.public_id}

    sent = signed_in(gia).post(f"{group.get_absolute_url()}asks/new/", form, follow=True)

    assert "Asked. Everybody here can read it." in sent.content.decode()
    one = page(out, Ask.objects.get().get_absolute_url())
    assert "From Night workers, to Lena Brandt." in one
    assert "An answer is due on" in one
    assert "<em>Friday</em>" in one
    assert "Shifts" in one
    assert SAID["title"] in page(out, "/asks/")


def test_who_in_the_group_wrote_it_stands_nowhere(group, gia, lena, out):
    ask = an_ask(group, gia, lena)

    told = page(out, ask.get_absolute_url()) + page(signed_in(lena), "/asks/")
    assert "Gia" not in told
    assert name_of(gia) not in str(Ask.objects.values().get())
    assert not Entry.objects.exists()
    assert Tally.objects.get(act="spaces.asked-leader").times == 1


def test_sent_twice_it_is_there_once_and_the_leader_is_told_once(group, gia, lena):
    form = {"once": "x", **SAID, "leader": lena.public_id}
    client = signed_in(gia)

    for _ in range(2):
        client.post(f"{group.get_absolute_url()}asks/new/", form)

    assert Ask.objects.count() == 1
    assert Telling.objects.filter(topic="spaces.ask-to-answer").count() == 1


def test_the_leader_is_told_here_and_led_to_it(group, gia, lena):
    ask = an_ask(group, gia, lena)
    decide(Telling.objects.get().public_id, at=AT)

    notice = Notice.objects.get()
    assert (notice.person, notice.telling.about) == (lena, ask.public_id)
    assert "A group asks something of you" in page(signed_in(lena), "/me/notices/")


def test_whoever_leads_no_more_is_told_nothing(group, gia, lena):
    an_ask(group, gia, lena)
    Place.objects.filter(user=lena).delete()

    assert decide(Telling.objects.get().public_id, at=AT) == 0
    assert not Notice.objects.exists()


def test_only_whoever_looks_after_the_group_asks(group, gia, lena):
    mo = somebody("mo@harbourline.example", name="Mo")
    joined(group, mo)

    for person in (mo, lena):
        assert signed_in(person).get(f"{group.get_absolute_url()}asks/new/").status_code == 404
        with pytest.raises(NotAllowed):
            an_ask(group, person, lena)


@pytest.mark.parametrize("kind", ["council", "cohort-room"])
def test_other_kinds_of_spaces_ask_nothing(kind, gia, lena):
    space = a_space(gia, kind=kind, joining="link")

    for address in ("asks/", "asks/new/"):
        answer = signed_in(gia).get(f"{space.get_absolute_url()}{address}")
        assert answer.status_code == 404
    with pytest.raises(NotAllowed):
        an_ask(space, gia, lena)


def test_only_somebody_who_leads_can_be_asked(group, gia):
    mo = somebody("mo@harbourline.example", name="Mo")
    form = {"once": "x", **SAID, "leader": mo.public_id}

    answer = signed_in(gia).post(f"{group.get_absolute_url()}asks/new/", form)

    assert answer.status_code == 200
    assert not Ask.objects.exists()
    with pytest.raises(NotAllowed):
        an_ask(group, gia, mo)


def test_where_nobody_leads_the_page_says_what_to_do(group, gia):
    assert "Nobody here holds the place of a leader yet" in page(
        signed_in(gia), f"{group.get_absolute_url()}asks/new/"
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"due_on": "2026-03-01"}, {"due_on": "2028-03-01"}, {"due_on": ""}, {"due_on": "soon"},
        {"title": ""}, {"title": "x" * 161}, {"says": ""}, {"says": "x" * 4001},
        {"structure": "no-such-rule"}, {"leader": ""}, {"leader": "nobody"}, {"title": "a\0b"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_asked(group, gia, lena, wrong):
    form = {"once": "x", **SAID, "leader": lena.public_id, **wrong}

    answer = signed_in(gia).post(f"{group.get_absolute_url()}asks/new/", form)

    assert answer.status_code == 200
    assert not Ask.objects.exists()
    assert "error" in answer.content.decode()


def test_what_is_hostile_is_shown_as_words(group, gia, lena, out):
    bad = "<script>alert(1)</script> [x](javascript:alert(1)) ![y](https://elsewhere.example/z)"
    ask = an_ask(group, gia, lena, title="<b>now</b>", says=bad)
    an_answer(ask, lena, says=bad, follows="<i>then</i>")

    raw = out.get(ask.get_absolute_url()).content.decode()

    assert not re.search(r"<script>alert|<b>now|<i>then|href=\"javascript|<img[^>]+elsewhere", raw)


def test_more_than_twenty_do_not_wait_at_once(group, gia, lena):
    for number in range(actions.MOST_WAITING):
        an_ask(group, gia, lena, title=f"Ask {number}")

    form = {"once": "x", **SAID, "leader": lena.public_id}
    answer = signed_in(gia).post(f"{group.get_absolute_url()}asks/new/", form)

    assert "20 of your asks have no answer yet" in answer.content.decode()
    assert Ask.objects.count() == actions.MOST_WAITING


def test_long_lists_come_in_pages(group, gia, lena, out):
    other = a_group(gia, "Carers")
    for space in (group, other):
        for number in range(actions.MOST_WAITING):
            an_ask(space, gia, lena, title=f"Ask {number} of {space.name}")

    first, second = page(out, "/asks/"), page(out, "/asks/?page=2")

    assert (first.count("/asks/"), second.count("Ask ")) > (30, 9)
    assert "Ask 0 of Night workers" not in first
    assert "Ask 0 of Night workers" in second


def test_before_anything_was_asked_the_page_teaches(out):
    assert "Nothing has been asked yet" in page(out, "/asks/")


# --- the answer -----------------------------------------------------------------------------------


def test_the_leader_answers_on_their_own_page_and_everybody_reads_it(group, gia, lena, out):
    ask = an_ask(group, gia, lena)
    hers = signed_in(lena)
    assert "Asked of you" in page(hers, "/asks/")
    form = {"edition": "1", "number": "0", "kind": "partly", "says": "Not on the *ferries*.",
            "follows": "A list on Mondays", "follows_by": "2026-05-01"}  # fmt: skip

    hers.post(f"{ask.get_absolute_url()}answer/", form)

    told = page(out, ask.get_absolute_url())
    assert all(each in told for each in ("Lena Brandt", "Partly.", "<em>ferries</em>",
                                         "A list on Mondays", "Answered on"))  # fmt: skip
    assert "Nothing waits for your answer." in page(hers, "/asks/")


def test_overdue_is_said_plainly_until_it_is_answered(group, gia, lena):
    ask, mo = an_ask(group, gia, lena), somebody("mo@harbourline.example", name="Mo")
    sentence = "No answer yet; it was due on 30 March 2026."

    with on(2026, 3, 30):
        assert sentence not in page(signed_in(mo), ask.get_absolute_url())
    with on(2026, 3, 31):
        out = signed_in(mo)
        assert sentence in page(out, ask.get_absolute_url())
        assert sentence in page(out, "/asks/")
        an_answer(ask, lena, at=datetime(2026, 3, 31, 10, tzinfo=UTC))
        assert "No answer yet" not in page(out, ask.get_absolute_url())


def test_nobody_else_answers(group, gia, lena):
    ask, other = an_ask(group, gia, lena), a_leader("Lars")

    for person in (other, gia):
        assert signed_in(person).get(f"{ask.get_absolute_url()}answer/").status_code == 404
        with pytest.raises(NotAllowed):
            an_answer(ask, person)


def test_whoever_leads_no_more_does_not_answer(group, gia, lena):
    ask = an_ask(group, gia, lena)
    Place.objects.filter(user=lena).delete()

    assert signed_in(lena).get(f"{ask.get_absolute_url()}answer/").status_code == 404


def test_an_answer_sent_twice_is_there_once(group, gia, lena):
    ask = an_ask(group, gia, lena)
    form = {"edition": "1", "number": "0", "kind": "no", "says": "Ships sail when they sail."}
    client = signed_in(lena)

    for _ in range(2):
        assert client.post(f"{ask.get_absolute_url()}answer/", form).status_code == 302

    assert Answer.objects.count() == 1


def test_another_answer_leaves_the_one_before_where_it_is(group, gia, lena, out):
    ask = an_ask(group, gia, lena)
    an_answer(ask, lena, "no", "Not this year.", "", None)
    an_answer(ask, lena, "yes", "It is found after all.")

    told = page(out, ask.get_absolute_url())
    assert told.index("Not this year.") < told.index("It is found after all.")
    assert "Yes" in page(out, "/asks/")


def test_two_windows_do_not_answer_over_each_other(group, gia, lena):
    ask = an_ask(group, gia, lena)
    an_answer(ask, lena)

    with pytest.raises(ChangedMeanwhile):
        actions.answer(ask, ANSWERED, edition=1, number=0, by=lena, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(ask=ask, number=1, on=AT.date(), **ANSWERED)


def test_what_was_reworded_meanwhile_is_read_once_more_before_it_is_answered(group, gia, lena):
    ask = an_ask(group, gia, lena)
    actions.change(ask, SAID | {"title": "Twenty days"}, leader=lena, edition=1, by=gia, at=AT)
    form = {"edition": "1", "number": "0", "kind": "no", "says": "Ships sail when they sail."}
    client = signed_in(lena)

    late = client.post(f"{ask.get_absolute_url()}answer/", form).content.decode()

    assert "Read it once more" in late
    assert "Ships sail when they sail." in late
    assert 'name="edition" value="2"' in late
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": ""}, {"kind": "maybe"}, {"says": ""}, {"follows": ""}, {"follows_by": ""},
        {"follows_by": "2025-01-01"}, {"follows_by": "2099-01-01"}, {"follows": "x" * 301},
        {"kind": "no", "follows": ""}, {"says": "x" * 4001}, {"number": "none"},
    ],
)  # fmt: skip
def test_a_yes_says_what_follows_and_by_which_day(group, gia, lena, wrong):
    ask = an_ask(group, gia, lena)
    form = {"edition": "1", "number": "0", "kind": "yes", "says": "Yes.", "follows": "A list",
            "follows_by": "2026-05-01"}  # fmt: skip

    answer = signed_in(lena).post(f"{ask.get_absolute_url()}answer/", form | wrong)

    assert answer.status_code == 200
    assert not Answer.objects.exists()


def test_the_trail_names_the_leader_who_answered(group, gia, lena):
    ask = an_ask(group, gia, lena)
    an_answer(ask, lena)

    told = Entry.objects.get(act="spaces.answered-ask")
    assert (told.by, told.about) == (lena.public_id, ask.public_id)


# --- said otherwise -------------------------------------------------------------------------------


def test_what_it_said_before_stays_to_be_read(group, gia, lena, out):
    ask = an_ask(group, gia, lena)
    form = {"edition": "1", **SAID, "title": "Twenty days", "says": "Not ten.",
            "due_on": "2026-04-30", "leader": lena.public_id}  # fmt: skip

    signed_in(gia).post(f"{ask.get_absolute_url()}change/", form)

    told = page(out, ask.get_absolute_url())
    now, before = told.split("What it said before")
    assert "Twenty days" in now
    assert SAID["title"] in before
    assert "<em>Friday</em>" in before
    assert "30 March 2026" in before


def test_two_who_change_it_do_not_write_over_each_other(group, gia, lena):
    ask = an_ask(group, gia, lena)
    actions.change(ask, SAID | {"title": "One"}, leader=lena, edition=1, by=gia, at=AT)
    form = {"edition": "1", **SAID, "title": "Other", "leader": lena.public_id}

    late = signed_in(gia).post(f"{ask.get_absolute_url()}change/", form)

    assert "Somebody changed this meanwhile" in late.content.decode()
    assert Ask.objects.get().title == "One"
    assert AskBefore.objects.count() == 1


def test_the_same_words_sent_again_keep_nothing(group, gia, lena):
    ask = an_ask(group, gia, lena)

    actions.change(ask, SAID, leader=lena, edition=1, by=gia, at=AT)

    assert not AskBefore.objects.exists()


def test_what_was_answered_stays_as_it_was_asked(group, gia, lena):
    ask = an_ask(group, gia, lena)
    an_answer(ask, lena)

    assert signed_in(gia).get(f"{ask.get_absolute_url()}change/").status_code == 404
    with pytest.raises(NotAllowed):
        actions.change(ask, SAID | {"title": "Else"}, leader=lena, edition=1, by=gia, at=AT)


def test_an_ask_whose_day_has_passed_can_still_be_said_otherwise(group, gia, lena):
    ask = an_ask(group, gia, lena)
    form = {"edition": "1", **SAID, "title": "Still", "leader": lena.public_id}

    with on(2026, 6, 1):
        signed_in(gia).post(f"{ask.get_absolute_url()}change/", form)

    assert Ask.objects.get().title == "Still"


def test_another_leader_can_be_asked_and_is_told(group, gia, lena):
    ask, lars = an_ask(group, gia, lena), a_leader("Lars")

    actions.change(ask, SAID, leader=lars, edition=1, by=gia, at=AT)

    assert Telling.objects.count() == 2
    assert "Nothing waits for your answer." in page(signed_in(lena), "/asks/")
    told = page(signed_in(lars), "/asks/")
    # It stands on the page once, however many lists that has.
    assert told.count(f">{SAID['title']}<") == 1
    assert "What else was asked" not in told
    assert "Nothing has been asked yet" not in told
    assert "What else was asked" in page(signed_in(lena), "/asks/")


def test_whoever_does_not_look_after_the_group_changes_nothing(group, gia, lena):
    ask = an_ask(group, gia, lena)

    assert signed_in(lena).get(f"{ask.get_absolute_url()}change/").status_code == 404
    with pytest.raises(NotAllowed):
        actions.change(ask, SAID | {"title": "X"}, leader=lena, edition=1, by=lena, at=AT)


# --- hidden groups --------------------------------------------------------------------------------


def test_a_hidden_group_asks_without_its_name(gia, lena, out):
    space = a_hidden_space(gia, kind="resource-group")
    ask = an_ask(space, gia, lena)

    for client in (out, signed_in(lena), signed_in(gia)):
        told = page(client, ask.get_absolute_url()) + page(client, "/asks/")
        assert "A resource group asks Lena Brandt." in told
        assert not re.search("lighthouse", told.replace(space.slug, ""), re.IGNORECASE)
    assert space.slug not in page(out, ask.get_absolute_url())
    assert space.public_id not in page(out, ask.get_absolute_url())
    assert not Tally.objects.exists()


def test_a_group_that_hides_later_is_named_to_its_members_alone(group, gia, lena, out):
    ask = an_ask(group, gia, lena)
    hide(group, gia)

    assert "A resource group asks" in page(out, ask.get_absolute_url())
    assert "A resource group asks" in page(signed_in(lena), "/asks/")
    assert "From Night workers" in page(signed_in(gia), ask.get_absolute_url())


def test_a_group_that_opens_up_later_is_not_named_by_what_it_asked_before(gia, lena, out):
    space = a_hidden_space(gia, kind="resource-group")
    ask = an_ask(space, gia, lena)
    said = {"name": space.name, "about": "", "visibility": "members", "joining": "own",
            "roster": "own"}  # fmt: skip
    spaces.change_space(space, said, edition=1, by=gia, at=AT)

    assert "A resource group asks" in page(out, ask.get_absolute_url())
    # Nor by the pages of the group itself, which say nothing of it to whoever is not in it.
    for part in ("asks/", "group/"):
        told = page(out, f"{space.get_absolute_url()}{part}")
        assert ask.public_id not in told
        assert "The last one of" not in told
    assert ask.public_id in page(signed_in(gia), f"{space.get_absolute_url()}asks/")


def test_what_it_asks_with_its_name_later_does_not_name_what_it_asked_before(gia, lena, out):
    space = a_hidden_space(gia, kind="resource-group")
    an_ask(space, gia, lena)
    said = {"name": space.name, "about": "", "visibility": "members", "joining": "own",
            "roster": "own"}  # fmt: skip
    spaces.change_space(space, said, edition=1, by=gia, at=AT)
    an_ask(space, gia, lena, "Boots that fit")

    told = page(out, "/asks/")
    assert told.count("From Lighthouse keepers, to") == 1
    assert told.count("A resource group asks") == 1


def test_what_is_said_anew_by_a_group_that_was_hidden_since_has_no_name(group, gia, lena):
    ask = an_ask(group, gia, lena)
    hide(group, gia)

    actions.change(ask, SAID | {"title": "Else"}, leader=lena, edition=1, by=gia, at=AT)

    assert not Ask.objects.get().named


def hide(group, by) -> None:
    said = {"name": group.name, "about": "", "visibility": "hidden", "joining": "link",
            "roster": "own"}  # fmt: skip
    spaces.change_space(group, said, edition=1, by=by, at=AT)


def test_nobody_who_is_not_signed_in_reads_an_ask(group, gia, lena, client):
    ask = an_ask(group, gia, lena)

    for address in ("/asks/", ask.get_absolute_url()):
        assert client.get(address).status_code == 302


@pytest.mark.parametrize("address", ["/asks/no-such-ask/", "/asks/%00/", "/asks/a/answer/"])
def test_an_ask_that_is_not_there_is_no_page(lena, address):
    assert signed_in(lena).get(address).status_code == 404


# --- who goes -------------------------------------------------------------------------------------


def test_a_leader_who_goes_has_no_name_and_somebody_else_can_be_asked(group, gia, lena, out):
    waits, answered = an_ask(group, gia, lena), an_ask(group, gia, lena, "Boots that fit")
    an_answer(answered, lena)
    accounts.delete_account(lena, at=AT)

    assert "Somebody who is here no more" in page(out, answered.get_absolute_url())
    assert "It can be done." in page(out, answered.get_absolute_url())
    actions.change(waits, SAID, leader=a_leader("Lars"), edition=1, by=gia, at=AT)
    assert "to Lars Brandt." in page(out, waits.get_absolute_url())


def test_what_a_leader_answered_is_in_the_file_of_their_data(group, gia, lena):
    an_answer(an_ask(group, gia, lena), lena)

    (row,) = kept_about(lena)["said"]
    assert (row["what"], row["says"]) == ("answered an ask", "It can be done.")


def test_two_who_look_after_a_group_may_send_the_same_words(group, gia, lena):
    fay = a_facilitator()
    joined(group, fay)
    looks_after(group, fay, gia)
    key = once()

    for person in (gia, fay):
        actions.ask(group, SAID, leader=lena, once=key, by=person, at=AT)

    assert Ask.objects.count() == 2


# --- to take it back, and to wait -----------------------------------------------------------------


def test_what_nobody_has_answered_goes(group, gia, lena, out):
    ask = an_ask(group, gia, lena, "A bus at five")
    signed_in(gia).post(f"{ask.get_absolute_url()}change/", {
        **SAID, "leader": lena.public_id, "title": "A bus at six", "edition": "1"})  # fmt: skip

    answer = signed_in(gia).post(f"{ask.get_absolute_url()}take-back/", {"number": "0"})

    assert answer.url == "/asks/"
    assert (Ask.objects.count(), AskBefore.objects.count()) == (0, 0)
    assert out.get(ask.get_absolute_url()).status_code == 404
    assert "A bus" not in page(signed_in(lena), "/asks/")


def test_what_was_answered_says_that_it_was_taken_back_and_the_answer_stays(
    group, gia, lena, out
):  # fmt: skip
    ask = an_ask(group, gia, lena)
    an_answer(ask, lena, says="Bladderwrack")

    signed_in(gia).post(f"{ask.get_absolute_url()}take-back/", {"number": "1"})

    told = page(out, ask.get_absolute_url())
    assert "Taken back by the group on 2 March 2026; answered on 2 March 2026." in told
    assert "Bladderwrack" in told
    assert "Taken back" in page(out, "/asks/")
    assert signed_in(lena).get(f"{ask.get_absolute_url()}answer/").status_code == 404
    with pytest.raises(NotAllowed):
        an_answer(ask, lena, kind="no", follows="", follows_by=None)
    assert signed_in(gia).get(f"{ask.get_absolute_url()}take-back/").status_code == 404


def test_an_answer_that_came_meanwhile_is_read_before_it_is_taken_back(group, gia, lena):
    ask = an_ask(group, gia, lena)
    an_answer(ask, lena)

    answer = signed_in(gia).post(f"{ask.get_absolute_url()}take-back/", {"number": "0"})

    ask.refresh_from_db()
    assert answer.url == ask.get_absolute_url()
    assert ask.taken_back_on is None
    with pytest.raises(ChangedMeanwhile):
        actions.take_back(ask, number=0, by=gia, at=AT)


def test_whoever_answers_what_has_gone_meanwhile_is_told_that_it_is_not_there(group, gia, lena):
    ask = an_ask(group, gia, lena)
    actions.take_back(Ask.objects.get(), number=0, by=gia, at=AT)

    with pytest.raises(NotAllowed):
        actions.answer(ask, {"kind": "no", "says": "x", "follows": "", "follows_by": None},
                       edition=1, number=0, by=lena, at=AT)  # fmt: skip
    assert not actions.take_back(ask, number=0, by=gia, at=AT)


def test_only_whoever_looks_after_the_group_takes_it_back(group, gia, lena):
    ask, mo = an_ask(group, gia, lena), somebody("mo@harbourline.example", name="Mo")
    joined(group, mo)
    for person in (mo, lena):
        client = signed_in(person)
        for send in (client.get, client.post):
            address = f"{ask.get_absolute_url()}take-back/"
            assert send(address, {"number": "0"}).status_code == 404
    with pytest.raises(NotAllowed):
        actions.take_back(ask, number=0, by=mo, at=AT)
    assert "take-back" not in page(signed_in(mo), ask.get_absolute_url())


def test_a_notice_of_an_ask_that_has_gone_leads_to_all_of_them(group, gia, lena):
    ask = an_ask(group, gia, lena)
    assert ASKED.leads_to(ask.public_id) == ask.get_absolute_url()

    actions.take_back(ask, number=0, by=gia, at=AT)

    assert ASKED.leads_to(ask.public_id) == "/asks/"


def test_what_waits_for_a_leader_stands_on_their_home_and_on_no_others(group, gia, lena):
    an_ask(group, gia, lena, "A bus at five", due_on=date(2026, 3, 30))
    an_ask(a_group(gia, "Quillwort", visibility="hidden", joining="link"), gia, lena, "A lamp")
    answered = an_ask(group, gia, lena, "A number at night")
    an_answer(answered, lena)

    told = page(signed_in(lena), "/")

    assert "It has waited for your answer since 2 March 2026. It is due on 30 March 2026." in told
    assert "A lamp" in told
    assert "Quillwort" not in told
    assert "A number at night" not in told
    assert "A bus at five" not in page(signed_in(gia), "/")
    with on(2026, 4, 2):
        late = page(signed_in(lena), "/")
        assert "It was due on 30 March 2026." in late
        assert "Overdue" in late
        assert "it was due on 30 March 2026" in page(signed_in(lena), "/asks/")


def test_home_asks_once_more_for_it_however_much_waits(group, gia, lena):
    def asked_for() -> int:
        client = signed_in(lena)
        client.get("/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/")
        return len(asked)

    an_ask(group, gia, lena, "A bus at five")
    one = asked_for()
    for number in range(7):
        an_ask(group, gia, lena, f"Ask {number}")

    assert asked_for() == one
