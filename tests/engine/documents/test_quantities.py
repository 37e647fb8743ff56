"""Lengths of time, shares and sums: how much is said, and what it is the measure of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.documents.quantities import durations, percents, sums, value_of


@pytest.mark.parametrize(
    ("words", "expected"),
    [("12", 12), ("1,250", 1250), ("2.5", 2.5), ("twelve", 12), ("twenty-six", 26), ("a", 1),
     ("ninety", 90), ("a hundred and eighty", 180), ("one hundred and twenty-five", 125)],
)  # fmt: skip
def test_numbers_are_read_in_digits_and_words(words: str, expected: float):
    assert value_of(words) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [("You get 12 weeks of leave.", [("12w", "amount")]),
     ("Twenty-six weeks at full pay.", [("26w", "amount")]),
     ("A 90-day waiting period.", [("90d", "amount")]),
     ("After 12 months of continuous service you get six weeks.",
      [("12m", "tenure"), ("6w", "amount")]),
     ("After every 5 years of working here.", [("5y", "tenure")]),
     ("Staff with two years' service.", [("2y", "tenure")]),
     ("Give four (4) weeks' notice.", [("4w", "notice")]),
     ("At least 2 weeks in advance.", [("2w", "notice")]),
     ("An answer within five working days.", [("5d", "deadline")]),
     ("No later than 30 calendar days after it.", [("30d", "deadline")]),
     ("Fewer than twelve weeks off in the year before.", [("12w", "amount")]),
     ("Three days per year.", [("3d", "amount")]),
     ("Up to five days of unpaid leave a year.", [("5d", "amount")]),
     ("Two hours a day, twice a week.", [("2h", "amount")]),
     ("Ten days after a year.", [("10d", "amount"), ("1y", "tenure")]),
     ("Five days of leave for a month.", [("5d", "amount"), ("1m", "amount")]),
     ("A child under 8 years old.", [("8y", "age")]),
     ("Two fortnights.", [("4w", "amount")]),
     ("Nothing to see in 2024.", [])],
)  # fmt: skip
def test_a_length_of_time_knows_what_it_is_the_length_of(
    sentence: str, expected: list[tuple[str, str]]
):
    assert [(each.short, each.role) for each in durations(sentence)] == expected


def test_months_are_weeks_and_single_days_are_not():
    six_months, ten_days, half_a_year = durations("6 months, 10 days, 182 days")

    assert (six_months.weeks, ten_days.weeks, half_a_year.weeks) == (26, None, 26)


@given(st.integers(1, 400), st.sampled_from(["day", "week", "month", "year"]))
def test_what_is_written_is_what_is_read(n: int, unit: str):
    [found] = durations(f"You get {n} {unit}s of leave.")

    assert (found.amount, found.unit) == (n, unit)


def test_shares_are_read_with_sign_and_word():
    assert [value for value, _, _ in percents("80% of pay, then fifty percent, 12.5 per cent")] == [
        80,
        50,
        12.5,
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [("A $5,000 bonus.", ["5000USD"]), ("2.000 € Prämie", ["2000EUR"]),
     ("£1k or 500 euros.", ["1000GBP", "500EUR"]), ("Rs. 50,000 a year.", ["50000INR"]),
     ("₹ 2 lakh", ["200000INR"]), ("A$300", ["300AUD"]), ("No money.", [])],
)  # fmt: skip
def test_sums_are_read_with_their_currency(sentence: str, expected: list[str]):
    assert [each.short for each in sums(sentence)] == expected
