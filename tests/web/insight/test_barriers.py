"""Barriers: opened from what shows them, as sure as that, and never without it."""

from __future__ import annotations

import contextlib
import random
import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from web.insight.barred import (
    AT,
    LEFT,
    PROMOTED,
    a_barrier,
    employer,
    employer_a_year_later,
    figure,
    new,
)
from web.insight.reading.handbook import LEAVE, a_document, confirmed, dismissed, found, read
from web.organisation.brought import key_published
from web.organisation.written import a_structure, as_sorted, brought, doc
from web.pages import Inline
from web.people import somebody

from tiebeam.web.accounts.models import User
from tiebeam.web.audit.models import Entry
from tiebeam.web.insight.barriers import actions, findings, queries
from tiebeam.web.insight.barriers.shows import Shows
from tiebeam.web.insight.barriers.weighing import Sure
from tiebeam.web.insight.models import Barrier, Evidence, Finding, Moment
from tiebeam.web.organisation.models import Policy
from tiebeam.web.permissions import Role

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert("1")</script> {{ 7|add:7 }} \'; DROP TABLE x; -- \u202e‮ %(n)s %s'


@pytest.fixture
def ada(client: Client) -> User:
    """Signed in as somebody with no role but that of a member."""
    found = somebody()
    client.force_login(found)
    return found


@pytest.fixture
def lena() -> Client:
    """A leader, in a window of her own."""
    other = Client()
    other.force_login(somebody("lena@harbourline.example", Role.LEADER, name="Lena Fisker"))
    return other


@pytest.fixture
def figures(tmp_path: Path) -> None:
    employer(tmp_path)


@pytest.fixture
def promotion() -> Policy:
    """A structure in force, of which somebody said who decides."""
    eda = somebody("eda@harbourline.example", Role.STRUCTURE_OWNER, name="Eda")
    return a_structure(
        eda, title="Promotion", usual=["promotion"], decides="The panel of three",
        gets_there="Named by the board", state="in force", owner=eda,
    )  # fmt: skip


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return unescape(answer.content.decode())


def form_of(client: Client, address: str) -> dict[str, str]:
    """What the form of a page would send as it stands there."""
    (text,) = re.findall(r"<form method=\"post\".*?</form>", page(client, address), re.DOTALL)[-1:]
    sent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))
    sent |= {name: unescape(words).strip()
             for name, words in re.findall(r'<textarea name="(\w+)".*?>(.*?)</textarea>', text,
                                           re.DOTALL)}  # fmt: skip
    sent |= dict(re.findall(
        r'<select name="(\w+)".*?<option value="([^"]*)" selected', text, re.DOTALL))  # fmt: skip
    return sent


# --- opened in two clicks -------------------------------------------------------------------------


def test_from_a_figure_it_takes_two_clicks_and_nothing_has_to_be_typed(client, ada, figures):
    there = "/see/promotion-rate/?about=gender&by=&when=2025"
    (link,) = re.findall(r'href="(/barriers/new/[^"]+)"', page(client, there))
    sent = form_of(client, link)

    answer = client.post(link, sent)

    made = Barrier.objects.get()
    assert answer.url == made.get_absolute_url()
    assert made.title == ("At level 1, about 6 in 100 women were promoted, and about 20 in 100 "
                          "other people.")  # fmt: skip
    assert (made.whom, made.state) == ("women at level 1", "open")
    text = page(client, answer.url)
    assert "Known from figures: chance alone would rarely do this." in text
    assert "About 300 women at level 1, give or take 5, as a released figure shows." in text
    assert "2025 at the latest" in text


def test_a_page_of_a_figure_says_what_governs_it_and_each_is_a_way_to_open_a_barrier(
    client, ada, figures, promotion
):
    there = "/see/promotion-rate/?about=gender&by=&when=2025"

    text = page(client, there)

    assert text.index("What governs it") < text.index("How this is computed")
    assert "In force. Decides: The panel of three." in text
    (link,) = re.findall(r'href="(/barriers/new/[^"]+structure=[^"]+)"', text)
    assert form_of(client, link)["structure"] == promotion.public_id


