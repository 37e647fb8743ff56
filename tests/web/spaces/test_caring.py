"""Looking after a space: whose week it is, what waits for an answer, a rest, and who has enough."""

from __future__ import annotations

import random
import re
import threading
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from web.people import somebody
from web.spaces.made import (
    AT,
    a_facilitator,
    a_hidden_space,
    a_meeting,
    a_post,
    a_space,
    a_thread,
    joined,
    looks_after,
    once,
    standing,
)
from worker.steps import carried_out

from tiebeam.web.audit.models import Entry, Tally
from tiebeam.web.delivery.topics import How, topic_of
from tiebeam.web.jobs.models import Job
from tiebeam.web.permissions import Role
from tiebeam.web.spaces import actions as spaces
from tiebeam.web.spaces import queries as of_spaces
from tiebeam.web.spaces.brokering import actions as brokering
from tiebeam.web.spaces.caring import actions, queries, telling
from tiebeam.web.spaces.caring.clock import working_days_before
from tiebeam.web.spaces.caring.lists import needs
from tiebeam.web.spaces.caring.rota import (
    WEEKS,
    monday_of,
    proposed_weeks,
    sunday_of,
    weeks_from,
)
from tiebeam.web.spaces.closing import actions as closing
from tiebeam.web.spaces.load import takes_no_more
from tiebeam.web.spaces.meeting.actions import call_off
from tiebeam.web.spaces.models import (
    Load,
    Membership,
    NotThatWeek,
    Pace,
    Post,
    Ruling,
    Standing,
    Thread,
    Unanswered,
    Week,
)
from tiebeam.web.spaces.moderating import actions as moderating
from tiebeam.web.spaces.who import name_of
from tiebeam.worker.schedule import Planner

pytestmark = pytest.mark.django_db
#: A Monday, and the one after it.
MONDAY, NEXT = date(2026, 3, 2), date(2026, 3, 9)
#: Four working days after AT: what was written then waits.
LATER = datetime(2026, 3, 6, 9, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def _now(time_machine) -> None:
    time_machine.move_to(LATER, tick=False)


@pytest.fixture
def fay():
    return a_facilitator()


@pytest.fixture
def gus():
    return somebody("gus@harbourline.example", name="Gus Lund")


@pytest.fixture
def mo():
    return somebody("mo@harbourline.example", name="Mo Haddad")


@pytest.fixture
def ann(space):
    """In it, and nothing more."""
    found = somebody("ann@harbourline.example", name="Ann")
    joined(space, found)
    return found


@pytest.fixture
def space(fay, gus, mo):
    """Fay and Gus look after it; Mo is in it. It is not the first one: else its key and those of
    other rows would be the same by chance."""
    for number in range(3):
        a_space(a_facilitator(f"Ida{number}"), "Northmole crew")
    found = a_space(fay)
    joined(found, gus, mo)
    looks_after(found, gus, by=fay)
    return found


def of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return unescape(answer.content.decode())


def take(space, monday, by, at=LATER) -> None:
    actions.take_week(space, monday, by=by, at=at)


def press(person, space, monday: date, button: str):
    return of(person).post(f"{space.get_absolute_url()}rota/{monday}/", {button: "yes"})


def weeks(space) -> dict[date, str]:
    return dict(Week.objects.filter(space=space).values_list("monday", "who"))


def home(person) -> str:
    return page(of(person), "/")


# --- weeks that go round --------------------------------------------------------------------------

PEOPLE = st.lists(st.sampled_from("abcdefg"), min_size=1, unique=True)
STARTS = st.dates(min_value=date(2020, 1, 1), max_value=date(2099, 1, 1))


@given(PEOPLE, STARTS)
def test_nobody_is_proposed_two_weeks_more_than_another(facilitators, day):
    found = proposed_weeks(facilitators, weeks_from(day), {})

    counts = Counter(found.values())
    assert len(found) == WEEKS
    assert max(counts.values()) - min(counts[who] for who in facilitators) <= 1


@given(PEOPLE, STARTS, st.data())
def test_whoever_took_more_weeks_is_proposed_no_more_of_them(facilitators, day, data):
    there = weeks_from(day)
    taken = data.draw(st.dictionaries(st.sampled_from(there), st.sampled_from(facilitators)))

    found = proposed_weeks(facilitators, there, taken)

    counts = Counter([*taken.values(), *found.values()])
    fewest = min(counts[who] for who in facilitators)
    assert set(found) == set(there) - set(taken)
    assert all(counts[who] <= fewest + 1 for who in found.values())


@given(PEOPLE, STARTS, st.data())
def test_nobody_is_proposed_a_week_that_they_would_rather_not_have(facilitators, day, data):
    there = weeks_from(day)
    pairs = st.tuples(st.sampled_from(there), st.sampled_from(facilitators))
    passed = data.draw(st.sets(pairs))

    found = proposed_weeks(facilitators, there, {}, passed)

    assert not passed & set(found.items())
    left_out = {week for week in there if all((week, who) in passed for who in facilitators)}
    assert set(found) == set(there) - left_out


@given(st.lists(st.sampled_from("abcdefg"), min_size=2, unique=True), STARTS)
def test_of_two_or_more_nobody_has_two_weeks_in_a_row(facilitators, day):
    found = list(proposed_weeks(facilitators, weeks_from(day), {}).values())

    assert all(one != other for one, other in pairwise(found))


@given(STARTS)
def test_weeks_go_from_monday_to_sunday_without_a_day_between_them(day):
    there = weeks_from(day)

    assert there[0] <= day <= sunday_of(there[0])
    assert {each.weekday() for each in there} == {0}
    assert all(sunday_of(one) + timedelta(days=1) == other
               for one, other in pairwise(there))  # fmt: skip


@pytest.mark.parametrize(
    ("day", "monday"),
    [
        (date(2026, 12, 31), date(2026, 12, 28)),
        (date(2027, 1, 3), date(2026, 12, 28)),
        (date(2027, 1, 4), date(2027, 1, 4)),
        (date(2026, 3, 29), date(2026, 3, 23)),
        (date(2026, 10, 25), date(2026, 10, 19)),
        (date(2028, 2, 29), date(2028, 2, 28)),
    ],
)
def test_a_week_at_the_end_of_a_year_or_of_summer_time_is_one_week(day, monday):
    assert monday_of(day) == monday


def test_a_week_begins_by_the_organisations_clock(space, fay, time_machine, monkeypatch):
    """At half past eleven in the evening of a Sunday in UTC, it is Monday in Berlin; in the night
    in which clocks are put forward as well."""
    take(space, date(2026, 3, 30), fay)
    time_machine.move_to("2026-03-29T22:30:00Z", tick=False)
    address = f"{space.get_absolute_url()}rota/"
    in_utc = page(of(fay), address)
    monkeypatch.setitem(settings.HERE.__dict__, "time_zone", BERLIN)

    in_berlin = page(of(fay), address)

    assert "23 March 2026 to 29 March 2026" in in_utc
    assert "23 March 2026 to 29 March 2026" not in in_berlin
    assert "You look after it this week" in home(fay)


def test_a_week_is_taken_and_given_back_in_one_tap_each_without_a_reason(space, fay, gus):
    press(fay, space, NEXT, "take")
    seen = page(of(gus), f"{space.get_absolute_url()}rota/")
    taken = weeks(space)
    press(fay, space, NEXT, "give-back")

    assert taken == {NEXT: name_of(fay)}
    assert "Fay" in seen
    assert weeks(space) == {}


def test_sent_twice_a_week_is_taken_once(space, fay):
    for _ in range(2):
        assert press(fay, space, NEXT, "take").status_code == 302

    assert weeks(space) == {NEXT: name_of(fay)}


def test_a_week_that_somebody_has_is_taken_by_nobody_else_unless_they_let_it_go(space, fay, gus):
    take(space, NEXT, fay)
    with pytest.raises(actions.AlreadyTaken):
        take(space, NEXT, gus)
    refused = of(gus).post(f"{space.get_absolute_url()}rota/{NEXT}/", {"take": "yes"}, follow=True)
    press(fay, space, NEXT, "let-go")
    still_hers = weeks(space)
    press(gus, space, NEXT, "take")

    assert "Somebody else has taken it meanwhile." in unescape(refused.content.decode())
    assert still_hers == {NEXT: name_of(fay)}
    assert weeks(space) == {NEXT: name_of(gus)}
    assert not Week.objects.get().may_go


def test_whoever_lets_a_week_go_can_keep_it_after_all(space, fay, gus):
    take(space, NEXT, fay)
    press(fay, space, NEXT, "let-go")
    press(fay, space, NEXT, "keep")

    with pytest.raises(actions.AlreadyTaken):
        take(space, NEXT, gus)


def test_nobody_gives_back_or_lets_go_what_is_anothers(space, fay, gus):
    take(space, NEXT, fay)
    press(gus, space, NEXT, "give-back")
    press(gus, space, NEXT, "let-go")

    assert weeks(space) == {NEXT: name_of(fay)}
    assert not Week.objects.get().may_go


@pytest.mark.django_db(transaction=True)
def test_of_those_who_take_a_week_at_the_same_time_one_has_it(
    django_db_serialized_rollback: None,
):
    fay = a_facilitator()
    space, people = a_space(fay), [fay]
    for number in range(3):
        people.append(somebody(f"crew{number}@harbourline.example", name=f"Crew {number}"))
        joined(space, people[-1])
        looks_after(space, people[-1], by=fay)
    ready, refused = threading.Barrier(len(people)), []

    def takes(person) -> None:
        ready.wait()
        try:
            take(space, NEXT, person)
        except actions.AlreadyTaken:
            refused.append(person)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=takes, args=(each,)) for each in people]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    (row,) = Week.objects.all()
    assert len(refused) == len(people) - 1
    assert row.who in {name_of(each) for each in people if each not in refused}


