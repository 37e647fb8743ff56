"""Median pay as it may be shown: what decides, how it is rounded, and what it gives away."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from fractions import Fraction
from statistics import median
from typing import Any

import numpy as np
import pytest
from engine.disclosure.cubes import stricter
from hypothesis import given, settings
from hypothesis import strategies as st

from tiebeam.engine.disclosure.cube import PAY, Table
from tiebeam.engine.disclosure.medians import may_be_shown, median_lines, rounded
from tiebeam.engine.disclosure.noise import STANDARD, noised, person_keys
from tiebeam.engine.disclosure.population import Coded, Population
from tiebeam.engine.disclosure.protected import ImpossibleSecret, Secret, Shown
from tiebeam.engine.disclosure.published import EVERYBODY_ELSE

KEY = bytes(range(32))
NEW_YEAR = date(2026, 1, 1)
EVERYBODY, BY_UNIT = Table(PAY), Table(PAY, ("unit",))


def firm(units: list[str], women: list[bool], *, first: int = 0) -> tuple[Population, Secret]:
    """People by unit, some of them women; everybody under a number of their own, from `first`."""
    known = tuple(sorted(set(units)))
    numbers = person_keys(KEY, [f"p{first + number}" for number in range(len(units))])
    codes = np.array([known.index(unit) for unit in units], dtype=np.int64)
    has = np.array(women, dtype=np.bool_)[:, None]
    return (
        Population(people=numbers, fields={"unit": Coded(known, codes)}),
        Secret(attribute="gender", values=("Women",), has=has, numbers=numbers, key=KEY),
    )


def lines(units, women, pay, *, table: Table = EVERYBODY, first: int = 0, **more: Any):
    population, secret = firm(units, women, first=first)
    asked = {"release": 1, "at": NEW_YEAR, "before": {}} | more
    return median_lines([(table, secret)], population, np.array(pay, dtype=float), **asked)


def shown(found):
    return {(*each.cell.values(), each.value): each.shown for each in found}


def noisy(women: list[bool], first: int = 0) -> int:
    """What a table of people shows of women among all of them."""
    numbers = person_keys(KEY, [f"p{first + number}" for number in range(len(women))])
    return noised(sum(women), members=numbers, attribute="gender", value="Women", key=KEY)


# --- what is shown --------------------------------------------------------------------------------


def test_both_medians_are_shown_where_many_are_on_either_side():
    # 41 women are paid 30,000 to 34,000, the middle one 32,000; 61 others 40,000 to 46,000.
    women = [True] * 41 + [False] * 61
    pay = [*range(30_000, 34_001, 100), *range(40_000, 46_001, 100)]

    of_women, of_others = lines(["Ports"] * 102, women, pay)

    # 1.01^1042 = 31,832.6 and 1.01^1043 = 32,150.9: to four digits, 32,000 is nearer to the second,
    # which is 320 from the points beside it.
    assert (of_women.shown, of_women.band) == (32_150.0, 160.0)
    assert (of_women.value, of_women.among) == ("Women", None)
    assert (of_others.value, of_others.among) == (EVERYBODY_ELSE, "Women")
    assert abs(of_others.shown - 43_000) <= of_others.band
    assert {(each.kind, each.n, each.why, each.at) for each in (of_women, of_others)} == {
        ("median", 102, None, NEW_YEAR)
    }


def test_of_a_cell_of_nine_nothing_is_shown():
    assert {each.why for each in lines(["Ports"] * 9, [True] * 9, [30_000] * 9)} == {"threshold"}


def test_people_whose_pay_nobody_knows_are_in_no_median_and_make_the_threshold_higher():
    women = [number % 2 == 0 for number in range(80)]
    pay = [30_000.0 if woman else 40_000.0 for woman in women]
    some = [math.nan if number < 10 else each for number, each in enumerate(pay)]
    many = [math.nan if number < 30 else each for number, each in enumerate(pay)]

    assert abs(noisy(women) - 40) <= 8
    assert None not in shown(lines(["Ports"] * 80, women, some)).values()
    assert set(shown(lines(["Ports"] * 80, women, many)).values()) == {None}


def test_where_nobody_is_paid_a_known_amount_nothing_is_shown():
    found = lines(["Ports"] * 60, [True, False] * 30, [math.nan] * 60)

    assert set(shown(found).values()) == {None}


def test_secret_and_pay_have_to_be_of_the_same_people():
    population, secret = firm(["Ports"] * 20, [True] * 20)

    with pytest.raises(ImpossibleSecret):
        median_lines([(EVERYBODY, secret)], population, np.ones(19), release=1, at=NEW_YEAR,
                     before={})  # fmt: skip


# --- what decides ---------------------------------------------------------------------------------

PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["Ferries", "Ports"]), st.booleans(),
        st.sampled_from([math.nan, 20_000.0, 31_500.0, 32_000.0, 900_000.0, 90_000_000.0])
        | st.floats(10_000, 300_000),
    ),
    min_size=1, max_size=150,
)  # fmt: skip


def dominated(paid: list[float]) -> bool:
    """The p % rule at 10 %, as it is printed, in fractions: nothing is lost by rounding."""
    most, _, *rest = sorted(map(Fraction, paid), reverse=True)
    return sum(rest) < Fraction(1, 10) * most


@settings(max_examples=150, deadline=None)
@given(PEOPLE, st.just(STANDARD) | stricter())
def test_whatever_is_shown_rests_on_ten_people_of_whom_none_stands_out(people, protection):
    units, women, pay = map(list, zip(*people, strict=True))

    found = lines(units, women, pay, table=BY_UNIT, protection=protection)

    assert len(found) == 2 * len(set(units))
    for line in found:
        here = [(w, p) for u, w, p in people if u == line.cell["unit"] and not math.isnan(p)]
        paid = [p for woman, p in here if woman == (line.value == "Women")]
        if line.shown is not None:
            assert len(paid) >= 10
            assert not dominated(paid)
            assert abs(line.shown - median(paid)) <= line.band * 1.000001
    for one, other in zip(found[::2], found[1::2], strict=True):
        assert (one.shown is None) == (other.shown is None)
        assert one.why == other.why


# --- medians of nearly the same people ------------------------------------------------------------

GENDERS, LEVELS = ("Women", "Men"), ("1", "2")


def workforce(rows: list[tuple[str, str, str | None, float]]):
    """People by level, unit and gender, and what they are paid; a gender of None is not told."""
    levels, units, genders, pay = map(list, zip(*rows, strict=True))
    numbers = person_keys(KEY, [f"p{number}" for number in range(len(rows))])

    def coded(values):
        known = tuple(sorted(set(values)))
        return Coded(known, np.array([known.index(each) for each in values], dtype=np.int64))

    has = np.array([[each == value for value in GENDERS] for each in genders])
    return (
        Population(people=numbers, fields={"level": coded(levels), "unit": coded(units)}),
        Secret(attribute="gender", values=GENDERS, has=has, numbers=numbers, key=KEY),
        np.array(pay),
    )


def all_medians(rows, *tables: Table, more: tuple[tuple[Table, Secret], ...] = ()):
    population, secret, pay = workforce(rows)
    asked = [*((table, secret) for table in tables), *more]
    return median_lines(asked, population, pay, release=1, at=NEW_YEAR, before={})


def staff(women: int, men: int, neither: int, level: str = "1"):
    told = ["Women"] * women + ["Men"] * men + [None] * neither
    return [(level, "Ports", each, 30_000.0 + 10 * n) for n, each in enumerate(told)]


def test_where_few_are_neither_women_nor_men_everybody_else_is_not_shown_beside_both():
    # Everybody but the men is the women and three more: two medians would tell of these three.
    found = all_medians(staff(60, 70, 3), EVERYBODY)

    why = {(each.value, each.among): each.why for each in found}
    assert why == {
        ("Women", None): None, ("Men", None): None,
        (EVERYBODY_ELSE, "Women"): "suppressed", (EVERYBODY_ELSE, "Men"): "suppressed",
    }  # fmt: skip


def test_where_many_are_neither_everybody_else_is_shown():
    found = all_medians(staff(60, 70, 60), EVERYBODY)

    assert {each.why for each in found} == {None}


def test_women_of_a_level_are_not_shown_beside_all_women_where_few_women_are_elsewhere():
    found = all_medians(
        [*staff(60, 70, 60), *staff(4, 40, 0, "2")], EVERYBODY, Table(PAY, ("level",))
    )

    why = {(*each.cell.values(), each.value): each.why for each in found if each.among is None}
    assert why == {
        ("Women",): None, ("Men",): None, ("1", "Women"): "suppressed", ("1", "Men"): None,
        ("2", "Women"): "threshold", ("2", "Men"): "threshold",
    }  # fmt: skip


def test_women_of_a_unit_are_not_shown_beside_those_of_a_level_that_is_nearly_the_same():
    # Two of a hundred women are at the level and not in the unit, and three the other way round.
    rows = [(level, "Ports", *more) for level, _, *more in staff(95, 120, 60)]
    rows += [("1", "Sales", *more) for _, _, *more in staff(2, 0, 0)]
    rows += [("2", "Ports", *more) for _, _, *more in staff(3, 0, 0)]
    rows += [("2", "Sales", *more) for _, _, *more in staff(80, 90, 60)]

    found = all_medians(rows, BY_UNIT, Table(PAY, ("level",)))

    why = {(*each.cell.items(), each.value): each.why for each in found if each.among is None}
    assert why[("unit", "Ports"), "Women"] is None
    assert why[("level", "1"), "Women"] == "suppressed"
    assert why[("level", "2"), "Women"] == "suppressed"


def test_women_of_two_levels_are_shown_beside_all_women_where_both_are_many():
    found = all_medians(
        [*staff(60, 70, 60), *staff(60, 70, 60, "2")], EVERYBODY, Table(PAY, ("level",))
    )

    assert {each.why for each in found} == {None}


def test_the_same_people_in_two_tables_have_the_same_median():
    found = all_medians(staff(60, 70, 60), EVERYBODY, Table(PAY, ("level",)))

    of_all, of_level = found[:4], found[4:]
    assert [each.shown for each in of_all] == [each.shown for each in of_level]
    assert None not in {each.shown for each in of_all}


def test_black_women_are_not_shown_beside_women_where_few_women_are_not_black():
    rows = staff(70, 80, 70)
    population, gender, pay = workforce(rows)
    black = np.arange(len(rows)) % 50 != 0

    def shown_beside(black):
        crossed = Secret(
            attribute="gender × race", values=("Women × Black",), numbers=gender.numbers, key=KEY,
            has=(gender.has[:, 0] & black)[:, None],
        )  # fmt: skip
        found = median_lines([(EVERYBODY, gender), (EVERYBODY, crossed)], population, pay,
                             release=1, at=NEW_YEAR, before={})  # fmt: skip
        return {each.value: each.why for each in found if each.among is None}

    # Two of 70 women are not Black; then half of them.
    assert shown_beside(black)["Women × Black"] == "suppressed"
    assert shown_beside(np.arange(len(rows)) % 2 == 0)["Women × Black"] is None


def at_random(seed: int):
    """People of one or two units that are nearly their levels, or have nothing to do with them."""
    random = np.random.default_rng(seed)
    n = int(random.integers(40, 400))
    near, told = random.choice([0.0, 0.05, 0.5]), random.choice([0.0, 0.03, 0.3])
    level = random.random(n) < random.choice([0.05, 0.4])
    unit = level ^ (random.random(n) < near)
    gender = np.where(random.random(n) < told, None, random.choice(GENDERS, n, p=[0.35, 0.65]))
    pay = np.exp(random.normal(10.4, 0.3, n))
    return [
        (str(1 + int(a)), "Ports" if b else "Sales", c, float(d))
        for a, b, c, d in zip(level, unit, gender, pay, strict=True)
    ]


def test_no_two_medians_are_of_people_who_differ_by_one_to_nine():
    """Brute force: whom each shown median is of, and whom any two of them do not share."""
    tables = EVERYBODY, BY_UNIT, Table(PAY, ("level",)), Table(PAY, ("level", "unit"))
    pairs = near = 0
    for seed in range(120):
        rows = at_random(seed)
        groups = []
        for line in all_medians(rows, *tables):
            who = {
                number
                for number, (level, unit, gender, _) in enumerate(rows)
                if line.cell.get("level", level) == level and line.cell.get("unit", unit) == unit
                and (gender == line.value if line.among is None else gender != line.among)
            }  # fmt: skip
            groups.append((who, line))
        for number, (who, line) in enumerate(groups):
            for other, beside in groups[:number]:
                is_near = 0 < len(who ^ other) < 10
                near += is_near
                if line.shown is not None and beside.shown is not None:
                    pairs += 1
                    assert not is_near
            if line.shown is not None:
                assert abs(line.shown - median(rows[each][3] for each in who)) <= line.band + 1e-6

    # It could have failed: many medians are shown, and many would have been nearly the same.
    assert (pairs > 1000, near > 300) == (True, True)


@pytest.mark.parametrize("members", [30, 37, 60])
def test_whether_a_median_is_shown_follows_from_the_noisy_count_alone(members):
    """So the choice tells nothing beyond a count that is protected by itself."""
    chosen: dict[int, set[bool]] = {}
    of_true_count: dict[int, set[bool]] = {}
    for attempt in range(40):
        for count in range(members + 1):
            first = 1000 * attempt
            women = [number < count for number in range(members)]
            pay = [30_000 + 100 * number for number in range(members)]
            found = lines(["Ports"] * members, women, pay, first=first)
            is_shown = found[0].shown is not None
            chosen.setdefault(noisy(women, first), set()).add(is_shown)
            of_true_count.setdefault(count, set()).add(is_shown)

    assert {count for count, said in chosen.items() if said == {True}} == {
        *range(18, members - 18 + 1)
    }
    assert all(len(said) == 1 for said in chosen.values())
    # Of the same true count, it is sometimes shown and sometimes not, wherever the noise matters.
    assert all(len(of_true_count[count]) == 2 for count in (15, 20) if members == 60)


def test_a_rule_on_the_true_count_would_tell_the_tenth_woman_and_ours_hardly_tells_one_from_two():
    """Two cells that differ by what one person told: how often does the choice tell them apart?"""
    attempts = 150

    def told_apart(fewer: int) -> float:
        right = 0
        for attempt in range(attempts):
            for count in (fewer, fewer + 1):
                women = [number < count for number in range(80)]
                found = lines(["Ports"] * 80, women, [30_000.0] * 80, first=1000 * attempt)
                right += (found[0].shown is not None) == (count > fewer)
        return right / (2 * attempts)

    def told_apart_without_noise(fewer: int) -> float:
        return sum((count >= 10) == (count > fewer) for count in (fewer, fewer + 1)) / 2

    assert told_apart_without_noise(9) == 1.0
    # Not looking is right half of the time. The noise is 0 or 1 more in a third of all cells.
    assert max(told_apart(fewer) for fewer in (9, 14, 16, 17, 18, 20)) < 0.65


def test_one_who_is_paid_more_than_all_others_hides_both_sides_whoever_has_the_value():
    pay = [20_000.0] * 79 + [100_000_000.0]
    chief_is_one = [number % 2 == 1 for number in range(80)]
    chief_is_none = [number % 2 == 0 for number in range(80)]

    assert set(shown(lines(["Ports"] * 80, chief_is_one, pay)).values()) == {None}
    assert set(shown(lines(["Ports"] * 80, chief_is_none, pay)).values()) == {None}


def test_how_much_the_others_have_to_get_follows_the_p_percent_rule():
    # At least 20 on each side for certain (28 less 8); all but two of them get 18 × 20,000.
    def may(most):
        return may_be_shown(28, members=56, paid=np.array([20_000.0] * 55 + [most]))

    assert may(3_600_000.0)
    assert not may(3_600_001.0)


# --- rounding -------------------------------------------------------------------------------------


@given(st.floats(0.01, 1e12))
def test_an_amount_is_rounded_to_one_per_cent_of_itself_at_every_size(amount):
    found = rounded(amount)

    assert abs(found.shown - amount) <= found.band * (1 + 1e-9)
    assert 0.0045 <= found.band / found.shown <= 0.0055


@given(st.floats(1, 1e9))
def test_what_was_rounded_stays_when_rounded_again(amount):
    assert rounded(rounded(amount).shown).shown == rounded(amount).shown


@given(st.floats(1, 1e9), st.floats(1, 1e9))
def test_a_larger_amount_is_never_shown_as_a_smaller_one(one, other):
    less, more = sorted([one, other])

    assert rounded(less).shown <= rounded(more).shown


def test_no_shown_amount_stands_for_a_range_that_is_shorter_than_others():
    amounts = np.exp(np.arange(math.log(20_000), math.log(60_000), 0.00002))
    widths: dict[float, list[float]] = {}
    for amount in amounts.tolist():
        widths.setdefault(rounded(amount).shown, []).append(amount)

    inner = sorted(widths)[1:-1]
    # 1.01 to the power of 110.4 is 3; the ranges at both ends are cut off.
    assert len(inner) in (109, 110)
    assert all(max(widths[each]) / min(widths[each]) - 1 > 0.009 for each in inner)


# --- hold -----------------------------------------------------------------------------------------

WOMEN = [number % 2 == 0 for number in range(100)]
PAY_NOW = [30_000.0 + 100 * number for number in range(100)]


def before(found, members):
    return {each.about: Shown(each, members) for each in found}


def a_year_later(*, joined: int, was: Any = None, pay: float = 1.1, **more: Any):
    """The lines of the next release, after so many have joined and everybody's pay was raised."""
    now = 100 + joined
    women = [number % 2 == 0 for number in range(now)]
    old = lines(["Ports"] * 100, WOMEN, PAY_NOW)
    population, _ = firm(["Ports"] * 100, WOMEN)
    return old, lines(
        ["Ports"] * now, women, [pay * (30_000.0 + 100 * number) for number in range(now)],
        release=2, at=date(2027, 1, 1), before=before(old, population.people), **more,
    )  # fmt: skip


