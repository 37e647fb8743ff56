"""Step 5 (b): what attackers make of secrets that were made up."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest
from engine.disclosure.attack.small import YEAR, count, release
from engine.disclosure.employer import (
    employer,
    exact,
    one_by_one,
    one_way,
    ours,
    planned,
    standard_band,
)

from tiebeam.engine.disclosure.attack import (
    ATTACKERS,
    RATES,
    SECRETS,
    DoesNotFit,
    allowed,
    bound,
    equations,
    linear_bayes,
    moves,
    precision,
)
from tiebeam.engine.disclosure.attack.precision import SAME, Guess, _right

LATER = date(2026, 7, 1)
FAST = {"linear Bayes": linear_bayes}


def counting(given):
    """A gate that shows every line as it is."""
    return lambda has: np.array(
        [
            has[:, given.members[[line]].indices, given.value_of[line]].sum(axis=1)
            for line in range(len(given.lines))
        ],
        float,
    )


def test_what_naming_people_may_come_to():
    assert [round(bound(rate), 3) for rate in RATES] == [0.05, 0.125, 0.296, 0.44, 0.6]


def test_as_asked_for_there_are_fifty_secrets_at_five_rates_and_two_attackers():
    assert (SECRETS, RATES, set(ATTACKERS)) == (
        50, (0.02, 0.05, 0.12, 0.3, 0.5), {"linear Bayes", "L1 reconstruction"},
    )  # fmt: skip


def guess(mean: float, standard_error: float) -> Guess:
    return Guess(attacker="", rate=0.12, who="left", people=60, named=8, secrets=50, mean=mean,
                 standard_error=standard_error, bound=0.296)  # fmt: skip


def test_a_guess_passes_if_it_and_its_error_are_within_the_bound():
    assert guess(0.246, 0.03).passed
    assert not guess(0.248, 0.03).passed


def test_what_is_new_has_to_leave_a_part_of_the_way_for_better_attackers():
    """At 12 % the bound is 29.6 %, four fifths of the way 26.08 %, and half of that 19.04 %."""
    assert allowed(0.12) == pytest.approx(0.2608)
    assert guess(0.2607, 0).leaves_room()
    assert not guess(0.2609, 0).leaves_room()
    assert guess(0.1903, 0).leaves_room(0.5)
    assert not guess(0.1905, 0).leaves_room(0.5)


def test_people_are_parted_by_the_first_and_the_last_day():
    given = release(
        count(3, "abcdef"), count(1, "bc"), count(2, "bcdg", at=date(2026, 4, 1)),
        count(2, "bcdeh", at=LATER),
        count(1, "ai", kind="flow", outcome="left", window=YEAR, at=date(2027, 1, 1)),
        people="abcdefghij",
    )  # fmt: skip

    parted = {
        name: "".join(np.array(list("abcdefghij"))[who]) for name, who in moves(given).items()
    }

    # g came after the first day and left before the last, i likewise; j is in no line.
    assert parted == {"joined": "ghi", "left": "afgi", "stayed": "bcde"}


def test_the_days_on_which_everybody_was_counted_count():
    """On the last day ports alone was shown anew, and d and e are still there."""
    given = release(
        count(3, "abcde", cell={}), count(1, "ab"), count(3, "bcdef", cell={}, at=LATER),
        count(1, "bcf", at=date(2027, 1, 1)),
    )  # fmt: skip

    parted = {name: "".join(np.array(list("abcdef"))[who]) for name, who in moves(given).items()}

    assert parted == {"joined": "f", "left": "a", "stayed": "bcde"}


def test_whom_to_score_apart_can_be_said():
    given = release(count(3, "abcdef"))

    report = precision(given, counting(given), seed=1, rates=(0.5,), attackers=FAST,
                       who={"managers": np.array([True, True] + [False] * 4)})  # fmt: skip

    assert [(each.who, each.people, each.named) for each in report.guesses] == [("managers", 2, 1)]


def test_where_all_is_of_one_time_everybody_stayed():
    flows = release(count(1, "ab", kind="flow", outcome="left", window=YEAR), people="abc")

    assert {name: who.sum() for name, who in moves(flows).items()} == {
        "joined": 0, "left": 0, "stayed": 2,
    }  # fmt: skip
    assert moves(release(count(1, "ab")))["stayed"].all()


def test_among_people_held_equally_likely_a_guess_is_right_by_their_share():
    believed = np.array([0.9, 0.5, 0.5, 0.5, 0.1])
    has = np.array([True, True, False, False, True])

    assert _right(believed, has, 1) == 1
    assert _right(believed, has, 2) == pytest.approx((1 + 1 / 3) / 2)
    assert _right(believed, has, 4) == pytest.approx(2 / 4)
    assert _right(believed, has, 5) == pytest.approx(3 / 5)


def test_many_secrets_at_once_are_judged_as_each_by_itself_to_the_last_bit():
    random = np.random.default_rng(1)

    for people in (1, 2, 7, 60):
        # Of few beliefs, many are the same.
        for believed in (random.random((50, people)), random.integers(0, 4, (50, people)) / 3):
            has = random.random((50, people)) < 0.3
            for named in {1, (people + 1) // 2, people}:
                alone = [one_by_hand(*each, named) for each in zip(believed, has, strict=True)]
                assert _right(believed, has, named).tolist() == alone


def one_by_hand(believed, has, named: int) -> float:
    last = sorted(believed)[-named]
    surely, maybe = believed > last + SAME, abs(believed - last) <= SAME
    return float((has[surely].sum() + (named - surely.sum()) * has[maybe].mean()) / named)


def test_whoever_knows_a_total_alone_guesses_at_the_rate():
    given = release(count(3, "abcdefghijklmnopqrst"), people="abcdefghijklmnopqrst")

    report = precision(given, counting(given), seed=1, rates=(0.3,), secrets=400)

    for each in report.guesses:
        assert each.mean == pytest.approx(0.3, abs=4 * each.standard_error)
    assert report.passed


def test_whoever_is_counted_alone_is_known():
    given = release(*(count(0, letter) for letter in "abcdefghij"))

    report = precision(given, counting(given), seed=1, rates=(0.5,))

    assert all(each.mean > 0.8 for each in report.guesses)
    assert not report.passed


def test_joiners_can_be_known_where_those_who_stayed_are_not():
    """k came alone, and the total tells."""
    given = release(count(4, "abcdefghij"), count(4, "abcdefghijk", at=LATER))

    report = precision(
        given, counting(given), seed=1, rates=(0.5,), secrets=SECRETS, attackers=FAST
    )

    right = {each.who: each.mean for each in report.guesses}
    assert right["joined"] == pytest.approx(np.mean(secrets_of("k", seed=1)))
    assert right["stayed"] < 0.7


def secrets_of(person, *, seed):
    """Only k joined and one is named: right exactly as often as k has it."""
    random = np.random.default_rng(seed)
    column = "abcdefghijk".index(person)
    return [random.choice(2, 11, p=[0.5, 0.5])[column] == 0 for _ in range(SECRETS)]


def test_a_secret_of_three_values_has_the_rate_in_the_one_that_is_asked_for():
    seen = []
    given = release(
        *(count(0, "abcdefghij", value=value) for value in ("Women", "Men", "Nonbinary"))
    )

    def gate(has):
        seen.append(has)
        return counting(given)(has)

    report = precision(
        given, gate, seed=2, value=("report", "Nonbinary"), rates=(0.1,), secrets=200,
        attackers=FAST,
    )  # fmt: skip

    assert report.value == ("report", "Nonbinary")
    assert (np.concatenate(seen).sum(axis=2) == 1).all()
    assert np.concatenate(seen).mean(axis=(0, 1)) == pytest.approx([0.45, 0.45, 0.1], abs=0.03)


def test_several_answers_are_made_up_each_by_itself():
    seen = []
    given = release(*(count(0, "abcdefghij", value=value) for value in ("Black", "Asian")),
                    several=True)  # fmt: skip

    def gate(has):
        seen.append(has)
        return counting(given)(has)

    precision(given, gate, seed=2, rates=(0.3,), secrets=200, attackers=FAST)

    both = np.concatenate(seen).all(axis=2).mean()
    assert both == pytest.approx(0.09, abs=0.03)


def test_the_error_is_that_of_a_mean_of_secrets():
    """k alone joined, so each secret is right or wrong: √(n/(n − 1) · m(1 − m)/n)."""
    given = release(count(4, "abcdefghij"), count(4, "abcdefghijk", at=LATER))

    report = precision(given, counting(given), seed=1, rates=(0.5,), secrets=5, attackers=FAST)

    joined = next(each for each in report.guesses if each.who == "joined")
    assert 0 < joined.mean < 1
    assert joined.standard_error == pytest.approx((joined.mean * (1 - joined.mean) / 4) ** 0.5)


def test_where_few_moved_and_few_have_it_more_secrets_are_made_up():
    """1.64 errors take a fifth of the way from .02 to .044: √(.02·.98/2288) · 1.64 = .0048."""
    one, many = "abcdefghij", "".join(chr(97 + number) for number in range(120))
    few = release(count(4, many), count(4, many + "\u4e00", at=LATER))
    enough = release(count(4, one), count(4, one, at=LATER, cell={"group": "other"}))

    used = {
        given.people: {
            each.rate: each.secrets
            for each in precision(
                given, counting(given), seed=1, rates=(0.02, 0.5), attackers=FAST
            ).guesses
        }
        for given in (few, enough)
    }  # fmt: skip

    assert used == {121: {0.02: 2289, 0.5: 2627}, 10: {0.02: 2289, 0.5: 526}}


@pytest.mark.parametrize("value", [("report", "no such"), ("gender", "yes")])
def test_a_value_that_no_line_counts_is_refused(value):
    given = release(count(1, "ab"))

    with pytest.raises(DoesNotFit, match="nothing to guess"):
        precision(given, counting(given), seed=1, value=value)


def test_a_release_that_counts_no_secret_is_refused():
    with pytest.raises(DoesNotFit, match="nothing to guess"):
        precision(release(people="ab"), lambda has: np.zeros(0), seed=1)


def test_the_same_seed_gives_the_same_numbers_and_they_can_be_written_down():
    company = employer(60, days=2, seed=1, moving=0.1)
    plan = planned(company, one_way(), hold=30)
    gate = ours(plan)
    given = equations(
        plan.lines_with(gate(np.zeros(len(company.people), bool)), band=standard_band()),
        plan.members,
    )

    first, again, other = (
        precision(given, one_by_one(gate), seed=seed, rates=(0.12, 0.5), secrets=5)
        for seed in (1, 1, 2)
    )

    assert first == again != other
    row = json.loads(json.dumps(first.as_row()))
    assert row["passed"] is first.passed
    assert row["guesses"][0]["secrets"] == 5
    assert row["guesses"][0]["standard_error"] == first.guesses[0].standard_error
    assert {each["passed"] for each in row["guesses"]} <= {True, False}


def test_a_gate_may_give_numbers_for_lines_that_are_no_equations():
    company = employer(60, days=2, seed=1, moving=0.04)
    plan = planned(company, one_way())
    given = equations(plan.lines_with(exact(plan)(np.ones(len(company.people))), band=0),
                      plan.members)  # fmt: skip
    assert len(given.lines) < len(plan.lines)

    report = precision(given, one_by_one(exact(plan)), seed=1, rates=(0.5,), secrets=5)

    assert {each.who for each in report.guesses} == {"joined", "left", "stayed"}
