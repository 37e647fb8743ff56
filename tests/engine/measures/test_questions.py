"""What can be asked, of whom, beside whom and when; and what is refused, in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from engine.kit import ask, counts, dataset, held, window, year
from engine.measures.employer import CAREERS, PEOPLE, employer

from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.engine.measures.counting import named
from tiebeam.engine.measures.definitions import UnknownMeasure
from tiebeam.engine.records.window import BackwardsWindow


def of(measure, over=None, **question):
    return ask(employer(), measure, over=over or year(2020), **question)


def refused(data, measure, over=None, **question):
    with pytest.raises(CannotMeasure) as found:
        ask(data, measure, over=over or year(2020), **question)
    return str(found.value)


# --- by -------------------------------------------------------------------------------------------


def test_four_attributes_are_too_many():
    words = refused(employer(), "headcount_share", by=["gender", "race", "site", "unit"])

    assert words == "At most 3 attributes can be crossed."


def test_an_attribute_that_is_not_there_is_refused_and_those_there_are_named():
    words = refused(employer(), "headcount_share", by=["age"])

    assert words.startswith("'age' is not in this data. You can use: gender, race,")
    assert {"site", "unit", "level"} <= set(words.removesuffix(".").replace(",", "").split())
    assert "exit_reason" not in words
    assert "age' is not" in refused(employer(), "headcount_share", where={"age": "40"})


def test_a_tag_can_be_asked_by():
    data = dataset(
        spells="""
            person  begins      ends        level  shift
            ada     2019-01-01  2022-01-01  1      nights
            bea     2019-01-01  2022-01-01  1      -
        """,
    )

    assert counts(ask(data, "headcount_share", by=["shift"], over=year(2020))) == held("""
        everybody  1    2 2
        nights     1    1 2
        unknown    1    1 2
        everybody  all  2 2
        nights     all  1 2
        unknown    all  1 2
    """)
    assert "shift" in refused(data, "headcount_share", by=["age"])


def test_a_level_can_be_asked_by():
    found = counts(of("exit_rate", by=["level"]))

    assert {key[0]: n for key, (_, n) in found.items() if key[1] == "any"} == {
        "everybody": 17, "1": 10, "2": 4, "3": 2, "unknown": 1,
    }  # fmt: skip


def test_everybody_has_words_of_their_own():
    assert named(()) == "everybody"
    assert named((("gender", "Women"), ("race", "Black"))) == "Women, Black"


# --- where ----------------------------------------------------------------------------------------


def test_people_with_one_of_several_values_are_chosen():
    found = counts(of("exit_rate", where={"site": ["Leeds", "Porto"], "gender": "Women"}))

    assert found["everybody", "any"] == (1, 7)


@pytest.mark.parametrize(
    ("unit", "people"),
    [("Sales", 4 + 4 + 2), ("Sales / North", 4), ("Sales / South", 2), ("Salesforce", 5)],
)
def test_a_unit_includes_all_below_it_and_nothing_that_only_sounds_like_it(unit, people):
    found = counts(of("exit_rate", year(2019), where={"unit": unit}))

    assert found["everybody", "any"] == (0, people)


def test_unit_a_is_not_unit_ab():
    data = dataset(
        spells="""
            person  begins      ends        unit
            ada     2019-01-01  2022-01-01  A
            bea     2019-01-01  2022-01-01  AB
            cyd     2019-01-01  2022-01-01  A_/_B
            dot     2019-01-01  2022-01-01  B_/_A
        """,
    )

    def there(unit):
        return counts(ask(data, "headcount_share", where={"unit": unit}, over=year(2020)))

    assert there("A") == {("everybody", "all"): (2, 2)}
    assert there(["A", "AB"]) == {("everybody", "all"): (3, 3)}


def test_only_units_reach_below():
    data = dataset(
        spells="""
            person  begins      ends        site
            ada     2019-01-01  2022-01-01  A
            bea     2019-01-01  2022-01-01  A_/_B
        """,
    )

    found = ask(data, "headcount_share", where={"site": "A"}, over=year(2020))

    assert counts(found) == {("everybody", "all"): (1, 1)}


def test_the_unknown_and_those_who_did_not_say_can_be_chosen():
    def people(**where):
        return counts(of("exit_rate", where=where))["everybody", "any"]

    assert people(gender="unknown") == (0, 1)
    assert people(gender=["unknown", "not stated"]) == (1, 2)
    assert people(gender="not stated") == (1, 1)
    assert people(site="unknown") == (0, 1)
    assert people(site=["unknown", "Leeds"]) == (3, 10)


def test_choosing_every_value_of_a_field_chooses_everybody():
    every = ["Women", "Men", "unknown", "not stated"]

    assert counts(of("exit_rate", where={"gender": every})) == counts(of("exit_rate"))


def test_a_value_that_nobody_has_is_refused_with_the_values_there_are():
    words = refused(employer(), "headcount_share", where={"site": "Oslo"})

    assert words == "Nobody's 'site' is 'Oslo' in this data. It can be: Leeds, Porto, unknown."


def test_one_slip_among_several_values_is_refused_too():
    assert "'Prto'" in refused(employer(), "headcount_share", where={"site": ["Leeds", "Prto"]})


def test_of_an_attribute_that_everybody_may_know_the_values_are_named():
    words = refused(employer(), "headcount_share", where={"race": "Green"})

    assert words == "Nobody's 'race' is 'Green' in this data. It can be: Black, White."


def test_of_a_secret_no_value_is_named():
    words = refused(employer(), "headcount_share", where={"gender": "Nonbinary"})

    assert words == "Nobody's 'gender' is 'Nonbinary' in this data."


def test_of_an_hr_field_no_value_is_named():
    for field in ("exit_reason", "pay"):
        words = refused(employer(), "headcount_share", where={field: "x"})

        assert words == f"Nobody's '{field}' is 'x' in this data."


def test_of_a_tag_that_is_not_for_everybody_no_value_is_named():
    data = dataset(
        spells="person begins ends shift\nada 2019-01-01 2022-01-01 nights",
        classes={"shift": "hr"},
    )

    assert refused(data, "headcount_share", where={"shift": "days"}) == (
        "Nobody's 'shift' is 'days' in this data."
    )


def test_no_message_names_people():
    words = refused(employer(), "headcount_share", where={"person": "zoe"})

    assert words == "Nobody's 'person' is 'zoe' in this data."


def test_of_many_values_a_message_names_twenty():
    spells = [
        {"person": f"p{n}", "begins": "2019-01-01", "ends": "2022-01-01", "site": f"site {n:02}"}
        for n in range(23)
    ]

    words = refused(dataset(spells=spells), "headcount_share", where={"site": "x"})

    assert words.endswith("site 18, site 19 and 3 more.")
    assert "site 20" not in words


@pytest.mark.parametrize("measure", ["headcount_share", "top_share", "exit_rate", "promotion_rate",
                                     "hire_share", "pay_gap", "pay_quarter_share"])  # fmt: skip
def test_conditions_that_nobody_meets_together_are_refused(measure):
    words = refused(employer(), measure, where={"gender": "unknown", "site": "Porto"})

    assert words in {
        "Nobody with what 'where' asks for can be counted here in the window "
        "2020-01-01:2020-12-31.",
        "Nobody's pay is known on the window's last day.",
    }


def test_a_window_in_which_nobody_is_hired_is_refused():
    words = refused(employer(), "hire_share", year(2019))

    assert words == "Nobody can be counted here in the window 2019-01-01:2019-12-31."


# --- against --------------------------------------------------------------------------------------


def pairs(figure, at):
    return {
        (tuple(each.group.values()), tuple(each.reference.values())): each.results
        for each in figure.comparisons
        if dict(each.at) == at
    }


def test_each_group_is_compared_with_the_largest_that_has_a_name():
    found = pairs(of("promotion_rate", by=["gender"]), {"level": 1})

    assert set(found) == {
        (("Women",), ("Men",)), (("unknown",), ("Men",)), (("not stated",), ("Men",)),
    }  # fmt: skip
    women = found[("Women",), ("Men",)]
    assert [women[each] for each in ("selected_a", "pool_a", "selected_b", "pool_b")] == [
        1,
        3,
        2,
        5,
    ]
    assert (women["name_a"], women["name_b"]) == ("Women", "Men")


def test_where_no_group_has_a_name_the_largest_is_the_reference_all_the_same():
    data = dataset(
        spells="""
            person  begins      ends        level
            ada     2019-01-01  2022-01-01  1
            bea     2019-01-01  2022-01-01  1
            cyd     2019-01-01  2022-01-01  1
        """,
        people="person gender\nada -\nbea -\ncyd not_stated",
        ladder=2,
    )

    found = ask(data, "promotion_rate", by=["gender"], over=year(2020))

    assert set(pairs(found, {"level": 1})) == {(("not stated",), ("unknown",))}


def test_each_group_is_compared_with_everybody_else():
    found = pairs(of("promotion_rate", by=["gender"], against="others"), {"level": 1})

    assert {key[0][0]: (each["selected_b"], each["pool_b"]) for key, each in found.items()} == {
        "Men": (1, 5), "Women": (2, 7), "unknown": (3, 9), "not stated": (3, 9),
    }  # fmt: skip
    assert {key[1] for key in found} == {("else",)}


def test_a_group_alone_at_a_place_has_nobody_else_to_be_compared_with():
    data = dataset(
        spells="person begins ends level\nada 2019-01-01 2022-01-01 1",
        people="person gender\nada Women",
        ladder=2,
    )

    for over in (year(2020), window("2019-01-01", "2020-12-31")):
        for against in ("others", "largest"):
            found = ask(data, "promotion_rate", by=["gender"], over=over, against=against)
            assert found.comparisons == ()
    assert ask(data, "headcount_share", over=year(2020)).smallest_gap is None


def test_each_group_is_compared_with_the_one_that_is_named():
    named_ = {"race": "Black", "gender": "Women"}

    found = pairs(of("promotion_rate", by=["gender", "race"], against=named_), {"level": 1})

    assert {key[1] for key in found} == {("Women", "Black")}
    assert len(found) == 5


def test_where_the_named_group_is_not_at_a_level_nobody_is_compared_there():
    found = of("promotion_rate", by=["gender"], against={"gender": "unknown"})

    assert len(pairs(found, {"level": 1})) == 3
    assert pairs(found, {"level": 2}) == {}


def test_a_named_group_that_does_not_exist_is_refused_and_of_a_secret_none_is_named():
    words = refused(employer(), "promotion_rate", by=["gender"], against={"gender": "Ladies"})

    assert words == (
        "There is no group gender=Ladies to compare with. Name one value of each of: gender."
    )


def test_a_named_group_that_does_not_exist_is_refused_with_the_groups_there_are():
    words = refused(employer(), "promotion_rate", by=["race"], against={"race": "Green"})

    assert words.endswith("Name one value of each of: race. Groups: White; Black.")


def test_a_named_group_must_be_named_by_every_attribute():
    half = {"gender": "Women"}

    assert "gender, race" in refused(
        employer(), "promotion_rate", by=["gender", "race"], against=half
    )
    assert "no group nothing" in refused(employer(), "promotion_rate", by=["gender"], against={})
    assert "what --by asks for" in refused(employer(), "promotion_rate", against=half)


def test_another_word_than_largest_or_others_is_refused():
    words = refused(employer(), "promotion_rate", by=["gender"], against="Men")

    assert "'Men' is none of these" in words
    assert "gender=Men" in words


# --- what a measure needs -------------------------------------------------------------------------


def test_a_measure_of_another_name_is_refused_with_those_there_are():
    with pytest.raises(UnknownMeasure) as found:
        of("promotions")

    assert str(found.value).startswith(
        "There is no measure 'promotions'. Measures: headcount_share"
    )


BARE = "person begins ends\nada 2019-01-01 2022-01-01"


@pytest.mark.parametrize(
    ("name", "command"),
    [("flow_ledger", "flows"), ("time_to_promotion", "time"), ("time_to_leaving", "time")],
)
def test_a_measure_with_a_command_of_its_own_is_refused_with_its_name(name, command):
    words = refused(employer(), name)

    assert words == f"'{name}' is asked with a command of its own: tiebeam {command}."


@pytest.mark.parametrize(
    ("measure", "needs"),
    [("top_share", "grade"), ("promotion_rate", "grade"), ("pay_gap", "pay"),
     ("pay_quarter_share", "pay")],
)  # fmt: skip
def test_a_measure_says_which_column_it_misses(measure, needs):
    words = refused(dataset(spells=BARE), measure)

    assert words == (
        f"'{measure}' needs '{needs}', which the mapping does not have. "
        "Add it under [workforce.fields]."
    )


def test_a_grade_without_a_ladder_is_not_enough():
    data = dataset(spells="person begins ends grade\nada 2019-01-01 2022-01-01 Clerk")

    words = refused(data, "top_share")

    assert words.startswith("'top_share' needs to know which grade is above which.")
    assert "ladder =" in words


def test_without_a_ladder_everybody_is_at_one_place():
    found = ask(dataset(spells=BARE), "headcount_share", over=year(2020))

    assert counts(found) == {("everybody", "all"): (1, 1)}
    assert counts(ask(dataset(spells=BARE), "exit_rate", over=year(2020))) == {
        ("everybody", "any"): (0, 1),
    }  # fmt: skip


def test_one_row_per_person_shows_no_promotion():
    data = dataset(spells="person begins ends level\na 2019-01-01 2022-01-01 1", shape="people")

    assert "shows only the last grade" in refused(data, "promotion_rate")
    assert ask(data, "top_share", over=year(2020)).notes[0] == (
        "Grade, unit and pay are those of the export, at whatever time."
    )


def test_the_highest_step_of_the_ladder_is_the_highest_whatever_steps_are_called():
    # Names for two of three steps must not make the second the top.
    data = replace(employer(), levels=("Junior", "Senior"))

    assert counts(ask(data, "promotion_rate", over=year(2020))) == {
        ("everybody", "1"): (3, 10), ("everybody", "2"): (1, 4),
    }  # fmt: skip


def test_nobody_at_the_highest_level_alone_could_rise():
    data = dataset(spells="person begins ends level\nada 2019-01-01 2022-01-01 2")

    assert refused(data, "promotion_rate").startswith("Nobody can be counted here")


@pytest.mark.parametrize("shape", ["spells", "events"])
def test_hires_are_seen_without_a_column_of_them_where_joining_is_told(shape):
    data = dataset(
        spells="""
            person  begins      ends
            ada     2019-01-01  2022-01-01
            bea     2020-02-01  2022-01-01
        """,
        shape=shape,
    )

    assert counts(ask(data, "hire_share", over=year(2020))) == {("everybody", "all"): (1, 1)}


def test_snapshots_need_a_column_of_hire_dates_to_show_hires():
    data = dataset(spells=BARE, shape="snapshots", every="year")

    assert "'hire_share' needs 'hired'" in refused(data, "hire_share")


# --- currencies -----------------------------------------------------------------------------------

PAID = """
    person  begins      ends        pay    currency
    ada     2019-01-01  2022-01-01  100    EUR
    bea     2019-01-01  2022-01-01  200    -
    cyd     2019-01-01  2022-01-01  9000   SEK
    dot     2019-01-01  2022-01-01  -      USD
