"""What somebody finds: what they may open, and not a trace of anything else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import at_most
from web.pages import without_token
from web.people import PASSWORD, an_owner, somebody

from tiebeam.web.accounts import actions as accounts
from tiebeam.web.accounts.finding import PEOPLE
from tiebeam.web.accounts.models import User
from tiebeam.web.search import actions, queries
from tiebeam.web.search.sources import NamedTwice, add_source
from tiebeam.web.search.words import asked, holds, words_of

pytestmark = pytest.mark.django_db


def known(name: str, email: str) -> User:
    """Somebody who can be found."""
    user = somebody(email, name=name)
    accounts.describe_yourself(user, name=name, pronouns="", language=None)
    return user


def found(person: User, text: str) -> list[str]:
    return [each.title for group in queries.found_by(person, text) for each in group.found]


@pytest.fixture
def owner() -> User:
    return an_owner()


def test_an_owner_finds_somebody_by_the_beginning_of_each_name(owner: User):
    known("Zoë Ærøskøbing-Núñez", "zoe@x.example")

    for text in ("Zoë", "zoe", "nunez", "ZO nu", "ærø", "Núñ"):
        assert found(owner, text) == ["Zoë Ærøskøbing-Núñez"]
    for text in ("zoe smith", "oe", "unez"):
        assert found(owner, text) == []


def test_a_page_of_an_area_is_found_by_whoever_may_open_it(owner: User):
    assert "What was done" in found(owner, "done")
    assert found(somebody(), "done") == []


def test_a_new_name_is_found_and_the_old_one_is_not(owner: User):
    ada = known("Ada Quill", "ada@x.example")

    accounts.describe_yourself(ada, name="Ada Reed", pronouns="", language=None)

    assert found(owner, "reed") == ["Ada Reed"]
    assert found(owner, "quill") == []


def test_whoever_comes_in_by_an_invitation_is_found(owner: User):
    from django.utils import timezone

    _, key = accounts.invite(
        email="bo@x.example", role="member", by=owner, at=timezone.now()
    )  # fmt: skip
    accounts.accept(key, name="Bo Harrow", password=PASSWORD, at=timezone.now())

    assert found(owner, "harrow") == ["Bo Harrow"]


def test_what_is_gone_is_not_found(owner: User):
    ada = known("Ada Quill", "ada@x.example")

    actions.forget(PEOPLE, ada.public_id)
    actions.forget(PEOPLE, "never-was")

    assert found(owner, "quill") == []


def test_what_the_guard_does_not_show_is_not_found_though_it_is_in_the_index(owner: User):
    ada = known("Ada Quill", "ada@x.example")
    User.objects.filter(pk=ada.pk).update(is_active=False)

    assert found(owner, "quill") == []


def test_of_many_twenty_are_shown_and_it_says_that_there_are_more(client: Client, owner: User):
    for number in range(21):
        known(f"Quill {number:02}", f"q{number}@x.example")
    client.force_login(owner)

    page = client.get("/search/?q=quill").content.decode()

    assert page.count("Quill ") == 20
    assert "There is more." in page


def test_a_source_has_one_name():
    with pytest.raises(NamedTwice):
        add_source(type("Same", (), {"name": "pages"})())


# --- hidden is the same as not there --------------------------------------------------------------


def test_nothing_found_is_the_same_whether_something_hidden_matches_or_not(client: Client):
    """For a member, people are hidden; for an owner, who is not active."""
    gone = known("Ada Quill", "ada@x.example")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for person in (somebody("bo@x.example", name="Bo"), an_owner()):
        client.force_login(person)
        client.get("/search/")
        answers = []
        for word in ("quill", "nobod"):
            with CaptureQueriesContext(
                connection,
            ) as asked_for:
                answer = client.get(f"/search/?q={word}")
            assert "Nothing was found" in answer.content.decode()
            answers.append((without_token(answer).replace(word, "…"), len(asked_for)))
        assert answers[0] == answers[1]


def test_whoever_is_not_signed_in_searches_nothing(client: Client):
    assert client.get("/search/?q=ada")["Location"] == "/sign-in/?next=%2Fsearch%2F%3Fq%3Dada"


def test_a_member_is_not_told_that_people_can_be_found(client: Client):
    client.force_login(somebody())
    of_a_member = client.get("/search/").content.decode()
    client.force_login(an_owner())

    assert "<li>People</li>" not in of_a_member
    assert "<li>People</li>" in client.get("/search/").content.decode()


# --- whatever is asked ----------------------------------------------------------------------------

STRANGE = (
    "", " ", '"', "'", "*", "quill*", "-quill", "quill AND", "OR", "NOT quill", "NEAR(a b, 2)",
    "words:quill", "^quill", "(quill", "quill) OR (1=1",
    "'; DROP TABLE search_entry; --", "a:* & b",
    "%", "\\", "\0", "\ud800", "ﬁn", "İstanbul", "漢字", "👩🏽‍🚀", "a" * 10_000, "a " * 5_000,
    "<script>alert(1)</script>", "!quill", "quill | x", "1' OR '1'='1",
)  # fmt: skip


def test_whatever_is_asked_is_only_words(client: Client, owner: User):
    known("Ada Quill", "ada@x.example")
    client.force_login(owner)

    for text in STRANGE:
        answer = client.get("/search/", {"q": text.encode("utf-8", "surrogatepass")})

        page = answer.content.decode()
        assert answer.status_code == 200
        assert "<script>alert" not in page
        assert len(page) < 40_000
        wanted = asked(text)
        assert ("Ada Quill" in page) == (bool(wanted) and holds("Ada Quill", wanted)), text


@settings(max_examples=at_most(25))
@given(title=st.text(min_size=1, max_size=40), text=st.text(max_size=40))
def test_the_index_finds_exactly_what_holds_the_words(title: str, text: str):
    """Both ways of looking mean the same: in the index, and in a list."""
    owner = User.objects.filter(name="Olu").first() or an_owner()
    title = title.replace("\0", " ")
    actions.index(PEOPLE, owner.public_id, title=title, url="/x/")

    for wanted in (asked(text), asked(title)):
        titles = found(owner, " ".join(wanted))
        assert (title in titles) == (bool(wanted) and holds(title, wanted))


def test_words_are_bounded():
    assert len(asked("word " * 100)) == 8
    assert max(map(len, words_of("a" * 500))) == 60
