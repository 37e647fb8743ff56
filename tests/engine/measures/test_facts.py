"""What a cube is worked out from: counts of what everybody knows, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from engine.kit import dataset, year

from tiebeam.engine.disclosure.cube import Refused, covers
from tiebeam.engine.disclosure.proposed_cube import propose
from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.engine.measures.facts import facts

SPELLS = """
    person  begins      ends        unit                  site   level  shift  secretary  pay
    ada     2020-01-01  2021-05-01  Operations_/_Deck     Leeds  1      Days   yes        100
    ada     2021-05-01  2022-09-01  Operations_/_Deck     Leeds  2      Days   yes        100
    ada     2022-09-01  2024-01-01  Operations_/_Bridge   Leeds  3      Days   yes        100
    bea     2020-01-01  2024-01-01  Operations_/_Deck     Leeds  1      Nights no         100
    cyd     2020-01-01  2022-04-01  Operations            Porto  2      Days   no         100
    dan     2021-03-01  2023-07-01  -                     Porto  2      Days   no         100
    eve     2023-02-01  2024-01-01  Ports                 Porto  -      Days   no         100
"""


@pytest.fixture(scope="module")
def firm():
    return dataset(spells=SPELLS, classes={"secretary": "hr"}, first="2020-01-01")


def moves(found) -> dict[tuple[str, int, int], int]:
    return {
        (each.outcome, each.window.first.year, each.window.last.year): sum(each.by[()].values())
        for each in found.moved
    }


def test_people_are_counted_on_the_eve_of_the_cube(firm):
    found = facts(firm)

    assert (found.first, found.people) == (date(2024, 1, 1), 3)
    assert found.by[("site",)] == {("Leeds",): 2, ("Porto",): 1}
    assert found.by[("level",)] == {("3",): 1, ("1",): 1, ("unknown",): 1}
    assert found.by[("level", "site")] == {
        ("3", "Leeds"): 1, ("1", "Leeds"): 1, ("unknown", "Porto"): 1,
    }  # fmt: skip
    assert found.by[("unit",)] == {
        ("Operations / Bridge",): 1, ("Operations / Deck",): 1, ("Ports",): 1,
    }  # fmt: skip
    assert found.paths == {"unit"}


def test_whoever_leaves_on_the_eve_itself_is_still_there(firm):
    assert facts(firm, first=date(2022, 4, 1)).people == 4
    assert facts(firm, first=date(2022, 4, 2)).people == 3


def test_what_hr_alone_knows_is_no_field(firm):
    assert facts(firm).fields == ("level", "unit", "shift", "site")


def test_an_earlier_first_day_counts_who_was_there_then(firm):
    assert facts(firm, first=date(2021, 1, 1)).people == 3
    assert facts(firm, first=date(2022, 1, 1)).by[("site",)] == {("Leeds",): 2, ("Porto",): 2}


def test_a_first_day_after_the_data_counts_those_there_at_its_end(firm):
    later = facts(firm, first=date(2024, 6, 1))

    assert (later.first, later.people) == (date(2024, 6, 1), 3)


def test_a_first_day_before_the_data_is_refused(firm):
    with pytest.raises(CannotMeasure, match="a cube from 2020-01-01 needs those of the day before"):
        facts(firm, first=date(2020, 1, 1))


def test_who_moved_is_counted_over_the_last_whole_year_and_the_last_three(firm):
    assert moves(facts(firm)) == {
        ("joined", 2023, 2023): 1,
        ("joined", 2021, 2023): 2,
        ("left", 2023, 2023): 1,
        ("left", 2021, 2023): 2,
        ("promoted", 2021, 2023): 1,
    }


def test_whoever_was_promoted_twice_counts_once_where_the_first_one_began(firm):
    """Ada rose from level 1 in May 2021 and from level 2 in September 2022."""
    (promoted,) = [each for each in facts(firm).moved if each.outcome == "promoted"]

    assert promoted.by[("level",)] == {("1",): 1}
    assert promoted.by[("level", "unit")] == {("1", "Operations / Deck"): 1}


def test_whoever_left_is_counted_where_they_left(firm):
    (left, _) = [each for each in facts(firm).moved if each.outcome == "left"]

    assert left.by[("site",)] == {("Porto",): 1}
    assert left.by[("unit",)] == {("unknown",): 1}


def test_no_window_reaches_beyond_the_first_day_of_the_cube(firm):
    found = facts(firm, first=date(2023, 1, 1))

    assert {each.window.last.year for each in found.moved} == {2022}


def test_vanishing_is_not_leaving():
    gone = dataset(spells="""
        person  begins      ends        level  ended
        ada     2020-01-01  2021-06-01  1      vanished
        bea     2020-01-01  2023-01-01  1      -
    """)  # fmt: skip

    assert moves(facts(gone)) == {}


def test_data_without_a_whole_year_show_nobody_moving():
    short = dataset(spells="""
        person  begins      ends        level
        ada     2020-03-01  2020-11-01  1
        bea     2020-03-01  2020-12-01  1
    """)  # fmt: skip

    assert facts(short).moved == ()


def test_without_a_ladder_nobody_is_seen_rising():
    flat = dataset(spells="""
        person  begins      ends        site
        ada     2020-01-01  2021-01-01  Leeds
        ada     2021-01-01  2022-03-01  Porto
        bea     2020-01-01  2023-01-01  Porto
    """)  # fmt: skip

    assert moves(facts(flat)) == {("left", 2022, 2022): 1, ("left", 2020, 2022): 1}


def test_an_export_of_last_states_shows_nobody_rising():
    last = dataset(spells=SPELLS, shape="people", classes={"secretary": "hr"})

    assert not [each for each in facts(last).moved if each.outcome == "promoted"]


@pytest.mark.parametrize(
    ("columns", "ada", "bea", "has_pay"),
    [
        ("pay", "100", "100", True),
        ("pay  currency", "100  EUR", "100  EUR", True),
        ("pay  currency", "100  EUR", "100  USD", False),
        ("job", "Cook", "Cook", False),
    ],
)
def test_pay_is_known_where_it_is_in_one_currency(columns, ada, bea, has_pay):
    found = dataset(spells=f"""
        person  begins      ends        {columns}
        ada     2020-01-01  2022-01-01  {ada}
        bea     2020-01-01  2022-01-01  {bea}
    """)  # fmt: skip

    assert facts(found).has_pay is has_pay


# --- attributes -----------------------------------------------------------------------------------


def staff(answers: dict[str, list[str]], **more: Any):
    """People who are all there for two years; each attribute's answers in turn."""
    number = max(map(len, answers.values()))
    spells = [
        {"person": f"p{n}", "begins": "2020-01-01", "ends": "2022-01-01", "site": "LP"[n % 2]}
        for n in range(number)
    ]
    people = [
        {"person": f"p{n}", **{name: each[n] for name, each in answers.items()}}
        for n in range(number)
    ]
    return dataset(spells=spells, people=people, **more)


