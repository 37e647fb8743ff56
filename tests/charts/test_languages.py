"""Figures in every language that pages speak: they can be read, and English is what it was."""

from __future__ import annotations

import gettext
from importlib import resources

import pytest
from charts import examples, whole_examples
from charts.drawn import outside, overlapping

from tiebeam import charts
from tiebeam.charts.names import group_name, in_sentence, listed
from tiebeam.charts.values import window_words
from tiebeam.engine import words
from tiebeam.engine.disclosure import release

FIGURES = {
    **examples.ALL,
    **{
        name: getattr(whole_examples, name)
        for name in ("harbour", "sites", "promoted", "left", "women_and_men", "may_stay", "hiring")
    },
}
CATALOGUES = resources.files("tiebeam.web") / "locale"


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> None:
    """German without Django: from what translators wrote."""
    with (CATALOGUES / "de/LC_MESSAGES/django.mo").open("rb") as file:
        found = gettext.GNUTranslations(file)
    spoken = words.Language(
        code=lambda: "de",
        translate=lambda message: found.gettext(message) if message else "",
        count=found.ngettext,
        marks=lambda: (",", "."),
    )
    # Whoever spoke before speaks again afterwards.
    monkeypatch.setattr(words, "_language", spoken)


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("name", FIGURES)
def test_words_of_another_language_have_room_in_a_picture(name: str, width: str) -> None:
    drawn = charts.svg(release(FIGURES[name]()), width=width, theme="light")

    assert outside(drawn) == []
    assert overlapping(drawn) == []


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "small_employer",
            "Auf Ebene 1 befördert wurden: Frauen 7 von 100, Männer 14 von 100; das kann Zufall "
            "sein.",
        ),
        (
            "pay_medians",
            "Mittleres Gehalt (Median): Frauen 41.200\u00a0EUR, Männer 44.900\u00a0EUR; Zufall "
            "allein bewirkt das selten.",
        ),
        ("harbour", "Von 1.000 Personen sind 700 in Sea, 220 in Ports und 66 in Shore (die größten "
                    "von 4 Einheiten)."),
        ("promoted", "5 Jahre nach dem Beginn auf Ebene 1 befördert waren: Frauen 7 von 100, "
                     "Männer 11 von 100; Zufall allein bewirkt das selten."),
    ],
)  # fmt: skip
def test_a_finding_stands_in_the_order_of_its_language(name: str, said: str) -> None:
    assert charts.finding(release(FIGURES[name]())) == said


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("group", "short", "in_full"),
    [
        ({}, "alle", "Menschen"),
        ({"gender": "Frauen"}, "Frauen", "Frauen"),
        ({"gender": "weiblich"}, "Frauen", "Frauen"),
        ({"gender": "woman"}, "Frauen", "Frauen"),
        ({"gender": "unknown"}, "Unbekannt", "Menschen (Geschlecht unbekannt)"),
        ({"gender": "not stated"}, "Ohne Angabe", "Menschen ohne Angabe"),
        ({"gender": "everybody but Frauen"}, "Alle ohne Frauen", "alle ohne Frauen"),
        ({"gender": "everybody else"}, "Alle anderen", "andere Personen"),
        ({"gender": "Männer", "unit": "Deck"}, "Männer, Deck", "Männer (Deck)"),
        ({"route": "Ausschreibung"}, "Ausschreibung", "Menschen (route: Ausschreibung)"),
    ],
)  # fmt: skip
def test_a_group_is_called_by_what_no_sentence_has_to_decline(
    group: dict[str, str], short: str, in_full: str
) -> None:
    assert group_name(group, ("gender",)) == short
    assert in_sentence(group, ("gender",)) == in_full


@pytest.mark.usefixtures("german")
def test_days_and_lists_are_written_as_the_language_writes_them() -> None:
    assert window_words(release(FIGURES["harbour"]())) == "31. Dezember 2025"
    assert listed(["eins", "zwei", "drei"]) == "eins, zwei und drei"
