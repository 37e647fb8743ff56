"""A mapping says what columns mean; whatever is wrong with one is said with its place in it."""

from __future__ import annotations

import tomllib
from datetime import date
from textwrap import dedent
from typing import Any

import ibis
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tiebeam.engine.cells.cells import COUNT
from tiebeam.engine.records import spells
from tiebeam.engine.records.fields import (
    BY_NAME,
    CANONICAL,
    DERIVED,
    EVENTS,
    EXIT_REASONS,
    FIELD_CLASSES,
)
from tiebeam.engine.records.mapping import DATE_CODES, SCHEMA, BadMapping, Column, parse

SOUND: dict[str, Any] = {
    "schema": SCHEMA,
    "organisation": "Harbourline",
    "currency": "EUR",
    "workforce": {
        "shape": "snapshots",
        "every": "year",
        "file": "workforce.csv",
        "fields": {
            "person": "id",
            "period": "year",
            "grade": {"column": "rank", "ladder": [["OFFICER*"], ["SERGEANT*", "CHIEF"]]},
            "pay": "salary",
        },
        "tags": {"shift_pattern": "Shift"},
        "attributes": {"gender": {"column": "sex", "source": "recorded"}},
    },
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """The sound mapping with one thing in it changed; `...` takes it out."""
    import copy

    raw = copy.deepcopy(SOUND)
    *above, last = path.split(".")
    place: Any = raw
    for key in above:
        place = place.setdefault(key, {})
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return raw


def test_a_sound_mapping_is_read():
    mapping = parse(SOUND)

    assert (mapping.organisation, mapping.currency) == ("Harbourline", "EUR")
    assert mapping.workforce.shape == "snapshots"
    assert [c.name for c in mapping.workforce.columns()] == [
        "person", "period", "grade", "pay", "shift_pattern", "gender",
    ]  # fmt: skip
    assert mapping.tables() == (mapping.workforce,)


WRONG = [
    ("schema", "tiebeam.mapping/9", 'should begin with schema = "tiebeam.mapping/1"'),
    ("colour", 1, "the mapping has no 'colour'. It may hold: applications, currency"),
    ("currency", 5, "the mapping currency should be text"),
    ("workforce", "staff.csv", "needs a [workforce] table"),
    ("ratings", "staff.csv", "[ratings] should be a table"),
    ("ratings", {"fields": {"person": "id"}}, "[ratings.fields] needs 'on'"),
    ("applications", {"fields": {"person": "id"}}, "[applications.fields] needs 'stages'"),
    ("workforce.shape", "circles", "needs shape, one of: people, spells, snapshots, events"),
    ("workforce.shape", ..., "needs shape"),
    ("workforce.every", "week", "every should be one of year, month"),
    ("workforce.decimal", ";", "decimal should be one of ., ,"),
    ("workforce.colour", 1, "[workforce] has no 'colour'"),
    ("workforce.file", 1, "[workforce] file should be text"),
    ("workforce.files", "a.csv", "files should look like"),
    ("workforce.files", [], "files should name at least one file"),
    ("workforce.files", [{"file": "a.csv"}], "[workforce] should say file or files, not both"),
    ("workforce.files", [{"name": "a"}], "[workforce] files has no 'name'"),
    ("workforce.files", [{"file": "a", "at": "soon"}], "should be a date such as 2024-12-31"),
    ("workforce.files", [{"file": "a", "at": 2024}], "should be a date such as 2024-12-31"),
    ("workforce.join", "people.csv", "join should look like"),
    ("workforce.join", {"file": "p.csv"}, "join should look like"),
    ("workforce.join", {"file": "p.csv", "on": "id", "by": "id"}, "join has no 'by'"),
    ("workforce.dates", [1], "dates should be a list of texts"),
    ("workforce.dates", ["%Y-%m-%d", "dd/mm/yyyy"], "'dd/mm/yyyy' is no way of writing dates"),
    ("workforce.dates", ["%d/%m/%Y%"], "Day, month and year are %d, %m and %Y: %d/%m/%Y."),
    ("workforce.dates", [""], "'' is no way of writing dates"),
    ("workforce.dates", ["%d.%m."], "is no way of writing dates"),
    ("workforce.dates", ["%Y-%Q"], "is no way of writing dates"),
    ("workforce.dates", ["%Y\0"], "is no way of writing dates"),
    ("workforce.missing", {"a": 1}, "missing should be a list of texts"),
    ("workforce.gap_days", "many", "gap_days should be a number of days"),
    ("workforce.gap_days", -1, "gap_days should be a number of days"),
    ("workforce.gap_days", True, "gap_days should be a number of days"),
    ("workforce.fields", ["id"], "[workforce] fields should be a table"),
    ("workforce.tags", "Shift", "[workforce] tags should be a table"),
    ("workforce.fields.person", ..., "needs 'person': Who"),
    ("workforce.fields.period", ..., "holds snapshots, so it needs a 'period' field"),
    ("workforce.fields.wages", "x", "has no field 'wages'. Fields: person, born"),
    ("workforce.fields.stages", ["a"], "can't hold stages: they are for applications"),
    ("workforce.fields.pay", 5, "[workforce.fields.pay] should name its column"),
    ("workforce.fields.pay", {"ladder": []}, "should name its column"),
    ("workforce.fields.pay", {"column": "p", "ladder": [["a"]]}, "has no 'ladder'"),
    ("workforce.fields.pay", {"column": "p", "class": "open"}, "class should be one of"),
    ("workforce.fields.pay", {"column": "p", "values": ["a"]}, "values should be a table"),
    ("workforce.fields.grade", {"column": "g", "ladder": [[1]]}, "should be a list of texts"),
    ("workforce.fields.grade", {"column": "g", "ladder": [["a"]], "level_names": ["A", "B"]},
     "names 2 levels, but its ladder has 1 steps"),
    ("workforce.fields.exit_reason", {"column": "w", "values": {"a": "bored"}},
     "'bored' is none of voluntary, involuntary"),
    ("workforce.fields.event", {"column": "w", "values": {"a": "dance"}}, "'dance' is none of"),
    ("workforce.tags.shift_pattern", {"column": "s", "ladder": [["a"]]}, "has no 'ladder'"),
    ("workforce.tags.shift_pattern", {"column": "s", "source": "recorded"}, "has no 'source'"),
    ("workforce.tags.level", "l", "can't call a tag or an attribute 'level'"),
    ("workforce.tags.Row", "l", "can't call a tag or an attribute 'Row'"),
    ("workforce.tags.left", "l", "can't call a tag or an attribute 'left'"),
    ("workforce.tags.open", "l", "can't call a tag or an attribute 'open'"),
    ("workforce.tags.Gender", "l", "uses the name 'gender' twice"),
    ("workforce.tags", {"gender source": "l"}, "'gender source': give it a name without blanks"),
    ("workforce.tags", {"hired\ttext": "l"}, "give it a name without blanks"),
    ("workforce.tags", {"": "l"}, "give it a name without blanks"),
    ("workforce.attributes.gender", "sex", "needs source: where its values came from"),
    ("workforce.attributes.gender", {"column": "s", "source": "guessed"}, "needs source"),
    ("workforce.attributes.gender", {"column": "s", "source": "gessed", "source_column": "how"},
     "needs source"),
    ("workforce.attributes.gender", {"column": "s", "source": "recorded", "class": "directory"},
     "is not declared secret, so it needs a reason"),
    ("workforce.attributes.gender", {"column": "s", "source": "recorded", "several": 1},
     "several should be text"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "message"), WRONG)
def test_what_is_wrong_is_said_with_its_place(path, value, message):
    with pytest.raises(BadMapping) as refused:
        parse(changed(path, value))
    assert message in str(refused.value)


def test_every_way_of_writing_dates_that_a_mapping_may_name_can_be_read():
    reader = ibis.duckdb.connect()

    for code in DATE_CODES:
        assert parse(changed("workforce.dates", [f"%Y %{code}"]))
        reader.raw_sql(f"select try_strptime('nothing', '%Y %{code}')").fetchall()


@pytest.mark.parametrize("name", sorted({*spells._WORKING, *DERIVED, COUNT, "rowid"}))
def test_no_tag_takes_the_name_of_a_column_that_reading_makes(name):
    with pytest.raises(BadMapping, match="we use that name"):
        parse(changed("workforce.tags", {name.upper(): "Shift"}))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["column", "file", "at", "on", "source", "ladder", "x"]), inner, max_size=3
    ),
    max_leaves=6,
)  # fmt: skip
PLACES = [
    "schema", "organisation", "currency", "workforce", "ratings", "applications",
    *(f"workforce.{key}" for key in (
        "shape", "file", "files", "every", "join", "dates", "missing", "sheet", "delimiter",
        "decimal", "encoding", "gap_days", "fields", "tags", "attributes")),
    *(f"workforce.fields.{name}" for name in ("person", "grade", "exit_reason", "stages")),
    *(f"workforce.fields.grade.{key}" for key in ("column", "class", "values", "called",
                                                  "ladder", "level_names")),
    "workforce.tags.shift_pattern", "workforce.attributes.gender",
    *(f"workforce.attributes.gender.{key}" for key in ("several", "source", "source_column",
                                                       "not_stated", "reason", "values")),
    "applications.fields.stages",
]  # fmt: skip


