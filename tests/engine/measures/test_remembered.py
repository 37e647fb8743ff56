"""What was counted for one question serves another: the answers are the same, to the last digit."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import permutations

import pytest
from engine.kit import ask, window
from engine.measures.employer import employer

TWO_YEARS = window("2020-01-01", "2021-12-31")
ATTRIBUTES = ("gender", "race")
#: With fields of the job among them, which may change within the window.
GROUPS = ((), ("gender",), ("race",), ("race", "gender"), ("site",), ("site", "gender"))
MEASURES = ("promotion_rate", "exit_rate")


def moving():
    """The small employer, where whoever rises goes to Porto; nothing was asked of it before."""
    spells = employer().spells
    return replace(
        employer(), spells=spells.mutate(site=(spells.level == 1).ifelse("Leeds", "Porto"))
    )


def anew(measure, **question):
    return ask(moving(), measure, over=TWO_YEARS, **question)


@cache
def asked_before(*where):
    """The moving employer, of which much was asked already."""
    employer = moving()
    for before in (("site", "gender"), *permutations(ATTRIBUTES)):
        ask(employer, "exit_rate", over=TWO_YEARS, by=before, where=dict(where))
        ask(employer, "promotion_rate", over=TWO_YEARS, by=before)
    return employer


def said(figure):
    return figure.rows, figure.comparisons, figure.smallest_gap


@pytest.mark.parametrize("by", GROUPS)
@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("where", [(), (("site", ("Leeds",)),), (("gender", ("Women",)),)])
def test_an_answer_is_the_same_whatever_was_asked_before(measure, by, where):
    after = ask(asked_before(*where), measure, over=TWO_YEARS, by=by, where=dict(where))

    assert said(after) == said(anew(measure, by=by, where=dict(where)))


def test_nothing_is_counted_twice():
    asked = replace(employer())
    for measure in MEASURES:
        for by in (ATTRIBUTES, *((name,) for name in ATTRIBUTES), ()):
            ask(asked, measure, over=TWO_YEARS, by=by)

    assert [len(kept) for kept in asked.remembered.values()] == [1]


def test_another_window_is_counted_by_itself():
    asked, later = replace(employer()), window("2020-01-01", "2020-09-30")
    ask(asked, "exit_rate", over=TWO_YEARS, by=["gender"])

    found = ask(asked, "exit_rate", over=later, by=["gender"])

    assert said(found) == said(ask(replace(employer()), "exit_rate", over=later, by=["gender"]))


def test_other_rows_under_the_same_description_are_counted_by_themselves():
    asked = replace(employer())
    ask(asked, "exit_rate", over=TWO_YEARS, by=["gender"])
    fewer = replace(asked, spells=asked.spells.filter(asked.spells.person != "cat"))

    found = ask(fewer, "exit_rate", over=TWO_YEARS, by=["gender"])

    assert "voluntary" not in {row.at["reason"] for row in found.rows}  # Cat alone resigned


def test_whoever_changes_site_is_one_of_everybody_and_one_at_each_site():
    bea = moving().spells.filter(moving().spells.person == "bea")
    rows = ask(replace(employer(), spells=bea), "exit_rate", over=TWO_YEARS, by=["site"]).rows

    members = {(*row.group.values(),): row.members for row in rows if row.at["reason"] == "any"}

    assert members == {(): 1, ("Leeds",): 1, ("Porto",): 1}
