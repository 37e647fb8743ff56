"""The way from application to hire, on applications that can be counted on paper."""

from __future__ import annotations

import pytest
from engine.kit import ask, counts, dataset, held, year
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from tiebeam.engine.disclosure import draft
from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.engine.stats.funnels import funnel
from tiebeam.engine.stats.intervals import wilson
from tiebeam.engine.stats.selection import compare

STAFF = """
    person  begins      ends        level
    ada     2019-01-01  2023-01-01  1
    ben     2021-03-01  2023-01-01  1
    cid     2021-06-01  2023-01-01  1
"""
PEOPLE = """
    person  gender  disability
    ada     Women   No
    ben     Men     Yes
    cid     Men     No
"""
APPLICATIONS = """
    application  person  gender  source  process  unit           applied     invited     hired
    a1           ada     Women   Fair    Panel    Sales_/_North  2021-01-10  2021-02-01  2021-03-01
    a2           -       Women   Fair    Panel    Sales_/_North  2021-01-11  2021-02-02  -
    a3           -       Women   Friend  Talk     Sales_/_South  2021-12-31  -           -
    a4           ben     Men     Friend  Talk     Sales_/_South  2021-01-01  -           2021-03-01
    a5           cid     Men     Friend  Panel    Salesforce     2021-02-01  2021-02-20  2021-06-01
    a6           -       Men     Fair    Talk     Sales          2021-03-01  2021-03-09  -
    a7           -       -       Fair    Panel    Sales          2021-04-01  -           -
    a8           -       Men     Fair    Panel    Sales          2020-12-31  2021-01-20  -
    a9           -       Women   Fair    Panel    Sales          -           2021-01-20  -
"""
STAGES = ("applied", "invited", "hired")


def applied(applications=APPLICATIONS, stages=STAGES, **more):
    return dataset(spells=STAFF, people=PEOPLE, applications=applications, stages=stages, **more)


def funnel_of(data=None, over=None, **question):
    return ask(data or applied(), "hiring_funnel", over=over or year(2021), **question)


def results(figure, group, stage):
    return next(
        each.results
        for each in figure.comparisons
        if [*each.group.values()] == [group] and each.at == {"stage": stage}
    )


def test_each_step_counts_who_came_to_it_and_who_got_through():
    assert counts(funnel_of(by=["gender"])) == held("""
        everybody  invited             5 7
        Men        invited             3 3
        Women      invited             2 3
        unknown    invited             0 1
        everybody  hired               3 5
        Men        hired               2 3
        Women      hired               1 2
        unknown    hired               0 0
        everybody  from_first_to_last  3 7
        Men        from_first_to_last  2 3
        Women      from_first_to_last  1 3
        unknown    from_first_to_last  0 1
    """)


def test_the_day_of_a_later_stage_speaks_for_the_earlier_ones():
    found = funnel_of(where={"source": "Friend", "process": "Talk"})

    # a4 was hired without the day of an invitation, a3 got no further than applying.
    assert [(r.at["stage"], r.count, r.n) for r in found.rows] == [
        ("invited", 1, 2), ("hired", 1, 1), ("from first to last", 1, 2),
    ]  # fmt: skip


def test_stages_stand_in_the_order_of_the_mapping_and_not_of_the_alphabet():
    stages = ("applied", "zeal", "brains", "hired")
    data = applied(
        """
        application  applied     zeal        brains      hired
        a1           2021-01-10  2021-02-01  2021-02-02  2021-03-01
        a2           2021-01-10  2021-02-01  -           -
        """,
        stages,
    )

    assert [row.at["stage"] for row in funnel_of(data).rows] == [
        "zeal", "brains", "hired", "from first to last",
    ]  # fmt: skip


def test_the_band_of_a_step_is_wilsons():
    row = next(r for r in funnel_of(by=["gender"]).rows if r.group == {"gender": "Women"})

    assert (row.low, row.high) == pytest.approx(wilson(selected=2, pool=3))


def test_who_never_came_to_a_step_has_no_share_there():
    row = next(
        r for r in funnel_of(by=["gender"]).rows
        if r.group == {"gender": "unknown"} and r.at == {"stage": "hired"}
    )  # fmt: skip

    assert (row.n, row.count, row.value, row.low, row.high) == (0, 0, None, None, None)


def test_applications_belong_to_the_window_of_their_first_day_whenever_they_ended():
    in_december = funnel_of(over=year(2020))

    # a8 applied on the last day of 2020; it was invited in 2021, and that counts.
    assert counts(in_december) == held("""
        everybody  invited             1 1
        everybody  hired               0 1
        everybody  from_first_to_last  0 1
    """)


def test_an_application_without_a_day_is_in_no_window_and_is_told():
    found = funnel_of()

    assert found.rows[0].n == 7
    assert "Fewer than 10 applications say no day of 'applied', so they are in no window." in (
        found.notes
    )


def test_what_is_still_open_is_said_to_count_as_not_selected():
    notes = funnel_of().notes

    assert notes[0] == (
        "What went no further by 2021-12-31, the last day in these applications, counts as not "
        "selected: turned down, withdrawn and still open alike."
    )