@given(st.sampled_from(PLACES), anything)
@example("workforce.files", [{"file": "a.csv"}])
@example("workforce.dates", [])
def test_anything_anywhere_is_read_or_refused_in_words(path, value):
    try:
        parse(changed(path, value))
    except BadMapping as refused:
        said = str(refused)
    else:
        said = "nothing is wrong"
    assert said


# --- what it means --------------------------------------------------------------------------------


def test_the_levels_of_grades_come_from_the_ladder():
    grade = parse(SOUND).workforce.fields["grade"]

    assert [grade.level(g) for g in ("Officer II", "SERGEANT", "chief", "Chief of Staff", "")] == [
        1, 2, 2, None, None,
    ]  # fmt: skip


def test_a_unit_is_called_by_the_longest_beginning_that_has_a_name_of_its_own():
    called = {"Ops": "Operations", "Ops / Deck": "Deck", "Yard": "Operations / Yard"}
    unit = parse(
        changed("workforce.fields.unit", {"column": "u", "separator": ">", "called": called})
    ).workforce.fields["unit"]

    found = [unit.named(unit.meant(each)) for each in (
        "Ops", "Ops>Engine", "Ops > Deck", "Ops>Deck>Night", "Yard>Crane", "Opsy", "Sales",
    )]  # fmt: skip

    assert found == [
        "Operations", "Operations / Engine", "Deck", "Deck / Night", "Operations / Yard / Crane",
        "Opsy", "Sales",
    ]  # fmt: skip


