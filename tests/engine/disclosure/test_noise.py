"""Noise: how it is spread, that the same cell always gets the same, and that nothing is looser."""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import chisquare

from tiebeam.engine.disclosure.noise import (
    ImpossibleCell,
    Noise,
    NoSuchNoise,
    Protection,
    ShortKey,
    TooFewMembers,
    band_people,
    cell_key,
    noise_of,
    noised,
    noised_many,
    person_keys,
    rate_is_shown,
    rate_variance,
)
from tiebeam.engine.disclosure.threshold import CannotBeLoosened
from tiebeam.engine.stats.counts import EmptyGroup, ImpossibleCount

KEY = bytes(range(32))
#: Far enough from the lower end that the upper one plays no part.
FAR = 10_000


def standard(count: int, members: int = FAR) -> Noise:
    return noise_of(count, members=members, largest=8, variance=6.0)


# --- how it is spread -----------------------------------------------------------------------------


def test_the_published_table_comes_out_to_its_printed_digits():
    """The vignette of the R package ptable: D 2, V 1.08, js 1, i 1."""
    noise = noise_of(1, members=FAR, largest=2, variance=1.08, never_shown=1)

    shown = {1 + d: round(p, 4) for d, p in zip(noise.steps, noise.chances, strict=True)}
    assert shown == {0: 0.5133, 2: 0.46, 3: 0.0267}


def test_three_steps_leave_no_choice_and_are_solved_by_hand():
    """-p + q + 2r = 0 and p + q + 4r = 1.08 and p + q + r = 1, so r = .08/3."""
    noise = noise_of(1, members=FAR, largest=2, variance=1.08, never_shown=1)

    r = 0.08 / 3
    assert noise.chances == pytest.approx(((1 + r) / 2, (1 - 3 * r) / 2, r), abs=1e-12)


members_and_counts = st.integers(10, 60).flatmap(
    lambda n: st.tuples(st.just(n), st.integers(0, n))
)  # fmt: skip


@st.composite
def protections(draw):
    never = draw(st.integers(0, 4))
    largest = draw(st.integers(8, 14))
    variance = draw(st.floats(6.5, largest * (largest + 1) / 3))
    return Protection(largest=largest, variance=variance, never_shown=never)


@given(members_and_counts, protections())
def test_noise_has_mean_0_and_the_variance_asked_for_or_less_where_that_can_t_be(cell, protection):
    members, count = cell

    noise = noise_of(
        count, members=members, largest=protection.largest, variance=protection.variance,
        never_shown=protection.never_shown,
    )  # fmt: skip

    assert math.fsum(noise.chances) == pytest.approx(1, abs=1e-12)
    assert noise.mean == pytest.approx(0, abs=1e-9)
    reachable = -noise.steps[0] * noise.steps[-1]
    if 0 < count < members and reachable > protection.variance * (1 + 1e-6):
        assert noise.variance == pytest.approx(protection.variance, rel=1e-9)
    else:
        assert noise.variance <= protection.variance * (1 + 1e-9)


@given(members_and_counts, protections())
def test_what_is_shown_is_from_nobody_to_all_and_never_a_count_that_is_never_shown(
    cell, protection
):
    members, count = cell

    noise = noise_of(
        count, members=members, largest=protection.largest, variance=protection.variance,
        never_shown=protection.never_shown,
    )  # fmt: skip

    shown = {count + step for step in noise.steps}
    never = range(1, protection.never_shown + 1)
    assert min(shown) >= 0
    assert max(shown) <= members
    assert shown.isdisjoint(never)
    assert {members - each for each in shown}.isdisjoint(never)
    assert max(abs(step) for step in noise.steps) <= protection.largest
    assert noise.steps == tuple(sorted(noise.steps))


