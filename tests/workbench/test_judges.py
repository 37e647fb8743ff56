"""How long district judges wait for a court of appeals, beside a count made without Tiebeam.

The count below reads the two published tables itself and works the Aalen-Johansen estimate out
from its definition: at each time, the share still there times the part of them to whom it happens.
"""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest

from tiebeam.workbench.bench import open_data

pytestmark = pytest.mark.real_data

MAPPING = Path(__file__).resolve().parents[1] / "mappings" / "us_federal_judges.map.toml"
TABLES = ("us_federal_judges_appointments.csv", "us_federal_judges_people.csv")
LEVELS = {"USDC": 1, "USCA": 2, "USSC": 3}
#: Who takes a seat within so many days of giving one up has moved; the mapping says the same.
GAP = timedelta(days=60)
YEARS = (5, 10, 20, 30)

Seat = tuple[date, date | None, int]


def day(text: str) -> date | None:
    if not text:
        return None
    month, of_month, year = map(int, text.split("/"))
    return date(year, month, of_month)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def seats(rows: list[dict[str, str]]) -> dict[str, list[Seat]]:
    """Each judge's seats in order; of two that begin on one day, the higher."""
    found: dict[str, dict[date, Seat]] = defaultdict(dict)
    for row in rows:
        begins, ends = day(row["commission_date"]), day(row["termination_date"])
        if begins is None or (ends and ends < begins):
            continue
        level = LEVELS.get(row["court_type"], 0)
        before = found[row["judge_id"]].get(begins)
        if before is None or level > before[2]:
            after = ends + timedelta(days=1) if ends else None
            found[row["judge_id"]][begins] = (begins, after, level)
    return {judge: [held[when] for when in sorted(held)] for judge, held in found.items()}


def waits(held: list[Seat], until: date) -> list[tuple[int, int]]:
    """Days on the district bench, and how they ended: 0 still there, 1 elevated, 2 otherwise."""
    found = []
    place = 0
    while place < len(held):
        begins, ends, level = held[place]
        place += 1
        if level != 1:
            continue
        then = None
        while place < len(held) and held[place][0] <= (ends or until) + GAP:
            then = held[place]
            if then[2] != 1:
                break
            ends, then = then[1], None
            place += 1
        if then is not None:
            found.append(((then[0] - begins).days, 1 if then[2] > 1 else 2))
        else:
            found.append((((ends or until) - begins).days, 2 if ends else 0))
    return [(days, how) for days, how in found if days > 0]


def elevated(spans: list[tuple[int, int]], years: float) -> float:
    staying, share = 1.0, 0.0
    for when in sorted({days for days, _ in spans if days <= years * 365.25}):
        at_risk = sum(days >= when for days, _ in spans)
        share += staying * sum(each == (when, 1) for each in spans) / at_risk
        staying *= 1 - sum(days == when and how > 0 for days, how in spans) / at_risk
    return share


def test_the_wait_for_a_court_of_appeals_by_gender(shared_data, tmp_path):
    for name in TABLES:
        shutil.copy(shared_data(f"workforce/{name}"), tmp_path)
    shutil.copy(MAPPING, tmp_path)
    appointments, people = (table(tmp_path / name) for name in TABLES)
    gender = {row["judge_id"]: {"M": "Men", "F": "Women"}[row["gender"]] for row in people}
    last = max(
        each for row in appointments for name in ("commission_date", "termination_date")
        if (each := day(row[name]))
    )  # fmt: skip
    expected: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for judge, held in seats(appointments).items():
        expected[gender[judge]] += waits(held, last + timedelta(days=1))

    with open_data(tmp_path / MAPPING.name) as bench:
        found = bench.time(1, by=["gender"], years=YEARS)

    assert [course.group["gender"] for course in found.courses] == ["Men", "Women"]
    for course in found.courses:
        spans = expected[course.group["gender"]]
        # One judge's seats overlap, and the two ways cut them differently.
        assert abs(course.people - len(spans)) <= 1
        assert course.events["promoted"] == sum(how == 1 for _, how in spans)
        for years, estimate in zip(YEARS, course.shares["promoted"], strict=True):
            assert estimate.value == pytest.approx(elevated(spans, years), abs=2e-4)
    gap = next(each for each in found.gaps if each.outcome == "promoted")
    assert gap.differences[1].low < 0 < gap.differences[1].high