"""


@pytest.mark.parametrize("measure", ["pay_gap", "pay_quarter_share"])
def test_pay_in_several_currencies_is_refused(measure):
    data = dataset(spells=PAID)

    for where in ({}, {"currency": ["EUR", "SEK"]}):
        words = refused(data, measure, where=where)
        assert words.startswith("Pay is in several currencies (EUR, SEK), which can't be compared.")


def test_pay_in_one_currency_includes_pay_whose_currency_goes_without_saying():
    found = ask(dataset(spells=PAID), "pay_gap", where={"currency": "EUR"}, over=year(2020))

    assert {row.at["statistic"]: (row.value, row.n) for row in found.rows} == {
        "median": (150.0, 2), "mean": (150.0, 2),
    }  # fmt: skip
    assert found.unit == "EUR"


def test_groups_by_currency_know_the_one_that_goes_without_saying():
    found = counts(ask(dataset(spells=PAID), "headcount_share", by=["currency"], over=year(2020)))

    assert {key[0]: count for key, (count, _) in found.items()} == {
        "everybody": 4, "EUR": 2, "SEK": 1, "USD": 1,
    }  # fmt: skip


def test_pay_in_a_currency_that_nobody_stated_says_so():
    data = dataset(spells="person begins ends pay\nada 2019-01-01 2022-01-01 100", currency="")

    assert ask(data, "pay_gap", over=year(2020)).unit == "currency not stated"


# --- windows --------------------------------------------------------------------------------------


def test_a_window_ends_after_it_begins():
    with pytest.raises(BackwardsWindow):
        window("2020-12-31", "2020-01-01")


@pytest.mark.parametrize("measure", ["headcount_share", "top_share", "pay_gap"])
@pytest.mark.parametrize("last", ["2017-12-31", "2022-01-01"])
def test_a_state_is_shown_on_days_that_the_data_covers(measure, last):
    words = refused(employer(), measure, window("2017-01-01", last))

    assert words == (
        "This data shows people from 2018-01-01 to 2021-12-31; "
        f"the window 2017-01-01:{last} reaches beyond."
    )


def test_a_state_on_the_first_or_last_day_of_the_data_is_shown():
    for last in ("2018-01-01", "2021-12-31"):
        assert ask(employer(), "headcount_share", over=window("2018-01-01", last)).rows


def test_a_list_of_dates_may_be_silent_about_the_end_of_the_window_and_says_so():
    found = of("exit_rate", window("2021-06-01", "2022-05-31"))

    assert "The last date in this data is 2021-12-31." in found.notes
    assert "shows changes" in refused(employer(), "exit_rate", year(2022))
    assert "shows changes" in refused(employer(), "exit_rate", year(2017))


def test_what_does_not_add_up_is_said_with_every_figure():
    assert of("exit_rate").notes[0] == "1 person stops being shown without an exit."


YEARLY = """
    person  begins      ends        level
    ada     2018-01-01  2019-01-01  1
    ada     2019-01-01  2020-01-01  1
    ada     2020-01-01  2021-01-01  2
    bea     2018-01-01  2019-01-01  1
    bea     2019-01-01  2020-01-01  1
    cyd     2018-01-01  2019-01-01  1
    cyd     2019-01-01  2020-01-01  1
    cyd     2020-01-01  2021-01-01  1