def test_what_governs_a_figure_is_asked_for_each_reader_and_each_time(
    client, ada, figures, promotion, lena
):
    there = "/see/promotion-rate/?about=gender&by=&when=2025"
    before = page(client, there)
    Policy.objects.update(title="How people rise")
    draft = a_structure(
        promotion.owner, title="A draft on promotion", usual=["promotion"], state="draft"
    )
    steward = Client()
    steward.force_login(somebody("stig@harbourline.example", Role.STEWARD))

    assert "Promotion" in before
    assert "How people rise" in page(client, there)
    assert draft.title not in page(client, there)
    assert draft.title in page(steward, there)


def test_from_a_structure_it_opens_as_a_question_that_says_so(client, ada, promotion):
    text = page(client, promotion.get_absolute_url())
    (link,) = re.findall(r'href="(/barriers/new/[^"]+)"', text)
    sent = form_of(client, link) | {"title": "Does the panel hinder whoever works nights?"}

    answer = client.post(link, sent)

    text = page(client, answer.url)
    assert "It stays a question for now" in text
    assert "The panel of three" in text
    assert "Named by the board" in text
    assert "Not known from what is shown." in text
    assert "Does the panel hinder" in page(client, promotion.get_absolute_url())


def test_what_is_known_stands_before_the_first_field(client, ada, figures, promotion):
    a_barrier("The panel sees few women", figure(), by=ada, policy=promotion)

    text = page(client, new(figure=PROMOTED, structure=promotion.public_id))

    order = ("What is already known", "Chance and noise alone would rarely do this.",
             "could go unseen", "Who can change it", "Is it one of these?",
             "The panel sees few women", "Add this to it instead", "<textarea")  # fmt: skip
    places = [text.index(each) for each in order]
    assert places == sorted(places)


def test_an_address_that_names_nothing_is_no_page(client, ada, figures):
    named = ({"figure": "promotion-rate?about=age"}, {"figure": "x"}, {"figure": "?"},
             {"structure": "none"}, {"finding": "none"}, {"finding": "\0"}, {"structure": "\0"},
             {"figure": "\0"})  # fmt: skip

    assert {client.get(new(**each)).status_code for each in named} == {404}
    assert client.get("/barriers/%00/").status_code == 404


def test_a_form_that_is_sent_twice_opens_one(client, ada, figures):
    sent = form_of(client, new(figure=PROMOTED))

    first, second = (client.post(new(figure=PROMOTED), sent) for _ in range(2))

    assert first.url == second.url
    assert Barrier.objects.count() == Evidence.objects.count() == 1
    assert Entry.objects.filter(act="insight.opened-barrier").count() == 1


# --- as sure as what shows it ---------------------------------------------------------------------


def test_with_a_figure_that_chance_may_explain_it_stays_a_question(client, ada, figures):
    made = a_barrier("Do women leave more?", figure(LEFT), by=ada)

    assert made.state == "question"
    text = page(client, made.get_absolute_url())
    assert "something points there, and nothing shows it clearly yet" in text
    assert "Chance may explain it." in text


def test_a_figure_added_later_makes_it_known(client, ada, figures):
    made = a_barrier("Do few women rise?", by=ada)
    there = f"/barriers/{made.public_id}/evidence/"
    (link,) = {each for each in re.findall(r'href="(\?figure=[^"]+)"', page(client, there))
               if "promotion" in each}  # fmt: skip

    answers = [client.post(there + link) for _ in range(2)]

    made.refresh_from_db()
    assert {each.url for each in answers} == {made.get_absolute_url()}
    assert (made.state, made.evidence.count()) == ("open", 1)
    assert Moment.objects.filter(what="shown").count() == 1


@pytest.mark.parametrize(("confirmed", "sure"), [(1, Sure.HINTED), (2, Sure.BY_TEXT)])
def test_a_finding_makes_it_known_once_two_people_confirmed_it(ada, promotion, confirmed, sure):
    strength = Evidence.Strength.TWO if confirmed == 2 else Evidence.Strength.ONE
    shows = Shows(kind=Evidence.Kind.FINDING, address="f1", said="“A manager names.”",
                  strength=strength, policy=promotion)  # fmt: skip

    made = a_barrier("A manager names", shows, by=ada, policy=promotion)

    found = queries.barrier(made.public_id, ada)
    assert found is not None
    assert (found.sure, found.people) == (sure, None)