def test_the_database_has_one_row_for_a_week(space, fay, gus):
    take(space, NEXT, fay)

    with pytest.raises(IntegrityError), transaction.atomic():
        Week.objects.create(space=space, monday=NEXT, who=name_of(gus))


@pytest.mark.parametrize("week", [date(2026, 2, 23), date(2026, 3, 10), date(2026, 5, 11)])
def test_no_other_weeks_than_those_on_the_page_can_be_taken(space, fay, week):
    assert press(fay, space, week, "take").status_code == 404
    assert not Week.objects.exists()


@pytest.mark.parametrize("week", ["2026-13-40", "soon", "2026-03-09T00"])
def test_what_is_no_week_is_no_page(space, fay, week):
    address = f"{space.get_absolute_url()}rota/{week}/"

    assert of(fay).post(address, {"take": "yes"}).status_code == 404


def test_only_those_who_look_after_it_take_weeks(space, mo):
    assert press(mo, space, NEXT, "take").status_code == 404
    with pytest.raises(actions.NotAllowed):
        take(space, NEXT, mo)


def test_whose_turn_it_would_be_is_told_to_them_alone(space, fay, gus):
    mine, theirs = (queries.proposed_to(space, each, MONDAY) for each in (fay, gus))
    seen = page(of(fay), f"{space.get_absolute_url()}rota/")

    assert mine | theirs == set(weeks_from(MONDAY))
    assert len(mine) == len(theirs) == WEEKS / 2
    assert seen.count("It would be your turn.") == len(mine)
    assert seen.count("Nobody has it.") == WEEKS
    assert "Gus" not in seen


def test_all_weeks_that_would_be_ones_turn_are_taken_in_one_tap(space, fay, gus):
    for person in (fay, gus, fay):
        of(person).post(f"{space.get_absolute_url()}rota/turns/")

    counts = Counter(weeks(space).values())
    assert counts == {name_of(fay): WEEKS / 2, name_of(gus): WEEKS / 2}


def test_a_week_that_somebody_would_rather_not_have_is_proposed_to_another(space, fay, gus):
    (first, *_) = sorted(queries.proposed_to(space, fay, MONDAY))
    press(fay, space, first, "give-back")

    assert first not in queries.proposed_to(space, fay, MONDAY)
    assert first in queries.proposed_to(space, gus, MONDAY)
    press(fay, space, first, "take")
    assert weeks(space)[first] == name_of(fay)
    assert not NotThatWeek.objects.exists()


# --- who sees whose week it is --------------------------------------------------------------------


def test_members_see_who_looks_after_it_this_week_and_no_other_week(space, fay, gus, mo):
    take(space, MONDAY, fay)
    take(space, NEXT, gus)
    there = page(of(mo), f"{space.get_absolute_url()}rota/")
    members = page(of(mo), f"{space.get_absolute_url()}members/")

    assert "Fay looks after it this week." in there
    assert "Fay looks after it this week." in members
    assert "Gus" not in there
    assert "March" not in there


def test_a_week_that_nobody_has_is_said_to_those_who_look_after_it_alone(space, fay, mo):
    words = ("Nobody looks after it this week.", "nobody has this week")
    of_fay, of_mo = (
        page(of(each), f"{space.get_absolute_url()}members/") + page(of(each),
                                                                     space.get_absolute_url())
        for each in (fay, mo)
    )  # fmt: skip

    assert all(each in of_fay for each in words)
    assert not any(each in of_mo for each in words)


