"""Who is in which cell, under numbers instead of names."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.disclosure.population import (
    Coded,
    ImpossiblePopulation,
    NoSuchField,
    Population,
    changed,
    population_of,
)

UNITS, GRADES = ("Ferries", "Ports", "Sales"), ("1", "2")
PEOPLE = st.lists(
    st.tuples(st.integers(0, 2**64 - 1), st.integers(0, 2), st.integers(0, 1)),
    unique_by=lambda each: each[0],
    max_size=40,
)


def population(people):
    numbers, units, grades = zip(*people, strict=True) if people else ((), (), ())
    return Population(
        people=np.array(numbers, dtype=np.uint64),
        fields={
            "unit": Coded(UNITS, np.array(units, dtype=np.int64)),
            "grade": Coded(GRADES, np.array(grades, dtype=np.int64)),
        },
    )


def held(cells, people):
    """The numbers of the people in each cell."""
    return {cell: {people[place][0] for place in places} for cell, places in cells.items()}


@given(PEOPLE)
def test_everybody_is_in_the_one_cell_that_their_fields_say(people):
    found = held(population(people).cells(["unit", "grade"]), people)

    for number, unit, grade in people:
        assert number in found[UNITS[unit], GRADES[grade]]
    assert sum(map(len, found.values())) == len(people)
    assert all(found.values())


@given(PEOPLE)
def test_by_no_field_everybody_is_together(people):
    assert held(population(people).cells([]), people) == (
        {(): {number for number, *_ in people}} if people else {}
    )


@given(PEOPLE)
def test_what_the_vault_keeps_is_the_same_population(people):
    before = population(people)

    after = population_of(before.as_bytes())

    assert after.people.tolist() == before.people.tolist()
    for name, field in before.fields.items():
        assert after.fields[name].values == field.values
        assert after.fields[name].codes.tolist() == field.codes.tolist()


@given(PEOPLE)
def test_merged_categories_hold_the_people_of_all_their_values(people):
    merged = {"Ferries": "Ferries; Ports", "Ports": "Ferries; Ports"}

    found = population(people).in_categories({"unit": merged}).cells(["unit"])

    named = Counter("Sales" if unit == 2 else "Ferries; Ports" for _, unit, _ in people)
    assert {cell: len(places) for (cell,), places in found.items()} == named


@given(st.sets(st.integers(0, 50)), st.sets(st.integers(0, 50)))
def test_cells_differ_by_whoever_is_in_one_of_them_alone(before, now):
    def numbers(people):
        return np.array(sorted(people), dtype=np.uint64)

    assert changed(numbers(before), numbers(now)) == len(before ^ now)


def test_a_person_who_is_listed_twice_is_refused():
    with pytest.raises(ImpossiblePopulation, match="twice"):
        population([(7, 0, 0), (7, 1, 0)])


@pytest.mark.parametrize("codes", [[0], [0, 3], [-1, 0]])
def test_a_field_that_does_not_say_where_everybody_is_is_refused(codes):
    with pytest.raises(ImpossiblePopulation, match="'unit'"):
        Population(
            people=np.array([1, 2], dtype=np.uint64),
            fields={"unit": Coded(UNITS, np.array(codes))},
        )


def test_a_field_that_was_not_kept_is_named_with_those_that_were():
    with pytest.raises(NoSuchField, match=r"'site' was not kept .* unit, grade"):
        population([(1, 0, 0)]).cells(["site"])


def test_nothing_in_a_kept_file_is_run():
    import io

    file = io.BytesIO()
    np.savez(file, people=np.array([print], dtype=object), values=np.array([1], dtype=np.uint8))

    with pytest.raises(ValueError, match=r"pickle|JSON|Expecting"):
        population_of(file.getvalue())