def raised(called: str, title: str, *, policy: Any = None, once: object = "") -> Barrier:
    return actions.raise_elsewhere(policy=policy, where={}, title=title, called=called,
                                   once=f"{called} {once}", at=AT)  # fmt: skip


def test_what_another_room_raises_hints_and_shows_nothing(ada, promotion):
    made = a_barrier("Do meetings begin too early?", by=ada, policy=promotion)

    for number in range(2):
        assert made == raised("alone", "One person decides alone", policy=promotion, once=number)

    found = queries.barrier(made.public_id, ada)
    assert found is not None
    assert [each.kept.said for each in found.evidence] == ["One person decides alone"]
    assert (found.sure, found.state) == (Sure.HINTED, "question")


def test_a_newer_figure_that_says_otherwise_stands_beside_the_first_both_dated(
    client, ada, tmp_path
):
    employer_a_year_later(tmp_path, promoted=38)
    made = a_barrier("Few women rise", figure(), by=ada)

    text = page(client, made.get_absolute_url())

    assert "about 6 in 100 women were promoted, and about 20 in 100" in text
    assert "The newest figure, during 2026" in text
    assert "As release 2 had it, which speaks of 31 December 2025." in text
    # One year in which little is seen takes nothing back.
    assert "Known from figures" in text


def test_a_sentence_of_the_same_numbers_is_said_in_the_language_of_whoever_reads(
    client, ada, figures
):
    made = a_barrier("Few women rise", figure(), by=ada)

    answer = client.get(made.get_absolute_url(), headers={"accept-language": "de"})

    text = unescape(answer.content.decode())
    assert "Auf Ebene 1 befördert wurden: Frauen etwa 6 von 100" in text
    assert made.evidence.get().said.startswith("At level 1, about 6 in 100 women")


def test_numbers_that_changed_since_are_told_beside_those_that_were_kept(client, ada, figures):
    made = a_barrier("Few women rise", figure(), by=ada)
    made.evidence.update(said="About 3 in 100 women were promoted.", numbers="others")

    text = page(client, made.get_absolute_url())

    assert "About 3 in 100 women were promoted." in text
    assert "The newest figure, during 2025" in text
    assert "about 6 in 100 women were promoted" in text


def test_since_when_is_the_earliest_window_that_shows_it_clearly(client, ada, tmp_path):
    employer_a_year_later(tmp_path, promoted=19)
    latest = PROMOTED.replace("2025", "2026")
    made = a_barrier("Few women rise", figure(latest), figure(LEFT), by=ada)

    assert "2025 at the latest" in page(client, made.get_absolute_url())
    assert made.since == date(2025, 1, 1)


def test_how_many_is_what_a_released_figure_says_and_no_other_number_of_people_stands_there(
    client, ada, figures
):
    made = a_barrier("Few women rise", figure(), by=ada)

    text = page(client, made.get_absolute_url())

    words = re.sub(r"<[^>]+>", " ", text[text.index("<main") :])
    counted = re.findall(r"(\d[\d,]*) (?:women|people|other people)", words)
    assert set(counted) <= {"300", "100"}


def test_a_figure_of_all_says_nothing_of_how_many_there_are_in_one_unit(client, ada, figures):
    made = a_barrier("Few women rise on the quay", figure(), by=ada, units=["Quay"])

    text = page(client, made.get_absolute_url())

    assert "Not known from what is shown." in text
    assert "It counts more people than those in the place of this barrier" in text
    assert "300" not in re.sub(r"<[^>]+>", " ", text[text.index("<main") :])


# --- from the text --------------------------------------------------------------------------------


@pytest.fixture
def discretion(promotion) -> Finding:
    """What a rule found in a structure's text, and nobody has looked at."""
    a_document(promotion, LEAVE)
    read()
    return found("discretion")[0]


def test_from_a_finding_it_takes_two_clicks_and_carries_the_clause(client, ada, discretion):
    (link,) = re.findall(r'href="(/barriers/new/[^"]+)"',
                         page(client, f"/findings/{discretion.public_id}/"))  # fmt: skip

    answer = client.post(link, form_of(client, link))

    made = Barrier.objects.get()
    text = page(client, answer.url)
    assert (made.clause, made.state) == (discretion.quote, "question")
    assert made.title.startswith("Promotion says: “")
    assert discretion.question in text
    assert "Nobody has looked at it yet." in text
    (there,) = re.findall(r'href="(/documents/[^"]+)"', text)
    assert client.get(there).status_code == 200


