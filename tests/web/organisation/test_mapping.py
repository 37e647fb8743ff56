"""What columns mean, in plain words; what came of reading them; and who may see it."""

from __future__ import annotations

import csv
import io

import pytest
from django.conf import settings
from django.test import Client
from web.organisation.brought import (
    as_csv,
    brought,
    checked,
    file,
    kept,
    now_of,
    said,
    staff,
    work_off,
)
from web.pages import Inline, without_token
from web.people import somebody

from tiebeam.web.accounts.models import User
from tiebeam.web.jobs import actions as jobs
from tiebeam.web.jobs.models import Job
from tiebeam.web.organisation import queries, tables
from tiebeam.web.organisation.models import ImportRun
from tiebeam.web.permissions import Role

pytestmark = pytest.mark.django_db


def page_of(client: Client, run: ImportRun, rest: str = "") -> str:
    return client.get(f"/data/uploads/{run.public_id}/{rest}").content.decode()


def confirmed(client: Client, run: ImportRun, **more: object):
    return client.post(f"/data/uploads/{run.public_id}/mapping/", said(run, **more))


def test_each_column_is_told_by_its_shape_and_no_value_is_there(client: Client, ana: User):
    run = brought(client, file(as_csv(staff(60))))

    page = page_of(client, run, "mapping/")

    assert "Looks like A99999." in page
    assert "Looks like 9999-99-99." in page
    assert "HR alone knows it." in page
    assert "What stands in it is not shown. People may keep it to themselves." in page
    assert all(value not in page for value in ("H00003", "2013-03-01", "30110", "Deck"))
    assert "G1\nG2\nG3\nG4" in page
    assert Inline(page).found == []


def test_what_is_wrong_is_said_at_its_column_and_nothing_typed_is_lost(client: Client, ana: User):
    run = brought(client, file(as_csv(staff())))

    answer = confirmed(
        client, run, currency="Euro", ladder="G1\nG1 = G2",
        **{"workforce-0": "out", "workforce-2": "grade"},
    )  # fmt: skip
    page = answer.content.decode()

    assert answer.status_code == 200
    for words in (
        "Use three capital letters", "G1 stands in it twice", 'value="Euro"', "G1\nG1 = G2",
        "unit means that already", "No column of this table says: Who it is: an id",
    ):  # fmt: skip
        assert words in page
    assert now_of(run.public_id).state == "to confirm"


def test_of_two_tabs_the_second_is_told_and_changes_nothing(client: Client, ana: User):
    run = brought(client, file(as_csv(staff())))
    form = said(run)

    client.post(f"/data/uploads/{run.public_id}/mapping/", form)
    work_off()
    second = client.post(
        f"/data/uploads/{run.public_id}/mapping/", form | {"currency": "SEK"}, follow=True
    )

    assert "in another tab" in second.content.decode()
    assert now_of(run.public_id).chosen["currency"] == ""
    assert Job.objects.filter(kind="check-upload").count() == 1


def test_what_somebody_says_is_what_is_read(client: Client, ana: User):
    run = brought(client, file(as_csv(staff())))

    run = checked(
        client, run, currency="EUR", ladder="G2 = G1\nG4",
        **{"workforce-2": "tag", "workforce-5": "self"},
    )  # fmt: skip
    page = page_of(client, run)

    assert run.report["levels"] == 2
    assert "workforce.gender" in run.report["columns"]
    assert "workforce.unit" not in run.report["columns"]
    assert "40 people could be read" in page
    assert "a grade that is on no step" in page.casefold()


def test_rows_are_told_by_number_with_a_remedy_in_a_file_without_formulas(
    client: Client, ana: User
):
    rows = staff(30)
    rows[3]["hire_date"], rows[5]["employee_id"] = "=1+1", ""
    rows = [{**row, "=cmd|' /C calc'!A0": "x "} for row in rows]
    run = brought(client, file(as_csv(rows)))

    run = checked(client, run, **{"workforce-6": "tag"})
    answer = client.get(f"/data/uploads/{run.public_id}/problems.csv")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    left_out = sorted(line[1:3] for line in lines if line[4] == "Left out")
    assert left_out == [["5", "hire_date"], ["7", "employee_id"]]
    assert "attachment" in answer["Content-Disposition"]
    assert all(not cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)
    assert "1+1" not in answer.content.decode()
    assert any(line[2].startswith("'=cmd") for line in lines)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_taken_for_a_formula(cell: str):
    assert tables.harmless(cell) == f"'{cell}"
    assert tables.harmless("a=b") == "a=b"


