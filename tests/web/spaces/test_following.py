"""To follow and to mute, and the digest that says that something is new, and nothing more."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sizes import at_most
from web.delivery.made import Server, Working
from web.people import LONG_AGO, somebody
from web.spaces.made import (
    AT,
    CLAUSES,
    a_facilitator,
    a_hidden_space,
    a_post,
    a_space,
    a_thread,
    joined,
    once,
)

from tiebeam.web.accounts.models import User
from tiebeam.web.delivery import actions as delivery
from tiebeam.web.delivery import queries as mails
from tiebeam.web.delivery.models import Letter, Notice
from tiebeam.web.delivery.topics import How
from tiebeam.web.permissions import Role
from tiebeam.web.spaces import actions as spaces
from tiebeam.web.spaces.following import queries
from tiebeam.web.spaces.following.actions import follow
from tiebeam.web.spaces.following.telling import FOLLOWED
from tiebeam.web.spaces.models import Follow
from tiebeam.worker import delivery as job

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
TOMORROW = AT + timedelta(days=1)


@pytest.fixture(autouse=True)
def server(settings):
    settings.EMAIL_BACKEND = "web.delivery.made.Server"
    Server.begin()


@pytest.fixture
def fay():
    return a_facilitator()


@pytest.fixture
def ada():
    found = somebody()
    delivery.choose(found, {FOLLOWED.name: How.DAILY})
    return found


@pytest.fixture
def space(fay, ada):
    found = a_space(fay)
    joined(found, ada)
    return found


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


def digest(how: How = How.DAILY, at: Any = TOMORROW) -> list[Any]:
    """The mails of a day, as the job makes and sends them."""
    before = len(Server.took)
    delivery.make_digests(how, f"{at:%Y-%m-%d %H}", at=at)
    job.send(Working(), now=lambda: at)
    return Server.took[before:]


def test_it_is_off_until_somebody_turns_it_on(space, fay):
    mo = somebody("mo@harbourline.example")
    joined(space, mo)
    follow(how="follow", by=mo, space=space)
    a_thread(space, fay)

    assert digest() == []
    assert mails.chosen_by(mo)[FOLLOWED.name] == How.NOT


def test_a_digest_says_that_something_is_new_and_nothing_of_what(space, fay, ada):
    follow(how="follow", by=ada, space=space)
    a_thread(space, fay, "Periwinkle", "Bladderwrack")

    (mail,) = digest()

    told = f"{mail.subject} {mail.body}"
    assert "There is something new in what you follow" in told
    assert "/me/followed/" in told
    words = ("Periwinkle", "Bladderwrack", space.name, "Riverside", "Fay", space.public_id)
    assert not any(each in told for each in words)


def test_one_link_ends_such_mails_without_signing_in(space, fay, ada):
    follow(how="follow", by=ada, space=space)
    thread = a_thread(space, fay)
    (mail,) = digest()
    link = mail.extra_headers["List-Unsubscribe"].strip("<>").split("//", 1)[1].split("/", 1)[1]

    Client().post(f"/{link}", {"List-Unsubscribe": "One-Click"})

    assert mails.chosen_by(ada)[FOLLOWED.name] == How.NOT
    a_post(thread, fay, at=TOMORROW)
    assert digest(at=TOMORROW + 2 * HOUR) == []


@pytest.mark.parametrize("gone", ["left", "muted", "follows no more", "taken out of sight"])
def test_what_is_no_more_for_somebody_when_it_is_sent_is_not_told(space, fay, ada, gone):
    follow(how="follow", by=ada, space=space)
    thread = a_thread(space, fay)
    delivery.make_digests(How.DAILY, "2026-03-03", at=TOMORROW)
    assert Letter.objects.count() == 1

    if gone == "left":
        spaces.leave(space, by=ada, at=AT)
    elif gone == "muted":
        follow(how="mute", by=ada, space=space, thread=thread)
    elif gone == "follows no more":
        follow(how="neither", by=ada, space=space)
    else:
        thread.posts.update(state="removed")
    job.send(Working(), now=lambda: TOMORROW)

    assert Server.took == []
    assert not Notice.objects.exists()


def test_a_digest_that_is_late_misses_nothing_and_the_next_one_says_nothing_twice(space, fay, ada):
    follow(how="follow", by=ada, space=space)
    thread = a_thread(space, fay, at=AT)
    late = AT + 30 * HOUR
    assert len(digest(at=late)) == 1

    assert digest(at=late + 20 * HOUR) == []
    a_post(thread, fay, at=late + 21 * HOUR)
    assert len(digest(at=late + 44 * HOUR)) == 1


def test_ones_own_words_and_old_ones_are_nothing_new(space, fay, ada):
    follow(how="follow", by=ada, space=space)
    thread = a_thread(space, fay, at=AT - timedelta(days=3))
    a_post(thread, ada)

    assert digest() == []
    assert not queries.is_new(ada, AT - HOUR)
    assert queries.is_new(ada, AT - timedelta(days=7))


def test_a_thread_is_followed_or_muted_by_a_button_and_only_one_of_both(space, fay, ada):
    thread, client = a_thread(space, fay), signed_in(ada)
    address = f"{thread.get_absolute_url()}follow/"
    for sent, then in (("follow", "Follow it no more"), ("mute", "Mute it no more")):
        client.post(address, {sent: "yes"})
        assert then in page(client, thread.get_absolute_url())
        assert Follow.objects.count() == 1
    client.post(address, {"neither": "yes"})
    assert not Follow.objects.exists()


def test_a_muted_thread_of_a_followed_space_is_left_out(space, fay, ada):
    loud, quiet = a_thread(space, fay, "The rota"), a_thread(space, fay, "The canteen")
    follow(how="follow", by=ada, space=space)
    follow(how="mute", by=ada, space=space, thread=quiet)

    assert list(queries.followed_by(ada)) == [loud]
    told = page(signed_in(ada), "/me/followed/")
    assert "The rota" in told
    assert "The canteen" not in told


def test_nobody_follows_what_they_may_not_read(fay):
    hidden = a_hidden_space(fay)
    thread = a_thread(hidden, fay)
    client = signed_in(somebody("out@harbourline.example"))

    for address in (hidden.get_absolute_url(), thread.get_absolute_url()):
        assert client.post(f"{address}follow/", {"follow": "yes"}).status_code == 404
    assert not Follow.objects.exists()


def test_whoever_leaves_follows_nothing_there_any_more(space, ada, fay):
    follow(how="follow", by=ada, space=space, thread=a_thread(space, fay))
    spaces.leave(space, by=ada, at=AT)

    assert not Follow.objects.exists()


def test_the_rows_of_digests_do_not_tell_on_which_days_there_was_something_new(space, fay, ada):
    """Who follows what would follow from the days, set beside the days of posts."""
    cy = somebody("cy@harbourline.example", name="Cy")
    delivery.choose(cy, {FOLLOWED.name: How.DAILY})
    follow(how="follow", by=ada, space=space)
    a_thread(space, fay)

    assert [mail.to for mail in digest()] == [[ada.email]]

    rows = {each.person.name: each for each in Letter.objects.all()}
    assert set(rows) == {"Ada", "Cy"}
    assert rows["Ada"].state == rows["Cy"].state == "sent"
    assert rows["Ada"].begun_at == rows["Cy"].begun_at
    assert bool(rows["Ada"].stop) is bool(rows["Cy"].stop) is True


def test_of_a_thread_that_was_open_it_says_nothing_of_what_came_later(fay):
    space = a_space(fay, visibility="open")
    thread, cy = a_thread(space, fay), somebody("cy@harbourline.example", name="Cy")
    follow(how="follow", by=cy, space=space)
    spaces.change_space(space, {"visibility": "members"}, edition=1, by=fay, at=AT)
    a_post(thread, fay, at=AT + timedelta(days=40))
    spaces.change_space(space, {"visibility": "open"}, edition=2, by=fay, at=AT)

    told = page(signed_in(cy), "/me/followed/")
    assert thread.title in told
    assert "2 March 2026" in told
    assert "April" not in told


# --- whatever happens -----------------------------------------------------------------------------

PEOPLE = ("fay", "ada", "bo", "cy")
WHO = st.sampled_from(PEOPLE)
PLACE = st.sampled_from(["Lighthouse keepers", "Night workers", "Riverside allies"])


class SpacesAndMails(RuleBasedStateMachine):
    """People come and go, follow and mute, write and are moderated, choose and stop; digests are
    made and mails are sent at any time. No mail ever says anything of a space to whoever has
    nothing new to read there, and none says which space it is."""

    def __init__(self) -> None:
        super().__init__()
        self.now = AT
        self.spaces: dict[str, Any] = {}
        self.people: dict[str, User] = {}

    @initialize()
    def begin(self) -> None:
        Server.begin()
        User.objects.all().delete()
        for name in PEOPLE:
            self.people[name] = User.objects.create(
                email=f"{name}@x.example", name=name.title(), joined_at=LONG_AGO
            )
        fay = self.people["fay"]
        fay.places.create(role=Role.FACILITATOR, since=LONG_AGO)
        for name, how in (("Lighthouse keepers", "hidden"), ("Night workers", "members"),
                          ("Riverside allies", "open")):  # fmt: skip
            self.spaces[name] = a_space(fay, name, visibility=how, joining="link", clauses=CLAUSES)
        delivery.choose(fay, {FOLLOWED.name: How.DAILY})

    @rule(who=WHO, place=PLACE)
    def joins(self, who: str, place: str) -> None:
        joined(self.spaces[place], self.people[who])

    @rule(who=st.sampled_from(PEOPLE[1:]), place=PLACE)
    def leaves(self, who: str, place: str) -> None:
        spaces.leave(self.spaces[place], by=self.people[who], at=self.now)

    @rule(who=WHO, place=PLACE, how=st.sampled_from(["follow", "neither"]))
    def follows(self, who: str, place: str, how: str) -> None:
        # Also of what they may not read: a page would not offer it, and nothing may come of it.
        follow(how=how, by=self.people[who], space=self.spaces[place])

    @rule(who=WHO, place=PLACE, how=st.sampled_from(["follow", "mute", "neither"]))
    def follows_a_thread(self, who: str, place: str, how: str) -> None:
        thread = self.spaces[place].threads.order_by("pk").last()
        if thread is not None:
            follow(how=how, by=self.people[who], space=self.spaces[place], thread=thread)

    @rule(who=WHO, place=PLACE, is_new=st.booleans())
    def writes(self, who: str, place: str, is_new: bool) -> None:
        space, by = self.spaces[place], self.people[who]
        if not spaces.membership_of(space, by):
            return
        thread = space.threads.order_by("pk").last()
        if thread is None or is_new:
            spaces.begin_thread(space, title=place, text=place, once=once(), by=by, at=self.now)
        else:
            spaces.write(thread, place, once=once(), by=by, at=self.now)

    @rule(place=PLACE, state=st.sampled_from(["hidden", "shown"]))
    def is_moderated(self, place: str, state: str) -> None:
        thread = self.spaces[place].threads.order_by("pk").last()
        if thread is not None:
            thread.posts.update(state=state)

    @rule(who=WHO, how=st.sampled_from([How.DAILY, How.WEEKLY, How.NOT]))
    def chooses(self, who: str, how: How) -> None:
        delivery.choose(self.people[who], {FOLLOWED.name: how})

    @rule(hours=st.integers(1, 40))
    def time_goes_on(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(how=st.sampled_from([How.DAILY, How.WEEKLY]))
    def digests_are_made(self, how: How) -> None:
        delivery.make_digests(how, f"{self.now:%Y-%m-%d %H}", at=self.now)

    @rule()
    def mails_are_sent(self) -> None:
        self.sends()

    def sends(self) -> None:
        before = len(Server.took)
        may = {each.email for each in self.people.values() if self.has_news(each)}
        job.send(Working(), now=lambda: self.now)
        for mail in Server.took[before:]:
            assert set(mail.to) <= may
            told = f"{mail.subject} {mail.body} {mail.extra_headers}"
            assert not any(name.split()[0] in told for name in self.spaces)

    def has_news(self, person: User) -> bool:
        """Worked out anew, post by post: somebody else wrote it in the last two weeks in what they
        are in, or what is open; it is shown; and they follow it and do not mute it."""
        return any(self.is_news(person, space) for space in self.spaces.values())

    def is_news(self, person: User, space: Any) -> bool:
        who = spaces.name_of(person)
        reads = space.visibility == "open" or space.memberships.filter(who=who).exists()
        mine = {each.thread_id: each for each in Follow.objects.filter(who=who, space=space)}
        followed = [
            each for each in space.threads.all()
            if (not mine[each.pk].mutes if each.pk in mine else None in mine)
        ]  # fmt: skip
        since = self.now - timedelta(days=14)
        news = [
            post for thread in followed for post in thread.posts.all()
            if post.at > since and post.by != who and post.state == "shown"
        ]  # fmt: skip
        return reads and bool(news)

    @invariant()
    def nothing_of_it_is_a_notice(self) -> None:
        assert not Notice.objects.exists()


def test_whatever_happens_no_mail_tells_of_a_space_to_whoever_has_nothing_new_there(db):
    run_state_machine_as_test(
        SpacesAndMails,
        settings=examples(max_examples=at_most(60), stateful_step_count=30, deadline=None),
    )