@given(members_and_counts, protections())
def test_those_who_have_a_value_and_those_who_have_not_are_treated_alike(cell, protection):
    members, count = cell
    asked = {
        "members": members, "largest": protection.largest,
        "variance": protection.variance, "never_shown": protection.never_shown,
    }  # fmt: skip

    noise, mirrored = noise_of(count, **asked), noise_of(members - count, **asked)

    assert mirrored.steps == tuple(-step for step in reversed(noise.steps))
    if mirrored.steps != noise.steps:
        assert mirrored.chances == noise.chances[::-1]
    else:
        assert mirrored.chances == pytest.approx(noise.chances[::-1], abs=1e-12)


@given(members_and_counts, protections())
def test_chances_are_an_exponential_of_a_square(cell, protection):
    """Three neighbours give a and b; every other chance then follows."""
    members, count = cell
    noise = noise_of(
        count, members=members, largest=protection.largest, variance=protection.variance,
        never_shown=protection.never_shown,
    )  # fmt: skip
    assume(len(noise.steps) > 3)
    assume(min(noise.chances) > 1e-12)

    curve = np.polyfit(noise.steps, np.log(noise.chances), 2)

    assert np.polyval(curve, noise.steps) == pytest.approx(np.log(noise.chances), abs=1e-6)


@pytest.mark.parametrize("members", [10, 11, 40, FAR])
def test_nobody_stays_nobody_and_all_stay_all(members: int):
    assert standard(0, members) == standard(members, members) == Noise((0,), (1.0,))


def test_counts_far_from_both_ends_share_one_spread():
    middle = standard(5000)

    assert middle.steps == tuple(range(-8, 9))
    assert all(standard(count) is middle for count in (8, 9, 500, FAR - 8))
    assert standard(7) is not middle


def test_counts_are_far_only_where_no_count_that_is_never_shown_is_near():
    def of(count):
        return noise_of(count, members=FAR, largest=8, variance=6.0, never_shown=2)

    assert of(11).steps == tuple(range(-8, 9))
    assert of(10).steps == (-10 + 2, *range(-7, 9))[1:]


def test_in_the_smallest_cell_both_ends_are_near_and_half_is_spread_evenly_about_itself():
    noise = standard(5, 10)

    assert noise.steps == tuple(range(-5, 6))
    assert noise.chances == pytest.approx(noise.chances[::-1], abs=1e-12)
    assert noise.variance == pytest.approx(6, abs=1e-9)


@pytest.mark.parametrize("members", range(10, 41))
def test_the_standard_noise_has_its_full_variance_in_every_cell_that_may_be_shown(members: int):
    for count in range(1, members):
        noise = standard(count, members)

        assert noise.mean == pytest.approx(0, abs=1e-12)
        assert noise.variance == pytest.approx(6, abs=1e-12)


def test_a_variance_out_of_reach_becomes_that_of_the_most_uncertain_noise():
    """From 1, 8 down the road and 1 up it: at most 8. With mean 0 alone, chances fall evenly."""
    noise = noise_of(1, members=FAR, largest=8, variance=8.0)

    ratios = {round(a / b, 9) for a, b in zip(noise.chances, noise.chances[1:], strict=False)}
    assert len(ratios) == 1
    assert noise.variance == pytest.approx(1.928, abs=5e-4)
    assert noise.mean == pytest.approx(0, abs=1e-12)


def test_a_variance_far_below_one_person_is_reached_too():
    assert noise_of(5000, members=FAR, largest=2, variance=0.5).variance == pytest.approx(0.5)


def test_a_variance_just_within_reach_is_reached():
    noise = noise_of(1, members=FAR, largest=8, variance=7.999)

    assert noise.variance == pytest.approx(7.999, abs=1e-9)


def test_two_steps_have_the_variance_that_the_mean_leaves_them():
    noise = noise_of(1, members=3, largest=8, variance=6.0, never_shown=1)

    assert noise == Noise((-1, 2), (pytest.approx(2 / 3), pytest.approx(1 / 3)))


