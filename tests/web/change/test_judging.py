"""By what the new text of a clause can be judged, and what judging it says."""

from __future__ import annotations

from typing import Any

import pytest

from tiebeam.web.change import metrics
from tiebeam.web.change.clauses import Place, as_changed, reads
from tiebeam.web.change.judging import judge
from tiebeam.web.change.models import Redesign, Written

BEFORE = "Carers may take five days of paid leave a year after twelve months of service."
AFTER = "Carers may take ten days of paid leave a year."


def a_redesign(old: str, new: str) -> Redesign:
    page = f"# Carers' leave\n\n{old}\n"
    place = Place(start=page.index(old), text=old)
    changed, after = as_changed(page, place, new)
    return Redesign(
        reads_before=reads("carers.md", page, "markdown", place),
        reads_after=reads("carers.md", changed, "markdown", after),
    )  # fmt: skip


def said(redesign: Redesign) -> dict[str, str]:
    return {each.title.split(":")[0]: each.title for each in metrics.of_clause(redesign)}


def written(redesign: Redesign, code: str) -> Written:
    return Written(metric=code, **metrics.of_text(redesign, code))


def test_days_that_somebody_gets_are_no_days_to_an_answer():
    offered = said(a_redesign(BEFORE, AFTER))

    assert offered["Days"] == "Days: 5 now, 10 in the new text"
    assert "Days to a decision or an answer" not in offered


def test_what_the_new_text_no_longer_asks_for_can_be_written_down():
    redesign = a_redesign(BEFORE, AFTER)
    offered = said(redesign)
    of_waiting = written(redesign, "clause:caring.tenure")

    assert offered["Time one has to be here before"] == (
        "Time one has to be here before: 12 months now, nothing in the new text"
    )
    assert (of_waiting.direction, of_waiting.aim) == ("becomes", "none")
    assert judge(of_waiting, redesign.reads_before, redesign.reads_after).is_as_written
    assert not judge(of_waiting, redesign.reads_before, redesign.reads_before).is_as_written


def test_of_a_clause_that_is_no_longer_known_only_its_own_words_are_set_beside_each_other():
    redesign = a_redesign(BEFORE, "The quay office has a list.")

    assert [each for each in metrics.of_clause(redesign) if ":caring" in each.code] == []


@pytest.mark.parametrize(
    ("direction", "size", "now", "is_so"),
    [("up", 5, "10", True), ("up", 5, "9", False), ("down", 5, "0", True), ("down", 6, "0", False),
     ("up", 5, "", False), ("up", 5, "5|10", False)],
)  # fmt: skip
def test_a_number_has_moved_as_far_as_was_written_down_or_it_has_not(
    direction: str, size: int, now: str, is_so: bool
):
    wanted: Any = Written(metric="clause:caring.days", direction=direction, size=size)

    found = judge(wanted, {"caring.days": "5"}, {"caring.days": now})

    assert (found.before, found.after, found.is_as_written) == ("5", now, is_so)
