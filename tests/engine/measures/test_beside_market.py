"""Hires and applicants beside the labour market, on people that can be counted on paper."""

from __future__ import annotations

import math
from datetime import date

import pytest
from engine.kit import ask, counts, dataset, held, year
from scipy.stats import binomtest

from tiebeam.engine.disclosure import Comparison, Exact, Row, draft
from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.engine.records.mapping import BadMapping
from tiebeam.engine.records.market import parse


def market(text):
    columns, *rows = [line.strip().split(",") for line in text.strip().splitlines()]
    return parse(columns, [dict(zip(columns, row, strict=True)) for row in rows])


MARKET = market("""
    occupation,group,people
    Clerk,Women,60
    Clerk,Men,40
    Cook,Women,30
    Cook,Men,70
    Pilot,Women,1
    Pilot,Men,9
    all,Women,50
    all,Men,50
""")


def hired(groups, *, people=None, classes=None):
    """So many people of each gender hired into each job in 2021."""
    spells, described = ["person begins ends job"], ["person gender"]
    for (gender, job), number in groups.items():
        for n in range(number):
            name = f"{gender}_{job}_{n}".replace(" ", "")
            spells.append(f"{name} 2021-03-01 2023-01-01 {job}")
            described.append(f"{name} {gender}")
    spells.append("first 2019-01-01 2023-01-01 Clerk")
    return dataset(
        spells="\n".join(spells), people="\n".join([*described, *(people or [])]),
        has=("hired",), classes=classes,
    )  # fmt: skip


HIRED = {
    ("Women", "Clerk"): 6, ("Men", "Clerk"): 14, ("Women", "Cook"): 2, ("Men", "Cook"): 8,
    ("not_stated", "Clerk"): 3, ("-", "Cook"): 1, ("Men", "Guard"): 2,
}  # fmt: skip


def of(data=None, measure="hires_against_market", by=("gender",), given=MARKET, **question):
    return ask(data or hired(HIRED), measure, by=by, over=year(2021), market=given, **question)


def beside(figure, group, occupation):
    return next(
        each.results
        for each in figure.comparisons
        if each.group == {"gender": group} and each.at == {"occupation": occupation}
    )


def test_each_occupation_has_the_shares_of_those_whose_group_the_market_knows():
    assert counts(of()) == held("""
        everybody  Clerk  20 20
        Women      Clerk   6 20
        Men        Clerk  14 20
        everybody  Cook   10 10
        Women      Cook    2 10
        Men        Cook    8 10
        everybody  all    32 32
        Women      all     8 32
        Men        all    24 32
    """)


def test_standard_deviations_are_those_of_a_binomial_number():
    found = beside(of(), "Women", "Clerk")

    # Expected: 60 % of 20 = 12; 6 were hired. (6 - 12) / sqrt(20 * .6 * .4) = -2.7386
    assert (found["expected"], found["shortfall"]) == (12, 6)
    assert found["standard_deviations"] == pytest.approx(-6 / math.sqrt(4.8))
    assert found["p"] == pytest.approx(binomtest(6, 20, 0.6).pvalue)
    assert found["p_so_few"] == pytest.approx(binomtest(6, 20, 0.6, "less").pvalue)
    assert (found["eighty_percent"], found["whole_people_short"]) == (True, 6)


def test_the_reference_is_the_labour_market_and_no_group_here():
    references = {tuple(each.reference.items()) for each in of().comparisons}

    assert references == {
        (("labour market", "Clerk"),), (("labour market", "Cook"),), (("labour market", "all"),),
    }  # fmt: skip


def test_occupations_stand_in_the_order_of_the_market_and_everybody_last():
    given = market("occupation,Women,Men\nall,1,1\nCook,3,7\nClerk,6,4")

    places = [row.at["occupation"] for row in of(given=given).rows if not row.group]

    assert places == ["Cook", "Clerk", "all"]


def test_who_the_market_says_nothing_of_is_left_out_of_both_numbers_and_named():
    notes = of().notes

    assert notes[0] == (
        "The labour market says nothing of these groups, so fewer than 10 hires are left out of "
        "both numbers: not stated; unknown."
    )


def test_a_market_that_knows_those_who_did_not_say_compares_them_too():
    given = market("occupation,group,share\nall,Women,0.5\nall,Men,0.4\nall,not stated,0.1")

    found = of(given=given)

    row = next(r for r in found.rows if r.group == {"gender": "not stated"})
    assert (row.count, row.n) == (3, 35)
    assert beside(found, "not stated", "all")["expected"] == pytest.approx(3.5)
    assert "not stated" not in found.notes[0]


def test_occupations_that_only_one_side_has_are_named():
    notes = of().notes

    assert "Not in the labour market, so counted only under 'all': Guard." in notes
    assert "In the labour market, and without any hires: Pilot." in notes


def test_a_group_of_the_market_of_which_nobody_was_hired_is_the_finding():
    data = hired({("Men", "Clerk"): 20}, people=["someone Women"])

    found = of(data, given=market("occupation,Women,Men\nClerk,1,3"))

    assert counts(found)["Women", "Clerk"] == (0, 20)
    # sqrt(20 * .25 * .75) = 1.9365; (0 - 5) / 1.9365 = -2.582
    assert beside(found, "Women", "Clerk")["standard_deviations"] == pytest.approx(-2.582, abs=5e-4)


def test_a_share_of_none_or_all_leaves_nothing_to_compare():
    given = market("occupation,Women,Men\nClerk,0,9\nCook,1,1")

    assert {c.at["occupation"] for c in of(given=given).comparisons} == {"Cook"}


