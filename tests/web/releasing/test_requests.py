"""A release: an analyst asks, it is tried, another person decides, and the worker publishes."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from web.ledgers import made_by_hand, two_dates
from web.pages import without_token
from web.people import somebody
from web.releasing.made import AT, a_declared_cube, a_tried_request, a_version

from tiebeam.web.audit import queries as trail
from tiebeam.web.permissions import Role
from tiebeam.web.releasing import actions, queries
from tiebeam.web.releasing.models import Request

pytestmark = pytest.mark.django_db

State = Request.State


@pytest.fixture
def analyst():
    return somebody("ana@harbourline.example", Role.ANALYST, name="Ana")


@pytest.fixture
def steward():
    return somebody("stig@harbourline.example", Role.STEWARD, name="Stig")


def now_of(request: Request) -> Request:
    return Request.objects.get(pk=request.pk)


def test_a_steward_sees_what_would_be_hidden_and_how_the_attack_went_and_no_number(
    client, analyst, steward
):
    request = a_tried_request(analyst, steward)
    client.force_login(steward)

    page = client.get(f"/requests/{request.public_id}/").content.decode()

    assert "Nothing is certain about anybody." in page
    assert "right in 21 of 100 cases" in page
    assert "1 table is left out because of it." in page
    assert "too few people" in page
    assert "Who is there, by level" in page
    assert "Publish this release" in page


def test_the_analyst_who_asked_sees_the_same_and_no_button(client, analyst, steward):
    request = a_tried_request(analyst, steward)
    client.force_login(analyst)

    page = client.get(f"/requests/{request.public_id}/").content.decode()

    assert "Nothing is certain about anybody." in page
    assert "Publish this release" not in page
    assert client.post(f"/requests/{request.public_id}/publish/").status_code == 404


def test_a_steward_lets_it_out_and_the_worker_is_asked(client, analyst, steward):
    request = a_tried_request(analyst, steward)
    client.force_login(steward)

    client.post(f"/requests/{request.public_id}/publish/")

    assert now_of(request).state == State.LET_OUT
    job = queries.job_of(now_of(request))
    assert (job.kind, job.given) == ("publish a release", {"request": request.public_id})


def test_nobody_lets_out_what_they_asked_for(client, steward):
    both = somebody("bo@harbourline.example", Role.ANALYST, Role.STEWARD, name="Bo")
    request = a_tried_request(both, steward)
    client.force_login(both)

    page = client.post(f"/requests/{request.public_id}/publish/", follow=True).content.decode()

    assert "You asked for it, so another steward decides." in page
    assert now_of(request).state == State.TRIED
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=request.pk).update(state="let out", decided_by=both)


def test_of_two_stewards_who_decide_at_once_the_first_one_does(analyst, steward):
    other = somebody("sam@harbourline.example", Role.STEWARD, name="Sam")
    request = a_tried_request(analyst, steward)
    actions.refuse(request, by=steward, at=AT)

    with pytest.raises(actions.NotNow):
        actions.let_out(request, by=other, at=AT)

    assert now_of(request).state == State.REFUSED


def test_one_release_is_on_its_way_at_a_time(analyst, steward):
    request = a_tried_request(analyst, steward)

    with pytest.raises(actions.OneAtATime):
        actions.ask(request.cube, "versionone12", date(2026, 6, 30), by=analyst, at=AT)

    actions.withdraw(request, by=analyst, at=AT)
    actions.ask(request.cube, "versionone12", date(2026, 6, 30), by=analyst, at=AT)


def test_what_is_being_published_can_not_be_withdrawn(analyst, steward):
    request = a_tried_request(analyst, steward)
    actions.let_out(request, by=steward, at=AT)

    with pytest.raises(actions.NotNow):
        actions.withdraw(now_of(request), by=analyst, at=AT)


def test_published_twice_it_is_noted_once(analyst, steward):
    request = a_tried_request(analyst, steward)
    actions.let_out(request, by=steward, at=AT)

    for _ in range(2):
        actions.published(request.public_id, number=1, at=AT)

    assert (now_of(request).state, now_of(request).number) == (State.PUBLISHED, 1)
    told = [each.act for each in trail.entries()]
    assert told.count("releasing.published") == 1


def test_a_trial_that_comes_after_it_was_withdrawn_changes_nothing(analyst, steward):
    cube = a_declared_cube(steward)
    request, _ = actions.ask(cube, "versionone12", date(2026, 1, 1), by=analyst, at=AT)
    actions.withdraw(request, by=analyst, at=AT)

    actions.keep_trial(request.public_id, would_show={}, rests_on="f" * 64)

    assert now_of(request).state == State.WITHDRAWN


def test_the_trail_says_who_asked_and_who_decided(analyst, steward):
    request = a_tried_request(analyst, steward)
    actions.let_out(request, by=steward, at=AT)

    said = {(each.act, each.by) for each in trail.entries() if each.about == request.public_id}

    assert said == {
        ("releasing.asked", analyst.public_id), ("releasing.let-out", steward.public_id),
    }  # fmt: skip


def test_a_member_finds_no_page_of_it(client, analyst, steward):
    request = a_tried_request(analyst, steward)
    client.force_login(somebody("mo@harbourline.example", name="Mo"))
    none = without_token(client.get("/no/such/page"))

    for address in ("/requests/", "/requests/new/", f"/requests/{request.public_id}/"):
        found = client.get(address)
        assert (found.status_code, without_token(found)) == (404, none)


def test_without_data_it_says_what_comes_first(client, analyst):
    client.force_login(analyst)

    page = client.get("/requests/new/").content.decode()

    assert "There is no version of your data yet." in page
    assert "It was not declared yet what may be shown." in page


def test_an_analyst_asks_for_the_first_day_that_may_be_shown_and_for_no_day_beyond_the_data(
    client, analyst, steward
):
    a_declared_cube(steward)
    a_version(analyst, last_year=2026)
    client.force_login(analyst)

    page = client.get("/requests/new/").content.decode()
    beyond = client.post("/requests/new/", {"at": "2027-01-01"}).content.decode()
    answer = client.post("/requests/new/", {"at": "2026-01-01"})

    assert 'value="2026-01-01"' in page
    assert "Choose a day from 1 January 2026 to 31 December 2026." in beyond
    assert answer.url == f"/requests/{Request.objects.get().public_id}/"


def test_where_the_data_end_before_the_declaration_begins_newer_ones_come_first(
    client, analyst, steward
):
    a_declared_cube(steward)
    a_version(analyst, last_year=2025)
    client.force_login(analyst)

    page = client.get("/requests/new/").content.decode()

    assert "Your data end before the year that was declared begins." in page


def test_less_than_half_a_year_after_the_last_release_nobody_has_to_try(
    client, analyst, steward, tmp_path
):
    """The last release speaks of the end of 2025; 181 days later is 30 June 2026."""
    made_by_hand(tmp_path, *two_dates())
    a_declared_cube(steward)
    a_version(analyst, last_year=2025)
    client.force_login(analyst)

    page = client.get("/requests/new/").content.decode()

    assert "The last release speaks of 31 December 2025" in page
    assert "The next one can speak of 30 June 2026 at the earliest" in page
    assert "Your data end in 2025" in page


def test_half_a_year_after_the_last_release_the_next_may_be_asked_for(
    client, analyst, steward, tmp_path
):
    made_by_hand(tmp_path, *two_dates())
    a_declared_cube(steward)
    a_version(analyst, last_year=2026)
    client.force_login(analyst)

    early = client.post("/requests/new/", {"at": "2026-06-29"}).content.decode()
    answer = client.post("/requests/new/", {"at": "2026-06-30"})

    assert "Choose a day from 30 June 2026 to 31 December 2026." in early
    assert answer.status_code == 302
    assert Request.objects.get().at == date(2026, 6, 30)
