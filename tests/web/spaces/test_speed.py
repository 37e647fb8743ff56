"""Pages of spaces ask the database no more often where more is written and more people are."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from web.people import somebody
from web.spaces.made import a_facilitator, a_hidden_space, a_post, a_space, a_thread, joined

from tiebeam.web.accounts.models import User
from tiebeam.web.spaces import actions
from tiebeam.web.spaces.models import Space, Thread
from tiebeam.web.spaces.written import wording_as_html

pytestmark = pytest.mark.django_db
FEW, MANY = 5, 60
#: Most questions of each page, those of its session and its reader included.
MOST = {"thread": 12, "last page": 12, "space": 13, "spaces": 7, "search": 9, "nothing found": 9}


@pytest.fixture
def fay() -> User:
    return a_facilitator()


@pytest.fixture
def thread(fay: User) -> Thread:
    """In a space whose reader is a member of a hidden one too."""
    reader = somebody("mo@harbourline.example", name="Mo")
    space = a_space(fay)
    joined(space, reader)
    joined(a_hidden_space(fay), reader)
    return a_thread(space, fay)


@pytest.fixture
def mo(thread: Thread) -> Client:
    client = Client()
    client.force_login(User.objects.get(email="mo@harbourline.example"))
    return client


def grows(thread: Thread, numbers: range) -> None:
    """For each number a member, who writes, answers, changes what they wrote, and begins a thread
    and a space."""
    first = thread.posts.earliest("pk")
    fay = User.objects.get(email="fay@harbourline.example")
    for number in numbers:
        by = somebody(f"crew{number}@harbourline.example", name=f"Crew {number}")
        joined(thread.space, by)
        post = a_post(thread, by, f"The rota of quay {number}", answers=first)
        actions.reword(post, f"The rota of berth {number}", number=1, by=by, at=post.at)
        a_thread(thread.space, by, f"Quay {number}", "A rota")
        (a_hidden_space if number % 2 else a_space)(fay, f"Crew of quay {number}")


def asked_by(client: Client, thread: Thread) -> Mapping[str, int]:
    """How often each page asks, once what is remembered between pages is remembered."""
    pages = {
        "thread": thread.get_absolute_url(),
        "last page": f"{thread.get_absolute_url()}?page=99",
        "space": thread.space.get_absolute_url(),
        "spaces": "/spaces/",
        "search": "/search/?q=rota",
        "nothing found": "/search/?q=zzyzx",
    }
    return {name: _asked(client, page) for name, page in pages.items()}


def _asked(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


def test_pages_ask_no_more_often_where_there_are_more_posts_and_members(mo, thread):
    grows(thread, range(FEW))
    few = asked_by(mo, thread)

    grows(thread, range(FEW, MANY))

    assert asked_by(mo, thread) == few


def test_no_page_asks_more_often_than_this(mo, thread):
    grows(thread, range(FEW))

    asked = asked_by(mo, thread)

    assert {name: most for name, most in MOST.items() if asked[name] > most} == {}


def test_what_is_remembered_of_a_wording_is_never_given_to_another():
    wording_as_html.cache_clear()
    first = wording_as_html(1, "As **it** was")

    assert wording_as_html(1, "As *it* is") != first == wording_as_html(2, "As **it** was")
    # Of the three, none was taken from another: the same words elsewhere take as long as others.
    assert wording_as_html.cache_info().hits == 0


def test_which_spaces_exist_for_somebody_takes_two_questions_on_each_page(mo, thread, fay):
    grows(thread, range(FEW))
    for person in (User.objects.get(email="mo@harbourline.example"), fay):
        with CaptureQueriesContext(connection) as asked:
            list(Space.objects.visible_to(person))

        assert len(asked) <= 2
