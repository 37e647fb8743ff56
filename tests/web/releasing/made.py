"""A cube of two attributes, and a release on its way, as the worker would leave them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from tiebeam.engine.disclosure import cube_file
from tiebeam.engine.disclosure.cube import Attribute, HrTables, Table
from tiebeam.engine.disclosure.cube import Cube as Declared
from tiebeam.engine.records.window import Window
from tiebeam.web.organisation import actions as data
from tiebeam.web.organisation.models import ImportRun
from tiebeam.web.releasing import actions, tables
from tiebeam.web.releasing.models import Cube, Request

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
YEAR = Window(date(2025, 1, 1), date(2025, 12, 31))
EVERYBODY, BY_LEVEL = Table("people"), Table("people", ("level",))
PROMOTED = Table("promoted", ("level",), YEAR)
LEFT = HrTables(field="exit_reason", shows="left", by=((), ("unit",)), window=YEAR)
FOUND = {
    "tables": [
        {"about": "gender", "table": tables.kept(BY_LEVEL), "shown": 5, "why": {"threshold": 2}}
    ],
    "attacks": [
        {"attributes": ["gender"], "certain": 0, "dropped": 1,
         "worst": {"right": 21, "blind": 12, "limit": 29}}
    ],
}  # fmt: skip


def declaration(first: date = date(2026, 1, 1), **more: Any) -> Declared:
    gender = Attribute(name="gender", values=("Women",), tables=(EVERYBODY, BY_LEVEL, PROMOTED))
    caring = Attribute(name="caring", values=("Yes",), tables=(EVERYBODY,))
    return Declared(
        first=first, people=400, fields={"level": None, "unit": 1}, attributes=(gender, caring),
        hr=(LEFT,), **more,
    )  # fmt: skip


def a_proposal(by: Any, first: date = date(2026, 1, 1)) -> Cube:
    """A cube that the worker has worked out."""
    actions.ask_for_cube("versionone12", by=by, at=AT)
    cube = Cube.objects.latest("pk")
    actions.keep_proposal(
        cube.public_id,
        text=cube_file.as_toml(declaration(first)),
        spending=[
            {"attribute": "gender", "budget": 100,
             "tables": {"people, everybody": 1, "people by level": 7,
                        "promoted in 2025 by level": 6}},
            {"attribute": "caring", "budget": 100, "tables": {"people, everybody": 1}},
        ],
        left_out=[
            {"about": "pay_setting", "table": None, "subject": None, "too_much": [],
             "reason": {"message": "no %(n)s people gave the same value", "parts": {"n": 10}}},
            {"about": "", "table": tables.kept(Table("left", ("site",), YEAR)), "subject": None,
             "reason": {"message": "too few people to tell its categories apart", "parts": {}},
             "too_much": []},
            {"about": "gender", "table": None, "subject": None,
             "reason": {"message": "too many figures for so few people", "parts": {}},
             "too_much": [[tables.kept(Table("people", ("shift_pattern",))), 5]]},
        ],
    )  # fmt: skip
    return Cube.objects.get(pk=cube.pk)


def a_declared_cube(by: Any, first: date = date(2026, 1, 1)) -> Cube:
    cube = a_proposal(by, first)
    actions.declare(cube, by=by, at=AT)
    return Cube.objects.get(pk=cube.pk)


def a_tried_request(by: Any, steward: Any) -> Request:
    """A release that the worker has tried."""
    request, _ = actions.ask(
        a_declared_cube(steward), "versionone12", date(2026, 1, 1), by=by, at=AT
    )
    actions.keep_trial(request.public_id, would_show=FOUND, rests_on="f" * 64)
    return Request.objects.get(pk=request.pk)


def a_version(by: Any, *, last_year: int) -> None:
    """Data that were brought and kept."""
    report = {"sha256": "a" * 64, "mapping_sha256": "b" * 64, "first": 2023, "last": last_year,
              "people": 400, "spells": 900, "columns": [], "tables": []}  # fmt: skip
    run = ImportRun.objects.create(
        by=by, at=AT, once="once", state="keeping", version="versionone12", report=report
    )
    data.note_version(run, at=AT)
