"""The organisation: units lie within the units they belong to, add up, and are all named."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from charts import whole_examples as examples
from charts.drawn import outside, overlapping, words_in
from charts.test_tokens_and_text import contrast

from tiebeam import charts
from tiebeam.charts.icicle import DEPTHS
from tiebeam.charts.tokens import DARK, LIGHT, PRINT, SMALLEST_TEXT
from tiebeam.engine.disclosure import Exact, release

WIDTHS = ("wide", "narrow", "print")
Block = dict[str, Any]
each_organisation = pytest.mark.parametrize("name", examples.UNITS)
each_width = pytest.mark.parametrize("width", WIDTHS)
nested = pytest.mark.parametrize(
    "name", ["harbour", "deep", "two_hundred_units", "under_one_roof", "long_unit_names"]
)


def layers(of: Exact, width: str = "wide", **asked: Any) -> dict[str, list[Block]]:
    spec = charts.picture(release(of), width=width, **asked)
    return {layer["name"]: layer["data"]["values"] for layer in spec["layer"]}


def blocks(of: Exact) -> dict[str, Block]:
    found = layers(of)
    return {block["unit"]: block for name in found if name.startswith("units_")
            for block in found[name]}  # fmt: skip


def written(of: Exact, width: str = "wide") -> list[str]:
    return [each.text for each in words_in(charts.svg(release(of), width=width, theme="light"))]


# --- geometry -------------------------------------------------------------------------------------


@nested
def test_every_unit_lies_beside_and_within_the_unit_it_belongs_to(name: str) -> None:
    drawn = blocks(examples.UNITS[name]())

    for path, block in drawn.items():
        above = drawn.get(path.rpartition(" / ")[0])
        if above is not None:
            assert block["x"] == pytest.approx(above["x2"])
            assert above["y"] - 1e-9 <= block["y"]
            assert block["y2"] <= above["y2"] + 1e-9


@nested
def test_units_follow_each_other_without_a_gap_and_are_as_tall_as_they_have_people(
    name: str,
) -> None:
    drawn = blocks(examples.UNITS[name]())

    outermost = [block for path, block in drawn.items() if " / " not in path]
    everybody = sum(block["people"] for block in outermost)
    whole = max(block["y2"] for block in outermost) - min(block["y"] for block in outermost)
    for block in drawn.values():
        assert (block["y2"] - block["y"]) / whole == pytest.approx(block["people"] / everybody)
    for above in {path.rpartition(" / ")[0] for path in drawn}:
        siblings = [block for path, block in drawn.items() if path.rpartition(" / ")[0] == above]
        for one, other in itertools.pairwise(siblings):
            assert other["y"] == pytest.approx(one["y2"])


def test_people_who_are_in_no_unit_below_leave_room_and_the_picture_says_so() -> None:
    # Quays and Dockyard have 200 of the 220 people of Ports.
    drawn = blocks(examples.harbour())

    ports = drawn["Ports"]
    below = drawn["Ports / Dockyard"]["y2"] - drawn["Ports / Quays"]["y"]
    assert below / (ports["y2"] - ports["y"]) == pytest.approx(200 / 220)
    said = " ".join(written(examples.harbour()))
    assert "Where no unit stands beside a unit, people belong to that unit itself." in said


@each_width
def test_bars_of_a_list_are_as_long_as_there_are_people(width: str) -> None:
    bars = {bar["unit"]: bar["x2"] - bar["x"] for bar in layers(examples.sites(), width)["bars"]}

    assert bars["Saltmarsh Quay"] / bars["Riverside"] == pytest.approx(340 / 700)
    assert bars["Norrhaven"] / bars["Riverside"] == pytest.approx(1 / 700)


def test_on_a_phone_units_are_a_list_indented_by_what_they_belong_to() -> None:
    bars = {bar["unit"]: bar["x"] for bar in layers(examples.harbour(), "narrow")["bars"]}

    assert bars["Sea"] < bars["Sea / Deck"] < bars["Sea / Deck / Riverside"]
    assert bars["Sea"] == bars["Shore"]
    assert list(bars)[:3] == ["Sea", "Sea / Deck", "Sea / Deck / Riverside"]


# --- what is legible ------------------------------------------------------------------------------


@each_organisation
@each_width
def test_each_organisation_is_drawn_without_clipping_or_overlap(name: str, width: str) -> None:
    drawn = charts.svg(release(examples.UNITS[name]()), width=width, theme="light")

    assert outside(drawn) == []
    assert overlapping(drawn) == []
    assert all(each.size >= SMALLEST_TEXT for each in words_in(drawn))
    assert "<script" not in drawn


@each_organisation
def test_the_same_organisation_gives_the_same_bytes(name: str) -> None:
    once, again = (release(examples.UNITS[name]()) for _ in range(2))

    assert charts.svg(once) == charts.svg(again)


@pytest.mark.parametrize("palette", [LIGHT, DARK, PRINT])
def test_words_stand_out_from_the_blocks_they_stand_in(palette: Any) -> None:
    for depth in DEPTHS:
        mixed = [
            round(depth * int(palette.accent[i : i + 2], 16)
                  + (1 - depth) * int(palette.paper[i : i + 2], 16))
            for i in (1, 3, 5)
        ]  # fmt: skip
        assert contrast(palette.ink, "#" + "".join(f"{part:02x}" for part in mixed)) >= 4.5


def test_a_unit_too_small_for_words_is_named_below_with_its_people() -> None:
    said = " ".join(written(examples.harbour()))

    assert "Too small for words here: Chief Executive's Office (14)." in said
    assert "Other" not in said


def test_of_very_many_small_units_some_are_named_and_the_rest_counted() -> None:
    said = " ".join(written(examples.two_hundred_units()))

    assert "Division 0 / Unit 00 (3)" in said
    assert "more are in the table." in said


def test_a_list_holds_as_many_units_as_are_asked_for_the_largest_ones() -> None:
    bars = layers(examples.sites(), places=2)["bars"]

    assert [bar["unit"] for bar in bars] == ["Riverside", "Saltmarsh Quay"]


def test_what_lies_deeper_than_the_picture_is_said_to_be_in_the_table() -> None:
    of = examples.deep()

    assert "What lies more than 4 steps down is in the table." in written(of)
    assert max(path.count(" / ") for path in blocks(of)) == 3
    assert "Step 6 of the long way" in charts.table_text(release(of))


def test_a_shortened_name_has_the_whole_name_beside_it() -> None:
    drawn = charts.svg(release(examples.long_unit_names()))

    name = "Directorate for Interdepartmental Procurement, Logistics and Fleet (South-East)"
    assert any(each.text.endswith("…") for each in words_in(drawn))
    assert f"<title>{name}</title>" in drawn


def test_hidden_units_are_named() -> None:
    of = release(examples.hidden_units())

    assert charts.what_is_hidden(of) == "Hidden: Sea / Bridge (fewer than 10 people)."
    said = " ".join(written(examples.hidden_units()))
    assert "Hidden: Sea / Bridge (fewer than 10 people)." in said
    assert "people belong to that unit itself, or to one that is hidden." in said


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("harbour", "Of the 1,000 people, 700 are in Sea, 220 in Ports and 66 in Shore, "
                    "the largest of 4 units."),
        ("deep", "Of the 5,900 people, 5,000 are in Holding and 900 in Yard."),
        ("sites", "Of the 1,113 people, 700 are at Riverside, 340 at Saltmarsh Quay and "
                  "60 at Osterby, the largest of 4 sites; of 12 the site is not known."),
        ("one_unit", "All 31 people are in Ferry company."),
        ("under_one_roof", "Of the 90 people in Harbour, 60 are in Sea and 30 in Shore."),
        ("nobody_knows_where", "Of 44 the unit is not known."),
    ],
)  # fmt: skip
def test_the_finding_names_the_largest_units(name: str, words: str) -> None:
    of = release(examples.UNITS[name]())

    assert charts.finding(of) == words
    assert charts.smallest_gap(of) == ""


def test_jobs_are_worked_as_and_grades_are_stood_at() -> None:
    jobs = examples.organised({"Deckhand": 60, "Cook": 1}, place="job")
    grades = examples.organised({"Mate": 60, "Officer": 20}, place="grade")

    assert charts.finding(release(jobs)) == ("Of the 61 people, 60 work as Deckhand and 1 as Cook.")
    assert charts.finding(release(grades)) == (
        "Of the 80 people, 60 are at Mate and 20 at Officer."
    )


def test_the_table_has_units_people_and_shares_and_neither_groups_nor_bands() -> None:
    told = charts.table_text(release(examples.harbour())).splitlines()

    assert told[2].split("  ")[0] == "Unit"
    assert "Group" not in told[2]
    assert "Band" not in told[2]
    assert any(
        line.split() == ["Ports", "/", "Quays", "12.0", "%", "120", "people"] for line in told
    )


def test_an_organisation_of_few_has_people_and_no_percentages() -> None:
    of = release(examples.one_unit())

    assert "%" not in charts.table_text(of)
    assert "31 people" in charts.table_text(of)


def test_one_person_is_a_person() -> None:
    assert "1 person" in charts.table_text(release(examples.sites()))


def test_the_html_table_names_each_row_by_its_unit() -> None:
    told = charts.table(release(examples.harbour()))

    assert '<th scope="row"><bdi>Sea / Deck</bdi></th>' in told
    assert '<th scope="col">Unit</th>' in told
