"""Chicago's police, 2002 to 2017: what became of people agrees with promotions counted apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from tiebeam.engine.flows.movements import movements
from tiebeam.workbench.bench import open_data

PANEL = "chicago_police_pay_panel_2002_2017"
MAPPING = Path(__file__).resolve().parents[2] / "mappings" / f"{PANEL}.map.toml"

pytestmark = pytest.mark.real_data

#: Higher in the next snapshot, of people at level 1, 2002 to 2016; worked out independently.
RISEN = {
    ("Men", "White"): 684, ("Men", "Black"): 125, ("Men", "Hispanic"): 178,
    ("Women", "White"): 117, ("Women", "Black"): 50, ("Women", "Hispanic"): 30,
}  # fmt: skip


def test_people_who_rise_from_the_first_level_are_those_counted_apart(shared_data):
    with open_data(shared_data(f"workforce/{PANEL}.csv.gz"), MAPPING) as bench:
        found = movements(bench.dataset, by=("gender", "race"), first_year=2002, last_year=2016)

    risen = dict(zip(found.groups, found.moved[:, 0, 1:-1].sum(axis=1).tolist(), strict=True))
    assert {group: risen[group] for group in RISEN} == RISEN