def test_whoever_is_not_in_it_sees_no_week(space, fay):
    """Those who look after it are named to them, and when each does so is not."""
    take(space, MONDAY, fay)
    spaces.change_space(space, {"roster": "all"}, edition=1, by=fay, at=AT)
    out = of(somebody("out@harbourline.example", name="Out"))

    assert out.get(f"{space.get_absolute_url()}rota/").status_code == 404
    assert "this week" not in page(out, f"{space.get_absolute_url()}members/")
    assert "this week" not in page(out, space.get_absolute_url())


def test_a_hidden_space_that_opens_shows_whoever_comes_in_nothing_of_what_waited(fay, mo):
    hidden = a_hidden_space(fay)
    joined(hidden, mo)
    a_thread(hidden, mo, "Periwinkle")
    said = {"visibility": "open", "joining": "own", "roster": "all"}
    spaces.change_space(hidden, said, edition=1, by=fay, at=AT)
    out = somebody("out@harbourline.example", name="Out")
    spaces.join(hidden, agreed=1, by=out, at=AT)
    hidden.refresh_from_db()

    for each in ("waiting/", "pace/"):
        assert of(out).get(f"{hidden.get_absolute_url()}{each}").status_code == 404
    assert "Periwinkle" not in home(out)


# --- nothing is kept ------------------------------------------------------------------------------


def goes(how: str, space, person, by) -> None:
    if how == "leaves":
        spaces.leave(space, by=person, at=LATER)
    elif how == "steps back":
        spaces.step_back(space, by=person, at=LATER)
    elif how == "hands over":
        actions.hand_over(space, by=person, at=LATER)
    elif how == "is removed":
        line = space.guidelines.get().clauses.first()
        Membership.objects.filter(space=space, who=name_of(person)).delete()
        standing(space, person, Standing.REMOVED, cites=line)
    else:
        spaces.forget_person(person)


GOES = ["leaves", "steps back", "hands over", "deletes their account"]


@pytest.mark.parametrize("how", GOES)
def test_whoever_goes_has_no_week_any_more_at_once(space, fay, gus, how):
    take(space, MONDAY, gus)
    take(space, NEXT, fay)
    actions.give_week_back(space, monday_of(date(2026, 3, 18)), by=gus, at=LATER)

    goes(how, space, gus, by=fay)

    assert weeks(space) == {NEXT: name_of(fay)}
    assert not NotThatWeek.objects.exists()


@pytest.mark.parametrize("how", [*GOES, "is removed"])
def test_the_week_of_whoever_goes_is_there_for_others(space, fay, gus, mo, how):
    take(space, MONDAY, gus)

    goes(how, space, gus, by=fay)

    assert "Gus" not in page(of(mo), f"{space.get_absolute_url()}rota/")
    assert "Nobody looks after it this week." in page(
        of(fay), f"{space.get_absolute_url()}members/"
    )
    press(fay, space, MONDAY, "take")
    assert weeks(space) == {MONDAY: name_of(fay)}


def test_of_weeks_that_are_over_nothing_is_shown_or_kept(space, fay, gus, mo, time_machine):
    take(space, MONDAY, gus)
    take(space, NEXT, fay)
    actions.give_week_back(space, MONDAY, by=fay, at=LATER)
    time_machine.move_to("2026-03-09T00:30:00Z", tick=False)
    addresses = [f"{space.get_absolute_url()}{each}" for each in ("rota/", "members/", "")]
    shown = "".join(page(of(fay), each) for each in addresses)
    own = page(of(gus), "/me/looking-after/")

    Planner().plan(at=datetime.now(UTC))
    (job,) = Job.objects.filter(kind="forget-weeks")
    Job.objects.exclude(pk=job.pk).delete()
    carried_out(job, at=datetime.now(UTC))

    assert "2 March 2026 to 8" not in shown + own
    assert "9 March 2026 to 15" in shown
    assert "Gus Lund looks after it this week." not in shown
    assert weeks(space) == {NEXT: name_of(fay)}
    assert not NotThatWeek.objects.exists()


def test_no_week_stands_in_the_trail_or_in_a_job(space, fay):
    before = Tally.objects.count()
    take(space, MONDAY, fay)
    actions.give_week_back(space, MONDAY, by=fay, at=LATER)
    actions.say_load(2, 2, by=fay, at=LATER)
    actions.say_pace(space, 1, 7, None, edition=0, by=fay, at=LATER)

    assert not Entry.objects.exists()
    assert Tally.objects.count() == before
    assert not Job.objects.exists()


def test_somebody_gets_their_weeks_and_what_they_take_on_in_their_data(space, fay, gus):
    take(space, MONDAY, gus)
    actions.give_week_back(space, NEXT, by=gus, at=LATER)
    actions.say_load(2, 4, by=gus, at=LATER)
    take(space, NEXT, fay)

    assert of_spaces.kept_about(gus)["said"] == [
        {"what": "looks after it in the week of", "thread": "Riverside allies", "on": "2026-03-02",
         "says": ""},
        {"what": "takes on at most", "thread": "", "on": "2026-03-06",
         "says": "2 spaces, 4 reports"},
        {"what": "would rather not have the week of", "thread": "Riverside allies",
         "on": "2026-03-09", "says": ""},
    ]  # fmt: skip


def test_whoever_deletes_their_account_takes_what_they_take_on_along(space, gus):
    actions.say_load(2, 4, by=gus, at=LATER)

    spaces.forget_person(gus)

    assert not Load.objects.exists()


# --- what waits for an answer ---------------------------------------------------------------------


def waits(space, at=LATER) -> list[str]:
    return [each.thread.title for each in queries.unanswered_in(space, at)]


def test_a_thread_that_nobody_answered_waits_after_three_working_days(space, mo):
    a_thread(space, mo)

    assert waits(space, AT + timedelta(days=3) - timedelta(minutes=1)) == []
    assert waits(space, AT + timedelta(days=3)) == ["Who decides on the rota?"]


def test_a_word_of_who_looks_after_it_ends_it(space, fay, mo):
    a_post(a_thread(space, mo), fay)

    assert not Unanswered.objects.exists()


@pytest.mark.parametrize("number", [0, 1])
def test_an_answer_of_anybody_else_ends_it_and_waits_for_none_itself(space, mo, ann, number):
    """To whichever of their posts it is."""
    thread = a_thread(space, mo)
    a_post(thread, mo, "At quay 3, that is.")

    a_post(thread, ann, answers=thread.posts.order_by("pk")[number])

    assert not Unanswered.objects.exists()


def test_who_asks_the_same_answers_nobody(space, mo, ann):
    thread = a_thread(space, mo)
    for each in ("I have this too. What now?", "Anybody?"):
        a_post(thread, ann, each)

    (row,) = queries.unanswered_in(space, LATER)
    assert row.post == thread.posts.earliest("pk")


