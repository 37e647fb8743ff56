"""What pages say of figures, they say in the language of the reader."""

from __future__ import annotations

import csv
import importlib.util
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from charts import examples
from django.conf import settings
from django.test import Client
from django.utils.translation import override
from engine.disclosure import shown
from engine.measures import told
from house.project import ROOT
from web.ledgers import made_by_hand, two_dates
from web.organisation.brought import (
    analyst,
    answered,
    as_csv,
    brought,
    checked,
    file,
    key_published,
    staff,
)
from web.organisation.brought import kept as kept_as_version
from web.people import LONG_AGO, somebody
from web.releasing.made import a_proposal, a_tried_request
from workbench.shelved import shelved

from tiebeam import charts
from tiebeam.engine import kept, words
from tiebeam.engine.disclosure import Exact, release, written
from tiebeam.engine.disclosure.entries import LEDGER
from tiebeam.engine.disclosure.shelf import Edition
from tiebeam.vault import chain
from tiebeam.web.insight import actions
from tiebeam.web.permissions import Role
from tiebeam.web.releasing import queries as releasing

HASH = re.compile(r"\b[0-9a-f]{64}\b")
#: What data of these tests brings, in its own words, and what has one name in all languages.
NAMES = {
    *("quay", "operations", "hyperlink", "ada", "ana", "harbourline", "deck"),
    *("hire", "date", "csv", "svg", "png", "employee", "id", "grade", "salary", "staff"),
}


def test_what_the_engine_says_is_in_the_language_of_the_page():
    with override("de"):
        assert words.language() == "de"
        assert words.number(1234.5, 1) == "1.234,5"
        assert words.day(shown.JUNE) == "30. Juni 2025"
    assert words.number(1234.5, 1) == "1,234.5"
    assert words.day(shown.JUNE) == "30 June 2025"


def test_a_sentence_that_a_figure_keeps_is_found_again_with_its_numbers_and_days():
    lacks = kept.HOW_MANY_LEFT % {"value": "Women", "level": 2, "when": "in 2023 to 2025"}

    with override("de"):
        assert kept.again(kept.FEWER_PEOPLE % {"n": "1,200"}) == "weniger als 1.200 Personen"
        assert kept.again(kept.HELD % {"days": "2025-06-30 and 2025-12-31"}) == (
            "Wo seither wenige kamen oder gingen, steht die Zahl von damals: "
            "30. Juni 2025 und 31. Dezember 2025."
        )
        assert kept.again(kept.LACKS % {"name": "gender", "what": lacks}) == (
            "Was vor uns liegt, lässt sich zu „Geschlecht“ nicht sagen, weil in den "
            "Veröffentlichungen etwas fehlt: wie viele der Gruppe „Frauen“ auf Ebene 2 gingen "
            "(2023 bis 2025)."
        )
        assert kept.again("What nobody of us said.") == "What nobody of us said."


@pytest.mark.parametrize(
    ("windows", "german"),
    [
        ("in 2024", "2024"),
        ("in 2023 and 2024", "2023 und 2024"),
        ("in 2023 to 2025 and 2026", "2023 bis 2025 und 2026"),
        ("from 2025-04-01 to 2026-03-31", "vom 1. April 2025 bis 31. März 2026"),
    ],
)
def test_windows_are_said_as_the_language_says_years_and_days(windows: str, german: str):
    assert kept.when(windows) == windows
    with override("de"):
        assert kept.when(windows) == german


def test_what_is_remembered_of_a_figure_is_remembered_for_each_language():
    figure = release(examples.small_employer())
    asked = (
        charts.finding, charts.description, charts.subtitle, charts.svg, charts.table_text,
    )  # fmt: skip

    english = [each(figure) for each in asked]
    with override("de"):
        german = [each(figure) for each in asked]

    assert {*words_in(english[0])} & OF_ENGLISH
    assert not {*words_in(german[0])} & OF_ENGLISH
    assert all(one != other for one, other in zip(english, german, strict=True))
    assert [each(figure) for each in asked] == english


# --- pages ----------------------------------------------------------------------------------------


@pytest.fixture
def reader(client: Client) -> Client:
    """Somebody who reads German."""
    client.force_login(somebody())
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/see/", "/see/promotion-rate/", "/see/report/"])
def test_who_reads_a_page_in_german_after_somebody_read_it_in_english_reads_german(
    reader: Client, tmp_path: Path, address: str
):
    made_by_hand(tmp_path, *shown.employer())

    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    before = reader.get(address).content.decode()
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
    after = reader.get(address).content.decode()

    assert english_in(before)
    assert english_in(after) == {}


