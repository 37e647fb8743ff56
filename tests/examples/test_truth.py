"""The truth about Harbourline: what truth.json says is what the files show, measured without it."""

from __future__ import annotations

import json

import numpy as np
import pytest
from examples.measuring import PLANTS, Files
from sizes import sized

from tiebeam.examples.harbourline import generate

STRONG = tuple(PLANTS)[:4]
WEAK = tuple(PLANTS)[4:]
RETURNERS = "No raise after parental leave"
FAR = 4  # standard errors: chance alone goes beyond once in 16,000 comparisons
SEEDS = range(sized(8, 20))
FEW_SEEDS = (7, 8)


class Told:
    """What one truth.json says, beside what its files show."""

    def __init__(self, written):
        self.told = json.loads(written.truth.read_text(encoding="utf-8"))
        self.entries = {each["name"]: each for each in self.told["entries"]}
        self.files = Files(written.folder)
        self.measured = {name: measure(self.files) for name, measure in PLANTS.items()}

    def off(self, name):
        """By how many standard errors the gap measured differs from the gap planted."""
        found = self.measured[name]
        return (found.gap - self.entries[name]["gap"]) / found.error

    def within_chance(self, name):
        """Whether the strength measured lies as near the one told as its gap may."""
        found, told = self.measured[name], self.entries[name]
        one = found.error * found.strength / abs(found.gap)  # a standard error, in strength
        return abs(np.copysign(found.strength, found.gap * told["gap"]) - told["strength"]) < (
            FAR * one
        )


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    folder = tmp_path_factory.mktemp("truth")
    return [
        Told(generate(people=2_400, years=3, seed=seed, out=folder / str(seed)))
        for seed in FEW_SEEDS
    ]


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    folder = tmp_path_factory.mktemp("truths")
    return [
        Told(generate(people=2_400, years=3, seed=seed, out=folder / str(seed))) for seed in SEEDS
    ]


@pytest.fixture(scope="module", params=["few", pytest.param("many", marks=pytest.mark.slow)])
def told(request):
    """Two seeds always, and twenty or, where there is less time, eight."""
    return request.getfixturevalue(request.param)


def test_the_yardstick_of_shares_gives_the_number_worked_by_hand(tmp_path):
    import pandas as pd
    from examples.measuring import of_shares

    found = of_shares(pd.Series([True] * 8 + [False] * 2), pd.Series([True] * 4 + [False] * 6))

    # .8 − .4, p̄ = .6: .4·√(100/(20·.6·.4)) = 1.8257.
    assert found.gap == pytest.approx(0.4)
    assert found.strength == pytest.approx(1.8257, abs=1e-4)


@pytest.mark.parametrize("name", STRONG)
def test_a_strong_barrier_is_strong_at_the_size_of_the_demo(told, name):
    for each in told:
        assert each.entries[name]["strength"] >= each.told["strong_from"] == 5.5
        assert each.entries[name]["seen"] == "strong"


@pytest.mark.parametrize("name", WEAK)
def test_a_weak_barrier_is_weak_at_the_size_of_the_demo(told, name):
    for each in told:
        assert each.entries[name]["strength"] <= each.told["weak_upto"] == 2
        assert each.entries[name]["seen"] == "weak"


@pytest.mark.parametrize("name", PLANTS)
def test_the_gap_in_the_files_is_the_gap_that_is_told(told, name):
    off = np.array([each.off(name) for each in told])

    assert np.abs(off).max() < FAR
    assert abs(off.mean()) < FAR / np.sqrt(len(off))


@pytest.mark.parametrize("name", PLANTS)
def test_the_strength_in_the_files_lies_where_the_truth_says(told, name):
    assert all(each.within_chance(name) for each in told)


@pytest.mark.parametrize("name", PLANTS)
def test_the_people_counted_are_the_people_in_the_files(told, name):
    for each in told:
        found, entry = each.measured[name], each.entries[name]
        missing = (
            entry["group_size"] - found.group,
            entry["reference_size"] - found.reference,
        )
        if name == RETURNERS:
            # Who becomes chief executive does so after the count: one person a year at most.
            assert 0 <= min(missing) <= sum(missing) <= 2
        else:
            assert missing == (0, 0)