def test_two_people_make_it_known_and_one_who_disagrees_a_question_again(
    client, ada, lena, discretion, promotion
):
    made = a_barrier("Leave is at a manager's discretion",
                     findings.shows(discretion), by=ada, policy=promotion)  # fmt: skip
    ana, bo = (somebody(f"{each}@harbourline.example", Role.ANALYST) for each in ("ana", "bo"))
    said = []
    for act, by in ((confirmed, ana), (confirmed, bo), (dismissed, bo)):
        act(discretion, by)
        text = page(client, made.get_absolute_url())
        words = ("Confirmed by one", "Confirmed by two", "Two people disagree")
        said.append([each for each in words if each in text])
        said[-1].append("It stays a question" in text)

    assert said == [["Confirmed by one", True], ["Confirmed by two", False],
                    ["Two people disagree", True]]  # fmt: skip


def test_confirmed_findings_stand_before_the_first_field_and_can_be_added(
    client, ada, discretion, promotion
):
    confirmed(discretion, somebody("ana@harbourline.example", Role.ANALYST))
    made = a_barrier("Leave is hard to get", by=ada, policy=promotion)
    there = f"/barriers/{made.public_id}/evidence/"

    text = page(client, new(structure=promotion.public_id))
    (link,) = re.findall(r'href="(\?finding=[^"]+)"', page(client, there))
    client.post(there + link)

    assert text.index(discretion.quote) < text.index("<textarea")
    assert made.evidence.get().address == discretion.public_id


def test_what_a_draft_says_is_shown_to_nobody_who_may_not_read_it(client, ada, discretion, lena):
    made = a_barrier("Leave is hard to get", findings.shows(discretion), by=ada)
    Policy.objects.update(state="draft", in_force_at=None)

    text = page(client, made.get_absolute_url())

    assert discretion.quote not in text
    assert "Nothing shows it yet." in text
    assert client.get(new(finding=discretion.public_id)).status_code == 404


def test_a_sentence_of_a_draft_opens_a_barrier_of_that_draft_alone(client, discretion, promotion):
    client.force_login(promotion.owner)
    other = a_structure(promotion.owner, title="How people are reviewed")
    Policy.objects.filter(pk=promotion.pk).update(state="draft", in_force_at=None)
    link = new(finding=discretion.public_id)
    sent = form_of(client, link)

    for structure in ("", other.public_id):
        answer = client.post(link, sent | {"structure": structure})
        assert "stands in a draft" in unescape(answer.content.decode())
    assert client.post(link, sent).status_code == 302
    assert Barrier.objects.get().policy == promotion


def test_what_waits_to_be_sorted_or_only_helps_opens_no_barrier(client, promotion):
    client.force_login(promotion.owner)
    a_document(None, LEAVE)
    read()
    waits = found("discretion")[0]

    assert client.get(new(finding=waits.public_id)).status_code == 404
    assert "/barriers/new/" not in page(client, f"/findings/{waits.public_id}/")
    waits.effect = Finding.Effect.HELPS
    assert not findings.may_show(waits)


def test_from_its_first_document_an_organisation_gets_to_a_barrier_with_who_decides(client):
    """Without any data about people."""
    eda = somebody("eda@harbourline.example", Role.STRUCTURE_OWNER, name="Eda")
    client.force_login(eda)
    key_published()
    brought(client, doc(LEAVE, "leave.md"))
    client.post("/structures/sort/", as_sorted())
    policy = Policy.objects.get()
    change = f"{policy.get_absolute_url()}change/decides/"
    client.post(change, {"edition": policy.edition, "decides": "The head of the unit",
                         "gets_there": "Named by the board", "covers": ""})  # fmt: skip
    read()
    gate = found("discretion")[0]
    (link,) = re.findall(r'href="(/barriers/new/[^"]+)"',
                         page(client, f"/findings/{gate.public_id}/"))  # fmt: skip

    answer = client.post(link, form_of(client, link))

    text = page(client, answer.url)
    assert gate.quote in text
    assert "The head of the unit" in text
    assert "Named by the board" in text


# --- lists ----------------------------------------------------------------------------------------