#: Pages of one release, and of two.
OF_ONE = (
    "/see/", "/see/headcount-share/", "/see/top-share/", "/see/hire-share/", "/see/promotion-rate/",
    "/see/exit-rate/", "/see/pay-gap/", "/see/organisation/", "/see/raise-rate/",
    "/see/headcount-share/?when=1999", "/see/compare/", "/see/report/", "/see/ask/", "/releases/",
    "/releases/1/", "/releases/promises/",
)  # fmt: skip
OF_TWO = (
    "/see/", "/see/headcount-share/?by=unit", "/see/compare/",
    "/see/compare/headcount-share/?by=&when=2025-12-31", "/releases/2/",
)  # fmt: skip
#: Pages of what is worked out further, and of what is not there.
WORKED_OUT = (
    "/see/", "/see/report/", "/see/flow-ledger/", "/see/flow-ledger/?level=3", "/see/projection/",
    "/see/projection/?about=age", "/see/flow-ledger/?level=7",
)  # fmt: skip


@pytest.mark.django_db
def test_no_page_of_figures_is_left_in_english(reader: Client, tmp_path: Path):
    carrying(tmp_path, [*shown.employer()])

    assert english_on(reader, OF_ONE) == {}


@pytest.mark.django_db
def test_nor_is_one_of_two_dates_or_of_what_is_hidden(reader: Client, tmp_path: Path):
    made_by_hand(tmp_path, *two_dates())

    assert english_on(reader, OF_TWO) == {}


@pytest.mark.django_db
def test_nor_is_how_a_share_changed_or_what_lies_ahead(reader: Client, tmp_path: Path):
    lines = told.with_noise(told.exact(told.TRUTH), np.random.default_rng(4))
    made_by_hand(tmp_path, *told.shelf(lines).editions)

    assert english_on(reader, WORKED_OUT) == {}
    assert "wer von ihr befördert wurde (2025)" in reader.get(WORKED_OUT[2]).content.decode()


@pytest.mark.django_db
def test_nor_is_what_releases_lack_for_them(reader: Client, tmp_path: Path):
    made_by_hand(tmp_path, told.shelf(told.exact(told.TRUTH)).editions[0])
    lacking = ("/see/flow-ledger/?about=gender", "/see/projection/?about=gender")

    assert english_on(reader, lacking) == {}


@pytest.mark.django_db
def test_nor_is_who_is_hired_of_those_who_apply(reader: Client, tmp_path: Path):
    applied, invited, *more = shown.funnel()
    hidden = replace(invited, shown=None, n=None, band=0.0, why="threshold")
    made_by_hand(tmp_path, shown.edition(shown.stock(404, 1000), applied, hidden, *more))

    page = reader.get("/see/hiring-funnel/").content.decode()

    # Stages are called as data calls them.
    assert set().union(*english_in(page).values()) <= {"applied", "invited", "offered", "hired"}
    assert "nur bis dorthin kamen: invited." in page


@pytest.mark.django_db
def test_nor_is_the_file_of_a_figure_but_its_numbers_are_for_machines(
    reader: Client, tmp_path: Path
):
    made_by_hand(tmp_path, *shown.employer())

    answer = reader.get("/see/promotion-rate/figures.csv")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    value = lines[0].index("Wert, als Zahl")

    assert english_in(" ".join(lines[0])) == {}
    assert "Menschen" in lines[0]
    assert all(float(line[value]) <= 1 for line in lines[1:] if line[value])


@pytest.mark.django_db
def test_nor_is_what_was_found_in_rows(client: Client):
    ana = analyst()
    answered(ana)
    key_published()
    client.force_login(ana)
    rows = staff(30)
    rows[3]["hire_date"], rows[5]["employee_id"] = "=1+1", ""
    run = checked(client, brought(client, file(as_csv(rows))))

    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
    page = client.get(f"/data/uploads/{run.public_id}/").content.decode()
    found = client.get(f"/data/uploads/{run.public_id}/problems.csv").content.decode("utf-8-sig")

    assert "Kein Datum in der Schreibweise" in page
    assert english_in(page) == {}
    assert english_in(found) == {}


@pytest.mark.django_db
def test_nor_is_the_structure(client: Client):
    ana = analyst()
    answered(ana)
    key_published()
    client.force_login(ana)
    kept_as_version(client, checked(client, brought(client, file(as_csv(staff(30))))))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"

    found = english_on(client, ("/data/structure/", *(
        f"/data/structure/{each}/" for each in ("levels", "levels/names", "units", "grades")
    )))  # fmt: skip

    assert found == {}