@pytest.mark.parametrize("joined", [0, 1, 29])
def test_a_median_stays_with_its_day_while_fewer_than_thirty_people_have_come_or_gone(joined):
    old, new = a_year_later(joined=joined)

    assert shown(new) == shown(old)
    assert {(each.release, each.at, each.why) for each in new} == {(2, NEW_YEAR, "hold")}


def test_a_median_is_shown_anew_once_thirty_people_have_come():
    old, new = a_year_later(joined=30)

    assert {(each.at, each.why) for each in new} == {(date(2027, 1, 1), None)}
    assert all(new_one.shown > old_one.shown for old_one, new_one in zip(old, new, strict=True))


def test_in_the_same_year_not_even_then():
    old, new = a_year_later(joined=60, had_its_turn={"gender"})

    assert shown(new) == shown(old)
    assert {(each.at, each.why) for each in new} == {(NEW_YEAR, "hold")}


def test_a_cell_that_is_new_in_the_year_waits_for_the_next():
    found = lines(["Ports"] * 100, WOMEN, PAY_NOW, had_its_turn={"gender"})

    assert {(each.shown, each.why, each.at) for each in found} == {(None, "hold", NEW_YEAR)}


def test_that_a_median_was_not_shown_is_held_too():
    # Otherwise each release would draw the noise anew, and together they would tell the count.
    few = [number < 12 for number in range(100)]
    old = lines(["Ports"] * 100, few, PAY_NOW)
    assert {each.why for each in old} == {"threshold"}
    population, _ = firm(["Ports"] * 100, few)

    new = lines(
        ["Ports"] * 129, [*few, *[True] * 29], [*PAY_NOW, *[30_000.0] * 29], release=2,
        at=date(2027, 1, 1), before=before(old, population.people),
    )  # fmt: skip

    assert {(each.release, each.at, each.shown, each.why) for each in new} == {
        (2, NEW_YEAR, None, "threshold")
    }