def test_the_heaviest_stands_first_and_the_page_says_what_heavy_means(client, ada, figures):
    a_barrier("A mere question", by=ada)
    a_barrier("Do women leave more?", figure(LEFT), by=ada)
    a_barrier("Few women rise", figure(), by=ada)

    text = page(client, "/barriers/")

    order = [text.index(each) for each in ("Few women rise", "Do women leave more?", "A mere")]
    assert order == sorted(order)
    assert "Where no figure says how many, it counts as 10 people." in text


def test_a_list_is_narrowed_by_links_that_lead_somewhere(client, ada, figures, promotion):
    made = a_barrier("Few women rise", figure(), by=ada, policy=promotion, units=["Quay"])
    a_barrier("A mere question", by=ada)
    actions.close(made, reason="It was mended.", by=ada, at=AT)

    assert "Few women rise" not in page(client, "/barriers/")
    assert "Few women rise" in page(client, "/barriers/?state=closed")
    text = page(client, f"/barriers/?state=all&structure={promotion.public_id}&unit=Quay")
    assert "Few women rise" in text
    assert "A mere question" not in text
    links = re.findall(r'href="(/barriers/\?[^"]+)"', text)
    assert len(links) > 6
    assert {client.get(each).status_code for each in links} == {200}


def test_an_empty_list_teaches_the_first_step(client, ada):
    text = page(client, "/barriers/?state=nonsense&unit=%00")

    assert "No barrier is open yet" in text
    assert "No one has to tell what happened to them." in text
    assert Inline(text).found == []


def test_a_leader_sees_the_three_heaviest_on_their_home_and_nobody_else_does(
    client, ada, figures, lena
):
    for number, shows in enumerate([figure(), figure(LEFT), figure(), figure(LEFT)]):
        a_barrier(f"Barrier {number}", shows, by=ada)

    text = page(lena, "/")

    assert [each for each in range(4) if f"Barrier {each}" in text] == [0, 1, 2]
    assert "Barrier 0" not in page(client, "/")


def test_no_list_asks_more_of_the_database_for_more_barriers(client, ada, figures, promotion):
    asked = []
    for number in (1, 12):
        for each in range(number):
            a_barrier(f"{number} {each}", figure(), figure(LEFT), by=ada, policy=promotion)
        page(client, "/barriers/")
        with CaptureQueriesContext(connection) as queries_made:
            page(client, "/barriers/")
        asked.append(len(queries_made))

    assert asked[0] == asked[1]
    assert asked[1] < 25


def test_a_barrier_is_found_by_its_words_and_by_those_who_may_read_it(client, ada, promotion):
    draft = a_structure(promotion.owner, title="A draft", state="draft")
    a_barrier("Few rise from the quay", by=ada, policy=promotion)
    a_barrier("Few rise from the bridge", by=ada, policy=draft)

    text = page(client, "/search/?q=rise")

    assert "Few rise from the quay" in text
    assert "Few rise from the bridge" not in text


# --- who may --------------------------------------------------------------------------------------


def test_whoever_is_not_signed_in_sees_none(client, ada):
    made = a_barrier(by=ada)
    client.logout()
    every = ("/barriers/", "/barriers/new/", made.get_absolute_url(),
             f"/barriers/{made.public_id}/evidence/")  # fmt: skip

    assert {client.get(each).headers["Location"].split("?")[0] for each in every} == {"/sign-in/"}


def test_a_barrier_of_a_draft_is_there_for_those_who_read_drafts_alone(client, ada, promotion):
    draft = a_structure(promotion.owner, title="A draft", state="draft")
    made = a_barrier("Few rise from the bridge", by=ada, policy=draft)
    steward = Client()
    steward.force_login(somebody("stig@harbourline.example", Role.STEWARD))

    assert client.get(made.get_absolute_url()).status_code == 404
    assert client.get(f"/barriers/{made.public_id}/evidence/").status_code == 404
    assert "Few rise" not in page(client, "/barriers/")
    assert "Few rise" in page(steward, "/barriers/")


