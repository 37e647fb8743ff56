"""Categories that are joined until they are large, the cells of tables, and the order of fields."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import combinations, groupby

import numpy as np
import pytest
from engine.disclosure.cubes import year
from hypothesis import given, settings
from hypothesis import strategies as st

from tiebeam.engine.disclosure.cube_facts import (
    Described,
    Facts,
    Moved,
    NoSuchChoice,
    categories,
    cells_of,
    chosen,
)
from tiebeam.engine.disclosure.merging import merged
from tiebeam.engine.disclosure.population import Coded, Population
from tiebeam.engine.disclosure.threshold import CannotBeLoosened


def joined(people: dict[str, int], name: str = "site", depth: int | None = None, **more: int):
    kept = {"smallest_category": 48} | more
    return categories(people, name=name, depth=depth, **kept)


# --- categories -----------------------------------------------------------------------------------


def test_categories_with_enough_people_stay_as_they_are():
    assert joined({"Leeds": 48, "Porto": 48}) == {"Leeds": "Leeds", "Porto": "Porto"}


def test_a_small_category_is_joined_with_the_smallest_of_the_others():
    people = {"Leeds": 90, "Porto": 50, "Gdansk": 47}

    assert joined(people) == {"Gdansk": "Gdansk; Porto", "Porto": "Gdansk; Porto", "Leeds": "Leeds"}


def test_small_categories_are_joined_among_themselves_where_they_are_enough():
    people = {"Leeds": 90, "Porto": 24, "Gdansk": 24}

    assert joined(people) == {"Gdansk": "Gdansk; Porto", "Porto": "Gdansk; Porto", "Leeds": "Leeds"}


def test_fewer_people_than_one_category_takes_are_all_in_one():
    for name in ("site", "level"):
        assert joined({"1": 20, "2": 27}, name) == {"1": "1; 2", "2": "1; 2"}
    assert joined({}) == joined({}, "level") == {}


def test_nobody_is_in_a_category_of_their_own_name_alone():
    assert joined({"Leeds": 60, "Porto": 0}) == {"Leeds": "Leeds"}
    assert joined({"1": 60, "2": 0}, "level") == {"1": "1"}


def test_levels_are_joined_with_the_next_one_below():
    """From the top: 5 and 4 are 40 people, with level 3 they are 90; level 2 has 60 alone."""
    people = {"5": 10, "4": 30, "3": 50, "2": 60, "1": 100}

    found = joined(people, "level")

    assert [found[step] for step in "12345"] == ["1", "2", "3; 4; 5", "3; 4; 5", "3; 4; 5"]


def test_the_lowest_levels_are_joined_with_those_above_where_they_are_too_few():
    found = joined({"3": 50, "2": 60, "1": 20}, "level")

    assert [found[step] for step in "123"] == ["1; 2", "1; 2", "3"]


def test_levels_are_in_the_order_of_their_numbers():
    """10 is above 9 and not between 1 and 2; people of no known level are below all."""
    found = joined({"10": 20, "9": 30, "2": 60, "1": 30, "unknown": 20}, "level")

    assert found == {
        "10": "9; 10", "9": "9; 10", "2": "2", "1": "unknown; 1", "unknown": "unknown; 1",
    }  # fmt: skip


def test_small_units_are_joined_within_the_one_above():
    """Both parts of the fleet are 60 people, though 30 and 30 are too few; Ports has enough."""
    people = {"Fleet / Deck": 30, "Fleet / Engines": 30, "Ports / Porto": 50}

    found = joined(people, "unit", 2)

    assert found["Fleet / Deck"] == found["Fleet / Engines"] == "Fleet"
    assert found["Ports / Porto"] == "Ports / Porto"


def test_units_are_cut_at_their_depth_before_they_are_joined():
    """Deck is 30 + 25 people; of Fleet itself there are 48."""
    people = {"Fleet": 48, "Fleet / Deck / Aft": 30, "Fleet / Deck / Fore": 25, "Ports": 60}

    assert joined(people, "unit", 1)["Fleet / Deck / Aft"] == "Fleet"
    deep = joined(people, "unit", 2)
    assert deep["Fleet / Deck / Aft"] == deep["Fleet / Deck / Fore"] == "Fleet / Deck"
    assert deep["Fleet"] == "Fleet"


def test_a_category_may_have_to_be_larger_and_never_smaller_than_ten():
    assert joined({"Leeds": 60, "Porto": 55}, smallest_category=60)["Leeds"] == "Leeds; Porto"
    with pytest.raises(CannotBeLoosened):
        joined({"Leeds": 60}, smallest_category=9)


PATHS = st.lists(st.sampled_from("ABC"), min_size=1, max_size=3).map(" / ".join)
STEPS = st.integers(1, 12).map(str) | st.just("unknown")
SITES = st.sampled_from(["Leeds", "Porto", "Gdansk", "Rome", "unknown"])


@st.composite
def fields(draw: st.DrawFn) -> tuple[dict[str, int], str, int | None, int]:
    """People by the values of a field, its name, its depth, and how large categories are."""
    name, values = draw(st.sampled_from([("level", STEPS), ("unit", PATHS), ("site", SITES)]))
    people = draw(st.dictionaries(values, st.integers(0, 120)))
    depth = draw(st.integers(1, 3)) if name == "unit" else None
    return people, name, depth, draw(st.integers(10, 90))


@settings(max_examples=300)
@given(fields())
def test_everybody_is_in_one_category_and_each_is_large_unless_all_people_are_too_few(field):
    people, name, depth, smallest = field

    found = joined(people, name, depth, smallest_category=smallest)
    cells = cells_of({(value,): n for value, n in people.items() if n}, by=(name,),
                     categories={name: found})  # fmt: skip

    assert {value for value, n in people.items() if n} <= {*found}
    assert cells.total() == sum(people.values())
    assert {called for (called,) in cells} == {*found.values()}
    if cells.total() >= smallest:
        assert all(n >= smallest for n in cells.values())
    else:
        assert len(cells) <= 1


@given(fields(), st.randoms(use_true_random=False))
def test_categories_are_the_same_in_whatever_order_values_are(field, random):
    people, name, depth, smallest = field
    turned = [*people.items()]
    random.shuffle(turned)

    found = joined(people, name, depth, smallest_category=smallest)

    assert joined(dict(turned), name, depth, smallest_category=smallest) == found


@given(st.dictionaries(st.integers(1, 12).map(str), st.integers(1, 120)), st.integers(10, 90))
def test_the_levels_of_a_category_are_neighbours(people, smallest):
    found = joined(people, "level", smallest_category=smallest)

    from_the_bottom = [found[step] for step in sorted(people, key=int)]
    assert len([*groupby(from_the_bottom)]) == len({*found.values()})
    assert all(called == "; ".join(step for step in sorted(people, key=int)
                                   if found[step] == called)
               for called in found.values())  # fmt: skip


@given(st.dictionaries(PATHS, st.integers(1, 120)), st.integers(1, 3), st.integers(10, 90))
def test_units_that_are_cut_alike_are_in_one_category(people, depth, smallest):
    found = joined(people, "unit", depth, smallest_category=smallest)

    for one, other in combinations(people, 2):
        if one.split(" / ")[:depth] == other.split(" / ")[:depth]:
            assert found[one] == found[other]


@given(st.dictionaries(PATHS, st.integers(0, 120)))
def test_whole_paths_are_joined_as_their_tree_says(people):
    tree = {f"{a} / {b}": a for a in "ABC" for b in "ABC"}
    tree |= {f"{path} / {end}": path for path in list(tree) for end in "ABC"}
    large = merged(people, tree=tree, smallest_group=48)
    parted = [*large.shown, *([large.hidden] if large.hidden else [])]

    found = joined(people, "unit", 3)

    assert found == {value: "; ".join(each.names) for each in parted for value in each.values}


# --- cells ----------------------------------------------------------------------------------------


def test_everybody_is_one_cell():
    assert cells_of({(): 12}, by=(), categories={}) == {(): 12}


def test_a_cell_has_the_people_of_all_values_of_its_category():
    counts = {("Leeds",): 40, ("Porto",): 4, ("Gdansk",): 7}
    called = {"Leeds": "Leeds", "Porto": "Gdansk; Porto", "Gdansk": "Gdansk; Porto"}

    found = cells_of(counts, by=("site",), categories={"site": called})

    assert found == {("Leeds",): 40, ("Gdansk; Porto",): 11}


def test_cells_of_two_fields_are_by_the_categories_of_both():
    counts = {("1", "Leeds"): 20, ("2", "Leeds"): 5, ("1", "Porto"): 11, ("3", "Porto"): 3}
    called = {"level": {"1": "1; 2", "2": "1; 2", "3": "3"}, "site": {"Leeds": "L", "Porto": "P"}}

    found = cells_of(counts, by=("level", "site"), categories=called)

    assert found == {("1; 2", "L"): 25, ("1; 2", "P"): 11, ("3", "P"): 3}


def test_where_nobody_was_when_categories_were_made_is_its_own():
    found = cells_of({("Rome",): 12, ("Leeds",): 3}, by=("site",),
                     categories={"site": {"Leeds": "Leeds; Porto"}})  # fmt: skip

    assert found == {("Rome",): 12, ("Leeds; Porto",): 3}


def test_who_left_a_part_of_a_unit_that_is_closed_left_the_unit():
    called = joined({"Fleet / Deck / Aft": 60, "Ports / Porto": 60}, "unit", 2)

    found = cells_of({("Fleet / Deck / Aft",): 12, ("Fleet / Deck / Gone",): 11}, by=("unit",),
                     categories={"unit": called}, depths={"unit": 2})  # fmt: skip

    assert found == {("Fleet / Deck",): 23}


@given(fields(), st.data())
def test_the_cells_of_a_proposal_are_those_of_a_release(field, data):
    """A release cuts units first, and joins categories person by person."""
    people, name, depth, smallest = field
    found = joined(people, name, depth, smallest_category=smallest)
    where = [value for value, n in people.items() for _ in range(n)]
    moved = data.draw(st.lists(st.sampled_from(where), max_size=30)) if where else []
    if name == "unit":
        moved += data.draw(st.lists(PATHS, max_size=5))
    told = [" / ".join(each.split(" / ")[:depth]) if depth else each for each in moved]
    values = tuple(sorted({*told}))
    codes = np.array([values.index(each) for each in told], dtype=np.int64)
    population = Population(
        people=np.arange(len(told), dtype=np.uint64), fields={name: Coded(values, codes)}
    )

    priced = cells_of({(each,): n for each, n in Counter(moved).items()}, by=(name,),
                      categories={name: found}, depths={name: depth})  # fmt: skip
    released = population.in_categories({name: found}).cells([name])

    assert priced == {cell: len(places) for cell, places in released.items()}


# --- what is known of an attribute ----------------------------------------------------------------


def test_the_most_common_value_is_the_one_that_most_people_gave():
    shares = {"Black": 0.2, "Roma": 0.1, "White": 0.6}

    assert Described(name="ethnicity", values=(*shares,), shares=shares).common == "White"
    assert Described(name="ethnicity", values=("White",)).common is None


# --- an organisation ------------------------------------------------------------------------------


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
