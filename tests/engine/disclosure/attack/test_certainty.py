"""Who is certain: found where it is so, and nowhere else."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from engine.disclosure.attack.small import (
    YEAR,
    certain,
    count,
    found,
    letters,
    possible,
    release,
)
from engine.disclosure.employer import (
    declared_pairs,
    employer,
    one_way,
    ours,
    planned,
    secret_of,
    standard_band,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tiebeam.engine.disclosure.attack import Contradiction, certainty, equations, forced
from tiebeam.engine.disclosure.attack.certainty import (
    _ask_one,
    _of_whole_people,
    _Questions,
    _with_room,
)

LATER = date(2026, 4, 1)

# --- the attacks that a threshold does not stop ---------------------------------------------------


def test_whoever_left_alone_is_what_two_releases_differ_by():
    shown = release(count(4, "all: abcdefghijk"), count(3, "all: abcdefghij", at=LATER))

    assert letters(forced(shown)) == "k"


def test_a_total_less_its_siblings_tells_what_the_hidden_one_holds():
    """A hidden cell of two, beside a total and a sibling that are large enough."""
    shown = release(
        count(5, "all: abcdefghijkl"), count(3, "ports: abcdefghij"),
        count(None, "desk: kl", why="threshold"),
    )  # fmt: skip

    assert letters(forced(shown)) == "kl"


def test_stocks_and_flows_together_tell_of_whoever_came_alone():
    """Stock now is stock before, less who left, more who joined: only l joined."""
    shown = release(
        count(7, "all: abcdefghijkmnopqrst"),
        count(4, "left: mnopqrst", kind="flow", outcome="left", window=YEAR),
        count(4, "all: abcdefghijkl", at=LATER),
    )

    assert letters(forced(shown)) == "l"


def test_three_tables_of_pairs_tell_of_one_person_what_none_tells_alone():
    """a is in all three; their counts add up to 1 more than twice everybody else's."""
    shown = release(count(2, "ab"), count(2, "ac"), count(2, "bc"))

    assert letters(forced(shown)) == "abc"


def test_a_crossed_attribute_and_its_parts_are_attacked_together():
    """All women of ab are Black women, and there is one; in a there is no Black person."""
    shown = release(
        count(1, "ab", attribute="gender", value="Women"),
        count(1, "ab", attribute="gender × ethnicity", value="Women × Black"),
        count(0, "a", attribute="ethnicity", value="Black"),
        values={"gender": ("Women", "Men"), "ethnicity": ("Black", "White")},
    )

    known = found(forced(shown))

    assert (1, "gender × ethnicity", "Women × Black", True) in known
    assert (0, "gender", "Men", True) in known
    assert (0, "ethnicity", "White", True) in known


def test_the_last_value_is_what_remains_of_the_others():
    shown = release(
        count(0, "ab", attribute="gender", value="Women"),
        count(0, "ab", attribute="gender", value="Men"),
        values={"gender": ("Women", "Men", "Nonbinary")},
    )

    assert {each.value for each in forced(shown) if each.has} == {"Nonbinary"}


def test_where_several_answers_can_be_given_one_says_nothing_of_another():
    lines = [count(2, "ab", value="Black"), count(1, "ab", value="Asian")]

    assert not [each for each in forced(release(*lines, several=True)) if each.value == "Asian"]
    with pytest.raises(Contradiction, match="same releases"):
        forced(release(*lines))


def test_people_in_the_same_cells_are_certain_only_together():
    assert forced(release(count(1, "ab"))) == ()
    assert letters(forced(release(count(2, "ab")))) == "ab"
    assert letters(forced(release(count(0, "ab"))), has=False) == "ab"


def test_a_person_in_no_line_is_never_certain():
    assert letters(forced(release(count(2, "ab"), people="abc"))) == "ab"


def test_a_release_without_counts_of_a_secret_tells_nothing():
    assert forced(release(people="abc")) == ()


# --- noise ----------------------------------------------------------------------------------------


def test_noise_keeps_whoever_left_alone_uncertain():
    exact = [count(4, "all: abcdefghijk"), count(3, "all: abcdefghij", at=LATER)]

    assert forced(release(*exact, largest=2)) == ()


def test_noise_that_is_too_small_for_so_many_figures_does_not():
    """1 of 2 more or less, twice: three pairs of people of whom 2 and 2 and 0 are shown."""
    shown = release(count(3, "abc"), count(0, "cde"), count(3, "abd"), largest=1)

    assert letters(forced(shown)) == letters(forced(shown, whole=True)) == "ab"
    assert letters(forced(shown), has=False) == ""


def test_nobody_stays_nobody_so_one_that_is_shown_is_somebody():
    assert letters(forced(release(count(1, "a"), largest=8))) == "a"
    assert letters(forced(release(count(2, "ab"), largest=8))) == ""


def test_numbers_that_can_t_be_of_this_roster_are_refused():
    with pytest.raises(Contradiction, match="contradict one another"):
        forced(release(count(0, "abc"), count(2, "ab"), count(0, "ab: ab", at=LATER)))


def test_of_many_people_a_state_with_room_in_every_line_is_found_and_proves_it():
    """No solver for whole people would answer for so many."""
    company = employer(400, days=3, seed=1, moving=0.05)
    plan = planned(company, declared_pairs(), hold=30)
    gate = ours(plan)
    lines = plan.lines_with(gate(secret_of(company, share=0.12, seed=1)), band=standard_band())
    shown = equations(lines, plan.members)

    state = _of_whole_people(shown, _with_room(shown))

    assert has_room(shown, state[shown.alike[0]])
    assert forced(shown, whole=True) == ()


