"""The gate: what is hidden, what goes with it, and that nothing hidden can be worked out."""

from __future__ import annotations

import copy
import pickle
from dataclasses import fields, replace
from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from engine.kit import ask, dataset, lines, year
from hypothesis import given, settings
from hypothesis import strategies as st

from tiebeam.engine.disclosure import (
    DRAFT,
    EVERYWHERE,
    OTHERS,
    SMALLEST_GROUP,
    Comparison,
    Draft,
    Exact,
    Hidden,
    NotReleased,
    Released,
    RestsOnASecret,
    Row,
    draft,
    mark_of,
    release,
)
from tiebeam.engine.disclosure.threshold import CannotBeLoosened
from tiebeam.engine.records.window import Window

WINDOW = (date(2020, 1, 1), date(2020, 12, 31))
SMALL = "fewer than 10 people"
COMPANY = "its figures would give a smaller group away"


def figure(text: str, **more) -> Exact:
    """An exact figure from a table of group, level, people and how many of them were counted."""
    rows = tuple(
        Row(
            group={} if line["group"] == "everybody" else {"gender": line["group"]},
            at=located(line["level"]),
            n=int(line["people"]),
            count=int(line.get("count") or 0),
            value=None,
            low=None,
            high=None,
            members=int(line["people"]),
        )
        for line in lines(text)
    )
    stated = {
        "measure": "promotion_rate", "title": "Who is promoted", "unit": "share",
        "by": ("gender",), "window": WINDOW, "rows": rows,
        "field_class": "hr",
    }  # fmt: skip
    return Exact(**(stated | more))


def located(level):
    if level is None:
        return {}
    return {"level": int(level) if level.isdigit() else level}


def shown(released):
    return {(*(row.group.values() or ["everybody"]), *row.at.values()) for row in released.rows}


def hidden(released):
    return {
        (*(each.group.values() or ["everybody"]), *each.at.values()): each.why
        for each in released.hidden
    }


# --- the threshold --------------------------------------------------------------------------------


def test_a_group_of_nine_is_hidden_and_the_next_smallest_goes_with_it():
    exact = figure("""
        group      level  people  count
        everybody  1      119     12
        Men        1      60      6
        Women      1      50      5
        Nonbinary  1      9       1
    """)

    released = release(exact)

    assert shown(released) == {("everybody", 1), ("Men", 1)}
    assert hidden(released) == {("Women", 1): COMPANY, ("Nonbinary", 1): SMALL}


def test_a_group_of_ten_is_shown():
    exact = figure("""
        group      level  people  count
        everybody  1      20      0
        Men        1      10      0
        Women      1      10      0
    """)

    released = release(exact)

    assert len(released.rows) == 3
    assert released.hidden == ()


def test_the_rule_looks_at_people_and_never_at_how_many_were_counted():
    few_counted = figure("""
        group      level  people  count
        everybody  1      100     1
        Men        1      60      0
        Women      1      40      1
    """)
    all_counted = figure("""
        group      level  people  count
        everybody  1      69      69
        Men        1      60      60
        Women      1      9       9
    """)

    assert release(few_counted).hidden == ()
    assert hidden(release(all_counted)) == {("Men", 1): COMPANY, ("Women", 1): SMALL}


def test_members_count_where_the_denominator_is_years():
    row = figure("group level people\nWomen 1 9").rows[0]
    exact = figure("group level people\nWomen 1 9", rows=(replace(row, n=900.0),))

    assert release(exact).rows == ()


def test_two_hidden_groups_of_ten_together_need_no_company():
    exact = figure("""
        group      level  people
        everybody  1      110
        Men        1      60
        Women      1      40
        Nonbinary  1      4
        unknown    1      6
    """)

    assert shown(release(exact)) == {("everybody", 1), ("Men", 1), ("Women", 1)}


def test_two_hidden_groups_who_are_fewer_than_ten_together_take_a_third_along():
    # Everybody less the rest would be a figure about seven people.
    exact = figure("""
        group      level  people
        everybody  1      107
        Men        1      60
        Women      1      40
        Nonbinary  1      4
        unknown    1      3
    """)

    assert shown(release(exact)) == {("everybody", 1), ("Men", 1)}