@pytest.mark.parametrize("what", ["correct", "close", "join"])
def test_whoever_looks_after_the_structure_may_change_it_and_a_member_may_not(
    client, ada, promotion, lena, what
):
    made = a_barrier(by=ada, policy=promotion)
    there = f"/barriers/{made.public_id}/{what}/"
    eda, other = Client(), Client()
    eda.force_login(promotion.owner)
    other.force_login(somebody("otto@harbourline.example", Role.STRUCTURE_OWNER))

    assert [each.get(there).status_code for each in (client, other, eda, lena)] == [
        404, 404, 200, 200]  # fmt: skip
    assert "Change it" not in page(client, made.get_absolute_url())
    assert "Change it" in page(eda, made.get_absolute_url())


def test_no_row_and_no_page_knows_who_opened_it_but_the_trail_does(client, ada, promotion):
    made = a_barrier(by=ada, policy=promotion)
    actions.correct(made, {"title": "Few rise"}, edition=made.edition, by=ada, at=AT)
    lena = somebody("lena@harbourline.example", Role.LEADER, name="Lena")
    client.force_login(lena)

    fields = {each.related_model for model in (Barrier, Evidence, Moment)
              for each in model._meta.get_fields()}  # fmt: skip
    assert User not in fields
    assert "Ada" not in page(client, made.get_absolute_url())
    acts = Entry.objects.filter(by=ada.public_id).values_list("act", flat=True)
    assert {"insight.opened-barrier", "insight.corrected-barrier"} <= set(acts)


# --- changing -------------------------------------------------------------------------------------


def test_a_correction_keeps_what_stood_there_before(lena, ada):
    made = a_barrier("Few rise", by=ada, units=["Quay"])
    there = f"/barriers/{made.public_id}/correct/"
    sent = form_of(lena, there) | {"title": "Few women rise", "processes": "hiring for ships"}

    lena.post(there, sent)

    text = page(lena, made.get_absolute_url())
    assert "Before, it said: Few rise (Units: Quay)" in text
    assert "Ways of a process: hiring for ships" in text


def test_a_structure_can_be_named_later_and_a_clause_goes_with_its_own(lena, ada, promotion):
    made = a_barrier("Few rise", by=ada, policy=promotion, clause="A manager names.")
    other = a_structure(promotion.owner, title="How people are reviewed")
    there = f"/barriers/{made.public_id}/correct/"

    lena.post(there, form_of(lena, there) | {"structure": other.public_id})

    made.refresh_from_db()
    assert (made.policy, made.clause) == (other, "")
    lena.post(there, form_of(lena, there) | {"structure": ""})
    made.refresh_from_db()
    assert made.policy is None


def test_a_correction_is_looked_at_like_any_text(lena, ada):
    made = a_barrier("Few rise", by=ada)
    there = f"/barriers/{made.public_id}/correct/"

    answer = lena.post(there, form_of(lena, there) | {"processes": "hiring the only woman"})

    assert "“the only woman”" in unescape(answer.content.decode())
    made.refresh_from_db()
    assert made.processes == []


def test_of_two_tabs_the_second_keeps_what_was_typed_and_counts_when_sent_again(lena, ada):
    made = a_barrier("Few rise", by=ada)
    there = f"/barriers/{made.public_id}/correct/"
    first = form_of(lena, there)
    second = first | {"title": "Few women rise from level 1"}
    lena.post(there, first | {"title": "Few women rise"})

    answer = lena.post(there, second)

    text = unescape(answer.content.decode())
    assert "Somebody changed this barrier meanwhile." in text
    assert "Few women rise from level 1" in text
    (edition,) = re.findall(r'name="edition" value="(\d+)"', text)
    assert lena.post(there, second | {"edition": edition}).status_code == 302
    made.refresh_from_db()
    assert made.title == "Few women rise from level 1"


def test_it_is_closed_with_a_reason_and_opened_again_as_sure_as_before(lena, ada, figures):
    made = a_barrier("Few rise", figure(), by=ada)
    there = f"/barriers/{made.public_id}"
    without = lena.post(f"{there}/close/", {"reason": ""})

    closed = [lena.post(f"{there}/close/", {"reason": "The rule has ended."}) for _ in range(2)]
    text = page(lena, f"{there}/")
    lena.post(f"{there}/reopen/", {"reason": "It came back."})

    made.refresh_from_db()
    assert without.status_code == 200
    assert {each.status_code for each in closed} == {302}
    assert "The rule has ended." in text
    assert Moment.objects.filter(what="closed").count() == 1
    assert made.state == "open"
    assert "It came back." in page(lena, f"{there}/")