"""


def yearly(spells=YEARLY, **more):
    stated = {"every": "year", "changes_until": "2019-12-31", "ladder": 3}
    return dataset(spells=spells, shape="snapshots", **(stated | more))


def test_snapshots_show_changes_until_the_eve_of_the_last():
    assert counts(ask(yearly(), "promotion_rate", over=year(2019))) == {
        ("everybody", "1"): (1, 3),
    }  # fmt: skip
    for measure in ("promotion_rate", "exit_rate"):
        assert refused(yearly(has=["left"]), measure, year(2020)) == (
            "This data shows changes from 2018-01-01 to 2019-12-31; "
            "the window 2020-01-01:2020-12-31 reaches beyond."
        )


def test_exits_that_the_last_snapshot_records_are_known_to_its_end():
    data = yearly(has=["left"])
    data = replace(data, spells=leaving(data.spells, "cyd", "2020-08-31"))

    found = ask(data, "exit_rate", over=year(2020))

    assert counts(found)["everybody", "any"] == (1, 2)
    assert (
        "No later snapshot shows who was gone: the last exit on record is of 2020-08-31, "
        "and any after the export are missing."
    ) in found.notes
    assert "shows changes" in refused(data, "promotion_rate", year(2020))


def leaving(spells, person, last_day):
    """The spells, with somebody's last one ended by a recorded exit."""
    import ibis

    last = (spells.person == person) & (spells.ended == "still here")
    return spells.mutate(
        left_on=ibis.ifelse(last, ibis.literal(date.fromisoformat(last_day)), spells.left_on),
        ended=ibis.ifelse(last, "left", spells.ended),
    )