def test_of_two_equally_small_companions_the_choice_is_always_the_same():
    text = """
        group      level  people
        everybody  1      64
        {}         1      30
        {}         1      30
        unknown    1      4
    """

    one = hidden(release(figure(text.format("Men", "Women"))))
    other = hidden(release(figure(text.format("Women", "Men"))))

    assert one == other == {("unknown", 1): SMALL, ("Men", 1): COMPANY}


def test_where_everybody_is_few_nobody_is_shown():
    exact = figure("""
        group      level  people
        everybody  1      9
        Men        1      5
        Women      1      4
    """)

    released = release(exact)

    assert released.rows == ()
    assert set(hidden(released).values()) == {SMALL}


def test_each_place_is_looked_at_by_itself_where_places_do_not_add_up():
    exact = figure("""
        group      level  people
        everybody  1      100
        Men        1      60
        Women      1      40
        everybody  2      35
        Men        2      30
        Women      2      5
    """)

    assert shown(release(exact)) == {
        ("everybody", 1), ("Men", 1), ("Women", 1), ("everybody", 2),
    }  # fmt: skip


def test_the_smallest_group_may_be_made_larger_and_says_so():
    exact = figure("""
        group      level  people
        everybody  1      100
        Men        1      60
        Women      1      40
    """)

    released = release(exact, smallest_group=41)

    assert hidden(released) == {("Women", 1): "fewer than 41 people", ("Men", 1): COMPANY}
    assert SMALLEST_GROUP == 10


@pytest.mark.parametrize("smaller", [9, 1, 0, -1])
def test_the_smallest_group_may_not_be_made_smaller(smaller):
    with pytest.raises(CannotBeLoosened, match="10 people; it can be made larger, not smaller"):
        release(figure("group level people\neverybody 1 100"), smallest_group=smaller)


def test_what_was_hidden_before_stays_hidden():
    earlier = Hidden(group={"gender": "Women"}, at={"level": 3}, why="held back")

    released = release(figure("group level people\neverybody 1 100", hidden=(earlier,)))

    assert released.hidden == (earlier,)


# --- places that add up ---------------------------------------------------------------------------

LADDER = """
    group      level  people
    everybody  1      150
    Men        1      100
    Women      1      50
    everybody  2      90
    Men        2      60
    Women      2      30
    everybody  3      44
    Men        3      40
    Women      3      4
    everybody  all    284
    Men        all    200
    Women      all    84
"""


def test_a_hidden_level_is_not_the_total_less_the_other_levels():
    # 84 - 50 - 30 would be the 4 women at level 3.
    released = release(figure(LADDER))

    assert {("Women", 3), ("Men", 3), ("Women", 2), ("Men", 2)} == set(hidden(released))
    assert ("Women", "all") in shown(released)


def test_a_level_with_one_person_takes_another_level_along_for_everybody():
    exact = figure("""
        group      level  people
        everybody  1      150
        Men        1      100
        Women      1      50
        everybody  2      90
        Men        2      60
        Women      2      30
        everybody  3      1
        Men        3      1
        Women      3      0
        everybody  all    241
        Men        all    161
        Women      all    80
    """)

    released = release(exact)

    assert shown(released) == {
        ("everybody", 1), ("Men", 1), ("Women", 1),
        ("everybody", "all"), ("Men", "all"), ("Women", "all"),
    }  # fmt: skip


def test_where_everybody_at_a_level_is_hidden_no_group_there_is_shown():
    # In shares of a level, each group's row says how many there are altogether.
    released = release(figure(LADDER.replace("44", "9").replace(" 40", " 5")))

    for at in {row.at["level"] for row in released.rows}:
        assert ("everybody", at) in shown(released)


def test_a_group_at_one_level_alone_is_hidden_in_its_total_too():
    exact = figure("""
        group      level  people
        everybody  1      104
        Men        1      100
        Women      1      4
        everybody  all    104
        Men        all    100
        Women      all    4
    """)

    assert shown(release(exact)) == {("everybody", 1), ("everybody", "all")}


