"""What a group says of a year: numbers that stay as they were, and nothing of how many people."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from web.people import somebody
from web.spaces.made import (
    AT,
    REVIEW,
    a_charter,
    a_group,
    a_leader,
    a_meeting,
    a_review,
    a_space,
    a_sponsor,
    an_answer,
    an_ask,
    an_office,
    an_undertaking,
    joined,
    money,
    put_out,
    said,
)

from tiebeam.web.audit.models import Entry
from tiebeam.web.permissions import Role
from tiebeam.web.spaces import actions as spaces
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed
from tiebeam.web.spaces.groups.budgets.actions import show_totals
from tiebeam.web.spaces.groups.offices import actions as offices
from tiebeam.web.spaces.groups.reviews import actions
from tiebeam.web.spaces.groups.reviews.knowing import known_of
from tiebeam.web.spaces.meeting import actions as meetings
from tiebeam.web.spaces.models import ReviewCorrection, YearReview
from tiebeam.web.spaces.raising.actions import let_out, raise_finding
from tiebeam.web.spaces.raising.happenings import happenings

pytestmark = pytest.mark.django_db
HIDDEN = {"visibility": "hidden", "joining": "link"}
LATER = AT + timedelta(days=60)
FORM = {**REVIEW, "edition": "1"}


@pytest.fixture(autouse=True)
def _on_that_day():
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def gia():
    return somebody("gia@harbourline.example", Role.GROUP_LEAD, name="Gia Moretti")


@pytest.fixture
def group(gia):
    return a_group(gia)


@pytest.fixture
def mo(group):
    found = somebody("mo@harbourline.example", name="Mo Haddad")
    joined(group, found)
    return found


@pytest.fixture
def out():
    return somebody("out@harbourline.example", name="Out")


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def of(group, more: str = "2026/") -> str:
    return f"{group.get_absolute_url()}reviews/{more}"


def page(person, address: str) -> str:
    answer = signed_in(person).get(address)
    assert answer.status_code == 200, answer
    told = unescape(answer.content.decode()).replace("\xa0", " ")
    return told.split("<main")[1].split("</main")[0]


def a_full_year(group, gia, lena) -> None:
    """Three asks, two duties, a meeting, a charter, an office and money, each by hand."""
    an_answer(an_ask(group, gia, lena, "A number at night"), lena, "yes")
    an_answer(an_ask(group, gia, lena, "A bus at five"), lena, "partly")
    an_ask(group, gia, lena, "The rota")
    kept, missed, *_ = a_sponsor(group, gia, lena).duties.order_by("pk")
    said(kept, gia, "kept")
    said(missed, gia, "not kept")
    a_meeting(group, gia, at=AT - timedelta(days=3))
    a_meeting(group, gia, at=AT + timedelta(days=3))
    called_off = a_meeting(group, gia, at=AT - timedelta(days=5))
    meetings.call_off(called_off, by=gia, at=AT - timedelta(days=6))
    a_charter(group, gia)
    an_office(group, gia)
    money(group, gia, "granted", "2000")
    money(group, gia, amount="120.50")
    money(group, gia, amount="700", currency="DKK")
    money(group, gia, "granted", "9", year=2025)


def test_what_is_known_of_the_year_stands_in_the_draft_at_once(group, gia):
    a_full_year(group, gia, a_leader())

    begun = signed_in(gia).post(of(group, ""), {"year": "2026"})
    told = page(gia, of(group))

    assert begun.url == of(group, "2026/write/")
    for each in ("3 asks. Yes: 1, Partly: 1, No answer yet: 1.", "2,000.00 EUR granted, 120.50 EUR",
                 "0.00 DKK granted, 700.00 DKK spent", "1 version written.", "1 named.",
                 "This is a draft"):  # fmt: skip
        assert each in told, each
    assert re.search(r"Meetings held</dt>\s*<dd[^>]*>\s*1\s*<", told)
    assert "kept." in told
    assert "not kept." in told
    assert "9.00" not in told


def test_a_year_is_that_of_the_organisations_clock(group, gia):
    for minute, year in ((59, 2025), (60, 2026)):
        begins = datetime(2025, 12, 31, 23, tzinfo=settings.HERE.time_zone)
        a_meeting(group, gia, str(year), at=begins + timedelta(minutes=minute))

    assert [known_of(group, year, for_all=False, by=gia, at=AT)["meetings"]
            for year in (2024, 2025, 2026)] == [0, 1, 1]  # fmt: skip


def test_a_draft_is_read_by_whoever_speaks_for_the_group_alone(group, gia, mo, out):
    a_review(group, gia, readers="all")
    for person in (mo, out):
        assert signed_in(person).get(of(group)).status_code == 404
        assert signed_in(person).get(of(group, "2026/write/")).status_code == 404
        assert "2026" not in page(person, of(group, ""))
        assert signed_in(person).post(of(group, ""), {"year": "2026"}).status_code == 404
    offices.take(an_office(group, gia), term_until=date(2027, 1, 1), by=mo, at=AT)

    assert "This is a draft" in page(mo, of(group))


def test_put_out_its_numbers_stay_whatever_happens_later(group, gia, mo):
    lena = a_leader()
    a_full_year(group, gia, lena)
    put_out(group, gia)
    before = page(mo, of(group)).split("What is known of the year")[1]

    money(group, gia, amount="999")
    an_ask(group, gia, lena, "One more")
    a_charter(group, gia, number=1, purpose="Another")
    a_meeting(group, gia, "More", at=AT - timedelta(days=2))

    assert page(mo, of(group)).split("What is known of the year")[1] == before
    assert "As it stood on 2 March 2026." in before


def test_it_is_put_out_whole_once_and_by_who_speaks_for_the_group(group, gia, mo):
    review = actions.begin(group, 2026, by=gia, at=AT)
    with pytest.raises(actions.NotWhole):
        actions.put_out(review, edition=1, by=gia, at=AT)
    assert "Put this review out" not in page(gia, of(group))
    actions.write(review, REVIEW, edition=1, by=gia, at=AT)
    with pytest.raises(NotAllowed):
        actions.put_out(review, edition=2, by=mo, at=AT)

    client = signed_in(gia)
    assert client.post(of(group), {"put-out": "yes", "edition": "1"}).status_code == 302
    review.refresh_from_db()
    assert review.put_out_on is None
    client.post(of(group), {"put-out": "yes", "edition": "2"})

    review.refresh_from_db()
    assert review.put_out_on == AT.date()
    for write in (lambda: actions.write(review, REVIEW, edition=3, by=gia, at=AT),
                  lambda: actions.put_out(review, edition=3, by=gia, at=AT)):  # fmt: skip
        with pytest.raises(NotAllowed):
            write()
    assert client.get(of(group, "2026/write/")).status_code == 404


def test_two_who_write_one_draft_do_not_both(group, gia):
    actions.begin(group, 2026, by=gia, at=AT)
    client = signed_in(gia)
    assert client.post(of(group, "2026/write/"), FORM).status_code == 302

    late = client.post(of(group, "2026/write/"), FORM | {"needs": "A *boat*"})

    assert "Somebody changed this meanwhile" in unescape(late.content.decode())
    assert "A *boat*" in late.content.decode()
    assert YearReview.objects.get().needs == REVIEW["needs"]


@pytest.mark.parametrize("year", ["2025", "2027", "1", "99999", "x", "", "²⁰²⁶", "9" * 5000])
def test_a_review_is_of_a_year_in_which_the_group_was_there(group, gia, year):
    assert signed_in(gia).post(of(group, ""), {"year": year}).status_code == 404
    assert not YearReview.objects.exists()


def test_begun_twice_it_is_there_once(group, gia):
    a_review(group, gia)
    signed_in(gia).post(of(group, ""), {"year": "2026"})

    assert YearReview.objects.get().changed == REVIEW["changed"]
    with pytest.raises(IntegrityError), transaction.atomic():
        YearReview.objects.create(space=group, year=2026, begun_on=AT.date())


def test_what_is_for_members_is_read_by_them_alone(group, gia, mo, out):
    put_out(group, gia)

    assert "ten days" in page(mo, of(group))
    assert signed_in(out).get(of(group)).status_code == 404
    assert "What changed in 2026" not in page(out, of(group, ""))
    assert "The last one is of" not in page(out, f"{group.get_absolute_url()}group/")


def test_what_is_for_all_leaves_out_what_is_for_members(group, gia, out):
    a_full_year(group, gia, a_leader())
    review = put_out(group, gia, readers="all")

    told = page(out, of(group))

    assert "3 asks." in told
    assert "EUR" not in told
    assert "Meetings held" not in told
    assert not {"money", "meetings", "structures", "raised"} & set(review.told)


def test_money_stands_in_it_for_all_where_the_group_shows_its_totals(group, gia, out):
    money(group, gia, "granted", "2000")
    show_totals(group, shows=True, by=gia, at=AT)
    put_out(group, gia, readers="all")
    assert "2,000.00 EUR granted" in page(out, of(group))

    show_totals(group, shows=False, by=gia, at=AT)

    assert "EUR" not in page(out, of(group))
    assert "2,000.00 EUR granted" in page(gia, of(group))


def test_in_an_open_group_all_read_of_meetings_that_were_open(gia, out):
    group = a_group(gia, visibility="open")
    meeting = a_meeting(group, gia, at=AT - timedelta(days=3))
    a_meeting(group, gia, at=AT - timedelta(days=4))
    type(meeting).objects.filter(pk=meeting.pk).update(shown_to="members")

    review = put_out(group, gia, readers="all")

    assert review.told["meetings"] == 1
    assert known_of(group, 2026, for_all=False, by=gia, at=AT)["meetings"] == 2


def test_what_a_group_asked_without_its_name_is_told_to_members_alone(gia):
    group, lena = a_group(gia, **HIDDEN), a_leader()
    an_ask(group, gia, lena)

    assert [len(known_of(group, 2026, for_all=each, by=gia, at=AT)["asks"])
            for each in (True, False)] == [0, 1]  # fmt: skip


def test_a_group_that_opens_does_not_open_a_review(gia, out):
    group = a_group(gia, **HIDDEN)
    put_out(group, gia, readers="all")
    names = ("name", "about", "roster")
    spaces.change_space(group, {name: getattr(group, name) for name in names}
                        | {"visibility": "open", "joining": "own"},
                        edition=1, by=gia, at=AT)  # fmt: skip

    assert signed_in(out).get(of(group)).status_code == 404
    assert "2026" not in page(out, of(group, ""))
    assert "ten days" in page(gia, of(group))


def test_what_the_meetings_changed_stands_in_it_with_the_words_of_whoever_did(group, gia, mo):
    meeting = a_meeting(group, gia, at=AT - timedelta(days=3))
    took = an_undertaking(meeting, gia)
    meetings.close(took, "changed", structure="structure:AAAAAAAAAAAA", changed="Ten days, now.",
                   by=gia, at=AT)  # fmt: skip
    put_out(group, gia)

    told = page(mo, of(group))

    assert "Ten days, now." in told
    assert re.search(r"Structures that changed</dt>\s*<dd[^>]*>\s*1\s*<", told)


def test_of_what_was_raised_it_tells_what_the_space_sees_already(group, gia, mo):
    happening = next(iter(happenings()))
    raise_finding(group, structure="", place="", what=happening, by=mo, at=AT - timedelta(days=14))
    raise_finding(group, structure="", place="", what=happening, by=mo, at=AT)
    assert let_out(at=AT) == 1

    put_out(group, gia)

    assert "Barriers that they show: 0 answered or closed, 1 not." in page(mo, of(group))


def test_of_a_duty_that_was_due_and_of_which_nobody_spoke_it_says_so(group, gia, mo):
    a_sponsor(group, gia, a_leader())

    put_out(group, gia, at=AT + timedelta(days=250))

    assert "nobody has said anything." in page(mo, of(group))


def test_an_ask_that_is_gone_is_named_no_more(group, gia, mo):
    asked = an_ask(group, gia, a_leader(), "A bus at five")
    put_out(group, gia)
    assert "A bus at five" in page(mo, of(group))

    asked.delete()

    assert "A bus at five" not in page(mo, of(group))


def test_a_correction_stands_below_and_changes_nothing(group, gia, mo):
    review, client = put_out(group, gia), signed_in(gia)
    before = page(mo, of(group))
    for _ in range(2):
        client.post(of(group), {"says": "It was nine days.", "number": "0"})
    late = client.post(of(group), {"says": "Or eight.", "number": "0"})

    told = page(mo, of(group))
    assert ReviewCorrection.objects.count() == 1
    assert "Somebody changed this meanwhile" in unescape(late.content.decode())
    assert "It was nine days." in told.split("Said since")[1]
    assert before.split("What is known of the year")[0] in told
    review.refresh_from_db()
    assert review.changed == REVIEW["changed"]
    with pytest.raises(ChangedMeanwhile):
        actions.correct(review, "Or eight.", number=0, by=gia, at=AT)
    with pytest.raises(NotAllowed):
        actions.correct(review, "Or eight.", number=1, by=mo, at=AT)


def opened_up(group, gia) -> None:
    group.refresh_from_db()
    names = ("name", "about", "roster")
    spaces.change_space(group, {name: getattr(group, name) for name in names}
                        | {"visibility": "members", "joining": "own"},
                        edition=group.edition, by=gia, at=AT)  # fmt: skip


def hidden(group, gia) -> None:
    group.refresh_from_db()
    names = ("name", "about", "roster")
    spaces.change_space(group, {name: getattr(group, name) for name in names} | HIDDEN,
                        edition=group.edition, by=gia, at=AT)  # fmt: skip


def test_what_was_said_of_it_while_the_group_was_hidden_is_not_opened_with_it(group, gia, out):
    review = put_out(group, gia, readers="all")
    actions.correct(review, "It was nine days.", number=0, by=gia, at=AT)
    hidden(group, gia)
    actions.correct(review, "Or eight.", number=1, by=gia, at=AT)
    opened_up(group, gia)

    assert "It was nine days." in page(out, of(group))
    assert "Or eight." not in page(out, of(group))
    assert "A correction that members alone read" not in page(out, of(group))
    assert "A correction that members alone read" in page(gia, of(group))

    for _ in range(2):
        signed_in(gia).post(of(group), {"says": "Or eight.", "number": "2"})

    assert "Or eight." in page(out, of(group))
    assert ReviewCorrection.objects.count() == 3


def test_a_version_that_was_written_while_hidden_is_not_counted_for_all(gia):
    group = a_group(gia, **HIDDEN)
    a_charter(group, gia)
    opened_up(group, gia)

    assert [known_of(group, 2026, for_all=each, by=gia, at=AT)["charters"]
            for each in (True, False)] == [0, 1]  # fmt: skip


def test_a_correction_never_puts_a_draft_out(group, gia):
    review = a_review(group, gia)

    signed_in(gia).post(of(group), {"says": "It was nine days.", "number": "0", "edition": "2"})

    review.refresh_from_db()
    assert review.put_out_on is None


def test_put_out_twice_it_leads_to_the_review(group, gia):
    a_review(group, gia)
    client = signed_in(gia)

    for _ in range(2):
        answer = client.post(of(group), {"put-out": "yes", "edition": "2"})
        assert answer.url == of(group)


@pytest.mark.parametrize("edition", ["²", "9" * 5000, "٢", "-2", "2.0", ""])
def test_an_edition_that_is_no_number_of_ours_is_an_earlier_one(group, gia, edition):
    review = a_review(group, gia)

    answer = signed_in(gia).post(of(group), {"put-out": "yes", "edition": edition})

    assert answer.status_code == 302
    review.refresh_from_db()
    assert review.put_out_on is None


@pytest.mark.parametrize("year", ["9" * 19, "9" * 5000])
def test_a_year_that_no_group_sees_is_not_there(group, gia, year):
    assert signed_in(gia).get(of(group, f"{year}/")).status_code == 404


def test_no_number_of_people_and_no_score_is_in_it(group, gia, mo):
    a_full_year(group, gia, a_leader())
    before = known_of(group, 2026, for_all=False, by=gia, at=AT)
    joined(group, *(somebody(f"crew{each}@harbourline.example", name="Crew") for each in range(5)))

    assert known_of(group, 2026, for_all=False, by=gia, at=AT) == before
    put_out(group, gia)
    assert not re.search(r"\d+ ?%|\d+ of \d+|members?:|best|rank", page(mo, of(group)))


def test_who_wrote_it_stands_nowhere(group, gia, mo):
    put_out(group, gia)

    assert "Gia" not in page(mo, of(group))
    assert "by" not in {each.name for each in YearReview._meta.get_fields()}
    assert not Entry.objects.filter(act__startswith="spaces.").exists()


def test_other_kinds_of_spaces_have_none(gia):
    council = a_space(gia, kind="council")

    assert signed_in(gia).get(of(council, "")).status_code == 404
    with pytest.raises(NotAllowed):
        actions.begin(council, 2026, by=gia, at=AT)
