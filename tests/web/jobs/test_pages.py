"""The page of a job: for whoever asked for it, with or without a script."""

from __future__ import annotations

import pytest
from django.test import Client
from web.jobs.made import AT, asked, later, now_of, somebody, taken
from web.pages import Inline, without_token

from tiebeam.web.jobs import actions
from tiebeam.web.jobs.models import Job
from tiebeam.web.jobs.registry import Problem
from tiebeam.web.jobs.tasks import NotForThisWorker, run

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ada(client: Client):
    person = somebody()
    client.force_login(person)
    return person


def page(client: Client, job: Job) -> str:
    found = client.get(job.get_absolute_url())
    assert found.status_code == 200
    return found.content.decode()


def ended(job: Job, **result) -> None:
    actions.finish_step(taken(), "count", write=lambda: result, is_last=True, at=later(1))


def test_who_asked_sees_how_far_it_has_come(client: Client, ada):
    job = asked(by=ada)
    actions.report(taken(), words="The rows are being counted.", done=3, of=7)

    shown = page(client, job)

    assert "<h1>Counting</h1>" in shown
    assert "The rows are being counted." in shown
    assert "3 of 7 steps" in shown
    assert job.public_id in shown
    assert Inline(shown).found == []


def test_it_is_asked_for_anew_by_a_script_or_by_a_link(client: Client, ada):
    shown = page(client, job := asked(by=ada))

    assert f'hx-get="/jobs/{job.public_id}/progress/"' in shown
    assert "Look again" in shown


def test_nobody_else_learns_that_there_is_a_job(client: Client, ada):
    job = asked(by=somebody("grace@harbourline.example"))

    found = [client.get(job.get_absolute_url() + more) for more in ("", "progress/")]
    found += [client.post(job.get_absolute_url() + "stop/"), client.get("/jobs/no-such-job/")]

    assert {each.status_code for each in found} == {404}
    assert len({without_token(each) for each in found}) == 1
    assert now_of(job).state == "waiting"


def test_a_job_of_nobody_is_shown_to_nobody(client: Client, ada):
    assert client.get(asked().get_absolute_url()).status_code == 404


def test_who_is_not_signed_in_is_asked_to(client: Client):
    job = asked(by=somebody())

    found = client.get(job.get_absolute_url())

    assert found["Location"].startswith("/sign-in/?next=")


def test_the_part_alone_is_for_the_script(client: Client, ada):
    job = asked(by=ada)

    found = client.get(f"/jobs/{job.public_id}/progress/", headers=HTMX)

    assert "It waits for its turn." in found.content.decode()
    assert "<html" not in found.content.decode()
    assert "no-cache" in found["Cache-Control"]


def test_whoever_opens_the_part_without_a_script_gets_the_page(client: Client, ada):
    job = asked(by=ada)

    found = client.get(f"/jobs/{job.public_id}/progress/")

    assert found["Location"] == job.get_absolute_url()


def test_when_it_has_ended_the_script_fetches_the_page_which_leads_on(client: Client, ada):
    ended(job := asked(by=ada), tally="Xy")

    found = client.get(f"/jobs/{job.public_id}/progress/", headers=HTMX)
    shown = page(client, job)

    assert found["HX-Refresh"] == "true"
    assert "All was counted." in shown
    assert '<a href="/tallies/Xy/">' in shown
    assert "hx-get" not in shown
    assert "Stop it" not in shown


def test_what_failed_says_what_helps(client: Client, ada):
    job = asked(by=ada)
    problem = Problem(code="unreadable", remedy="Save it as CSV, and send it again.")
    actions.fail(taken(), problem, at=later(1))

    shown = page(client, job)

    assert "It could not be finished." in shown
    assert "Save it as CSV, and send it again." in shown


def test_a_job_that_waits_is_stopped_with_a_button(client: Client, ada):
    job = asked(by=ada)

    found = client.post(f"/jobs/{job.public_id}/stop/", follow=True)

    assert found.redirect_chain == [(job.get_absolute_url(), 302)]
    assert "It was stopped." in found.content.decode()


def test_a_job_that_runs_says_that_it_will_stop(client: Client, ada):
    job = asked(by=ada)
    taken()

    found = client.post(f"/jobs/{job.public_id}/stop/", follow=True)

    shown = found.content.decode()
    assert "It has begun." in shown
    assert "It will, before it writes anything more." in shown
    assert "Stop it" not in shown


def test_a_link_stops_nothing(client: Client, ada):
    job = asked(by=ada)

    assert client.get(f"/jobs/{job.public_id}/stop/").status_code == 405
    assert now_of(job).state == "waiting"


def test_who_asked_may_leave_and_the_job_goes_on(ada):
    job = asked(by=ada)

    ada.delete()

    assert now_of(job).state == "waiting"
    assert taken(at=AT).job == job.public_id


def test_the_library_s_own_worker_is_told_that_jobs_are_not_for_it():
    with pytest.raises(NotForThisWorker, match="`tiebeam worker`"):
        run.call(asked().public_id)
