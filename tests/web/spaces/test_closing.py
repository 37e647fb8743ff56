"""A space that is closed: read as before, and nothing more is written, planned or handed there."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from web.people import somebody
from web.spaces.made import (
    AT,
    a_facilitator,
    a_hidden_space,
    a_meeting,
    a_picture,
    a_post,
    a_space,
    a_thread,
    joined,
    looks_after,
)

from tiebeam.web.accounts.models import User
from tiebeam.web.audit.models import Tally
from tiebeam.web.permissions import Role
from tiebeam.web.spaces import actions as spaces
from tiebeam.web.spaces.brokering import actions as brokering
from tiebeam.web.spaces.caring import actions as caring
from tiebeam.web.spaces.caring.rota import weeks_from
from tiebeam.web.spaces.closing import actions
from tiebeam.web.spaces.models import (
    Attachment,
    Membership,
    Post,
    Question,
    Ruling,
    Space,
    Unanswered,
    Week,
)
from tiebeam.web.spaces.moderating import actions as moderating

pytestmark = pytest.mark.django_db


@pytest.fixture
def fay() -> User:
    return a_facilitator()


@pytest.fixture
def mo() -> User:
    return somebody("mo@harbourline.example", name="Mo")


@pytest.fixture
def space(fay: User, mo: User) -> Space:
    found = a_space(fay)
    joined(found, mo)
    return found


def of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(person: User, address: str) -> str:
    return unescape(of(person).get(address).content.decode())


def closed(space: Space, by: User) -> Space:
    space.refresh_from_db()
    actions.close(space, edition=space.edition, by=by, at=AT)
    return Space.objects.get(pk=space.pk)


def test_it_is_closed_on_its_page_and_read_as_before(space, fay, mo):
    thread = a_thread(space, mo, "Who decides?", "The yard office.")

    answer = of(fay).post(f"{space.get_absolute_url()}close/", {"edition": space.edition})

    assert answer.status_code == 302
    assert "This space is closed" in page(mo, space.get_absolute_url())
    assert "The yard office." in page(mo, thread.get_absolute_url())
    assert of(mo).get(f"{space.get_absolute_url()}write/").status_code == 404
    with pytest.raises(spaces.NotAllowed):
        spaces.write(thread, "One more.", once="a", by=mo, at=AT)


def test_it_stands_in_no_list_but_that_of_its_members(space, fay, mo):
    out = somebody("out@harbourline.example", name="Out")
    closed(space, fay)

    assert space.name in page(mo, "/spaces/")
    assert space.name not in page(out, "/spaces/")
    with pytest.raises(spaces.NotAllowed):
        joined(space, out)


def test_meetings_to_come_are_called_off_and_past_ones_stay(space, fay):
    past = a_meeting(space, fay, at=AT - timedelta(days=3))
    to_come = a_meeting(space, fay, at=AT + timedelta(days=3))

    closed(space, fay)

    past.refresh_from_db()
    to_come.refresh_from_db()
    assert past.cancelled_on is None
    assert to_come.cancelled_on == AT.date()


def test_questions_go_back_to_the_desk_and_none_comes(fay, mo):
    group = a_space(fay, "Night workers", kind="resource-group")
    brokering.take_questions(group, takes=True, by=fay)
    ada = somebody("ada@harbourline.example", Role.BROKER, name="Ada")
    asked = brokering.ask("Who prints the rota?", once="a", by=mo, at=AT)
    brokering.hand_to(asked, group, by=ada, at=AT)
    assert Question.objects.get().handed_to == group

    group = closed(group, fay)

    assert Question.objects.get().handed_to is None
    assert not group.takes_questions


def test_nobody_has_a_week_there_and_nothing_waits(space, fay, mo):
    caring.take_week(space, weeks_from(AT.date())[0], by=fay, at=AT)
    a_thread(space, mo)
    assert Week.objects.exists()
    assert Unanswered.objects.exists()

    closed(space, fay)

    assert not Week.objects.exists()
    assert not Unanswered.objects.exists()


def test_a_report_is_decided_there_and_a_file_taken_away(space, fay, mo):
    una = somebody("una@harbourline.example", name="Una")
    joined(space, una)
    looks_after(space, una, fay)
    post = a_post(a_thread(space, fay), mo, "You are all the same.")
    picture = a_picture(post, mo)
    line = space.guidelines.get().clauses.first()
    report = moderating.report(post, clause=line, says="It speaks of people.", by=fay, at=AT)
    closed(space, fay)

    moderating.rule(report, Ruling.Kind.HIDE, clause=line, says="So.", until=None, by=una, at=AT)
    of(mo).post(f"{post.get_absolute_url()}files/{picture.public_id}/away/")

    assert "You are all the same." not in page(una, "/search/?q=same")
    assert Post.objects.get(pk=post.pk).state == "hidden"
    assert not Attachment.objects.exists()


def test_whoever_looks_after_it_last_can_leave_it(space, fay):
    closed(space, fay)

    spaces.leave(space, by=fay, at=AT)

    assert not Membership.objects.filter(space=space, is_facilitator=True).exists()


def test_it_opens_again_and_goes_on(space, fay, mo):
    thread = a_thread(space, mo)
    space = closed(space, fay)

    of(fay).post(f"{space.get_absolute_url()}close/", {"edition": space.edition})

    assert Space.objects.get(pk=space.pk).closed_on is None
    spaces.write(thread, "One more.", once="a", by=mo, at=AT)


def test_of_two_who_press_at_once_the_later_one_does_not_undo_it(space, fay, mo):
    looks_after(space, mo, fay)
    form = {"edition": space.edition}
    of(fay).post(f"{space.get_absolute_url()}close/", form)

    told = of(mo).post(f"{space.get_absolute_url()}close/", form)

    assert "Somebody changed this meanwhile" in unescape(told.content.decode())
    assert Space.objects.get(pk=space.pk).closed_on is not None


def test_nobody_else_closes_it_and_the_trail_names_nobody(space, fay, mo):
    assert of(mo).post(f"{space.get_absolute_url()}close/", {"edition": 1}).status_code == 404
    with pytest.raises(spaces.NotAllowed):
        actions.close(space, edition=space.edition, by=mo, at=AT)
    assert Space.objects.get(pk=space.pk).closed_on is None

    before = Tally.objects.filter(act="spaces.changed").count()
    hidden = a_hidden_space(fay)
    closed(hidden, fay)
    assert Tally.objects.filter(act="spaces.changed").count() == before
