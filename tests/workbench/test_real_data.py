"""Real HR data, each file read with its mapping, beside counts worked out without Tiebeam.

Rows about real people appear neither here nor in what a failing test prints: counts only.
"""

from __future__ import annotations

import csv
import gzip
import io
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from workbench.reading import tally

from tiebeam.engine.records.mapping import parse
from tiebeam.workbench.bench import Bench, open_data
from tiebeam.workbench.propose_mapping import as_toml, proposal_for

pytestmark = pytest.mark.real_data

MAPPINGS = Path(__file__).resolve().parents[1] / "mappings"
FILES = {
    "chicago_police_leavers_2015_2024": ".csv.gz",
    "chicago_police_pay_panel_2002_2017": ".csv.gz",
    "chicago_police_roster_2017": ".csv.gz",
    "chicago_police_roster_2023": ".csv.gz",
    "hrdataset_v14": ".csv",
    "mfg_10year_termination": ".csv.gz",
}
PANEL = "chicago_police_pay_panel_2002_2017"
SENTINELS = {"1900-01-01", "9999-12-31"}


@pytest.fixture(scope="session")
def real(shared_data: Callable[[str], Path]) -> Iterator[Callable[[str], Bench]]:
    """Each dataset, opened once."""
    held: dict[str, Bench] = {}

    def get(name: str) -> Bench:
        if name not in held:
            path = shared_data(f"workforce/{name}{FILES[name]}")
            held[name] = open_data(path, MAPPINGS / f"{name}.map.toml")
        return held[name]

    yield get
    for bench in held.values():
        bench.close()


def lines(path: Path) -> list[dict[str, str]]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def a_date(text: str, formats: list[str]) -> str:
    """A date as 2024-12-31; "" for none, "bad" for what is no date."""
    if not text.strip():
        return ""
    for how in formats:
        try:
            day = datetime.strptime(text.strip(), how).date()  # noqa: DTZ007
        except ValueError:
            continue
        if day.year > 1000:
            return "" if day.isoformat() in SENTINELS else day.isoformat()
    return "bad"


def expected(name: str, path: Path) -> tuple[int, int, int, int]:
    """Read, accepted, merged, rejected: by the stated rules, in a few lines of plain Python."""
    raw = tomllib.loads((MAPPINGS / f"{name}.map.toml").read_text())["workforce"]
    fields = {k: v["column"] if isinstance(v, dict) else v for k, v in raw["fields"].items()}
    formats = raw.get("dates", ["%Y-%m-%d"])
    rows = lines(path)
    good: list[tuple[str, str]] = []
    for row in rows:
        who = row[fields["person"]].strip().removesuffix(".0")
        if raw["shape"] == "snapshots":
            begins = row[fields["period"]].strip()
            fine = bool(who and begins)
        else:
            begins = a_date(row[fields["hired"]], formats)
            ends = a_date(row[fields["left"]], formats)
            fine = bool(who) and begins not in ("", "bad") and ends != "bad"
            fine = fine and not (ends and ends < begins)
        if fine:
            good.append((who, begins))
    return len(rows), len(set(good)), len(good) - len(set(good)), len(rows) - len(good)


@pytest.mark.parametrize("name", FILES)
def test_what_becomes_of_the_rows_of_each_file(real, shared_data, name):
    path = shared_data(f"workforce/{name}{FILES[name]}")

    assert tally(real(name)) == expected(name, path)


@pytest.mark.parametrize("name", FILES)
def test_the_people_of_each_file_add_up_but_for_those_who_are_said(real, name):
    dataset = real(name).dataset

    assert all(b.difference == b.appeared - b.vanished for b in dataset.balances)
    assert bool(dataset.notes) == any(b.appeared or b.vanished for b in dataset.balances)


def test_of_two_rows_of_a_person_and_year_the_one_with_more_pay_speaks(real, shared_data):
    highest: dict[tuple[str, str], float] = {}
    for row in lines(shared_data(f"workforce/{PANEL}.csv.gz")):
        key, pay = (row["person_id"], row["year"]), float(row["salary"] or 0)
        highest[key] = max(pay, highest.get(key, 0))

    spells = real(PANEL).dataset.spells.select("pay").to_pyarrow()["pay"].to_pylist()

    assert sum(pay or 0 for pay in spells) == pytest.approx(
        sum(v for v in highest.values() if v > 0)
    )


