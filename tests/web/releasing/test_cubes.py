"""What may be shown: proposed, looked over, declared, and then fixed for its year."""

from __future__ import annotations

from datetime import date

import pytest
from web.jobs.made import taken
from web.pages import without_token
from web.people import somebody
from web.releasing.made import AT, BY_LEVEL, EVERYBODY, PROMOTED, a_declared_cube, a_proposal

from tiebeam.engine.disclosure.cube import BadCube
from tiebeam.web.jobs import actions as jobs
from tiebeam.web.jobs.registry import Problem
from tiebeam.web.permissions import Role
from tiebeam.web.releasing import actions, queries, tables
from tiebeam.web.releasing.models import Cube

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst():
    return somebody("ana@harbourline.example", Role.ANALYST, name="Ana")


@pytest.fixture
def steward():
    return somebody("stig@harbourline.example", Role.STEWARD, name="Stig")


def kept(cube: Cube) -> set[str]:
    return {each.key for part in queries.parts(cube) for each in part.choices if each.kept}


def test_a_page_shows_each_table_and_what_it_spends(client, analyst):
    client.force_login(analyst)

    page = client.get(f"/cubes/{a_proposal(analyst).public_id}/").content.decode()

    assert "Who was promoted in 2025, by level (6)" in page
    assert "In 14 figures of the 100 that it may be in" in page


def test_what_is_left_out_stands_under_its_reason_and_in_words(client, analyst):
    client.force_login(analyst)

    page = client.get(f"/cubes/{a_proposal(analyst).public_id}/").content.decode()

    _, left_out = page.split("Left out, and why")
    for reason, what in (
        ("No 10 people gave the same value", "Pay setting"),
        ("Too few people to tell its categories apart", "Who left in 2025, by site"),
        (
            "Too many figures for so few people",
            "Gender: Who is there, by shift pattern (5 figures)",
        ),
    ):
        assert f"<h3>{reason}</h3>\n<ul><li>{what}</li></ul>" in left_out
    assert "pay_setting" not in left_out


def test_what_is_struck_out_is_not_declared_and_frees_what_it_spent(client, analyst, steward):
    cube = a_proposal(analyst)
    client.force_login(analyst)
    stay = {f"part-{n}": sorted(kept(cube) & keys) for n, keys in enumerate(_keys(cube))}
    stay["part-0"].remove(tables.key("gender", BY_LEVEL))

    client.post(f"/cubes/{cube.public_id}/", stay)

    (gender, *_) = queries.parts(Cube.objects.get())
    assert gender.spent == 7
    actions.declare(cube, by=steward, at=AT)
    declared = tables.read(Cube.objects.get().text)
    assert declared.attributes[0].tables == (EVERYBODY, PROMOTED)


def _keys(cube: Cube) -> list[set[str]]:
    return [{each.key for each in part.choices} for part in queries.parts(cube)]


def test_a_cube_without_any_table_is_refused_and_what_was_ticked_stays(client, analyst):
    cube = a_proposal(analyst)
    client.force_login(analyst)

    page = client.post(f"/cubes/{cube.public_id}/", {"csrfmiddlewaretoken": "any"}).content.decode()

    assert "Keep one table at least" in page
    assert Cube.objects.get().struck == []


def test_what_was_declared_stays_as_it_is(client, analyst, steward):
    cube = a_declared_cube(steward)

    for change in (
        lambda: actions.strike_out(cube, {tables.key("gender", BY_LEVEL)}, by=analyst, at=AT),
        lambda: actions.declare(cube, by=steward, at=AT),
    ):
        with pytest.raises(actions.NotNow):
            change()
    actions.drop(cube, by=analyst, at=AT)

    assert Cube.objects.get().state == Cube.State.DECLARED


def test_a_year_is_declared_once(analyst, steward):
    a_declared_cube(steward, date(2026, 1, 1))
    second = a_proposal(analyst, date(2026, 7, 1))

    with pytest.raises(BadCube, match="holds until 2026-12-31"):
        actions.declare(second, by=steward, at=AT)


def test_a_cube_for_a_year_before_is_refused(analyst, steward):
    a_declared_cube(steward, date(2026, 3, 1))
    earlier = a_proposal(analyst, date(2025, 1, 15))

    with pytest.raises(BadCube, match="declared already"):
        actions.declare(earlier, by=steward, at=AT)


def test_an_analyst_may_not_declare_and_a_member_sees_nothing_of_it(client, analyst):
    cube = a_proposal(analyst)
    client.force_login(analyst)
    assert client.post(f"/cubes/{cube.public_id}/declare/").status_code == 404

    client.force_login(somebody("mo@harbourline.example", name="Mo"))
    none = without_token(client.get("/no/such/page"))
    for address in ("/cubes/", f"/cubes/{cube.public_id}/", f"/cubes/{cube.public_id}/file/"):
        found = client.get(address)
        assert (found.status_code, without_token(found)) == (404, none)


def test_it_can_be_taken_along_as_the_file_that_the_command_reads(client, analyst):
    cube = a_proposal(analyst)
    client.force_login(analyst)

    found = client.get(f"/cubes/{cube.public_id}/file/")

    assert tables.read(found.content.decode()) == tables.read(cube.text)
    assert found["Content-Disposition"] == 'attachment; filename="cube-2026-01-01.toml"'


def test_a_crossed_attribute_goes_when_one_of_its_factors_goes():
    from web.releasing.made import declaration

    from tiebeam.engine.disclosure import cube_file
    from tiebeam.engine.disclosure.cube import Attribute

    plain = declaration()
    crossed = Attribute(
        name="gender × caring", factors=("gender", "caring"), values=("Women × Yes",),
        tables=(EVERYBODY,),
    )  # fmt: skip
    text = cube_file.as_toml(
        type(plain)(first=plain.first, people=plain.people, fields=plain.fields,
                    attributes=(*plain.attributes, crossed))
    )  # fmt: skip

    left = tables.read(tables.without(text, {tables.key("caring", EVERYBODY)}))

    assert [each.name for each in left.attributes] == ["gender"]


def test_a_proposal_that_could_not_be_worked_out_says_what_helps(client, analyst):
    actions.ask_for_cube("versionone12", by=analyst, at=AT)
    jobs.fail(taken(at=AT), Problem(code="too-few", remedy="There are too few people."), at=AT)
    client.force_login(analyst)

    page = client.get(f"/cubes/{Cube.objects.get().public_id}/").content.decode()

    assert "It could not be finished." in page
    assert "There are too few people." in page