def test_a_cell_that_has_become_small_is_not_shown_any_more():
    old = lines(["Ports"] * 100, WOMEN, PAY_NOW)
    population, _ = firm(["Ports"] * 100, WOMEN)

    new = lines(["Ports"] * 9, WOMEN[:9], PAY_NOW[:9], before=before(old, population.people))

    assert {(each.shown, each.why) for each in new} == {(None, "threshold")}


# --- what it gives away ---------------------------------------------------------------------------


def test_exact_medians_of_two_days_tell_what_a_lone_joiner_is_and_ours_tell_nothing():
    """The same joiners: once with medians that anybody may ask, and once with ours."""
    random = np.random.default_rng(11)
    right_exact, changed_ours, trials = 0, 0, 200
    for trial in range(trials):
        women = (random.random(101) < 0.4).tolist()
        pay = np.exp(random.normal(10.4, 0.3, 101)).tolist()
        joiner_is_one = women[-1]
        then = median([p for p, w in zip(pay[:-1], women[:-1], strict=True) if w])
        now = median([p for p, w in zip(pay, women, strict=True) if w])
        right_exact += (now != then) == joiner_is_one

        first = 1000 * trial
        old = lines(["Ports"] * 100, women[:-1], pay[:-1], first=first)
        population, _ = firm(["Ports"] * 100, women[:-1], first=first)
        new = lines(["Ports"] * 101, women, pay, first=first, release=2,
                    before=before(old, population.people))  # fmt: skip
        changed_ours += shown(new) != shown(old)

    assert right_exact == trials
    assert changed_ours == 0


