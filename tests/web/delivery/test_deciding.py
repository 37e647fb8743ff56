"""Who is told what: found out when it is decided, and noted once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from web.delivery.made import AT, EVERYBODY, RAIN, SNOW, decide, happens, later, wants
from web.people import somebody

from tiebeam.web.delivery import actions, audiences, queries, topics
from tiebeam.web.delivery.audiences import Audience
from tiebeam.web.delivery.models import Letter, Notice, Telling
from tiebeam.web.delivery.topics import How, Topic

pytestmark = pytest.mark.django_db


def decided(telling: str) -> list[tuple[str, str]]:
    decide(telling, at=AT)
    told = Notice.objects.filter(telling__public_id=telling).order_by("pk")
    return [(each.person.name, each.how) for each in told]


def test_nobody_is_told_what_they_did_not_turn_on():
    somebody()

    assert decided(happens()) == []


def test_to_tell_only_queues():
    wants(somebody(), How.MAIL)

    telling = happens()

    assert not Notice.objects.exists()
    assert not Letter.objects.exists()
    assert list(queries.not_queued()) == [telling]


def test_each_is_told_as_they_chose_and_only_of_what_they_chose():
    wants(somebody("ada@x.example", name="Ada"), How.HERE)
    wants(somebody("bo@x.example", name="Bo"), How.MAIL)
    wants(somebody("cy@x.example", name="Cy"), How.NOT)
    wants(somebody("di@x.example", name="Di"), How.DAILY, topic=RAIN)

    assert decided(happens(RAIN)) == [("Ada", "here"), ("Bo", "mail"), ("Di", "daily")]
    assert decided(happens(SNOW)) == []
    assert [each.person.name for each in Letter.objects.all()] == ["Bo"]


def test_a_topic_may_be_told_by_default_and_a_choice_goes_before_it(monkeypatch):
    wants(somebody("ada@x.example", name="Ada"), How.NOT, topic=SNOW)
    somebody("bo@x.example", name="Bo")
    told = Topic(name=SNOW.name, says=SNOW.says, explains="", leads_to=str, default=How.HERE)
    monkeypatch.setitem(topics._known, SNOW.name, told)

    assert decided(happens(told)) == [("Bo", "here")]


def test_whoever_has_left_the_audience_meanwhile_is_told_nothing():
    ada, bo = somebody("ada@x.example", name="Ada"), somebody("bo@x.example", name="Bo")
    wants(ada, How.MAIL)
    wants(bo, How.MAIL)
    only_ada = Audience("tests.one", of=ada.public_id)
    telling = happens(to=only_ada)
    other = happens(to=Audience("tests.one", of=bo.public_id))
    ada.is_active = False
    ada.save()

    assert decided(telling) == []
    assert decided(other) == [("Bo", "mail")]


def test_it_is_decided_once_however_often_it_is_asked():
    ada = somebody()
    wants(ada, How.MAIL)
    telling = happens()
    decide(telling, at=AT)
    wants(somebody("bo@x.example", name="Bo"), How.MAIL)

    assert decided(telling) == [("Ada", "mail")]


def test_the_database_itself_lets_nobody_be_told_twice():
    ada = somebody()
    wants(ada, How.HERE)
    decide(happens(), at=AT)
    notice = Notice.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(telling=notice.telling, person=ada, how="here", made_at=AT)


def test_what_this_version_does_not_know_any_more_is_told_to_nobody():
    wants(somebody(), How.MAIL)
    telling = happens()
    Telling.objects.update(topic="tests.gone")

    assert decided(telling) == []


def test_a_topic_and_an_audience_are_declared_first():
    stray = Topic(name="tests.stray", says="x", explains="x", leads_to=str)

    with pytest.raises(topics.NotATopic):
        actions.tell(stray, about="x", to=EVERYBODY, at=AT)
    with pytest.raises(audiences.NotAnAudience):
        actions.tell(RAIN, about="x", to=Audience("tests.nobody"), at=AT)
    with pytest.raises(audiences.NotAnAudience):
        audiences.people_of(Audience("tests.nobody"))
    with pytest.raises(topics.NotATopic):
        topics.declare(RAIN)
    with pytest.raises(audiences.NotAnAudience):
        audiences.declare(EVERYBODY.name, lambda _: [])


def test_no_words_get_into_what_is_kept():
    with pytest.raises(actions.NotAnId):
        actions.tell(RAIN, about="what Ada said", to=EVERYBODY, at=AT)


# --- digests --------------------------------------------------------------------------------------


def test_a_digest_takes_what_waits_once():
    ada = somebody()
    wants(ada, How.DAILY)
    for _ in range(3):
        decide(happens(), at=AT)

    made = [actions.make_digests(How.DAILY, day, at=later(24)) for day in ("d1", "d1", "d2")]

    assert made == [1, 0, 0]
    (letter,) = Letter.objects.all()
    assert letter.notices.count() == 3


def test_what_was_opened_already_is_in_no_digest():
    ada = somebody()
    wants(ada, How.DAILY)
    decide(happens(), at=AT)
    actions.read(Notice.objects.get(), at=AT)

    assert actions.make_digests(How.DAILY, "d1", at=later(24)) == 0


def test_a_digest_heeds_what_is_chosen_when_it_is_made():
    ada = somebody()
    wants(ada, How.DAILY)
    decide(happens(), at=AT)
    wants(ada, How.WEEKLY)

    assert actions.make_digests(How.DAILY, "d1", at=later(24)) == 0
    assert actions.make_digests(How.WEEKLY, "w1", at=later(99)) == 1


def test_what_was_told_long_ago_is_forgotten():
    wants(somebody(), How.MAIL)
    decide(happens(at=AT), at=AT)
    decide(happens(at=later(10)), at=later(10))

    assert actions.forget(before=later(5)) == 1
    assert Notice.objects.count() == 1
    assert Letter.objects.count() == 1


# --- when mails may reach somebody ----------------------------------------------------------------


def waits(at) -> set[str]:
    """Whose mails may go out at a moment, in the organisation's time."""
    return {Letter.objects.get(pk=pk).person.name for pk in queries.letters_waiting(at=at)}