def test_without_jobs_everybody_is_set_beside_the_whole_market():
    data = dataset(
        spells="""
            person  begins      ends
            ada     2021-02-01  2023-01-01
            ben     2021-02-01  2023-01-01
            old     2019-01-01  2023-01-01
        """,
        people="person gender\nada Women\nben Men\nold Men",
        has=("hired",),
    )

    assert counts(of(data)) == held("""
        everybody  all  2 2
        Men        all  1 2
        Women      all  1 2
    """)
    with pytest.raises(CannotMeasure, match="name no occupation, so the labour market needs a row"):
        of(data, given=market("occupation,Women,Men\nClerk,1,1"))


def test_the_smallest_gap_is_that_from_a_share_that_is_certain():
    gap = beside(of(), "Women", "all")["smallest_detectable_gap"]

    # Of 32 beside a sure half: 1.96 and .8416 standard errors, sqrt(.25 / 32) and a little less
    # at the end that is found: Fleiss' formula with an endless second group.
    shifted = math.sqrt((0.5 + gap) * (0.5 - gap) / 32)
    assert gap == pytest.approx(1.959964 * math.sqrt(0.25 / 32) + 0.841621 * shifted, rel=1e-4)


@pytest.mark.parametrize(("question", "said"), [
    ({"by": ()}, "needs exactly one attribute"),
    ({"by": ("gender", "job")}, "needs exactly one attribute"),
    ({"given": None}, "needs the labour market: a file with the columns occupation, group"),
    ({"against": "others"}, "beside the labour market, and beside nothing else"),
    ({"given": market("occupation,Woman,Men\nClerk,1,1")},
     "names 'Woman', and nobody's 'gender' is called so in this data. If one of your groups"),
    ({"given": market("occupation,Women,Men\nCaptain,1,1")},
     r"No occupation of the labour market \('Captain'\) is a 'job' of the hires"),
])  # fmt: skip
def test_what_cannot_be_set_beside_the_market_is_refused_in_words(question, said):
    with pytest.raises(CannotMeasure, match=said):
        of(**question)


def test_only_an_open_attribute_names_the_groups_it_has():
    given = market("occupation,Woman,Men\nClerk,1,1")

    with pytest.raises(CannotMeasure, match="Groups here: Men, Women, not stated, unknown"):
        of(hired(HIRED, classes={"gender": "directory"}), given=given)
    with pytest.raises(CannotMeasure) as refused:
        of(given=given)
    assert "Groups here" not in str(refused.value)


def test_other_measures_take_no_labour_market():
    with pytest.raises(CannotMeasure, match="'hire_share' has nothing to do with a labour market"):
        of(measure="hire_share")


APPLICATIONS = """
    application  person  gender  posting  applied     hired
    a1           -       Women   Clerk    2021-01-10  -
    a2           -       Women   Clerk    2021-01-10  -
    a3           -       Men     Clerk    2021-01-10  -
    a4           -       Men     Cook     2021-01-10  -
    a5           ada     Men     Cook     2021-01-11  2021-02-01
    a6           ada     Men     Clerk    2021-01-12  -
    a7           -       -       Cook     2021-01-12  -
    a8           -       Women   Cook     2020-12-31  -
"""


def applied():
    return dataset(
        spells="person begins ends\nada 2021-02-01 2023-01-01\nold 2019-01-01 2023-01-01",
        people="person gender\nada Men\nold Women",
        applications=APPLICATIONS,
        stages=("applied", "hired"),
    )


def test_applicants_are_set_beside_the_market_by_the_posting():
    found = of(applied(), "applicants_against_market")

    assert counts(found) == held("""
        everybody  Clerk  4 4
        Women      Clerk  2 4
        Men        Clerk  2 4
        everybody  Cook   2 2
        Men        Cook   2 2
        Women      Cook   0 2
        everybody  all    6 6
        Men        all    4 6
        Women      all    2 6
    """)
    assert beside(found, "Women", "Clerk")["expected"] == pytest.approx(2.4)


def test_the_gate_looks_at_people_and_not_at_their_applications():
    found = of(applied(), "applicants_against_market")

    members = {(*r.group.values(), r.at["occupation"]): r.members for r in found.rows}
    # Ada applied twice.
    assert members["Men", "all"] == 3
    assert members["Men", "Cook"] == 2
    assert members[("all",)] == 5


def test_a_comparison_with_the_market_is_released_where_its_group_is():
    data = hired({("Women", "Clerk"): 12, ("Men", "Clerk"): 30, ("Others", "Clerk"): 2})
    given = market("occupation,Women,Men,Others\nClerk,50,48,2")

    shown = draft(of(data, given=given))

    # The two others are few, and women would give them away.
    assert [each.group for each in shown.comparisons] == [{"gender": "Men"}]
    assert {h.group["gender"] for h in shown.hidden} == {"Others", "Women"}


def test_no_attribute_can_be_called_labour_market_to_get_around_the_gate():
    with pytest.raises(BadMapping, match="can't call a tag or an attribute 'labour market'"):
        dataset(
            spells="person begins ends\nada 2019-01-01 2023-01-01",
            people=[{"person": "ada", "labour market": "A"}],
        )


def test_a_figure_by_a_key_called_labour_market_gets_no_way_around_the_gate():
    rows = tuple(
        Row(
            group={"labour market": name},
            at={},
            n=n,
            count=n // 2,
            value=0.5,
            low=0.3,
            high=0.7,
            members=n,
        )
        for name, n in (("A", 30), ("B", 12), ("C", 3))
    )
    compared = Comparison(
        group={"labour market": "A"}, reference={"labour market": "C"}, at={}, results={"p_z": 0.5}
    )
    figure = Exact(measure="exit_rate", title="Who leaves", unit="share", by=("labour market",),
                   window=(date(2021, 1, 1), date(2021, 12, 31)), rows=rows,
                   comparisons=(compared,))  # fmt: skip

    assert draft(figure).comparisons == ()
