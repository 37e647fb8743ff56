"""One's notices, one's choices, and the link that ends mails."""

from __future__ import annotations

import pytest
from django.test import Client
from web.delivery.made import AT, RAIN, SNOW, Server, Working, decide, happens, link_to_stop, wants
from web.people import an_owner, somebody

from tiebeam.web.accounts.models import User
from tiebeam.web.delivery import actions, queries
from tiebeam.web.delivery.models import Notice
from tiebeam.web.delivery.topics import How
from tiebeam.worker import delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client: Client) -> User:
    user = somebody()
    client.force_login(user)
    return user


def told(person: User, how: How = How.HERE) -> Notice:
    wants(person, how)
    decide(happens(), at=AT)
    return Notice.objects.filter(person=person).latest("pk")


def mailed(person: User, how: How = How.MAIL):
    """The mail that somebody gets."""
    Server.begin()
    told(person, how)
    if how != How.MAIL:
        actions.make_digests(how, "p1", at=AT)
    delivery.send(Working(), now=lambda: AT)
    return Server.took[-1]


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = "web.delivery.made.Server"


def test_without_a_choice_the_page_teaches_how_to_make_one(client: Client, ada: User):
    page = client.get("/me/notices/").content.decode()

    assert "Nothing was told to you" in page
    assert 'href="/me/told/"' in page


def test_a_notice_leads_to_what_it_is_about_and_counts_as_opened(client: Client, ada: User):
    notice = told(ada)
    before = client.get("/me/notices/").content.decode()

    answer = client.get(f"/me/notices/{notice.public_id}/")

    assert (answer.status_code, answer["Location"]) == (302, "/rain/puddle/")
    assert "Not opened yet" in before
    after = client.get("/me/notices/").content.decode()
    assert "Not opened yet" not in after
    assert "It rains" in after


def test_nobody_reads_the_notices_of_somebody_else(client: Client, ada: User):
    notice = told(somebody("bo@harbourline.example", name="Bo"))

    assert client.get(f"/me/notices/{notice.public_id}/").status_code == 404
    assert "It rains" not in client.get("/me/notices/").content.decode()
    assert Client().get("/me/notices/").status_code == 302
    assert Notice.objects.get().read_at is None


def test_all_is_off_until_somebody_turns_it_on(client: Client, ada: User):
    # But for one that nobody can know to turn on beforehand.
    ways = queries.chosen_by(ada)
    assert ways.pop("spaces.was-read") == How.DAILY
    assert set(ways.values()) == {How.NOT}


def test_what_somebody_chooses_is_kept_for_them(client: Client, ada: User):
    bo = somebody("bo@harbourline.example", name="Bo")
    said = dict.fromkeys(queries.chosen_by(ada), "not") | {"tests.rain": "weekly"}

    answer = client.post("/me/told/", said, follow=True)

    assert "Saved." in answer.content.decode()
    assert queries.chosen_by(ada)["tests.rain"] == How.WEEKLY
    assert queries.chosen_by(bo)["tests.rain"] == How.NOT


def test_what_can_not_wait_is_in_no_digest(client: Client, ada: User):
    said = dict.fromkeys(queries.chosen_by(ada), "not") | {"tests.snow": "daily"}

    page = client.post("/me/told/", said).content.decode()

    assert "Something has to be put right" in page
    assert queries.chosen_by(ada)["tests.snow"] == How.NOT


def test_who_may_not_be_told_is_not_asked(client: Client, ada: User):
    words = "Somebody who was invited has come in"
    of_ada = client.get("/me/told/").content.decode()
    client.force_login(an_owner())

    assert words not in of_ada
    assert words in client.get("/me/told/").content.decode()
    assert Client().get("/me/told/").status_code == 302


# --- the link that ends mails ---------------------------------------------------------------------


def test_to_open_the_link_stops_nothing_and_its_button_does_without_signing_in(server, ada):
    link = link_to_stop(mailed(ada))
    stranger = Client(enforce_csrf_checks=True)

    opened = stranger.get(link)
    only_opened = queries.chosen_by(ada)["tests.rain"]
    stopped = stranger.post(link, {"List-Unsubscribe": "One-Click"})

    assert opened.status_code == stopped.status_code == 200
    assert only_opened == How.MAIL
    assert queries.chosen_by(ada)["tests.rain"] == How.HERE
    assert "You get no more of these mails" in stopped.content.decode()
    assert stranger.post(link).status_code == 200


def test_the_link_of_a_digest_ends_every_topic_in_it(server, ada: User):
    mail = mailed(ada, How.WEEKLY)
    wants(ada, How.MAIL, topic=SNOW)

    Client().post(link_to_stop(mail))

    chosen = queries.chosen_by(ada)
    assert (chosen["tests.rain"], chosen["tests.snow"]) == (How.HERE, How.MAIL)


def test_neither_the_link_nor_its_page_says_whose_or_what_it_is(server, ada: User):
    link = link_to_stop(mailed(ada))

    page = Client().get(link).content.decode()

    for said in (link, page):
        assert "rain" not in said.lower()
        assert "Ada" not in said
    assert Client().get(link)["Cache-Control"].count("no-store")


def test_a_link_that_nobody_was_sent_says_where_to_choose(client: Client):
    for answer in (client.get("/stop/made-up/"), client.post("/stop/made-up/")):
        assert answer.status_code == 410
        assert "/me/told/" in answer.content.decode()


def test_a_mail_says_the_topic_where_to_read_and_how_to_stop(server, ada: User, settings):
    mail = mailed(ada)

    notice = Notice.objects.get()
    assert (mail.subject, mail.to) == (RAIN.says, [ada.email])
    assert f"http://localhost:8000/me/notices/{notice.public_id}/" in mail.body
    assert f"http://localhost:8000{link_to_stop(mail)}" in mail.body
    assert "/me/told/" in mail.body
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "puddle" not in mail.body + mail.subject
    assert mail.content_subtype == "plain"


def test_a_digest_is_one_mail_and_counts_what_it_does_not_name(server, ada: User, monkeypatch):
    monkeypatch.setattr("tiebeam.web.delivery.letters.MOST", 2)
    Server.begin()
    wants(ada, How.DAILY)
    for _ in range(3):
        decide(happens(), at=AT)
    actions.make_digests(How.DAILY, "p1", at=AT)

    delivery.send(Working(), now=lambda: AT)

    (mail,) = Server.took
    assert mail.subject == "What you wanted to know today"
    assert mail.body.count("It rains") == 2
    assert "And 1 more:" in mail.body


def test_the_key_of_a_link_is_not_in_the_log(client: Client, caplog: pytest.LogCaptureFixture):
    client.get("/stop/made-up-key/")

    assert "/stop/" in caplog.text
    assert "made-up-key" not in caplog.text