def test_what_a_redesign_answers_is_answered(ada, figures):
    made = a_barrier("Few rise", figure(), by=ada)

    for _ in range(2):
        actions.mark_answered(made, by=ada, at=AT, words="The rule has changed.")

    found = queries.barrier(made.public_id, ada)
    assert found is not None
    assert found.state == "answered"
    assert Moment.objects.filter(what="answered").count() == 1
    assert queries.heaviest(3, ada) == []


# --- two that are one -----------------------------------------------------------------------------


def test_two_are_joined_with_both_histories_and_the_old_address_leads_on(lena, ada, figures):
    one = a_barrier("Few rise", figure(), by=ada)
    other = a_barrier("Do women leave?", figure(LEFT), by=ada)
    there = f"/barriers/{one.public_id}/join/"

    lena.post(there, {"into": other.public_id})

    assert lena.get(one.get_absolute_url()).url == other.get_absolute_url()
    text = page(lena, other.get_absolute_url())
    assert "Opened: “Few rise”" in text
    assert text.count("A released figure</h3>") == 2
    assert "Known from figures" in text
    assert "Few rise" not in page(lena, "/barriers/")
    assert lena.get(there).status_code == 404
    assert lena.get(f"/barriers/{one.public_id}/evidence/").status_code == 302


def test_three_in_a_chain_become_the_last_and_keep_what_became_of_all(ada, figures, client):
    a, b, c = (a_barrier(each, by=ada) for each in ("First", "Second", "Third"))
    actions.add_evidence(a, figure(), by=ada, at=AT)

    actions.join(a, b, by=ada, at=AT)
    actions.join(b, c, by=ada, at=AT)

    for each in (a, b):
        assert client.get(each.get_absolute_url()).url == c.get_absolute_url()
    found = queries.barrier(c.public_id, ada)
    assert found is not None
    assert found.sure == Sure.BY_FIGURE
    text = page(client, c.get_absolute_url())
    assert "Opened: “First”" in text
    assert "Opened: “Second”" in text


def test_no_ring_can_be_made_and_none_is_joined_with_itself(ada):
    a, b, c = (a_barrier(each, by=ada) for each in ("First", "Second", "Third"))
    actions.join(a, b, by=ada, at=AT)
    actions.join(b, c, by=ada, at=AT)
    old = [Barrier.objects.get(pk=each.pk) for each in (a, b, c)]

    for into in old:
        with pytest.raises(actions.JoinedWithItself):
            actions.join(old[2], into, by=ada, at=AT)
    with pytest.raises(actions.JoinedAlready):
        actions.join(old[0], a_barrier("Fourth", by=ada), by=ada, at=AT)
    assert Barrier.objects.filter(merged_into=None).count() == 2


@pytest.mark.parametrize("seed", range(4))
def test_however_barriers_are_joined_nothing_is_lost_and_one_step_leads_on(ada, seed):
    chance = random.Random(seed)
    made = [raised(f"raised-{each}", f"Barrier {each}") for each in range(7)]
    for _ in range(20):
        part, whole = (Barrier.objects.get(pk=each.pk) for each in chance.sample(made, 2))
        with contextlib.suppress(actions.JoinedAlready, actions.JoinedWithItself):
            actions.join(part, whole, by=ada, at=AT)

    left = Barrier.objects.filter(merged_into=None)
    shown = [each.kept.address for one in queries.barriers_for(ada) for each in one.evidence]
    opened = [each for one in left for each in queries.history(one, ada) if each.what == "opened"]

    assert not Barrier.objects.exclude(merged_into=None).exclude(merged_into__in=left).exists()
    assert sorted(shown) == [f"raised-{number}" for number in range(7)]
    assert len(opened) == 7


def test_one_that_was_joined_changes_no_more(ada):
    one, other = a_barrier("First", by=ada), a_barrier("Second", by=ada)
    actions.join(one, other, by=ada, at=AT)

    for act in (actions.close, actions.reopen):
        with pytest.raises(actions.JoinedAlready):
            act(one, reason="x", by=ada, at=AT)


# --- what is typed --------------------------------------------------------------------------------