def can_be_worked_out(rows, hidden_places):
    """Hidden counts that follow from the shown ones, by solving all the totals at once.

    Every group's levels add up to its "all", and at every level the groups add up to everybody.
    """
    unknowns = sorted(hidden_places, key=str)
    groups = dict.fromkeys(group for group, _ in rows)
    levels = dict.fromkeys(at for _, at in rows)
    equations = []
    for group in groups:
        sign = {at: -1 if at == EVERYWHERE else 1 for at in levels}
        equations.append([sign[at] if g == group else 0 for g, at in unknowns])
    for level in levels:
        sign = {group: -1 if group == "everybody" else 1 for group in groups}
        equations.append([sign[g] if at == level else 0 for g, at in unknowns])
    return [unknowns[column] for column in determined(equations, len(unknowns))]


def determined(equations, width):
    """The unknowns that a system of linear equations leaves no choice, in fractions."""
    matrix = [[Fraction(x) for x in row] for row in equations]
    pivots = []
    for column in range(width):
        place = len(pivots)
        found = next((r for r in range(place, len(matrix)) if matrix[r][column]), None)
        if found is None:
            continue
        matrix[place], matrix[found] = matrix[found], matrix[place]
        matrix[place] = [x / matrix[place][column] for x in matrix[place]]
        for r, row in enumerate(matrix):
            if r != place and row[column]:
                matrix[r] = [
                    x - row[column] * y for x, y in zip(row, matrix[place], strict=True)
                ]  # fmt: skip
        pivots.append(column)
    return [c for place, c in enumerate(pivots) if sum(1 for x in matrix[place] if x) == 1]


def test_the_solver_of_these_tests_finds_what_plain_subtraction_finds():
    rows = list(product(["everybody", "Men", "Women"], [1, 2, 3, EVERYWHERE]))

    alone = can_be_worked_out(rows, {("Women", 3)})
    pair = can_be_worked_out(rows, {("Women", 3), ("Men", 3)})
    square = can_be_worked_out(rows, set(product(["Men", "Women"], [2, 3])))

    assert alone == [("Women", 3)]
    assert pair == [("Men", 3), ("Women", 3)]
    assert square == []


def test_two_hidden_in_every_line_are_not_always_enough():
    # Two squares of hidden rows joined by one row: every line hides two or more, yet the total of
    # one square's groups over its levels gives the row between them away.
    rows = list(product(["everybody", *"abcd"], [1, 2, 3, 4, EVERYWHERE]))
    squares = {*product("ab", [1, 2]), *product("cd", [3, 4])}

    assert can_be_worked_out(rows, squares | {("b", 3)}) == [("b", 3)]
    assert can_be_worked_out(rows, squares | {("b", 3), ("a", 4), ("a", 3), ("b", 4)}) == []


def test_the_row_between_two_squares_is_closed_by_the_gate():
    small = {*product("ab", [1, 2]), *product("cd", [3, 4]), ("b", 3)}
    people = {(g, at): 6 if (g, at) in small else 40 for g, at in product("abcd", [1, 2, 3, 4])}

    exact = figure_of(people)
    released = release(exact)

    places = {(*(row.group.values() or ["everybody"]), *row.at.values()) for row in exact.rows}
    assert small <= set(hidden(released))
    assert can_be_worked_out(places, set(hidden(released))) == []


def figure_of(people):
    """A figure of people by group and level, with all its totals."""
    groups, levels = (list(dict.fromkeys(each)) for each in zip(*people, strict=True))
    total = dict(people)
    for group in groups:
        total[group, EVERYWHERE] = sum(people[group, at] for at in levels)
    for at in [*levels, EVERYWHERE]:
        total["everybody", at] = sum(total[group, at] for group in groups)
    text = "\n".join(f"{group} {at} {n}" for (group, at), n in total.items())
    return figure(f"group level people\n{text}")


tables = st.integers(1, 4).flatmap(
    lambda groups: st.integers(1, 4).flatmap(
        lambda levels: st.fixed_dictionaries(
            {
                (group, level): st.sampled_from([0, 1, 3, 5, 9, 10, 12, 40, 200])
                for group, level in product("abcd"[:groups], range(1, levels + 1))
            }
        )
    )
)


@settings(max_examples=250, deadline=None)
@given(tables)
def test_no_hidden_row_is_what_remains_when_shown_rows_are_taken_from_totals(people):
    exact = figure_of(people)
    places = {(*(row.group.values() or ["everybody"]), *row.at.values()) for row in exact.rows}

    released = release(exact)

    assert shown(released) | set(hidden(released)) == places
    assert not shown(released) & set(hidden(released))
    assert all(row.members >= SMALLEST_GROUP for row in released.rows)
    if released.rows:
        assert can_be_worked_out(places, set(hidden(released))) == []


