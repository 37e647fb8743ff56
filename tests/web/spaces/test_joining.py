"""Coming in, being let in, looking after a space, and going: by one's own act, and without a
trace."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from web.people import somebody
from web.spaces.made import (
    AT,
    CLAUSES,
    a_facilitator,
    a_post,
    a_space,
    a_thread,
    joined,
    once,
    standing,
)

from tiebeam.web.accounts import actions as accounts
from tiebeam.web.accounts.models import User
from tiebeam.web.audit.models import Entry, Tally
from tiebeam.web.permissions import Role
from tiebeam.web.spaces import actions, queries
from tiebeam.web.spaces.caring.queries import who_looks_after
from tiebeam.web.spaces.forms import as_text
from tiebeam.web.spaces.kinds import first_guidelines, kinds
from tiebeam.web.spaces.models import Clause, Membership, Post, Roster, Space, Standing
from tiebeam.web.spaces.who import LETTERS, name_of, public_id_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def fay() -> User:
    return a_facilitator()


@pytest.fixture
def mo() -> User:
    return somebody("mo@harbourline.example", name="Mo")


@pytest.fixture
def his(client: Client, mo: User) -> Client:
    client.force_login(mo)
    return client


def hers(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


# --- coming in ------------------------------------------------------------------------------------


def test_one_comes_in_by_reading_the_guidelines_and_agreeing(fay: User, mo: User, his: Client):
    space = a_space(fay)

    page = his.get(f"{space.get_absolute_url()}guidelines/").content.decode()
    came = his.post(f"{space.get_absolute_url()}guidelines/", {"number": "1", "agrees": "on"})

    assert CLAUSES[0][0] in page
    assert came.url == space.get_absolute_url()
    assert Membership.objects.get(space=space, who=name_of(mo)).agreed == 1


def test_without_agreeing_nobody_comes_in(fay: User, mo: User, his: Client):
    space = a_space(fay)

    page = his.post(f"{space.get_absolute_url()}guidelines/", {"number": "1"}).content.decode()

    assert "Tick this once you have read the guidelines." in page
    assert queries.membership_of(space, mo) is None


def test_guidelines_that_changed_while_they_were_read_are_shown_once_more(
    fay: User, mo: User, his: Client
):
    space = a_space(fay)
    actions.change_guidelines(space, [("Be brief", "")], number=1, by=fay, at=AT)
    form = {"number": "1", "agrees": "on"}

    page = his.post(f"{space.get_absolute_url()}guidelines/", form).content.decode()

    assert "The guidelines were changed meanwhile." in page
    assert 'name="number" value="2"' in page
    assert queries.membership_of(space, mo) is None


def test_whoever_changes_guidelines_reads_what_follows_or_that_nothing_changed(fay: User):
    space = a_space(fay)
    there, client = f"{space.get_absolute_url()}guidelines/change/", hers(fay)
    same = as_text(list(queries.guidelines_of(space).clauses.all()))

    saved = client.post(there, {"number": "1", "text": same}, follow=True).content.decode()
    changed = client.post(there, {"number": "1", "text": "Be brief"}, follow=True).content.decode()

    assert "Nothing was changed." in saved
    assert "Everybody else is asked to agree to the new guidelines" in changed


def test_coming_in_twice_is_coming_in_once(fay: User, mo: User):
    space = a_space(fay)

    joined(space, mo)
    joined(space, mo)

    assert queries.how_many(space) == 2


def test_who_asks_is_let_in_by_whoever_looks_after_it(fay: User, mo: User, his: Client):
    space = a_space(fay, "Council", kind="council")
    his.post("/spaces/council/guidelines/", {"number": "1", "agrees": "on"})
    asked = queries.membership_of(space, mo)
    assert asked is not None

    before = his.get("/spaces/council/write/")
    hers(fay).post(f"/spaces/council/members/{asked.public_id}/", {"let-in": "yes"})

    assert asked.standing == Standing.ASKED
    assert before.status_code == 404
    assert his.get("/spaces/council/write/").status_code == 200


def test_a_refusal_cites_a_clause_and_is_told_to_whoever_asked(fay: User, mo: User, his: Client):
    space = a_space(fay, "Council", kind="council")
    his.post("/spaces/council/guidelines/", {"number": "1", "agrees": "on"})
    asked = queries.membership_of(space, mo)
    assert asked is not None
    page = f"/spaces/council/members/{asked.public_id}/"

    without = hers(fay).post(page, {"refuse": "yes"})
    hers(fay).post(page, {"refuse": "yes", "cites": "2"})

    assert without.status_code == 200
    assert CLAUSES[1][0] in his.get("/spaces/council/").content.decode()
    asked.refresh_from_db()
    assert asked.standing == Standing.REFUSED


def test_no_clause_of_another_space_can_be_cited(fay: User, mo: User):
    space, other = a_space(fay, kind="council"), a_space(fay, "Other")
    asked = standing(space, mo, Standing.ASKED)
    clause = Clause.objects.filter(guidelines__space=other).first()

    with pytest.raises(actions.NotAllowed):
        actions.answer(space, asked.public_id, lets_in=False, cites=clause, by=fay, at=AT)


def test_a_refusal_without_a_clause_can_not_be_kept(fay: User, mo: User):
    space = a_space(fay)

    with pytest.raises(IntegrityError), transaction.atomic():
        standing(space, mo, Standing.REFUSED)


def test_whoever_was_removed_does_not_come_in_again_by_themselves(fay: User, mo: User):
    space = a_space(fay)
    clause = Clause.objects.filter(guidelines__space=space).first()
    standing(space, mo, Standing.REMOVED, cites=clause)

    assert actions.join(space, agreed=1, by=mo, at=AT) == Standing.REMOVED


def test_only_whoever_looks_after_it_lets_in_changes_and_hands_over(fay: User, mo: User):
    space = a_space(fay, kind="council")
    joined(space, mo)
    ann = somebody("ann@harbourline.example", *(set(Role) - {Role.MEMBER}), name="Ann")
    asked = standing(space, ann, Standing.ASKED)

    for who in (mo, ann):
        with pytest.raises(actions.NotAllowed):
            actions.answer(space, asked.public_id, lets_in=True, cites=None, by=who, at=AT)
        with pytest.raises(actions.NotAllowed):
            actions.change_space(space, {"name": "Mine"}, edition=1, by=who, at=AT)
        with pytest.raises(actions.NotAllowed):
            actions.change_guidelines(space, [("Mine", "")], number=1, by=who, at=AT)
        with pytest.raises(actions.NotAllowed):
            actions.new_link(space, by=who, at=AT)


# --- opening one ----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_a_kind_is_opened_by_those_whom_its_rules_name(kind: str):
    for role in Role:
        person = somebody(f"{role.name.lower()}@harbourline.example", role, name=role.name)
        page = hers(person).get(f"/spaces/new/{kind}/")

        assert page.status_code == (200 if role in kinds()[kind].openers else 404), role


def test_a_space_that_is_opened_has_guidelines_and_somebody_who_looks_after_it(fay: User):
    form = {"name": "Riverside allies", "about": "To change the rota.", "visibility": "members",
            "joining": "own", "roster": "own", "once": once()}  # fmt: skip

    hers(fay).post("/spaces/new/ally-space/", form)
    hers(fay).post("/spaces/new/ally-space/", form)

    space = Space.objects.get()
    said = [(each.title, each.says) for each in queries.guidelines_of(space).clauses.all()]
    assert said == list(first_guidelines())
    assert who_looks_after(space, AT.date())[0] == [fay]


def test_a_hidden_space_can_only_be_joined_by_its_link(fay: User):
    form = {"name": "Quiet", "about": "Quiet.", "visibility": "hidden", "joining": "own",
            "roster": "own", "once": once()}  # fmt: skip

    page = hers(fay).post("/spaces/new/ally-space/", form).content.decode()

    assert "A hidden space is joined by its link." in page
    assert not Space.objects.exists()


@pytest.mark.parametrize("name", ["New", "come", "新しい", "‮evil", "!" * 120, "a" * 120])
def test_whatever_a_space_is_called_it_has_an_address_of_its_own(fay: User, name: str):
    space = a_space(fay, name)

    assert hers(fay).get(space.get_absolute_url()).status_code == 200
    assert space.get_absolute_url() not in ("/spaces/new/", "/spaces/come/")


def test_a_name_that_is_too_long_is_said_to_be_so_and_kept(fay: User):
    form = {"name": "x" * 10_000, "about": "What it is for.", "visibility": "members",
            "joining": "own", "roster": "own", "once": once()}  # fmt: skip

    page = hers(fay).post("/spaces/new/ally-space/", form).content.decode()

    assert "What it is for." in page
    assert "120" in page
    assert not Space.objects.exists()


# --- who sees whom --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roster", "outside", "inside"),
    [("all", True, True), ("members", False, True), ("own", False, False),
     ("nobody", False, False)],
)  # fmt: skip
def test_four_levels_of_who_sees_who_is_in_it(roster: str, outside: bool, inside: bool):
    fay, mo = a_facilitator(), somebody("mo@harbourline.example", name="Mo Marsh")
    kim, out = (somebody(f"{each}@harbourline.example", name=each) for each in ("kim", "out"))
    space = a_space(fay, roster=roster)
    joined(space, mo, kim)

    def sees(person: User) -> bool:
        return (
            "Mo Marsh" in hers(person).get(f"{space.get_absolute_url()}members/").content.decode()
        )

    assert sees(out) is outside
    assert sees(kim) is inside
    assert sees(fay) is inside


def test_who_came_while_nobody_saw_them_is_not_shown_to_more_later(fay: User, mo: User):
    space, kim = a_space(fay, roster="own"), somebody("kim@harbourline.example", name="Kim Poe")
    joined(space, mo)
    actions.change_space(space, {"roster": "all"}, edition=1, by=fay, at=AT)
    joined(Space.objects.get(), kim)
    out = somebody("out@harbourline.example", name="Out")

    for person in (out, kim, fay):
        page = hers(person).get(f"{space.get_absolute_url()}members/").content.decode()
        assert "Kim Poe" in page
        assert ">Mo<" not in page


def test_members_stand_by_name_and_not_by_when_they_came(fay: User):
    space = a_space(fay, roster="all")
    joined(space, *(somebody(f"{each}@harbourline.example", name=each) for each in "cab"))

    (place,) = queries.named(fay, space.slug, AT.date())

    assert [each.name for each in queries.members_of(place)] == ["a", "b", "c", "Fay"]


def test_a_link_lets_in_whoever_asked_before_it_was_hidden(fay: User, mo: User):
    space = a_space(fay, kind="council")
    standing(space, mo, Standing.ASKED)

    assert actions.join(space, agreed=1, by=mo, at=AT, has_link=True) == Standing.MEMBER


def test_whoever_waits_outside_is_forgotten_when_a_space_is_hidden(fay: User, mo: User):
    space = a_space(fay, kind="council")
    standing(space, mo, Standing.ASKED)

    said = {"visibility": "hidden", "joining": "link"}
    actions.change_space(space, said, edition=1, by=fay, at=AT)

    assert queries.membership_of(space, mo) is None


def test_without_another_word_nobody_sees_who_is_in_an_ally_space(fay: User):
    assert a_space(fay).roster == Roster.OWN


# --- looking after it, and going ------------------------------------------------------------------


def test_it_is_handed_over_and_whoever_did_so_may_go(fay: User, mo: User):
    space = a_space(fay)
    joined(space, mo)
    row = queries.membership_of(space, mo)
    assert row is not None

    with pytest.raises(actions.LastFacilitator):
        actions.leave(space, by=fay, at=AT)
    hers(fay).post(f"{space.get_absolute_url()}members/look-after/", {"member": row.public_id})
    assert who_looks_after(space, AT.date())[0] == [fay]
    hers(mo).post(f"{space.get_absolute_url()}members/offer/", {"offer": "yes"})
    hers(fay).post(f"{space.get_absolute_url()}members/look-after/", {"member": row.public_id})
    hers(fay).post(f"{space.get_absolute_url()}step-back/")
    hers(fay).post(f"{space.get_absolute_url()}leave/")

    assert who_looks_after(space, AT.date())[0] == [mo]
    assert queries.membership_of(space, fay) is None


def test_going_leaves_no_row_and_no_name_in_the_trail(fay: User, mo: User):
    space = a_space(fay)
    joined(space, mo)

    actions.leave(space, by=mo, at=AT)

    assert not Membership.objects.filter(who=name_of(mo)).exists()
    assert not Entry.objects.filter(by=mo.public_id).exists()
    assert not Entry.objects.filter(about=space.public_id).exists()
    assert {each.act for each in Tally.objects.all()} == {"spaces.opened", "spaces.came-or-went"}


def test_who_deletes_their_account_is_nowhere_and_what_they_wrote_has_no_name(fay: User, mo: User):
    space = a_space(fay)
    joined(space, mo)
    thread = a_thread(space, mo)
    a_post(thread, fay)

    accounts.delete_account(mo, at=AT)

    page = hers(fay).get(thread.get_absolute_url()).content.decode()
    assert "Somebody who is here no more" in page
    assert queries.how_many(space) == 1
    assert set(Post.objects.values_list("by", flat=True)) == {"", name_of(fay)}


def test_one_takes_along_where_one_is_and_what_one_wrote_also_where_one_was(fay: User, mo: User):
    here, before = a_space(fay), a_space(fay, "Quillwort", visibility="hidden", joining="link")
    joined(here, mo)
    joined(before, mo)
    a_thread(before, mo, "Periwinkle", "My own words.")
    actions.leave(before, by=mo, at=AT)

    kept = queries.kept_about(mo)

    assert [each["space"] for each in kept["spaces"]] == ["Riverside allies"]
    assert [each["says"] for each in kept["said"]] == ["My own words."]
    assert not re.search("Quillwort|Periwinkle", repr(kept))


def test_where_nobody_is_left_to_look_after_it_whoever_offers_it_does(fay: User, mo: User):
    space = a_space(fay)
    joined(space, mo)
    accounts.delete_account(fay, at=AT)

    hers(mo).post(f"{space.get_absolute_url()}members/offer/", {"offer": "yes"})

    assert who_looks_after(space, AT.date())[0] == [mo]


# --- how the tables name people -------------------------------------------------------------------


def test_no_table_of_spaces_leads_to_an_account_or_to_anything_about_a_person():
    fields = [
        (model.__name__, field.name, field.related_model)
        for model in apps.get_app_config("spaces").get_models()
        for field in model._meta.get_fields()
        if field.is_relation
    ]

    leads = {to._meta.app_label for _, _, to in fields}

    assert leads == {"spaces"}


def test_who_reads_the_tables_reads_no_name_and_no_id(fay: User, mo: User):
    space = a_space(fay, kind="council")
    joined(space, mo)
    a_post(a_thread(space, mo), fay)
    tables = [model._meta.db_table for model in apps.get_app_config("spaces").get_models()]

    with connection.cursor() as cursor:
        rows = []
        for table in tables:
            cursor.execute(f'select * from "{table}"')
            rows += cursor.fetchall()

    assert len(rows) > 5
    for person in (fay, mo):
        assert not re.search(f"{person.public_id}|{person.email}|{person.name}\\b", repr(rows))


def test_the_key_alone_reads_who_it_is(fay: User, mo: User, settings: Any, tmp_path: Any):
    word = name_of(mo)

    class Other:
        spaces_key = tmp_path / "key"

    Other.spaces_key.write_text("ab" * 32)
    assert (len(word), name_of(mo), public_id_of(word)) == (LETTERS, word, mo.public_id)
    assert name_of(fay) != word
    settings.HERE = Other
    assert public_id_of(word) == ""
    assert name_of(mo) != word


@pytest.mark.parametrize("word", ["", "x", "!!", "A" * LETTERS, "ä" * 10])
def test_a_word_that_no_key_has_made_is_nobody(word: str):
    assert public_id_of(word) == ""