def described(found) -> dict[str, tuple[tuple[str, ...], int]]:
    return {each.name: (each.values, each.rare) for each in found.attributes}


def test_values_are_named_that_ten_people_gave_and_the_others_only_counted():
    answers = ["Women"] * 12 + ["Men"] * 10 + ["Agender"] * 9 + ["Bigender"]

    assert described(facts(staff({"gender": answers}))) == {"gender": (("Men", "Women"), 2)}


def test_unknown_and_not_stated_are_no_values():
    answers = ["Women"] * 12 + ["unknown"] * 20 + ["not stated"] * 20

    assert described(facts(staff({"gender": answers}))) == {"gender": (("Women",), 0)}


def test_an_attribute_that_is_no_secret_is_not_in_the_cube():
    data = staff({"gender": ["Women"] * 12, "pet": ["Dog"] * 12}, classes={"pet": "directory"})

    assert described(facts(data)) == {"gender": (("Women",), 0)}


def with_columns(data, **columns: dict[str, Any]):
    """The dataset with something else said of its attributes in the mapping."""
    kept = data.mapping.workforce.attributes
    attributes = {name: replace(each, **columns.get(name, {})) for name, each in kept.items()}
    workforce = replace(data.mapping.workforce, attributes=attributes)
    return replace(data, mapping=replace(data.mapping, workforce=workforce))


