"""A finding that a space raises: a structure, a place and what happens; no story, author or day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from web.insight.barred import a_barrier
from web.ledgers import shown_from, small_harbourline
from web.organisation.written import a_structure
from web.people import somebody
from web.spaces.made import AT, a_facilitator, a_hidden_space, a_space, joined
from worker.steps import carried_out

from tiebeam.web.audit.models import Entry, Tally
from tiebeam.web.delivery.models import Telling
from tiebeam.web.insight.barriers import actions as barriers
from tiebeam.web.insight.barriers import queries, widening
from tiebeam.web.insight.barriers.widening import ENOUGH, wide_now
from tiebeam.web.insight.models import Barrier, Evidence, Moment
from tiebeam.web.insight.queries import shown
from tiebeam.web.jobs.models import Job
from tiebeam.web.permissions import Role
from tiebeam.web.spaces import actions as spaces
from tiebeam.web.spaces.models import Raised
from tiebeam.web.spaces.raising import actions
from tiebeam.web.spaces.raising.happenings import happenings
from tiebeam.worker.schedule import Planner

pytestmark = pytest.mark.django_db
#: AT is a Monday.
NEXT_MONDAY = datetime(2026, 3, 9, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    return small_harbourline(tmp_path_factory.mktemp("harbourline"))


@pytest.fixture
def fay():
    return a_facilitator()


@pytest.fixture
def shifts():
    """A structure in force, with somebody who looks after it."""
    return a_structure(somebody("eda@harbourline.example", Role.STRUCTURE_OWNER, name="Eda"),
                       title="Shifts")  # fmt: skip


def raised(space, by, what="unknown", structure="", place="", at=AT) -> None:
    actions.raise_finding(space, structure=structure, place=place, what=what, by=by, at=at)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return unescape(answer.content.decode())


# --- it waits, and then stands there --------------------------------------------------------------


def test_until_monday_nothing_shows_that_anything_was_raised(client, fay, shifts):
    client.force_login(fay)
    space = a_space(fay)
    before = Tally.objects.count(), Entry.objects.count()

    raised(space, fay, structure=shifts.public_id)

    assert actions.let_out(at=AT + timedelta(days=6)) == 0
    assert not Barrier.objects.exists()
    assert (Tally.objects.count(), Entry.objects.count()) == before
    assert "Nothing is here yet" in page(client, f"{space.get_absolute_url()}raised/")


def test_on_monday_it_is_a_question_that_says_neither_from_where_nor_from_whom(fay, shifts):
    space = a_hidden_space(fay, "Lighthouse keepers")
    raised(space, fay, structure=shifts.public_id)

    actions.let_out(at=NEXT_MONDAY)

    (barrier,), (evidence,) = Barrier.objects.all(), Evidence.objects.all()
    assert barrier.title == "“Shifts”: Some hear of it too late, or never"
    assert (barrier.policy, barrier.state) == (shifts, "question")
    assert (evidence.kind, evidence.strength, evidence.at) == ("raised", "raised", date(2026, 3, 9))
    told = " ".join(f"{each.__dict__}" for each in (barrier, evidence, *Moment.objects.all()))
    assert not any(each in told for each in ("Lighthouse", space.public_id, fay.public_id, "Fay"))
    assert not Entry.objects.filter(act="insight.raised-barrier").exists()
    assert Tally.objects.get(act="insight.raised-barrier").times == 1
    # Whoever decides about it is told that there is something, on the same Monday.
    assert Telling.objects.get(topic="insight.barrier-to-decide").about == barrier.public_id


@pytest.mark.parametrize("days", range(7))
def test_it_waits_for_the_monday_after_whichever_day_it_is(days):
    day = date(2026, 3, 2) + timedelta(days=days)

    assert actions.monday_after(day) == date(2026, 3, 9)


def test_what_comes_out_together_comes_out_in_mixed_order(fay):
    space = a_space(fay)
    for what in happenings():
        raised(space, fay, what)

    actions.let_out(at=NEXT_MONDAY)

    # That eleven come out as they came in is as likely as one in forty million.
    came_out = [each.title for each in Barrier.objects.order_by("pk")]
    assert sorted(came_out) == sorted(happenings().values())
    assert came_out != list(happenings().values())


def test_the_same_thing_raised_by_several_people_is_there_once(fay):
    space, mo = a_space(fay), somebody("mo@harbourline.example")
    joined(space, mo)

    for each in (fay, mo, mo):
        raised(space, each)
    actions.let_out(at=NEXT_MONDAY)

    assert (Raised.objects.count(), Evidence.objects.count()) == (1, 1)
    assert not {each.name for each in Raised._meta.get_fields()} & {"by", "who", "at"}


def test_no_more_waits_than_can_be_read(fay):
    space = a_space(fay)
    for number in range(actions.MOST_WAITING):
        raised(space, fay, structure=f"structure-{number}"[:12])

    with pytest.raises(actions.EnoughWaits):
        raised(space, fay)


def test_the_worker_lets_out_each_monday_and_makes_up_for_one_that_it_missed(fay):
    raised(a_space(fay), fay)
    wednesday = NEXT_MONDAY + timedelta(days=2)

    for at in (wednesday, wednesday + timedelta(minutes=5)):
        Planner().plan(at=at)
    (job,) = Job.objects.filter(kind="let-out-what-was-raised")
    Job.objects.exclude(pk=job.pk).delete()
    carried_out(job, at=wednesday)

    job.refresh_from_db()
    assert Barrier.objects.count() == 1
    # A job says nothing of how much it was.
    assert (job.key, job.state, job.result, job.asked_by) == ("let-out:2026-W11", "done", {}, None)


def test_when_one_can_not_be_written_all_of_it_waits_for_the_next_time(fay):
    space = a_space(fay)
    for what in happenings():
        raised(space, fay, what)
    Raised.objects.filter(what="money").update(what="no-such-code")

    with pytest.raises(KeyError):
        actions.let_out(at=NEXT_MONDAY)
    assert (Barrier.objects.count(), Raised.objects.exclude(barrier="").count()) == (0, 0)

    Raised.objects.filter(what="no-such-code").update(what="money")
    assert actions.let_out(at=NEXT_MONDAY) == len(happenings())


# --- which barrier it shows -----------------------------------------------------------------------


def test_it_shows_the_only_barrier_of_its_structure_that_holds_the_place(fay, shifts):
    there = a_barrier("The rota comes late", by=fay, policy=shifts)
    raised(a_space(fay), fay, structure=shifts.public_id)

    actions.let_out(at=NEXT_MONDAY)

    found = queries.barrier(there.public_id, fay)
    assert Barrier.objects.count() == 1
    assert found is not None
    assert [each.kept.said for each in found.evidence] == [
        "“Shifts”: Some hear of it too late, or never"
    ]
    assert not Entry.objects.filter(act="insight.added-evidence").exists()


def test_where_several_could_be_meant_it_is_a_question_of_its_own(fay, shifts):
    for title in ("The rota comes late", "The rota is on paper"):
        a_barrier(title, by=fay, policy=shifts)
    raised(a_space(fay), fay, structure=shifts.public_id)

    actions.let_out(at=NEXT_MONDAY)

    assert Barrier.objects.count() == 3


def test_a_barrier_elsewhere_or_a_closed_one_is_not_shown_by_it(fay, shifts):
    a_barrier("Only in Porto", by=fay, policy=shifts, sites=["Porto"])
    closed = a_barrier("The rota comes late", by=fay, policy=shifts)
    barriers.close(closed, reason="Changed", by=fay, at=AT)
    raised(a_space(fay), fay, structure=shifts.public_id)

    actions.let_out(at=NEXT_MONDAY)

    assert Barrier.objects.count() == 3
    assert Evidence.objects.get().barrier.title.startswith("“Shifts”")


def test_raised_again_another_week_it_finds_the_barrier_that_it_became(fay, shifts):
    space = a_space(fay)
    for structure in (shifts.public_id, ""):
        raised(space, fay, structure=structure)
    actions.let_out(at=NEXT_MONDAY)
    one, other = Barrier.objects.order_by("-policy")
    whole = barriers.join(one, other, by=fay, at=NEXT_MONDAY)

    for structure in (shifts.public_id, ""):
        raised(a_space(fay, "Others"), fay, structure=structure, at=NEXT_MONDAY)
    actions.let_out(at=NEXT_MONDAY + timedelta(days=7))

    assert Barrier.objects.filter(merged_into=None).get() == whole
    assert Evidence.objects.count() == 2


def test_a_structure_that_is_gone_by_monday_leaves_what_happens(fay):
    raised(a_space(fay), fay, structure="nothing-here")

    actions.let_out(at=NEXT_MONDAY)

    assert Barrier.objects.get().title == "Some hear of it too late, or never"


# --- the place ------------------------------------------------------------------------------------


def test_every_place_that_can_be_told_has_enough_people_by_a_released_headcount(ledger):
    shown_from(ledger)
    figures = shown()
    offers = [each for each in figures.ledger.offers if each.measure == "organisation"]
    newest = max(offers, key=lambda each: each.window.last)
    people = {row.at["unit"]: row.n for row in figures.figure(newest).rows}

    wide = wide_now()

    assert ENOUGH == 28
    assert wide.kind == "units"
    assert set(wide.places) <= {place for place, n in people.items() if n >= 28}
    assert {"Operations / Deck Operations", "Ports"} <= set(wide.places)
    for place in people:
        told = wide.widened(place)
        assert told == "" or (place.startswith(told) and people[told] >= 28)
        # It is the smallest: what it stands beneath, and nothing between.
        assert not any(place.startswith(each) and len(each) > len(told) for each in wide.places
                       if (place + " / ").startswith(each + " / "))  # fmt: skip
    for place in wide.places:
        # Whoever is in a smaller place chooses that one; those who are left are enough as well.
        within = [each for each in wide.places if each.rpartition(" / ")[0] == place]
        assert people[place] - sum(people[each] for each in within) in {0, *range(28, 1000)}
    small = {place for place in people if place not in wide.places and wide.widened(place)}
    assert {each for held in wide.places.values() for each in held} == small


UNITS = st.recursive(
    st.integers(1, 80), lambda inner: st.dictionaries(
        st.sampled_from("ABCDE"), inner, min_size=1, max_size=4), max_leaves=12,
)  # fmt: skip


@given(tree=st.dictionaries(st.sampled_from("VWXYZ"), UNITS, min_size=1, max_size=5))
def test_no_two_places_that_can_be_told_leave_fewer_than_28_between_them(tree):
    people: dict[str, float] = {}

    def count(name: str, part) -> int:
        n = part if isinstance(part, int) else sum(count(f"{name} / {one}", each)
                                                   for one, each in part.items())  # fmt: skip
        people[name] = n
        return n

    for name, part in tree.items():
        count(name, part)
    told = widening._of("units", dict(sorted(people.items()))).places

    for place in told:
        beneath = [each for each in told if each.startswith(f"{place} / ")]
        outermost = [each for each in beneath
                     if not any(each.startswith(f"{other} / ") for other in beneath)]  # fmt: skip
        left = people[place] - sum(people[each] for each in outermost)
        assert people[place] >= 28
        assert left == 0 or left >= 28


def test_a_place_of_fewer_is_never_kept_not_even_while_it_waits(ledger, fay):
    shown_from(ledger)
    space = a_space(fay)

    raised(space, fay, "alone", place="Shore Offices / Finance")
    raised(space, fay, "money", place="Chief Executive's Office")

    assert {each.place for each in Raised.objects.all()} == {"Shore Offices", ""}
    actions.let_out(at=NEXT_MONDAY)
    assert [each.units for each in Barrier.objects.order_by("title")] == [
        [], ["Shore Offices"],
    ]  # fmt: skip


def test_a_place_that_has_become_too_small_by_monday_is_widened_once_more(ledger, fay):
    shown_from(ledger)
    space = a_space(fay)
    raised(space, fay, place="Operations / Deck Operations")
    # As it would have been kept when the unit still had enough people.
    Raised.objects.update(place="Shore Offices / Finance", part="units")

    actions.let_out(at=NEXT_MONDAY)

    assert Barrier.objects.get().units == ["Shore Offices"]


def test_where_no_release_tells_how_many_are_where_it_is_everywhere(fay):
    raised(a_space(fay), fay, place="Operations / Deck Operations")

    assert Raised.objects.get().place == ""


# --- pages ----------------------------------------------------------------------------------------


def test_two_clicks_raise_it_and_the_space_sees_what_became_of_it(client, fay, shifts, ledger):
    shown_from(ledger)
    client.force_login(fay)
    space = a_space(fay)
    form = page(client, f"{space.get_absolute_url()}raise/")

    assert f'href="/spaces/{space.address}/raise/"' in page(client, space.get_absolute_url())
    assert "Shore Offices (also for Digital, Finance, People, Safety and Compliance)" in form
    assert "<textarea" not in form
    said = {"what": "unknown", "structure": shifts.public_id, "place": "Shore Offices"}
    answer = client.post(f"{space.get_absolute_url()}raise/", said)
    assert answer.headers["Location"].endswith("/raised/")

    actions.let_out(at=datetime.now(UTC) + timedelta(days=8))
    told = page(client, f"{space.get_absolute_url()}raised/")
    assert "“Shifts”: Some hear of it too late, or never" in told
    assert "A question" in told
    barriers.close(Barrier.objects.get(), reason="Changed", by=fay, at=AT)
    assert "Closed" in page(client, f"{space.get_absolute_url()}raised/")


@pytest.mark.parametrize("said", [
    {}, {"what": "nothing-of-ours"}, {"what": "alone", "structure": "AAAAAAAAAAAA"},
    {"what": "alone", "place": "Nowhere"}, {"what": "alone\0", "place": "\u202e" * 10_000},
])  # fmt: skip
def test_what_is_not_offered_is_not_raised(client, fay, said):
    client.force_login(fay)
    space = a_space(fay)

    answer = client.post(f"{space.get_absolute_url()}raise/", said)

    assert answer.status_code == 200
    assert not Raised.objects.exists()


def test_a_draft_is_offered_to_nobody_since_others_would_read_its_title(client, fay):
    eda = somebody("eda@harbourline.example", Role.STRUCTURE_OWNER, name="Eda")
    a_structure(eda, title="A secret plan", state="draft")
    client.force_login(eda)
    space = a_space(fay)
    joined(space, eda)

    assert "A secret plan" not in page(client, f"{space.get_absolute_url()}raise/")


@pytest.mark.parametrize("part", ["raise", "raised"])
def test_whoever_is_not_in_the_space_raises_nothing_and_reads_nothing_of_it(client, fay, part):
    space = a_space(fay, visibility="open")
    client.force_login(somebody())

    assert client.get(f"{space.get_absolute_url()}{part}/").status_code == 404
    with pytest.raises(spaces.NotAllowed):
        raised(space, somebody("pat@harbourline.example"))


def test_a_member_reads_nothing_of_a_barrier_that_they_may_not_read(client, fay, shifts):
    space = a_space(fay)
    raised(space, fay, structure=shifts.public_id)
    actions.let_out(at=NEXT_MONDAY)
    type(shifts).objects.filter(pk=shifts.pk).update(state="draft", in_force_at=None)
    client.force_login(fay)

    assert "Shifts" not in page(client, f"{space.get_absolute_url()}raised/")