def test_exits_before_the_last_snapshot_say_nothing_about_the_export():
    notes = ask(yearly(has=["left"]), "exit_rate", over=year(2019)).notes

    assert not any("No later snapshot" in note for note in notes)


def test_an_export_that_records_leaving_though_nobody_left_shows_no_later_exits():
    stayed = yearly("person begins ends level\nada 2018-01-01 2021-01-01 1", has=["left"])

    assert "shows changes from 2018-01-01 to 2019-12-31" in refused(stayed, "exit_rate", year(2020))


@pytest.mark.parametrize("measure", ["promotion_rate", "exit_rate"])
@pytest.mark.parametrize(
    ("over", "holds"),
    [
        (("2018-01-01", "2018-06-30"), "2018-01-01:2018-12-31"),
        (("2018-07-01", "2018-12-31"), "2018-01-01:2018-12-31"),
        (("2018-07-01", "2019-06-30"), "2018-01-01:2019-12-31"),
    ],
)
def test_a_window_that_cuts_between_snapshots_is_refused(measure, over, holds):
    # All of a year's changes would be counted in its second half, and none in the first.
    assert refused(yearly(), measure, window(*over)) == (
        "Snapshots show changes only from one to the next, so a window begins on the first day of "
        f"one and ends on the eve of another: {holds} holds this one."
    )


