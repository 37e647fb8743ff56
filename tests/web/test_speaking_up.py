"""The signpost to whoever listens."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from tiebeam.web.ui.speaking_up import countries, country

COUNTRIES = countries()


@pytest.mark.parametrize("each", COUNTRIES, ids=[each.name for each in COUNTRIES])
def test_each_body_says_what_it_may_do_what_not_and_where_that_stands(each):
    assert each.bodies
    for body in each.bodies:
        assert body.source.startswith("https://")
        for said in (body.may, body.may_not):
            assert said.endswith(".")
            assert said[0].islower(), "it goes on after 'It may'"


def test_a_country_is_found_by_its_code_and_another_is_none():
    assert country("DE") == country("de")
    assert country("de").name == "Germany"
    assert [country(each) for each in (None, "", "xx", "<script>")] == [None] * 4


def test_what_a_country_offers_is_on_its_page(client: Client):
    page = client.get("/speak-up/?country=fr").content.decode()

    assert "Défenseur des droits" in page
    assert "Acas" not in page


def test_nothing_is_kept_of_a_visit(client: Client, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG):
        found = client.get("/speak-up/?country=de")

    assert found["Cache-Control"] == "no-store"
    assert found["Referrer-Policy"] == "no-referrer"
    assert not found.cookies
    assert "speak-up" not in caplog.text


def test_what_was_asked_for_is_never_repeated_in_the_page(client: Client):
    page = client.get("/speak-up/?country=%3Cb%3Ezanzibar").content.decode()

    assert "zanzibar" not in page
