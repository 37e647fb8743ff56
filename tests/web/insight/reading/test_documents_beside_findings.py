"""A document beside its findings, two versions of it, and the walk through all of them."""

from __future__ import annotations

import pytest
from django.test import Client
from web.insight.reading.handbook import (
    LEAVE,
    WORK,
    a_document,
    a_policy,
    a_version,
    confirmed,
    dismissed,
    found,
    read,
)
from web.pages import Inline, without_token
from web.people import somebody

from tiebeam.web.accounts.models import User
from tiebeam.web.organisation.models import DocumentVersion
from tiebeam.web.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client: Client) -> User:
    person = somebody("ana@harbourline.example", Role.ANALYST, name="Ana")
    client.force_login(person)
    return person


def address(version: DocumentVersion) -> str:
    return f"/documents/{version.document.public_id}/"


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    assert Inline(answer.content.decode()).found == []
    return str(answer.content.decode())


def test_the_text_stands_there_with_each_sentence_marked_and_what_it_does_beside_it(
    client: Client, ana: User
):
    version = a_document(a_policy(somebody("mara@harbourline.example", name="Mara")))
    read()

    shown = page(client, address(version))

    assert "<mark>Mothers get 26 weeks of maternity leave at full pay.</mark>" in shown
    assert "Parental leave</a>" in shown
    assert "26 weeks, full pay, depends on gender" in shown
    assert "Who gets fewer weeks for the same child?" in shown
    assert 'href="#note-1"' in shown
    assert 'href="#mark-1"' in shown
    assert "Send it to Mara" in shown


def test_somebody_without_a_role_reads_it_and_finds_nothing_to_press(client: Client):
    version = a_document(a_policy())
    read()
    client.force_login(somebody("bo@harbourline.example", Role.MEMBER))

    shown = page(client, address(version))

    assert "Who gets fewer weeks" in shown
    assert "Confirm it" not in shown


def test_a_draft_is_no_page_to_whoever_may_not_read_drafts_and_its_body_betrays_nothing(
    client: Client, ana: User
):
    draft = a_document(a_policy(state="draft"))
    waits = a_document(None, WORK, name="work.md")
    read()
    nowhere = client.get("/documents/no-such-one/")

    for path in (address(draft), address(waits), f"{address(draft)}versions/",
                 found(version=draft)[0].get_absolute_url()):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 404
        assert without_token(answer) == without_token(nowhere)


def test_whoever_comes_without_an_account_is_asked_to_sign_in(client: Client):
    version = a_document(a_policy())

    for path in (address(version), "/findings/", "/findings/rules/", "/person-walk/"):
        assert client.get(path).url.startswith("/sign-in/")


def test_a_document_that_was_not_read_yet_says_so(client: Client, ana: User):
    assert "were not read one by one yet" in page(client, address(a_document(a_policy())))


def test_one_in_which_nothing_was_found_says_what_that_does_not_mean(client: Client, ana: User):
    version = a_document(a_policy(), "The harbour is by the sea.\n\nUpdated 3 May 2026.\n")
    read()
    for each in found():
        each.delete()

    assert "does not mean that it hinders nobody" in page(client, address(version))


def test_an_earlier_version_leads_to_the_newest(client: Client, ana: User):
    version = a_document(a_policy())
    a_version(version.document, WORK)
    read()

    shown = page(client, f"{address(version)}?version={version.public_id}")

    assert "There is a newer version" in shown
    assert client.get(f"{address(version)}?version=no-such").status_code == 404


HOSTILE = """# <script>alert(1)</script>

Your manager may, at their sole discretion, approve <img src=x onerror=alert(1)> a longer leave.

[press](javascript:alert(1)) here, "quoted" & done. \u202eturned around\u202c
"""


def test_hostile_text_stands_there_as_words(client: Client, ana: User):
    version = a_document(a_policy(), HOSTILE, name='"><script>x</script>.md')
    read()

    shown = page(client, address(version))

    assert "<script>" not in shown.replace('<script src="', "")
    assert "onerror" not in shown
    assert "javascript:" not in shown


def test_how_it_stands_is_said_in_the_margin(client: Client, ana: User):
    version = a_document(a_policy())
    read()
    stig = somebody("stig@harbourline.example", Role.STEWARD, name="Stig")
    confirmed(found()[0], ana)
    dismissed(found()[0], stig, reason="The law says so")
    dismissed(found()[1], stig, reason="It is changed already.")

    shown = page(client, address(version))

    assert (
        "People see it differently. Ana confirmed it. Stig dismissed it: The law says so." in shown
    )
    assert "It may stay until Nov. 26, 2027." in shown or "It may stay until" in shown


# --- two versions ---------------------------------------------------------------------------------


def test_two_versions_stand_side_by_side_with_what_was_lost_and_for_whom(client: Client, ana: User):
    version = a_document(a_policy())
    a_version(version.document, LEAVE.replace("26 weeks", "20 weeks").replace("- Tell", "Tell"))
    read()

    shown = page(client, f"{address(version)}versions/")

    assert "What was lost" in shown
    assert "Before: 26 weeks" in shown
    assert "<del>26</del>" in shown
    assert "<ins>20</ins>" in shown


def test_two_that_are_the_same_lose_and_gain_nothing(client: Client, ana: User):
    version = a_document(a_policy())
    a_version(version.document, LEAVE + "\nBye for now.\n")
    read()

    shown = page(client, f"{address(version)}versions/?from=1&to=2")

    assert "Lost: 0. Gained: 0." in shown
    assert "<ins>Bye for now.</ins>" in shown


def test_a_document_with_one_version_says_what_will_be_there(client: Client, ana: User):
    shown = page(client, f"{address(a_document(a_policy()))}versions/")

    assert "There is one version of it" in shown


# --- the walk -------------------------------------------------------------------------------------


def test_made_up_people_walk_and_the_sentence_that_did_it_is_linked(client: Client, ana: User):
    a_document(a_policy())
    read()

    shown = page(client, "/person-walk/")

    assert shown.count('role="img"') == 2
    assert "For a new child, paid weeks go from" in shown
    assert "Five years here, and giving birth" in shown
    (leave,) = [each for each in found() if each.kind == "parental_leave"][:1]
    assert f'href="{leave.get_absolute_url()}"' in shown


def test_what_was_dismissed_stands_in_nobodys_way(client: Client, ana: User):
    a_document(a_policy(), WORK + "\nSecondary carers get 2 weeks of parental leave at full pay.\n")
    read()
    before = page(client, "/person-walk/")
    for each in found():
        dismissed(each, ana)

    after = page(client, "/person-walk/")

    assert "<svg" in before
    assert "<svg" not in after


def test_before_anything_was_read_the_walk_teaches(client: Client, ana: User):
    assert "Nothing was read yet" in page(client, "/person-walk/")


# --- elsewhere ------------------------------------------------------------------------------------


def test_the_page_of_a_structure_leads_to_what_was_found_in_it(client: Client, ana: User):
    version = a_document(policy := a_policy())
    read()

    shown = page(client, f"/structures/{policy.public_id}/")

    assert "What was found in it" in shown
    assert f'href="{address(version)}"' in shown


def test_home_says_how_many_wait_for_whoever_looks_at_them(client: Client, ana: User):
    a_document(a_policy())
    read()

    assert f"{len(found())} findings wait for you" in page(client, "/?home")

    client.force_login(somebody("bo@harbourline.example", Role.MEMBER))
    assert "wait for you" not in page(client, "/?home")
