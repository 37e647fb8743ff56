"""Pages of redesigns: each for whom it is, and refused to others."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape
from web.change.redesigned import (
    AT,
    DECIDE_BY,
    NEW,
    OF_PEOPLE,
    OLD,
    RULE,
    a_barrier,
    a_day_later,
    a_draft,
    a_leader,
    a_rule,
    decided,
    kept,
    looked,
    now,
    proposed,
    written,
)
from web.insight.barred import PROMOTED, employer, figure
from web.insight.barred import a_barrier as shown_barrier
from web.organisation.written import structure_owner
from web.pages import Inline
from web.people import an_owner, somebody

from tiebeam.web.accounts.models import User
from tiebeam.web.change import actions, queries
from tiebeam.web.change.models import Objection, Redesign, Written
from tiebeam.web.home import queries as home
from tiebeam.web.insight.models import Barrier
from tiebeam.web.organisation.models import Policy
from tiebeam.web.permissions import Role

pytestmark = pytest.mark.django_db
State = Redesign.State
#: Whoever opens a page is four; the rest is for the page.
MOST_QUERIES = 14


@pytest.fixture
def eda(client: Client) -> User:
    """Signed in; she looks after the structure."""
    found = structure_owner()
    client.force_login(found)
    return found


@pytest.fixture
def lena() -> User:
    return a_leader()


@pytest.fixture
def rule(eda: User) -> Policy:
    return a_rule(eda)


@pytest.fixture
def member() -> Client:
    return as_(somebody("mo@harbourline.example", name="Mo"))


def as_(person: User) -> Client:
    found = Client()
    found.force_login(person)
    return found


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()[:400]
    text: str = answer.content.decode()
    assert Inline(text).found == []
    return text


def status(client: Client, address: str, **sent: Any) -> int:
    answer = client.post(address, sent) if sent else client.get(address)
    return int(answer.status_code)


# --- what there is --------------------------------------------------------------------------------


def test_an_empty_list_teaches_the_first_step(client: Client, eda: User, member: Client):
    assert "Write a redesign" in page(client, "/redesigns/")
    assert "Write a redesign" not in page(member, "/redesigns/")
    assert "Nothing was proposed yet" in page(member, "/what-changed/")


def test_visitors_are_asked_to_sign_in():
    for each in ("/redesigns/", "/redesigns/new/", "/redesigns/sheet/", "/what-changed/"):
        assert Client().get(each).status_code == 302


def test_what_changed_hides_nothing(client: Client, eda: User, lena: User, rule: Policy):
    dropped = proposed(rule, eda, lena, title="No more core hours")
    actions.drop(dropped, reason="Nobody asked for it.", by=eda, at=AT)
    stalled = proposed(rule, eda, lena, title="Everybody names themselves")
    a_day_later(DECIDE_BY + timedelta(days=1))
    decided(rule, eda, lena, title="Two weeks until an answer")
    kept(rule, RULE.replace(OLD, NEW), document=rule.documents.get())
    looked()

    text = page(client, "/what-changed/")

    for each in (dropped, stalled):
        assert each.title in text
    assert "Stalls" in text
    assert "90 before, 14 now. As it was written down beforehand." in text


def test_the_sheet_names_decisions_texts_and_barriers(
    member: Client, eda: User, lena: User, rule: Policy
):
    waits = proposed(rule, eda, lena, title="Everybody names themselves")
    due = decided(rule, eda, lena, title="Two weeks until an answer")

    text = page(member, "/redesigns/sheet/")

    assert text.index(waits.title) < text.index("Texts that are due") < text.index(due.title)


# --- writing one ----------------------------------------------------------------------------------


def test_from_a_barrier_to_a_proposal_step_by_step(
    client: Client, eda: User, lena: User, rule: Policy
):
    barrier = a_barrier(rule, eda)
    first = page(client, f"/redesigns/new/?barrier={barrier.public_id}")
    assert escape(barrier.title) in first

    new = {"once": "once", "title": "A panel decides", "structure": rule.public_id}
    answer = client.post(f"/redesigns/new/?barrier={barrier.public_id}", new)
    found = Redesign.objects.get()
    assert answer.url == found.get_absolute_url()
    here = found.get_absolute_url()
    assert "0 of 4" in page(client, here)

    # The clause of the barrier stands there already.
    assert OLD in page(client, f"{here}say/text/")
    answer = client.post(f"{here}say/text/", {"edition": 1, "old": OLD, "new": NEW, "stops": ""})
    assert answer.url == f"{here}say/deciding/"
    said = {"edition": 2, "decided_before": "One's manager", "decides_now": "A panel of three"}
    assert client.post(f"{here}say/deciding/", said).url == f"{here}say/dates/"
    today = timezone.now().date()
    dates = {"edition": 3, "owner": eda.public_id, "passes_to": lena.public_id,
             "decide_by": today + timedelta(days=9), "in_force_by": today + timedelta(days=30),
             "cost": ""}  # fmt: skip
    assert client.post(f"{here}say/dates/", dates).url == f"{here}say/measure/"
    steps = page(client, f"{here}say/measure/")
    assert "Days to a decision or an answer: 90 now, 14 in the new text" in steps
    measure = {"edition": 4, "metric": "clause:sentence.deadline_days"}
    assert client.post(f"{here}say/measure/", measure).url == here
    assert "Propose it" in page(client, here)

    client.post(f"{here}propose/", {"edition": now(found).edition})

    found = now(found)
    assert found.state == State.PROPOSED
    locked = found.written.get()
    assert (locked.direction, float(locked.size or 0)) == ("down", 76)
    text = page(client, here)
    assert "<del>" in text
    assert "taken away:" in text
    assert locked.hash in text
    assert [each.barrier for each in found.answers.all()] == [barrier]


def test_a_member_can_not_write_one(member: Client, eda: User, rule: Policy, lena: User):
    barrier, draft = a_barrier(rule, eda), written(rule, eda, lena)
    here = draft.get_absolute_url()

    assert status(member, f"/redesigns/new/?barrier={barrier.public_id}") == 404
    assert status(member, here) == 404
    for part in ("text", "deciding", "dates", "measure"):
        assert status(member, f"{here}say/{part}/") == 404
    assert status(member, f"{here}propose/", edition=draft.edition) == 404
    assert status(member, f"{here}barriers/") == 404


@pytest.mark.parametrize(
    "role", [Role.LEADER, Role.STEWARD, Role.GROUP_LEAD, Role.FACILITATOR, Role.STRUCTURE_OWNER]
)
def test_these_may_propose(role: Role):
    assert (
        status(as_(somebody("ro@harbourline.example", role, name="Ro")), "/redesigns/new/") == 200
    )


@pytest.mark.parametrize("role", [Role.MEMBER, Role.ANALYST, Role.OWNER, Role.BROKER])
def test_these_may_not(role: Role):
    assert (
        status(as_(somebody("ro@harbourline.example", role, name="Ro")), "/redesigns/new/") == 404
    )


def test_a_barrier_or_a_step_that_is_not_there_is_not_found(
    client: Client, eda: User, rule: Policy
):
    here = a_draft(rule, eda).get_absolute_url()

    assert status(client, "/redesigns/new/?barrier=nosuch") == 404
    assert status(client, f"{here}say/nosuch/") == 404
    assert status(client, "/redesigns/nosuch/") == 404


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (
            {"old": "It never stood there.", "new": NEW},
            "This does not stand in the newest version.",
        ),
        ({"old": OLD, "new": OLD}, "Both say the same."),
        ({"old": "", "new": NEW}, "Say which sentence it takes the place of."),
        ({"old": "", "new": ""}, "Say what changes: a text, or what stops."),
    ],
)
def test_a_text_that_can_not_be_changed_says_why_and_nothing_typed_is_lost(
    client: Client, eda: User, rule: Policy, sent: dict[str, str], told: str
):
    here = a_draft(rule, eda).get_absolute_url()

    answer = client.post(f"{here}say/text/", {"edition": 1, "stops": "", **sent})

    text = answer.content.decode()
    assert told in text
    assert all(escape(each) in text for each in sent.values() if each)


def test_what_was_typed_is_there_again_after_signing_in(client: Client, eda: User, rule: Policy):
    here = a_draft(rule, eda).get_absolute_url()
    session = client.session
    session.set_expiry(-1)
    session.save()
    client.post(
        f"{here}say/text/", {"edition": 1, "old": OLD, "new": "A panel, soon.", "stops": ""}
    )
    client.force_login(eda)

    assert "A panel, soon." in page(client, f"{here}say/text/")


def test_a_second_tab_is_told_that_somebody_was_faster(
    client: Client, eda: User, lena: User, rule: Policy
):
    found = written(rule, eda, lena)
    said = {"edition": 1, "decided_before": "The unit", "decides_now": "All of it"}

    answer = client.post(f"{found.get_absolute_url()}say/deciding/", said)

    text = answer.content.decode()
    assert "Somebody changed this redesign meanwhile." in text
    assert "All of it" in text
    assert f'value="{found.edition}"' in text


def test_what_could_tell_who_somebody_is_is_looked_at_once_more(
    client: Client, eda: User, lena: User, rule: Policy
):
    here = a_draft(rule, eda).get_absolute_url()
    said = {"edition": 1, "decided_before": "Lena", "decides_now": "A panel"}

    text = client.post(f"{here}say/deciding/", said).content.decode()
    mark = re.search(r'name="looked_at" value="(\w+)"', text)

    assert "somebody&#x27;s name: “Lena”" in text
    assert mark
    assert status(client, f"{here}say/deciding/", **said, looked_at=mark[1]) == 302


def test_dates_have_an_order_and_it_passes_to_somebody_else(
    client: Client, eda: User, lena: User, rule: Policy
):
    here = a_draft(rule, eda).get_absolute_url()
    said = {"edition": 1, "owner": eda.public_id, "passes_to": eda.public_id,
            "decide_by": date(2020, 1, 1), "in_force_by": date(2019, 1, 1), "cost": ""}  # fmt: skip

    text = client.post(f"{here}say/dates/", said).content.decode()

    for told in ("This day is over.", "It can be in force only once it is decided.",
                 "Name somebody other than whoever is to decide."):  # fmt: skip
        assert told in text


def test_only_leaders_and_whoever_looks_after_it_can_be_named_to_decide(
    client: Client, eda: User, lena: User, rule: Policy
):
    somebody("sam@harbourline.example", Role.STEWARD, name="Sam")
    text = page(client, f"{a_draft(rule, eda).get_absolute_url()}say/dates/")
    deciding = text[text.index('name="owner"') : text.index('name="passes_to"')]

    assert "Lena" in deciding
    assert "Eda" in deciding
    assert "Sam" not in deciding


# --- how it is judged -----------------------------------------------------------------------------


def test_a_figure_that_shows_the_barrier_says_what_so_many_people_could_show(
    client: Client, eda: User, lena: User, rule: Policy, tmp_path
):
    employer(tmp_path)
    barrier = shown_barrier("Few women rise", figure(), by=eda, policy=rule)
    found = written(rule, eda, lena, barrier)
    here = found.get_absolute_url()
    assert escape(PROMOTED) in page(client, f"{here}say/measure/")
    said = {
        "edition": found.edition, "metric": f"figure:{PROMOTED}", "direction": "up", "size": "1",
        "judged_on": "2027-06-01",
    }  # fmt: skip

    client.post(f"{here}say/measure/", said)

    kept_down = found.written.get()
    assert kept_down.where == {"figure": PROMOTED}
    assert kept_down.detectable
    text = page(client, here)
    assert escape(kept_down.detectable) in text
    assert "So many people could not show an effect of that size." in text


def test_without_a_figure_it_is_not_known_what_could_be_seen(
    client: Client, eda: User, lena: User, rule: Policy
):
    found = written(rule, eda, lena, metric=OF_PEOPLE)

    assert "Not known from what is shown." in page(client, found.get_absolute_url())


def test_a_metric_of_people_needs_a_size_and_a_day_after_it_begins(
    client: Client, eda: User, lena: User, rule: Policy
):
    found = written(rule, eda, lena)
    said = {"edition": found.edition, "metric": "measure:exit_rate", "judged_on": "2026-04-20"}

    text = client.post(f"{found.get_absolute_url()}say/measure/", said).content.decode()

    for told in ("Say which way it should go.", "Say by how much, as a number above 0.",
                 "Leave at least 30 days"):  # fmt: skip
        assert told in text


def test_a_later_metric_stands_beside_the_first_with_its_reason(
    client: Client, eda: User, lena: User, rule: Policy
):
    found = proposed(rule, eda, lena)
    here = found.get_absolute_url()
    said = {"edition": found.edition, "metric": "measure:exit_rate", "direction": "down",
            "size": "2", "judged_on": "2027-06-01"}  # fmt: skip
    assert "Why it is changed" in client.post(f"{here}say/measure/", said).content.decode()

    client.post(f"{here}say/measure/", {**said, "reason": "Days say little of who leaves."})

    text = page(client, here)
    assert "Why: Days say little of who leaves." in text
    assert "As it was written down first" in text


def test_a_hash_that_does_not_fit_is_shown_as_broken(
    client: Client, eda: User, lena: User, rule: Policy
):
    found = proposed(rule, eda, lena)
    here = found.get_absolute_url()
    assert "This is not what was locked" not in page(client, here)
    assert "It fits: this is what was locked." in page(client, f"{here}locked/1/")

    Written.objects.update(size=1)

    assert "This is not what was locked" in page(client, here)
    assert "It does not fit" in page(client, f"{here}locked/1/")


def test_what_is_not_locked_yet_has_no_line_to_check(
    client: Client, eda: User, lena: User, rule: Policy
):
    found = written(rule, eda, lena)

    assert status(client, f"{found.get_absolute_url()}locked/1/") == 404


# --- deciding -------------------------------------------------------------------------------------


def test_a_leader_decides_and_sent_twice_it_is_once(eda: User, lena: User, rule: Policy):
    found, leader = proposed(rule, eda, lena), as_(lena)
    here = f"{found.get_absolute_url()}decide/"
    assert "Shall it be so?" in page(leader, here)

    for _ in range(2):
        assert status(leader, here, edition=found.edition) == 302

    assert now(found).state == State.DECIDED


def test_others_can_not_decide(member: Client, eda: User, lena: User, rule: Policy):
    found = proposed(rule, eda, lena)
    steward = as_(somebody("sam@harbourline.example", Role.STEWARD, name="Sam"))

    for each in (member, steward):
        assert status(each, f"{found.get_absolute_url()}decide/", edition=found.edition) == 404
        assert status(each, f"{found.get_absolute_url()}drop/", reason="No") == 404
        assert "Decide on it" not in page(each, found.get_absolute_url())


def test_a_decision_on_another_text_is_shown_once_more(
    client: Client, eda: User, lena: User, rule: Policy
):
    found, leader = proposed(rule, eda, lena), as_(lena)
    other = {"edition": found.edition, "old": OLD, "new": "Nobody decides.", "stops": ""}
    client.post(f"{found.get_absolute_url()}say/text/", other)

    answer = leader.post(f"{found.get_absolute_url()}decide/", {"edition": found.edition})

    assert answer.url == f"{found.get_absolute_url()}decide/"
    assert now(found).state == State.PROPOSED


def test_a_document_that_changed_meanwhile_is_told(
    client: Client, eda: User, lena: User, rule: Policy
):
    found = proposed(rule, eda, lena)
    kept(rule, "# Flexible work\n\nAsk.\n", document=rule.documents.get())

    text = page(client, found.get_absolute_url())

    assert "The document has changed" in text
    assert "Make the text fit" in text


def test_in_force_its_structure_names_who_decides_from_now_on(
    client: Client, eda: User, lena: User, rule: Policy
):
    found = decided(rule, eda, lena, gets_there="By lot.")
    assert Policy.objects.get(pk=rule.pk).decides == "One's manager"
    kept(rule, RULE.replace(OLD, NEW), document=rule.documents.get())
    looked()

    changed = Policy.objects.get(pk=rule.pk)
    assert (changed.decides, changed.gets_there) == ("A panel of three", "By lot.")
    said = page(client, found.get_absolute_url())
    assert "In force since" in said
    assert "The structure still says otherwise" not in said


def test_a_structure_that_names_somebody_else_altogether_is_left_alone_and_told(
    client: Client, eda: User, lena: User, rule: Policy
):
    found = decided(rule, eda, lena)
    Policy.objects.filter(pk=rule.pk).update(decides="The board")
    here = found.get_absolute_url()
    assert "The structure still says otherwise" not in page(client, here)
    kept(rule, RULE.replace(OLD, NEW), document=rule.documents.get())
    looked()

    assert Policy.objects.get(pk=rule.pk).decides == "The board"
    assert "There it stands that this decides: The board." in page(client, here)


def test_a_stall_is_seen_by_everybody_who_sees_the_barrier(
    member: Client, eda: User, lena: User, rule: Policy
):
    barrier = a_barrier(rule, eda)
    proposed(rule, eda, lena, barrier)
    a_day_later(DECIDE_BY + timedelta(days=1))

    text = page(member, barrier.get_absolute_url())

    assert "Stalls" in text
    assert "the decision passes to Lena" in text


def test_a_practice_that_stops_is_put_in_force_by_whoever_decides(
    member: Client, eda: User, lena: User
):
    found = decided(None, lena, eda, metric=OF_PEOPLE)
    here = f"{found.get_absolute_url()}in-force/"

    assert member.post(here).status_code == 404
    assert as_(lena).post(here).status_code == 302
    assert now(found).state == State.IN_FORCE


def test_it_is_dropped_with_a_reason_that_stays(
    member: Client, eda: User, lena: User, rule: Policy
):
    found = proposed(rule, eda, lena)

    assert status(as_(lena), f"{found.get_absolute_url()}drop/", reason="It costs too much.") == 302

    assert "It costs too much." in page(member, found.get_absolute_url())


def test_one_more_barrier_can_be_answered(client: Client, eda: User, lena: User, rule: Policy):
    found, other = proposed(rule, eda, lena), a_barrier(None, eda, "Do forms shut people out?")
    here = f"{found.get_absolute_url()}barriers/"
    assert other.title in page(client, here)

    for _ in range(2):
        client.post(here, {"barrier": other.public_id})

    assert found.answers.count() == 1


# --- arguments ------------------------------------------------------------------------------------


def test_anybody_objects_and_no_page_says_who(
    client: Client, member: Client, eda: User, lena: User, rule: Policy
):
    found = proposed(rule, eda, lena)
    here = f"{found.get_absolute_url()}object/"
    assert "No page and no trail says who wrote it." in page(member, here)
    for _ in range(2):
        member.post(here, {"once": "once", "says": "A panel is slow."})
    objection = Objection.objects.get()
    client.post(f"{here}{objection.public_id}/", {"once": "more", "says": "It meets weekly."})

    text = page(client, found.get_absolute_url())

    assert "A panel is slow." in text
    assert "It meets weekly." in text
    mo = User.objects.get(email="mo@harbourline.example")
    assert mo.public_id not in text
    assert ">Mo<" not in text


def test_nobody_objects_to_what_is_being_written(
    client: Client, eda: User, lena: User, rule: Policy
):
    found = written(rule, eda, lena)

    assert status(client, f"{found.get_absolute_url()}object/") == 404


def test_an_argument_of_another_redesign_is_not_answered_here(
    client: Client, eda: User, lena: User, rule: Policy
):
    one, two = proposed(rule, eda, lena), proposed(rule, eda, lena, title="Another")
    objection = actions.object_to(one, says="No.", once="x", at=AT)

    assert status(client, f"{two.get_absolute_url()}object/{objection.public_id}/") == 404


# --- elsewhere ------------------------------------------------------------------------------------


def test_it_stands_on_the_pages_of_its_barrier_and_its_structure(
    client: Client, member: Client, eda: User, lena: User, rule: Policy
):
    barrier = a_barrier(rule, eda)
    found = proposed(rule, eda, lena, barrier)

    for each in (barrier, rule):
        assert found.title in page(client, each.get_absolute_url())
        assert found.title in page(member, each.get_absolute_url())
        assert "/redesigns/new/" in page(client, each.get_absolute_url())
        assert "/redesigns/new/" not in page(member, each.get_absolute_url())


def test_it_is_found_by_its_words_once_it_is_proposed(
    member: Client, eda: User, lena: User, rule: Policy
):
    draft = written(rule, eda, lena, title="Unseen so far")
    found = proposed(rule, eda, lena, title="Seen by all")

    text = page(member, "/search/?q=criteria")

    assert found.title in text
    assert draft.title not in text


def test_a_leaders_home_has_what_waits_and_a_page_to_print(eda: User, lena: User, rule: Policy):
    found = proposed(rule, lena, eda)

    there = [each.text for each in home.needs_of(lena, at=AT)]
    others = [each.text for each in home.needs_of(eda, at=AT)]

    assert there[:2] == [found.title, "All that waits, on one page to print"]
    assert found.title not in others


def test_what_is_kept_about_me_names_redesigns(client: Client, eda: User):
    assert "Redesigns that you are to decide" in page(client, "/me/data/")


def test_pages_ask_the_database_as_often_for_many_as_for_few(
    client: Client, eda: User, lena: User, rule: Policy
):
    barrier = a_barrier(rule, eda)
    for n in range(6):
        proposed(rule, eda, lena, barrier, title=f"Redesign {n}")
    found = Redesign.objects.latest("pk")
    for n in range(4):
        actions.object_to(found, says=f"Argument {n}", once=str(n), at=AT)

    for address in ("/redesigns/", "/what-changed/", "/redesigns/sheet/", found.get_absolute_url()):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(client, address)
        assert len(asked) <= MOST_QUERIES, address


def test_owners_read_as_everybody_does(eda: User, lena: User, rule: Policy):
    found = proposed(rule, eda, lena)

    assert found.title in page(as_(an_owner()), found.get_absolute_url())
    assert not queries.may_propose(User.objects.get(email="olu@harbourline.example"))
    assert Barrier.objects.count() == 0