def test_where_the_noise_does_its_work_no_program_is_solved(monkeypatch):
    company = employer(200, days=2, seed=1, moving=0.05)
    plan = planned(company, one_way(), hold=30)
    secret = secret_of(company, share=0.12, seed=1)
    shown = equations(plan.lines_with(ours(plan)(secret), band=standard_band()), plan.members)
    monkeypatch.setattr(certainty, "solved", None)

    assert forced(shown) == ()


def test_nearly_a_whole_person_in_a_line_without_room_settles_nothing():
    questions = _Questions(release(count(1, "ab"), count(0, "c")))

    questions.hear(np.array([[0.95 / 2], [0.0]]))
    assert questions.open[0].tolist() == [[True, False]]

    questions.hear(np.array([[1 / 2], [0.0]]))
    assert not questions.open[0].any()


def test_who_is_asked_for_alone_and_can_have_it_is_not_certain():
    questions = _Questions(release(count(1, "ab"), count(1, "bc")))

    _ask_one(questions, questions.open.copy(), whole=False)

    assert not questions.impossible.any()
    assert not questions.open[0, 0, 0]


def test_whoever_gets_nothing_beside_others_is_suspected_and_not_yet_certain(monkeypatch):
    """a and c can both have it, or b alone; so most is had without b."""
    monkeypatch.setattr(certainty, "A_LITTLE", 1.0)

    assert forced(release(count(1, "ab"), count(1, "bc"))) == ()


# --- properties -----------------------------------------------------------------------------------


@st.composite
def releases(draw, *, values=("yes",), people=6, noise=(0, 1, 2)):
    """Some lines about a few people, their numbers those of a secret, with noise that may be."""
    largest = draw(st.sampled_from(noise))
    everybody = "abcdefgh"[:people]
    answers = draw(st.lists(st.integers(0, max(len(values), 2) - 1), min_size=people,
                            max_size=people))  # fmt: skip
    lines = []
    for _ in range(draw(st.integers(1, 6))):
        who = "".join(sorted(draw(st.sets(st.sampled_from(everybody), min_size=1))))
        value = draw(st.sampled_from(range(len(values))))
        true = sum(answers[everybody.index(letter)] == value for letter in who)
        low, high = max(-largest, -true), min(largest, len(who) - true)
        moves = true not in (0, len(who))
        shown = true + (draw(st.integers(low, high)) if moves else 0)
        lines.append(count(shown, who, value=values[value]))
    known = {"report": values} if len(values) > 1 else {}
    return release(*lines, people=everybody, largest=largest, values=known)


@settings(max_examples=40)
@given(releases())
def test_whoever_is_found_is_certain_in_every_state_of_things(given):
    true = certain(possible(given), given)

    # Parts of people leave more room than people do, so it may find fewer.
    assert found(forced(given)) <= true


@settings(max_examples=40)
@given(releases())
def test_with_whole_people_all_who_are_certain_are_found(given):
    assert found(forced(given, whole=True)) == certain(possible(given), given)


@settings(max_examples=20)
@given(releases(values=("Women", "Men", "Nonbinary"), people=5))
def test_the_same_holds_of_an_attribute_with_three_values(given):
    true = certain(possible(given), given)

    assert found(forced(given)) <= true
    assert found(forced(given, whole=True)) == true


@settings(max_examples=40)
@given(releases(noise=(1, 2, 3)))
def test_a_point_with_room_for_one_person_proves_that_nobody_is_certain(given):
    point = _with_room(given)
    assume(point is not None)
    for people, states in ((point, None), (_of_whole_people(given, point), possible(given))):
        if people is not None and has_room(given, people[given.alike[0]]):
            assert forced(given) == ()
            assert states is None or certain(states, given) == set()


def has_room(given, x):
    assert given.fits(x, by=1e-6)
    counted = given.of_lines(x)
    enough = (counted >= given.low + 1 - 1e-6) | (given.low <= 0)
    few = (counted <= given.high - 1 + 1e-6) | (given.high >= given.size)
    return bool((enough & few).all())


def test_parts_of_people_may_agree_where_no_people_do():
    """Of three, exactly one in each pair: half of each, as parts of them; no whole ones."""
    shown = release(count(1, "ab"), count(1, "bc"), count(1, "ac"), people="abc")

    assert certain_or_none(shown) is None
    with pytest.raises(Contradiction):
        forced(shown, whole=True)


def certain_or_none(given):
    states = list(possible(given))
    return certain(states, given) if states else None


def test_several_answers_are_certain_as_every_state_of_things_says():
    shown = release(
        count(2, "ab", value="Black"), count(1, "bc", value="Asian"), count(0, "b", value="Asian"),
        several=True,
    )  # fmt: skip

    assert found(forced(shown)) == certain(possible(shown), shown)


def test_the_search_for_whole_people_takes_several_answers_too_and_gives_up_beyond_six():
    letters_ = "abcdefghijklmnopqrst"
    values = ("Black", "Asian", "White", "Arab", "Roma", "Sami", "Inuit")
    few, many = (
        release(
            *(count(9, letters_, value=value) for value in values[:number]),
            several=True, largest=8,
        )
        for number in (2, 7)
    )  # fmt: skip

    state = _of_whole_people(few, _with_room(few))

    assert has_room(few, state[few.alike[0]])
    assert _of_whole_people(many, _with_room(many)) is None
    assert forced(many, whole=True) == ()


def test_the_more_lines_the_more_are_certain():
    random = np.random.default_rng(3)
    secret = random.random(8) < 0.4
    lines = []
    known: set[object] = set()
    for _ in range(12):
        who = "".join(sorted(random.choice(list("abcdefgh"), 4, replace=False)))
        lines.append(count(sum(secret[ord(each) - 97] for each in who), who))
        now = found(forced(release(*lines, people="abcdefgh")))
        assert known <= now
        known = now
    assert len(known) == 8