@settings(max_examples=150, deadline=None)
@given(tables)
def test_the_hidden_groups_at_a_place_are_never_fewer_than_ten_people_together(people):
    exact = figure_of(people)
    members = {
        (*(row.group.values() or ["everybody"]), *row.at.values()): row.members
        for row in exact.rows
    }

    released = release(exact)

    kept, gone = shown(released), set(hidden(released))
    for at in {at for _, at in gone}:
        together = [(g, a) for g, a in gone if a == at and g != "everybody"]
        if together and any(a == at and g != "everybody" for g, a in kept):
            assert len(together) > 1
            assert sum(members[each] for each in together) >= SMALLEST_GROUP


@settings(max_examples=100, deadline=None)
@given(tables, st.integers(10, 60))
def test_a_stricter_gate_never_shows_more_small_groups(people, smallest):
    released = release(figure_of(people), smallest_group=smallest)

    assert all(row.members >= smallest for row in released.rows)


@settings(max_examples=60, deadline=None)
@given(tables)
def test_releasing_twice_gives_the_same(people):
    assert release(figure_of(people)) == release(figure_of(people))


# --- comparisons, smallest gaps, notes ------------------------------------------------------------


def compared(group, level, gap, reference=None):
    return Comparison(
        group={"gender": group}, reference=reference or {"gender": "Men"}, at={"level": level},
        results={"smallest_detectable_gap": gap},
    )  # fmt: skip


WITH_A_SMALL_GROUP = """
    group      level  people
    everybody  1      213
    Men        1      100
    Women      1      60
    Agender    1      50
    Nonbinary  1      3
"""


def test_comparisons_of_hidden_groups_are_gone():
    exact = figure(
        WITH_A_SMALL_GROUP,
        comparisons=(
            compared("Women", 1, 0.2), compared("Agender", 1, 0.3), compared("Nonbinary", 1, 0.1),
            compared("Women", 1, 0.2, {"gender": "Nonbinary"}),
        ),
    )  # fmt: skip

    assert release(exact).comparisons == (compared("Women", 1, 0.2),)


def test_the_smallest_gap_is_that_of_the_comparisons_that_are_shown():
    # 0.1 is worked out from the three people, so it would tell how many they are.
    exact = figure(
        WITH_A_SMALL_GROUP,
        comparisons=(compared("Women", 1, 0.2), compared("Nonbinary", 1, 0.1)),
        smallest_gap=0.1,
    )

    assert release(exact).smallest_gap == 0.2


def test_the_smallest_gap_goes_where_no_comparison_is_shown():
    alone = figure(WITH_A_SMALL_GROUP, smallest_gap=0.1)
    undefined = figure(
        WITH_A_SMALL_GROUP, comparisons=(compared("Women", 1, None),), smallest_gap=0.1
    )

    assert release(alone).smallest_gap is None
    assert release(undefined).smallest_gap is None


def test_the_smallest_gap_stays_where_nothing_is_hidden():
    exact = figure("group level people\neverybody 1 100\nWomen 1 100", smallest_gap=0.1)

    assert release(exact).smallest_gap == 0.1


def test_a_group_beside_everybody_else_stays_where_group_and_everybody_are_shown():
    # Everybody else is everybody less the group, which anybody can work out from the two.
    exact = figure(
        WITH_A_SMALL_GROUP,
        comparisons=tuple(
            compared(group, 1, 0.2, OTHERS) for group in ("Men", "Women", "Agender", "Nonbinary")
        ),
    )

    kept = [each.group["gender"] for each in release(exact).comparisons]

    assert kept == ["Men", "Women"]


def test_what_is_released_carries_the_rest_unchanged():
    exact = figure("group level people\neverybody 1 100", notes=("Read it twice.",), data={"a": 1})

    released = release(exact)

    for name in ("measure", "title", "unit", "by", "window", "notes", "data"):
        assert getattr(released, name) == getattr(exact, name)


