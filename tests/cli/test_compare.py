"""`tiebeam compare`: two fractions, every usual yardstick, and clear words for what is none."""

from __future__ import annotations

import json

import pytest
from cli.conftest import run


def lines(output: str) -> dict[str, str]:
    """The table of the output: name and what stands beside it."""
    rows = [line for line in output.splitlines() if len(line) > 22 and line[20:22] == "  "]
    return {row[:22].strip(): row[22:] for row in rows}


def test_the_published_case_where_the_tests_disagree():
    # Morris 2017: 2 of 10 beside 15 of 25.
    done = run("compare", "2/10", "15/25")

    assert done.exit_code == 0
    assert "The tests disagree." in done.output
    found = lines(done.output)
    assert found["Z, pooled"] == "-2.1390   p 0.0324"
    assert found["Fisher's exact"].startswith("p 0.0599")
    assert found["Mid-p"].endswith("one-sided 0.0209")
    assert found["Impact ratio"].startswith("0.333 ")
    assert found["First group"].startswith("2 of 10   rate 0.200 ")


def test_bank_managers_come_out_as_recomputed():
    found = lines(run("compare", "14/24", "21/24").output)

    assert found["Fisher's exact"] == "p 0.0490   one-sided 0.0245"


def test_the_difference_has_its_band_in_points():
    # Newcombe: 56/70 beside 48/80 is .2000, from .0524 to .3339.
    found = lines(run("compare", "56/70", "48/80").output)

    assert found["Difference"] == "+20.0 points (+5.2 to +33.4)"


def test_json_is_one_object_with_every_figure():
    done = run("compare", "2/10", "15/25", "--json")

    printed = json.loads(done.output)
    assert printed["schema"] == "tiebeam.compare/1"
    (row,) = printed["rows"]
    assert row["z"] == pytest.approx(-2.138963, abs=1e-6)
    assert row["p_z"] == pytest.approx(0.03243865, abs=1e-8)
    assert row["p_mid_one_sided"] == pytest.approx(0.0209, abs=5e-5)
    assert row["tests_disagree"] is True


def test_the_same_numbers_give_the_same_bytes():
    once, again = (run("compare", "3/40", "9/50", "--json").output for _ in range(2))

    assert once == again


def test_nobody_selected_anywhere_leaves_what_is_undefined_undefined():
    done = run("compare", "0/10", "0/25")

    assert done.exit_code == 0
    assert lines(done.output)["Impact ratio"].startswith("undefined")
    assert json.loads(run("compare", "0/10", "0/25", "--json").output)["rows"][0]["z"] is None


def test_thousands_may_be_marked():
    marked, plain = (
        run("compare", "1,000/2,000", "999/2,000"),
        run("compare", "1000/2000", "999/2000"),
    )

    assert marked.exit_code == 0
    assert marked.output == plain.output


WRONG = [
    *("two/10", "2", "2/", "/10", "2/10/20", "2.5/10", "-1/10", "1,2/3,4", "", "2 of 10"),
    *("20 %", "½/1", "٢/١٠", "9999999999/9999999999"),
]


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_pair_of_whole_numbers_is_refused_with_an_example(wrong: str):
    done = run("compare", "--", wrong, "1/2")

    assert done.exit_code == 2
    assert "should look like 2/10: people selected, out of how many." in done.output


def test_more_selected_than_people_is_refused():
    done = run("compare", "5/3", "1/2")

    assert done.exit_code == 2
    assert "'5/3': more people selected than there are." in done.output


def test_a_group_of_nobody_is_refused():
    done = run("compare", "0/0", "1/2")

    assert done.exit_code == 2
    assert "'0/0': nobody could be selected. Leave this group out." in done.output


def test_one_group_alone_is_refused():
    assert run("compare", "2/10").exit_code == 2
