"""What the gate is given: counted on paper for twenty people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from statistics import median

import numpy as np
import pytest
from engine.kit import dataset, window
from engine.measures.employer import PEOPLE, employer

from tiebeam.engine.disclosure.noise import person_keys
from tiebeam.engine.measures import exact
from tiebeam.engine.measures.asking import CannotMeasure, Question
from tiebeam.engine.measures.released import pay_of, secret_of, there_on, to_whom, told
from tiebeam.engine.records.ids import Numbering

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
NEW_YEAR = date(2021, 1, 1)
TWO_YEARS = window("2020-01-01", "2021-12-31")


def cells(roster, *by):
    found = roster.population.cells(by)
    return {cell: {roster.ids[place] for place in places} for cell, places in found.items()}


def on_new_year(*fields, of=None):
    wanted = dict.fromkeys(fields, 0)
    return there_on(of or employer(), NEW_YEAR, fields=wanted, key=KEY)


def test_everybody_is_in_the_cell_where_they_are_that_day():
    assert cells(on_new_year("level"), "level") == {
        ("1",): {"ann", "hel", "ian", "oli", "rob", "tom"},
        ("2",): {"bea", "dee", "eve", "jon", "ken", "quo"},
        ("3",): {"fay", "max", "pat"},
        ("unknown",): {"gia"},
    }


def test_of_a_unit_the_outer_levels_can_be_asked_alone():
    found = there_on(employer(), NEW_YEAR, fields={"unit": 1}, key=KEY)

    assert cells(found, "unit") == {
        ("Sales",): {
            "ann", "bea", "dee", "gia", "hel", "ian", "jon", "oli", "pat", "quo", "tom",
        },
        ("Salesforce",): {"eve", "fay", "ken", "max"},
        ("unknown",): {"rob"},
    }  # fmt: skip


def test_those_who_joined_stand_where_they_came_in():
    found = to_whom(employer(), "joined", TWO_YEARS, fields={"level": 0, "site": 0}, key=KEY)

    assert cells(found, "level", "site") == {
        ("1", "Porto"): {"hel", "oli"},
        ("1", "Leeds"): {"tom"},
        ("2", "Porto"): {"quo"},
    }


def test_those_who_rose_stand_where_they_rose_from():
    found = to_whom(employer(), "promoted", TWO_YEARS, fields={"level": 0}, key=KEY)

    assert cells(found, "level") == {("1",): {"bea", "jon", "ken"}, ("2",): {"max"}}


def test_those_who_left_stand_where_they_were_and_whoever_only_vanished_is_not_among_them():
    found = to_whom(employer(), "left", TWO_YEARS, fields={"site": 0}, key=KEY)

    assert cells(found, "site") == {("Leeds",): {"cat", "leo", "sam"}}


def test_whoever_rises_twice_in_a_window_is_one_person_where_they_rose_first():
    twice = dataset(
        spells="""
            person  begins      ends        level
            amy     2020-01-01  2020-06-01  1
            amy     2020-06-01  2021-01-01  2
            amy     2021-01-01  2022-01-01  3
            bob     2020-01-01  2022-01-01  3
        """,
        people="person",
    )

    found = to_whom(twice, "promoted", TWO_YEARS, fields={"level": 0}, key=KEY)

    assert cells(found, "level") == {("1",): {"amy"}}


def test_a_secret_says_for_each_person_of_the_roster_what_they_told():
    roster = on_new_year("level")

    secret = secret_of(
        employer(), roster, factors=["gender"], values=["Women", "Men", "not stated"], key=OTHER_KEY
    )

    told = {
        line.split()[0]: line.split()[1].replace("_", " ").replace("-", "unknown")
        for line in PEOPLE.split("\n")[2:-1]
    }
    for place, person in enumerate(roster.ids):
        expected = [told[person] == value for value in secret.values]
        assert secret.has[place].tolist() == expected
    assert secret.numbers.tolist() == person_keys(OTHER_KEY, roster.ids).tolist()


def test_crossed_attributes_are_one_secret_of_their_own():
    roster = on_new_year("level")

    secret = secret_of(
        employer(), roster, factors=["gender", "race"], values=["Women × Black"], key=KEY
    )

    who = {roster.ids[place] for place in secret.has[:, 0].nonzero()[0]}
    assert (secret.attribute, who) == ("gender × race", {"bea", "dee", "hel"})


def test_people_stand_under_numbers_that_only_the_key_gives():
    one, other = on_new_year("level"), there_on(employer(), NEW_YEAR, fields={}, key=OTHER_KEY)

    assert one.ids == other.ids
    assert set(one.population.people.tolist()).isdisjoint(other.population.people.tolist())


def test_where_ids_are_numbers_people_stand_under_the_same_as_where_they_are_text():
    # Otherwise the noise would change on the day on which an export becomes large.
    spells = employer().spells
    numbered = spells.filter(spells.person == "ann").mutate(person=7)
    many = replace(employer(), spells=numbered, ids=Numbering(prefix="H", digits=4, widest=4))

    assert on_new_year("level", of=many).ids == ("H0007",)


@pytest.mark.parametrize("field", ["pay", "gender", "exit_reason", "begins", "nothing"])
def test_a_table_by_what_not_everybody_knows_is_refused(field):
    with pytest.raises(CannotMeasure, match=f"'{field}' is not something that everybody"):
        on_new_year(field)


def test_an_unknown_outcome_or_attribute_is_refused_with_those_there_are():
    with pytest.raises(CannotMeasure, match="'rated' is not one of joined, promoted, left"):
        to_whom(employer(), "rated", TWO_YEARS, fields={}, key=KEY)
    with pytest.raises(CannotMeasure, match=r"'faith' is no attribute .* gender, race"):
        secret_of(employer(), on_new_year(), factors=["faith"], values=["A"], key=KEY)


def test_whoever_gave_several_answers_has_each_of_them():
    mixed = dataset(
        spells="""
            person  begins      ends
            amy     2020-01-01  2022-01-01
            bob     2020-01-01  2022-01-01
        """,
        people="""
            person  gender  race
            amy     Women   Asian_+_White
            bob     Men     White
        """,
    )
    race = replace(mixed.mapping.workforce.attributes["race"], several=";")
    table = replace(
        mixed.mapping.workforce, attributes=mixed.mapping.workforce.attributes | {"race": race}
    )
    mixed = replace(mixed, mapping=replace(mixed.mapping, workforce=table))
    roster = on_new_year(of=mixed)

    alone = secret_of(mixed, roster, factors=["race"], values=["Asian", "White"], key=KEY)
    crossed = secret_of(
        mixed, roster, factors=["gender", "race"], values=["Women × Asian", "Women × White"],
        key=KEY,
    )  # fmt: skip

    assert alone.has.tolist() == [[True, True], [False, True]]
    assert crossed.has.tolist() == [[True, True], [False, False]]


def test_whoever_left_within_a_snapshot_is_not_there_any_more():
    spells = employer().spells
    gone = spells.filter(spells.person == "ann").mutate(left_on=date(2020, 6, 30))
    there = replace(employer(), spells=gone)

    assert there_on(there, date(2020, 6, 30), fields={}, key=KEY).ids == ("ann",)
    assert there_on(there, date(2020, 7, 1), fields={}, key=KEY).ids == ()


# --- what HR alone knows, and pay -----------------------------------------------------------------


def known(roster, coded):
    return {
        person: coded.values[code] for person, code in zip(roster.ids, coded.codes, strict=True)
    }


def test_of_those_who_left_hr_knows_why_and_every_reason_there_can_be_is_a_value():
    roster = to_whom(employer(), "left", TWO_YEARS, fields={}, key=KEY)

    found = told(employer(), roster, "exit_reason")

    assert known(roster, found) == {"cat": "voluntary", "leo": "retirement", "sam": "unknown"}
    # Were only those values there that somebody has, their names alone would tell something.
    assert found.values == (
        "voluntary", "involuntary", "retirement", "end of contract", "death", "other", "unknown",
    )  # fmt: skip


def on_leave(**leaves):
    """People of whom some are on leave in 2021, so many of each kind; one of them later."""
    kinds = [name.replace("_", " ") for name, n in leaves.items() for _ in range(n)]
    rows = "\n".join(
        f"p{number:02}  {begins}  {ends}  {kind.replace(' ', '_') if began else '-'}"
        for number, kind in enumerate(kinds)
        for began, begins, ends in (
            (0, "2020-01-01", "2021-01-01"),
            (1, "2021-01-01", "2022-01-01"),
        )
    )
    spells = f"person  begins  ends  leave\n{rows}"
    return dataset(spells=spells, people="person", classes={"leave": "hr"})


def test_a_value_that_fewer_than_ten_people_ever_had_is_not_named():
    data = on_leave(parental=10, sabbatical=9, of_a_rare_kind=1)
    roster = there_on(data, date(2021, 6, 1), fields={}, key=KEY)

    found = told(data, roster, "leave")

    assert found.values == ("parental", "something else", "unknown")
    assert np.bincount(found.codes, minlength=3).tolist() == [10, 10, 0]


def test_what_hr_knows_is_that_of_the_day():
    data = on_leave(parental=12)
    roster = there_on(data, date(2020, 6, 1), fields={}, key=KEY)

    assert set(known(roster, told(data, roster, "leave")).values()) == {"unknown"}


def test_what_hr_knows_of_people_and_not_of_their_jobs_can_be_told_too():
    rows = "\n".join(f"p{n:02}  2020-01-01  2022-01-01" for n in range(22))
    ages = "\n".join(f"p{n:02}  {'over_50' if n < 10 else '-' if n == 10 else 'under_50'}"
                     for n in range(22))  # fmt: skip
    data = dataset(
        spells=f"person  begins  ends\n{rows}", people=f"person  age\n{ages}",
        classes={"age": "hr"},
    )  # fmt: skip
    roster = there_on(data, date(2021, 1, 1), fields={}, key=KEY)

    found = told(data, roster, "age")

    assert found.values == ("over 50", "under 50", "something else", "unknown")
    assert np.bincount(found.codes, minlength=4).tolist() == [10, 11, 0, 1]


@pytest.mark.parametrize("field", ["pay", "gender", "level", "site", "begins", "nothing"])
def test_what_hr_does_not_alone_know_in_words_is_refused_as_such(field):
    with pytest.raises(CannotMeasure, match=f"'{field}' is nothing in words .* is: exit_reason"):
        told(employer(), on_new_year(), field)


def test_pay_is_that_of_the_day_and_unknown_where_it_is_not_in_the_data():
    roster = on_new_year()

    pay = dict(zip(roster.ids, pay_of(employer(), roster).tolist(), strict=True))

    # bea rose to 40 half a year before; jon will be paid 36 from this day on.
    assert (pay["bea"], pay["jon"], pay["ann"]) == (40.0, 36.0, 20.0)
    assert np.isnan(pay["gia"])


def test_pay_is_what_the_pay_gap_compares():
    roster = on_new_year()
    asked = Question(measure="pay_gap", by=(), window=window("2020-01-01", "2021-01-01"))

    figure = exact.measure(employer(), asked)

    shown = [row.value for row in figure.rows if row.at == {"statistic": "median"}]
    paid = pay_of(employer(), roster)
    assert shown == [median(paid[~np.isnan(paid)].tolist())]


def test_pay_that_is_not_there_or_in_several_currencies_is_refused():
    without = dataset(spells="person begins ends\nann 2020-01-01 2022-01-01", people="person")
    there = there_on(without, NEW_YEAR, fields={}, key=KEY)
    two = replace(employer(), currencies=("EUR", "GBP"))

    with pytest.raises(CannotMeasure, match="which the mapping does not have"):
        pay_of(without, there)
    with pytest.raises(CannotMeasure, match=r"several currencies \(EUR, GBP\)"):
        pay_of(two, on_new_year(of=two))
