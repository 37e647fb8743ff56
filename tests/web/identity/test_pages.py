"""Saying who one is, seeing it again and taking it back, page by page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from web.pages import Inline
from web.people import PASSWORD, an_owner, somebody
from worker.steps import carried_out

from tiebeam.vault.keys import Keys
from tiebeam.vault.open import opened
from tiebeam.web.accounts import actions as accounts
from tiebeam.web.accounts import asking
from tiebeam.web.accounts.identity.sealing import label_of
from tiebeam.web.accounts.identity.told import Told, number_read
from tiebeam.web.accounts.models import Sealed, Showing, User
from tiebeam.web.audit.models import Entry, Tally
from tiebeam.web.jobs.models import Job
from tiebeam.web.permissions import Role

pytestmark = pytest.mark.django_db
START = "/me/identity/"
ANSWERS = {"country": "gb", "gender": ["woman", "non_binary"], "ethnicity_own": "Cornish",
           "disability": "no"}  # fmt: skip


@pytest.fixture
def ada(client: Client) -> User:
    """Signed in as them."""
    found = somebody()
    client.force_login(found)
    return found


def told_by(person: User, keys: Keys) -> Told:
    sealed = bytes(Sealed.objects.get(user=person).answers)
    label = label_of(person.public_id, "answers")
    return Told.read(opened(sealed, label=label, keys=keys, name="x"))


def number_of(person: User, keys: Keys) -> str:
    sealed = bytes(Sealed.objects.get(user=person).number)
    label = label_of(person.public_id, "number")
    return number_read(opened(sealed, label=label, keys=keys, name="x"))


def shown(client: Client) -> str:
    """What the page shows after the worker has done its part."""
    client.post(START + "show/")
    carried_out(Job.objects.latest("pk"))
    return client.get(START + "shown/").content.decode()


# --- before anything is asked ---------------------------------------------------------------------


def test_nothing_is_asked_before_the_organisation_has_decided(client, ada, keys):
    page = client.get(START).content.decode()
    answer = client.post(START + "questions/", ANSWERS)
    client.post(START + "number/", {"number": "4711"})

    assert "has not decided yet" in page
    assert "Questions about you" not in page
    assert answer["Location"] == START
    assert not Sealed.objects.exists()
    assert Inline(page).found == []


def test_only_who_is_signed_in_has_such_pages(client: Client):
    for each in ("", "questions/", "number/", "shown/", "shown/progress/"):
        assert client.get(START + each)["Location"].startswith("/sign-in/")
    for each in ("take-back/", "show/"):
        assert client.post(START + each)["Location"].startswith("/sign-in/")


def test_without_a_key_to_seal_to_nothing_is_kept(client, ada, has_decided):
    pages = ("questions/", ANSWERS), ("number/", {"number": "1"}), ("take-back/", {}), ("show/", {})

    answers = [client.post(START + page, said) for page, said in pages]

    assert {each.status_code for each in answers} == {503}
    assert not Sealed.objects.exists()
    assert not Showing.objects.exists()


# --- told -----------------------------------------------------------------------------------------


def test_what_somebody_says_is_sealed_and_only_the_worker_reads_it(client, ada, keys, has_decided):
    answer = client.post(START + "questions/", ANSWERS, follow=True)

    told = told_by(ada, keys)
    assert "Sealed." in answer.content.decode()
    assert told.country == "gb"
    assert told.answers["gender"].counted == ("woman", "non_binary")
    assert told.answers["ethnicity"].own == "Cornish"
    assert "orientation" not in told.answers
    assert "Cornish" not in answer.content.decode()
    assert dict(client.session).get("typed") is None


def test_the_questions_are_those_of_the_country_that_was_chosen(client, ada, keys, has_decided):
    german = client.get(START + "questions/").content.decode()
    british = client.get(START + "questions/?country=gb").content.decode()
    french = client.get(START + "questions/?country=fr").content.decode()

    assert "move to Germany" in german
    assert "religion" not in german
    assert "ethnic group" in british
    assert "move to Germany" in french
    assert Inline(british).found == []


def test_what_is_no_answer_is_refused_and_what_was_typed_stays_on_the_page(
    client, ada, keys, has_decided
):
    answer = client.post(START + "questions/", ANSWERS | {"gender": "emperor"})

    page = answer.content.decode()
    assert 'role="alert"' in page
    assert "Cornish" in page
    assert "no-store" in answer["Cache-Control"]
    assert not Sealed.objects.exists()


def test_the_number_stays_when_answers_change_and_the_other_way_round(
    client, ada, keys, has_decided
):
    client.post(START + "number/", {"number": " 4711 "})
    client.post(START + "questions/", ANSWERS)
    client.post(START + "number/", {"number": "4712"})

    assert number_of(ada, keys) == "4712"
    assert told_by(ada, keys).answers["disability"].counted == ("no",)


def test_all_is_taken_back_at_once_also_where_nobody_is_asked_any_more(
    client, ada, keys, has_decided, monkeypatch
):
    client.post(START + "number/", {"number": "4711"})
    client.post(START + "questions/", ANSWERS)
    monkeypatch.setattr(asking, "may_ask", lambda: None)

    client.post(START + "take-back/")

    assert told_by(ada, keys) == Told()
    assert number_of(ada, keys) == ""


def test_an_owner_can_neither_say_nor_see_it_for_somebody_else(client, ada, keys, has_decided):
    client.post(START + "questions/", ANSWERS)
    kept = bytes(Sealed.objects.get(user=ada).answers)
    boss = Client()
    boss.force_login(an_owner())

    boss.post(START + "questions/", {"user": ada.public_id, "country": "gb", "gender": "man"})
    page = boss.get(f"/people/{ada.public_id}/").content.decode()

    assert bytes(Sealed.objects.get(user=ada).answers) == kept
    assert "Cornish" not in page
    assert START not in page


# --- what it looks like from outside --------------------------------------------------------------


def test_a_record_looks_the_same_whether_somebody_told_much_nothing_or_took_it_back(
    client, ada, keys, has_decided
):
    silent, back = somebody("bo@harbourline.example"), somebody("cy@harbourline.example")
    other = Client()
    other.force_login(back)
    other.post(START + "questions/", ANSWERS)
    other.post(START + "take-back/")
    client.post(START + "questions/", ANSWERS)
    client.post(START + "number/", {"number": "4711"})

    records = {each.user_id: each for each in Sealed.objects.all()}

    assert set(records) == {ada.pk, silent.pk, back.pk}
    assert len({(len(each.number), len(each.answers)) for each in records.values()}) == 1
    assert [each.name for each in Sealed._meta.fields] == ["id", "user", "number", "answers"]


def test_a_new_account_has_a_record_from_its_first_day(keys):
    _, key = accounts.invite(
        email="bo@harbourline.example", role=Role.MEMBER, by=an_owner(), at=timezone.now()
    )

    new = accounts.accept(key, name="Bo", password=PASSWORD, at=timezone.now())

    assert told_by(new, keys) == Told()


def test_the_trail_names_nobody_and_tells_saying_from_taking_back_by_nothing(
    client, ada, keys, has_decided
):
    client.post(START + "questions/", ANSWERS)
    client.post(START + "take-back/")

    assert not Entry.objects.exists()
    (tally,) = Tally.objects.all()
    assert (tally.act, tally.times) == ("accounts.said-of-themselves", 2)


def test_what_was_typed_when_a_session_ended_is_not_kept(client, ada, keys, has_decided):
    client.logout()

    answer = client.post(START + "questions/", ANSWERS)

    assert answer["Location"].startswith("/sign-in/")
    assert "typed" not in client.session


# --- shown again ----------------------------------------------------------------------------------


def test_somebody_sees_what_they_said_once_and_changes_one_answer(client, ada, keys, has_decided):
    client.post(START + "number/", {"number": "4711"})
    client.post(START + "questions/", ANSWERS)

    page = shown(client)
    again = client.get(START + "shown/")

    assert "Woman, Non-binary" in page
    assert "“Cornish”" in page
    assert "4711" in page
    assert 'value="Cornish"' in page
    assert again.status_code == 410
    assert "Cornish" not in again.content.decode()
    assert not Showing.objects.exists()
    assert Inline(page).found == []


def test_one_answer_is_taken_back_and_the_others_stay(client, ada, keys, has_decided):
    client.post(START + "questions/", ANSWERS)
    page = shown(client)

    client.post(START + "questions/", ANSWERS | {"take_back": "ethnicity"})

    assert 'name="take_back" value="ethnicity"' in page
    assert 'name="take_back" value="care"' not in page
    assert "ethnicity" not in told_by(ada, keys).answers
    assert "gender" in told_by(ada, keys).answers


def test_who_said_nothing_is_shown_that(client, ada, keys, has_decided):
    assert "This is what you said" in shown(client)


def test_until_the_worker_is_done_the_page_says_so(client, ada, keys, has_decided):
    client.post(START + "show/")

    page = client.get(START + "shown/").content.decode()
    part = client.get(START + "shown/progress/", headers={"HX-Request": "true"})
    alone = client.get(START + "shown/progress/")
    carried_out(Job.objects.get())
    done = client.get(START + "shown/progress/", headers={"HX-Request": "true"})

    assert "The worker opens what you said" in page
    assert "<html" not in part.content.decode()
    assert alone["Location"] == START + "shown/"
    assert done["HX-Refresh"] == "true"


def test_the_key_of_the_page_is_in_the_browser_alone_and_for_a_short_time(
    client, ada, keys, has_decided, settings
):
    settings.SESSION_COOKIE_SECURE = True
    client.post(START + "show/")

    cookie = client.cookies["shown-once"]

    private = cookie.value.partition(":")[2].strip('"')
    assert (cookie["path"], cookie["max-age"]) == (START, 600)
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Strict")
    assert private not in str(list(Showing.objects.values())) + str(list(Job.objects.values()))
    assert private not in str(dict(client.session))


def test_the_job_that_shows_it_names_nobody(client, ada, keys, has_decided):
    client.post(START + "show/")

    job, showing = Job.objects.get(), Showing.objects.get()
    assert job.asked_by is None
    assert job.given == {"showing": showing.public_id}
    assert client.get(f"/jobs/{job.public_id}/").status_code == 404


def test_with_the_key_of_another_page_or_as_somebody_else_nothing_is_shown(
    client, ada, keys, has_decided
):
    client.post(START + "questions/", ANSWERS)
    client.post(START + "show/")
    carried_out(Job.objects.get())
    thief = Client()
    thief.force_login(somebody("eve@harbourline.example"))
    thief.cookies["shown-once"] = client.cookies["shown-once"].value
    showing = Showing.objects.get().public_id
    wrong = f"{showing}:{'A' * 43}="

    as_another = thief.get(START + "shown/")
    client.cookies["shown-once"] = wrong
    with_another = client.get(START + "shown/")
    client.cookies["shown-once"] = f"{showing}:é"
    with_none = client.get(START + "shown/")

    assert {each.status_code for each in (as_another, with_another, with_none)} == {410}


def test_after_ten_minutes_it_is_too_late_and_nothing_is_left(
    client, ada, keys, has_decided, time_machine
):
    time_machine.move_to(timezone.now())
    client.post(START + "show/")
    carried_out(Job.objects.get())

    time_machine.shift(timedelta(minutes=10))
    late = client.get(START + "shown/")
    from tiebeam.web.accounts.identity import actions

    actions.forget_unread(at=timezone.now())

    assert late.status_code == 410
    assert not Showing.objects.exists()
