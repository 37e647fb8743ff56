"""What in a text could tell who somebody is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tiebeam.web.insight.barriers.details import identifying, mark_of

NAMES = ["Mona Quist", "Ada", "Bo"]


def found(text: str, *places: str) -> list[str]:
    return [words for _, words in identifying(text, names=NAMES, places=places)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ask mona@quay.example about it", "mona@quay.example"),
        ("Call +47 22 33 44 55 first", "+47 22 33 44 55"),
        ("Call 030 1234567", "030 1234567"),
        ("employee number 10234 was named", "employee number 10234"),
        ("HB-10234 was named", "HB-10234"),
        ("She is the only woman on deck", "the only woman"),
        ("the only Black woman in grade 3", "the only Black woman"),
        ("die einzige Frau an Deck", "einzige Frau"),
        ("two women left", "two women"),
        ("as mona quist says", "Mona Quist"),
        ("Mona was not named", "Mona"),
        ("Then Ada left", "Ada"),
    ],
)
def test_what_could_tell_who_somebody_is_is_found(text: str, words: str):
    assert words in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "At level 1, about 6 in 100 women were promoted, and about 20 in 100 other people.",
        "About 1 in 8 women rose in 2025.",
        "Parental leave is 26 weeks for mothers and 8 for fathers.",
        "The only way to be looked at is to be named by a manager.",
        "In 2025, 1,200 people worked nights.",
        "Adaptation takes a year, and a bold step.",
        "Whoever joined within 12 months is not covered.",
        "Section 4.2.1 and rule 2023/970",
    ],
)
def test_what_says_nothing_of_anybody_is_left_alone(text: str):
    assert found(text) == []


@pytest.mark.parametrize("day", ["2025-03-12", "12.03.2025", "12 March 2025", "March 12", "3. Mai"])
def test_an_exact_day_is_shown_together_with_a_place_and_not_alone(day: str):
    text = f"On {day} the rota changed"

    assert found(text) == []
    assert len(found(text, "Quay")) == 1


@given(some.text(max_size=300))
def test_any_text_can_be_looked_at(text: str):
    identifying(text, names=NAMES, places=["Quay"])


@given(some.dictionaries(some.text(max_size=3), some.text(max_size=5), min_size=1))
def test_another_text_has_another_mark(texts: dict[str, str]):
    name = next(iter(texts))

    assert mark_of(texts) == mark_of(dict(reversed(texts.items())))
    assert mark_of(texts) != mark_of({**texts, name: texts[name] + "x"})
