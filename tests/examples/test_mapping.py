"""The mapping file: every column named in it exists, every value that needs a meaning has one."""

from __future__ import annotations

import tomllib

import pytest

CLASSES = {
    "voluntary",
    "involuntary",
    "retirement",
    "end of contract",
    "death",
    "other",
    "unknown",
}


@pytest.fixture(scope="module")
def mapping(written):
    return tomllib.loads(written.mapping.read_text())


def column(entry):
    return entry if isinstance(entry, str) else entry["column"]


def columns_named(table):
    """Every column that one table of the mapping speaks of."""
    found = []
    for entry in table["fields"].values():
        found += entry if isinstance(entry, list) else [column(entry)]
    found += [column(entry) for entry in table.get("tags", {}).values()]
    found += [entry["column"] for entry in table.get("attributes", {}).values()]
    return found


def header(path):
    with path.open() as file:
        return file.readline().strip().split(",")


@pytest.mark.parametrize("table", ["workforce", "applications", "ratings"])
def test_every_column_of_the_mapping_exists(written, mapping, table):
    named = columns_named(mapping[table])

    assert set(named) <= set(header(getattr(written, table)))


@pytest.mark.parametrize("table", ["workforce", "applications", "ratings"])
def test_no_column_is_mapped_twice(mapping, table):
    named = columns_named(mapping[table])

    assert len(named) == len(set(named))


def test_every_column_of_the_workforce_is_mapped(written, mapping):
    assert set(header(written.workforce)) == set(columns_named(mapping["workforce"]))


def test_the_stage_is_the_one_column_of_applications_that_the_dates_make_superfluous(
    written, mapping
):
    left_out = set(header(written.applications)) - set(columns_named(mapping["applications"]))

    assert left_out == {"stage"}


@pytest.mark.parametrize("table", ["workforce", "applications", "ratings"])
def test_the_files_are_named_beside_the_mapping(written, mapping, table):
    assert written.folder / mapping[table]["file"] == getattr(written, table)


def test_the_mapping_says_what_it_is(mapping):
    assert mapping["schema"] == "tiebeam.mapping/1"
    assert mapping["organisation"] == "Harbourline"
    assert mapping["currency"] == "EUR"
    assert set(mapping) == {
        "schema",
        "organisation",
        "currency",
        "workforce",
        "applications",
        "ratings",
    }


def test_the_workforce_is_yearly_snapshots(mapping):
    workforce = mapping["workforce"]

    assert (workforce["shape"], workforce["every"]) == ("snapshots", "year")
    assert workforce["missing"] == ["", "n/a"]


def test_every_field_has_a_known_name(mapping):
    assert set(mapping["workforce"]["fields"]) == {
        "person",
        "period",
        "unit",
        "job",
        "grade",
        "site",
        "manager",
        "contract",
        "hours",
        "pay",
        "currency",
        "hired",
        "left",
        "exit_reason",
        "born",
    }
    assert set(mapping["applications"]["fields"]) == {
        "application",
        "person",
        "posting",
        "source",
        "process",
        "unit",
        "site",
        "grade",
        "stages",
    }
    assert set(mapping["ratings"]["fields"]) == {"person", "on", "rating", "scale"}


def test_every_reason_in_the_file_has_a_class(large, mapping):
    raw = large.execute(
        "select distinct exit_reason from workforce where exit_reason is not null"
    ).fetchall()

    values = mapping["workforce"]["fields"]["exit_reason"]["values"]
    assert {text for (text,) in raw} == set(values)


def test_the_classes_of_reasons_are_the_seven_that_tiebeam_knows(mapping):
    assert set(mapping["workforce"]["fields"]["exit_reason"]["values"].values()) == CLASSES


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("Resigned - other job", "voluntary"),
        ("Retired", "retirement"),
        ("End of fixed term", "end of contract"),
        ("Dismissed - conduct", "involuntary"),
        ("Did not pass probation", "involuntary"),
        ("Redundancy", "involuntary"),
        ("Died in service", "death"),
        ("Severance by agreement", "other"),
        ("Not recorded", "unknown"),
    ],
)
def test_a_reason_has_the_class_that_an_hr_colleague_would_give_it(mapping, raw, kind):
    assert mapping["workforce"]["fields"]["exit_reason"]["values"][raw] == kind