def test_the_exact_median_of_a_small_cell_is_the_pay_of_one_of_its_people_and_ours_is_not_there():
    women = [True] * 3 + [False] * 60
    pay = [31_017.0, 35_911.0, 52_340.0] + [40_000.0] * 60

    assert median(pay[:3]) in pay[:3]
    assert set(shown(lines(["Ports"] * 63, women, pay)).values()) == {None}


def test_whoever_knows_all_but_one_pay_learns_it_to_one_per_cent_at_best():
    """All secrets and all pay but that of the middle woman are known; every pay is tried for her.

    The exact median leaves one possibility. Of ours, all of a range fits that is one per cent wide.
    """
    women = [number < 41 for number in range(100)]
    pay = [30_000.0 + 150 * number for number in range(100)]
    middle = 20
    told = shown(lines(["Ports"] * 100, women, pay))["Women",]
    fits_exact, fits_ours = [], []
    # The neighbours are paid so differently that she stays the middle one.
    pay[:middle] = [each - 2_000 for each in pay[:middle]]
    pay[middle + 1 : 41] = [each + 2_000 for each in pay[middle + 1 : 41]]

    for guess in range(31_500, 34_500, 10):
        tried = [*pay[:middle], float(guess), *pay[middle + 1 :]]
        if median(tried[:41]) == pay[middle]:
            fits_exact.append(guess)
        if shown(lines(["Ports"] * 100, women, tried))["Women",] == told:
            fits_ours.append(guess)

    assert fits_exact == [pay[middle]]
    assert (max(fits_ours) - min(fits_ours)) / pay[middle] > 0.009
    assert len(fits_ours) == (max(fits_ours) - min(fits_ours)) // 10 + 1
    assert pay[middle] in fits_ours


