"""Lists of many ask the database no more often than lists of few."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from web.people import somebody
from web.releasing.made import AT, FOUND, a_declared_cube

from tiebeam.web.organisation import actions as data
from tiebeam.web.organisation.models import ImportRun
from tiebeam.web.permissions import Role
from tiebeam.web.releasing import actions
from tiebeam.web.releasing.models import Cube

pytestmark = pytest.mark.django_db
LISTS = ("/data/", "/data/uploads/", "/cubes/", "/requests/", "/requests/new/", "/?home")
REPORT = {"sha256": "a" * 64, "mapping_sha256": "b" * 64, "first": 2023, "last": 2026,
          "people": 400, "spells": 900, "columns": [], "tables": []}  # fmt: skip


def happens(n: int, cube: Cube, by: Any) -> None:
    """Something is brought and kept, a cube asked for, and a release asked for and refused."""
    run = ImportRun.objects.create(
        by=by, at=AT, once=f"once {n}", state="keeping", version=f"version{n:05}", report=REPORT
    )
    data.note_version(run, at=AT)
    actions.ask_for_cube(run.version, by=by, at=AT)
    request, _ = actions.ask(cube, run.version, date(2026, 1, 1), by=by, at=AT)
    actions.keep_trial(request.public_id, would_show=FOUND, rests_on="f" * 64)
    actions.withdraw(request, by=by, at=AT)


def asked_by(client: Client) -> dict[str, int]:
    """How often each list asks, once what is remembered between pages is remembered."""
    counted = {}
    for page in LISTS:
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        counted[page] = len(asked)
    return counted


def test_pages_of_data_and_releases_ask_no_more_often_when_there_is_more(client: Client):
    both = somebody("bo@harbourline.example", Role.ANALYST, Role.STEWARD, name="Bo")
    client.force_login(both)
    cube = a_declared_cube(both)
    happens(0, cube, both)
    happens(1, cube, both)
    few = asked_by(client)

    for n in range(2, 12):
        happens(n, cube, both)

    assert asked_by(client) == few
