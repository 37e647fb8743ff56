"""What is said of many figures together: how many of them stand clear of chance."""

from __future__ import annotations

from charts import examples

from tiebeam.charts import overview
from tiebeam.engine.disclosure import Released, release


def clear() -> Released:
    return release(examples.federal_promotions())


def unclear() -> Released:
    return release(examples.small_employer())


def test_how_many_stand_clear_of_chance_is_summed_up():
    assert overview([clear(), unclear()]) == "Of 2 findings, one stands clear of chance."
    assert overview([clear(), clear(), unclear()]) == "Of 3 findings, two stand clear of chance."
    assert overview([clear()] * 9) == "Of 9 findings, 9 stand clear of chance."


def test_where_none_stands_clear_that_is_no_proof_of_anything():
    said = overview([unclear(), unclear()])

    assert said.startswith("None of these 2 findings stands clear of chance.")
    assert "That does not show that there is nothing" in said
