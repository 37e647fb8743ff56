"""What a group was granted and spent: exact, per currency, and nothing overwritten."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from web.people import somebody
from web.spaces import files
from web.spaces.made import (
    AT,
    a_group,
    a_hidden_space,
    a_png,
    a_receipt,
    an_office,
    corrected,
    joined,
    money,
    once,
)

from tiebeam.web.audit.models import Entry, Tally
from tiebeam.web.permissions import Role
from tiebeam.web.spaces.actions import ChangedMeanwhile, NotAllowed
from tiebeam.web.spaces.attaching import media
from tiebeam.web.spaces.attaching.actions import forget_strays
from tiebeam.web.spaces.attaching.clean import Clean
from tiebeam.web.spaces.groups.budgets import actions, queries
from tiebeam.web.spaces.groups.budgets.currencies import currencies, decimals, fits, in_words
from tiebeam.web.spaces.groups.offices import actions as offices
from tiebeam.web.spaces.models import Money, Receipt

pytestmark = pytest.mark.django_db
SPENT = {"once": "x", "on": "2026-03-01", "amount": "120.50", "currency": "EUR", "words": "Print",
         "receipt": "R-7"}  # fmt: skip
AMOUNTS = st.decimals(Decimal("0.0001"), Decimal(999_999_999), places=4)
ROWS = st.lists(st.tuples(st.sampled_from(["granted", "spent"]), st.integers(2020, 2026),
                          st.sampled_from(["EUR", "DKK", "JPY"]), AMOUNTS))  # fmt: skip


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


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return unescape(answer.content.decode()).replace("\xa0", " ")


def budget(group, more: str = "") -> str:
    return f"{group.get_absolute_url()}budget/{more}"


def test_what_is_left_is_what_was_granted_less_what_was_spent(group, gia, mo):
    money(group, gia, "granted", "2000")
    signed_in(gia).post(budget(group, "spent/"), SPENT)

    told = page(signed_in(mo), budget(group))

    assert all(each in told for each in ("2,000.00 EUR", "120.50 EUR", "1,879.50 EUR"))


def test_currencies_are_never_one_sum(group, gia):
    money(group, gia, "granted", "100")
    money(group, gia, amount="700", currency="DKK")
    money(group, gia, amount="5000", currency="JPY")

    found = {each.currency: (each.granted, each.spent, each.left)
             for each in queries.totals_of(group)}  # fmt: skip
    assert found == {"EUR": (100, 0, 100), "DKK": (0, 700, -700), "JPY": (0, 5000, -5000)}
    told = page(signed_in(gia), budget(group))
    assert "5,800" not in told
    assert "700.00 DKK more spent than granted" in told


@given(ROWS)
def test_totals_are_the_sums_of_decimals_whatever_the_order(rows):
    sums = defaultdict(Decimal)
    for kind, year, currency, amount in rows:
        sums[year, currency] += amount if kind == "granted" else -amount

    found = queries.totals(rows)

    assert {(each.year, each.currency): each.left for each in found} == dict(sums)
    assert found == queries.totals(rows[::-1])


def test_what_the_database_keeps_is_what_was_written(group, gia):
    amounts = ["0.01", "0.10", "0.20", "999999999.99", "123456789.12", "0.07"]
    for each in amounts:
        money(group, gia, amount=each)

    (total,) = queries.totals_of(group)
    assert total.spent == sum(map(Decimal, amounts))


def test_a_correction_keeps_the_row_and_counts_once(group, gia, mo):
    row = money(group, gia, amount="120.50")
    corrected(row, gia, "12.05")

    (total,) = queries.totals_of(group)
    assert (total.spent, Money.objects.count()) == (Decimal("12.05"), 2)
    told = page(signed_in(mo), budget(group))
    assert "Corrected; counted no more." in told
    assert "120.50 EUR" in told


def test_a_row_is_struck_out_with_no_amount(group, gia):
    row = money(group, gia)
    form = {**SPENT, "amount": "0"}

    signed_in(gia).post(budget(group, f"{row.public_id}/correct/"), form)

    assert queries.totals_of(group)[0].spent == 0
    assert "Struck out." in page(signed_in(gia), budget(group))
    with pytest.raises(NotAllowed):
        corrected(Money.objects.get(corrects=row), gia, "0")


def test_two_who_correct_one_row_do_not_both(group, gia):
    row = money(group, gia)
    corrected(row, gia, "1")

    with pytest.raises(ChangedMeanwhile):
        corrected(row, gia, "2")
    with pytest.raises(IntegrityError), transaction.atomic():
        Money.objects.create(space=group, kind="spent", year=2026, on=AT.date(), amount=3,
                             currency="EUR", words="x", corrects=row, once="other",
                             written_on=AT.date())  # fmt: skip
    there = budget(group, f"{row.public_id}/correct/")
    late = signed_in(gia).post(there, {**SPENT, "words": "What was typed"})
    told = unescape(late.content.decode())
    assert "Somebody else corrected this row meanwhile" in told
    assert "What was typed" in told
    assert "guidelines were changed" not in told
    assert signed_in(gia).get(there).url == budget(group)


def test_what_is_struck_out_already_is_said_to_be_so(group, gia):
    row = money(group, gia)
    struck = corrected(row, gia, "0")

    there = budget(group, f"{struck.public_id}/correct/")
    answer = signed_in(gia).post(there, {**SPENT, "amount": "0", "words": "What was typed"})

    told = unescape(answer.content.decode())
    assert "It is struck out already." in told
    assert "What was typed" in told
    assert "guidelines were changed" not in told


def test_sent_twice_it_is_there_once(group, gia):
    client = signed_in(gia)
    for _ in range(2):
        assert client.post(budget(group, "spent/"), SPENT).status_code == 302
    row = Money.objects.get()
    for _ in range(2):
        client.post(budget(group, f"{row.public_id}/correct/"), {**SPENT, "amount": "3"})

    assert Money.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": each} for each in ("0", "-1", "0.001", "1e12", "NaN", "Infinity", "", "1,5", "x")
    ] + [
        {"currency": "JPY", "amount": "1.5"}, {"currency": "XTS"}, {"currency": "DEM"},
        {"currency": ""}, {"on": "2026-03-03"}, {"on": "1999-01-01"}, {"on": ""}, {"words": ""},
        {"words": "x" * 201}, {"receipt": "x" * 81},
    ],
)  # fmt: skip
def test_an_amount_that_is_none_is_not_written_down(group, gia, wrong):
    answer = signed_in(gia).post(budget(group, "spent/"), SPENT | wrong)

    assert answer.status_code == 200
    assert not Money.objects.exists()


@pytest.mark.parametrize("year", ["1999", "2029", "", "next"])
def test_money_is_granted_for_a_year_near_this_one(group, gia, year):
    signed_in(gia).post(budget(group, "granted/"), {**SPENT, "year": year})

    assert not Money.objects.exists()


def test_no_action_lets_through_what_a_currency_does_not_have(group, gia):
    for amount, currency in (("1.5", "JPY"), ("1", "XTS"), ("NaN", "EUR"), ("0.001", "EUR")):
        with pytest.raises(actions.NoSuchAmount):
            money(group, gia, amount=amount, currency=currency)


def test_members_read_rows_officers_write_them_and_others_know_of_nothing(group, gia, mo):
    row = money(group, gia)
    out = signed_in(somebody("out@harbourline.example", name="Out"))
    for address in ("", "file/", "spent/", "granted/", f"{row.public_id}/correct/"):
        assert out.get(budget(group, address)).status_code == 404
    for address in ("spent/", "granted/", f"{row.public_id}/correct/"):
        assert signed_in(mo).get(budget(group, address)).status_code == 404
    with pytest.raises(NotAllowed):
        money(group, mo)

    offices.take(an_office(group, gia), term_until=date(2027, 1, 1), by=mo, at=AT)

    assert signed_in(mo).post(budget(group, "spent/"), SPENT).status_code == 302


def test_totals_are_for_others_if_the_group_says_so(group, gia, mo):
    money(group, gia, "granted", "2000", words="Operations")
    out = signed_in(somebody("out@harbourline.example", name="Out"))
    assert signed_in(mo).post(budget(group), {"show": "yes"}).status_code == 404

    signed_in(gia).post(budget(group), {"show": "yes"})

    told = page(out, budget(group))
    assert "2,000.00 EUR" in told
    assert "Operations" not in told
    assert out.get(budget(group, "file/")).status_code == 404
    signed_in(gia).post(budget(group), {"hide": "yes"})
    assert out.get(budget(group)).status_code == 404


def test_the_file_has_what_holds_and_runs_nothing(group, gia, mo):
    corrected(money(group, gia, amount="9"), gia, "8.50", words="=1+1")
    money(group, gia, amount="500", currency="JPY")

    text = signed_in(mo).get(budget(group, "file/")).content.decode("utf-8-sig")

    _, first, second = csv.reader(io.StringIO(text))
    assert first[3:6] == ["'=1+1", "8.50", "EUR"]
    assert second[4:6] == ["500", "JPY"]


def test_a_long_list_comes_in_pages(group, gia):
    for number in range(31):
        money(group, gia, amount=str(number + 1), words=f"Row {number}.")

    first, second = (page(signed_in(gia), budget(group, each)) for each in ("", "?page=2"))

    assert ("Row 0." in first, "Row 0." in second) == (False, True)
    assert "496.00 EUR" in first


def test_of_a_hidden_group_nothing_is_told(gia):
    space = a_hidden_space(gia, kind="resource-group")
    money(space, gia)
    actions.show_totals(space, shows=True, by=gia, at=AT)

    out = signed_in(somebody("out@harbourline.example", name="Out"))
    assert out.get(budget(space)).status_code == 404
    assert not Tally.objects.exists()


def test_who_wrote_it_down_stands_nowhere(group, gia):
    money(group, gia)

    assert not Entry.objects.exists()
    assert Tally.objects.get(act="spaces.looked-after-group").times == 1
    assert not {each.name for each in Money._meta.get_fields()} & {"by", "who"}


def test_currencies_are_those_of_today_with_their_decimals():
    assert {"EUR", "DKK", "JPY", "KWD", "USD"} <= currencies()
    assert not {"DEM", "XTS", "XAU"} & currencies()
    assert [decimals(each) for each in ("EUR", "JPY", "KWD")] == [2, 0, 3]


@given(AMOUNTS, st.sampled_from(sorted(currencies())))
def test_an_amount_that_fits_is_shown_whole(amount, currency):
    shown = in_words(amount, currency).split("\xa0")[0].replace(",", "")

    assert not fits(amount, currency) or Decimal(shown) == amount


def test_two_groups_keep_their_own(group, gia):
    other, key = a_group(gia, "Carers"), once()
    row = money(group, gia)
    said = {"on": AT.date(), "amount": Decimal(5), "currency": "EUR", "words": "x", "receipt": "",
            "year": 2026}  # fmt: skip
    for each in (group, other):
        actions.write_down(each, "spent", said, once=key, by=gia, at=AT)

    assert Money.objects.count() == 3
    there = budget(other, f"{row.public_id}/correct/")
    assert signed_in(gia).get(there).status_code == 404


# --- receipts -------------------------------------------------------------------------------------


def brings(content: bytes, name: str = "Mo Haddad at Esbjerg.pdf", key: str = "r") -> dict:
    return {"once": key, "file": SimpleUploadedFile(name, content, content_type="text/html")}


def at_receipt(group, row, more: str = "") -> str:
    return budget(group, f"{row.public_id}/receipt/{more}")


@pytest.mark.parametrize(
    ("content", "kind"),
    [(files.a_png(), "image/png"), (files.a_jpeg(), "image/jpeg"),
     (files.a_pdf(), "application/pdf")],
)  # fmt: skip
def test_a_receipt_is_cleaned_and_sealed(group, gia, content, kind):
    row = money(group, gia)

    answer = signed_in(gia).post(at_receipt(group, row), brings(content))

    kept = Receipt.objects.get()
    left = media.read(kept.public_id)
    assert (answer.url, kept.content_type, kept.size) == (budget(group), kind, len(left))
    assert left != content
    for secret in (b"Exif", b"Photoshop", b"Mo Haddad"):
        assert secret not in left
    sealed = (media._folder() / kept.public_id).read_bytes()
    assert left[:8] not in sealed
    got = signed_in(gia).get(at_receipt(group, row, "file/"))
    assert got.content == left
    assert got["Content-Type"] == kind
    assert "sandbox" in got["Content-Security-Policy"]
    assert "Haddad" not in got["Content-Disposition"]
    assert got["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "content",
    [files.a_wav(), files.a_webp(), files.a_bomb(), files.a_pdf(password="x"),
     files.a_pdf(with_field=True), b"plain words", b"%PDF-1.7 broken",
     b"<svg onload=alert(1)></svg>", files.a_png()[:60], b"\0" * 10_000_001],
    ids=["sound", "webp", "bomb", "locked", "form", "text", "broken", "svg", "half", "large"],
)  # fmt: skip
def test_what_is_no_receipt_or_hostile_is_refused(group, gia, content):
    row = money(group, gia)

    answer = signed_in(gia).post(at_receipt(group, row), brings(content))

    assert answer.status_code == 200
    assert "aria-invalid" in answer.content.decode()
    assert not Receipt.objects.exists()


def test_those_who_may_write_the_budget_read_it_and_nobody_else(group, gia, mo):
    row = money(group, gia)
    a_receipt(row, gia)
    out = somebody("out@harbourline.example", name="Out")
    for person in (mo, out):
        for more in ("", "file/"):
            assert signed_in(person).get(at_receipt(group, row, more)).status_code == 404
            post = signed_in(person).post(at_receipt(group, row, more), {"away": "yes"})
            assert post.status_code in (404, 405)
    assert "receipt/" not in page(signed_in(mo), budget(group))
    with pytest.raises(NotAllowed):
        actions.take_receipt_away(row, by=mo, at=AT)

    offices.take(an_office(group, gia), term_until=date(2027, 1, 1), by=mo, at=AT)

    assert signed_in(mo).get(at_receipt(group, row, "file/")).status_code == 200
    assert "The receipt" in page(signed_in(mo), budget(group))


def test_no_receipt_is_read_by_way_of_another_group(group, gia):
    row, other = money(group, gia), a_group(gia, "Day workers")
    a_receipt(row, gia)

    assert signed_in(gia).get(at_receipt(other, row, "file/")).status_code == 404


def test_a_receipt_sent_twice_is_there_once_and_a_second_one_is_not_put_over_it(group, gia):
    row, client = money(group, gia), signed_in(gia)
    for _ in range(2):
        assert client.post(at_receipt(group, row), brings(files.a_png())).status_code in (200, 302)
    client.post(at_receipt(group, row), brings(files.a_pdf(), key="other"))

    assert Receipt.objects.get().content_type == "image/png"
    with pytest.raises(ChangedMeanwhile):
        a_receipt(row, gia)


def test_what_was_granted_has_none_and_no_action_keeps_another_kind(group, gia):
    granted = money(group, gia, "granted")
    assert signed_in(gia).get(at_receipt(group, granted)).status_code == 404
    for row, kind in ((granted, "image/png"), (money(group, gia), "image/webp")):
        clean = Clean(kind="picture", content_type=kind, content=a_png())
        with pytest.raises(NotAllowed):
            actions.add_receipt(row, clean, once=once(), by=gia, at=AT)


def test_a_receipt_goes_with_its_row_its_space_and_when_it_is_taken_away(
    group, gia, django_capture_on_commit_callbacks
):
    rows = [money(group, gia) for _ in range(3)]
    names = [a_receipt(row, gia).public_id for row in rows]

    with django_capture_on_commit_callbacks(execute=True):
        signed_in(gia).post(at_receipt(group, rows[0]), {"away": "yes"})
    assert Money.objects.count() == 3
    with django_capture_on_commit_callbacks(execute=True):
        Money.objects.filter(pk=rows[1].pk).delete()
    assert [(media._folder() / each).exists() for each in names] == [False, False, True]
    with django_capture_on_commit_callbacks(execute=True):
        group.delete()

    assert not any((media._folder() / each).exists() for each in names)


def test_the_night_leaves_a_receipt_where_it_is(group, gia):
    kept = a_receipt(money(group, gia), gia)

    forget_strays(before=datetime.now(UTC) + timedelta(days=900))

    assert media.read(kept.public_id)


def test_a_corrected_row_keeps_its_receipt(group, gia):
    row = money(group, gia)
    a_receipt(row, gia)
    corrected(row, gia, "3")

    assert signed_in(gia).get(at_receipt(group, row, "file/")).status_code == 200
    assert page(signed_in(gia), budget(group)).count("receipt/") == 2


def test_who_brought_a_receipt_stands_nowhere(group, gia):
    a_receipt(money(group, gia), gia)

    assert not {each.name for each in Receipt._meta.get_fields()} & {"by", "who", "at", "on"}
