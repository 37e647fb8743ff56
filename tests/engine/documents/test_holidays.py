"""Lists of holidays: whose days are days off, and whether one may swap."""

from __future__ import annotations

import pytest
from engine.documents.kit import found, of

CHRISTIAN = "| New Year's Day |\n| Good Friday |\n| Labour Day |\n| Christmas Day |"


def test_a_list_with_the_days_of_one_faith_hinders_the_others():
    [finding] = of(found(CHRISTIAN, "Holidays"), "holiday_calendar")

    assert finding.parameters["religion"] == "christian"
    assert finding.parameters["swap"] == "no"
    assert finding.effect == "hinders"
    assert finding.quote.startswith("| Good Friday")
    assert finding.line == 4


def test_a_list_of_several_faiths_helps():
    [finding] = of(found("- Eid-ul-Fitr\n- Diwali\n- Christmas\n- Republic Day", "Holidays"),
                   "holiday_calendar")  # fmt: skip

    assert finding.parameters["religion"] == "multi"
    assert finding.effect == "helps"


def test_a_right_to_swap_softens_it():
    findings = of(found(f"{CHRISTIAN}\n\nYou may swap any holiday for another day.", "Holidays"),
                  "holiday_calendar")  # fmt: skip

    assert [each.parameters["swap"] for each in findings] == ["yes", "yes"]


@pytest.mark.parametrize(
    "text",
    ["We met before Christmas.", "- Labour Day\n- New Year's Day\n- Republic Day",
     "Holiday cards go out before Easter and Christmas."],
)  # fmt: skip
def test_a_day_in_passing_or_a_list_without_faiths_is_no_finding(text: str):
    assert of(found(text, "Holidays"), "holiday_calendar") == []