@pytest.mark.parametrize(("first", "last", "zone", "hours"), [
    (8, 18, "UTC", set(range(8, 18))),
    (22, 6, "UTC", {22, 23, *range(6)}),
    (0, 24, "UTC", set(range(24))),
    # In November, Tokyo is nine hours ahead of UTC.
    (8, 18, "Asia/Tokyo", {23, *range(9)}),
])  # fmt: skip
def test_mails_go_out_in_the_hours_of_whoever_gets_them(first, last, zone, hours):
    ada = somebody()
    wants(ada, How.MAIL)
    actions.say_times(ada, zone=zone, first=first, last=last)
    decide(happens(at=AT), at=AT)

    found = {hour for hour in range(24) if waits(AT.replace(hour=hour))}

    assert found == hours


def test_where_clocks_change_the_hours_are_those_on_the_wall():
    """In Oslo 8 o'clock is 7 in UTC in winter, and 6 in summer (EU Directive 2000/84/EC)."""
    ada = somebody()
    wants(ada, How.MAIL)
    actions.say_times(ada, zone="Europe/Oslo", first=8, last=18)
    decide(happens(at=AT), at=AT)

    winter, summer = AT.replace(month=1, hour=6), AT.replace(month=7, hour=6)
    assert (waits(winter), waits(summer)) == (set(), {"Ada"})
    # On the day of the change itself: at 6 in UTC it is 8 on the wall already.
    assert waits(AT.replace(month=3, day=29, hour=6)) == {"Ada"}
    assert waits(AT.replace(month=3, day=28, hour=6)) == set()


def test_nobody_else_waits_for_the_hours_of_somebody():
    ada, bo = somebody(), somebody("bo@harbourline.example", name="Bo")
    for each in (ada, bo):
        wants(each, How.MAIL)
    actions.say_times(ada, zone="UTC", first=18, last=20)
    decide(happens(at=AT), at=AT)

    assert waits(AT) == {"Bo"}
    actions.say_times(ada, zone="UTC", first=0, last=24)
    assert waits(AT) == {"Ada", "Bo"}


def test_what_waited_comes_in_one_mail():
    ada = somebody()
    wants(ada, How.MAIL)
    wants(ada, How.MAIL, SNOW)
    for topic in (RAIN, SNOW, RAIN):
        decide(happens(topic))

    first, *others = queries.letters_waiting(at=AT)
    assert actions.begin(first, at=AT)

    assert len(queries.inside(Letter.objects.get(pk=first))) == 3
    assert [actions.begin(each, at=AT) for each in others] == [None, None]
    assert queries.letters_waiting(at=AT) == []


# --- who may be told when it is sent --------------------------------------------------------------


def test_whoever_has_left_the_audience_by_the_time_it_is_sent_is_told_nothing():
    """As one who left a space after it was decided: neither mail nor notice is left."""
    ada = somebody()
    wants(ada, How.MAIL)
    decide(happens(to=Audience("tests.one", of=ada.public_id)))
    type(ada).objects.filter(pk=ada.pk).update(public_id="another-one1")

    (letter,) = queries.letters_waiting(at=AT)

    assert actions.begin(letter, at=AT) is None
    assert not Notice.objects.exists()


def test_a_digest_leaves_out_what_is_no_more_for_them_and_keeps_the_rest():
    ada = somebody()
    wants(ada, How.DAILY)
    decide(happens(to=Audience("tests.one", of=ada.public_id)))
    decide(happens())
    actions.make_digests(How.DAILY, "2026-11-26", at=AT)
    type(ada).objects.filter(pk=ada.pk).update(public_id="another-one1")

    (letter,) = queries.letters_waiting(at=AT)

    assert actions.begin(letter, at=AT)
    assert [each.telling.audience for each in queries.inside(Letter.objects.get(pk=letter))] == [
        EVERYBODY.name
    ]
