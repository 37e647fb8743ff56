"""Whatever people choose, whatever happens, wherever the worker is killed: nobody is told what they
did not turn on, and nobody is told anything twice.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import at_most
from web.delivery.made import (
    AT,
    RAIN,
    SNOW,
    Killed,
    Server,
    Working,
    decide,
    happens,
    later,
    link_to_stop,
    links,
)
from web.people import LONG_AGO

from tiebeam.web.accounts.models import User
from tiebeam.web.delivery import actions
from tiebeam.web.delivery.models import Letter, Notice
from tiebeam.web.delivery.topics import BY_MAIL, How
from tiebeam.worker import delivery

pytestmark = pytest.mark.django_db

PEOPLE, TOPICS = ("ada", "bo"), (RAIN, SNOW)
HOWS = st.sampled_from([How.MAIL, How.DAILY, How.WEEKLY, How.HERE, How.NOT])
CHOICES = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(TOPICS), HOWS), max_size=2)
FATES = st.lists(
    st.sampled_from(["take", "before", "after", "refuse", "later", "hang up"]), max_size=2
)
#: One turn of the world: people choose, something happens, it is decided, people choose otherwise,
#: digests are made, mails are sent; the worker may be killed anywhere, and people may stop mails.
TURNS = st.fixed_dictionaries({
    "choose": CHOICES, "happen": st.sampled_from(TOPICS), "decide": st.booleans(),
    "choose_again": CHOICES, "digest": st.sampled_from([None, How.DAILY, How.WEEKLY]),
    "send": FATES, "stop": st.booleans(),
})  # fmt: skip


class History:
    """What went on, and what each person had chosen at every moment."""

    def __init__(self) -> None:
        Server.begin()
        self.people = {
            each: User.objects.create(email=f"{each}@x.example", name=each, joined_at=LONG_AGO)
            for each in PEOPLE
        }
        self.chosen = {(who, topic.name): How.NOT for who in PEOPLE for topic in TOPICS}
        self.tellings: list[str] = []

    def turn(self, turn, number):
        for each in turn["choose"]:
            self.choose(*each)
        self.happen(turn["happen"])
        self.decide(killed=turn["decide"])
        for each in turn["choose_again"]:
            self.choose(*each)
        if turn["digest"]:
            # Now and then that of an earlier turn is made once more.
            self.digest(turn["digest"], number // 2)
        self.send(turn["send"])
        if turn["stop"]:
            self.stop()

    def choose(self, who, topic, how):
        if how not in topic.choices:
            how = How.MAIL
        actions.choose(self.people[who], {topic.name: how})
        self.chosen[who, topic.name] = how

    def happen(self, topic):
        self.tellings.append(happens(topic))

    def decide(self, killed):
        """Of all that happened, again and again: a job may be repeated at any time."""
        before = set(Notice.objects.values_list("pk", flat=True))
        with suppress(Killed), transaction.atomic():
            for each in self.tellings:
                decide(each, at=AT)
            if killed:
                raise Killed
        for new in Notice.objects.exclude(pk__in=before):
            assert self.chosen[new.person.name, new.telling.topic] != How.NOT

    def digest(self, how, number):
        actions.make_digests(how, f"p{number}", at=later(1))

    def send(self, does):
        before = len(Server.took)
        Server.does = list(does)
        # Whatever it dies of, the next round has to live with.
        with suppress(Killed, Exception):
            delivery.send(Working(), now=lambda: AT)
        Server.does = []
        for mail in Server.took[before:]:
            for notice in Notice.objects.filter(public_id__in=links(mail)):
                now = self.chosen[notice.person.name, notice.telling.topic]
                assert now in BY_MAIL
                assert now == notice.letter.how
                assert mail.to == [notice.person.email]

    def stop(self):
        if not Server.took:
            return
        mail = Server.took[-1]
        Client().post(link_to_stop(mail))
        letter = Letter.objects.get(public_id=mail.extra_headers["Message-ID"][1:].split("@")[0])
        for topic in TOPICS:
            inside = letter.notices.filter(telling__topic=topic.name).exists()
            if self.chosen[letter.person.name, topic.name] == letter.how and (
                inside or letter.how != How.MAIL
            ):
                self.chosen[letter.person.name, topic.name] = How.HERE

    def nobody_was_told_twice(self):
        mailed = Counter(each for mail in Server.took for each in links(mail))
        assert not mailed or max(mailed.values()) == 1
        told = Counter(Notice.objects.values_list("telling", "person"))
        assert not told or max(told.values()) == 1


@settings(max_examples=at_most(25))
@given(st.lists(TURNS, min_size=2, max_size=5))
def test_nobody_gets_what_they_did_not_turn_on_and_nobody_gets_it_twice(turns):
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("django.conf.settings.EMAIL_BACKEND", "web.delivery.made.Server")
        history = History()
        for number, each in enumerate(turns):
            history.turn(each, number)
        # At the end the worker comes round once more, and nothing is in its way.
        history.decide(killed=False)
        history.digest(How.DAILY, 9)
        history.send([])
        history.nobody_was_told_twice()
        transaction.set_rollback(True)


def test_what_was_turned_on_arrives(settings):
    settings.EMAIL_BACKEND = "web.delivery.made.Server"
    history = History()
    history.choose("ada", RAIN, How.MAIL)
    history.choose("bo", RAIN, How.WEEKLY)
    history.happen(RAIN)

    history.decide(killed=True)
    history.decide(killed=False)
    history.digest(How.WEEKLY, 1)
    history.send(["later"])
    history.send([])

    assert sorted(mail.to for mail in Server.took) == [["ada@x.example"], ["bo@x.example"]]
