"""Releases half a year apart: made once, gone on with after an interruption, and never removed."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from tiebeam.examples.harbourline import generate
from tiebeam.workbench import releases
from tiebeam.workbench.bench import open_data
from tiebeam.workbench.half_yearly import days_of, release_half_yearly
from tiebeam.workbench.proposing_cube import read_cube
from tiebeam.workbench.releases import LEDGER

DAYS = [date(2024, 6, 30), date(2024, 12, 31), date(2025, 6, 30), date(2025, 12, 31)]


def harbourline(folder: Path, *, seed: int = 7, years: int = 2) -> Path:
    generate(people=300, years=years, seed=seed, out=folder)
    return folder


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    with open_data(harbourline(tmp_path_factory.mktemp("harbourline"))) as opened:
        yield opened


@pytest.fixture(scope="module")
def made(bench, tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "releases"
    release_half_yearly(bench, folder, attributes=["gender"])
    return folder


def at(folder: Path) -> list[date]:
    return [each.at for each in releases.releases(folder / "ledger")]


def test_the_ends_of_half_years_are_the_days_and_of_many_the_last_six(bench, tmp_path):
    assert list(days_of(bench.dataset)) == DAYS
    with open_data(harbourline(tmp_path, years=4)) as longer:
        assert list(days_of(longer.dataset)) == [date(2023, 6, 30), date(2023, 12, 31), *DAYS]


def test_every_half_year_is_released_under_a_cube_for_each_year(made):
    assert at(made) == DAYS
    cubes = [read_cube(made / "cubes" / f"cube-{number}.toml") for number in (1, 2)]
    assert [cube.first for cube in cubes] == [DAYS[0], DAYS[2]]
    assert not (made / "cubes" / "cube-3.toml").exists()


def test_what_is_made_is_not_made_again(bench, made):
    before = (made / "ledger" / LEDGER).read_bytes()

    release_half_yearly(bench, made, attributes=["gender"], progress=pytest.fail)

    assert (made / "ledger" / LEDGER).read_bytes() == before


def test_after_an_interruption_the_last_ones_are_made_and_say_the_same(bench, made, tmp_path):
    """The rosters of the release that was broken off lie there already, and its line does not."""
    broken = tmp_path / "releases"
    shutil.copytree(made, broken)
    ledger = broken / "ledger" / LEDGER
    ledger.write_bytes(b"".join(ledger.read_bytes().splitlines(keepends=True)[:2]))

    release_half_yearly(bench, broken, attributes=["gender"])

    told = [[(each.number, each.lines) for each in releases.releases(folder / "ledger")]
            for folder in (made, broken)]  # fmt: skip
    assert told[0] == told[1]


def test_releases_of_other_data_are_kept_under_another_name(made, tmp_path):
    folder = tmp_path / "releases"
    shutil.copytree(made, folder)
    shutil.copytree(made, tmp_path / "releases-1")

    with open_data(harbourline(tmp_path / "other", seed=8, years=1)) as other:
        release_half_yearly(other, folder, attributes=["gender"])

    assert at(folder) == DAYS[2:]
    assert at(tmp_path / "releases-1") == at(tmp_path / "releases-2") == DAYS
    assert (tmp_path / "releases-2" / "vault").is_dir()