def test_a_mapping_that_came_along_is_followed(client: Client, ana: User):
    told = b"""
        schema = "tiebeam.mapping/1"
        [workforce]
        shape = "people"
        file = "who.csv"
        [workforce.fields]
        person = "nr"
        hired = "seit"
        [workforce.attributes.gender]
        column = "g"
        class = "secret"
        source = "self-described"
        values = { "x" = "Women" }
    """
    rows = [{"nr": f"A{n:03}", "seit": "2020-01-01", "g": "xy"[n % 2]} for n in range(30)]

    run = brought(client, file(as_csv(rows), "Who.csv"), file(told, "names.map.toml"))
    page = page_of(client, run, "mapping/")
    run = kept(client, checked(client, run))

    assert '<option value="self" selected>' in page
    assert run.state == "kept"
    assert queries.versions()[0].columns == [
        "workforce.gender", "workforce.hired", "workforce.person"
    ]  # fmt: skip


# --- stopped, given up, tried again ---------------------------------------------------------------


def test_an_upload_that_is_given_up_loses_its_files(client: Client, ana: User):
    run = brought(client, file(as_csv(staff())))

    client.post(f"/data/uploads/{run.public_id}/give-up/")
    client.post(f"/data/uploads/{run.public_id}/give-up/")
    work_off()

    assert now_of(run.public_id).state == "given up"
    assert list((settings.HERE.home / "sealed").iterdir()) == []
    assert "Nothing came of it" in page_of(client, run)


def test_accepted_in_two_tabs_it_is_one_version(client: Client, ana: User):
    run = checked(client, brought(client, file(as_csv(staff()))))

    for _ in range(2):
        client.post(f"/data/uploads/{run.public_id}/accept/")
    work_off()

    assert len(queries.versions()) == 1


def test_what_was_stopped_can_be_tried_again(client: Client, ana: User):
    run = brought(client, file(as_csv(staff())))
    confirmed(client, run)
    jobs.ask_to_stop(Job.objects.get(kind="check-upload"), at=run.at)

    page = page_of(client, run)
    client.post(f"/data/uploads/{run.public_id}/again/")
    work_off()

    assert "Try it again" in page
    assert now_of(run.public_id).state == "checked"


def test_while_the_worker_is_at_it_the_page_shows_how_far_and_asks_anew(client: Client, ana: User):
    answer = client.post("/data/uploads/new/", {"once": "x", "brought": file(as_csv(staff()))})

    page = client.get(answer.url).content.decode()
    part = client.get(f"{answer.url}progress/", headers={"HX-Request": "true"}).content.decode()
    work_off()
    over = client.get(f"{answer.url}progress/", headers={"HX-Request": "true"})

    assert "It waits for its turn." in page
    assert f'hx-get="{answer.url}progress/"' in part
    assert over["HX-Refresh"] == "true"


@pytest.mark.parametrize("role", [Role.MEMBER, Role.OWNER, Role.LEADER])
def test_for_other_roles_none_of_these_pages_is_there(client: Client, ana: User, role: Role):
    run = brought(client, file(as_csv(staff(3))))
    other = Client()
    other.force_login(somebody("ada@harbourline.example", role))
    nowhere = without_token(other.get("/no/such/page/"))

    at = f"/data/uploads/{run.public_id}/"
    looked = [other.get(each) for each in ("/data/", "/data/uploads/", at, f"{at}mapping/",
                                           f"{at}problems.csv", f"{at}progress/")]  # fmt: skip
    posted = [other.post(f"{at}{each}/") for each in ("accept", "give-up", "again", "mapping")]

    assert {each.status_code for each in (*looked, *posted)} == {404}
    assert {without_token(each) for each in (*looked, *posted)} == {nowhere}
    assert now_of(run.public_id).state == run.state
