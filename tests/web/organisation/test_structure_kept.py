"""What a structure is: names, places and levels, and what becomes of them when one is changed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tiebeam.web.organisation.structure import (
    InACircle,
    NotAName,
    Seen,
    Structure,
    as_name,
    beginning,
    changes,
)

SEEN = Seen.of({
    "units": ["Ops", "Ops / Deck", "Yard"], "sites": ["Leeds", "leeds"],
    "grades": ["G1", "G2", "G3", "G9"],
    "levels": [{"name": "G1", "grades": ["G1"]}, {"name": "Middle", "grades": ["G2", "G3"]}],
    "withheld": [], "unshown": 0,
})  # fmt: skip
FIRST = beginning(SEEN)


def numbers(**by_grade: int | str | None) -> dict[str, Decimal | None]:
    return {grade: None if n is None else Decimal(n) for grade, n in by_grade.items()}


def test_it_begins_as_the_data_have_it():
    assert FIRST.steps() == [["G1"], ["G2", "G3"]]
    assert FIRST.level_names() == ["G1", "Middle"]
    assert FIRST.beside == {"G9"}
    assert FIRST.translations() == {"unit": {}, "site": {}, "grade": {}}


def test_a_unit_takes_those_beneath_it_along():
    made = FIRST.with_name("units", "Ops", "Operations").with_name("units", "Ops / Deck", "Decks")
    made = made.with_place("Yard", "Ops")

    assert made.translations()["unit"] == {
        "Ops": "Operations", "Ops / Deck": "Operations / Decks", "Yard": "Operations / Yard",
    }  # fmt: skip
    later = made.with_name("units", "Ops", "Ships")
    assert later.called("units", "Ops / Deck") == "Ships / Decks"
    assert later.called("units", "Yard") == "Ships / Yard"


def test_a_name_given_back_leaves_nothing():
    made = FIRST.with_name("sites", "leeds", "Leeds").with_name("sites", "leeds", "leeds")

    assert made.plain() == FIRST.plain()


@pytest.mark.parametrize(("unit", "beneath"), [("Ops", "Ops"), ("Ops", "Ops / Deck")])
def test_no_unit_stands_beneath_itself(unit: str, beneath: str):
    with pytest.raises(InACircle):
        FIRST.with_place(unit, beneath)


def test_nor_do_two_stand_beneath_each_other():
    with pytest.raises(InACircle):
        FIRST.with_place("Yard", "Ops").with_place("Ops", "Yard")


def test_grades_with_one_number_are_one_level_and_may_be_parted_again():
    joined = FIRST.with_levels(numbers(G1=5, G2=5, G3=7, G9="2.5"))
    parted = joined.with_levels(numbers(G1=1, G2=2, G3=3, G9=None))

    assert joined.steps() == [["G9"], ["G1", "G2"], ["G3"]]
    assert joined.beside == frozenset()
    assert joined.level_names() == ["G9", "G1, G2", "G3"]
    assert parted.steps() == [["G1"], ["G2"], ["G3"]]
    assert parted.beside == {"G9"}


def test_a_level_keeps_its_name_as_long_as_its_grades_are_the_same():
    moved = FIRST.with_levels(numbers(G1=9, G2=1, G3=1, G9=None))
    other = FIRST.with_levels(numbers(G1=1, G2=2, G3=3, G9=None))

    assert moved.level_names() == ["Middle", "G1"]
    assert other.level_names() == ["G1", "G2", "G3"]


def test_a_grade_that_is_called_like_another_goes_to_its_level():
    made = FIRST.with_name("grades", "G1", "G3")

    assert made.steps() == [["G2", "G3"]]
    assert made.translations()["grade"] == {"G1": "G3"}


def test_levels_may_have_names_of_their_own():
    made = FIRST.with_level_names(["", "Officers"])

    assert made.level_names() == ["G1", "Officers"]
    assert changes(FIRST, made) == [
        {"what": "levels", "before": ["G1", "Middle"], "now": ["G1", "Officers"]}
    ]


def test_a_level_that_was_called_as_its_grade_is_called_as_that_is_now():
    assert FIRST.with_name("grades", "G1", "Deckhand").level_names() == ["Deckhand", "Middle"]


def test_it_is_the_same_after_it_was_kept():
    made = FIRST.with_name("units", "Ops", "Operations").with_place("Yard", "Ops")

    assert Structure.of(made.plain()) == made


def test_the_ladder_of_an_upload_is_taken_by_what_grades_were_called():
    called = FIRST.with_name("grades", "G1", "Deckhand")
    seen = Seen.of({
        "grades": ["G2", "G9"],
        "levels": [{"name": "G9", "grades": ["G9"]}, {"name": "x", "grades": ["G2", "Deckhand"]}],
    })  # fmt: skip

    made = called.with_ladder_of(seen)

    assert made.steps() == [["G9"], ["G2", "Deckhand"]]
    assert made.beside == {"G3"}


def test_what_changed_is_told_by_what_it_was_and_is():
    now = FIRST.with_name("sites", "leeds", "Leeds").with_place("Yard", "Ops")
    now = now.with_levels(numbers(G1=1, G2=2, G3=2, G9=3))

    assert changes(FIRST, now) == [
        {"what": "named", "kind": "sites", "source": "leeds", "before": "leeds", "now": "Leeds"},
        {"what": "placed", "kind": "units", "source": "Yard", "before": "", "now": "Ops"},
        {"what": "ladder", "before": [["G1"], ["G2", "G3"]],
         "now": [["G1"], ["G2", "G3"], ["G9"]]},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "why"),
    [
        ("  \t ", "sites", "empty"), ("x" * 81, "sites", "long"), ("Por\x07to", "sites", "signs"),
        ("right\u202eleft", "units", "signs"), ("Unknown", "grades", "taken"),
        ("A / B", "units", "between"), ("G1 = G2", "grades", "level"), ("G*", "grades", "level"),
    ],
)  # fmt: skip
def test_what_is_no_name_is_refused(text: str, kind: str, why: str):
    with pytest.raises(NotAName) as refused:
        as_name(text, kind)

    assert refused.value.why == why


def test_blanks_of_all_widths_are_one_and_letters_are_put_together():
    assert as_name(" Deck\u00a0 \n Operations ", "units") == "Deck Operations"
    assert as_name("Cafe\u0301", "sites") == "Café"
    assert as_name("A/B", "units") == "A/B"