@pytest.mark.django_db
def test_nor_is_a_release_that_waits(reader: Client):
    ana = somebody("ana@harbourline.example", Role.ANALYST)
    stig = somebody("stig@harbourline.example", Role.STEWARD)
    request = a_tried_request(ana, stig)
    reader.force_login(stig)
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"

    addresses = ("/cubes/", "/requests/", f"/requests/{request.public_id}/")

    assert english_on(reader, addresses) == {}


@pytest.mark.django_db
def test_reasons_of_a_proposal_have_numbers_and_fields_as_the_language_says_them():
    cube = a_proposal(somebody("ana@harbourline.example", Role.ANALYST))
    crossed = {"message": "attributes are crossed from %(n)s people on", "parts": {"n": "1,000"}}
    cube.left_out = [{
        "about": "", "table": None, "too_much": [], "reason": crossed,
        "subject": {"message": "by %(field)s", "parts": {"field": "exit_reason"}},
    }]  # fmt: skip

    (english,) = releasing.left_out(cube)
    with override("de"):
        (german,) = releasing.left_out(cube)

    assert (english.why, english.what) == (
        "Attributes are crossed from 1,000 people on", ["By exit reason"],
    )  # fmt: skip
    assert (german.why, german.what) == (
        "Merkmale werden ab 1.000 Menschen gekreuzt", ["Nach Austrittsgrund"],
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/speak-up/?country=de", "/speak-up/?country=us", "/speak-up/?country=gb"]
)
def test_nor_is_where_to_turn(reader: Client, address: str):
    bodies = {"Equal Employment Opportunity Commission", "Equality Advisory and Support Service"}

    assert english_in(reader.get(address).content.decode()).keys() <= bodies


@pytest.mark.django_db
def test_nor_are_the_countries_to_choose_from(client: Client):
    client.force_login(somebody("ana@harbourline.example", Role.ANALYST))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"

    page = client.get("/data/legal-start/countries/").content.decode()

    assert "Vereinigte Staaten" in page
    assert english_in(page) == {}


def carrying(folder: Path, editions: list[Edition]) -> None:
    """A release that is shown, and carries a whole figure."""
    ledger, _ = shelved(folder, *editions)
    (link,) = chain.read(ledger / LEDGER)
    entry = {**link.entry, "figures": [written.write(release(units()))]}
    actions.keep_release(chain.Link(1, link.previous, entry), at=LONG_AGO)


def units() -> Exact:
    """Of 1,000 people, 212 are at the quay."""
    rows = [examples.row({}, count, 1000, {"unit": name})
            for name, count in (("Quay", 212), ("Operations", 788))]  # fmt: skip
    return examples.exact(rows, measure="organisation", title="The organisation", by=(),
                          field_class="directory", window=(shown.JUNE, shown.JUNE))  # fmt: skip


# --- what is English ------------------------------------------------------------------------------


def english_in(page: str) -> dict[str, set[str]]:
    """The texts of a page in which a word stands that only English sentences have."""
    found = {text: {*words_in(text)} & OF_ENGLISH for text in Texts(page).found}
    return {text: some for text, some in found.items() if some}


def english_on(reader: Client, addresses: Iterable[str]) -> dict[str, dict[str, set[str]]]:
    """The same of several pages, by address."""
    found = {each: english_in(reader.get(each).content.decode()) for each in addresses}
    return {address: some for address, some in found.items() if some}


def words_in(text: str) -> Iterator[str]:
    return (each for each in re.findall(r"[^\W\d_]{2,}", HASH.sub(" ", text.lower())))


def _of_english() -> set[str]:
    """Words of all that is translated, but for those that its translations have as well."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "tools/translations.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    messages = [each for each in tool.catalog(tool.LOCALE / "de/LC_MESSAGES/django.po") if each.id]
    said = {word for each in messages for word in _said(each.id)}
    return said - {word for each in messages for word in _said(each.string)} - NAMES


def _said(forms: str | Iterable[str]) -> Iterator[str]:
    for each in (forms,) if isinstance(forms, str) else forms:
        yield from words_in(re.sub(r"%\(\w+\)[sd]|`[^`]*`|<[^>]*>", " ", each))


class Texts(HTMLParser):
    """What a page says: its texts, and what is read out of it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag in ("script", "style", "code")
        self.found += [
            words for name, words in attrs
            if name in ("aria-label", "alt", "title", "placeholder") and words
        ]  # fmt: skip

    def handle_endtag(self, tag: str) -> None:
        self._silent = False

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._silent:
            self.found.append(data.strip())


OF_ENGLISH = _of_english()