def test_who_applied_shortly_before_the_end_may_be_undecided():
    # Hires took 50, 59 and 120 days: nine in ten come within 59 + 0.8 * 61 = 107.8 days, so within
    # 108; a3 applied on the last day of all, the others that failed more than 108 days before.
    assert funnel_of().notes[1] == (
        "Nine in ten hires come within 108 days of applying. Of the applications of this window "
        "that did not end in one, fewer than 10 were made in the last 108 days, so some of them "
        "may be undecided."
    )


def test_where_all_that_failed_is_old_nothing_is_undecided():
    data = applied(
        """
        application  applied     hired
        a1           2021-01-10  2021-02-10
        a2           2021-01-10  -
        a3           2021-12-01  2021-12-31
        """,
        ("applied", "hired"),
    )

    assert not any("undecided" in note for note in funnel_of(data).notes)


@pytest.mark.parametrize(("by", "groups"), [
    ("source", {"Fair": (1, 4), "Friend": (2, 3)}),
    ("process", {"Panel": (2, 4), "Talk": (1, 3)}),
    ("unit", {"Sales / North": (1, 2), "Sales / South": (1, 2), "Sales": (0, 2),
              "Salesforce": (1, 1)}),
])  # fmt: skip
def test_groups_are_those_of_any_column_of_the_applications(by, groups):
    found = funnel_of(by=[by])

    assert {
        row.group[by]: (row.count, row.n)
        for row in found.rows
        if row.group and row.at["stage"] == "from first to last"
    } == groups


def test_only_applications_with_a_value_are_counted_and_a_unit_includes_all_below_it():
    assert funnel_of(where={"unit": "Sales"}).rows[0].n == 6
    assert funnel_of(where={"gender": "Women", "source": ("Fair", "Friend")}).rows[0].n == 3


def test_a_group_is_set_beside_the_one_with_most_applications_at_every_step():
    found = funnel_of(by=["source"])

    # At "hired", Friend has as many as Fair, but the reference stays.
    assert [(c.group, c.reference) for c in found.comparisons] == [
        ({"source": "Friend"}, {"source": "Fair"})
    ] * 3
    assert results(found, "Friend", "hired")["pool_a"] == 2
    assert results(found, "Friend", "hired")["pool_b"] == 3


def test_comparisons_are_those_of_the_selection_at_each_step():
    found = funnel_of(by=["source"])

    expected = compare(2, 3, 1, 4, name_a="Friend", name_b="Fair").as_dict()
    whole = results(found, "Friend", "from first to last")
    assert {k: v for k, v in whole.items() if k != "costliest_stage"} == expected
    assert results(found, "Friend", "invited") == (
        compare(2, 3, 3, 4, name_a="Friend", name_b="Fair").as_dict()
    )


def test_the_costliest_stage_is_where_most_people_are_missing():
    found = funnel_of(by=["source"], against={"source": "Friend"})

    # Fair: 3 of 4 invited, beside 2 of 3; and 1 of 3 hired, beside all 2 of 2.
    path = funnel({"Fair": (4, 3, 1), "Friend": (3, 2, 2)}, stages=STAGES, reference="Friend")
    assert path.paths["Fair"].costliest == "hired"
    assert results(found, "Fair", "from first to last")["costliest_stage"] == "hired"


def test_beside_everybody_else_what_is_left_at_each_stage_is_compared():
    found = funnel_of(by=["gender"], against="others")

    women = results(found, "Women", "hired")
    assert (women["selected_a"], women["pool_a"]) == (1, 2)
    assert (women["selected_b"], women["pool_b"]) == (2, 3)


def test_a_step_to_which_nobody_of_a_group_came_is_not_compared():
    places = [c.at["stage"] for c in funnel_of(by=["gender"]).comparisons
              if c.group == {"gender": "unknown"}]  # fmt: skip

    assert places == ["invited", "from first to last"]


def test_who_applied_twice_is_two_applications_and_one_person():
    data = applied(
        """
        application  person  gender  applied     hired
        a1           ada     Women   2021-01-10  -
        a2           ada     Women   2021-02-10  2021-03-01
        a3           -       Women   2021-02-10  -
        """,
        ("applied", "hired"),
    )

    women = next(r for r in funnel_of(data, by=["gender"]).rows if r.group)

    assert (women.n, women.members) == (3, 2)


def test_attributes_that_only_staff_have_are_refused_because_they_say_who_was_hired():
    with pytest.raises(CannotMeasure, match="'disability' is known only of people who were hired"):
        funnel_of(by=["disability"])


def test_where_every_applicant_is_on_the_staff_their_attributes_describe_them():
    data = applied(
        """
        application  person  applied     hired
        a1           ada     2021-01-10  -
        a2           ben     2021-02-10  2021-03-01
        a3           cid     2021-02-10  -
        """,
        ("applied", "hired"),
    )

    assert counts(funnel_of(data, by=["disability"])) == held("""
        everybody  hired               1 3
        No         hired               0 2
        Yes        hired               1 1
        everybody  from_first_to_last  1 3
        No         from_first_to_last  0 2
        Yes        from_first_to_last  1 1
    """)


