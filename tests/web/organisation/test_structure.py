"""The page of the structure: what it shows, what can be changed, and what becomes of the data."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from web.organisation.brought import (
    AT,
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
from web.people import PASSWORD, somebody

from tiebeam.engine.records import fetch
from tiebeam.web.accounts.models import User
from tiebeam.web.audit.queries import entries
from tiebeam.web.organisation import actions, queries
from tiebeam.web.organisation.models import (
    DatasetVersion,
    ImportRun,
    SeenStructure,
    StructureEdition,
)
from tiebeam.web.organisation.structure import key_of
from tiebeam.web.permissions import Role
from tiebeam.worker.versions import open_version

pytestmark = pytest.mark.django_db
PAGE = "/data/structure/"
UNITS = ("Ops>Deck", "Operations>Deck", "Yard")


def rows(people: int = 40, **more: Any) -> list[dict[str, Any]]:
    """Of three units, two sites and four grades."""
    every = staff(people)
    for n, row in enumerate(every):
        row |= {"unit": UNITS[n % 3], "site": ("Leeds", "leeds")[n % 2], **more}
    return every


def version_of(client: Client, every: list[dict[str, Any]], once: str = "once", **more: Any):
    run = brought(client, file(as_csv(every)), once=once)
    run = kept(client, checked(client, run, **more))
    assert run.state == "kept"
    return queries.version(run.version)


@pytest.fixture
def read(client: Client, ana: User) -> DatasetVersion:
    """A version that was read from files."""
    return version_of(client, rows())


@pytest.fixture
def version(ana: User) -> DatasetVersion:
    """A version without files, of which the worker told what it would tell of `rows`."""
    run = ImportRun.objects.create(by=ana, at=AT, once="once", state="kept")
    SeenStructure.objects.create(run=run, told={
        "withheld": [], "unshown": 0, "units": ["Operations / Deck", "Ops / Deck", "Yard"],
        "sites": ["Leeds", "leeds"], "grades": ["G1", "G2", "G3", "G4"],
        "levels": [{"name": f"G{n}", "grades": [f"G{n}"]} for n in (1, 2, 3, 4)],
    })  # fmt: skip
    counts = {"people": 40, "spells": 40, "read": 40, "accepted": 40, "merged": 0, "rejected": 0}
    return DatasetVersion.objects.create(
        public_id=run.public_id, number=1, run=run, by=ana, at=AT, sha256="0" * 64,
        mapping_sha256="0" * 64, first_year=2010, last_year=2021, counts=counts, columns=[],
    )  # fmt: skip


def page(client: Client, rest: str = "") -> str:
    answer = client.get(PAGE + rest)
    assert answer.status_code == 200
    return without_token(answer)


def at(kind: str, source: str) -> str:
    return f"{PAGE}{kind}/{key_of(source)}/"


def sends(client: Client, address: str, *, edition: int, **form: Any):
    return client.post(address, {"edition": edition, **form})


def levels(**by_grade: Any) -> dict[str, Any]:
    return {f"level-{key_of(grade)}": number for grade, number in by_grade.items()}


# --- what is shown --------------------------------------------------------------------------------


def test_it_shows_units_sites_and_the_ladder_and_nothing_about_people(client: Client, read):
    shown = page(client)

    for words in ("Operations", "Ops", "Yard", "Leeds", "leeds", "Nobody has changed anything"):
        assert words in shown
    assert [shown.index(f"G{n}") for n in (1, 2, 3, 4)] == sorted(
        shown.index(f"G{n}") for n in (1, 2, 3, 4)
    )
    assert all(value not in shown for value in ("H00003", "2013-03-01", "30110"))
    assert Inline(shown).found == []


def test_before_anything_was_read_it_teaches(client: Client, ana: User):
    shown = page(client)

    assert "Nothing has been read yet" in shown
    assert "Bring your files" in shown


def test_what_was_kept_before_this_page_was_there_can_be_read_for_it(client: Client, read):
    SeenStructure.objects.all().delete()

    assert "Read my data again" in page(client)
    client.post(PAGE + "read/", {"once": "one"})
    work_off()
    assert "Yard" in page(client)


def test_what_hr_alone_may_know_is_not_there_by_name(client: Client, ana: User):
    mapping = (
        'schema = "tiebeam.mapping/1"\n[workforce]\nshape = "people"\nfile = "staff.csv"\n'
        '[workforce.fields]\nperson = "employee_id"\nhired = "hire_date"\nunit = "unit"\n'
        'grade = { column = "grade", class = "hr", ladder = [["G1"], ["G2"]] }\n'
    )
    run = brought(client, file(as_csv(rows())), file(mapping.encode(), "staff.map.toml"))
    assert run.found["grades"] == []
    run = kept(client, checked(client, run))

    shown = page(client)

    assert "your mapping keeps them to HR" in shown
    assert "G1" not in shown
    assert "G1" not in str(SeenStructure.objects.get().told)
    assert client.get(PAGE + "levels/").status_code == 404


# --- names ----------------------------------------------------------------------------------------


def test_a_unit_is_renamed_and_that_is_one_edition_with_who_and_what(client: Client, version):
    answer = sends(client, at("units", "Yard"), edition=0, called="  Docks ", beneath="")
    again = sends(client, at("units", "Yard"), edition=0, called="Docks", beneath="")

    (edition,) = queries.editions()
    shown = page(client)
    assert (answer.url, again.url) == (PAGE, PAGE)
    assert edition.number == 1
    assert "The unit Yard is called Docks, before Yard." in shown
    assert "Ana" in shown
    assert "in the data: Yard" in shown
    assert "Version 1 was read before your last change" in shown
    assert "organisation.changed-structure" in {each.act for each in entries()}


def test_two_spellings_are_joined_once_somebody_says_that_they_are_the_same(
    client: Client, version
):
    address = at("units", "Ops")
    asked = sends(client, address, edition=0, called="operations", beneath="").content.decode()
    assert "Operations is there already" in asked
    assert "Yes, they are the same" in asked
    assert 'value="operations"' in asked
    assert not StructureEdition.objects.exists()

    sends(client, address, edition=0, called="operations", beneath="", joined="on")

    structure = queries.standing().structure
    assert structure.translations()["unit"] == {"Ops": "Operations"}
    assert "Counted as one with it" in client.get(address).content.decode()
    assert "in the data: Operations, Ops" in page(client)


def test_a_unit_that_the_data_place_nowhere_is_placed_and_others_are_not(client: Client, version):
    sends(client, at("units", "Yard"), edition=0, called="Yard", beneath="Operations")

    assert queries.standing().structure.called("units", "Yard") == "Operations / Yard"
    assert "The unit Yard stands beneath Operations." in page(client)
    assert "stands beneath" not in client.get(at("units", "Ops / Deck")).content.decode()


def test_a_unit_beneath_itself_is_refused_at_the_field(client: Client, version):
    sends(client, at("units", "Yard"), edition=0, called="Yard", beneath="Operations")

    shown = sends(client, at("units", "Operations"), edition=1, called="Operations",
                  beneath="Yard").content.decode()  # fmt: skip

    assert "That unit stands beneath this one. Choose another." in shown
    assert "Something has to be put right" in shown
    assert len(queries.editions()) == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "This field is required"), ("x" * 5_000, "80 letters at most"),
     ("a\x07b", "a sign in it that can&#x27;t be seen"), ("A / B", "Leave out the slash"),
     ("unknown", "Choose another"), ("\x00", "Null characters")],
)  # fmt: skip
def test_a_name_that_is_none_is_refused_and_what_was_typed_stays(
    client: Client, version, name: str, words: str
):
    shown = sends(client, at("units", "Yard"), edition=0, called=name, beneath="Ops")
    text = shown.content.decode()

    assert shown.status_code == 200
    assert words in text
    assert '<option value="Ops" selected>' in text
    assert not StructureEdition.objects.exists()


def test_a_name_that_is_a_tag_is_shown_as_it_is_typed(client: Client, version):
    sends(client, at("sites", "leeds"), edition=0, called="<script>x</script>")

    shown = page(client)
    assert "<script>x" not in shown
    assert "&lt;script&gt;x" in shown


# --- the order of grades --------------------------------------------------------------------------


def test_grades_are_put_in_order_by_numbers_and_those_with_one_are_one_level(
    client: Client, version
):
    shown = page(client, "levels/")
    sends(client, PAGE + "levels/", edition=0, **levels(G1=1, G2=1, G3="1.5", G4=""))

    structure = queries.standing().structure
    after = page(client)
    assert Inline(shown).found == []
    assert structure.steps() == [["G1", "G2"], ["G3"]]
    assert structure.beside == {"G4"}
    assert "The ladder, from the lowest level: G1 = G2, G3." in after
    assert "Beside the ladder: G4" in after


def test_a_number_that_is_none_is_said_at_its_grade_and_the_others_stay(client: Client, version):
    shown = sends(
        client, PAGE + "levels/", edition=0, **levels(G1="first", G2=-1, G3=7, G4=4)
    ).content.decode()

    # Of both, at the field and in the summary.
    assert shown.count("Give a number from 0 up, such as 2 or 2.5.") == 4
    assert 'value="first"' in shown
    assert 'value="7"' in shown
    assert not StructureEdition.objects.exists()


def test_levels_get_names_for_figures_and_no_two_the_same(client: Client, version):
    address = PAGE + "levels/names/"
    sends(client, PAGE + "levels/", edition=0, **levels(G1=1, G2=1, G3=2, G4=3))
    assert 'value="G1, G2"' in page(client, "levels/names/")

    twice = sends(client, address, edition=1, **{"name-1": "Crew", "name-2": "Crew"})
    sends(client, address, edition=1, **{"name-1": "Crew", "name-2": "", "name-3": "G4"})

    assert "Another level is called so." in twice.content.decode()
    assert "Levels are called, from the lowest: Crew; G3; G4." in page(client)
    assert queries.standing().structure.level_names() == ["Crew", "G3", "G4"]


def test_an_order_without_a_grade_is_none(client: Client, version):
    shown = sends(client, PAGE + "levels/", edition=0, **levels(G1="", G2=""))

    assert "Give one grade a number at least." in shown.content.decode()


# --- two tabs, and the way back -------------------------------------------------------------------


def test_of_two_tabs_the_second_is_told_loses_nothing_and_may_go_on(client: Client, version):
    sends(client, at("sites", "leeds"), edition=0, called="Leeds North")

    late = sends(client, PAGE + "levels/", edition=0, **levels(G1=2, G2=1, G3=3, G4=4))
    shown = late.content.decode()
    assert late.status_code == 200
    assert "Ana changed the structure meanwhile: The site leeds is called Leeds North" in shown
    assert 'name="edition" value="1"' in shown
    assert f'name="level-{key_of("G1")}" value="2"' in shown
    assert len(queries.editions()) == 1

    sends(client, PAGE + "levels/", edition=1, **levels(G1=2, G2=1, G3=3, G4=4))
    structure = queries.standing().structure
    assert structure.steps() == [["G2"], ["G1"], ["G3"], ["G4"]]
    assert structure.own("sites", "leeds") == "Leeds North"


def test_the_last_change_is_taken_back_by_one_more_and_only_once(client: Client, version):
    sends(client, at("sites", "leeds"), edition=0, called="North")
    sends(client, at("units", "Yard"), edition=1, called="Docks", beneath="")

    client.post(PAGE + "take-back/", {"edition": 2})
    twice = client.post(PAGE + "take-back/", {"edition": 2}, follow=True).content.decode()

    assert [each.number for each in queries.editions()] == [3, 2, 1]
    assert queries.standing().structure.translations() == {
        "unit": {}, "site": {"leeds": "North"}, "grade": {},
    }  # fmt: skip
    assert "Number 2 was taken back." in twice
    assert "nothing was taken" in twice


def test_what_was_typed_when_a_session_ended_is_there_again(client: Client, version, time_machine):
    address, sign_in = at("sites", "leeds"), {"login": "ana@harbourline.example",
                                              "password": PASSWORD}  # fmt: skip
    client.logout()
    time_machine.move_to(timezone.now())
    client.post("/sign-in/", sign_in)
    time_machine.shift(timedelta(hours=3))
    assert sends(client, address, edition=0, called="North").status_code == 302

    client.post("/sign-in/", {**sign_in, "next": address})

    assert 'value="North"' in client.get(address).content.decode()
    assert not StructureEdition.objects.exists()


# --- what becomes of the data ---------------------------------------------------------------------


def test_read_again_the_same_files_become_a_version_with_the_new_levels(client: Client, read):
    """By hand: of 40 people n is in G1, G2, G3, G4 by the rest of n / 4, ten in each. With G1 and
    G2 on one level, and G4 below all, 20 people are on level 2, 10 on level 3 and 10 on level 1.
    """
    sends(client, PAGE + "levels/", edition=0, **levels(G4=1, G1=2, G2=2, G3=3))
    sends(client, at("units", "Ops"), edition=1, called="Operations", beneath="", joined="on")
    sends(client, at("units", "Yard"), edition=2, called="Yard", beneath="Operations")
    sends(client, at("sites", "leeds"), edition=3, called="Leeds", joined="on")
    names = {"name-1": "", "name-2": "Crew", "name-3": "G3"}
    sends(client, PAGE + "levels/names/", edition=4, **names)

    first = client.post(PAGE + "read/", {"once": "one"})
    twice = client.post(PAGE + "read/", {"once": "one"})
    work_off()
    run = now_of(first.url.split("/")[-2])
    report = client.get(first.url).content.decode()
    assert "See what comes of it, and keep it as a new version" in page(client)
    run = kept(client, run)

    assert first.url == twice.url
    assert "read with the structure as it is now" in report
    assert "Back to what the columns mean" not in report
    made, before = queries.versions()
    assert (made.number, made.sha256 == before.sha256) == (2, True)
    assert made.mapping_sha256 != before.mapping_sha256
    assert counted(read.public_id) == {
        ("Ops / Deck", 1): 4, ("Ops / Deck", 2): 3, ("Ops / Deck", 3): 3, ("Ops / Deck", 4): 4,
        ("Operations / Deck", 1): 3, ("Operations / Deck", 2): 4, ("Operations / Deck", 3): 3,
        ("Operations / Deck", 4): 3, ("Yard", 1): 3, ("Yard", 2): 3, ("Yard", 3): 4, ("Yard", 4): 3,
    }  # fmt: skip
    assert counted(made.public_id) == {
        ("Operations / Deck", 1): 7, ("Operations / Deck", 2): 14, ("Operations / Deck", 3): 6,
        ("Operations / Yard", 1): 3, ("Operations / Yard", 2): 6, ("Operations / Yard", 3): 4,
    }  # fmt: skip
    assert "was read before your last change" not in page(client)
    assert run.state == "kept"
    assert list((settings.HERE.home / "sealed").iterdir()) == []


def counted(version: str) -> dict[tuple[str, int], int]:
    with open_version(settings.HERE.home, version) as bench:
        spells = bench.dataset.spells
        rows = fetch.rows(spells.group_by(["unit", "level"]).aggregate(n=spells.count()))
        assert set(fetch.column(spells.site)) <= {"Leeds", "leeds"}
        assert bench.dataset.levels in {("G1", "G2", "G3", "G4"), ("G4", "Crew", "G3")}
    return {(each["unit"], int(each["level"])): int(each["n"]) for each in rows}


def test_taken_back_and_read_again_it_is_as_it_was(client: Client, read):
    sends(client, PAGE + "levels/", edition=0, **levels(G4=1, G1=2, G2=2, G3=3))
    sends(client, PAGE + "levels/names/", edition=1, **{"name-2": "Crew"})
    read_again(client, "one")
    client.post(PAGE + "take-back/", {"edition": 2})
    client.post(PAGE + "levels/", {"edition": 3, **levels(G1=1, G2=2, G3=3, G4=4)})
    read_again(client, "two")

    third, second, first = queries.versions()
    assert counted(third.public_id) == counted(first.public_id) != counted(second.public_id)


def read_again(client: Client, once: str) -> None:
    answer = client.post(PAGE + "read/", {"once": once})
    work_off()
    kept(client, now_of(answer.url.split("/")[-2]))


def test_of_a_version_that_was_withdrawn_meanwhile_nothing_is_kept(client: Client, read):
    answer = client.post(PAGE + "read/", {"once": "one"})
    client.post(f"/data/versions/{read.public_id}/withdraw/")
    work_off()
    run = kept(client, now_of(answer.url.split("/")[-2]))

    shown = client.get(answer.url).content.decode()
    assert "was withdrawn, so its files are deleted" in shown
    assert run.state == "unusable"
    assert not SeenStructure.objects.filter(run=read.run).exists()
    assert client.post(PAGE + "read/", {"once": "two"}).status_code == 404


def test_with_an_open_question_of_the_legal_start_nothing_is_read(client: Client, version, ana):
    from tiebeam.web.organisation.legal import Topic

    actions.answer(Topic.IMPACT, {"assessed": "under way", "where": ""}, is_settled=False, by=ana,
                   at=version.at)  # fmt: skip

    assert client.post(PAGE + "read/", {"once": "one"}).url == "/data/legal-start/"


# --- the next upload ------------------------------------------------------------------------------


def test_the_next_upload_takes_the_structure_and_names_what_is_new(client: Client, read):
    sends(client, PAGE + "levels/", edition=0, **levels(G4=1, G3=2, G2=3, G1=4))
    sends(client, at("grades", "G1"), edition=1, called="Master")
    more = rows()
    more[0] |= {"grade": "G9", "unit": "Bakery"}

    run = brought(client, file(as_csv(more)), once="two")
    asked = client.get(f"/data/uploads/{run.public_id}/mapping/").content.decode()
    assert "G4\nG3\nG2\nMaster" in asked
    assert "Grades without a place" in asked
    assert "Bakery" not in asked

    form = said(run, ladder="G4\nG3\nG2\nMaster\nG9")
    client.post(f"/data/uploads/{run.public_id}/mapping/", form)
    work_off()
    report = client.get(f"/data/uploads/{run.public_id}/").content.decode()
    assert "Units: Bakery" in report
    assert "New in an upload that waits" in page(client)

    run = kept(client, now_of(run.public_id))
    structure = queries.standing().structure
    assert structure.steps() == [["G4"], ["G3"], ["G2"], ["Master"], ["G9"]]
    assert structure.own("grades", "G1") == "Master"
    assert "It was said while files were brought." in page(client)
    assert "was read before your last change" not in page(client)
    with open_version(settings.HERE.home, run.version) as bench:
        assert bench.dataset.levels == ("G4", "G3", "G2", "Master", "G9")


def test_a_change_while_an_upload_waits_can_be_taken_into_it(client: Client, read):
    run = checked(client, brought(client, file(as_csv(rows())), once="two"))
    sends(client, PAGE + "levels/", edition=0, **levels(G1=1, G2=1, G3=1, G4=2))

    shown = client.get(f"/data/uploads/{run.public_id}/").content.decode()
    client.post(f"/data/uploads/{run.public_id}/newest/")
    work_off()

    assert "The structure was changed since" in shown
    assert now_of(run.public_id).report["levels"] == 2


# --- single values, where columns are given a meaning ---------------------------------------------


def test_single_values_are_named_where_everybody_may_know_them_once_they_were_read(
    client: Client, ana: User
):
    run = brought(client, file(as_csv(rows())))
    before = client.get(f"/data/uploads/{run.public_id}/mapping/").content.decode()
    run = checked(client, run)
    shown = client.get(f"/data/uploads/{run.public_id}/mapping/").content.decode()
    form = said(run) | {
        "edition": 0, f"called-grades-{key_of('G1')}": "Deckhand",
        f"called-sites-{key_of('leeds')}": "Leeds",
    }  # fmt: skip

    client.post(f"/data/uploads/{run.public_id}/mapping/", form)
    work_off()
    run = kept(client, now_of(run.public_id))

    assert "leeds" not in before
    assert "send a mapping file along that says so" in before
    assert "leeds" in shown
    assert all(value not in shown for value in ("H00003", "2013-03-01", "30110"))
    assert queries.standing().structure.translations() == {
        "unit": {}, "site": {"leeds": "Leeds"}, "grade": {"G1": "Deckhand"},
    }  # fmt: skip
    with open_version(settings.HERE.home, run.version) as bench:
        assert bench.dataset.levels == ("Deckhand", "G2", "G3", "G4")
        assert set(fetch.column(bench.dataset.spells.site)) == {"Leeds"}


def test_a_wrong_name_or_a_late_one_is_said_there_and_nothing_is_read(client: Client, read):
    run = checked(client, brought(client, file(as_csv(rows())), once="two"))
    address, field = f"/data/uploads/{run.public_id}/mapping/", f"called-sites-{key_of('leeds')}"

    wrong = client.post(address, said(run) | {"edition": 0, field: "a\x07b"}).content.decode()
    sends(client, at("sites", "Leeds"), edition=0, called="South")
    late = client.post(address, said(run) | {"edition": 0, field: "North"}).content.decode()

    assert "a sign in it that can&#x27;t be seen" in wrong
    assert "The structure was changed meanwhile" in late
    assert 'value="North"' in late
    assert now_of(run.public_id).state == "checked"


# --- very many, and other people ------------------------------------------------------------------


def test_five_thousand_units_are_looked_for_by_name(
    client: Client, version, django_assert_max_num_queries
):
    seen = SeenStructure.objects.get()
    seen.told["units"] = [f"Line {n % 50} / Crew {n}" for n in range(5_000)]
    seen.save()

    shown = page(client)
    with django_assert_max_num_queries(15):
        found = page(client, "units/?find=Crew+4711")
    whole = page(client, "units/")
    one = client.get(at("units", "Line 7")).content.decode()
    sends(client, at("units", "Line 7"), edition=0, called="Line 7", beneath=" line 8 ")

    assert "Look for one of 5,050 units" in shown
    assert "Crew 4711" in found
    assert "1 of 5050 rows" in found
    assert max(map(len, (shown, found, whole, one))) < 150_000
    assert queries.standing().structure.beneath == {"Line 7": "Line 8"}


READ = ("", "units/", "levels/", "levels/names/", f"sites/{key_of('leeds')}/")


@pytest.mark.parametrize("role", [Role.MEMBER, Role.LEADER, Role.OWNER])
@pytest.mark.parametrize("path", READ)
def test_for_others_there_is_no_such_page(client: Client, version, role: Role, path: str):
    client.force_login(somebody("ada@harbourline.example", role))

    found, nowhere = client.get(PAGE + path), client.get("/data/nowhere/at/all/")

    assert (found.status_code, nowhere.status_code) == (404, 404)
    assert without_token(found) == without_token(nowhere)


@pytest.mark.parametrize("path", ["read/", "take-back/", "levels/", f"sites/{key_of('leeds')}/"])
def test_others_change_nothing(client: Client, version, path: str):
    client.force_login(somebody("ada@harbourline.example", Role.LEADER))

    answer = client.post(
        PAGE + path, {"edition": 0, "once": "one", "called": "North", **levels(G1=1)}
    )

    assert answer.status_code == 404
    assert not StructureEdition.objects.exists()
    assert len(queries.runs()) == 1


@pytest.mark.parametrize("path", ["bakeries/", "units/0000/", "jobs/0000/"])
def test_what_is_not_there_is_not_found(client: Client, version, path: str):
    assert client.get(PAGE + path).status_code == 404


def test_a_steward_may_change_it_too(client: Client, version):
    client.force_login(somebody("stig@harbourline.example", Role.STEWARD, name="Stig"))

    sends(client, at("sites", "leeds"), edition=0, called="North")

    assert queries.newest_edition().by_name == "Stig"