@pytest.mark.parametrize(("column", "answer"), [("gender", "Woman"), ("ethnicity", "Black")])
def test_neither_margin_shows_the_intersection(told, column, answer):
    found = [each.files.margin(column, answer) for each in told]
    off = np.array([each.gap / each.error for each in found])

    assert np.abs(off).max() < FAR
    assert abs(off.mean()) < FAR / np.sqrt(len(off))


def test_the_truth_says_that_the_margins_are_level(told):
    margins = [m for each in told for m in each.entries["Black women resign"]["margins"]]

    assert all(margin["strength"] < 2 for margin in margins)


def test_screening_turns_round_within_the_units(told):
    for each in told:
        entry = each.entries["Screening in two units"]
        together, inside = each.files.screening()

        assert entry["gap"] < 0 < entry["gap_held_equal"]
        assert together.gap < 0 < inside
        assert abs(together.gap - entry["gap"]) < FAR * together.error
        assert together.strength > 2


def test_pay_in_the_terminals_differs_overall_and_not_within_a_grade(told):
    for each in told:
        entry = each.entries["Pay in the terminals"]
        together, inside, strength = each.files.terminals()

        assert together == pytest.approx(entry["gap"], abs=0.02)
        assert strength > 2
        assert abs(inside) < 0.015
        assert entry["gap_held_equal"] == 0


def test_where_nothing_is_planted_chance_is_all_there_is(few):
    found = np.array([one.gap / one.error for each in few for one in each.files.disabled()])

    assert np.abs(found).max() < FAR


@pytest.mark.slow
def test_of_a_hundred_comparisons_of_noise_a_few_stand_out(many):
    found = np.array([one.gap / one.error for each in many for one in each.files.disabled()])

    assert len(found) == 5 * len(SEEDS)
    assert 0.75 < found.std() < 1.3
    assert 1 <= (np.abs(found) > 1.96).sum() <= sized(8, 14)


@pytest.mark.parametrize("people", [30, 300, 1_000])
def test_small_organisations_have_every_entry_and_say_what_is_too_weak(tmp_path, people):
    written = generate(people=people, years=3, seed=7, out=tmp_path)

    told = json.loads(written.truth.read_text(encoding="utf-8"))["entries"]
    plants = [each for each in told if each["kind"] == "plant"]
    assert len(told) == 9
    assert len(plants) == 6
    assert sum(each["seen"] in ("weak", "nobody") for each in plants) >= 2
    for each in told:
        assert (each["gap"] is None) == (each["seen"] in ("nobody", "not here"))


def test_at_sixty_thousand_people_every_barrier_is_strong(written_large):
    told = json.loads(written_large.truth.read_text(encoding="utf-8"))["entries"]

    assert [each["seen"] for each in told if each["kind"] == "plant"] == ["strong"] * 6


def test_an_entry_names_columns_and_values_that_are_in_its_file(written):
    files = Files(written.folder)
    for each in json.loads(written.truth.read_text(encoding="utf-8"))["entries"]:
        rows = files.workforce if each["file"] == "workforce.csv" else files.applications
        for column, values in each["slice"].items():
            present = set(rows[column].dropna())
            if column == "unit":
                assert all(any(one.startswith(value) for one in present) for value in values)
            else:
                assert set(values) <= present
        for column, value in {**each["structure"], **each["group"]}.items():
            assert value in set(rows[column])


def test_every_barrier_names_the_rule_behind_it_and_no_decoy_does(written):
    for each in json.loads(written.truth.read_text(encoding="utf-8"))["entries"]:
        assert bool(each["structure"]) == (each["kind"] == "plant")


def test_the_page_tells_people_what_the_other_file_tells_programs(written):
    page = written.truth_page.read_text(encoding="utf-8")
    told = json.loads(written.truth.read_text(encoding="utf-8"))

    for each in told["entries"]:
        assert f"### {each['name']}\n" in page
        assert each["lesson"] in page
        assert f"{each['group_size']:,} and {each['reference_size']:,}" in page
    assert all(f"- {quiet}\n" in page for quiet in told["quiet"])