def test_an_answer_to_another_leaves_the_first_question_waiting(space, gus, mo, ann):
    thread = a_thread(space, mo)
    too = a_post(thread, ann, "I have this too. What now?")

    a_post(thread, mo, "Let us ask together.", answers=too)
    spaces.step_back(space, by=gus, at=AT)
    a_post(thread, gus, "I wrote it down.", answers=too)

    assert waits(space) == ["Who decides on the rota?"]


def test_more_of_ones_own_is_no_answer(space, mo):
    thread = a_thread(space, mo)
    a_post(thread, mo, "And who prints it?", at=AT + timedelta(days=2))

    assert waits(space) == ["Who decides on the rota?"]


def test_what_somebody_writes_in_a_thread_for_the_first_time_waits_as_well(space, fay, mo):
    thread = a_thread(space, fay)
    before = waits(space)
    a_post(thread, mo, "And at Northmole?")
    waiting = waits(space)
    a_post(thread, fay, "There too.")
    a_post(thread, mo, "Thank you.")

    assert before == []
    assert waiting == ["Who decides on the rota?"]
    assert waits(space) == []


def test_what_answers_somebody_waits_for_no_answer(space, fay, mo):
    thread = a_thread(space, fay)
    a_post(thread, mo, answers=thread.posts.get())

    assert waits(space) == []


def test_it_needs_no_answer_says_whoever_looks_after_it_in_one_tap(space, fay, mo):
    thread = a_thread(space, mo)
    address = f"{space.get_absolute_url()}waiting/{thread.public_id}/"

    assert of(mo).post(address).status_code == 404
    assert waits(space) == ["Who decides on the rota?"]
    for _ in range(2):
        assert of(fay).post(address).status_code == 302
    assert waits(space) == []


@pytest.mark.parametrize("state", ["hidden", "removed"])
def test_what_is_not_shown_does_not_wait(space, fay, gus, mo, state):
    thread = a_thread(space, mo)
    line = space.guidelines.get().clauses.first()
    found = moderating.report(thread.posts.get(), clause=line, says="", by=fay, at=AT)
    kind = {"hidden": "hide", "removed": "remove"}[state]

    moderating.rule(found, kind, clause=line, says="So.", until=None, by=gus, at=AT)

    assert Thread.objects.get().state == state
    assert waits(space) == []


def ruled(post, kind: str, by, reports) -> Ruling:
    line = post.thread.space.guidelines.get().clauses.first()
    found = moderating.report(post, clause=line, says="", by=reports, at=AT)
    return moderating.rule(found, kind, clause=line, says="So.", until=None, by=by, at=AT)


@pytest.mark.parametrize("kind", ["hide", "remove"])
def test_what_is_not_shown_any_more_has_answered_nobody(space, fay, gus, mo, kind):
    thread = a_thread(space, mo)
    post = a_post(thread, fay, "Nobody asked you.", at=LATER)
    answered = waits(space)

    ruling = ruled(post, kind, by=gus, reports=mo)
    waiting = list(queries.unanswered_in(space, LATER))
    moderating.appeal(ruling, says="It was a joke.", by=fay, at=AT)
    una = somebody("una@harbourline.example", name="Una")
    joined(space, una)
    looks_after(space, una, by=gus)
    moderating.answer_appeal(ruling, lifts=True, says="So it was.", by=una, at=AT)

    assert answered == []
    assert [(each.post, each.since) for each in waiting] == [(thread.posts.earliest("pk"), AT)]
    assert waits(space) == []


def test_where_another_answered_as_well_nothing_waits_once_more(space, fay, gus, mo):
    thread = a_thread(space, mo)
    post = a_post(thread, fay, "Nobody asked you.")
    a_post(thread, gus)

    ruled(post, "hide", by=gus, reports=mo)

    assert waits(space) == []


def test_what_needs_no_answer_needs_none_when_something_else_is_hidden(space, fay, gus, mo, ann):
    thread = a_thread(space, mo)
    actions.needs_no_answer(thread, by=fay, at=AT)

    ruled(a_post(thread, mo, "Rubbish."), "hide", by=gus, reports=ann)

    assert waits(space) == []


def test_where_what_waits_is_hidden_the_next_that_nobody_answered_waits(space, fay, gus, mo, ann):
    thread = a_thread(space, fay)
    spam = a_post(thread, mo, "Cheap overalls!")
    too = a_post(thread, ann, "And at Northmole?")

    ruled(spam, "hide", by=gus, reports=fay)

    assert [each.post for each in queries.unanswered_in(space, LATER)] == [too]


@pytest.mark.parametrize("seed", range(12))
def test_what_waits_post_by_post_is_what_waits_by_the_thread_as_a_whole(space, fay, mo, ann, seed):
    """Else hiding a post would change more than that it is not read any more."""
    chance = random.Random(seed)
    thread = a_thread(space, chance.choice([fay, mo, ann]))
    for number in range(8):
        answers = chance.choice([None, None, *thread.posts.all()])
        by = chance.choice([mo, ann, mo, ann, fay])
        a_post(thread, by, str(number), at=AT + timedelta(minutes=number + 1), answers=answers)

        found = Unanswered.objects.filter(thread=thread).values_list("post", flat=True).first()
        assert of_spaces.first_unanswered(thread) == found


@pytest.mark.parametrize("how", ["has gone", "is closed"])
def test_nothing_waits_once_more_for_who_has_gone_or_where_it_is_closed(
    space, fay, gus, mo, ann, how
):
    post = a_post(a_thread(space, mo), fay, "Nobody asked you.")
    if how == "has gone":
        spaces.leave(space, by=mo, at=AT)
    else:
        closing.close(space, edition=1, by=fay, at=AT)

    ruled(post, "hide", by=gus, reports=ann)

    assert not Unanswered.objects.exists()


@pytest.mark.parametrize("goes_how", ["leaves", "deletes their account"])
def test_what_somebody_wrote_who_has_gone_does_not_wait(space, fay, mo, goes_how):
    a_thread(space, mo)

    goes(goes_how, space, mo, by=fay)

    assert not Unanswered.objects.exists()


@pytest.mark.parametrize(
    ("written", "days", "first_waits"),
    [
        # Thursday to Tuesday: the weekend does not count.
        ("2026-03-05T15:00", 3, "2026-03-10T15:00"),
        ("2026-03-06T15:00", 1, "2026-03-09T15:00"),
        # On a Saturday it is as if it had been written on Monday as the day began.
        ("2026-03-07T15:00", 1, "2026-03-10T00:00"),
        ("2026-03-08T23:59", 2, "2026-03-11T00:00"),
        ("2026-03-02T09:00", 5, "2026-03-09T09:00"),
        # Clocks are put forward in the night to the 29th of March, and back to the 25th of October.
        ("2026-03-27T12:00", 1, "2026-03-30T12:00"),
        ("2026-10-23T12:00", 1, "2026-10-26T12:00"),
        ("2026-12-31T12:00", 2, "2027-01-04T12:00"),
    ],
)
def test_hours_of_weekends_do_not_count(written, days, first_waits):
    at, then = (datetime.fromisoformat(each).replace(tzinfo=BERLIN)
                for each in (written, first_waits))  # fmt: skip
    minute = timedelta(minutes=1)

    assert at.astimezone(UTC) <= working_days_before(then, days, BERLIN).astimezone(UTC)
    before = working_days_before(then - minute, days, BERLIN).astimezone(UTC)
    assert at.astimezone(UTC) > before


