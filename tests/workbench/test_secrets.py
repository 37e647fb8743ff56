"""No value that only HR may see, or nobody, is in anything that is said about an export."""

from __future__ import annotations

import json
import traceback
from dataclasses import asdict

import pytest
from workbench.reading import HEADER, PEOPLE, as_csv, rejects, written

from tiebeam.cli.common import Stopped, clear_errors
from tiebeam.engine.records.fields import BY_NAME
from tiebeam.workbench.bench import open_data
from tiebeam.workbench.propose_mapping import as_toml, proposal_for

#: Put wherever a value can stand; nothing that is said may hold it.
MARK = "Zanzibar-7Q"

MAPPING = """
    schema = "tiebeam.mapping/1"
    currency = "EUR"

    [workforce]
    shape = "people"
    gap_days = 3

    [workforce.fields]
    person = "id"
    born = "born"
    hired = "hired"
    left = "left"
    unit = { column = "unit", separator = ">" }
    job = "job"
    site = "site"
    manager = "manager"
    contract = "contract"
    hours = "hours"
    pay = "pay"
    currency = "currency"

    [workforce.fields.exit_reason]
    column = "why"
    values = { Quit = "voluntary" }

    [workforce.tags]
    route = { column = "route", class = "hr" }

    [workforce.attributes.gender]
    column = "gender"
    source_column = "gender from"
    several = ";"

    [workforce.attributes.disability]
    column = "disability"
"""

GOOD = {
    "id": "1", "born": "1980-05-01", "hired": "2015-04-01", "left": "2020-01-31", "unit": "A > B",
    "job": "Clerk", "site": "Leeds", "manager": "9", "contract": "open", "hours": "38",
    "pay": "31000", "currency": "EUR", "why": "Quit", "route": "by panel", "gender": "Woman",
    "gender from": "self-described", "disability": "No",
}  # fmt: skip


def everything_said(path, folder) -> str:
    """All that is printed, stored or raised on the way, as the command line meets it."""
    try:
        with clear_errors(), open_data(path) as bench:
            dataset = bench.dataset
            said = [
                json.dumps([{**asdict(p), "what": p.what, "remedy": p.remedy}
                            for p in dataset.problems]),
                json.dumps([asdict(t) for t in dataset.tallies]),
                json.dumps(list(dataset.notes)),
                json.dumps([why for left in bench.intake.left for why in left.why.values()]),
                repr(dataset.fingerprint),
            ]  # fmt: skip
            rejects(bench, folder)
            return "\n".join(said)
    except Stopped as stopped:
        return "".join(traceback.format_exception(stopped)) + stopped.format_message()


SECRET = [header for header in GOOD if header != "unit"]


def test_a_value_is_never_said_whichever_column_it_is_in(tmp_path):
    lines = [list(GOOD), list(GOOD.values())]
    for number, header in enumerate(SECRET, start=2):
        bad = {**GOOD, "id": str(number), header: f"{MARK} in {header}"}
        lines += [list(bad.values()), list({**bad, "hired": "2021-01-01"}.values())]
        lines += [[*bad.values(), MARK], [bad[header]]]
    path = written(tmp_path, as_csv(lines), mapping=MAPPING)

    said = everything_said(path, tmp_path)

    assert [header for header in SECRET if f"{MARK} in {header}" in said] == []
    assert MARK not in said


@pytest.mark.parametrize("header", ["id", "hired", "left", "pay", "gender"])
def test_a_value_is_never_said_even_if_no_other_stands_beside_it(tmp_path, header):
    bad = {**GOOD, "id": "2", header: MARK}
    path = written(tmp_path, as_csv([list(bad), list(bad.values())]), mapping=MAPPING)

    assert MARK not in everything_said(path, tmp_path)


BROKEN = {
    "a quote never closed": f'1,2015-04-01,,Clerk,1,"{MARK},,\n',
    "text after a quote": f'1,2015-04-01,,Clerk,1,"{MARK}"x,,\n',
    "letters of another kind": f"1,2015-04-01,,Clerk,1,{MARK}\u0081,,\n",
    "no row that can be used": f"{MARK},{MARK},,Clerk,1,,,\n",
    "broken rows alone": f"{MARK}\n{MARK},{MARK}\n",
}


@pytest.mark.parametrize("rows", BROKEN.values(), ids=BROKEN)
def test_an_error_never_repeats_a_row(tmp_path, rows):
    content = (HEADER + rows).encode("latin-1")

    assert MARK not in everything_said(written(tmp_path, content), tmp_path)


@pytest.mark.parametrize(
    "first_row",
    [
        f"7,1984-03-01,,Clerk,31000,{MARK},9,Woman",
        f"{MARK},1984-03-01,,Clerk,31000,{MARK},9,Woman",
        f"{MARK}",
        f"{MARK};x",
        f'"{MARK}\n","x"',
        f'[{{"id": "{MARK}", "pay": 1}}]',
        f"<td>{MARK}</td>",
    ],
)
def test_an_export_without_headers_is_not_quoted_as_if_they_were_headers(tmp_path, first_row):
    path = written(tmp_path, f"{first_row}\n{first_row}\n")

    assert MARK not in everything_said(path, tmp_path)


@pytest.mark.parametrize("name", ["no id", "no date"])
def test_a_table_that_is_not_recognised_is_not_quoted(tmp_path, name):
    headers = "aaa,hired" if name == "no id" else "employee_id,colour"
    path = written(tmp_path, f"{headers}\n{MARK},{MARK}\n", mapping=None)

    assert MARK not in everything_said(path, tmp_path)


def test_a_proposed_mapping_names_no_person(tmp_path):
    lines = [["employee_id", "hire_date", "salary", "birth_date", "name", "email"]]
    lines += [[f"{MARK}{n}", "2015-04-01", "31000", "1980-01-01", MARK, MARK] for n in range(9)]

    assert MARK not in as_toml(proposal_for(written(tmp_path, as_csv(lines), mapping=None)))


def test_every_field_that_is_read_was_tried():
    mapped = {line.split(" = ")[0].strip() for line in MAPPING.splitlines() if " = " in line}
    of_other_shapes = {"period", "from", "to", "on", "event", "grade"}

    spells_and_people = {f.name for f in BY_NAME.values() if f.table in ("people", "spells")}
    assert spells_and_people - of_other_shapes - {"exit_reason"} <= mapped


def test_a_grade_off_the_ladder_is_not_named(tmp_path):
    path = written(tmp_path, HEADER + f"1,2015-04-01,,{MARK},1,,,\n", mapping=PEOPLE)

    # Places are directory data, so a note may name them; nobody is missing here.
    assert MARK not in everything_said(path, tmp_path)