def level(rank: str) -> int:
    above = {"POLICE OFFICER": 1, "SERGEANT": 2, "LIEUTENANT": 3}
    return next((n for name, n in above.items() if rank.startswith(name)), 0)


def vanished_sergeants(shared_data) -> int:
    """Sergeants who are missing from the next year's rows, and have no exit until then."""
    best: dict[str, dict[int, dict[str, str]]] = {}
    for row in lines(shared_data(f"workforce/{PANEL}.csv.gz")):
        years = best.setdefault(row["person_id"], {})
        year = int(row["year"])
        if year not in years or rank_of(row) > rank_of(years[year]):
            years[year] = row
    final = max(max(years) for years in best.values())
    gone = 0
    for years in best.values():
        for year, row in years.items():
            missing = year < final and year + 1 not in years
            left, hired = row["resignation_date"], row["org_hire_date"]
            # A last day before the first is set aside.
            left = "" if hired and left < hired else left
            explained = bool(left) and f"{year}-01-01" <= left < f"{year + 2}-01-01"
            gone += missing and not explained and row["rank"].startswith("SERGEANT")
    return gone


def rank_of(row: dict[str, str]) -> tuple[float, int]:
    """What decides between two rows of a year: the pay, then the level."""
    return float(row["salary"] or 0), level(row["rank"])


def test_the_sergeants_who_vanish_are_said_before_any_figure(real, shared_data):
    found = Counter()
    for balance in real(PANEL).dataset.balances:
        found[balance.place] += balance.vanished
    sergeants = sum(n for place, n in found.items() if (place[0] or "").startswith("SERGEANT"))

    assert sergeants == vanished_sergeants(shared_data)
    assert "SERGEANT" in real(PANEL).dataset.notes[0]
    assert "They are not counted as leavers." in real(PANEL).dataset.notes[0]


def test_two_tables_of_judges_are_joined(shared_data):
    path = shared_data("workforce/us_federal_judges_appointments.csv")
    described = {
        row["judge_id"]: row for row in lines(path.with_name("us_federal_judges_people.csv"))
    }
    stays, rejected = set(), 0
    for row in lines(path):
        begins = a_date(row["commission_date"], ["%m/%d/%Y", "%Y-%m-%d"])
        ends = a_date(row["termination_date"], ["%m/%d/%Y", "%Y-%m-%d"])
        fine = begins not in ("", "bad") and ends != "bad" and not (ends and ends < begins)
        rejected += not fine
        if fine:
            stays.add((row["judge_id"], begins))

    with open_data(path, MAPPINGS / "us_federal_judges.map.toml") as bench:
        read, accepted, merged, refused = tally(bench)
        people = {
            row["person"]: row["gender"] for row in bench.dataset.people.to_pyarrow().to_pylist()
        }

    assert (read, accepted, refused) == (4202, len(stays), rejected)
    assert merged == read - accepted - refused
    named = {"M": "Men", "F": "Women"}
    assert people == {
        judge: named.get(described[judge]["gender"], "unknown") for judge, _ in stays
    }  # fmt: skip


# --- what is proposed for them --------------------------------------------------------------------

PROPOSED = [
    *(f"{name}{suffix}" for name, suffix in FILES.items()),
    "us_federal_judges_appointments.csv",
]


def promotions(bench: Bench, level: int) -> tuple[float, int]:
    figure = bench.measure("promotion_rate", window=(date(2016, 1, 1), date(2016, 12, 31)))
    row = next(row for row in figure.rows if row.at.get("level") == level)
    return row.n, row.count


@pytest.mark.parametrize("file", PROPOSED)
def test_what_is_proposed_for_each_file_can_be_used(real, shared_data, tmp_path, file):
    path = shared_data(f"workforce/{file}")
    proposal = proposal_for(path)
    target = tmp_path / "proposed.map.toml"
    target.write_text(as_toml(proposal), encoding="utf-8")

    assert tomllib.loads(target.read_text()) == proposal.mapping
    assert parse(proposal.mapping)
    with open_data(path, target) as bench:
        assert bench.dataset.tallies[0].accepted > 0.9 * bench.dataset.tallies[0].read
        if file.startswith(PANEL):
            # Its ladder is as good, where it matters most, as the one written by hand.
            assert promotions(bench, 1) == promotions(real(PANEL), 1)