def test_asked_at_a_weekend_it_is_as_late_as_when_friday_ended():
    """Two working days after Wednesday at three are over, though it is eight in the morning."""
    sunday = datetime(2026, 3, 8, 8, tzinfo=BERLIN)

    assert working_days_before(sunday, 2, BERLIN) == datetime(2026, 3, 5, tzinfo=BERLIN)


@given(st.timedeltas(timedelta(0), timedelta(days=1000)), st.integers(1, 5),
       st.timedeltas(timedelta(0), timedelta(days=9)))  # fmt: skip
def test_what_waits_goes_on_to_wait(passed, days, more):
    now = AT + passed
    later = now + more

    first, then = (working_days_before(each, days, BERLIN) for each in (now, later))

    assert first.astimezone(UTC) <= then.astimezone(UTC)
    assert first.astimezone(UTC) <= now - timedelta(days=days) + timedelta(hours=1)


@pytest.mark.parametrize(
    ("days", "after"), [(1, timedelta(days=1)), (2, timedelta(days=2)), (5, timedelta(days=7))]
)
def test_each_space_has_its_own_clock(space, fay, mo, days, after):
    a_thread(space, mo)
    actions.say_pace(space, days, 21, None, edition=0, by=fay, at=AT)

    assert waits(space, AT + after - timedelta(minutes=1)) == []
    assert waits(space, AT + after) == ["Who decides on the rota?"]


def test_where_the_clock_is_off_nothing_waits(space, fay, mo):
    a_thread(space, mo)
    actions.say_pace(space, 0, 21, None, edition=0, by=fay, at=AT)

    assert waits(space, AT + timedelta(days=400)) == []


def test_the_list_has_the_oldest_first_and_no_name(space, fay, gus, mo):
    a_thread(space, mo, "Later", at=AT + timedelta(hours=2))
    a_thread(space, mo, "Earlier")
    found = page(of(fay), f"{space.get_absolute_url()}waiting/")

    assert waits(space) == ["Earlier", "Later"]
    assert found.index("Earlier") < found.index("Later")
    assert "Mo Haddad" not in found
    assert "Gus Lund" not in found


def test_only_those_who_look_after_it_see_what_waits(space, fay, mo):
    a_thread(space, mo)
    words, address = "1 thread waits for an answer", space.get_absolute_url()
    out = somebody("out@harbourline.example", Role.OWNER, Role.STEWARD, name="Out")

    assert words in page(of(fay), address)
    assert words in home(fay)
    for each in (mo, out):
        assert words not in page(of(each), address)
        assert words not in home(each)
        assert of(each).get(f"{address}waiting/").status_code == 404
        assert of(each).get(f"{address}pace/").status_code == 404


def test_what_waits_among_twenty_thousand_posts_is_found_in_one_question(space, fay, mo):
    """The table has what waits alone, whatever else was written."""
    word, thread = name_of(fay), a_thread(space, fay)
    Post.objects.bulk_create(
        Post(thread=thread, by=word, at=AT, shown_to="members", once=str(number))
        for number in range(20_000)
    )
    a_thread(space, mo, "It waits")

    with CaptureQueriesContext(connection) as asked:
        found = waits(space)

    assert found == ["It waits"]
    assert len(asked) == 1
    assert Unanswered.objects.count() == 1
    with connection.cursor() as cursor:
        explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
        cursor.execute(explain + asked.captured_queries[0]["sql"])
        plan = str(cursor.fetchall())
    assert "SCAN spaces_post" not in plan
    assert "Seq Scan on spaces_post " not in plan


# --- when nobody writes ---------------------------------------------------------------------------


def quiet(space, person, days: int) -> int:
    """The days without a word that somebody is told of, so many days after AT."""
    at = AT + timedelta(days=days)
    (found,) = [each for each in queries.looked_after_by(person, at) if each.space == space]
    return found.quiet_days


def test_a_space_in_which_nobody_writes_for_three_weeks_is_quiet(space, fay, mo):
    a_thread(space, mo, at=AT + timedelta(days=4))

    assert quiet(space, fay, 24) == 0
    assert quiet(space, fay, 25) == 21


def test_where_nothing_was_ever_written_the_days_since_it_was_opened_count(space, fay):
    assert quiet(space, fay, 20) == 0
    assert quiet(space, fay, 21) == 21


def test_a_new_space_may_be_quiet_for_two_weeks(space, fay):
    actions.say_pace(space, 3, 7, None, edition=0, by=fay, at=AT)

    assert quiet(space, fay, 13) == 0
    assert quiet(space, fay, 14) == 14


def test_a_space_that_rests_is_not_quiet_and_begins_anew_afterwards(space, fay):
    until = AT.date() + timedelta(days=60)
    actions.say_pace(space, 3, 21, until, edition=0, by=fay, at=AT)

    assert [quiet(space, fay, each) for each in (25, 59, 60, 80)] == [0, 0, 0, 0]
    assert quiet(space, fay, 81) == 21


def test_a_meeting_that_is_to_come_is_something(space, fay):
    meeting = a_meeting(space, fay, at=AT + timedelta(days=40))
    planned = quiet(space, fay, 30)

    call_off(meeting, by=fay, at=AT)

    assert planned == 0
    assert quiet(space, fay, 30) == 30


def test_where_it_is_off_or_closed_nobody_is_told(space, fay):
    actions.say_pace(space, 3, 0, None, edition=0, by=fay, at=AT)
    assert quiet(space, fay, 300) == 0
    space.closed_on = AT.date()
    space.save()

    assert queries.looked_after_by(fay, AT + timedelta(days=300)) == []


def test_that_it_is_quiet_is_told_to_those_who_look_after_it_with_three_things_that_help(
    space, fay, mo, time_machine
):
    time_machine.move_to(AT + timedelta(days=30), tick=False)
    words, address = "Nothing was written for 30 days", space.get_absolute_url()
    helps = page(of(fay), f"{address}pace/")
    out = somebody("out@harbourline.example", Role.OWNER, Role.LEADER, name="Out")

    assert words in page(of(fay), address)
    assert words in home(fay)
    assert words in helps
    for each in ("Ask a question", "Plan a meeting", "Hand it over"):
        assert each in helps
    for each in (mo, out):
        assert words not in page(of(each), address) + home(each)