def test_an_overlapping_cell_of_one_person_more_would_tell_her_pay_and_no_cube_has_two_such():
    """Everybody, and everybody but one: with exact medians of both, anybody can take one away."""
    women = [True] * 40 + [False] * 40
    pay = [30_000.0 + 137 * number for number in range(80)]
    ordered = sorted(pay[:40])

    with_her, without_her = median(pay[:40]), median([p for p in pay[:40] if p != ordered[19]])

    # 40 women: the middle of the 20th and 21st; without the 20th, it is the 21st alone.
    assert 2 * with_her - without_her == ordered[19]
    # Merged cells part everybody: a unit of one is told together with another.
    by_unit = lines(["Ports"] * 79 + ["Sales"], women, pay, table=BY_UNIT)
    assert {each.shown for each in by_unit if each.cell["unit"] == "Sales"} == {None}


def test_medians_are_in_no_range_that_depends_on_the_order_of_people():
    women = [number % 3 == 0 for number in range(90)]
    found = lines(["Ports"] * 90, women, PAY_NOW[:90])
    population, secret = firm(["Ports"] * 90, women)
    order = np.random.default_rng(5).permutation(90)
    turned = Population(people=population.people[order], fields={
        "unit": replace(population.fields["unit"], codes=population.fields["unit"].codes[order])
    })  # fmt: skip
    secret = replace(secret, has=secret.has[order], numbers=secret.numbers[order])

    again = median_lines([(EVERYBODY, secret)], turned, np.array(PAY_NOW[:90])[order], release=1,
                         at=NEW_YEAR, before={})  # fmt: skip

    assert again == found
