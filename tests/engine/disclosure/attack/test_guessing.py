"""Guesses: each attacker beside another way to the same numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from engine.disclosure.attack.small import count, possible, release
from engine.disclosure.employer import (
    employer,
    one_way,
    ours,
    planned,
    secret_of,
    standard_band,
)
from scipy.optimize import linprog

from tiebeam.engine.disclosure.attack import (
    equations,
    l1_reconstruction,
    linear_bayes,
    sampled_posterior,
    told_by_changes,
)
from tiebeam.engine.disclosure.noise import noise_of

LINES = [count(3, "abcde"), count(1, "abf"), count(2, "cdef"), count(4, "abcdefgh")]


def column(given):
    return given.shown[:, None]


def test_linear_bayes_is_what_the_formula_says():
    given, p = release(*LINES, largest=3, variance=2.0), 0.3

    guess = linear_bayes(given, column(given), np.array([p, 1 - p]), 0)

    a, y, v = given.members.toarray(), given.shown, p * (1 - p)
    by_hand = p + v * a.T @ np.linalg.solve(v * a @ a.T + 2 * np.eye(4), y - a.sum(axis=1) * p)
    assert guess[0] == pytest.approx(by_hand, abs=1e-12)


def test_linear_bayes_of_several_values_is_conditional_normal_with_all_covariances():
    names = ("Women", "Men", "Nonbinary")
    given = release(
        count(3, "abcde", value="Women"), count(1, "abf", value="Nonbinary"),
        count(1, "bcd", value="Men"), count(1, "aef", value="Women"),
        values={"report": names}, largest=3, variance=2.0,
    )  # fmt: skip
    by_name = dict(zip(names, (0.5, 0.3, 0.2), strict=True))
    common = np.array([by_name[answer[0]] for answer in given.answers])

    guess = np.stack(
        [linear_bayes(given, column(given), common, value)[0] for value in range(3)], axis=1
    )

    # All unknowns of all people, none left out.
    one = np.diag(common) - np.outer(common, common)
    everybody = np.kron(np.eye(given.people), one)
    rows = np.einsum("lp,lk->lpk", given.members.toarray(), given.counts[given.value_of])
    a = rows.reshape(len(given.lines), -1)
    start = np.tile(common, given.people)
    moved = np.linalg.solve(a @ everybody @ a.T + 2 * np.eye(4), given.shown - a @ start)
    by_hand = (start + everybody @ a.T @ moved).reshape(given.people, -1)
    assert guess == pytest.approx(by_hand @ given.counts.T, abs=1e-10)
    assert guess.sum(axis=1) == pytest.approx(1)


def test_linear_bayes_of_several_answers_takes_each_value_by_itself():
    black, asian = count(2, "abc", value="Black"), count(1, "bcd", value="Asian")
    both = release(black, asian, several=True, largest=2)

    guess = linear_bayes(both, column(both), np.array([0.3, 0.1]), 0)

    alone = release(black, people="abcd", largest=2)
    by_itself = linear_bayes(alone, column(alone), np.array([0.3, 0.7]), 0)
    assert guess[0] == pytest.approx(by_itself[0])


def test_exact_numbers_are_met():
    given = release(*LINES)

    guess = linear_bayes(given, column(given), np.array([0.3, 0.7]), 0)

    assert given.members @ guess[0] == pytest.approx(given.shown, abs=1e-4)


def test_all_draws_at_once_are_each_by_itself():
    given = release(*LINES, largest=3)
    shown = np.stack([given.shown, given.shown + 1], axis=1)
    common = np.array([0.3, 0.7])

    for attacker in (linear_bayes, l1_reconstruction, told_by_changes):
        both = attacker(given, shown, common, 0)

        assert both.shape == (2, 8)
        assert both[1] == pytest.approx(attacker(given, shown[:, [1]], common, 0)[0])


def reconstructed(given, value=0):
    """What L1 reconstruction makes of what is shown; what is common is no matter to it."""
    return l1_reconstruction(given, column(given), np.array([]), value)[0]


def least_missed(given):
    """How near to all numbers anything can be, by another solver."""
    a = given.members.toarray()
    eye, most = np.eye(len(a)), float(given.largest.max())
    return linprog(
        np.r_[np.zeros(given.people), np.ones(2 * len(a))],
        A_eq=np.hstack([a, eye, -eye]), b_eq=given.shown,
        bounds=[(0, 1)] * given.people + [(0, most)] * 2 * len(a),
    ).fun  # fmt: skip


def test_l1_reconstruction_is_as_near_to_all_numbers_as_can_be():
    given = release(*LINES, count(2, "ab"), count(0, "acg"), largest=8)

    x = reconstructed(given)

    best = least_missed(given)
    assert best > 0.5
    assert np.abs(given.members @ x - given.shown).sum() == pytest.approx(best, abs=0.01)
    assert x.min() >= 0
    assert x.max() <= 1


def test_l1_reconstruction_of_a_whole_employer_is_within_a_fiftieth_of_the_nearest():
    company = employer(300, days=2, seed=3, moving=0.05)
    plan = planned(company, one_way(), hold=30)
    shown = ours(plan)(secret_of(company, share=0.3, seed=4))
    given = equations(plan.lines_with(shown, band=standard_band()), plan.members)

    x = reconstructed(given)

    missed = np.abs(given.members @ x - given.shown)
    assert missed.sum() <= 1.02 * least_missed(given) + 0.1
    assert missed.max() <= given.largest.max() + 0.2


def test_l1_reconstruction_takes_no_number_to_be_further_off_than_noise_can_be():
    """Both of ab would be nearest to all four; but of ab nobody is shown, so at most one has it."""
    given = release(
        count(0, "ab"), count(3, "abc"), count(3, "abd"), count(3, "abe"), largest=1
    )  # fmt: skip

    assert reconstructed(given)[:2].sum() == pytest.approx(1, abs=0.01)


def test_l1_reconstruction_looks_at_the_lines_of_one_value_alone():
    women = [count(1, "abc", value="Women"), count(1, "ad", value="Women")]
    given = release(*women, count(2, "bcd", value="Men"), values={"report": ("Women", "Men")})

    alone = release(*women)
    assert reconstructed(given) == pytest.approx(reconstructed(alone))


def test_l1_reconstruction_of_a_value_without_lines_knows_nothing():
    given = release(count(1, "abc", value="Women"), values={"report": ("Women", "Men")})

    assert reconstructed(given, value=1).tolist() == [0.5, 0.5, 0.5]


def test_l1_reconstruction_meets_exact_numbers():
    given = release(*LINES)

    assert given.members @ reconstructed(given) == pytest.approx(given.shown, abs=1e-3)


def by_enumeration(given, shown, rate):
    """The posterior by trying every state of things, each as likely as it and its noise are."""
    total = weight_of_all = 0.0
    for has in possible(replace(given, largest=np.full(len(given.lines), 99.0))):
        counts = (given.members @ has[:, 0].astype(float)).astype(int)
        weight = rate ** has.sum() * (1 - rate) ** (~has).sum()
        for line, count_ in enumerate(counts.tolist()):
            noise = noise_of(
                count_, members=int(given.size[line]), largest=int(given.largest[line]),
                variance=float(given.variance[line]),
            )  # fmt: skip
            chances = dict(zip(noise.steps, noise.chances, strict=True))
            weight *= chances.get(int(shown[line]) - count_, 0.0)
        total, weight_of_all = total + weight * has[:, 0], weight_of_all + weight
    return total / weight_of_all


def test_the_sampled_posterior_is_that_of_trying_everything():
    given, rate = release(*LINES, largest=3, variance=1.5), 0.3
    others = np.stack([given.shown, np.array([2.0, 2, 1, 3])], axis=1)

    # 500 walks side by side for each of the two.
    sampled = sampled_posterior(
        given,
        np.repeat(others, 500, axis=1),
        np.array([rate, 1 - rate]),
        0,
        rounds=40,
        warm_up=20,
    ).reshape(2, 500, -1)

    for mine, shown in zip(sampled.mean(axis=1), others.T, strict=True):
        exactly = by_enumeration(replace(given, shown=shown), shown, rate)
        assert mine == pytest.approx(exactly, abs=0.02)


def test_the_sampled_posterior_of_exact_numbers_is_certain_where_they_are():
    given = release(count(3, "abcd"), count(0, "d"), count(1, "ef"))

    sampled = sampled_posterior(
        given, np.repeat(column(given), 20, axis=1), np.array([0.5, 0.5]), 0, rounds=50
    ).mean(axis=0)

    assert sampled[:4] == pytest.approx([1, 1, 1, 0], abs=1e-6)


def test_whoever_left_alone_is_told_by_what_changed_and_what_did_not():
    given = release(
        count(4, "all: abcde"), count(3, "all: abcd", at=LINES[0][0].at.replace(year=2027)),
        count(2, "ports: efgh"), count(2, "ports: fgh", at=LINES[0][0].at.replace(year=2027)),
    )  # fmt: skip
    numbers = np.array([[4.0, 4], [3, 4], [2, 2], [1, 2]])

    told = told_by_changes(given, numbers, np.array([0.2, 0.8]), 0)

    assert told[0, 4] > 0.99
    assert told[1, 4] < 0.01
    assert told[0, :4] == pytest.approx(0.2)