def test_two_who_change_the_pace_at_once_do_not_write_over_each_other(space, fay, gus):
    address = f"{space.get_absolute_url()}pace/"
    typed = {"answer_days": "1", "quiet_days": "7", "rests_until": "", "edition": "0"}
    of(fay).post(address, typed)
    late = of(gus).post(address, typed | {"answer_days": "5"})
    meanwhile = Pace.objects.get().answer_days
    once_more = of(gus).post(address, typed | {"answer_days": "5", "edition": "1"})

    assert "Somebody changed this meanwhile." in unescape(late.content.decode())
    assert 'name="edition" value="1"' in late.content.decode()
    assert meanwhile == 1
    assert once_more.status_code == 302
    assert Pace.objects.get().answer_days == 5
    with pytest.raises(actions.ChangedMeanwhile):
        actions.say_pace(space, 2, 7, None, edition=1, by=fay, at=LATER)


@pytest.mark.parametrize(
    "said",
    [{"answer_days": "4"}, {"quiet_days": "1"}, {"rests_until": "2028-01-01"},
     {"rests_until": "x"}, {"edition": "-1"}],
)  # fmt: skip
def test_what_can_not_be_meant_is_not_taken(space, fay, said):
    typed = {"answer_days": "1", "quiet_days": "7", "rests_until": "", "edition": "0"}

    answer = of(fay).post(f"{space.get_absolute_url()}pace/", typed | said)

    assert answer.status_code == 200
    assert not Pace.objects.exists()