def test_every_grade_in_the_file_stands_once_on_the_ladder(large, mapping):
    ladder = mapping["workforce"]["fields"]["grade"]["ladder"]
    grades = [grade for step in ladder for grade in step]
    used = large.execute("select distinct grade from workforce").fetchall()

    assert len(grades) == len(set(grades))
    assert {grade for (grade,) in used} == set(grades)


def test_the_ladder_has_seven_steps_and_the_chief_shares_the_last(mapping):
    ladder = mapping["workforce"]["fields"]["grade"]["ladder"]

    assert len(ladder) == 7
    assert ladder[0] == ["Grade 1"]
    assert ladder[-1] == ["Executive", "Chief executive"]


@pytest.mark.parametrize("table", ["workforce", "applications"])
def test_what_people_say_about_themselves_is_secret(mapping, table):
    for attribute, entry in mapping[table]["attributes"].items():
        assert entry["class"] == "secret", attribute


def test_what_hr_wrote_down_is_told_from_what_people_said(mapping):
    attributes = mapping["workforce"]["attributes"]

    sources = {name: entry["source"] for name, entry in attributes.items()}
    assert sources.pop("gender_on_file") == "recorded"
    assert set(sources.values()) == {"self-described"}


def test_a_refusal_to_say_is_not_an_answer(large, mapping):
    for name, entry in mapping["workforce"]["attributes"].items():
        for text in entry.get("not_stated", []):
            found = large.execute(f"select count(*) from workforce where {name} = ?", [text])
            assert found.fetchone()[0] > 0, name


def test_several_ethnicities_are_divided_by_the_sign_that_the_mapping_names(large, mapping):
    several = mapping["workforce"]["attributes"]["ethnicity"]["several"]
    both = large.execute(
        "select distinct ethnicity from workforce where contains(ethnicity, ?)", [several]
    ).fetchall()
    alone = large.execute(
        "select distinct ethnicity from workforce where not contains(ethnicity, ?)", [several]
    ).fetchall()

    groups = {group for (group,) in alone}
    assert len(both) > 10
    assert all(part.strip() in groups for (text,) in both for part in text.split(several))


def test_units_are_divided_by_the_separator_that_the_mapping_names(harbourline, mapping):
    separator = mapping["workforce"]["fields"]["unit"]["separator"]
    units = harbourline.execute("select distinct unit from workforce").fetchall()

    depths = {len(unit.split(separator)) for (unit,) in units}
    assert depths == {1, 2, 3}


def test_stages_stand_in_the_order_in_which_they_are_passed(mapping):
    assert mapping["applications"]["fields"]["stages"] == [
        "applied",
        "screened",
        "interviewed",
        "offered",
        "hired",
    ]


def test_parental_leave_is_for_hr_alone(mapping):
    tags = mapping["workforce"]["tags"]

    assert tags["parental_leave"] == {"column": "parental_leave", "class": "hr"}
    assert set(tags) == {"shift_pattern", "promotion_route", "pay_setting", "parental_leave"}


def test_answers_are_called_what_a_sentence_can_say(mapping):
    gender = mapping["workforce"]["attributes"]["gender"]["values"]

    assert gender == {"Woman": "Women", "Man": "Men", "Non-binary": "Non-binary people"}
    assert mapping["applications"]["attributes"]["gender"]["values"] == gender


def test_every_answer_that_is_called_something_else_is_one_that_people_gave(large, mapping):
    for name, entry in mapping["workforce"]["attributes"].items():
        for text in entry.get("values", {}):
            found = large.execute(f"select count(*) from workforce where {name} = ?", [text])
            assert found.fetchone()[0] > 0, (name, text)


def test_no_two_answers_are_called_the_same(mapping):
    for entry in mapping["workforce"]["attributes"].values():
        called = list(entry.get("values", {}).values())
        assert len(called) == len(set(called))
