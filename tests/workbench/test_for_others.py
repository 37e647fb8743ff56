"""Figures for others: about secrets from the ledger alone, before any row is read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest
from engine.disclosure import shown
from workbench.reading import PEOPLE, opened
from workbench.shelved import shelved

from tiebeam.engine.disclosure import Released
from tiebeam.engine.disclosure.cube import Refused
from tiebeam.engine.disclosure.threshold import RestsOnASecret
from tiebeam.vault import keys
from tiebeam.vault.keys import NoKeys
from tiebeam.workbench.figures import as_json_object
from tiebeam.workbench.for_others import (
    NoMapping,
    measure_for_others,
    open_ledger,
    refuse_secrets,
)
from tiebeam.workbench.noise_keys import OtherKeys
from tiebeam.workbench.notebook import open_notebook
from tiebeam.workbench.releases import LEDGER, NoLedger

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "reference" / "measure.schema.json"
STAFF = "id,hired,left,grade,pay,site,manager,gender\n" + "".join(
    f"{n},2020-01-01,{'' if n else '2026-01-15'},{'Clerk' if n % 4 else 'Lead'},{30000 + n},"
    f"{'Leeds' if n % 3 else 'Porto'},,{'WM'[n % 2]}\n"
    for n in range(60)
)
JUNE = (shown.JUNE, shown.JUNE)
YEAR = ("2025-01-01", "2025-12-31")


@pytest.fixture
def folders(tmp_path):
    return shelved(tmp_path)


@pytest.fixture
def ledger(folders):
    return open_ledger(*folders)


@pytest.fixture
def data(tmp_path) -> Path:
    """A mapping, and beside it an export of sixty people."""
    path = tmp_path / "staff.csv"
    path.write_text(STAFF, encoding="utf-8")
    (tmp_path / "staff.csv.map.toml").write_text(PEOPLE, encoding="utf-8")
    return path


def empty(data: Path) -> Path:
    """The same place, of which not one row can be read any more."""
    data.write_bytes(b"\x00 not a table")
    return data


def test_a_figure_about_a_secret_needs_no_row_and_is_the_same_without_any(data, ledger):
    before = measure_for_others(data, None, ledger, "exit_rate", by=["gender"], window=YEAR)
    after = measure_for_others(empty(data), None, ledger, "exit_rate", by=["gender"], window=YEAR)

    assert isinstance(after, Released)
    assert after == before
    assert {row.count for row in after.rows} == {120, 40, 80}


def test_it_is_the_same_whoever_opens_the_ledger_and_however_often(data, ledger, tmp_path):
    other = tmp_path / "elsewhere"
    for name in ("ledger", "vault"):
        shutil.copytree(tmp_path / name, other / name)

    asked = [
        measure_for_others(data, None, each, "promotion_rate", by=["gender"], window=YEAR)
        for each in (ledger, open_ledger(other / "ledger", other / "vault"), ledger)
    ]

    assert len({json.dumps(as_json_object(each)) for each in asked}) == 1


@pytest.mark.parametrize(
    ("measure", "more", "said"),
    [
        ("exit_rate", {"window": ("2019-01-01", "2019-12-31")}, "'left in 2019, everybody'"),
        ("exit_rate", {"by": ["gender", "site"]}, "'left in 2025 by site'"),
        ("exit_rate", {"where": {"site": "Leeds"}}, "can't be narrowed down"),
        ("headcount_share", {"by": ["site"], "where": {"gender": "W"}}, "can't be narrowed down"),
        ("exit_rate", {"against": {"gender": "W"}}, "beside everybody else"),
        ("raise_rate", {}, "'raise_rate' of what people keep to themselves is in no release"),
        ("exit_rate", {"by": ["mood"]}, "'mood' is in no release"),
    ],
)
def test_what_the_releases_do_not_hold_is_refused_by_name_and_without_a_row(
    data, ledger, measure, more, said
):
    asked = {"by": ["gender"], "window": YEAR} | more

    refusals = []
    for place in (data, empty(data)):
        with pytest.raises(Refused) as refusal:
            measure_for_others(place, None, ledger, measure, **asked)
        refusals.append(str(refusal.value))

    assert said in refusals[0]
    assert refusals[0] == refusals[1]


def test_what_everybody_knows_is_counted_from_the_rows(data, ledger):
    figure = measure_for_others(data, None, ledger, "headcount_share", by=["site"], window=JUNE)

    assert isinstance(figure, Released)
    assert {row.count for row in figure.rows if row.group} >= {20, 40}
    assert not any(row.band for row in figure.rows)


def test_names_are_those_of_the_export_too(data, ledger):
    ours = measure_for_others(data, None, ledger, "exit_rate", by=["gender"], window=YEAR)

    assert measure_for_others(data, None, ledger, "exit_rate", by=["GENDER"], window=YEAR) == ours


def test_without_a_mapping_nobody_knows_what_is_a_secret(tmp_path, ledger):
    (tmp_path / "bare.csv").write_text(STAFF, encoding="utf-8")

    with pytest.raises(NoMapping, match="tiebeam check"):
        measure_for_others(tmp_path / "bare.csv", None, ledger, "exit_rate", by=["gender"],
                           window=YEAR)  # fmt: skip


def test_the_bench_releases_nothing_about_a_secret(tmp_path):
    with opened(tmp_path, STAFF, mapping=PEOPLE) as bench:
        figure = bench.measure("headcount_share", by=["gender"], window=JUNE)

        with pytest.raises(RestsOnASecret):
            bench.release(figure)
        assert not isinstance(bench.draft(figure), Released)


@pytest.mark.parametrize("measure", ["exit_rate", "promotion_rate", "hire_share"])
def test_its_json_has_the_published_shape_and_says_which_release(data, ledger, measure):
    figure = measure_for_others(data, None, ledger, measure, by=["gender"], window=YEAR)

    content = as_json_object(figure)

    jsonschema.validate(content, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert (content["exact"], content["draft"]) == (False, False)
    assert content["release"] == {"number": 1, "at": "2025-06-30", "hash": ledger.last.hash}
    assert content["data"]["people"] == 1000
    assert {row["band_people"] for row in content["rows"] if row["group"]} == {shown.BAND}


@pytest.mark.parametrize("measure", ["headcount_share", "top_share", "pay_gap"])
def test_so_has_that_of_people_on_a_day(data, ledger, measure):
    figure = measure_for_others(data, None, ledger, measure, by=["gender"], window=JUNE)

    jsonschema.validate(as_json_object(figure), json.loads(SCHEMA.read_text(encoding="utf-8")))


# --- whose keys -----------------------------------------------------------------------------------


def test_a_vault_with_other_keys_is_refused(folders, tmp_path):
    keys.make(tmp_path / "another")

    with pytest.raises(OtherKeys):
        open_ledger(folders[0], tmp_path / "another")


def test_a_vault_without_keys_is_refused_and_none_are_made(folders, tmp_path):
    (tmp_path / "bare").mkdir(mode=0o700)

    with pytest.raises(NoKeys):
        open_ledger(folders[0], tmp_path / "bare")
    assert not list((tmp_path / "bare").glob("*.key"))


def test_a_ledger_that_is_not_there_or_holds_nothing_is_refused(folders, tmp_path):
    (tmp_path / "nothing").mkdir()

    with pytest.raises(NoLedger):
        open_ledger(tmp_path / "nothing", folders[1])
    (tmp_path / "nothing" / LEDGER).touch()
    with pytest.raises(NoLedger, match="no release yet"):
        open_ledger(tmp_path / "nothing", folders[1])


# --- commands that take more figures than any cube has --------------------------------------------


@pytest.mark.parametrize("name", ["gender", "Gender", "mood"])
def test_a_command_is_refused_by_a_secret_without_a_row(data, name):
    with pytest.raises(Refused, match=r"can't be released by '(gender|mood)'"):
        refuse_secrets(empty(data), None, "flows", ["site", name])


def test_a_command_is_not_refused_by_what_everybody_or_hr_knows(data):
    refuse_secrets(empty(data), None, "flows", ["site", "level", "pay"])


# --- in a notebook --------------------------------------------------------------------------------


def test_an_answer_in_a_notebook_is_released_from_the_ledger(data, folders):
    answer = open_notebook(data).measure("headcount_share", by=["gender"], window=JUNE)

    shared = answer.release(*folders)

    assert "exact: for the bench" in repr(answer)
    assert "404 ± 5 of 1,000" in repr(shared).replace("\u00a0", " ")
    assert "for the bench" not in shared._repr_html_()
    assert shared.release(*folders) is shared


def test_an_answer_about_no_secret_is_released_from_its_rows(data, folders):
    answer = open_notebook(data).measure("headcount_share", by=["site"], window=JUNE)

    assert {row.count for row in answer.release(*folders).figure.rows} >= {20, 40}


def test_an_answer_that_no_release_gives_is_refused(data, folders):
    window = ("2024-01-01", "2024-12-31")
    answer = open_notebook(data).measure("exit_rate", by=["gender"], window=window)

    with pytest.raises(Refused, match="in no release"):
        answer.release(*folders)
