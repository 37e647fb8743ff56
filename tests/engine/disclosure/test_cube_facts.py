"""The cells of a table once small categories are merged, and the order of fields."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from engine.disclosure.cubes import year
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.disclosure.cube_facts import (
    Described,
    Facts,
    Moved,
    NoSuchChoice,
    cells_of,
    chosen,
)
from tiebeam.engine.disclosure.merging import merged
from tiebeam.engine.disclosure.threshold import CannotBeLoosened


def cells(counts: dict[Any, int], *by: str, **depths: int | None) -> dict[str, int]:
    found = cells_of(counts, by=by, depths=depths, smallest_group=10)
    return {"; ".join(each.names): each.members for each in found.shown}


def test_everybody_is_one_cell():
    assert cells({(): 12}) == {"": 12}


def test_of_too_few_people_there_is_no_cell():
    assert cells({(): 9}) == {}
    assert cells({("Leeds",): 4, ("Porto",): 5}, "site") == {}
    assert cells({}, "site") == {}


def test_small_categories_of_one_field_are_merged():
    counts = {("Leeds",): 40, ("Porto",): 4, ("Gdansk",): 7}

    assert cells(counts, "site") == {"Gdansk; Porto": 11, "Leeds": 40}


def test_units_are_cut_at_their_depth_before_they_are_merged():
    counts = {("Fleet / Deck",): 12, ("Fleet / Engines",): 15, ("Fleet",): 1, ("Ports",): 30}

    assert cells(counts, "unit", unit=1) == {"Fleet": 28, "Ports": 30}
    assert cells(counts, "unit", unit=2) == {"Fleet": 28, "Ports": 30}
    assert cells(counts | {("Fleet",): 11}, "unit", unit=2) == {
        "Fleet": 11, "Fleet / Deck": 12, "Fleet / Engines": 15, "Ports": 30,
    }  # fmt: skip


def test_small_units_join_within_the_unit_above():
    counts = {("Fleet / Deck",): 6, ("Fleet / Engines",): 7, ("Ports / Porto",): 30}

    assert cells(counts, "unit", unit=2) == {"Fleet": 13, "Ports / Porto": 30}


def test_of_two_fields_each_category_of_the_first_is_parted_as_far_as_its_people_allow():
    counts = {("1", "Leeds"): 20, ("1", "Porto"): 11, ("2", "Leeds"): 12, ("2", "Porto"): 3}

    assert cells(counts, "level", "site") == {"1 × Leeds": 20, "1 × Porto": 11, "2": 15}


def test_of_two_fields_units_come_first():
    counts = {("1", "Fleet / Deck"): 20, ("2", "Fleet / Deck"): 3, ("1", "Ports"): 11}

    assert cells(counts, "level", "unit", unit=2) == {"Fleet / Deck": 23, "Ports × 1": 11}
    assert cells(counts, "level", "unit", unit=1) == {"Fleet": 23, "Ports × 1": 11}


def test_a_group_may_have_to_be_larger_and_never_smaller():
    counts = {("Leeds",): 40, ("Porto",): 14}

    strict = cells_of(counts, by=("site",), depths={}, smallest_group=20)
    assert [each.members for each in strict.shown] == [54]
    with pytest.raises(CannotBeLoosened):
        cells_of(counts, by=("site",), depths={}, smallest_group=9)


PATHS = st.lists(st.sampled_from("ABC"), min_size=1, max_size=3).map(" / ".join)


@given(st.dictionaries(st.tuples(st.sampled_from("123"), PATHS), st.integers(0, 25)),
       st.integers(1, 3))  # fmt: skip
def test_every_cell_is_large_everybody_is_in_one_and_the_order_is_no_matter(counts, depth):
    kept = {"by": ("level", "unit"), "depths": {"unit": depth}, "smallest_group": 10}

    found = cells_of(counts, **kept)

    assert all(each.members >= 10 for each in found.shown)
    everybody = sum(counts.values())
    assert sum(each.members for each in found.shown) == (everybody if everybody >= 10 else 0)
    assert cells_of(dict(reversed(counts.items())), **kept) == found


@given(st.dictionaries(st.tuples(PATHS), st.integers(0, 25)))
def test_whole_paths_are_merged_as_their_tree_says(counts):
    tree = {"A / B": "A", "A / C": "A", "A / A": "A", "B / A": "B", "B / B": "B", "B / C": "B",
            "C / A": "C", "C / B": "C", "C / C": "C"}  # fmt: skip
    tree |= {f"{path} / {end}": path for path in list(tree) for end in "ABC"}

    found = cells_of(counts, by=("unit",), depths={"unit": 3}, smallest_group=10)

    assert found == merged({path: n for (path,), n in counts.items()}, tree=tree)


def test_fields_come_in_the_order_of_what_they_tell():
    by = {
        (name,): {("x",): 1}
        for name in ("job", "unit", "shift", "site", "level", "bay", "contract")
    }

    found = Facts(first=date(2026, 1, 1), by={(): {(): 7}, ("bay", "job"): {}, **by})

    assert found.fields == ("level", "unit", "bay", "shift", "site", "contract", "job")
    assert found.people == 7
    assert Facts(first=date(2026, 1, 1), by={}).people == 0


# --- fewer fields and attributes ------------------------------------------------------------------

KNOWN = Facts(
    first=date(2026, 1, 1),
    by={(): {(): 30}, ("site",): {("Leeds",): 30}, ("unit",): {("Fleet",): 30},
        ("site", "unit"): {("Leeds", "Fleet"): 30}},
    attributes=(
        Described(name="gender", values=("Men", "Women")),
        Described(name="on_file", values=("Men", "Women"), same_as="gender"),
        Described(name="age", values=("Old",)),
    ),
    moved=(
        Moved(outcome="left", window=year(2025), by={(): {(): 12}, ("site",): {("Leeds",): 12}}),
    ),
)  # fmt: skip


def test_nothing_chosen_leaves_all():
    assert chosen(KNOWN) == KNOWN


def test_fields_that_are_not_chosen_are_in_no_count():
    found = chosen(KNOWN, fields=["unit"])

    assert {*found.by} == {(), ("unit",)}
    assert [{*each.by} for each in found.moved] == [{()}]


def test_attributes_come_in_the_order_in_which_they_are_chosen():
    found = chosen(KNOWN, attributes=["age", "gender"])

    assert [each.name for each in found.attributes] == ["age", "gender"]


def test_another_version_stands_for_itself_if_the_better_one_is_not_wanted():
    assert chosen(KNOWN, attributes=["on_file"]).attributes[0].same_as is None
    assert chosen(KNOWN, attributes=["on_file", "gender"]).attributes[0].same_as == "gender"


def test_what_is_not_there_cannot_be_chosen():
    with pytest.raises(NoSuchChoice, match=r"^'level' is no field .* You can use: unit, site\.$"):
        chosen(KNOWN, fields=["level"])
    with pytest.raises(NoSuchChoice, match="'race' is no secret attribute in this data"):
        chosen(KNOWN, attributes=["race"])
    with pytest.raises(NoSuchChoice, match=r"You can use: none\.$"):
        chosen(Facts(first=KNOWN.first, by={}), fields=["level"])