def employer(*, odd):
    """Thirty women, thirty-two men and three others, whose leaving, level and pay are `odd`."""
    spells, described = [], []
    for gender, number, leave in [("Women", 30, 4), ("Men", 32, 5), ("Nonbinary", 3, odd)]:
        for place in range(number):
            person = f"{gender} {place}"
            rises = place % 3 == 0 if gender != "Nonbinary" else place < odd
            pay = 40_000 + (place * 500 if gender != "Nonbinary" else odd * 9_000)
            ends = "2020-07-01" if place < leave else "2022-01-01"
            line = {"person": person, "pay": pay}
            spells.append({**line, "begins": "2019-01-01", "ends": "2020-03-01", "level": 1})
            spells.append({**line, "begins": "2020-03-01", "ends": ends, "level": 1 + rises})
            described.append({"person": person, "gender": gender})
    return dataset(spells=spells, people=described, until="2022-01-01", ladder=3)


@pytest.mark.parametrize("against", ["largest", {"gender": "Nonbinary"}], ids=["largest", "small"])
@pytest.mark.parametrize("measure", ["exit_rate", "promotion_rate", "top_share", "pay_gap"])
def test_what_is_said_of_those_shown_says_nothing_of_the_hidden(measure, against):
    window = year(2020) if "rate" in measure else Window(date(2020, 1, 1), date(2020, 4, 1))
    exact = [
        ask(employer(odd=odd), measure, by=["gender"], over=window, against=against)
        for odd in (1, 2)
    ]

    one, other = (draft(each) for each in exact)

    assert said_of_groups(exact[0]) != said_of_groups(exact[1])
    assert said_of_groups(one) == said_of_groups(other)
    assert {row.group.get("gender") for row in one.rows} == {None, "Men"}
    assert {tuple(each.group.values()) for each in one.hidden} == {("Nonbinary",), ("Women",)}


def said_of_groups(figure):
    """All but the rows about everybody, in which the hidden are counted too."""
    return (
        [row for row in figure.rows if row.group], figure.comparisons, figure.hidden, figure.notes,
        figure.smallest_gap,
    )  # fmt: skip


# --- nothing else makes a released figure ---------------------------------------------------------


@pytest.fixture
def released():
    return release(figure(WITH_A_SMALL_GROUP))


@pytest.fixture
def secret_row():
    return figure("group level people count\nNonbinary 1 3 1").rows[0]


def test_a_released_figure_is_not_made_by_hand(released):
    carried = {each.name: getattr(released, each.name) for each in fields(released)}

    with pytest.raises(NotReleased, match=r"Only the gate makes a Released figure"):
        Released(**carried)
    with pytest.raises(NotReleased):
        Released(**carried, gate=object())


def test_a_released_figure_is_not_made_from_what_another_holds(released, secret_row):
    with pytest.raises(NotReleased):
        Released(**(vars(released) | {"rows": (secret_row,)}))


def test_a_released_figure_cannot_be_changed_by_replacing_a_part(released, secret_row):
    with pytest.raises(NotReleased):
        replace(released, rows=(secret_row,))


def test_a_released_figure_cannot_be_changed_in_place(released, secret_row):
    with pytest.raises(AttributeError):
        released.rows = (secret_row,)


def test_a_copy_is_what_was_released_and_as_closed(released, secret_row):
    for again in (
        copy.copy(released),
        copy.deepcopy(released),
        pickle.loads(pickle.dumps(released)),
    ):
        assert type(again) is Released
        assert again == released
        with pytest.raises(NotReleased):
            replace(again, rows=(secret_row,))


def test_an_exact_figure_is_not_a_released_one(released):
    assert not isinstance(figure(WITH_A_SMALL_GROUP), Released)
    assert not isinstance(released, Exact)


def test_what_rests_on_the_directory_alone_is_never_hidden():
    small = figure(
        """
        group      level  people
        everybody  1      12
        Women      1      3
        Men        1      9
        """,
        field_class="directory",
    )

    shown = release(small)

    assert shown.rows == small.rows
    assert not shown.hidden


def test_a_figure_that_does_not_say_its_class_is_taken_for_a_secret_and_not_released():
    said = vars(figure(SMALL_GROUPS))
    unsaid = Exact(**{name: value for name, value in said.items() if name != "field_class"})

    assert unsaid.field_class == "secret"
    with pytest.raises(RestsOnASecret, match="ledger of releases"):
        release(unsaid)