@pytest.mark.parametrize(
    ("count", "asked", "why"),
    [
        (
            2,
            {"largest": 1, "variance": 1.0, "never_shown": 1},
            "^From this count the noise could only go one way. "
            "Allow larger noise, or let smaller counts be shown.$",
        ),
        (3, {"largest": 8, "variance": 6.0, "never_shown": 5}, "So small a variance"),
        (1, {"largest": 8, "variance": 2.0, "never_shown": 2}, "So small a variance"),
        (1, {"largest": 8, "variance": 1.0, "never_shown": 1, "members": 3}, "So small a variance"),
    ],
)
def test_noise_that_can_t_be_is_refused(count: int, asked: dict, why: str):
    with pytest.raises(NoSuchNoise, match=why):
        noise_of(count, **({"members": FAR} | asked))


def test_counts_that_can_t_be_are_refused():
    with pytest.raises(ImpossibleCell) as refused:
        standard(11, 10)
    assert str(refused.value) == ("More people are counted than are members. Count members only.")
    for count in (-1, 2.0, True, "3"):
        with pytest.raises(ImpossibleCount, match="'count'"):
            standard(count, 10)
    with pytest.raises(ImpossibleCount, match="'members'"):
        standard(1, -10)


# --- how it is drawn ------------------------------------------------------------------------------


def test_a_number_falls_to_the_step_whose_stretch_holds_it():
    noise = Noise((-1, 0, 2), (0.25, 0.5, 0.25))
    quarter = 2**62

    drawn = [noise.drawn(n) for n in (0, quarter - 1, quarter, 3 * quarter - 1, 3 * quarter)]

    assert drawn == [-1, -1, 0, 0, 2]
    assert noise.drawn(2**64 - 1) == 2


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """RFC 2104 in its own words: H(K xor opad, H(K xor ipad, text))."""
    block = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in block) + message).digest()
    return hashlib.sha256(bytes(b ^ 0x5C for b in block) + inner).digest()


def test_the_bytes_that_are_hashed_are_those_that_the_module_says():
    people = ["ada", "bo", "Ölrun", *(f"p{i:02}" for i in range(17))]

    keys = person_keys(KEY, people)

    ada = int.from_bytes(hmac_sha256(KEY, b"\0\0\0\x06person\0\0\0\x03ada")[:8], "big")
    olrun = b"\0\0\0\x06person\0\0\0\x06" + "Ölrun".encode()
    assert keys[0] == ada
    assert keys[2] == int.from_bytes(hmac_sha256(KEY, olrun)[:8], "big")
    cell = sum(int(each) for each in keys) % 2**64
    assert cell_key(keys) == cell
    message = (
        b"\0\0\0\x04cell\0\0\0\x08" + cell.to_bytes(8, "big")
        + b"\0\0\0\x06gender\0\0\0\x05Women"
    )  # fmt: skip
    number = int.from_bytes(hmac_sha256(KEY, message)[:8], "big")
    shown = noised(7, members=keys, attribute="gender", value="Women", key=KEY)
    assert shown == 7 + standard(7, 20).drawn(number)


def test_worked_example():
    """Numbers that another program can be checked against."""
    keys = person_keys(KEY, [f"p{i:02}" for i in range(20)])

    assert hex(int(keys[0])) == "0x86036e0021a2c985"
    assert hex(cell_key(keys)) == "0x947a0fd953bfa880"
    shown = {
        value: noised(7, members=keys, attribute="gender", value=value, key=KEY)
        for value in ("Women", "Men", "Other")
    }
    assert shown == {"Women": 5, "Men": 5, "Other": 8}


ids = st.lists(st.text(min_size=1, max_size=6), min_size=10, max_size=30, unique=True)


@given(ids, st.randoms(use_true_random=False))
def test_the_same_people_get_the_same_noise_in_whatever_order_they_come(people, random):
    mixed = random.sample(people, len(people))
    asked = {"attribute": "gender", "value": "Women", "key": KEY}

    one = noised(5, members=person_keys(KEY, people), **asked)
    other = noised(5, members=person_keys(KEY, mixed), **asked)

    assert one == other