def test_each_of_several_answers_counts():
    answers = ["Black + White"] * 6 + ["Black"] * 5 + ["White"] * 4 + ["Roma + White"] * 2
    data = with_columns(staff({"ethnicity": answers}), ethnicity={"several": ";"})

    (found,) = facts(data).attributes
    assert (found.values, found.rare, found.several) == (("Black", "White"), 1, True)


def test_shares_are_of_all_people_also_of_those_who_did_not_say():
    answers = ["Women"] * 12 + ["Men"] * 24 + ["Agender"] * 2 + ["not stated"] * 10

    (found,) = facts(staff({"gender": answers})).attributes

    assert found.shares == {"Women": 12 / 48, "Men": 24 / 48}
    assert found.common == "Men"


def test_of_several_answers_shares_are_of_people():
    """Of 20 people, 16 are Black and 14 White."""
    answers = ["Black + White"] * 10 + ["Black"] * 6 + ["White"] * 4
    data = with_columns(staff({"ethnicity": answers}), ethnicity={"several": ";"})

    (found,) = facts(data).attributes

    assert found.shares == {"Black": 16 / 20, "White": 14 / 20}


def same(own: list[str], on_file: list[str], source: str = "recorded"):
    data = staff({"on_file": on_file, "gender": own})
    told = with_columns(data, gender={"source": "self-described"}, on_file={"source": source})
    return {each.name: each.same_as for each in facts(told).attributes}


def test_what_is_on_file_gives_way_to_what_people_said_of_themselves():
    own, on_file = ["Women", "Men", "Non-binary"] * 10, ["Women", "Men", "Men"] * 10

    assert same(own, on_file) == {"on_file": "gender", "gender": None}


def test_two_self_descriptions_stand_side_by_side():
    assert same(["Yes", "No"] * 10, ["Yes", "No"] * 10, "self-described") == {
        "on_file": None, "gender": None,
    }  # fmt: skip


def test_attributes_of_other_or_single_values_are_no_versions_of_each_other():
    assert same(["Women", "Men"] * 10, ["Old", "Young"] * 10)["on_file"] is None
    assert same(["Women", "Men"] * 10, ["Women"] * 20)["on_file"] is None


# --- a refusal says nothing -----------------------------------------------------------------------


def test_a_proposal_and_its_refusals_are_the_same_whoever_has_which_secret():
    """The same directory, and other secrets: nothing that is said differs, as long as the same
    value is the most common, and none is rare."""
    one = ["Women"] * 30 + ["Men"] * 200
    other = ["Men"] * 120 + ["Women"] * 110

    said = set()
    for answers in (one, other):
        found = propose(facts(staff({"gender": answers})))
        with pytest.raises(Refused) as refused:
            covers(found.cube, attributes=["gender"], shows="left", window=year(2021))
        said.add((str(found), str(refused.value)))

    assert len(said) == 1


@pytest.mark.parametrize(("classes", "known"), [({}, True), ({"exit_reason": "directory"}, False)])
def test_hr_alone_knows_why_people_left_unless_the_mapping_says_that_everybody_does(classes, known):
    spells = """
        person  begins      ends        exit_reason
        ada     2020-01-01  2022-06-01  retirement
        bea     2020-01-01  2024-01-01  -
    """

    assert facts(dataset(spells=spells, classes=classes)).has_reasons is known
    assert (
        facts(dataset(spells="person begins ends\nada 2020-01-01 2022-06-01")).has_reasons is False
    )
