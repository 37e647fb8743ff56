"""What a dataset remembers of what was counted in its tables."""

from __future__ import annotations

from dataclasses import replace

from engine.kit import dataset


def small():
    return dataset(
        spells="""
            person  begins      ends
            ada     2015-01-01  2017-01-01
        """,
    )


def test_what_was_counted_once_is_not_counted_again():
    counted = []
    tables = small()

    answers = [tables.once("people", lambda: counted.append(1) or len(counted)) for _ in range(3)]

    assert answers == [1, 1, 1]
    assert counted == [1]


def test_that_there_is_nothing_is_remembered_too():
    asked = []
    tables = small()

    answers = [tables.once("last exit", lambda: asked.append(1)) for _ in range(2)]

    assert answers == [None, None]
    assert asked == [1]


def test_a_dataset_with_other_tables_remembers_nothing_of_the_first():
    tables = small()
    tables.once("people", lambda: 1)

    other = replace(tables, people_count=0)

    assert other.once("people", lambda: 2) == 2
    assert tables.once("people", lambda: 3) == 1


def test_what_is_remembered_makes_no_two_datasets_unequal():
    tables, same = small(), small()
    same = replace(same, spells=tables.spells, people=tables.people)
    tables.once("people", lambda: 1)

    assert replace(tables) == replace(same)
    assert "remembered" not in repr(tables)
