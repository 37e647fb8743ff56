"""Pages of what is worked out further: the ledger of a level, and what lies ahead."""

from __future__ import annotations

from html import unescape

import numpy as np
import pytest
from django.test import Client
from engine.measures import told
from web.ledgers import made_by_hand
from web.people import somebody

from tiebeam.engine.disclosure.shelf import Edition
from tiebeam.web.insight import queries
from tiebeam.web.insight.choosing import address_of

pytestmark = pytest.mark.django_db
HEAVIEST, MOST_QUERIES = 150_000, 6
LEDGER, AHEAD = "/see/flow-ledger/", "/see/projection/"


@pytest.fixture
def ada(client: Client) -> Client:
    client.force_login(somebody())
    return client


@pytest.fixture(scope="module")
def editions() -> tuple[Edition, ...]:
    lines = told.with_noise(told.exact(told.TRUTH), np.random.default_rng(4))
    return told.shelf(lines).editions


@pytest.fixture
def ledger(tmp_path, editions):
    return made_by_hand(tmp_path, *editions)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_the_ledger_says_its_level_its_days_and_what_the_last_row_is(ada, ledger):
    text = page(ada, LEDGER)

    assert "<b>level 1</b>" in text
    assert "<b>from 31 December 2024 to 1 January 2026</b>" in text
    assert "All other ways are moves that releases do not show" in text
    assert "give or take 5 people" in text


def test_its_levels_can_be_chosen_and_no_others(ada, ledger):
    text = page(ada, LEDGER)

    assert "&level=3" in text.replace("&amp;", "&")
    assert "This is in no release" in page(ada, f"{LEDGER}?level=7")


def test_what_lies_ahead_is_called_no_forecast_before_it_is_shown(ada, ledger):
    text = page(ada, AHEAD)

    order = ("<h1>", "This is no forecast.", 'class="choosing"', "<figure", "<table>", "Receipt")
    places = [text.index(each) for each in order]
    assert places == sorted(places)
    assert "90 % band" in text
    assert "<b>each level</b>" in text
    assert "<b>from 1 January 2026 to 1 January 2031</b>" in text


def test_both_stand_in_the_overview_under_their_chapters(ada, ledger):
    text = page(ada, "/see/")

    assert text.index("what moved each share") < text.index('href="/see/flow-ledger/?')
    assert text.index(">What lies ahead<") < text.index('href="/see/projection/?')


def test_pages_are_light_and_ask_the_database_little(
    ada, ledger, django_assert_max_num_queries
):  # fmt: skip
    offers = [each for each in queries.shown().ledger.offers
              if each.measure in ("flow_ledger", "projection")]  # fmt: skip
    assert len(offers) == 4

    for each in ("/see/report/", *map(address_of, offers)):
        page(ada, each)
        with django_assert_max_num_queries(MOST_QUERIES):
            assert len(ada.get(each).content) < HEAVIEST


@pytest.mark.parametrize("address", [LEDGER, AHEAD])
def test_it_can_be_taken_along_as_rows_and_as_pictures(ada, ledger, address):
    rows = ada.get(f"{address}figures.csv").content.decode("utf-8-sig")

    assert ada.get(f"{address}picture.svg")["Content-Type"] == "image/svg+xml"
    assert "Women" in rows
    assert rows.splitlines()[0].count("as a number") == 4


def test_where_releases_lack_something_the_page_says_what(ada, tmp_path, editions):
    first = editions[0]
    made_by_hand(tmp_path, first)

    ahead, ledger = page(ada, f"{AHEAD}?about=gender"), page(ada, f"{LEDGER}?about=gender")

    assert "the releases do not hold a year of which both who rose and who left" in ahead
    assert "takes people of the level on two days" in ledger


def test_of_what_nobody_declared_it_says_what_releases_are_about(ada, ledger):
    assert "'age' is in no release" in page(ada, f"{AHEAD}?about=age")


def test_without_an_attribute_it_is_about_the_first(ada, tmp_path, editions):
    made_by_hand(tmp_path, editions[0])

    lacks = page(ada, AHEAD)

    assert "What lies ahead can't be told of 'gender'" in lacks
    assert "'everybody' is in no release" not in lacks