def test_states_between_snapshots_can_be_shown():
    found = ask(yearly(), "headcount_share", over=window("2018-01-01", "2018-06-30"))

    assert counts(found)["everybody", "all"] == (3, 3)


def test_snapshots_of_two_days_show_changes_from_one_to_the_other():
    data = yearly(
        """
        person  begins      ends        level
        ada     2017-12-31  2023-12-31  1
        ada     2023-12-31  2024-01-01  2
        bea     2017-12-31  2023-12-31  1
        """,
        every="",
        changes_until="2023-12-30",
    )

    found = ask(data, "promotion_rate", over=window("2017-12-31", "2023-12-30"))

    assert {key: count for key, (count, _) in counts(found).items()} == {("everybody", "1"): 1}
    assert "2017-12-31:2023-12-30 holds" in refused(data, "promotion_rate", year(2020))


def test_hires_are_known_to_the_end_of_the_last_snapshot():
    data = yearly(
        """
        person  begins      ends        level
        ada     2018-01-01  2021-01-01  1
        bea     2020-01-01  2021-01-01  1
        """,
        has=["hired"],
    )

    found = ask(data, "hire_share", over=year(2020))

    assert counts(found)["everybody", "all"] == (1, 1)
    assert "shows changes" in refused(data, "hire_share", year(2017))


def test_the_figure_carries_what_it_was_made_from():
    found = of("exit_rate", by=["gender"])

    assert found.data == {
        "version": 1, "sha256": "0" * 64, "mapping_sha256": "0" * 64, "people": 20, "spells": 24,
    }  # fmt: skip
    assert found.window == (date(2020, 1, 1), date(2020, 12, 31))
    assert (found.measure, found.title, found.by) == (
        "exit_rate",
        "Who leaves, and why",
        ("gender",),
    )


def test_the_employer_of_these_tests_has_the_people_that_it_says():
    assert len(CAREERS.strip().splitlines()) == 25
    assert len(PEOPLE.strip().splitlines()) == 21