def numbers(cells, key=KEY, attribute="gender", value="Women"):
    """What is drawn for each cell, on a fine scale: a count in the middle of a large spread."""
    strict = Protection(largest=2000, variance=2000 * 2001 / 3)
    return [
        noised(5000, members=cell, attribute=attribute, value=value, key=key, protection=strict)
        for cell in cells
    ]


@pytest.fixture(scope="module")
def crowd():
    return person_keys(KEY, [str(i) for i in range(10_001)])


def test_another_member_attribute_value_or_key_makes_the_noise_anew(crowd):
    (usual,) = numbers([crowd])

    others = {
        "one fewer": numbers([crowd[1:]]),
        "value": numbers([crowd], value="Men"),
        "attribute": numbers([crowd], attribute="ethnicity"),
        "key": numbers([crowd], key=KEY[::-1]),
        # The fields don't run into each other.
        "border": numbers([crowd], attribute="genderW", value="omen"),
    }

    assert usual not in [each for (each,) in others.values()]
    assert len({each for (each,) in others.values()}) == len(others)


def test_over_many_cells_noise_is_spread_as_it_should_be():
    keys = person_keys(KEY, [str(i) for i in range(12_000)])
    cells = [np.roll(keys, -start)[:20] for start in range(0, 12_000, 3)]
    noise = standard(10, 20)

    drawn = [noised(10, members=c, attribute="a", value="v", key=KEY) - 10 for c in cells]

    seen = [drawn.count(step) for step in noise.steps]
    expected = [p * len(cells) for p in noise.chances]
    pooled = (
        [sum(each[:3]) for each in (seen, expected)],
        [sum(each[-3:]) for each in (seen, expected)],
    )
    observed = [pooled[0][0], *seen[3:-3], pooled[1][0]]
    wanted = [pooled[0][1], *expected[3:-3], pooled[1][1]]
    assert chisquare(observed, wanted).pvalue > 0.01


def test_numbers_of_cells_are_spread_evenly():
    """Cells that differ by one person, 4,096 of them, in 64 drawers by their first six bits."""
    keys = person_keys(KEY, [str(i) for i in range(4096)])
    everybody = cell_key(keys)

    drawers = [((everybody - int(each)) % 2**64) >> 58 for each in keys]

    assert chisquare(np.bincount(drawers, minlength=64)).pvalue > 0.01


def test_a_cell_that_is_too_small_is_never_shown():
    keys = person_keys(KEY, [str(i) for i in range(9)])

    with pytest.raises(TooFewMembers, match="10 members or more"):
        noised(4, members=keys, attribute="a", value="v", key=KEY)


def test_a_count_that_is_never_shown_is_never_drawn():
    members = person_keys(KEY, [str(n) for n in range(40)])
    asked = {"members": members, "attribute": "gender", "key": KEY}

    drawn = {
        noised(3, value=str(value), protection=Protection(never_shown=2), **asked)
        for value in range(300)
    }

    assert min(drawn) == 0
    assert drawn.isdisjoint({1, 2, 38, 39})


def test_a_stricter_group_size_holds_for_the_draw_too():
    keys = person_keys(KEY, [str(i) for i in range(19)])

    with pytest.raises(TooFewMembers, match="20 members or more"):
        noised(4, members=keys, attribute="a", value="v", key=KEY,
               protection=Protection(smallest_group=20))  # fmt: skip


def test_a_short_key_is_refused():
    with pytest.raises(ShortKey, match="32 bytes"):
        person_keys(KEY[:31], ["ada"])
    with pytest.raises(ShortKey, match="32 bytes"):
        noised(4, members=np.ones(10, np.uint64), attribute="a", value="v", key=b"")


