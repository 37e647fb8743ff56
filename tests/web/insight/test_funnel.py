"""Who is hired of those who apply, as a page: from releases alone, like every other figure."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from engine.disclosure import shown
from web.ledgers import made_by_hand
from web.pages import Inline
from web.people import somebody

pytestmark = pytest.mark.django_db
ADDRESS = "/see/hiring-funnel/"


@pytest.fixture
def ada(client):
    client.force_login(somebody())
    return client


@pytest.fixture
def ledger(tmp_path):
    return made_by_hand(tmp_path, shown.edition(shown.stock(404, 1000), *shown.funnel()))


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_it_says_first_who_was_hired_and_where_two_groups_part(ada, ledger):
    text = page(ada, ADDRESS)

    (title,) = re.findall(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)
    assert "were hired" in title
    assert "the step to “invited”" in title
    assert "Chance and noise alone would rarely do this." in text
    assert "give or take 5 people" in text


def test_it_has_a_picture_a_table_downloads_and_a_receipt(ada, ledger):
    text = page(ada, ADDRESS)

    assert text.count("<svg") == 2
    assert "150 ± 5 of 400 ± 5" in text.replace("\u00a0", " ")
    assert "each once, with the furthest stage" in text
    assert "who applied twice counts twice" not in text
    assert "Receipt" in text
    assert Inline(text).found == []
    for name in ("figures.csv", "picture.svg", "picture.png"):
        assert ada.get(f"{ADDRESS}{name}").status_code == 200


def test_it_stands_in_the_overview_among_who_joins_rises_and_leaves(ada, ledger):
    text = page(ada, "/see/")

    chapter = text.index("Who joins, rises and leaves")
    assert text.index("Who is hired of those who apply", chapter) > chapter
    assert f'href="{ADDRESS}?about=gender&by=&when=2025"' in text


def test_where_no_release_holds_it_it_can_be_asked_for(ada, tmp_path):
    made_by_hand(tmp_path, shown.edition(shown.stock(404, 1000)))

    text = page(ada, ADDRESS)

    assert "Ask for it in the next release" in text


def test_a_stage_that_is_hidden_is_named_and_the_step_leads_on_from_the_one_before(ada, tmp_path):
    first, second, *more = shown.funnel()
    hidden = replace(second, shown=None, n=None, band=0.0, why="threshold")
    made_by_hand(tmp_path, shown.edition(shown.stock(404, 1000), first, hidden, *more))

    text = page(ada, ADDRESS).replace("\u00a0", " ")

    assert second.shown == 150
    assert "60 ± 5 of 400 ± 5" in text
    assert "too few people came to it or went no further: invited" in text


def test_who_is_hired_is_hidden_where_fewer_than_48_came_to_the_stage_before(ada, tmp_path):
    few = {"applied": 400.0, "invited": 47.0, "offered": 20.0, "hired": 10.0}
    made_by_hand(tmp_path, shown.edition(shown.stock(404, 1000), *shown.funnel(few)))

    text = page(ada, ADDRESS).replace("\u00a0", " ")

    assert "fewer than 48 people" in text
    assert not re.search(r"20 ± 5\s+of\s+47", text)
