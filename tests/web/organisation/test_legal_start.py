"""What has to be answered before data comes, and who can read it."""

from __future__ import annotations

import pytest
from django.test import Client
from web.organisation.brought import ANSWERS, AT, analyst, answered
from web.pages import Inline, without_token
from web.people import an_owner, somebody

from tiebeam.web.organisation import actions, queries
from tiebeam.web.organisation.legal import Topic
from tiebeam.web.organisation.models import LegalAnswer
from tiebeam.web.permissions import Role

pytestmark = pytest.mark.django_db


def posted(client: Client, topic: Topic, **said: object) -> str:
    answer = client.post(f"/data/legal-start/{topic}/", said, follow=True)
    return answer.content.decode()


@pytest.mark.parametrize("topic", Topic)
def test_each_question_is_answered_on_a_page_of_its_own_and_kept_at_once(client: Client, topic):
    client.force_login(analyst())

    asked = client.get(f"/data/legal-start/{topic}/").content.decode()
    page = posted(client, topic, **ANSWERS[topic])

    start = queries.legal_start()
    assert Inline(asked).found == []
    assert "Answered" in page
    assert "Ana, " in page
    assert start.answers[topic].said.items() >= ANSWERS[topic].items()
    assert not start.is_complete


def test_with_all_six_answers_it_is_complete_and_tells_what_others_need():
    answered(an_owner())

    start = queries.legal_start()

    assert start.is_complete
    assert (start.countries, start.retention_months) == (("de", "gb"), 36)


def test_an_answer_that_says_not_yet_settles_nothing(client: Client):
    ana = analyst()
    answered(ana)
    client.force_login(ana)

    page = posted(client, Topic.REPRESENTATIVES, asked="under way")

    assert "Under way" in page
    assert not queries.legal_start().is_complete


def test_the_last_answer_counts_and_earlier_ones_are_kept(client: Client):
    ana = analyst()
    client.force_login(ana)

    posted(client, Topic.RETENTION, months=36)
    posted(client, Topic.RETENTION, months=24)

    assert queries.legal_start().retention_months == 24
    assert LegalAnswer.objects.count() == 2


def test_what_is_wrong_is_said_and_nothing_that_was_typed_is_lost(client: Client):
    client.force_login(analyst())

    page = posted(client, Topic.PURPOSE, purpose="To mend our rules.")
    unexplained = posted(client, Topic.IMPACT, assessed="not needed")

    assert "To mend our rules." in page
    assert "Something has to be put right" in page
    assert "Say it in a sentence or two" in unexplained
    assert not LegalAnswer.objects.exists()


def test_everybody_here_reads_why_data_is_used_but_not_what_lawyers_said(client: Client):
    ana = analyst()
    answered(ana)
    said = {"counsel": "yes", "words": "For counsel alone"}
    actions.answer(Topic.PRIVILEGE, said, is_settled=True, by=ana, at=AT)
    client.force_login(somebody("mia@harbourline.example"))

    page = client.get("/data/why/").content.decode()

    for words in ("To mend our rules.", "Works agreement 12", "Germany", "36", "Answered by Ana"):
        assert words in page
    assert "For counsel alone" not in page


def test_before_anything_is_answered_the_page_teaches_what_will_be_there(client: Client):
    client.force_login(somebody("mia@harbourline.example"))

    assert "Nothing is used yet" in client.get("/data/why/").content.decode()


@pytest.mark.parametrize("role", [Role.STEWARD, Role.ANALYST, Role.OWNER])
def test_those_who_bring_data_and_owners_may_answer(client: Client, role: Role):
    client.force_login(somebody("ada@harbourline.example", role))

    assert client.get("/data/legal-start/").status_code == 200


@pytest.mark.parametrize("role", [Role.MEMBER, Role.LEADER, Role.CASE_HANDLER])
@pytest.mark.parametrize("path", ["legal-start/", "legal-start/purpose/", "legal-start/no-such/"])
def test_for_others_there_is_no_such_page(client: Client, role: Role, path: str):
    client.force_login(somebody("ada@harbourline.example", role))

    found, nowhere = client.get(f"/data/{path}"), client.get("/data/nowhere/at/all/")

    assert (found.status_code, nowhere.status_code) == (404, 404)
    assert without_token(found) == without_token(nowhere)


def test_whoever_is_not_signed_in_is_asked_to_sign_in(client: Client):
    assert client.get("/data/why/").url == "/sign-in/?next=%2Fdata%2Fwhy%2F"