def test_what_could_tell_who_somebody_is_is_shown_once_and_kept_if_told_so(client, ada):
    somebody("mo@harbourline.example", name="Mona Quist")
    typed = "Mona Quist, the only woman on deck, mona@quay.example"
    sent = {"once": "o", "title": typed, "whom": "", "structure": ""}

    answer = client.post("/barriers/new/", sent)

    text = unescape(answer.content.decode())
    assert Barrier.objects.count() == 0
    assert "somebody's name: “Mona Quist”" in text
    assert "“the only woman”" in text
    assert "“mona@quay.example”" in text
    assert f"{typed}</textarea>" in text
    (mark,) = re.findall(r'name="looked_at" value="(\w+)"', text)
    # Another text is looked at again.
    client.post("/barriers/new/", sent | {"title": typed + " x", "looked_at": mark})
    assert Barrier.objects.count() == 0
    assert client.post("/barriers/new/", sent | {"looked_at": mark}).status_code == 302
    assert Barrier.objects.get().title == typed


def test_a_hostile_title_is_words_wherever_it_stands(client, ada, promotion):
    made = a_barrier(HOSTILE, by=ada, policy=promotion, whom=HOSTILE)

    for there in ("/barriers/", made.get_absolute_url(), promotion.get_absolute_url(),
                  f"/barriers/{made.public_id}/evidence/", "/search/?q=drop"):  # fmt: skip
        answer = client.get(there).content.decode()
        assert "<script>alert" not in answer
        assert Inline(answer).found == []
        assert "DROP TABLE" in answer


def test_what_was_typed_while_a_session_ended_is_there_again(client, ada):
    page(client, "/barriers/new/")
    from django.contrib.sessions.models import Session
    from web.people import PASSWORD

    Session.objects.update(expire_date=AT)
    sent = {"once": "o", "title": "Do nights hinder anybody?", "whom": "", "structure": ""}
    answer = client.post("/barriers/new/?figure=", sent)
    client.post(answer.url, {"login": ada.email, "password": PASSWORD})

    assert "Do nights hinder anybody?" in page(client, "/barriers/new/?figure=")


# --- told -----------------------------------------------------------------------------------------


def test_whoever_decides_is_told_if_they_want_to_be_and_only_of_what_they_may_read(promotion, ada):
    from tiebeam.web.delivery.audiences import people_of
    from tiebeam.web.delivery.models import Telling
    from tiebeam.web.delivery.topics import How
    from tiebeam.web.insight.barriers.telling import TO_DECIDE, who_decides

    made = a_barrier("First", by=ada, policy=promotion)
    bo = somebody("bo@harbourline.example")
    draft = a_structure(bo, title="A draft", state="draft")
    of_draft = a_barrier("Second", by=ada, policy=draft)
    alone = a_barrier("Third", by=ada)

    assert TO_DECIDE.default == How.NOT
    assert set(Telling.objects.values_list("about", flat=True)) == {
        made.public_id, of_draft.public_id}  # fmt: skip
    assert people_of(who_decides(made)) == {promotion.owner.pk}
    assert people_of(who_decides(of_draft)) == people_of(who_decides(alone)) == set()


# --- the database ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong", [{"state": "maybe"}, {"title": ""}, {"clause": "A manager names."}]
)
def test_the_database_keeps_what_no_barrier_can_be(wrong: dict[str, Any]):
    given = {"title": "x", "once": "x", "opened_on": AT.date()} | wrong

    with pytest.raises(IntegrityError), transaction.atomic():
        Barrier.objects.create(**given)


def test_the_database_keeps_a_barrier_from_being_joined_with_itself(ada):
    made = a_barrier(by=ada)

    with pytest.raises(IntegrityError), transaction.atomic():
        Barrier.objects.filter(pk=made.pk).update(merged_into=made.pk)


def test_evidence_is_there_once_and_a_figure_is_of_a_release(ada, figures):
    made = a_barrier("Few rise", figure(), by=ada)
    given = {"barrier": made, "said": "x", "strength": "clear", "at": AT.date()}

    for wrong in ({"kind": "figure", "address": PROMOTED, "release": 1, "mark": "m"},
                  {"kind": "figure", "address": "y"},
                  {"kind": "rumour", "address": "y"}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Evidence.objects.create(**given, **wrong)
