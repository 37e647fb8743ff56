"""The starter kit: what is due when, posted once, and what a resource group says of it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from typing import Any

import pytest
from bridges.loopback import answers, tool
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from web.delivery.made import Working
from web.organisation.brought import key_published
from web.people import somebody
from web.spaces.made import (
    AT,
    a_facilitator,
    a_group,
    a_hidden_space,
    a_kit,
    a_meeting,
    a_space,
    an_office,
    handed,
    joined,
    looks_after,
    posted,
    ratified,
    standing,
    worded,
)

from tiebeam.web.accounts.models import User
from tiebeam.web.audit.models import Entry
from tiebeam.web.sealing import published
from tiebeam.web.spaces import actions as spaces
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed
from tiebeam.web.spaces.around import today
from tiebeam.web.spaces.bridging import actions as bridging
from tiebeam.web.spaces.bridging.composing import composed
from tiebeam.web.spaces.caring.queries import looked_after_by
from tiebeam.web.spaces.groups.offices import actions as offices
from tiebeam.web.spaces.meeting.forms import agenda_in
from tiebeam.web.spaces.models import (
    KitPart,
    KitRead,
    KitWord,
    Meeting,
    Space,
    Standing,
    StarterKit,
    State,
    Thread,
    ToSay,
)
from tiebeam.web.spaces.starting import actions, queries
from tiebeam.web.spaces.starting.bridged import beginning
from tiebeam.web.spaces.starting.kit import agendas, every_message, kit, prompts, version
from tiebeam.web.spaces.starting.ratifying import actions as ratifying
from tiebeam.web.spaces.starting.words import agenda_text, as_posted
from tiebeam.worker import bridging as job

pytestmark = pytest.mark.django_db
TODAY = AT.date()
FIRST, SECOND, THIRD = "written-nowhere", "who-hears-of-it", "plans-known-late"


@pytest.fixture
def fay() -> User:
    return a_facilitator()


@pytest.fixture
def space(fay: User) -> Space:
    return a_space(fay)


@pytest.fixture
def gil() -> User:
    return somebody("gil@harbourline.example", name="Gil")


@pytest.fixture
def group(gil: User) -> Space:
    return a_group(gil)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(person: User, space: Space, part: str = "start/") -> str:
    answer = signed_in(person).get(f"{space.get_absolute_url()}{part}")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def status(person: User, space: Space, part: str) -> int:
    return signed_in(person).get(f"{space.get_absolute_url()}{part}").status_code


def sent(person: User, space: Space, part: str, **said: Any) -> Any:
    return signed_in(person).post(f"{space.get_absolute_url()}{part}", said)


def due_on(space: Space) -> date | None:
    return StarterKit.objects.get(space=space).due_on


def comes_next(space: Space) -> str:
    return StarterKit.objects.get(space=space).next


# --- what it says ---------------------------------------------------------------------------------


def test_there_are_twelve_prompts_and_three_agendas_of_an_hour():
    assert len(prompts()) == 12
    assert [each.code for each in agendas()] == ["investigate", "develop", "implement"]
    for each in agendas():
        assert sum(point.minutes for point in each.points) == 60
        assert each.text
        assert each.on_paper
    assert len({each.title for each in kit().values()}) == 16


@pytest.mark.parametrize("part", prompts(), ids=lambda each: each.code)
def test_a_prompt_is_short_and_asks_one_question_first(part):
    assert 40 <= len(part.text.split()) <= 120
    assert part.text.count("?") == 1
    assert part.text.split("\n")[0].endswith("?**")
    assert len(part.code) <= 20
    assert len(part.title) <= 160


def test_what_is_said_of_research_says_whose_it_is_and_where_it_stands():
    sources = [each.source for each in kit().values() if each.source]

    assert len(sources) >= 6
    for each in sources:
        assert each.author
        assert 1900 < each.year < 2027
        assert each.title
        assert each.link.startswith("https://doi.org/10.")
    for each in prompts():
        assert (each.source is not None) == any(
            word in each.text for word in ("study", "survey", "experiment", "large company")
        )


def test_words_that_change_make_another_version():
    """A group ratified these words. Where what is asked changes, raise the version in the file, and
    then this hash."""
    told = hashlib.sha256("\n".join(every_message()).encode()).hexdigest()[:16]

    assert (version(), told) == (1, "d1e9ce5edca8fed6")


def test_an_agenda_fits_the_form_of_a_meeting_as_it_is():
    for each in agendas():
        items = agenda_in(agenda_text(each))
        assert [item.minutes for item in items] == [point.minutes for point in each.points]
        assert items[0].note == each.text
        assert items[-1].note == each.on_paper


# --- begin, and what is due -----------------------------------------------------------------------


def due(person: User, on: date) -> list[Space]:
    """The spaces in which somebody is told that a prompt is due."""
    found = looked_after_by(person, datetime.combine(on, time(12), tzinfo=UTC))
    return [each.space for each in found if each.prompt_is_due]


def test_one_prompt_a_fortnight_is_due_from_the_day_on_which_it_was_begun(space, fay):
    a_kit(space, fay)

    assert due(fay, TODAY + timedelta(days=13)) == []
    assert due(fay, TODAY + timedelta(days=14)) == [space]
    assert (comes_next(space), due_on(space)) == (FIRST, TODAY + timedelta(days=14))
    posted(space, fay, at=AT + timedelta(days=14))
    assert (comes_next(space), due_on(space)) == (SECOND, TODAY + timedelta(days=28))


@pytest.mark.parametrize(("rhythm", "days"), [("week", 7), ("fortnight", 14), ("month", 28)])
def test_whoever_looks_after_it_chooses_how_often(space, fay, rhythm, days):
    sent(fay, space, "start/begin/", rhythm=rhythm)

    found = StarterKit.objects.get()
    assert found.due_on == found.begun_on + timedelta(days=days)


def test_begun_twice_or_by_two_it_is_begun_once(space, fay):
    other = somebody("mo@harbourline.example", name="Mo")
    joined(space, other)
    looks_after(space, other, fay)

    a_kit(space, fay)
    a_kit(space, other, "week", at=AT + timedelta(days=3))

    found = StarterKit.objects.get()
    assert (found.rhythm, found.begun_on) == ("fortnight", TODAY)


def test_days_that_went_by_do_not_add_up(space, fay):
    a_kit(space, fay, "week")
    posted(space, fay, at=AT + timedelta(days=30))

    assert due_on(space) == TODAY + timedelta(days=35)


def test_a_prompt_that_was_posted_early_leaves_the_others_their_days(space, fay):
    a_kit(space, fay, "week")
    posted(space, fay, THIRD, at=AT + timedelta(days=1))

    # Another one comes next, and its day is what it was.
    assert (comes_next(space), due_on(space)) == (FIRST, TODAY + timedelta(days=7))


def test_the_one_that_comes_next_takes_its_day_along_when_it_is_posted_early(space, fay):
    a_kit(space, fay, "week")
    posted(space, fay, FIRST, at=AT + timedelta(days=1))

    assert (comes_next(space), due_on(space)) == (SECOND, TODAY + timedelta(days=14))


def test_what_is_due_stays_so_while_another_one_is_posted(space, fay):
    a_kit(space, fay, "week")
    posted(space, fay, THIRD, at=AT + timedelta(days=9))

    assert (comes_next(space), due_on(space)) == (FIRST, TODAY + timedelta(days=7))
    assert due(fay, TODAY + timedelta(days=9)) == [space]


@pytest.mark.parametrize(("codes", "days"), [
    ((FIRST, SECOND, THIRD), 28), ((THIRD, SECOND, FIRST), 28), ((SECOND, THIRD), 14),
])  # fmt: skip
def test_several_that_are_posted_on_one_day_make_no_long_silence(space, fay, codes, days):
    a_kit(space, fay)
    for each in codes:
        posted(space, fay, each, at=AT + timedelta(days=1))

    assert due_on(space) == TODAY + timedelta(days=days)


def test_a_pause_outlasts_what_is_posted_meanwhile(space, fay):
    a_kit(space, fay)
    actions.pause(space, is_paused=True, by=fay, at=AT)
    posted(space, fay, FIRST)
    posted(space, fay, THIRD)

    assert (comes_next(space), due_on(space)) == (SECOND, None)


def test_one_is_skipped_another_comes_next_and_both_can_be_taken_back(space, fay):
    a_kit(space, fay)
    for _ in range(2):
        actions.skip(space, FIRST, is_skipped=True, by=fay, at=AT)
    assert comes_next(space) == SECOND

    for code in ("who-answers-for-it", THIRD, THIRD):
        actions.come_next(space, code, by=fay, at=AT)
    coming = queries.to_come(queries.given(queries.kit_of(space), None))
    assert [each.part.code for each in coming][:3] == [THIRD, "who-answers-for-it", SECOND]
    assert len(coming) == 11

    actions.skip(space, FIRST, is_skipped=False, by=fay, at=AT)
    actions.come_next(space, FIRST, by=fay, at=AT)
    assert comes_next(space) == FIRST
    assert due_on(space) == TODAY + timedelta(days=14)


def test_while_it_is_paused_nothing_is_due_and_then_the_next_one_is_at_once(space, fay):
    a_kit(space, fay)
    later = AT + timedelta(days=100)
    actions.pause(space, is_paused=True, by=fay, at=AT)
    assert due(fay, later.date()) == []
    assert "It is paused" in page(fay, space)

    actions.pause(space, is_paused=False, by=fay, at=later)

    assert due(fay, later.date()) == [space]
    assert due_on(space) == later.date()


def test_once_all_are_posted_or_skipped_nothing_is_due(space, fay):
    a_kit(space, fay)
    for each in prompts()[:-1]:
        posted(space, fay, each.code)
    actions.skip(space, prompts()[-1].code, is_skipped=True, by=fay, at=AT)

    assert (comes_next(space), due_on(space)) == ("", None)
    assert "No prompt is left." in page(fay, space)
    actions.skip(space, prompts()[-1].code, is_skipped=False, by=fay, at=AT)
    assert due_on(space) == TODAY


def test_another_rhythm_moves_what_is_to_come_and_not_what_is_due(space, fay):
    a_kit(space, fay)
    actions.change_rhythm(space, "week", edition=1, by=fay, at=AT)
    assert due_on(space) == TODAY + timedelta(days=7)

    actions.change_rhythm(space, "month", edition=2, by=fay, at=AT + timedelta(days=8))
    assert due_on(space) == TODAY + timedelta(days=7)


def test_two_who_change_how_often_do_not_write_over_each_other(space, fay):
    a_kit(space, fay)
    actions.change_rhythm(space, "week", edition=1, by=fay, at=AT)

    told = sent(fay, space, "start/rhythm/", rhythm="month", edition="1")

    assert "Somebody changed this meanwhile" in unescape(told.content.decode())
    assert StarterKit.objects.get().rhythm == "week"
    with pytest.raises(ChangedMeanwhile):
        actions.change_rhythm(space, "month", edition=1, by=fay, at=AT)


def test_the_page_of_the_space_says_that_one_is_due_to_whoever_looks_after_it(space, fay):
    mo = somebody("mo@harbourline.example", name="Mo")
    joined(space, mo)
    a_kit(space, fay, at=AT - timedelta(days=400))

    assert "A prompt is due" in page(fay, space, "")
    assert "A prompt is due" in page(fay, space)
    assert "A prompt is due" not in page(mo, space, "")
    assert "A prompt is due" not in page(mo, space)
    actions.pause(space, is_paused=True, by=fay, at=AT)
    assert "A prompt is due" not in page(fay, space, "")


def test_that_one_is_due_takes_the_page_of_the_space_no_question_more(space, fay):
    client, address = signed_in(fay), space.get_absolute_url()
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    a_kit(space, fay, at=AT - timedelta(days=400))
    with CaptureQueriesContext(connection) as after:
        assert "A prompt is due" in client.get(address).content.decode()

    assert len(after) == len(before)


def test_what_is_due_in_all_spaces_of_somebody_is_two_questions(space, fay):
    others = [a_space(fay, f"Quay {number}") for number in range(3)]
    nobodys = a_space(a_facilitator("Gus"), "Pier friends")
    joined(nobodys, fay)
    for each in (space, *others):
        a_kit(each, fay)
    a_kit(nobodys, User.objects.get(email="gus@harbourline.example"))
    posted(others[0], fay, at=AT + timedelta(days=14))
    Space.objects.filter(pk=others[1].pk).update(closed_on=TODAY)

    with CaptureQueriesContext(connection) as asked:
        found = due(fay, TODAY + timedelta(days=20))

    assert found == [others[2], space]
    # Which they look after, and what is due there.
    assert len(asked) == 2


# --- posted ---------------------------------------------------------------------------------------


def test_the_usual_form_is_filled_and_what_is_sent_is_a_thread_and_marks_the_prompt(space, fay):
    a_kit(space, fay)
    client, address = signed_in(fay), f"{space.get_absolute_url()}start/{THIRD}/post/"
    form = client.get(address).context["form"]
    assert form.initial["title"] == kit()[THIRD].title
    assert form.initial["text"] == as_posted(kit()[THIRD])
    assert "Harknett (2019): [" in form.initial["text"]

    words = {"title": "The rota", "text": "When is it out?", "once": form.initial["once"]}
    went = {client.post(address, words).url for _ in range(2)}

    thread = Thread.objects.get()
    part = KitPart.objects.get(code=THIRD)
    assert went == {f"/spaces/{space.address}/{thread.public_id}/"}
    assert (thread.title, part.thread) == ("The rota", thread)
    assert part.used_on == thread.opened_at.date()
    assert "Posted on" in page(fay, space)
    assert thread.public_id in page(fay, space, f"start/{THIRD}/")
    assert client.get(address).status_code == 302


def test_two_who_post_one_prompt_at_once_are_told_and_lose_nothing(space, fay):
    mo = somebody("mo@harbourline.example", name="Mo")
    joined(space, mo)
    looks_after(space, mo, fay)
    a_kit(space, fay)
    posted(space, fay)
    before = due_on(space)

    told = sent(mo, space, f"start/{FIRST}/post/", title="Mine", text="Bladderwrack", once="x")

    text = unescape(told.content.decode())
    assert "Somebody else has posted it meanwhile." in text
    assert "Bladderwrack" in text
    assert Thread.objects.count() == 1
    assert due_on(space) == before


def test_an_agenda_fills_the_usual_form_of_a_meeting_as_often_as_one_likes(space, fay):
    a_kit(space, fay)
    client, address = signed_in(fay), f"{space.get_absolute_url()}start/develop/plan/"
    form = client.get(address).context["form"]
    assert form.initial["title"] == kit()["develop"].title
    day = (today() + timedelta(days=7)).isoformat()
    words = {"title": form.initial["title"], "agenda": form.initial["agenda"], "day": day,
             "begins": "12:00", "ends": "13:00"}  # fmt: skip

    for key in ("a", "a", "b"):
        assert client.post(address, words | {"once": key}).status_code == 302

    assert Meeting.objects.count() == 2
    newest = Meeting.objects.latest("pk")
    assert sum(each.minutes for each in newest.agenda.all()) == 60
    assert KitPart.objects.get(code="develop").meeting == newest
    assert due_on(space) == StarterKit.objects.get().begun_on + timedelta(days=14)


def test_the_first_post_takes_no_day_from_the_prompts(space, fay):
    a_kit(space, fay)
    posted(space, fay, "first-post", at=AT + timedelta(days=1))

    assert (comes_next(space), due_on(space)) == (FIRST, TODAY + timedelta(days=14))


def test_members_read_it_and_change_nothing(space, fay):
    mo = somebody("mo@harbourline.example", name="Mo")
    joined(space, mo)
    a_kit(space, fay)

    assert kit()[FIRST].title in page(mo, space)
    assert "Post this" not in page(mo, space, f"start/{FIRST}/")
    for part in (f"{FIRST}/post/", "develop/plan/", "rhythm/", "group/"):
        assert status(mo, space, f"start/{part}") == 404
    for part, said in (("begin/", {"rhythm": "week"}), (f"{FIRST}/", {"skip": "yes"}),
                       ("rhythm/", {"pause": "yes"})):  # fmt: skip
        assert sent(mo, space, f"start/{part}", **said).status_code == 404
    for act in (
        lambda: actions.begin(space, "week", by=mo, at=AT),
        lambda: actions.skip(space, FIRST, is_skipped=True, by=mo, at=AT),
        lambda: actions.come_next(space, SECOND, by=mo, at=AT),
        lambda: actions.pause(space, is_paused=True, by=mo, at=AT),
        lambda: posted(space, mo),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert comes_next(space) == FIRST


@pytest.mark.parametrize("visibility", ["open", "members"])
def test_whoever_is_not_in_the_space_reads_nothing_of_it(fay, visibility):
    space = a_space(fay, visibility=visibility)
    a_kit(space, fay)
    posted(space, fay)
    asks, out = (somebody(f"{each}@harbourline.example", name=each) for each in ("pat", "out"))
    standing(space, asks, Standing.ASKED)

    for person in (asks, out):
        for part in ("", f"{FIRST}/", f"{FIRST}/post/", "group/", "rhythm/"):
            assert status(person, space, f"start/{part}") == 404
        assert "Starter kit" not in page(person, space, "")


def test_a_space_that_opens_up_opens_nothing_that_was_posted_before(fay):
    space = a_hidden_space(fay)
    a_kit(space, fay)
    posted(space, fay, title="Periwinkle")
    spaces.change_space(space, {"visibility": "open", "joining": "own"}, edition=1, by=fay, at=AT)

    out = somebody("out@harbourline.example", name="Out")
    assert status(out, space, "start/") == 404
    assert "Periwinkle" not in page(out, space, "")


def test_in_a_closed_space_it_is_read_and_no_more(space, fay):
    a_kit(space, fay)
    Space.objects.filter(pk=space.pk).update(closed_on=TODAY)

    assert "Post this" not in page(fay, space, f"start/{FIRST}/")
    assert status(fay, space, f"start/{FIRST}/post/") == 404
    with pytest.raises(NotAllowed):
        posted(space, fay)
    with pytest.raises(NotAllowed):
        actions.pause(space, is_paused=True, by=fay, at=AT)
    assert due(fay, TODAY + timedelta(days=50)) == []


def test_it_outlives_whoever_began_with_it_and_whoever_comes_next_goes_on(space, fay):
    mo = somebody("mo@harbourline.example", name="Mo")
    joined(space, mo)
    a_kit(space, fay)
    posted(space, fay)

    spaces.forget_person(fay)
    spaces.offer(space, offers=True, by=mo)

    assert due(mo, TODAY + timedelta(days=28)) == [space]
    assert comes_next(space) == SECOND
    posted(space, mo, SECOND)
    assert "Posted on" in page(mo, space)
    assert due(fay, TODAY + timedelta(days=90)) == []


def test_nobody_stands_in_its_tables_and_the_trail_names_nobody(space, fay):
    a_kit(space, fay)
    posted(space, fay)

    for model in (StarterKit, KitPart, KitRead, KitWord):
        assert not {"who", "by"} & {each.name for each in model._meta.get_fields()}
    assert not Entry.objects.exists()


def test_whoever_leaves_leaves_the_kit_as_it_is(space, fay):
    mo = somebody("mo@harbourline.example", name="Mo")
    joined(space, mo)
    looks_after(space, mo, fay)
    a_kit(space, mo)
    posted(space, mo)

    spaces.leave(space, by=mo, at=AT)

    assert KitPart.objects.get(code=FIRST).thread is not None
    assert due(mo, TODAY + timedelta(days=90)) == []
    assert status(mo, space, "start/") == 404


@pytest.mark.parametrize("code", ["no-such-part", "develop"])
def test_what_is_no_prompt_is_not_posted_or_moved(space, fay, code):
    a_kit(space, fay)

    with pytest.raises(NotAllowed):
        actions.post(space, code, None, title="x", text="x", once="x", by=fay, at=AT)
    with pytest.raises(NotAllowed):
        actions.come_next(space, code, by=fay, at=AT)
    with pytest.raises(NotAllowed):
        actions.plan(space, FIRST, {}, [], once="x", by=fay, at=AT)
    assert status(fay, space, f"start/{code}/post/") == 404
    assert status(fay, space, f"start/{FIRST}/plan/") == 404


def test_before_it_is_begun_nothing_can_be_posted(space, fay):
    assert status(fay, space, f"start/{FIRST}/post/") == 404
    assert "Begin with the kit" in page(fay, space)
    with pytest.raises(NotAllowed):
        posted(space, fay)


# --- a resource group -----------------------------------------------------------------------------


def test_until_a_group_ratifies_it_the_page_says_so_and_it_works(space, fay, group, gil):
    a_kit(space, fay)
    assert "No resource group has read this yet." in page(fay, space)
    read = handed(space, group, fay)
    worded(read, gil)

    assert "No resource group has read this yet." in page(fay, space)
    assert "Who wrote it?" not in page(fay, space)
    posted(space, fay, SECOND)


def test_what_the_group_said_is_what_the_space_gets_until_it_takes_that_back(
    space, fay, group, gil
):
    a_kit(space, fay)
    read = handed(space, group, fay)
    worded(read, gil, why="It was somebody's rule.")
    worded(read, gil, SECOND, "left-out", why="We were asked too often.")
    ratified(read, gil)

    told = page(fay, space)
    assert "Night workers ratified it on" in told
    assert "It put one part in other words. It left one part out." in told
    form = signed_in(fay).get(f"{space.get_absolute_url()}start/{FIRST}/post/").context["form"]
    assert (form.initial["title"], form.initial["text"]) == ("Who wrote it?", "**Who wrote it?**")
    assert "It was somebody's rule." in page(fay, space, f"start/{FIRST}/")
    assert "We were asked too often." in page(fay, space, f"start/{SECOND}/")
    assert status(fay, space, f"start/{SECOND}/post/") == 404
    posted(space, fay)
    assert comes_next(space) == THIRD

    ratifying.take_back(read, by=gil, at=AT)

    assert "No resource group has read this yet." in page(fay, space)
    assert comes_next(space) == SECOND
    assert status(fay, space, f"start/{SECOND}/post/") == 200


def test_a_group_that_left_out_all_leaves_nothing_due(space, fay, group, gil):
    a_kit(space, fay)
    read = handed(space, group, fay)
    for each in prompts():
        worded(read, gil, each.code, "left-out")
    ratified(read, gil)
    assert (comes_next(space), due_on(space)) == ("", None)

    ratifying.take_back(read, by=gil, at=AT)
    assert (comes_next(space), due_on(space)) == (FIRST, TODAY)


def test_declined_looks_like_not_yet(space, fay, group, gil):
    a_kit(space, fay)
    handed(space, group, fay)
    addresses = ("start/", "start/group/", f"start/{FIRST}/", "")
    not_yet = [without_keys(page(fay, space, each)) for each in addresses]

    sent(gil, group, f"kits/{KitRead.objects.get().public_id}/", aside="yes")

    assert KitRead.objects.get().is_aside
    assert [without_keys(page(fay, space, each)) for each in addresses] == not_yet
    sent(gil, group, f"kits/{KitRead.objects.get().public_id}/", **{"take-up": "yes"})
    assert not KitRead.objects.get().is_aside


def without_keys(text: str) -> str:
    return re.sub(r'value="[\w-]{40,}"', "", text)


def test_only_resource_groups_that_everybody_can_know_of_are_there_to_choose(space, fay, group):
    gus = a_facilitator("Gus")
    hidden = a_hidden_space(gus, "Lighthouse keepers", kind="resource-group")
    joined(hidden, fay)
    closed = a_group(gus, "Old quay")
    Space.objects.filter(pk=closed.pk).update(closed_on=TODAY)
    a_space(gus, "Pier friends")

    form = signed_in(fay).get(f"{space.get_absolute_url()}start/group/").context["form"]

    assert form.fields["group"].choices == [(group.public_id, "Night workers")]
    told = sent(fay, space, "start/group/", group=hidden.public_id)
    assert told.context["form"].errors
    for other in (hidden, closed, space, Space.objects.get(name="Pier friends")):
        with pytest.raises(NotAllowed):
            handed(space, other, fay)
    assert not KitRead.objects.exists()


def test_a_hidden_space_hands_its_kit_to_nobody(fay, group):
    space = a_hidden_space(fay)

    assert status(fay, space, "start/group/") == 404
    with pytest.raises(NotAllowed):
        handed(space, group, fay)


def test_a_group_or_a_space_that_is_hidden_later_stands_beside_the_other_no_more(
    space, fay, group, gil
):
    for which in (group, space):
        read = handed(space, group, fay)
        worded(read, gil)
        ratified(read, gil)
        by = gil if which is group else fay
        spaces.change_space(which, {"visibility": "hidden", "joining": "link"},
                            edition=which.edition, by=by, at=AT)  # fmt: skip

        assert not KitRead.objects.exists()
        assert "Night workers" not in page(fay, space)
        if which is group:
            spaces.change_space(which, {"visibility": "members"}, edition=2, by=gil, at=AT)
    assert "Riverside allies" not in page(gil, group, "kits/")


@pytest.mark.parametrize("which", ["group", "space"])
def test_what_a_group_left_out_comes_back_once_one_of_them_is_hidden(space, fay, group, gil, which):
    other = a_space(fay, "Pier friends")
    for each in (space, other):
        a_kit(each, fay)
        read = handed(each, group, fay)
        for prompt in prompts():
            worded(read, gil, prompt.code, "left-out")
        ratified(read, gil)
    hides, by = (group, gil) if which == "group" else (space, fay)

    spaces.change_space(hides, {"visibility": "hidden", "joining": "link"},
                        edition=hides.edition, by=by, at=AT)  # fmt: skip

    back = (FIRST, TODAY)
    assert (comes_next(space), due_on(space)) == back
    assert (comes_next(other), due_on(other)) == (back if which == "group" else ("", None))


def test_even_a_row_that_was_left_over_names_no_hidden_group(space, fay, group, gil):
    read = handed(space, group, fay)
    worded(read, gil)
    ratified(read, gil)
    Space.objects.filter(pk=group.pk).update(visibility="hidden", joining="link")

    for part in ("start/", f"start/{FIRST}/", "start/group/"):
        assert "Night workers" not in page(fay, space, part)
    assert "Who wrote it?" not in page(fay, space)


def test_whoever_looks_after_the_group_and_its_officers_say_it_and_nobody_else(
    space, fay, group, gil
):
    ola, mo = (somebody(f"{each}@harbourline.example", name=each) for each in ("ola", "mo"))
    joined(group, ola, mo)
    office = an_office(group, gil)
    offices.take(office, term_until=TODAY + timedelta(days=300), by=ola, at=AT)
    read = handed(space, group, fay)
    address = f"kits/{read.public_id}/"

    assert "Riverside allies" in page(ola, group, "kits/")
    worded(read, ola)
    ratified(read, ola)
    for person in (mo, fay):
        for part in ("kits/", address, f"{address}{FIRST}/"):
            assert status(person, group, part) == 404
        with pytest.raises(NotAllowed):
            worded(read, person, SECOND)
        with pytest.raises(NotAllowed):
            ratifying.take_back(read, by=person, at=AT)
    assert status(gil, space, "start/") == 404


def test_the_page_of_the_group_leads_there_for_whoever_speaks_for_it_and_for_nobody_else(
    group, gil, space, fay
):
    mo = somebody("mo@harbourline.example", name="Mo")
    joined(group, mo)

    assert "Starter kits to read" in page(gil, group, "group/")
    for person in (mo, fay):
        assert "Starter kits to read" not in page(person, group, "group/")
    assert "Starter kits to read" not in page(fay, space, "group/")


def test_several_spaces_ask_one_group_and_each_has_its_own_answer(space, fay, group, gil):
    other = a_space(fay, "Pier friends")
    one, two = handed(space, group, fay), handed(other, group, fay)
    worded(one, gil)
    ratified(one, gil)

    assert "ratified it" in page(fay, space)
    assert "No resource group has read this yet." in page(fay, other)
    assert status(gil, group, f"kits/{two.public_id}/") == 200
    ratified(two, gil)
    assert "It put" not in page(fay, other)


def test_handed_twice_it_is_there_once_and_taken_back_nothing_is_left(space, fay, group, gil):
    read = handed(space, group, fay)
    worded(read, gil)
    assert handed(space, group, fay) == read
    ratified(read, gil)

    for _ in range(2):
        sent(fay, space, "start/group/", **{"take-back": "yes"})

    assert not KitRead.objects.exists()
    assert not KitWord.objects.exists()
    with pytest.raises((NotAllowed, KitRead.DoesNotExist)):
        worded(read, gil)


def test_nobody_ratifies_or_rewords_what_they_have_not_seen(space, fay, group, gil):
    read = handed(space, group, fay)
    worded(read, gil)

    with pytest.raises(ChangedMeanwhile):
        ratifying.ratify(read, edition=1, by=gil, at=AT)
    told = sent(gil, group, f"kits/{read.public_id}/{FIRST}/", how="changed", title="Mine",
                text="Bladderwrack", why="", edition="0")  # fmt: skip
    text = unescape(told.content.decode())
    assert "Somebody changed this meanwhile" in text
    assert "Bladderwrack" in text
    assert KitWord.objects.get().title == "Who wrote it?"
    for earlier in ("1", "²", "9" * 5000, "-1", ""):
        answer = sent(gil, group, f"kits/{read.public_id}/", ratify=earlier)
        assert answer.status_code < 500
        assert KitRead.objects.get().ratified_on is None
    sent(gil, group, f"kits/{read.public_id}/", ratify="2")
    assert KitRead.objects.get().ratified_on is not None


@pytest.mark.parametrize(("code", "said", "field"), [
    (FIRST, {"how": "changed", "title": "", "text": "x"}, "title"),
    (FIRST, {"how": "changed", "title": "x", "text": ""}, "text"),
    ("develop", {"how": "changed", "title": "x", "text": "y" * 200}, "text"),
    (FIRST, {"how": "kept", "why": "y" * 301}, "why"),
    (FIRST, {"how": "burnt"}, "how"),
])  # fmt: skip
def test_what_can_not_be_said_is_told_at_its_field(space, fay, group, gil, code, said, field):
    read = handed(space, group, fay)

    told = sent(gil, group, f"kits/{read.public_id}/{code}/", edition="0", **said)

    assert list(told.context["form"].errors) == [field]
    assert not KitWord.objects.exists()


def test_of_a_newer_kit_nothing_holds_that_was_said_of_the_one_before(space, fay, group, gil):
    a_kit(space, fay)
    read = handed(space, group, fay)
    worded(read, gil)
    ratified(read, gil)
    KitRead.objects.update(version=0)

    assert "No resource group has read this yet." in page(fay, space)
    assert "The kit has changed since." in page(fay, space, "start/group/")
    assert "This is an earlier kit" in page(gil, group, f"kits/{read.public_id}/")
    assert status(gil, group, f"kits/{read.public_id}/{FIRST}/") == 404
    with pytest.raises(NotAllowed):
        worded(read, gil, SECOND)
    assert handed(space, group, fay).version == version()
    assert not KitWord.objects.exists()


# --- bridges --------------------------------------------------------------------------------------


@pytest.mark.enable_socket
def test_a_prompt_is_said_over_a_bridge_once_with_how_it_begins_and_without_who(
    space, fay, settings
):
    settings.HERE = replace(settings.HERE, bridges_here=True)
    key_published()
    a_kit(space, fay)
    with tool(answers("ok")) as there:
        bridging.build(space, "mattermost", {"webhook": f"{there.address}/hooks/x"},
                       to=published(), once="b", by=fay, at=AT)  # fmt: skip
        for _ in range(2):
            thread = posted(space, fay, once="the same")
        posted(space, fay, "first-post")
        for each in list(job.to_say(AT)):
            job.say(Working(**each.given), now=lambda: AT, sleep=lambda _: None)

    _, said = (each["body"]["text"] for each in there.requests)
    assert f"A question: {kit()[FIRST].title}" in said
    assert "who would have to write it down?" in said
    assert "Much of what decides" not in said
    assert f"/{thread.public_id}/" in said
    assert "Fay" not in said


def test_a_prompt_that_was_hidden_before_it_was_said_is_not_said(space, fay):
    a_kit(space, fay)
    thread = posted(space, fay)
    assert composed("prompt", space, thread.public_id) is not None

    Thread.objects.filter(pk=thread.pk).update(state=State.HIDDEN)

    assert composed("prompt", space, thread.public_id) is None
    Thread.objects.filter(pk=thread.pk).update(state=State.SHOWN)
    assert composed("prompt", space, thread.public_id) is not None
    Space.objects.filter(pk=space.pk).update(visibility="hidden", joining="link")
    assert composed("prompt", Space.objects.get(pk=space.pk), thread.public_id) is None
    assert composed("prompt", a_space(fay, "Pier friends"), thread.public_id) is None


def test_a_meeting_is_no_prompt_and_a_space_without_a_bridge_says_nothing(space, fay):
    a_kit(space, fay)
    posted(space, fay)
    a_meeting(space, fay)

    assert not ToSay.objects.exists()


@pytest.mark.parametrize(("text", "begins"), [
    ("One.\n\nTwo.", "One."), ("One\ntwo.\n \n\nThree", "One\ntwo."),
    ("rota " * 200, "rota " * 118 + "rota …"), ("x" * 700, "x" * 600 + " …"),
])  # fmt: skip
def test_of_a_long_text_its_beginning_is_said(text, begins):
    assert beginning(text) == begins
