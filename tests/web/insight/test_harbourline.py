"""Every page of Harbourline's releases: quick, light, and with no number that they do not hold."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode

import pytest
from web.insight.barred import a_barrier
from web.ledgers import END, MIDDLE, shown_from, small_harbourline
from web.people import somebody

from tiebeam.engine.disclosure import Released
from tiebeam.web.insight import queries
from tiebeam.web.insight.barriers import figures
from tiebeam.web.insight.choosing import address_of

pytestmark = pytest.mark.django_db
#: With its pictures in it, and before it is compressed on the way.
HEAVIEST = 150_000
#: The session, who that is and their roles; the newest release.
MOST_QUERIES = 6

FRACTION = r"(\d+)\sin\s(\d+)"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    return small_harbourline(tmp_path_factory.mktemp("harbourline"))


@pytest.fixture
def ada(client, ledger):
    client.force_login(somebody())
    shown_from(ledger)
    queries.shown()
    return client


def test_every_figure_has_a_page_that_is_light_and_asks_the_database_little(
    ada, django_assert_max_num_queries
):
    offers = [each for each in queries.shown().ledger.offers if each.shown]
    ada.get("/see/")

    assert {each.measure for each in offers} >= {"headcount_share", "exit_rate", "pay_gap"}
    for each in ("/see/", "/see/report/", "/releases/", *map(address_of, offers)):
        with django_assert_max_num_queries(MOST_QUERIES):
            answer = ada.get(each)
        assert answer.status_code == 200
        assert len(answer.content) < HEAVIEST


def test_levels_and_currency_are_called_as_the_release_says(ada):
    pay = unescape(ada.get("/see/pay-gap/").content.decode())
    levels = unescape(ada.get("/see/headcount-share/").content.decode())

    assert "EUR" in pay
    assert "Grade 1" in levels


def test_no_table_of_a_page_shows_a_number_that_is_not_in_the_releases(ada):
    shown = queries.shown()
    for offer in shown.ledger.offers:
        if not offer.shown:
            continue
        text = unescape(ada.get(address_of(offer)).content.decode())
        table = text[text.index("<tbody>") : text.index("</tbody>")]

        there = set(numbers_behind(shown.figure(offer)))
        strange = [each for each in numbers_in(table) if not near(each, there)]
        assert strange == [], address_of(offer)


def test_each_figure_opens_a_barrier_that_says_no_number_of_people_but_one_of_its_own(ada):
    shown, opened = queries.shown(), 0
    for offer in filter(figures.may_show, shown.ledger.offers):
        evidence = figures.shows(shown, offer)
        made = a_barrier("One", evidence, by=somebody(f"{opened}@x.example"), once=str(opened))
        text = unescape(ada.get(made.get_absolute_url()).content.decode())
        answer = ada.get(f"/barriers/new/?{urlencode({'figure': evidence.address})}")

        said = re.findall(r"(?:About )?([\d,]+) [^<]*?as a released figure shows", text)
        dates = (offer, figures.newest(shown, offer))
        there = {round(row.n) for each in dates for row in shown.figure(each).rows if row.n}
        assert {int(each.replace(",", "")) for each in said} <= there
        assert answer.status_code == 200
        assert len(evidence.address) <= 300
        opened += 1

    assert opened > 5


def numbers_in(table: str) -> Iterator[float]:
    """The numbers of the cells; days are left out, and "4 in 5" is one number."""
    for cell in re.findall(r'<td class="number">(.*?)</td>', table):
        words = re.sub(r"\(.*?\)", "", cell)
        for few, many in re.findall(FRACTION, words):
            yield int(few) / int(many)
        for each in re.findall(r"[\d,]*\d(?:\.\d+)?", re.sub(FRACTION, "", words)):
            yield float(each.replace(",", ""))


def numbers_behind(figure: Released) -> Iterator[float]:
    """All numbers of a figure, and shares out of a hundred."""
    for row in figure.rows:
        for each in (row.value, row.low, row.high):
            if each is not None:
                yield from (each, 100 * each)
        yield from (
            each for each in (row.n, row.count, row.band_people, row.band_n, row.members)
            if each is not None
        )  # fmt: skip


def near(number: float, there: set[float]) -> bool:
    """Whether it is one of the numbers, as rounded as it is printed."""
    return any(abs(number - each) <= 0.5 for each in there)


@pytest.mark.parametrize("day", [MIDDLE, END])
def test_releases_and_the_figures_beside_them_count_who_works_there_on_their_day(ada, ledger, day):
    """Whoever came or left within the year is in its snapshot, and not there before or after."""
    with (ledger.parent / "data" / "workforce.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["year"] == str(day.year)]
    on = day.isoformat()
    there = sum(row["hired"] <= on and not "" < row["left"] < on for row in rows)
    shown = queries.shown()
    (release,) = (each for each in shown.ledger.releases if each.at == day)
    (everybody,) = (
        each.n for each in release.lines if each.kind == "directory" and not each.cell
    )  # fmt: skip
    (organisation,) = (
        each for each in shown.ledger.beside
        if each.measure == "organisation" and each.window == (day, day)
    )  # fmt: skip
    units = [row for row in organisation.rows if " / " not in str(row.at["unit"])]

    assert there < len(rows)
    assert everybody == there
    assert sum(row.count for row in units) == there