@pytest.mark.parametrize("field_class", ["secret", "answer"])
def test_what_people_keep_to_themselves_can_be_drafted_and_not_released(field_class):
    secret = figure(SMALL_GROUPS, field_class=field_class)

    drafted = draft(secret)

    assert mark_of(drafted) == DRAFT == "draft: for the bench, not for sharing"
    assert not isinstance(drafted, Released | Exact)
    assert not any(row.group for row in drafted.rows)
    with pytest.raises(RestsOnASecret):
        release(secret)


def test_a_draft_hides_what_a_release_by_the_same_rules_hides():
    drafted = draft(figure(SMALL_GROUPS, field_class="secret"))
    released = release(figure(SMALL_GROUPS))

    assert (drafted.rows, drafted.hidden) == (released.rows, released.hidden)


def test_a_draft_is_not_made_by_hand_nor_changed():
    drafted = draft(figure(SMALL_GROUPS, field_class="secret"))

    with pytest.raises(NotReleased, match=r"Only disclosure\.draft"):
        Draft(**vars(drafted))
    with pytest.raises(NotReleased):
        replace(drafted, rows=())


SMALL_GROUPS = """
    group      level  people
    everybody  1      12
    Women      1      3
    Men        1      9
"""


@pytest.mark.parametrize(
    ("by", "where", "expected"),
    [
        ((), {}, "directory"),
        (("site",), {}, "directory"),
        (("gender",), {}, "secret"),
        (("site",), {"gender": ("Women",)}, "secret"),
        ((), {"shift": ("Nights",)}, "hr"),
    ],
)
def test_a_figure_is_as_close_as_the_closest_field_it_touches(by, where, expected):
    data = dataset(
        spells="""
            person  begins      ends        site   level  shift
            ada     2020-01-01  2022-01-01  Leeds  1      Nights
            bea     2020-01-01  2022-01-01  Porto  1      Days
        """,
        people="""
            person  gender
            ada     Women
            bea     Men
        """,
        classes={"shift": "hr"},
        ladder=2,
    )

    found = ask(data, "promotion_rate", by=by, where=where, over=year(2020))

    assert found.field_class == expected


def crossed(sizes: dict[tuple[str, str], int]) -> Exact:
    """People by gender and race, with everybody."""
    rows = [
        Row(group={"gender": gender, "race": race}, at={}, n=n, count=n // 2, value=None, low=None,
            high=None, members=n)
        for (gender, race), n in sizes.items()
    ]  # fmt: skip
    everybody = sum(sizes.values())
    rows.insert(0, Row(group={}, at={}, n=everybody, count=0, value=None, low=None, high=None,
                       members=everybody))  # fmt: skip
    return Exact(measure="promotion_rate", title="Who is promoted", unit="share",
                 by=("gender", "race"), window=WINDOW, rows=tuple(rows),
                 field_class="hr")  # fmt: skip


def test_a_small_crossing_has_company_in_its_row_and_in_its_column():
    sizes = {("Women", "Black"): 30, ("Men", "Black"): 40, ("Agender", "Black"): 3,
             ("Women", "White"): 50, ("Men", "White"): 60, ("Agender", "White"): 20}  # fmt: skip

    shown = release(crossed(sizes))

    hidden = {(each.group["gender"], each.group["race"]) for each in shown.hidden}
    # All Black people less those shown would be the three; so would all agender people.
    assert ("Agender", "Black") in hidden
    assert len([each for each in hidden if each[1] == "Black"]) >= 2
    assert len([each for each in hidden if each[0] == "Agender"]) >= 2


SIZES = st.dictionaries(
    st.tuples(st.sampled_from(["Women", "Men", "Agender"]), st.sampled_from(["A", "B", "C"])),
    st.integers(0, 60),
    min_size=2,
)


@given(SIZES)
def test_no_margin_of_a_crossing_gives_fewer_than_ten_people_away(sizes):
    shown = release(crossed(sizes))

    kept = {(row.group["gender"], row.group["race"]) for row in shown.rows if row.group}
    for key in (0, 1):
        for value in {group[key] for group in sizes}:
            line = [group for group in sizes if group[key] == value]
            rest = [group for group in line if group not in kept]
            if rest and len(rest) < len(line):
                # What is left of the margin is at least ten people, of two groups or more.
                assert len(rest) > 1
                assert sum(sizes[group] for group in rest) >= SMALLEST_GROUP
