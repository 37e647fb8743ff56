"""The sentences a comparison ends in."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.stats.selection import compare
from tiebeam.engine.stats.verdict import _points, chance, percent

UNWANTED = (
    "unfortunately|great|good|bad|congratulations|guilt|blame|discriminat|bias|proof|prove"
    "|hypothesis|null|significan|statistic|reject"
)


def table_of(pools):
    return st.tuples(st.integers(0, pools[0]), st.integers(0, pools[1])).map(
        lambda selected: (selected[0], pools[0], selected[1], pools[1])
    )


tables = st.tuples(st.integers(1, 400), st.integers(1, 400)).flatmap(table_of)


def reading_grade(text: str) -> float:
    """Flesch-Kincaid grade, with figures and p values counted as one-syllable words."""
    spoken = re.sub(r"\([^)]*\)", "", text)
    sentences = re.findall(r"[^.]+\.(?:\s|$)", spoken)
    words = re.findall(r"[A-Za-z']+|\d[\d.]*", spoken)
    syllables = sum(
        max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e[ds]?$", "", word.lower()))))
        for word in words
    )
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def test_a_wide_gap_that_chance_rarely_makes():
    assert compare(557, 1835, 1198, 2691).verdict == (
        "The rate of group a is 68 % of the rate of group b. That is below the four-fifths mark. "
        "Chance alone would rarely make a gap this wide (Fisher's exact test, p under .001)."
    )


def test_a_narrow_gap_that_chance_rarely_makes():
    found = compare(4500, 10000, 5000, 10000)

    assert "90 % of the rate of group b. That is not below the four-fifths mark." in found.verdict
    assert "Chance alone would rarely make a gap this wide" in found.verdict


def test_a_wide_gap_that_chance_could_make():
    found = compare(2, 10, 5, 10)

    assert "That is below the four-fifths mark." in found.verdict
    assert "Chance alone could make a gap this wide" in found.verdict


def test_a_gap_that_chance_could_make_comes_with_what_could_have_been_seen():
    found = compare(70, 150, 75, 150)

    assert "you would find a gap of 16 points in 4 cases out of 5" in found.verdict


def test_groups_too_small_to_show_anything_are_said_to_be():
    assert "no gap of any size could be told from chance" in compare(1, 1, 0, 1).verdict


def test_tests_that_disagree_are_shown_disagreeing():
    assert (
        "The tests disagree. The gap would be rare by chance for the Z test (p .032) and the mid-p "
        "test (p .042), but not for Fisher's exact test (p .060)."
    ) in compare(2, 10, 15, 25).verdict


def test_equal_rates_are_said_to_be_equal():
    found = compare(1, 4, 25, 100)

    assert found.verdict.startswith("Both group a and group b were selected at 25 %.")
    assert "Chance" not in found.verdict


def test_one_decision_that_would_change_the_answer_is_named():
    found = compare(3, 5, 6, 8)

    assert found.verdict.endswith(
        "One different decision would change which side of the four-fifths mark this is on and "
        "which group is ahead."
    )


def test_one_decision_that_decides_what_looks_like_chance_is_named():
    assert "change whether it looks like chance." in compare(14, 24, 21, 24).verdict


def test_exactly_eighty_percent_reads_as_eighty_percent():
    assert "is 80 % of" in compare(48, 100, 60, 100).verdict
    assert "not below" in compare(48, 100, 60, 100).verdict


def test_just_below_eighty_percent_does_not_read_as_eighty_percent():
    found = compare(4799, 10000, 6000, 10000)

    assert "is 79.98 % of" in found.verdict
    assert "That is below" in found.verdict


def test_the_group_with_the_lower_rate_is_named_first():
    assert "The rate of women is 50 % of the rate of men." in (
        compare(10, 100, 20, 100, name_a="women", name_b="men").verdict
    )
    assert "The rate of men is 50 % of the rate of women." in (
        compare(20, 100, 10, 100, name_a="women", name_b="men").verdict
    )


def test_tiny_gaps_are_put_in_words():
    assert "a gap of less than a hundredth of a point" in compare(1, 10**9, 0, 10**9).verdict
    assert "a gap of 0.34 points" in compare(62_000, 250_000, 62_010, 250_000).verdict


def test_small_gaps_keep_two_figures():
    assert _points(0.156) == "16 points"
    assert _points(0.0954) == "10 points"
    assert _points(0.042) == "4.2 points"
    assert _points(0.0034) == "0.34 points"
    assert _points(0.00034) == "0.034 points"
    assert _points(0.0001) == "0.010 points"
    assert _points(0.01) == "1.0 point"


@pytest.mark.parametrize(
    ("p", "shown"),
    [
        (0.0324, ".032"),
        (0.04999, ".04999"),
        (0.0499, ".0499"),
        (0.05, ".050"),
        (0.0501, ".050"),
        (0.0004, "under .001"),
        (0.0, "under .001"),
        (0.001, ".001"),
        (0.31, ".310"),
        (1.0, "1"),
    ],
)
def test_a_p_is_rounded_no_further_than_five_percent_allows(p, shown):
    assert chance(p) == shown


@given(st.floats(0.001, 1))
def test_a_p_never_crosses_five_percent_by_rounding(p):
    assert (float(chance(p)) < 0.05) == (p < 0.05)


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (Fraction(1, 3), "33 %"),
        (Fraction(2, 3), "67 %"),
        (Fraction(0), "0 %"),
        (Fraction(1), "100 %"),
        (Fraction(1, 1000), "0.1 %"),
        (Fraction(99998, 100000), "99.998 %"),
    ],
)
def test_a_share_is_rounded_but_never_to_none_or_all(share, shown):
    assert percent(share) == shown


@given(tables)
def test_every_verdict_is_plain(table):
    verdict = compare(*table).verdict

    assert "!" not in verdict
    assert not re.search(UNWANTED, verdict, re.IGNORECASE)
    assert reading_grade(verdict) <= 9


@given(tables)
def test_every_verdict_has_two_to_five_short_sentences(table):
    sentences = re.split(r"(?<=[a-z%)])\.\s", compare(*table).verdict)

    assert 2 <= len(sentences) <= 5
    assert all(len(sentence.split()) <= 32 for sentence in sentences)


@given(tables)
def test_size_and_chance_are_told_apart_in_every_verdict(table):
    found = compare(*table)

    if found.lower_group:
        below = "That is below the four-fifths mark." in found.verdict
        assert below == found.adverse
        told = ("The tests disagree." in found.verdict, "would rarely" in found.verdict)
        assert told == (
            found.tests_disagree,
            found.significant["fisher"] and not found.tests_disagree,
        )
