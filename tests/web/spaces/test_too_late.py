"""What is sent for a group by whoever can't write there any more: nothing is written, and nothing
that was typed is lost."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from web.people import somebody
from web.spaces import files
from web.spaces.made import (
    AT,
    CLAUSES,
    a_chapter,
    a_facilitator,
    a_group,
    a_kit,
    a_leader,
    a_review,
    a_space,
    a_sponsor,
    an_office,
    handed,
    joined,
    looks_after,
    money,
    put_out,
)

from tiebeam.web.permissions import Role
from tiebeam.web.spaces import actions as spaces
from tiebeam.web.spaces.closing import actions as closing
from tiebeam.web.spaces.groups.offices import actions as offices
from tiebeam.web.spaces.models import (
    Ask,
    Charter,
    Membership,
    Money,
    Office,
    ReviewCorrection,
    Space,
    YearReview,
)
from tiebeam.web.spaces.queries import newest_number
from tiebeam.web.spaces.who import name_of

pytestmark = pytest.mark.django_db
PARTS = {"purpose": "Plan", "does": "Writes", "does_not": "Speaks for all", "decides": "Two of us"}
TYPED = "What was typed at night"
SPENT = {"once": "x", "on": "2026-03-01", "amount": "7", "currency": "EUR", "words": TYPED}
#: What is sent to which page of a group, and where the words that were typed stand.
SENT: dict[str, dict[str, str]] = {
    "budget/spent/": SPENT,
    "budget/granted/": {**SPENT, "year": "2026"},
    "budget/{row}/correct/": SPENT,
    "charter/change/": {"number": "0", **PARTS, "does": TYPED},
    "offices/new/": {"once": "x", "title": TYPED},
    "offices/{office}/change/": {"edition": "1", "title": TYPED},
    "offices/{office}/": {"term_until": "2027-01-31"},
    "asks/new/": {"once": "x", "title": TYPED, "says": "It is out late.", "leader": "{leader}",
                  "due_on": "2026-03-30"},
    "reviews/2026/": {"number": "0", "says": TYPED},
    "reviews/2027/write/": {"edition": "2", "changed": TYPED, "readers": "all"},
    "sponsor/new/": {"once": "x", "says": TYPED, "rhythm": "quarter"},
    "sponsor/{duty}/change/": {"edition": "1", "says": TYPED, "rhythm": "quarter"},
    "sponsor/{duty}/": {"number": "0", "kind": "kept", "says": TYPED, "kept": ""},
    "kits/{kit}/written-nowhere/": {"edition": "0", "how": "changed", "title": TYPED,
                                    "text": "Who wrote it?"},
}  # fmt: skip
#: Buttons with nothing to type beside them.
PRESSED: dict[str, dict[str, str]] = {
    "budget/": {"show": ""}, "budget/{row}/receipt/": {"away": ""}, "reviews/": {"year": "2028"},
    "reviews/2027/": {"put-out": "", "edition": "2"}, "offices/{office}/change/": {"close": ""},
    "sponsor/{duty}/change/": {"end": ""}, "sponsor/": {"end": ""},
    "kits/{kit}/": {"ratify": "1"},
}  # fmt: skip
OFFICERS = ("budget/spent/", "budget/granted/", "budget/{row}/correct/", "reviews/2026/",
            "reviews/2027/write/", "sponsor/{duty}/",
            "kits/{kit}/written-nowhere/")  # fmt: skip


@pytest.fixture(autouse=True)
def _on_that_day():
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def gia():
    return somebody("gia@harbourline.example", Role.GROUP_LEAD, name="Gia Moretti")


@pytest.fixture
def olu():
    return somebody("olu@harbourline.example", Role.GROUP_LEAD, name="Olu Adeyemi")


@pytest.fixture
def group(gia, olu):
    """One that has all of it, and two who look after it."""
    made = a_group(gia)
    joined(made, olu)
    looks_after(made, olu, by=gia)
    return made


@pytest.fixture
def names(group, gia) -> dict[str, str]:
    lena, fay = a_leader(), a_facilitator()
    space = a_space(fay)
    a_kit(space, fay)
    put_out(group, gia, readers="all")
    with time_machine.travel(AT + timedelta(days=365), tick=False):
        a_review(group, gia, 2027, at=AT + timedelta(days=365))
    duty = a_sponsor(group, gia, lena).duties.order_by("pk").first()
    return {
        "row": money(group, gia).public_id, "office": an_office(group, gia).public_id,
        "leader": lena.public_id, "duty": duty.public_id,
        "kit": handed(space, group, fay).public_id,
    }  # fmt: skip


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def new_guidelines(group: Space, gia: Any, olu: Any) -> None:
    clauses = [*CLAUSES, ("One more", "")]
    spaces.change_guidelines(group, clauses, number=newest_number(group), by=olu, at=AT)


def paused(group: Space, gia: Any, olu: Any) -> None:
    Membership.objects.filter(space=group, who=name_of(gia)).update(
        paused_until=AT.date() + timedelta(days=7)
    )


def closed(group: Space, gia: Any, olu: Any) -> None:
    group.refresh_from_db()
    closing.close(group, edition=group.edition, by=olu, at=AT)


def filled(said: dict[str, str], names: dict[str, str]) -> dict[str, str]:
    return {name: each.format(**names) for name, each in said.items()}


def told(answer: Any) -> str:
    return unescape(answer.content.decode()).split("<main")[1].split("</main")[0]


def kept() -> list[Any]:
    """All that any of it would write."""
    found: list[Any] = [list(each.objects.order_by("pk").values())
                        for each in (Ask, Charter, Money, Office, ReviewCorrection,
                                     YearReview)]  # fmt: skip
    return found


@pytest.mark.parametrize("happens", [new_guidelines, paused, closed])
@pytest.mark.parametrize("page", SENT)
def test_what_was_typed_is_there_still_and_the_page_says_why(
    group, gia, olu, names, page, happens
):  # fmt: skip
    happens(group, gia, olu)
    before = kept()

    said = filled(SENT[page], names)
    answer = signed_in(gia).post(f"{group.get_absolute_url()}{page.format(**names)}", said)

    assert answer.status_code == 200
    assert "You can't write here at this moment" in told(answer)
    typed = TYPED if TYPED in said.values() else said["term_until"]
    assert typed in told(answer)
    assert kept() == before


@pytest.mark.parametrize("page", OFFICERS)
def test_so_it_is_for_whoever_holds_an_office(group, gia, olu, names, page):
    mo = somebody("mo@harbourline.example", name="Mo Haddad")
    joined(group, mo)
    offices.take(an_office(group, gia, "Scribe"), term_until=date(2027, 1, 1), by=mo, at=AT)
    new_guidelines(group, mo, olu)

    answer = signed_in(mo).post(f"{group.get_absolute_url()}{page.format(**names)}",
                                filled(SENT[page], names))  # fmt: skip

    assert "You can't write here at this moment" in told(answer)
    assert TYPED in told(answer)


@pytest.mark.parametrize("happens", [new_guidelines, paused, closed])
@pytest.mark.parametrize("page", PRESSED)
def test_a_button_that_comes_too_late_leads_to_where_it_says_why(
    group, gia, olu, names, page, happens
):  # fmt: skip
    happens(group, gia, olu)
    before = kept()

    answer = signed_in(gia).post(f"{group.get_absolute_url()}{page.format(**names)}",
                                 PRESSED[page], follow=True)  # fmt: skip

    assert answer.status_code == 200
    assert answer.redirect_chain[0][0] == group.get_absolute_url()
    assert "You can't write in that group at this moment" in unescape(answer.content.decode())
    assert kept() == before


@pytest.mark.parametrize("page", SENT | PRESSED)
def test_for_others_there_is_nothing_to_send_to(group, gia, olu, names, page):
    mo, out = (somebody(f"{each}@harbourline.example", name=each) for each in ("mo", "out"))
    joined(group, mo)
    before, said = kept(), filled((SENT | PRESSED)[page], names)
    there = f"{group.get_absolute_url()}{page.format(**names)}"
    # Pages that they read; of an office, any member takes or offers it.
    is_read = page in ("offices/{office}/", "sponsor/{duty}/")

    assert signed_in(out).post(there, said).status_code == (200 if is_read else 404)
    if page != "offices/{office}/":
        assert signed_in(mo).post(there, said).status_code == (200 if is_read else 404)
    assert kept() == before


@pytest.mark.parametrize("happens", [new_guidelines, paused, closed])
@pytest.mark.parametrize("said", [{"site": TYPED, "edition": "1"}, {"group": "{group}"}])
def test_where_a_chapter_is_stays_in_its_form(group, gia, olu, said, happens):
    chapter = a_chapter(gia)
    joined(chapter, olu)
    looks_after(chapter, olu, by=gia)
    happens(chapter, gia, olu)

    answer = signed_in(gia).post(f"{chapter.get_absolute_url()}chapter/",
                                 filled(said, {"group": group.public_id}))  # fmt: skip

    assert "You can't write here at this moment" in told(answer)
    assert TYPED in told(answer) or f'value="{group.public_id}" selected' in told(answer)


def test_a_receipt_that_comes_too_late_is_refused_with_the_reason(group, gia, olu, names):
    new_guidelines(group, gia, olu)
    brought = {"once": "r", "file": SimpleUploadedFile("receipt.png", files.a_png())}

    answer = signed_in(gia).post(
        f"{group.get_absolute_url()}budget/{names['row']}/receipt/", brought
    )

    assert "You can't write here at this moment" in told(answer)


def test_what_is_written_in_a_review_that_was_put_out_meanwhile_stays(group, gia, olu):
    put_out(group, olu)

    answer = signed_in(gia).post(f"{group.get_absolute_url()}reviews/2026/write/",
                                 SENT["reviews/2027/write/"])  # fmt: skip

    assert "It was put out meanwhile" in told(answer)
    assert TYPED in told(answer)


def test_what_is_said_of_a_duty_that_was_ended_meanwhile_stays(group, gia, olu, names):
    client = signed_in(olu)
    client.post(f"{group.get_absolute_url()}sponsor/{names['duty']}/change/", {"end": ""})

    for page in ("sponsor/{duty}/", "sponsor/{duty}/change/"):
        there = f"{group.get_absolute_url()}{page.format(**names)}"
        answer = signed_in(gia).post(there, SENT[page])
        assert "Meanwhile this duty was ended" in told(answer)
        assert TYPED in told(answer)