def test_a_person_who_is_listed_twice_is_refused():
    with pytest.raises(ImpossibleCell, match=r"^A person is listed twice. List each person once.$"):
        person_keys(KEY, ["ada", "bo", "ada"])


def test_nobody_has_no_keys():
    assert person_keys(KEY, []).tolist() == []
    assert cell_key(person_keys(KEY, [])) == 0


# --- what may be asked for ------------------------------------------------------------------------


def test_the_defaults_are_those_of_the_design():
    assert Protection() == Protection(
        largest=8, variance=6.0, never_shown=0, smallest_group=10, hold=30, smallest_base=48
    )


@pytest.mark.parametrize(
    ("name", "looser"),
    [
        ("largest", 7), ("variance", 5.999), ("never_shown", -1), ("smallest_group", 9),
        ("hold", 29), ("smallest_base", 47), ("variance", math.nan), ("largest", True),
        ("hold", "40"), ("hold", None),
    ],
)  # fmt: skip
def test_protection_can_t_be_made_looser(name: str, looser: object):
    with pytest.raises(CannotBeLoosened, match=name):
        Protection(**{name: looser})
    with pytest.raises(CannotBeLoosened, match=name):
        replace(Protection(), **{name: looser})


@pytest.mark.parametrize(
    ("name", "stricter"),
    [("largest", 9), ("variance", 24.0), ("never_shown", 3), ("smallest_group", 20), ("hold", 60),
     ("smallest_base", 100)],
)  # fmt: skip
def test_protection_can_be_made_stricter(name: str, stricter: float):
    assert getattr(Protection(**{name: stricter}), name) == stricter


def test_people_are_whole():
    with pytest.raises(ImpossibleCount, match="hold"):
        Protection(hold=30.5)  # type: ignore[arg-type]


TOO_WIDE = (
    "'variance' is more than an even spread up to 'largest' has. "
    "Make 'largest' larger, or 'variance' smaller."
)
NO_ROOM = (
    "'never_shown' leaves no room for the noise. Make it smaller, "
    "or 'largest', 'smallest_group' and 'variance' larger."
)


@pytest.mark.parametrize(
    ("unfit", "why"),
    [
        ({"variance": 24.1}, TOO_WIDE),
        ({"never_shown": 5, "variance": 20.0}, NO_ROOM),
        ({"never_shown": 8, "smallest_group": 50, "variance": 24.0}, NO_ROOM),
        ({"never_shown": 4}, NO_ROOM),
    ],
)
def test_values_that_don_t_fit_together_are_refused(unfit: dict, why: str):
    with pytest.raises(NoSuchNoise) as refused:
        Protection(**unfit)
    assert str(refused.value) == why


def test_every_count_of_every_cell_has_noise_at_the_edge_of_what_may_be_asked_for():
    edges = [
        Protection(),
        Protection(never_shown=4, variance=6.001),
        Protection(never_shown=7, smallest_group=16, variance=16.001),
        Protection(variance=24.0),
    ]

    for protection, members in product(edges, (10, 11, 16, 17, 24, 60)):
        if members < protection.smallest_group:
            continue
        for count in range(1, members):
            noise = noise_of(
                count, members=members, largest=protection.largest,
                variance=protection.variance, never_shown=protection.never_shown,
            )  # fmt: skip
            assert noise.mean == pytest.approx(0, abs=1e-9)
            assert len(noise.steps) > 1


# --- bands and rates ------------------------------------------------------------------------------


def test_the_band_is_4_8_people():
    assert band_people() == pytest.approx(4.80, abs=0.005)
    assert band_people(Protection(variance=24.0)) == pytest.approx(2 * band_people())


def test_the_band_holds_what_the_docstring_says():
    noise = standard(500)

    def within(people):
        pairs = zip(noise.steps, noise.chances, strict=True)
        return sum(p for step, p in pairs if abs(step) <= people)

    assert within(4) == pytest.approx(0.935, abs=5e-4)
    assert within(5) == pytest.approx(0.976, abs=5e-4)


