"""The proposed cube: never over its budget, the same for the same people, and useful."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from engine.disclosure.cubes import cube, gender, reasons, stricter, year
from hypothesis import given, settings
from hypothesis import strategies as st

from tiebeam.engine.disclosure.cube import PEOPLE, Table, anniversary, check_budget, check_follows
from tiebeam.engine.disclosure.cube_facts import Applied, Described, Facts, Moved
from tiebeam.engine.disclosure.noise import STANDARD, Protection
from tiebeam.engine.disclosure.proposed_cube import NothingSecret, TooFewPeople, propose

FIRST = date(2026, 1, 1)
FIELDS = ("level", "site", "unit")
LAST, LAST_THREE = year(2025), year(2023, 2025)
#: Men are the most, so that women alone are counted; of ethnicities, Black and Roma people.
GENDER = Described(name="gender", values=("Men", "Women"), shares={"Men": 0.55, "Women": 0.45})
ETHNICITY = Described(
    name="ethnicity", values=("Black", "Roma", "White"),
    shares={"Black": 0.2, "Roma": 0.1, "White": 0.6},
)  # fmt: skip
#: One field alone, of three levels.
LEVELS_ALONE = {"sites": 1, "units": 1}


def by_all(joint: dict[tuple[str, ...], int], fields: tuple[str, ...] = FIELDS):
    """Counts by every field and every two, from those by all at once."""
    found = {}
    for by in ((), *((name,) for name in fields), *combinations(fields, 2)):
        counts: Counter[tuple[str, ...]] = Counter()
        for values, n in joint.items():
            counts[tuple(values[fields.index(name)] for name in by)] += n
        found[by] = dict(counts)
    return found


def even(people: int, *, levels: int = 3, sites: int = 2, units: int = 3):
    """So many people, spread evenly over all levels, sites and units."""
    joint: Counter[tuple[str, ...]] = Counter()
    for person in range(people):
        level, site = person % levels, person // levels % sites
        unit = person // (levels * sites) % units
        joint[str(level), f"Site {site}", f"Fleet / Ship {unit}"] += 1
    return dict(joint)


def moved(outcome: str, people: int, window=LAST, **shape: int) -> Moved:
    return Moved(outcome=outcome, window=window, by=by_all(even(people, **shape)))


def facts(people: int, *attributes: Described, flows: tuple[Moved, ...] = (), **more: Any) -> Facts:
    shape = more.pop("shape", {})
    return Facts(
        first=FIRST, by=by_all(even(people, **shape)), paths=frozenset({"unit"}),
        attributes=attributes or (GENDER,), moved=flows, **more,
    )  # fmt: skip


def tables(found, name: str = "gender") -> list[str]:
    attribute = found.cube.attribute(name)
    return [table.words for table in attribute.tables] if attribute else []


def why(found, what: str) -> str:
    (said,) = {each.why for each in found.left_out if each.what == what}
    return said


# --- what is proposed -----------------------------------------------------------------------------


def test_forty_people_see_everybody_and_are_told_why_no_more():
    found = propose(facts(40))

    assert tables(found) == ["people, everybody"]
    assert found.cube.attributes[0].times_a_year == 1
    for name in ("level", "site", "unit"):
        assert why(found, f"by {name}") == "once its small categories are merged, one is left"
    assert why(found, "shares") == (
        "they take 48 people. Counts are shown, give or take 4.8 people"
    )
    assert "shares" not in {each.what for each in propose(facts(48)).left_out}
    assert why(found, "two fields at once") == "from 500 people on"
    assert why(found, "twice a year") == "from 200 people on"


def test_120_people_see_everybody_and_two_levels():
    """One figure for 40 people: three of them, and not one more."""
    found = propose(facts(120, shape={"levels": 2}))

    assert tables(found) == ["people, everybody", "people by level"]
    assert tables(propose(facts(119, shape={"levels": 2}))) == ["people, everybody"]
    assert "people by site (2)" in why(found, "gender")


def test_what_matters_comes_first():
    """Of 1,200 people there can be 30 figures at once, and 7 of 210 to whom something happened."""
    flows = tuple(moved(outcome, 210) for outcome in ("joined", "left", "promoted"))

    found = propose(facts(1200, flows=flows, has_pay=True))

    assert tables(found) == [
        "people, everybody",
        "promoted in 2025, everybody",
        "left in 2025, everybody",
        "joined in 2025, everybody",
        "pay, everybody",
        "people by level",
        "people by unit",
        "promoted in 2025 by level",
        "left in 2025 by unit",
        "left in 2025 by level",
        "pay by level",
        "people by site",
        "promoted in 2025 by site",
        "pay by unit",
        "people by level and unit",
        "people by level and site",
        "joined in 2025 by level",
    ]
    assert why(found, "gender") == (
        "too many figures for so few people: left by site (2), promoted by unit (3)"
    )
    assert found.cube.attributes[0].times_a_year == 2


def test_two_fields_at_once_take_500_people():
    """Everybody, 3 levels, 2 sites and 6 cells of both are 12 figures of 12."""
    few, many = (propose(facts(people, shape={"units": 1})) for people in (499, 500))

    assert "people by level and site" not in tables(few)
    assert "people by level and site" in tables(many)


def test_two_fields_at_once_are_shown_over_three_years():
    """Of 270 who left there can be 9 figures: everybody and 2 sites in 2025, and then 6 cells."""
    one, three = moved("left", 90, units=1), moved("left", 270, LAST_THREE, units=1)

    both = propose(facts(900, flows=(one, three), shape={"units": 1}))
    assert "left in 2023 to 2025 by level and site" in tables(both)
    alone = propose(facts(900, flows=(one,), shape={"units": 1}))
    assert why(alone, "left by level and site") == "no window of whole years that is not shown yet"


def test_two_fields_that_part_nothing_are_not_crossed():
    """Each ship has one level alone, so levels part no ship."""
    counts = by_all({("1", "x", "A"): 300, ("2", "x", "B"): 300})

    found = propose(replace(facts(600), by=counts))

    assert why(found, "people by level and unit") == "too few people to part one by the other"


def test_a_field_with_one_category_alone_is_left_out():
    found = propose(facts(300, shape={"levels": 1}))

    assert why(found, "by level") == "once its small categories are merged, one is left"


def test_two_fields_that_leave_few_people_in_most_cells_are_not_crossed():
    found = propose(facts(600, shape={"levels": 5, "sites": 4, "units": 4}))

    assert why(found, "people by level and site") == "most cells have under 48 people"


def test_the_first_two_attributes_are_crossed_from_1000_people_on():
    few, many = (propose(facts(people, GENDER, ETHNICITY, replace(GENDER, name="age")))
                 for people in (999, 1000))  # fmt: skip

    assert why(few, "gender × ethnicity") == "attributes are crossed from 1,000 people on"
    both = many.cube.attribute("gender × ethnicity")
    assert both.factors == ("gender", "ethnicity")
    assert both.values == ("Women × Black", "Women × Roma")
    assert tables(many, "gender × ethnicity")[0] == "people, everybody"


def test_attributes_of_which_one_allows_several_answers_are_not_crossed():
    for pair in ((GENDER, ETHNICITY), (ETHNICITY, GENDER)):
        many = [replace(each, several=each is ETHNICITY) for each in pair]

        found = propose(facts(1000, *many))

        name = " × ".join(each.name for each in pair)
        assert found.cube.attribute(name) is None
        assert why(found, name) == "people can give several answers to one of them"


def test_crossed_values_are_counted_that_one_in_a_hundred_should_have():
    """45 % women: with 2.3 % Roma, 1.035 % of all are expected to be both; with 2.2 %, 0.99 %."""
    for roma, values in ((0.023, ("Women × Black", "Women × Roma")), (0.022, ("Women × Black",))):
        shares = {**ETHNICITY.shares, "Roma": roma}

        found = propose(facts(1000, GENDER, replace(ETHNICITY, shares=shares)))

        assert found.cube.attribute("gender × ethnicity").values == values


def test_where_all_crossed_values_are_too_rare_nothing_is_crossed():
    shares = {"Black": 0.02, "Roma": 0.02, "White": 0.9}

    found = propose(facts(1000, GENDER, replace(ETHNICITY, shares=shares)))

    assert found.cube.attribute("gender × ethnicity") is None
    assert why(found, "gender × ethnicity") == "fewer than 1 in 100 of all people have both values"


def test_what_has_no_room_of_its_own_is_not_crossed():
    """30 values and 25 figures; with women, 5 of them are expected of one in a hundred."""
    shares = {"None": 0.3} | {f"Faith {n:02}": 0.1 if n < 5 else 0.01 for n in range(30)}
    faith = Described(name="faith", values=tuple(shares), shares=shares)

    found = propose(facts(1000, GENDER, faith))

    assert [each.name for each in found.cube.attributes] == ["gender"]
    assert "people, everybody (30)" in why(found, "faith")
    assert "people, everybody (5)" in why(found, "gender × faith")


def test_twice_a_year_takes_200_people():
    for people, times in ((199, 1), (200, 2)):
        found = propose(facts(people))

        assert found.cube.attributes[0].times_a_year == times
        assert found.spending[0].costs[0].figures == times


def test_a_year_is_enough_where_it_tells_as_much_apart_as_three():
    flows = (moved("left", 120, **LEVELS_ALONE), moved("left", 360, LAST_THREE, **LEVELS_ALONE))

    assert "left in 2025 by level" in tables(propose(facts(400, flows=flows, shape=LEVELS_ALONE)))


#: In one year, 10 left two of three levels and 9 the third; in three, 40 left each.
FEW_LEFT = (moved("left", 29, **LEVELS_ALONE), moved("left", 120, LAST_THREE, **LEVELS_ALONE))


def test_three_years_are_taken_where_one_tells_less_apart():
    found = tables(propose(facts(400, flows=FEW_LEFT, shape=LEVELS_ALONE)))

    assert "left in 2025, everybody" in found
    assert "left in 2023 to 2025 by level" in found


def test_where_too_few_moved_that_is_said():
    found = propose(facts(400, flows=(moved("left", 9), moved("joined", 15))))

    assert why(found, "left in 2025, everybody") == "fewer than 10 people"
    assert why(found, "joined in 2025 by level") == "too few people to tell its categories apart"
    assert (
        why(found, "promoted, everybody")
        == "no whole year in the data shows anybody of whom it is so"
    )


def test_what_happened_is_shown_only_beside_those_to_whom_it_could_have():
    """People by 4 sites would take 16 figures of the 6 that are left of 10. Promoted by 2 sites
    would take 8 of the 8 that are left of 12."""
    values = tuple(f"Value {number}" for number in range(4))
    promoted = {("0", "Site 0", "x"): 180, ("0", "Site 1", "x"): 180}
    flows = (Moved(outcome="promoted", window=LAST, by=by_all(promoted)),)
    shape = {"levels": 1, "sites": 4, "units": 1}

    found = propose(facts(400, Described(name="gender", values=values), flows=flows, shape=shape))

    assert tables(found) == ["people, everybody", "promoted in 2025, everybody"]
    assert why(found, "gender") == "too many figures for so few people: people by site (16)"


def test_three_years_are_not_waited_for_if_they_tell_only_a_little_more():
    """Four levels of ten or more in one year, and five in three. Of 155 there can be 5 figures."""
    one = {("1", "x", "y"): 50, ("2", "x", "y"): 50, ("3", "x", "y"): 30, ("4", "x", "y"): 20,
           ("5", "x", "y"): 5}  # fmt: skip
    three = {values: 3 * n + 10 for values, n in one.items()}
    flows = (Moved(outcome="left", window=LAST, by=by_all(one)),
             Moved(outcome="left", window=LAST_THREE, by=by_all(three)))  # fmt: skip

    found = propose(
        replace(facts(300, flows=flows), by=by_all({values: 3 * n for values, n in three.items()}))
    )

    assert "left in 2025 by level" in tables(found)


def test_units_are_cut_as_deep_as_all_of_them_can_be_paid():
    def depth(people: int, *attributes: Described, **shape: int):
        return propose(facts(people, *attributes, shape=shape)).cube.fields.get("unit")

    assert depth(600, units=3) == 2
    assert depth(600, units=30) is None
    many = replace(GENDER, name="age", values=tuple(f"Value {number}" for number in range(30)))
    assert depth(600, GENDER, many, units=3) is None
    assert depth(600, GENDER, ETHNICITY, many, units=3) == 2


def test_grades_are_left_to_levels():
    counts = by_all({("1", "A", "x"): 100, ("2", "B", "x"): 100}, ("grade", "level", "unit"))

    found = propose(replace(facts(200), by=counts))

    assert "people by level" in tables(found)
    assert why(found, "by grade") == "levels show it in fewer cells"
    alone = {by: n for by, n in counts.items() if "level" not in by}
    assert "people by grade" in tables(propose(replace(facts(200), by=alone)))


def test_small_categories_are_joined_before_cells_are_counted():
    """The 36 at the top join level 2, and those of small sites the smaller of the others."""
    counts = {("1",): 60, ("2",): 60, ("3",): 12, ("4",): 12, ("5",): 12}

    for name in ("level", "site"):
        found = propose(replace(facts(156), by={(): {(): 156}, (name,): counts}))

        assert tables(found) == ["people, everybody", f"people by {name}"]
        assert [cost.cells for cost in found.spending[0].costs] == [1, 2]


def test_a_tenth_of_the_budget_is_left():
    values = tuple(f"Value {number}" for number in range(10))

    found = propose(facts(800, replace(GENDER, values=values), flows=(moved("left", 400),)))

    assert found.spending[0].left >= 20


# --- attributes -----------------------------------------------------------------------------------


def test_the_most_common_value_is_told_as_everybody_else():
    found = propose(facts(300, GENDER, ETHNICITY))

    assert [each.values for each in found.cube.attributes] == [("Women",), ("Black", "Roma")]
    assert why(found, "ethnicity, White") == "the most common value is told as everybody else"


def test_where_one_answer_alone_was_given_it_is_counted():
    veteran = Described(name="veteran", values=("Yes",), shares={"Yes": 0.2})

    assert propose(facts(300, veteran)).cube.attributes[0].values == ("Yes",)


def test_values_that_few_people_have_are_counted_among_everybody_alone():
    """5 % are not few. Of 300 people there can be 7 figures: 3, and one value of 3 levels."""
    shares = {"White": 0.8, "Black": 0.05, "Roma": 0.0499, "Sami": 0.04}
    described = Described(name="ethnicity", values=tuple(shares), shares=shares)

    found = propose(facts(300, described, shape=LEVELS_ALONE))

    (attribute,) = found.cube.attributes
    assert (attribute.values, attribute.rare) == (("Black", "Roma", "Sami"), ("Roma", "Sami"))
    assert tables(found, "ethnicity") == ["people, everybody", "people by level"]
    assert [cost.figures for cost in found.spending[0].costs] == [2 * 3, 2 * 3]


def test_an_attribute_all_of_whose_values_are_rare_is_shown_of_everybody_alone():
    disability = Described(
        name="disability", values=("No", "Yes"), shares={"No": 0.96, "Yes": 0.04}
    )

    found = propose(facts(800, disability, flows=(moved("left", 400),), has_pay=True))

    assert tables(found, "disability") == [
        "people, everybody", "left in 2025, everybody", "pay, everybody",
    ]  # fmt: skip


def test_where_everybody_takes_too_many_figures_no_level_is_shown_either():
    """8 rare values and one that is not: 9 figures of 7, while 3 levels would take 3."""
    shares = {"None": 0.5, "Faith": 0.2} | {f"Faith {number}": 0.03 for number in range(8)}
    faith = Described(name="faith", values=tuple(shares), shares=shares)

    found = propose(facts(300, GENDER, faith))

    assert [each.name for each in found.cube.attributes] == ["gender"]
    assert why(found, "faith") == "too many figures for so few people: people, everybody (9)"


def test_another_version_of_an_attribute_is_left_out():
    on_file = replace(GENDER, name="gender_on_file", same_as="gender")

    found = propose(facts(300, GENDER, on_file))

    assert [each.name for each in found.cube.attributes] == ["gender"]
    assert why(found, "gender_on_file") == "it is another version of gender, and one is shown"


def test_an_attribute_that_hardly_anybody_told_is_left_out():
    found = propose(facts(300, GENDER, replace(ETHNICITY, values=(), rare=3)))

    assert why(found, "ethnicity") == "no 10 people gave the same value"


def test_one_group_alone_never_stands_there_as_the_norm():
    norm = replace(ETHNICITY, values=("White",), rare=2)
    question_with_one_answer = Described(name="veteran", values=("Yes",))

    found = propose(facts(300, norm, question_with_one_answer))

    assert [each.name for each in found.cube.attributes] == ["veteran"]
    assert "stand there as the norm" in why(found, "ethnicity")


def test_an_attribute_of_more_values_than_the_budget_is_left_out():
    many = Described(name="religion", values=tuple(f"Value {number}" for number in range(80)))

    found = propose(facts(300, GENDER, many))

    assert [each.name for each in found.cube.attributes] == ["gender"]
    assert "people, everybody (80)" in why(found, "religion")


@pytest.mark.parametrize(("rare", "said"), [(1, "one value"), (3, "3 values")])
def test_values_that_few_people_gave_are_counted_and_not_named(rare, said):
    found = propose(facts(300, replace(GENDER, rare=rare)))

    assert "add it to values" in why(found, f"gender, {said}")


def test_without_a_secret_there_is_nothing_to_declare():
    for attributes in ((), (replace(GENDER, values=()),)):
        with pytest.raises(NothingSecret, match="What everybody knows needs no cube"):
            propose(replace(facts(300), attributes=attributes))


def test_too_few_people_for_any_figure_are_told_so():
    with pytest.raises(TooFewPeople, match="Fewer than 10 people are there on the eve"):
        propose(facts(9))
    with pytest.raises(TooFewPeople, match="Fewer than 20 people"):
        propose(facts(19), protection=Protection(smallest_group=20))
    with pytest.raises(TooFewPeople, match="may be in 1 figures on one day, one for 40 people"):
        propose(facts(79, ETHNICITY))
    with pytest.raises(TooFewPeople, match="may be in 0 figures on one day"):
        propose(facts(39))


# --- one cube after another -----------------------------------------------------------------------


def a_year_later(found: Facts) -> Facts:
    flows = tuple(
        replace(each, window=year(each.window.first.year + 1, each.window.last.year + 1))
        for each in found.moved
    )
    return replace(found, first=anniversary(found.first, 1), moved=flows)


def test_a_window_of_three_years_is_not_rolled_on():
    now = facts(400, flows=FEW_LEFT, shape=LEVELS_ALONE)
    earlier = propose(now).cube

    later = propose(a_year_later(now), earlier=earlier)

    check_follows(later.cube, earlier)
    assert "left in 2023 to 2025 by level" in [t.words for t in earlier.attributes[0].tables]
    assert "left in 2026, everybody" in tables(later)
    assert not any("left in 2024 to 2026" in words for words in tables(later))


def test_what_was_shown_before_is_not_bought_again():
    """Of 120 there can be 4 figures: everybody and three levels."""
    now = facts(400, flows=(moved("left", 120, **LEVELS_ALONE),), shape=LEVELS_ALONE)
    earlier = propose(now)

    again = propose(replace(now, first=anniversary(FIRST, 1)), earlier=earlier.cube)

    assert {"left in 2025, everybody", "left in 2025 by level"} <= {*tables(earlier)}
    assert not any(words.startswith("left") for words in tables(again))


# --- what always holds ----------------------------------------------------------------------------

LEVELS, SITES = st.sampled_from("12345"), st.sampled_from(["Leeds", "Porto"])
UNITS = st.sampled_from(["Fleet", "Fleet / Deck", "Fleet / Engines", "Ports / Porto", "unknown"])
JOINT = st.dictionaries(st.tuples(LEVELS, SITES, UNITS), st.integers(0, 400), max_size=12)
VALUES = st.lists(st.sampled_from("ABCDEFGHIJKL"), unique=True, max_size=8).map(tuple)
SHARES = st.sampled_from([0.005, 0.02, 0.049, 0.05, 0.2, 0.5, 0.9])


@st.composite
def described(draw: st.DrawFn) -> Described:
    """An attribute of which shares are known, or not."""
    values = draw(VALUES)
    return Described(
        name=draw(st.sampled_from(["gender", "ethnicity", "caring", "age"])), values=values,
        several=draw(st.booleans()), rare=draw(st.integers(0, 3)),
        same_as=draw(st.sampled_from([None, None, "x"])),
        shares={value: draw(SHARES) for value in values} if draw(st.booleans()) else {},
    )  # fmt: skip


DESCRIBED = st.lists(described(), max_size=4, unique_by=lambda each: each.name).map(tuple)
FLOWS = st.lists(
    st.builds(
        Moved, outcome=st.sampled_from(["joined", "left", "promoted"]),
        window=st.sampled_from([LAST, LAST_THREE]), by=JOINT.map(by_all),
    ), max_size=6, unique_by=lambda each: (each.outcome, each.window),
).map(tuple)  # fmt: skip
ANY = st.builds(
    Facts, first=st.just(FIRST), by=JOINT.map(by_all), paths=st.just(frozenset({"unit"})),
    attributes=DESCRIBED, moved=FLOWS, has_pay=st.booleans(), has_reasons=st.booleans(),
)  # fmt: skip


def proposed(found: Facts, **more: Any):
    """The proposal, or None where there can be none."""
    try:
        return propose(found, **more)
    except (TooFewPeople, NothingSecret):
        return None


@settings(max_examples=200)
@given(ANY, st.just(STANDARD) | stricter())
def test_no_proposal_is_over_its_budget_or_against_the_rules(known, protection):
    found = proposed(known, protection=protection)
    if found is None:
        return

    # Building a cube checks its rules; its price is worked out anew from its tables.
    cells = {cost.table: cost.cells for spent in found.spending for cost in spent.costs}
    assert check_budget(found.cube, cells) == found.spending
    assert all(spent.figures <= known.people / 4 for spent in found.spending)
    assert all(cells[table] > 0 for each in found.cube.attributes for table in each.tables)
    assert found.cube.people == known.people
    for each in found.cube.attributes:
        assert Table(PEOPLE) in each.tables
        if known.people < 200:
            assert each.times_a_year == 1
            assert all(len(table.by) < 2 for table in each.tables)
        shares = {one.name: one.shares for one in known.attributes}.get(each.name, {})
        assert shares == {} or len({*each.values}) == max(len(shares) - 1, 1)
        assert all(each.counted(table) for table in each.tables)
    every = [*found.cube.attributes, *found.cube.hr]
    assert {field for each in every for t in each.tables for field in t.by} == {*found.cube.fields}
    assert all(each.words.endswith(".") for each in found.left_out)


@settings(max_examples=200)
@given(ANY, st.just(STANDARD) | stricter())
def test_on_each_occasion_there_are_few_figures_for_those_whom_they_are_about(known, protection):
    """One for 40 people there, and one for 30 to whom something happened, but always one."""
    found = proposed(known, protection=protection)
    if found is None:
        return

    happened = {(each.outcome, each.window): sum(each.by[()].values()) for each in known.moved}
    attributes = {each.name: each for each in found.cube.attributes}
    for spent in found.spending:
        figures: Counter[Any] = Counter()
        for cost in spent.costs:
            values = len(attributes[cost.attribute].counted(cost.table))
            figures[cost.table.shows, cost.table.window] += cost.cells * values
        for occasion, n in figures.items():
            most = max(happened.get(occasion, 0) // 30, 1)
            assert n <= (known.people // 40 if occasion[1] is None else most)


@given(ANY, st.randoms(use_true_random=False))
def test_a_proposal_is_the_same_in_whatever_order_counts_and_windows_are(known, random):
    def shuffled(counts):
        pairs = list(counts.items())
        random.shuffle(pairs)
        return {by: shuffled(n) if isinstance(n, dict) else n for by, n in pairs}

    flows = [replace(each, by=shuffled(each.by)) for each in known.moved]
    random.shuffle(flows)

    assert proposed(replace(known, by=shuffled(known.by), moved=tuple(flows))) == proposed(known)


@given(ANY, ANY)
def test_a_proposal_may_always_follow_the_one_before(known, later):
    earlier = proposed(known)
    found = earlier and proposed(a_year_later(later), earlier=earlier.cube)

    if earlier and found:
        check_follows(found.cube, earlier.cube)


# --- budgets that meet ----------------------------------------------------------------------------


def test_an_intersection_that_a_factor_cannot_pay_is_left_out():
    """20 values by 1 are 20 figures; of 25, the factor of 20 has 5 left for them."""
    many = Described(name="religion", values=tuple(f"Value {number}" for number in range(20)))

    found = propose(facts(1000, many, GENDER))

    assert tables(found, "religion") == ["people, everybody"]
    assert found.cube.attribute("religion × gender") is None
    assert "people, everybody (20)" in why(found, "religion × gender")


def test_what_an_intersection_takes_is_taken_from_both_factors():
    found = propose(facts(1200, GENDER, ETHNICITY))
    crossed = {each.attribute: each.figures for each in found.spending}["gender × ethnicity"]

    assert crossed > 0
    for each in found.spending[:2]:
        taken = sum(cost.figures for cost in each.costs if cost.attribute != each.attribute)
        assert taken == crossed


def test_stricter_protection_is_kept_in_the_cube_and_merges_more():
    strict = Protection(smallest_group=30, smallest_base=60)
    counts = {("1", "x", "y"): 60, ("2", "x", "y"): 50, ("3", "x", "y"): 50}
    known = replace(facts(160), by=by_all(counts))

    found = [propose(known), propose(known, protection=strict)]

    assert found[1].cube.protection == strict
    by_level = Table(PEOPLE, ("level",))
    cells = [{cost.table: cost.cells for cost in each.spending[0].costs} for each in found]
    assert [each[by_level] for each in cells] == [3, 2]


def test_pay_is_not_asked_where_it_is_not_known():
    assert not any(words.startswith("pay") for words in tables(propose(facts(600))))


def test_the_cube_begins_when_the_facts_say():
    later = replace(facts(300), first=date(2026, 7, 1))

    assert propose(later).cube.holds.last == date(2027, 6, 30)


def test_every_reason_is_given_once():
    found = propose(facts(300, GENDER, ETHNICITY, flows=(moved("left", 9),)))

    assert len(found.left_out) == len({each.words for each in found.left_out})


# --- what HR alone knows --------------------------------------------------------------------------


def test_why_people_left_in_the_last_year_is_proposed_by_unit_and_level_at_no_charge():
    """There are three levels: where 300 left, that is a hundred for each."""
    flows = (moved("left", 300), moved("left", 700, LAST_THREE))

    found = propose(facts(300, flows=flows, has_reasons=True))

    assert tuple(by for by in found.cube.hr[0].by if by != ("unit",)) == ((), ("level",))
    fewer = (moved("left", 60), moved("left", 150, LAST_THREE))
    alone = propose(facts(300, flows=fewer, has_reasons=True))
    assert alone.cube.hr == (reasons((), window=LAST),)
    assert found.spending == propose(facts(300, flows=flows)).spending
    assert propose(facts(300, flows=flows)).cube.hr == ()


def test_a_field_that_only_reasons_are_by_is_kept_in_the_cube():
    # So many values that one figure of each is all that there can be of 300 people.
    many = Described(name="faith", values=tuple(f"Faith {number:02}" for number in range(7)))

    # As many left as it takes for reasons by each field.
    found = propose(facts(300, many, flows=(moved("left", 3000),), has_reasons=True))

    assert tables(found, "faith") == ["people, everybody", "left in 2025, everybody"]
    assert {*found.cube.fields} == {"level", "site"}


@pytest.mark.parametrize(
    ("flows", "what", "said"),
    [
        ((), "why people left", "no whole year in the data shows anybody leaving"),
        (
            (moved("left", 30, LAST_THREE),),
            "why people left",
            "no whole year in the data shows anybody leaving",
        ),
        ((moved("left", 9),), "why people left", "fewer than 10 people"),
    ],
)
def test_where_nobody_or_too_few_left_no_reasons_are_proposed_and_that_is_said(flows, what, said):
    found = propose(facts(300, flows=flows, has_reasons=True))

    assert (found.cube.hr, why(found, what)) == ((), said)


def test_reasons_that_the_cube_before_holds_are_not_proposed_again():
    known = facts(300, flows=(moved("left", 60),), has_reasons=True)
    earlier = propose(known).cube

    found = propose(replace(known, first=anniversary(FIRST, 1)), earlier=earlier)

    assert found.cube.hr == ()
    assert "is shown once" in why(found, "why people left")


# --- who applied ----------------------------------------------------------------------------------

ASKED = replace(GENDER, of_applicants=True)
APPLIED = "applied in 2025 by stage"


def applied(*reached: int) -> Applied:
    return Applied(window=LAST, reached=reached or (3000, 900, 120))


def test_who_applied_is_proposed_after_all_else_where_applicants_were_asked():
    flows = (moved("joined", 400), moved("left", 400), moved("promoted", 400))
    without = propose(facts(1200, ASKED, flows=flows))

    found = propose(facts(1200, ASKED, flows=flows, applied=applied()))

    assert tables(found) == [*tables(without), APPLIED]
    (spent,) = found.spending
    assert [cost.figures for cost in spent.costs if cost.table.words == APPLIED] == [3]


def test_who_applied_is_left_out_where_applicants_were_not_asked_and_says_so():
    found = propose(facts(1200, GENDER, applied=applied()))

    assert APPLIED not in tables(found)
    assert why(found, f"gender, {APPLIED}") == "the applications do not say it of everybody"


def test_stages_between_which_there_are_few_people_take_no_figures():
    found = propose(facts(1200, ASKED, applied=applied(3000, 125, 120)))

    (spent,) = found.spending
    assert [cost.figures for cost in spent.costs if cost.table.words == APPLIED] == [2]


def test_where_too_few_applied_it_is_left_out_and_says_so():
    found = propose(facts(1200, ASKED, applied=applied(40, 20, 9)))

    assert why(found, APPLIED) == "too few people applied to tell the stages apart"


def test_who_applied_in_a_window_of_the_cube_before_is_not_proposed_again():
    stages = Table("applied", ("stage",), LAST)
    earlier = cube(gender(Table(PEOPLE), stages), first=date(2025, 7, 1))

    found = propose(facts(1200, ASKED, applied=applied()), earlier=earlier)

    assert APPLIED not in tables(found)
    assert why(found, APPLIED) == "it is in the cube before this one, and is shown once"


def test_where_the_budget_is_spent_who_applied_is_left_out_and_says_so():
    found = propose(facts(200, ASKED, applied=applied(45, 12), shape=LEVELS_ALONE))

    assert APPLIED not in tables(found)
    assert "applied by stage" in why(found, "gender")
