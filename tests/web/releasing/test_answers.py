"""What people say of themselves counts as the group that a steward named, and else as nothing."""

from __future__ import annotations

import pytest
from web.people import somebody
from web.releasing.made import AT

from tiebeam.web.accounts import asking
from tiebeam.web.permissions import Role
from tiebeam.web.releasing import actions, queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward():
    return somebody("stig@harbourline.example", Role.STEWARD, name="Stig")


@pytest.fixture
def asked(monkeypatch):
    """People are asked in Germany."""
    monkeypatch.setattr(asking, "may_ask", lambda: ["de"])


def test_a_steward_says_what_an_answer_counts_as(client, steward, asked):
    client.force_login(steward)

    client.post("/answers/", {"gender-woman": " Women ", "gender-man": ""})

    assert queries.groups() == {("gender", "woman"): "Women"}
    assert 'value="Women"' in client.get("/answers/").content.decode()


def test_an_answer_without_a_group_is_not_counted(steward):
    actions.name_groups(
        {("gender", "woman"): "Women", ("gender", "third"): "Women"}, by=steward, at=AT
    )
    called = queries.groups()

    said = {"gender": ("woman", "third", "man"), "religion": ("quaker",)}

    assert queries.groups_of(said, called=called) == {"gender": ["Women"]}


def test_a_name_of_two_lines_is_refused_and_stays_typed(client, steward, asked):
    client.force_login(steward)

    page = client.post("/answers/", {"gender-woman": "Wo\u2028men"}).content.decode()

    assert "Use one line of plain letters." in page
    assert queries.groups() == {}


def test_as_long_as_nobody_is_asked_the_page_says_what_comes_first(client, steward):
    client.force_login(steward)

    assert "Nobody is asked yet" in client.get("/answers/").content.decode()


def test_an_analyst_finds_no_such_page(client):
    client.force_login(somebody("ana@harbourline.example", Role.ANALYST, name="Ana"))

    assert client.get("/answers/").status_code == 404
