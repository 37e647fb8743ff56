"""The catalogue: every measure said in full, once."""

from __future__ import annotations

import pytest

from tiebeam.cli import main
from tiebeam.engine.measures.definitions import (
    ASKED_BY_NAME,
    CATALOGUE,
    UnknownMeasure,
    definition,
)
from tiebeam.engine.measures.exact import _COMPUTED_BY
from tiebeam.engine.records.fields import BY_NAME, FIELD_CLASSES

EVERY = list(CATALOGUE.values())


def test_these_are_asked_by_name():
    assert set(ASKED_BY_NAME) == {
        "hiring_funnel", "applicants_against_market", "hires_against_market",
        "rating_share", "promotion_by_rating", "raise_rate", "raise_size",
        "headcount_share", "top_share", "pay_quarter_share", "hire_share", "exit_rate",
        "promotion_rate", "pay_gap",
    }  # fmt: skip


def test_what_is_asked_by_name_is_computed_and_nothing_else_is():
    assert set(_COMPUTED_BY) == set(ASKED_BY_NAME)


def test_every_other_measure_names_the_command_that_asks_it():
    asked = {each.name: each.command for each in EVERY if each.name not in ASKED_BY_NAME}

    assert set(asked.values()) <= set(main.commands) - {"measure"}
    assert asked["flow_ledger"] == "flows"
    assert asked["organisation"] == "report"
    assert asked["time_to_promotion"] == asked["time_to_leaving"] == "time"


@pytest.mark.parametrize("measure", EVERY, ids=lambda each: each.name)
def test_every_measure_says_what_it_is_and_where_it_comes_from(measure):
    assert measure.version >= 1
    assert "÷" in measure.formula
    assert measure.words.endswith(".")
    assert all(each.endswith(".") for each in measure.caveats)
    source = measure.source.replace("(", " ").replace(")", " ").split()
    assert any(year.isdigit() and len(year) == 4 for year in source) or (
        measure.source == "A count: nothing is estimated."
    )
    assert measure.caveats


@pytest.mark.parametrize("measure", EVERY, ids=lambda each: each.name)
def test_every_measure_names_fields_and_classes_that_there_are(measure):
    assert set(measure.needs) <= set(BY_NAME)
    assert measure.field_class in FIELD_CLASSES
    assert all(
        measure.field_class != "directory" or BY_NAME[need].field_class == "directory"
        for need in measure.needs
    )


def test_a_measure_is_found_by_its_name():
    assert definition("pay_gap") is CATALOGUE["pay_gap"]
    with pytest.raises(UnknownMeasure, match="There is no measure 'gap'"):
        definition("gap")