def test_the_database_takes_no_other_pace(space):
    for said in ({"answer_days": 4}, {"quiet_days": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Pace.objects.create(space=space, **said)


# --- how much somebody takes on -------------------------------------------------------------------


def with_spaces(person, number: int, **said) -> list:
    """Spaces that somebody opened, and so looks after."""
    return [a_space(person, f"Quay {each}", **said) for each in range(number)]


def let_look_after(person, space, member):
    """What somebody is told who lets a member look after it as well."""
    row = Membership.objects.get(space=space, who=name_of(member))
    address = f"{space.get_absolute_url()}members/look-after/"
    answer = of(person).post(address, {"member": row.public_id}, follow=True)
    return unescape(answer.content.decode())


@pytest.mark.parametrize("kind", ["none", "open", "hidden"])
def test_an_offer_that_stands_is_taken_whatever_they_look_after_elsewhere(fay, gus, kind):
    """Else it would tell how much that is, hidden spaces as well."""
    space = a_space(fay)
    joined(space, gus)
    spaces.offer(space, offers=True, by=gus)
    for number in range(3):
        if kind == "hidden":
            a_hidden_space(gus, f"Wharf {number}")
        elif kind == "open":
            a_space(gus, f"Quay {number}")

    told = let_look_after(fay, space, gus)

    assert of_spaces.is_facilitator(space, gus)
    assert not re.search("They offer it no more|Wharf|wish", told)


def test_an_offer_that_was_taken_back_is_said_to_be_so(fay, gus, mo):
    space = a_space(fay)
    joined(space, gus, mo)
    for each in (gus, mo):
        spaces.offer(space, offers=True, by=each)
    spaces.offer(space, offers=False, by=mo)
    told = let_look_after(fay, space, mo)
    spaces.offer(space, offers=False, by=gus)
    last = let_look_after(fay, space, gus)

    assert "They offer it no more." in told
    assert "They offer it no more." in last
    assert not of_spaces.is_facilitator(space, mo)


def test_where_nobody_is_chosen_the_form_says_so(fay, gus):
    space = a_space(fay)
    joined(space, gus)
    spaces.offer(space, offers=True, by=gus)

    answer = of(fay).post(f"{space.get_absolute_url()}members/look-after/", {})

    told = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert "Choose who." in told
    assert "They offer it no more." not in told
    assert "Let them look after it" in told


def read_by(person, space) -> list[str]:
    """All that somebody reads around a space, without what is new each time."""
    there = space.get_absolute_url()
    names = ("", "rota/", "members/", "reports/", "waiting/", "pace/")
    client = of(person)
    told = [client.get(each) for each in (*(f"{there}{each}" for each in names), "/", "/spaces/")]
    assert told[0].status_code == 200
    return [re.sub(r'value="[\w-]{20,}"', "", each.content.decode()) for each in told]


def test_how_much_somebody_takes_on_is_told_to_nobody_else(space, fay, gus, mo, ann):
    """Whatever they look after elsewhere: also where only two look after it, and one goes on."""
    spaces.offer(space, offers=True, by=mo)
    reported(space, 2, mo, ann)
    before = [read_by(each, space) for each in (fay, ann)]
    for each in (gus, mo):
        for number in range(4):
            a_hidden_space(each, f"Wharf {number}")
        actions.say_load(0, 0, by=each, at=LATER)

    assert [read_by(each, space) for each in (fay, ann)] == before


def test_what_one_offers_stands_on_ones_own_page_and_is_taken_back_there(space, gus, mo):
    spaces.offer(space, offers=True, by=mo)
    client = of(mo)
    seen = page(client, "/me/looking-after/")
    address = f"{space.get_absolute_url()}offer-no-more/"
    done = client.post(address, follow=True)

    assert "What you offer" in seen
    assert address in seen
    assert "What you offer" not in page(of(gus), "/me/looking-after/")
    assert done.redirect_chain[-1][0] == "/me/looking-after/"
    assert "What you offer" not in done.content.decode()
    assert of_spaces.offering(space) == []
    assert client.get(address).status_code == 405


def test_whoever_has_enough_is_told_so_beside_what_they_offer(space, mo):
    spaces.offer(space, offers=True, by=mo)
    words = "You look after as many as you wish."
    before = page(of(mo), "/me/looking-after/")
    with_spaces(mo, 3)

    assert words not in before
    assert words in page(of(mo), "/me/looking-after/")


def test_ones_own_offer_counts_beyond_what_one_wished_and_says_so(fay, gus):
    with_spaces(gus, 3)
    space = a_space(fay)
    joined(space, gus)
    client = of(gus)
    client.post(f"{space.get_absolute_url()}members/offer/", {"offer": "yes"})
    told = page(client, f"{space.get_absolute_url()}members/")
    row = Membership.objects.get(space=space, who=name_of(gus))

    of(fay).post(f"{space.get_absolute_url()}members/look-after/", {"member": row.public_id})

    assert "You already look after as many spaces as you wished to." in told
    assert of_spaces.is_facilitator(space, gus)


def test_whoever_has_less_than_they_wish_is_told_nothing_of_it(fay, gus):
    space = a_space(fay)
    joined(space, gus)
    client = of(gus)
    client.post(f"{space.get_absolute_url()}members/offer/", {"offer": "yes"})

    assert "as you wished to" not in page(client, f"{space.get_absolute_url()}members/")


def test_whose_turn_it_would_be_has_nothing_to_do_with_what_they_look_after_elsewhere(
    space, fay, gus
):
    before = [queries.proposed_to(space, each, MONDAY) for each in (fay, gus)]
    for number in range(4):
        a_hidden_space(gus, f"Wharf {number}")

    assert [queries.proposed_to(space, each, MONDAY) for each in (fay, gus)] == before


def test_a_closed_space_is_no_load(fay, gus):
    (one, *_) = with_spaces(gus, 3)
    before = takes_no_more(name_of(gus))
    one.closed_on = AT.date()
    one.save()

    assert before
    assert not takes_no_more(name_of(gus))


def reported(space, number: int, mo, by) -> list:
    line = space.guidelines.get().clauses.first()
    return [
        moderating.report(a_post(a_thread(space, mo, f"Thread {each}"), mo), clause=line, says="",
                          by=by, at=AT)
        for each in range(number)
    ]  # fmt: skip


def test_who_looks_at_as_many_reports_as_they_wish_is_given_no_more(space, fay, gus, mo):
    ann = somebody("ann@harbourline.example", name="Ann")
    joined(space, ann)
    found = reported(space, 4, mo, ann)
    actions.say_load(3, 2, by=gus, at=LATER)
    for each in found[:2]:
        moderating.take(each, by=gus, at=LATER)
    address = f"{space.get_absolute_url()}reports/"
    of_gus, of_fay = page(of(gus), address), page(of(fay), address)
    every = page(of(gus), f"{address}?every")

    assert [each.public_id in of_gus for each in found] == [True, True, False, False]
    assert "Show 2 more all the same" in of_gus
    assert [each.public_id in of_fay for each in found] == [False, False, True, True]
    assert all(each.public_id in every for each in found)


def test_ones_own_act_counts_beyond_it_and_a_decision_makes_room(space, gus, mo):
    ann = somebody("ann@harbourline.example", name="Ann")
    joined(space, ann)
    first, second, third = reported(space, 3, mo, ann)
    actions.say_load(3, 1, by=gus, at=LATER)
    for each in (first, second):
        moderating.take(each, by=gus, at=LATER)
    line = space.guidelines.get().clauses.first()
    address = f"{space.get_absolute_url()}reports/"
    before = page(of(gus), address)
    for each in (first, second):
        moderating.rule(each, "nothing", clause=line, says="So.", until=None, by=gus, at=LATER)

    assert third.public_id not in before
    assert third.public_id in page(of(gus), address)


def test_reports_of_other_spaces_count_and_come_back_after_a_day(space, fay, gus, mo):
    ann = somebody("ann@harbourline.example", name="Ann")
    other = a_space(gus, "Quay crew")
    joined(other, ann, mo)
    joined(space, ann)
    (there,), (here,) = reported(other, 1, mo, ann), reported(space, 1, mo, ann)
    actions.say_load(3, 1, by=gus, at=LATER)
    moderating.take(there, by=gus, at=LATER)
    at_once, later = (
        {each.space: each.cases for each in queries.looked_after_by(gus, at)}[space]
        for at in (LATER, LATER + timedelta(hours=25))
    )

    assert at_once == 0
    assert later == 1
    assert here.closed_at is None


def test_one_page_says_what_somebody_looks_after_and_nobody_elses(space, fay, gus, mo):
    take(space, MONDAY, gus)
    take(space, NEXT, fay)
    found = page(of(gus), "/me/looking-after/")

    assert "Riverside allies" in found
    assert "2 March 2026 to 8 March 2026" in found
    assert "9 March 2026" not in found
    assert "Riverside allies" not in page(of(mo), "/me/looking-after/")
    assert "You look after no space." in page(of(mo), "/me/looking-after/")


def test_how_much_is_said_by_oneself_and_said_anew_counts(gus):
    client = of(gus)
    for number in ("2", "4"):
        client.post("/me/looking-after/", {"spaces": number, "cases": "1"})
    refused = client.post("/me/looking-after/", {"spaces": "-1", "cases": "900"})

    assert (Load.objects.get().spaces, Load.objects.get().cases) == (4, 1)
    assert refused.status_code == 200
    assert 'value="4"' in page(client, "/me/looking-after/")


# --- handing over at once -------------------------------------------------------------------------


def hand_over(person, space) -> str:
    answer = of(person).post(f"{space.get_absolute_url()}hand-over/", follow=True)
    return unescape(answer.content.decode())


def test_beside_another_one_hands_over_in_one_tap(space, fay, gus):
    told = hand_over(gus, space)

    assert "You look after it no more." in told
    assert not of_spaces.is_facilitator(space, gus)
    assert of_spaces.membership_of(space, gus).standing == Standing.MEMBER


def test_alone_one_hands_over_to_who_offers_it_whatever_they_have(fay, gus):
    space = a_space(fay)
    joined(space, gus)
    spaces.offer(space, offers=True, by=gus)
    for number in range(3):
        a_hidden_space(gus, f"Wharf {number}")

    hand_over(fay, space)

    assert queries.who_looks_after(space, MONDAY)[0] == [gus]


def test_it_is_handed_over_to_nobody_who_has_no_account(fay, gus, mo):
    space = a_space(fay)
    joined(space, gus, mo)
    for each in (gus, mo):
        spaces.offer(space, offers=True, by=each)
    gus.is_active = False
    gus.save()

    hand_over(fay, space)

    assert queries.who_looks_after(space, MONDAY)[0] == [mo]


def test_where_nobody_offers_it_one_still_looks_after_it(fay, mo):
    space = a_space(fay)
    joined(space, mo)

    told = hand_over(fay, space)

    assert "Nobody else looks after it yet, and nobody offers it." in told
    assert of_spaces.is_facilitator(space, fay)


def test_only_who_looks_after_it_hands_it_over(space, mo):
    assert of(mo).post(f"{space.get_absolute_url()}hand-over/").status_code == 404


# --- who can't do it now --------------------------------------------------------------------------

CANT = ["did not agree", "is paused", "is closed"]


def cant(how: str, space, person, by) -> None:
    if how == "did not agree":
        spaces.change_guidelines(space, [("Another line", "")], number=1, by=by, at=AT)
    elif how == "is paused":
        until = LATER.date() + timedelta(days=3)
        Membership.objects.filter(space=space, who=name_of(person)).update(paused_until=until)
    else:
        closing.close(space, edition=1, by=by, at=AT)


@pytest.mark.parametrize("how", CANT)
def test_who_can_not_write_there_now_neither_takes_weeks_nor_says_its_pace(
    space, fay, gus, mo, how
):
    thread = a_thread(space, mo)
    cant(how, space, gus, by=fay)
    had = Unanswered.objects.count()
    there = space.get_absolute_url()
    for address, typed in (
        (f"rota/{NEXT}/", {"take": "yes"}), ("rota/turns/", {}), (f"rota/{NEXT}/", {"keep": "yes"}),
        (f"waiting/{thread.public_id}/", {}),
    ):  # fmt: skip
        done = of(gus).post(f"{there}{address}", typed, follow=True)
        assert "You can't do that here at this moment" in unescape(done.content.decode()), address

    assert not Week.objects.exists()
    assert Unanswered.objects.count() == had
    for does in (
        lambda: take(space, NEXT, gus),
        lambda: actions.take_own_turns(space, by=gus, at=LATER),
        lambda: actions.let_week_go(space, NEXT, may_go=True, by=gus, at=LATER),
        lambda: actions.needs_no_answer(thread, by=gus, at=LATER),
        lambda: actions.say_pace(space, 1, 7, None, edition=0, by=gus, at=LATER),
    ):
        with pytest.raises(actions.NotAllowed):
            does()


@pytest.mark.parametrize("how", CANT)
def test_what_was_typed_of_a_pace_is_kept_and_the_page_says_why_not(space, fay, gus, how):
    cant(how, space, gus, by=fay)
    typed = {"answer_days": "5", "quiet_days": "42", "rests_until": "", "edition": "0"}

    answer = of(gus).post(f"{space.get_absolute_url()}pace/", typed)

    told = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert "You can't write here at this moment" in told
    assert re.search(r'value="42"[^>]*checked', told)
    assert not Pace.objects.exists()


@pytest.mark.parametrize("how", CANT)
def test_pages_offer_nothing_that_can_not_be_done_now(space, fay, gus, mo, how):
    a_thread(space, mo)
    cant(how, space, gus, by=fay)
    there = space.get_absolute_url()
    rota, waiting, pace = (page(of(gus), f"{there}{each}")
                           for each in ("rota/", "waiting/", "pace/"))  # fmt: skip

    assert "Take it" not in rota
    assert "Take them all" not in rota
    assert "It needs no answer" not in waiting
    assert "Save" not in pace
    assert "You can't take a week at this moment." in rota
    assert "You can't change this at this moment." in pace


@pytest.mark.parametrize("how", CANT[:2])
def test_what_one_has_can_be_given_back_all_the_same(space, fay, gus, how):
    take(space, NEXT, gus)
    cant(how, space, gus, by=fay)
    seen = page(of(gus), f"{space.get_absolute_url()}rota/")
    press(gus, space, NEXT, "give-back")

    assert "Give it back" in seen
    assert weeks(space) == {}
    hand_over(gus, space)
    assert not of_spaces.is_facilitator(space, gus)


def test_in_a_space_that_is_closed_no_week_is_passed_on(space, fay, gus):
    cant("is closed", space, gus, by=fay)

    press(gus, space, NEXT, "give-back")

    assert not NotThatWeek.objects.exists()


# --- home, and a mail -----------------------------------------------------------------------------


def test_home_says_what_needs_somebody_where_they_look_after_a_space(space, fay, gus, mo):
    take(space, MONDAY, fay)
    ann = somebody("ann@harbourline.example", name="Ann")
    joined(space, ann)
    reported(space, 1, mo, ann)
    a_thread(space, mo)
    standing(space, somebody("pat@harbourline.example", name="Pat"), Standing.ASKED)
    of_fay, of_gus, of_mo = home(fay), home(gus), home(mo)

    for words in ("1 report or appeal waits for you", "2 threads wait for an answer",
                  "1 person asks to come in"):  # fmt: skip
        assert words in of_fay
        assert words in of_gus
        assert words not in of_mo
    assert "You look after it this week" in of_fay
    assert "You look after it this week" not in of_gus
    assert "Riverside allies" not in of_mo


def test_every_link_of_it_works_also_where_two_spaces_have_one_name(space, fay, mo):
    a_space(fay)
    take(space, MONDAY, fay)
    a_thread(space, mo)
    posts = queries.looked_after_by(fay, LATER)

    links = [each.href for each in needs(posts, most=5)]
    assert len(links) == 2
    assert {of(fay).get(each).status_code for each in links} == {200}


def test_of_a_hidden_space_home_tells_those_who_look_after_it_alone(fay, mo):
    hidden = a_hidden_space(fay)
    joined(hidden, mo)
    a_thread(hidden, mo)
    out = somebody("out@harbourline.example", *(set(Role) - {Role.MEMBER}), name="Out")

    assert "Lighthouse" in home(fay)
    assert "Lighthouse" not in home(mo) + home(out)


def test_home_asks_once_however_many_spaces_somebody_looks_after(fay, mo):
    def asked() -> int:
        client = of(fay)
        client.get("/")
        with CaptureQueriesContext(connection) as found:
            client.get("/")
        return len(found)

    def with_one_more(number: int) -> None:
        space = a_space(fay, f"Quay {number}")
        joined(space, mo)
        a_thread(space, mo)

    none = asked()
    with_one_more(0)
    one = asked()
    for number in range(1, 6):
        with_one_more(number)

    assert asked() == one == none + 1
    with CaptureQueriesContext(connection) as found:
        queries.looked_after_by(fay, LATER)
    assert len(found) == 2


def test_brokers_are_told_what_waits_on_the_desk(mo):
    bea = somebody("bea@harbourline.example", Role.BROKER, name="Bea")
    before = home(bea)
    brokering.ask("When is the rota out?", once=once(), by=mo, at=AT)

    assert "waits on the desk" not in before
    assert "1 question waits on the desk" in home(bea)
    assert "waits on the desk" not in home(mo)
    a_space(bea)
    assert "1 question waits on the desk" in home(bea)


def test_a_mail_says_that_something_waits_only_to_who_wants_it_and_names_nothing(space, fay, mo):
    topic = topic_of("spaces.looked-after")
    before = telling._waits(fay, AT)
    a_thread(space, mo)

    assert topic is telling.WAITS
    assert topic.default == How.NOT
    assert set(topic.choices) == {How.NOT, How.DAILY, How.WEEKLY}
    assert not before
    assert telling._waits(fay, AT)
    assert not telling._waits(mo, AT)


def test_a_space_is_looked_after_at_midnight_as_well(space, fay):
    """The first moment of a week is of that week."""
    take(space, NEXT, fay)
    midnight = datetime.combine(NEXT, time(), UTC)

    (just_before,) = queries.looked_after_by(fay, midnight - timedelta(seconds=1))
    (then,) = queries.looked_after_by(fay, midnight)

    assert (just_before.week, then.week) == ("", "mine")