def test_a_name_counts_after_what_a_value_means():
    grade = parse(
        changed("workforce.fields.grade", {
            "column": "g", "values": {"1": "Junior"}, "called": {"Junior": "Starter", "1": "One"},
            "ladder": [["Starter"]],
        })
    ).workforce.fields["grade"]  # fmt: skip

    assert grade.named(grade.meant("1")) == "Starter"
    assert grade.level(grade.named(grade.meant("1"))) == 1


def test_what_has_no_names_of_its_own_takes_none():
    with pytest.raises(BadMapping, match="has no 'called'"):
        parse(changed("workforce.fields.pay", {"column": "p", "called": {"1": "2"}}))


def test_a_grade_that_fits_two_steps_is_on_the_lower():
    column = Column(name="grade", column="g", kind="category", field_class="directory", values={},
                    ladder=(("A*",), ("AB",)))  # fmt: skip

    assert column.level("AB") == 1


def test_the_short_and_the_long_form_mean_the_same():
    short = parse(changed("workforce.fields.pay", "salary"))
    long = parse(changed("workforce.fields.pay", {"column": "salary"}))

    assert short == long


def test_every_field_has_its_class_unless_the_mapping_says_otherwise():
    mapping = parse(SOUND)

    assert {name: mapping.field_class(name) for name in (
        "person", "pay", "gender", "shift_pattern", "level", "nothing"
    )} == {
        "person": "directory", "pay": "hr", "gender": "secret", "shift_pattern": "directory",
        "level": "directory", "nothing": "directory",
    }  # fmt: skip
    stricter = parse(changed("workforce.fields.grade.class", "hr"))
    assert stricter.field_class("level") == "hr"


def test_a_column_may_be_called_by_our_name_or_by_the_exports():
    mapping = parse(SOUND)

    words = {"gender": "gender", "SEX": "gender", "shift": "shift_pattern", "hat": "hat",
             "level": "level"}  # fmt: skip
    assert {word: mapping.canonical_name(word) for word in words} == words


def test_files_may_say_the_day_that_they_show():
    raw = changed("workforce.files", tomllib.loads(dedent("""
        f = [{ file = "a", at = 2023-12-31 }, { file = "b", at = "2024-12-31" },
             { file = "c", at = 2025-12-31T00:00:00 }]
    """))["f"])  # fmt: skip
    del raw["workforce"]["fields"]["period"]
    del raw["workforce"]["file"]

    assert [file.at for file in parse(raw).workforce.files] == [
        date(2023, 12, 31), date(2024, 12, 31), date(2025, 12, 31),
    ]  # fmt: skip


def test_two_tables_may_have_other_names_for_the_key():
    raw = changed("workforce.join", [{"file": "a", "on": "id"}, {"file": "b", "left": "l",
                                                                 "right": "r"}])  # fmt: skip

    assert [(j.left, j.right) for j in parse(raw).workforce.joins] == [("id", "id"), ("l", "r")]


def test_without_a_way_of_writing_dates_it_is_the_usual_one():
    assert parse(changed("workforce.dates", [])).workforce.dates == ("%Y-%m-%d",)
    assert parse(changed("workforce.dates", "%d.%m.%Y")).workforce.dates == ("%d.%m.%Y",)


# --- the dictionary of fields ---------------------------------------------------------------------


def test_every_field_is_described_once_with_a_class():
    assert len(BY_NAME) == len(CANONICAL)
    assert all(field.words.endswith(".") for field in CANONICAL)
    assert {field.field_class for field in CANONICAL} <= set(FIELD_CLASSES)
    assert all(field.unit for field in CANONICAL if field.kind == "number")


def test_the_closed_lists_are_those_of_the_guide():
    assert len(EXIT_REASONS) == 7
    assert set(EVENTS) == {
        "joined", "moved", "promoted", "demoted", "pay changed", "rated", "left",
    }  # fmt: skip
