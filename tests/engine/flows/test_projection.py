"""What lies ahead: by hand, against the expectation in closed form, and by living it many times."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from tiebeam.engine.flows.projection import (
    HIGHER,
    HIRED,
    LEFT,
    ImpossibleDraws,
    ImpossibleHorizon,
    ImpossibleLever,
    ImpossibleMovements,
    Lever,
    Movements,
    NoPeople,
    UnknownGroup,
    UnknownLevel,
    drawn_rates,
    futures,
    project,
)

MANY = 10_000_000


def counted(start, moved, hired=None, *, years=1):
    """Counts with groups a, b, … and levels 1, 2, …"""
    start = np.array(start)
    groups = tuple((name,) for name in "abcdefgh"[: start.shape[0]])
    return Movements(
        groups=groups,
        levels=tuple(range(1, start.shape[1] + 1)),
        start=start,
        moved=np.array(moved),
        hired=np.zeros_like(start) if hired is None else np.array(hired),
        years=years,
    )


@st.composite
def movements(draw):
    g, steps = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    people = st.integers(0, 30)
    found = counted(
        draw(hnp.arrays(np.int64, (g, steps), elements=people)),
        draw(hnp.arrays(np.int64, (g, steps, steps + 1), elements=people)),
        draw(hnp.arrays(np.int64, (g, steps), elements=people)),
        years=draw(st.integers(1, 4)),
    )
    found.start[0, 0] += 1
    found.moved[0, 0, 0] += 1
    return found


TWO_LEVELS = counted(
    start=[[60, 30], [40, 10]],
    moved=[[[50, 6, 4], [2, 25, 3]], [[36, 1, 3], [1, 8, 1]]],
    hired=[[6, 1], [3, 1]],
    years=2,
)

# --- by hand --------------------------------------------------------------------------------------


def test_where_nobody_moves_and_nobody_leaves_shares_stay_what_they_are():
    still = counted([[30, 5], [10, 15]], [[[MANY, 0, 0], [0, MANY, 0]]] * 2)

    found = project(still, years=5, draws=200, seed=1)

    now = np.array([[0.75, 0.25], [0.25, 0.75]])
    for band in (found.shares.low, found.shares.median, found.shares.high):
        assert band == pytest.approx(np.broadcast_to(now, (6, 2, 2)))


def test_one_group_alone_is_always_everybody():
    found = project(counted([[50]], [[[90, 10]]], [[10]]), years=10, draws=100, seed=1)

    assert (found.shares.low == 1).all()
    assert (found.shares.high == 1).all()


def test_this_year_is_what_it_is():
    found = project(TWO_LEVELS, years=1, draws=50, seed=1)

    for band in (found.people.low, found.people.median, found.people.high):
        assert band[0].tolist() == [[60, 40], [30, 10]]
    assert found.shares.median[0].tolist() == [[0.6, 0.4], [0.75, 0.25]]


def test_hires_a_year_are_the_observed_mean_and_halves_take_turns():
    found = project(TWO_LEVELS, years=4, draws=50, seed=1)

    # 9 in two years at level 1, 2 at level 2.
    assert found.hired.tolist() == [[5, 1], [4, 1], [5, 1], [4, 1]]


def test_a_level_at_which_nobody_was_hired_gets_nobody():
    found = project(replace(TWO_LEVELS, hired=np.array([[6, 0], [4, 0]])), draws=50, seed=1)

    assert (found.hired == [5, 0]).all()


def test_a_level_that_everybody_leaves_has_no_share():
    leaving = counted([[3, 20], [2, 20]], [[[0, 0, MANY], [0, MANY, 0]]] * 2)

    found = project(leaving, years=2, draws=100, seed=1)

    assert found.shares.median[0, 0].tolist() == [0.6, 0.4]
    assert np.isnan(found.shares.median[1:, 0]).all()
    assert found.empty.tolist() == [[0, 0], [1, 0], [1, 0]]
    assert any("share of an empty level is undefined" in note for note in found.notes)


def test_where_nobody_was_observed_the_projection_says_so():
    blind = counted([[5, 5]], [[[8, 1, 1], [0, 0, 0]]])

    assert any("In 1 of 2 combinations" in note for note in project(blind, draws=9, seed=1).notes)
    assert not any("combinations" in note for note in project(TWO_LEVELS, draws=9, seed=1).notes)


# --- against libraries and closed forms -----------------------------------------------------------


def test_rates_are_drawn_from_counts_and_a_half():
    counts = np.array([7, 0, 2])

    rates = drawn_rates(counts, draws=40_000, random=np.random.default_rng(5))

    truth = stats.dirichlet(counts + 0.5)
    assert truth.mean() == pytest.approx([7.5 / 10.5, 0.5 / 10.5, 2.5 / 10.5])
    error = 4 * np.sqrt(truth.var() / 40_000)
    assert (np.abs(rates.mean(axis=0) - truth.mean()) < error).all()
    assert rates.var(axis=0) == pytest.approx(truth.var(), rel=0.06)


def test_large_counts_follow_the_chain_of_rates():
    rates = np.array(
        [[[0.80, 0.12, 0.08], [0.05, 0.85, 0.10]], [[0.90, 0.04, 0.06], [0.10, 0.70, 0.20]]]
    )
    start = np.array([[4000, 1000], [2500, 2000]])
    hired = np.array([[600, 100], [400, 300]])
    large = counted(start, np.rint(MANY * rates).astype(int), hired * 1000, years=1000)

    drawn = futures(large, years=5, draws=2000, seed=3).people[:, 5]

    expected = start.astype(float)
    for _ in range(5):
        expected = np.einsum("gi,gij->gj", expected, rates[:, :, :2]) + hired
    error = 4 * drawn.std(axis=0) / np.sqrt(2000)
    # Rates from counts miss the stated ones by a few ten-thousandths, at most half a person here.
    assert (np.abs(drawn.mean(axis=0) - expected) < error + 0.5).all()


def test_a_band_holds_what_comes_in_nine_of_ten_worlds():
    rates = np.array(
        [[[0.75, 0.15, 0.10], [0.10, 0.75, 0.15]], [[0.80, 0.08, 0.12], [0.08, 0.80, 0.12]]]
    )
    start = np.array([[300, 150], [250, 120]])
    world = np.random.default_rng(11)
    inside = []
    for seed in range(250):
        seen = world.multinomial(start, rates)
        joined = world.multinomial(120, [0.6, 0.4])
        truth = start
        for _ in range(4):
            came = world.multinomial(40, [0.6, 0.4])
            truth = world.multinomial(truth, rates)[..., :2].sum(axis=1)
            truth[:, 0] += came
        moved = counted(start, seen, np.stack([joined, [0, 0]], axis=1), years=3)
        found = project(moved, years=4, draws=300, seed=seed)
        share = truth[0] / truth.sum(axis=0)
        inside.append((found.shares.low[4, :, 0] <= share) & (share <= found.shares.high[4, :, 0]))

    # 500 bands, in pairs that are not independent: two standard errors are less than 0.04.
    assert np.mean(inside) == pytest.approx(0.9, abs=0.04)


# --- what always holds ----------------------------------------------------------------------------


@settings(max_examples=60)
@given(movements(), st.integers(1, 4), st.integers(0, 99))
def test_everybody_plus_hires_less_leavers_is_everybody_a_year_later(given_, years, seed):
    drawn = futures(given_, years=years, draws=7, seed=seed)

    everybody, hired, left = (x.sum(axis=(2, 3)) for x in (drawn.people, drawn.hired, drawn.left))

    assert (everybody[:, 1:] == everybody[:, :-1] + hired - left).all()
    assert (drawn.people >= 0).all()


@settings(max_examples=60)
@given(movements(), st.integers(0, 99))
def test_hires_never_stray_half_a_person_from_the_observed_mean(given_, seed):
    drawn = futures(given_, years=7, draws=3, seed=seed)

    so_far = drawn.hired.sum(axis=2).cumsum(axis=1)

    mean = given_.hired.sum(axis=0) / given_.years * np.arange(1, 8)[:, None]
    assert (np.abs(so_far - mean) <= 0.5).all()


@settings(max_examples=60)
@given(movements(), st.integers(0, 99))
def test_shares_of_a_level_add_up_in_every_draw_and_bands_are_in_order(given_, seed):
    one = project(given_, years=3, draws=1, seed=seed)
    found = project(given_, years=3, draws=20, seed=seed)

    total = one.shares.median.sum(axis=2)
    assert total[one.empty == 0] == pytest.approx(1)
    assert np.isnan(total[one.empty == 1]).all()
    for band in (found.shares, found.people):
        known = ~np.isnan(band.median)
        assert (band.low[known] <= band.median[known]).all()
        assert (band.median[known] <= band.high[known]).all()


@given(movements(), st.integers(0, 99))
@settings(max_examples=20)
def test_the_same_seed_gives_the_same_numbers(given_, seed):
    first, again = (futures(given_, years=3, draws=5, seed=seed) for _ in range(2))

    assert (first.people == again.people).all()


@pytest.mark.parametrize("cores", [1, 2, 7, None])
def test_the_numbers_are_the_same_on_any_number_of_cores(cores, monkeypatch):
    given_ = counted([[300, 40], [200, 9]], [[[250, 20, 30], [2, 30, 8]]] * 2, [[20, 1], [9, 2]])
    before = futures(given_, years=3, draws=210, seed=3)
    monkeypatch.setattr("os.cpu_count", lambda: cores)

    after = futures(given_, years=3, draws=210, seed=3)

    for name in ("people", "hired", "left"):
        assert np.array_equal(getattr(before, name), getattr(after, name))


@pytest.mark.parametrize("draws", [1, 49, 50, 51, 120])
def test_there_are_as_many_draws_as_asked_for_and_no_two_are_copies(draws):
    found = futures(counted([[5000]], [[[4000, 1000]]], [[900]]), years=2, draws=draws, seed=5)

    assert len(found.people) == len(found.hired) == len(found.left) == draws
    # Of 5,000 people about 1,000 leave: that two draws agree in both years is one chance in 700.
    assert len({tuple(draw) for draw in found.left[:, :, 0, 0].tolist()}) > 0.9 * draws


def test_a_lever_is_held_back_in_the_share_of_all_draws_and_not_of_the_last_few():
    # Nine times a rate of about one in nine is nearly everybody: in some draws more than there are.
    given_ = counted([[900]], [[[800, 100]]])
    lever = Lever(level=1, to=LEFT, factor=9.0)

    drawn = futures(given_, years=1, draws=170, seed=11, levers=[lever])

    rates = stats.beta(100.5, 800.5)
    assert drawn.held_back[0] == pytest.approx(rates.sf(1 / 9), abs=0.12)


def test_another_seed_gives_other_numbers():
    first, other = (futures(TWO_LEVELS, years=3, draws=20, seed=seed) for seed in (1, 2))

    assert (first.people != other.people).any()


@settings(max_examples=60)
@given(movements(), st.sampled_from([LEFT, HIGHER, 1, 2]), st.none() | st.floats(0, 1e6))
def test_a_lever_never_changes_who_is_hired(given_, to, factor):
    lever = Lever(level=1, to=to, factor=factor)
    if to == 1 or (to != LEFT and len(given_.levels) < 2):
        return

    plain = futures(given_, years=3, draws=5, seed=1)
    pulled = futures(given_, years=3, draws=5, seed=1, levers=[lever])

    assert (plain.hired == pulled.hired).all()


# --- levers ---------------------------------------------------------------------------------------


def test_a_chance_that_rounding_would_lift_above_one_stays_one():
    found = Movements(
        groups=(("a",), ("b",), ("c",)), levels=(1,), start=np.array([[1], [0], [0]]),
        moved=np.array([[[2, 1]], [[0, 1]], [[1, 1]]]), hired=np.zeros((3, 1), dtype=np.int64),
        years=1,
    )  # fmt: skip
    nobody_leaves = Lever(level=1, to=LEFT, factor=0.0)

    drawn = futures(found, years=3, draws=500, seed=1, levers=[nobody_leaves])

    assert (drawn.people.sum(axis=(2, 3)) == 1).all()


def year_one(found, lever, *, draws=2000):
    """People by group and level after a year, on average over the draws."""
    drawn = futures(found, years=1, draws=draws, seed=1, levers=[lever] if lever else [])
    return drawn.people[:, 1].mean(axis=0), drawn


UNEQUAL = counted(
    start=[[1000, 0], [1000, 0]],
    moved=[
        [[MANY * 6 // 10, MANY * 3 // 10, MANY // 10], [0, MANY, 0]],
        [[MANY * 8 // 10, MANY // 10, MANY // 10], [0, MANY, 0]],
    ],
)


def test_equal_promotion_gives_both_groups_the_rate_of_everybody():
    people, drawn = year_one(UNEQUAL, Lever(level=1, to=2))

    # (30 % + 10 %) / 2 of a thousand rise; a tenth leave as before.
    assert people == pytest.approx(np.array([[700, 200], [700, 200]]), abs=2)
    assert drawn.left.mean(axis=0)[0, :, 0] == pytest.approx([100, 100], abs=2)


def test_the_rate_of_everybody_is_weighed_by_people():
    moved = UNEQUAL.moved.copy()
    moved[1] //= 9

    people, _ = year_one(replace(UNEQUAL, moved=moved), Lever(level=1, to=2))

    # Nine to one: 0.9 × 30 % + 0.1 × 10 %.
    assert people[:, 1] == pytest.approx([280, 280], abs=2)


def test_a_lever_for_one_group_leaves_the_others_alone():
    people, _ = year_one(UNEQUAL, Lever(level=1, to=HIGHER, group=("b",)))

    assert people[:, 1] == pytest.approx([300, 200], abs=2)


def test_a_factor_multiplies_the_rate_and_those_who_stay_make_up_for_it():
    people, drawn = year_one(UNEQUAL, Lever(level=1, to=LEFT, group=("a",), factor=2))

    assert drawn.left.mean(axis=0)[0, :, 0] == pytest.approx([200, 100], abs=2)
    assert people == pytest.approx(np.array([[500, 300], [800, 100]]), abs=2)


def test_a_rate_is_held_back_where_nobody_is_left_to_stay():
    lever = Lever(level=1, to=2, group=("a",), factor=5)

    people, drawn = year_one(UNEQUAL, lever)
    found = project(UNEQUAL, draws=20, seed=1, levers=[lever])

    assert people[0] == pytest.approx([0, 900], abs=2)
    assert drawn.held_back == (1.0,)
    assert any("100% of the draws" in note for note in found.notes)


def test_a_rise_over_several_levels_keeps_its_shares_of_each():
    three = counted(
        [[1000, 0, 0]],
        [[[MANY * 7, MANY * 2, MANY, 0], [0, MANY, 0, 0], [0, 0, MANY, 0]]],
    )

    people, _ = year_one(three, Lever(level=1, to=HIGHER, factor=2))

    assert people[0] == pytest.approx([400, 400, 200], abs=3)


def test_a_lever_that_sets_what_is_already_so_changes_nothing():
    alike = replace(UNEQUAL, moved=UNEQUAL.moved[[0, 0]])

    plain = project(alike, years=5, seed=1)
    pulled = project(alike, years=5, seed=1, levers=[Lever(level=1, to=2)])
    same = project(TWO_LEVELS, years=5, seed=1, levers=[Lever(level=1, to=2, factor=1)])

    assert pulled.shares.median == pytest.approx(plain.shares.median, abs=0.01, nan_ok=True)
    assert same.shares.median == pytest.approx(
        project(TWO_LEVELS, years=5, seed=1).shares.median, abs=0.01
    )


# --- what can't be asked --------------------------------------------------------------------------


@pytest.mark.parametrize("years", [0, 11, -1])
def test_years_are_one_to_ten(years):
    with pytest.raises(ImpossibleHorizon, match="1 to 10 years"):
        project(TWO_LEVELS, years=years, seed=1)


def test_without_a_draw_there_is_no_band():
    with pytest.raises(ImpossibleDraws, match="at least one"):
        project(TWO_LEVELS, draws=0, seed=1)


@pytest.mark.parametrize(
    ("lever", "error", "says"),
    [
        (Lever(level=3, to=LEFT), UnknownLevel, "Levels: 1, 2"),
        (Lever(level=1, to=7), UnknownLevel, "no level 7"),
        (Lever(level=1, to=2, group=("z",)), UnknownGroup, "Groups: a; b"),
        (Lever(level=1, to=1), ImpossibleLever, "Staying"),
        (Lever(level=2, to=HIGHER), ImpossibleLever, "highest"),
        (Lever(level=1, to=2, factor=-1), ImpossibleLever, "0 or more"),
        (Lever(level=1, to=2, factor=float("nan")), ImpossibleLever, "0 or more"),
    ],
)
def test_a_lever_that_fits_nothing_says_what_would(lever, error, says):
    with pytest.raises(error, match=says):
        project(TWO_LEVELS, draws=5, seed=1, levers=[lever])


def test_there_is_no_rate_of_everybody_where_nobody_was_observed():
    blind = counted([[5, 5]], [[[0, 0, 0], [0, 9, 1]]])

    with pytest.raises(ImpossibleLever, match="no rate of everybody"):
        project(blind, draws=5, seed=1, levers=[Lever(level=1, to=2)])


def test_without_people_there_is_nothing_to_project():
    with pytest.raises(NoPeople, match="Nobody is at any level"):
        project(replace(TWO_LEVELS, start=0 * TWO_LEVELS.start), seed=1)
    with pytest.raises(NoPeople, match="observed"):
        project(replace(TWO_LEVELS, moved=0 * TWO_LEVELS.moved), seed=1)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"start": np.zeros((2, 3), dtype=int)}, "'start' has the shape"),
        ({"hired": np.full((2, 2), -1)}, "'hired' must count people"),
        ({"hired": np.full((2, 2), 0.5)}, "'hired' must count people"),
        ({"years": 0}, "one year"),
        ({"levels": (2, 1)}, "lowest first"),
        ({"groups": (("a",), ("a",))}, "once"),
    ],
)
def test_counts_that_do_not_fit_together_are_refused(change, says):
    with pytest.raises(ImpossibleMovements, match=says):
        replace(TWO_LEVELS, **change)


# --- levers on hires ------------------------------------------------------------------------------

#: At level 1, a is taken three times in four; at level 2, once in four.
TAKEN = counted(
    start=[[100, 100], [100, 100]],
    moved=[[[MANY, 0, 0], [0, MANY, 0]]] * 2,
    hired=[[3 * MANY, MANY], [MANY, 3 * MANY]],
    years=MANY // 100,
)


def taken(lever, found=TAKEN):
    """People hired in a year by group and level, on average over the draws."""
    drawn = futures(found, years=1, draws=500, seed=1, levers=[lever] if lever else [])
    return drawn.hired[:, 0].mean(axis=0)


def test_equal_hiring_takes_people_as_they_are_taken_at_all_levels_together():
    plain, equal = taken(None), taken(Lever(level=1, to=HIRED))

    assert plain == pytest.approx(np.array([[300, 100], [100, 300]]), abs=2)
    # Of all who are hired, half are of each group; level 2 stays as it is.
    assert equal == pytest.approx(np.array([[200, 100], [200, 300]]), abs=2)


def test_a_factor_on_one_group_sets_how_often_it_is_taken_beside_the_others():
    # Three to one, and one of these twice as often: three to two.
    found = taken(Lever(level=1, to=HIRED, group=("b",), factor=2))

    assert found == pytest.approx(np.array([[240, 100], [160, 300]]), abs=2)


def test_equal_for_one_group_leaves_the_others_in_proportion():
    three = counted(
        start=[[100]] * 3, moved=[[[MANY, 0]]] * 3, hired=[[2 * MANY], [MANY], [MANY]],
        years=MANY // 100,
    )  # fmt: skip

    same = taken(Lever(level=1, to=HIRED, group=("a",)), three)
    nobody = taken(Lever(level=1, to=HIRED, group=("a",), factor=0), three)

    assert same[:, 0] == pytest.approx([200, 100, 100], abs=2)
    assert nobody[:, 0] == pytest.approx([0, 200, 200], abs=2)


def test_what_is_equal_is_weighed_by_all_who_are_hired():
    # Of sixteen hires, three of a, seven of b, six of c; level 1 takes four of them.
    found = counted(
        start=[[100, 100]] * 3, moved=[[[MANY, 0, 0], [0, MANY, 0]]] * 3,
        hired=[[2 * MANY, MANY], [MANY, 6 * MANY], [MANY, 5 * MANY]], years=MANY // 100,
    )  # fmt: skip

    everybody = taken(Lever(level=1, to=HIRED), found)[:, 0]
    for_a = taken(Lever(level=1, to=HIRED, group=("a",)), found)[:, 0]

    assert everybody == pytest.approx([75, 175, 150], abs=2)
    # b and c share what a leaves as they did before: one to one.
    assert for_a == pytest.approx([75, 162.5, 162.5], abs=2)


def test_one_group_alone_is_taken_whatever_its_rate():
    alone = counted([[10]], [[[9, 1]]], [[4]])

    assert taken(Lever(level=1, to=HIRED, group=("a",), factor=0), alone).tolist() == [[4]]


@settings(max_examples=40)
@given(movements(), st.integers(0, 5), st.none() | st.floats(0, 1e6))
def test_a_lever_on_hires_never_changes_how_many_are_hired(given_, seed, factor):
    lever = Lever(level=1, to=HIRED, group=None if factor is None else ("a",), factor=factor)
    if not given_.hired[:, 0].sum():
        return

    plain = futures(given_, years=3, draws=5, seed=seed)
    pulled = futures(given_, years=3, draws=5, seed=seed, levers=[lever])

    assert (plain.hired.sum(axis=2) == pulled.hired.sum(axis=2)).all()
    assert (plain.hired[..., 1:] == pulled.hired[..., 1:]).all() or len(given_.levels) > 1
    assert (plain.left[:, 0] == pulled.left[:, 0]).all(), "who was there moves as before"


@pytest.mark.parametrize(
    ("lever", "says"),
    [
        (Lever(level=1, to=HIRED, factor=2), "Name the group"),
        (Lever(level=1, to=HIRED, group=("a",), factor=-1), "0 or more"),
        (Lever(level=2, to=HIRED), "Nobody was hired into level 2"),
    ],
)
def test_a_lever_on_hires_that_fits_nothing_says_what_would(lever, says):
    found = replace(TWO_LEVELS, hired=np.array([[6, 0], [4, 0]]))

    with pytest.raises(ImpossibleLever, match=says):
        project(found, draws=5, seed=1, levers=[lever])


# --- against another way to work it out -----------------------------------------------------------


def test_after_a_year_the_mean_is_that_of_the_posterior():
    drawn = futures(TWO_LEVELS, years=1, draws=4000, seed=2).people[:, 1]

    posterior = (TWO_LEVELS.moved + 0.5) / (TWO_LEVELS.moved + 0.5).sum(axis=2, keepdims=True)
    turns = (TWO_LEVELS.hired + 0.5) / (TWO_LEVELS.hired + 0.5).sum(axis=0)
    expected = np.einsum("gi,gij->gj", TWO_LEVELS.start, posterior[..., :2]) + turns * [5, 1]
    error = 4 * drawn.std(axis=0) / np.sqrt(4000)
    assert (np.abs(drawn.mean(axis=0) - expected) < error).all()


def test_after_five_years_the_mean_is_that_of_chains_drawn_in_another_way():
    # Rates are kept for all years of a draw, so the mean is not the chain of mean rates.
    drawn = futures(TWO_LEVELS, years=5, draws=4000, seed=2).people[:, 5]

    other = np.random.default_rng(99)
    chains = np.zeros((4000, 2, 2))
    for g in range(2):
        fates = np.stack([other.dirichlet(TWO_LEVELS.moved[g, i] + 0.5, 4000) for i in range(2)], 1)
        chain = np.tile(TWO_LEVELS.start[g].astype(float), (4000, 1))
        for came in (5, 4, 5, 4, 5):
            turn = (TWO_LEVELS.hired[g] + 0.5) / (TWO_LEVELS.hired + 0.5).sum(axis=0)
            chain = np.einsum("di,dij->dj", chain, fates[..., :2]) + turn * [came, 1]
        chains[:, g] = chain
    error = 4 * np.sqrt((drawn.var(axis=0) + chains.var(axis=0)) / 4000)
    assert (np.abs(drawn.mean(axis=0) - chains.mean(axis=0)) < error).all()