def test_a_rate_is_shown_from_48_people_on():
    assert not rate_is_shown(47)
    assert rate_is_shown(48)
    assert not rate_is_shown(48, Protection(smallest_base=60))


def test_noise_moves_a_rate_that_is_shown_by_at_most_a_tenth():
    assert band_people() / Protection().smallest_base == pytest.approx(0.1, abs=1e-3)


def test_the_variance_of_a_rate_worked_by_hand():
    """.25 of 100: .1875/100 + 6·1.0625/10,000 = .001875 + .0006375."""
    assert rate_variance(0.25, base=100) == pytest.approx(0.0025125)
    assert rate_variance(0.25, base=100, exact_base=True) == pytest.approx(0.001875 + 0.0006)
    # Of one person: .25 of who it happened to be, 6(1 + .25) of the noise.
    assert rate_variance(0.5, base=1) == pytest.approx(7.75)


def test_the_variance_of_a_rate_is_that_of_many_rates_with_noise():
    rng = np.random.default_rng(1)
    noise, base, p = standard(5000), 400, 0.3
    steps = rng.choice(noise.steps, size=(2, 200_000), p=noise.chances)
    counted = rng.binomial(base, p, size=200_000)

    rates = (counted + steps[0]) / (base + steps[1])

    assert rates.var() == pytest.approx(rate_variance(p, base=base), rel=0.02)


@pytest.mark.parametrize(("share", "same_as"), [(-0.02, 0.0), (1.05, 1.0)])
def test_a_rate_that_noise_took_out_of_bounds_has_the_variance_of_the_bound(share, same_as):
    assert rate_variance(share, base=60) == rate_variance(same_as, base=60)


@pytest.mark.parametrize("base", [0, -3, math.nan])
def test_a_rate_over_nobody_has_no_variance(base: float):
    with pytest.raises(EmptyGroup) as refused:
        rate_variance(0.5, base=base)
    assert str(refused.value) == "Nobody is in the denominator, so there is no rate."


def test_many_numbers_fall_where_each_falls_by_itself():
    """At the end of every stretch, where a number that was rounded would fall on the other side."""
    noise = noise_of(20, members=60, largest=8, variance=6.0)
    ends = [end for end in noise._until if end < 2**64]
    numbers = [0, 2**64 - 1, *(end + by for end in ends for by in (-1, 0, 1))]

    found = noise.drawn_many(np.array(numbers, dtype=np.uint64))

    assert len(ends) == 16
    assert found.tolist() == [noise.drawn(each) for each in numbers]


def test_many_counts_may_stand_in_a_table():
    counts, members = np.array([[3, 9, 20], [10, 30, 5]]), np.full((2, 3), 40)
    numbers = np.array([[0, 2**63, 2**64 - 1]] * 2, dtype=np.uint64)

    found = noised_many(counts, members, numbers)

    assert found.tolist() == [
        noised_many(*row).tolist() for row in zip(counts, members, numbers, strict=True)
    ]


@given(st.data())
def test_many_counts_at_once_get_the_noise_that_each_gets_by_itself(data):
    members = data.draw(st.lists(st.integers(10, 60), min_size=1, max_size=20))
    counts = [data.draw(st.integers(0, n)) for n in members]
    numbers = [data.draw(st.integers(0, 2**64 - 1)) for _ in members]
    protection = Protection(never_shown=data.draw(st.integers(0, 3)))

    found = noised_many(
        np.array(counts), np.array(members), np.array(numbers, dtype=np.uint64),
        protection=protection,
    )  # fmt: skip

    assert found.tolist() == [
        count
        + noise_of(
            count, members=n, largest=8, variance=6.0, never_shown=protection.never_shown
        ).drawn(number)
        for count, n, number in zip(counts, members, numbers, strict=True)
    ]
