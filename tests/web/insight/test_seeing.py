"""Pages of figures: what they say, what can be chosen, and what they say of everything else."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from charts import examples
from django.test import Client
from engine.disclosure import shown
from web.ledgers import made_by_hand, two_dates
from web.pages import Inline
from web.people import LONG_AGO, somebody
from workbench.shelved import shelved

from tiebeam.engine.disclosure import Exact, release, written
from tiebeam.engine.disclosure.entries import LEDGER
from tiebeam.vault import chain
from tiebeam.web.insight import actions
from tiebeam.web.permissions import Role

pytestmark = pytest.mark.django_db
PAGES = ("/see/", "/see/headcount-share/", "/see/compare/", "/see/compare/headcount-share/",
         "/see/report/", "/see/ask/", "/releases/", "/releases/1/",
         "/releases/promises/")  # fmt: skip
OF_A_RELEASE = ("/releases/1/", "/see/compare/headcount-share/")
FILES = ("figures.csv", "picture.svg", "picture.png")
#: What the ledger made by hand does not hold.
NOT_THERE = ("about=age", "about=gender&by=job", "when=1999", "when=yesterday", "by=%00",
             "level=9", "about=gender&by=unit&when=2025-12-31")  # fmt: skip


@pytest.fixture
def ada(client: Client) -> Client:
    """Signed in as somebody with no role but that of a member."""
    client.force_login(somebody())
    return client


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return made_by_hand(tmp_path, *two_dates())


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def chosen(text: str) -> list[str]:
    """The links of what can be chosen, the one to ask for more being the last."""
    (choosing,) = re.findall(r'<div class="choosing">.*?class="more">.*?</p>', text, re.DOTALL)
    return re.findall(r'<a href="([^"]+)"', choosing)


# --- for whom -------------------------------------------------------------------------------------


def test_whoever_is_signed_in_may_read_it_and_nobody_else(client, ledger):
    every = (*PAGES, *(f"/see/headcount-share/{each}" for each in FILES), "/releases/1/numbers.csv")
    signed_out = [client.get(each).headers.get("Location", "") for each in every]
    client.force_login(somebody("bo@harbourline.example", Role.CASE_HANDLER))

    assert [each for each in signed_out if not each.startswith("/sign-in/?next=")] == []
    assert {client.get(each).status_code for each in every} == {200}


def test_where_nothing_was_released_pages_say_what_will_be_here(ada):
    there = [each for each in PAGES if each not in OF_A_RELEASE]

    for each in there:
        text = page(ada, each)
        assert "There is no release yet" in text or "Nothing has been released yet" in text
    assert {ada.get(each).status_code for each in OF_A_RELEASE} == {404}


# --- a figure -------------------------------------------------------------------------------------


def test_a_page_says_the_finding_first_then_how_sure_then_shows_and_tabulates_it(ada, ledger):
    text = page(ada, "/see/headcount-share/")

    order = (
        "<h1>", "Chance and noise alone would rarely do this.", "could go unseen",
        'class="choosing"', "<figure", "<table>", "How this is computed", "Receipt",
    )  # fmt: skip
    places = [text.index(each) for each in order]
    assert places == sorted(places)
    assert "give or take 5 people" in text


def test_the_receipt_names_the_release_its_day_and_the_hashes(ada, ledger):
    text = page(ada, "/see/headcount-share/")

    assert "2, of 31 December 2025" in text
    assert "1" * 64 in text
    assert "2" * 64 in text


def test_what_is_hidden_says_why_and_no_number_stands_in_its_place(ada, ledger):
    text = page(ada, "/see/headcount-share/?by=unit&when=2025-06-30")

    row = re.search(r"<tr><th[^>]*>Women, Quay.*?</tr>", text)
    assert row is not None
    assert "hidden: too few people" in row[0]
    assert not re.search(r"\d", re.sub(r"<[^>]+>", "", row[0]))


def test_no_page_holds_what_a_strict_browser_refuses(ada, ledger):
    assert [Inline(ada.get(each).content.decode()).found for each in PAGES] == [[]] * len(PAGES)


def test_a_measure_that_there_is_not_is_no_page(ada, ledger):
    assert ada.get("/see/happiness/").status_code == 404


def test_names_from_data_are_shown_as_they_are_and_do_nothing(ada, tmp_path):
    name = "<script>alert(1)</script>"
    made_by_hand(
        tmp_path, shown.edition(shown.stock(60, 200, {"unit": name}), shown.stock(60, 200))
    )

    answer = ada.get("/see/headcount-share/?by=unit").content.decode()

    assert "<script>alert" not in answer
    assert "&lt;script&gt;alert" in answer


# --- choosing -------------------------------------------------------------------------------------


def test_every_choice_leads_to_a_figure_that_the_releases_hold(ada, ledger):
    links = chosen(page(ada, "/see/headcount-share/"))
    figures = [each for each in links if not each.startswith("/see/ask/")]

    assert len(figures) > 3
    for each in figures:
        text = page(ada, each)
        assert "in no release" not in text
        assert f'href="{each}" aria-current="true"' in text


def test_choices_are_exactly_what_the_releases_hold(ada, ledger):
    links = chosen(page(ada, "/see/headcount-share/?by="))

    asked = [parse_qs(urlsplit(each).query, keep_blank_values=True) for each in links]
    assert {each["when"][0] for each in asked if "when" in each} == {"2025-06-30", "2025-12-31"}
    assert {each["by"][0] for each in asked if "by" in each} == {"", "unit"}
    assert "/see/ask/" in links[-1]


def test_what_no_release_holds_is_no_error_but_can_be_asked_for(ada, ledger):
    for query in NOT_THERE:
        text = page(ada, f"/see/headcount-share/?{query}")

        assert "This is in no release" in text
        assert "Ask for it in the next release" in text
        assert "What there is" in text


def test_what_was_declared_and_is_all_hidden_says_why(ada, tmp_path):
    made_by_hand(
        tmp_path, shown.edition(shown.stock(60, 200), shown.stock(None, 9, {"unit": "Quay"}))
    )

    text = page(ada, "/see/headcount-share/?by=unit")

    assert "All of this is hidden" in text
    assert "too few people" in text
    assert "by=unit" not in "".join(chosen(page(ada, "/see/headcount-share/")))


def test_a_table_stays_with_its_figure_when_it_is_sorted(ada, ledger):
    text = page(ada, "/see/headcount-share/?by=unit&when=2025-06-30")

    (turn, *_) = re.findall(r'<th scope="col"><a href="([^"]+)"', text)
    kept = parse_qs(urlsplit(turn).query)
    assert (kept["by"], kept["when"], kept["about"]) == (["unit"], ["2025-06-30"], ["gender"])
    assert "in no release" not in page(ada, f"/see/headcount-share/{turn}")


# --- the overview ---------------------------------------------------------------------------------


def test_the_overview_says_three_sentences_shows_one_picture_and_leads_to_every_measure(
    ada, ledger
):
    text = page(ada, "/see/")

    assert text.count('class="says"') >= 3
    assert text.count("<figure") == 1
    for each in ("headcount-share", "top-share", "exit-rate"):
        assert f'href="/see/{each}/?' in text


def carrying(folder: Path, *figures: Exact) -> None:
    """A release that is shown, and carries whole figures about what everybody knows."""
    ledger, _ = shelved(folder, *shown.employer())
    (link,) = chain.read(ledger / LEDGER)
    entry = {**link.entry, "figures": [written.write(release(each)) for each in figures]}
    actions.keep_release(chain.Link(1, link.previous, entry), at=LONG_AGO)


def open_figure(measure: str, key: str, *, at: bool, by: tuple[str, ...] = ()) -> Exact:
    """Of 1,000 people, 212 are at the quay."""
    named = [({}, {key: name}) if at else ({key: name}, {}) for name in ("Quay", "Operations")]
    rows = [examples.row(group, count, 1000, place)
            for (group, place), count in zip(named, (212, 788), strict=True)]  # fmt: skip
    return examples.exact(rows, measure=measure, title="Who is where", by=by,
                          field_class="directory", window=(shown.JUNE, shown.JUNE))  # fmt: skip


def test_what_everybody_knows_is_shown_as_the_release_carries_it(ada, tmp_path):
    carrying(tmp_path, open_figure("organisation", "unit", at=True))

    text = page(ada, "/see/organisation/")

    assert "212 people" in text.replace("\u00a0", " ")
    assert 'href="/see/organisation/?' in page(ada, "/see/")


def test_beside_what_people_told_everybody_knows_can_be_chosen(ada, tmp_path):
    """It has an address of its own, also where it is told of everybody together."""
    carrying(tmp_path, open_figure("headcount_share", "level", at=True),
             open_figure("headcount_share", "site", at=False, by=("site",)))  # fmt: skip

    (together,) = [each for each in chosen(page(ada, "/see/headcount-share/"))
                   if "about=&" in each]  # fmt: skip
    (by_site,) = [each for each in chosen(page(ada, together)) if "by=site" in each]

    for each in (together, by_site):
        text = page(ada, each).replace("\u00a0", " ")
        assert "212 of 1,000" in text
        assert "Women" not in text[text.index("<tbody>") :]


def test_the_sheet_to_print_holds_every_finding_and_where_it_is_from(ada, ledger):
    text = page(ada, "/see/report/")

    assert "could go unseen" in text
    assert "From release 2. Its hash is " in text


# --- what is written once -------------------------------------------------------------------------


def without_the_head(text: str) -> str:
    return text.split("<main", 1)[1]


def test_each_reader_sees_their_own_head_around_the_same_page(client, ledger):
    ada, bo = somebody(), somebody("bo@harbourline.example", Role.CASE_HANDLER, name="Bo Lindqvist")
    seen = []
    for each in (ada, bo):
        client.force_login(each)
        seen.append(page(client, "/see/headcount-share/?about=gender"))

    assert "Bo Lindqvist" in seen[1]
    assert "Bo Lindqvist" not in seen[0]
    assert without_the_head(seen[0]) == without_the_head(seen[1])


def test_a_page_comes_in_the_language_of_whoever_reads_it(ada, ledger):
    address = "/see/headcount-share/?about=gender"
    english = page(ada, address)
    german = unescape(ada.get(address, HTTP_ACCEPT_LANGUAGE="de").content.decode())

    assert "The same figures as a table" in english
    assert "The same figures as a table" not in german
    assert without_the_head(page(ada, address)) == without_the_head(english)


def test_how_one_reader_sorts_a_table_is_seen_by_no_other(ada, ledger):
    address = "/see/headcount-share/?about=gender"
    before = page(ada, address)
    turned = page(ada, f"{address}&sort=-2")

    assert 'aria-sort="descending"' in turned
    assert without_the_head(page(ada, address)) == without_the_head(before)


def test_a_new_release_is_seen_at_once(ada, tmp_path):
    folder, _ = shelved(tmp_path, *two_dates())
    first, second = chain.read(folder / LEDGER)
    actions.keep_release(first, at=LONG_AGO)
    before = page(ada, "/see/")
    actions.keep_release(second, at=LONG_AGO)

    assert "From release 1," in before
    assert "From release 2," in page(ada, "/see/")