@pytest.mark.parametrize(("question", "said"), [
    ({"by": ["shoe_size"]}, "'shoe_size' is not in the applications. You can use: source, process"),
    ({"by": ["person"]}, "'person' is not in the applications"),
    ({"by": ["gender", "source", "process", "unit"]}, "At most 3 attributes"),
    ({"against": "the tallest"}, "'the tallest' is none of these"),
    ({"where": {"process": "Chat"}}, "Nobody's 'process' is 'Chat' in this data. It can be: Panel"),
    ({"where": {"source": "Moon"}}, "Nobody's 'source' is 'Moon' in this data.$"),
    ({"over": year(2019)}, "applications from 2020-12-31 to 2021-12-31; the window 2019-01-01"),
    ({"by": ["gender"], "against": {"gender": "Cats"}}, "There is no group gender=Cats"),
    ({"where": {"gender": "unknown", "source": "Friend"}}, "Nobody with what 'where' asks for"),
])  # fmt: skip
def test_what_cannot_be_answered_is_refused_in_words(question, said):
    with pytest.raises(CannotMeasure, match=said):
        funnel_of(**question)


@pytest.mark.parametrize("by", ["source", "gender"])
def test_a_wrong_reference_names_no_groups_of_what_not_everybody_may_know(by):
    with pytest.raises(CannotMeasure) as refused:
        funnel_of(by=[by], against={by: "Cats"})

    assert "Groups:" not in str(refused.value)


def test_without_a_table_of_applications_it_says_what_to_add():
    with pytest.raises(CannotMeasure, match=r"needs a table of applications.*Add \[applications\]"):
        funnel_of(dataset(spells=STAFF, people=PEOPLE))


def test_one_stage_is_no_way_to_be_hired():
    data = applied(APPLICATIONS, ("applied",))

    with pytest.raises(CannotMeasure, match="needs two stages or more"):
        funnel_of(data)


def test_without_any_day_nothing_can_be_placed():
    data = applied("""
        application  applied  hired
        a1           -        2021-01-01
    """, ("applied", "hired"))  # fmt: skip

    with pytest.raises(CannotMeasure, match="'applied' holds no date"):
        funnel_of(data)


WAYS = st.lists(
    st.tuples(
        st.sampled_from(["Women", "Men", None]),
        st.sampled_from(["Fair", "Friend"]),
        st.lists(st.booleans(), min_size=3, max_size=3),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=sized(12, 25))
@given(WAYS)
def test_stages_never_rise_and_groups_add_up_to_everybody(ways):
    lines = ["application gender source applied invited offered hired"]
    for number, (gender, source, reached) in enumerate(ways):
        days = [f"2021-0{place + 2}-01" if there else "-" for place, there in enumerate(reached)]
        lines.append(" ".join([f"a{number}", gender or "-", source, "2021-01-01", *days]))
    stages = ("applied", "invited", "offered", "hired")

    found = funnel_of(applied("\n".join(lines), stages), by=["gender", "source"])

    at = {(tuple(r.group.values()), r.at["stage"]): r for r in found.rows}
    groups = {group for group, _ in at}
    for group in groups:
        steps = [at[group, stage] for stage in stages[1:]]
        assert [s.n for s in steps[1:]] == [s.count for s in steps[:-1]]
        assert all(s.count <= s.n for s in steps)
        whole = at[group, "from first to last"]
        assert (whole.n, whole.count) == (steps[0].n, steps[-1].count)
    for stage in (*stages[1:], "from first to last"):
        parts = [at[group, stage] for group in groups - {()}]
        assert sum(r.n for r in parts) == at[(), stage].n
        assert sum(r.count for r in parts) == at[(), stage].count


def many(groups):
    """So many applications of each group, of which so many came to each further stage."""
    lines = ["application gender applied invited hired"]
    for gender, (applied_, invited, hired) in groups.items():
        lines += [
            f"{gender}{n} {gender} 2021-01-01 {'2021-02-01' if n < invited else '-'} "
            f"{'2021-03-01' if n < hired else '-'}"
            for n in range(applied_)
        ]
    return applied("\n".join(lines), STAGES)


def test_the_gate_shows_a_group_at_every_step_or_at_none():
    figure = funnel_of(many({"Men": (40, 20, 12), "Women": (30, 8, 2)}), by=["gender"])

    shown = draft(figure)

    # Only 8 women were invited; but 8 is what the step before says they were, so hiding it later
    # would hide nothing.
    assert shown.hidden == ()
    assert [r.n for r in shown.rows if r.group == {"gender": "Women"}] == [30, 8, 30]


def test_a_small_group_of_applicants_is_hidden_at_every_step_and_so_is_its_neighbour():
    figure = funnel_of(
        many({"Men": (40, 20, 12), "Women": (30, 8, 2), "Others": (4, 0, 0)}), by=["gender"]
    )

    shown = draft(figure)

    assert {r.group["gender"] for r in shown.rows if r.group} == {"Men"}
    assert len(shown.hidden) == 2 * 3
