"""What releases hold is offered, and every offer is a figure."""

from __future__ import annotations

from datetime import date

import pytest
from engine.disclosure import shown
from engine.disclosure.shown import DECEMBER, JUNE, YEAR_2025, flow, median, stock

from tiebeam.engine.disclosure.cube import Refused
from tiebeam.engine.disclosure.entries import (
    Named,
    Release,
    UnknownEntry,
    fields_of,
    named_in,
    release_of,
)
from tiebeam.engine.disclosure.published import SCHEMA, Line
from tiebeam.engine.measures.from_releases import Ledger, Offer
from tiebeam.engine.records.window import Window

ON_JUNE = Window(JUNE, JUNE)


def release(*lines: Line, at: date = JUNE, number: int = 1, **more) -> Release:
    names = dict.fromkeys(line.attribute for line in lines if line.attribute)
    content = {
        "schema": SCHEMA, "release": number, "at": at.isoformat(),
        "cube": {"attributes": [{"name": name} for name in names], "fields": {"unit": 3}},
        "data": {"sha256": "1" * 64}, "lines": [line.as_row() for line in lines], **more,
    }  # fmt: skip
    return release_of(content, line=number, hash=str(number) * 64)


def offered(*lines: Line) -> set[tuple[str, tuple[str, ...], Window]]:
    return {(each.measure, each.fields, each.window) for each in Ledger((release(*lines),)).offers}


@pytest.mark.parametrize(
    ("lines", "measures"),
    [
        ([stock(60, 200)], {("headcount_share", (), ON_JUNE)}),
        ([stock(60, 200, {"level": "1"})],
         {("headcount_share", (), ON_JUNE), ("top_share", (), ON_JUNE)}),
        ([stock(60, 200, {"level": "1", "unit": "Ports"})],
         {("headcount_share", ("unit",), ON_JUNE), ("top_share", ("unit",), ON_JUNE)}),
        ([median(30_000, 200, "Women", {"level": "1"})], {("pay_gap", ("level",), ON_JUNE)}),
        ([flow("joined", 30, 80)], {("hire_share", (), YEAR_2025)}),
        ([flow("left", 30, 80), flow("promoted", 30, 80, {"level": "1"})], set()),
        ([flow("left", 30, 80), stock(60, 200)],
         {("exit_rate", (), YEAR_2025), ("headcount_share", (), ON_JUNE)}),
    ],
)  # fmt: skip
def test_a_table_makes_these_measures_and_a_rate_only_beside_those_it_is_out_of(lines, measures):
    assert offered(*lines) == measures


def test_every_offer_is_a_figure_and_nothing_else_is():
    ledger = Ledger((release(*shown.employer()[0].lines),))

    for each in ledger.offers:
        assert ledger.figure_of(each).measure == each.measure
    with pytest.raises(Refused):
        ledger.figure_of(Offer(measure="pay_gap", attribute="gender", fields=("job",),
                               window=ON_JUNE))  # fmt: skip


def test_what_is_all_hidden_says_that_it_is():
    (each,) = Ledger((release(stock(None, 9, {"unit": "Quay"})),)).offers

    assert not each.shown


def test_what_one_of_two_tables_shows_is_shown():
    lines = stock(None, 9, {"level": "1"}), stock(60, 200)

    assert {each.measure: each.shown for each in Ledger((release(*lines),)).offers} == {
        "headcount_share": True, "top_share": False,
    }  # fmt: skip


def test_the_newest_come_first():
    ledger = Ledger((
        release(stock(60, 200)), release(stock(70, 200, at=DECEMBER), at=DECEMBER, number=2)
    ))  # fmt: skip

    assert [each.window.last for each in ledger.offers] == [DECEMBER, JUNE]


def test_a_figure_that_releases_carry_whole_is_offered_by_its_own_fields():
    figure = Ledger((release(stock(60, 200)),)).figure(
        "headcount_share", attributes=["gender"], window=ON_JUNE
    )
    ledger = Ledger((release(stock(60, 200)),), beside=(figure,))

    (carried,) = [each for each in ledger.offers if not each.attribute]

    assert (carried.measure, carried.fields) == ("headcount_share", ("gender",))
    assert ledger.figure_of(carried) is figure


# --- what an entry says ---------------------------------------------------------------------------


def test_the_newest_release_that_names_things_is_believed_and_none_need_to():
    named = Named(levels=("Crew", "Mate"), currency="EUR", organisation="Harbourline")
    older, newer = release(named=named.as_row()), release(number=2)

    assert named_in([older, newer]) == named
    assert named_in([newer]) == Named()
    assert fields_of([older]) == ("unit",)


@pytest.mark.parametrize("entry", [{}, {"schema": "other"}, {"schema": SCHEMA, "release": 1}])
def test_what_is_no_release_is_refused_with_its_line(entry):
    with pytest.raises(UnknownEntry, match="Line 7 "):
        release_of(entry, line=7, hash="")
