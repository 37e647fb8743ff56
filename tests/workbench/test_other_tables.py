"""Ratings and applications beside the workforce."""

from __future__ import annotations

import pytest
from workbench.reading import HEADER, PEOPLE, left_out, messages, opened, refusal, rows

MAPPING = (
    PEOPLE
    + """
    [ratings]
    file = "ratings.csv"

    [ratings.fields]
    person = "id"
    on = "day"
    rating = "points"
    scale = "scale"

    [applications]
    file = "applications.csv"

    [applications.fields]
    person = "employee"
    application = "number"
    posting = "job"
    source = "came by"
    stages = ["applied", "invited", "hired"]

    [applications.attributes.gender]
    column = "gender"
    source = "self-described"
    values = { W = "Women" }
"""
)

STAFF = HEADER + "1,2015-04-01,,Clerk,1,,,Woman\n2,2016-04-01,,Clerk,1,,,Man\n"
RATINGS = (
    "id,day,points,scale\n1,2016-01-01,4,1-5\n,2016-01-01,4,1-5\n2,soon,3,1-5\n2,2017-01-01,x,1-5\n"
)
APPLICATIONS = (
    "employee,number,job,came by,gender,applied,invited,hired\n"
    ",a1,Clerk,fair,W,2015-01-01,,\n"
    ",a2,Clerk,fair,,2015-01-02,2015-02-01,\n"
    "1.0,a3,Clerk,friend,M,2015-01-03,2015-02-30,2015-04-01\n"
)


@pytest.fixture
def beside(tmp_path):
    (tmp_path / "ratings.csv").write_text(RATINGS)
    (tmp_path / "applications.csv").write_text(APPLICATIONS)
    return tmp_path


def test_ratings_need_a_person_and_a_day(beside):
    with opened(beside, STAFF, mapping=MAPPING) as bench:
        found = rows(bench.dataset.ratings)
        assert [(r["person"], r["rating"], r["scale"]) for r in found] == [
            ("1", 4, "1-5"), ("2", None, "1-5"),
        ]  # fmt: skip
        assert left_out(bench) == {3: "blank id in id", 4: "unparseable date in day"}
        assert "mended: points: not a number (5)" in messages(bench)


def test_applicants_who_were_not_hired_have_no_id_and_stay(beside):
    with opened(beside, STAFF, mapping=MAPPING) as bench:
        found = rows(bench.dataset.applications)
        assert [r["person"] for r in found] == [None, None, "1"]
        assert [r["gender"] for r in found] == ["Women", "unknown", "M"]
        assert [r["hired"] is None for r in found] == [True, True, False]
        assert "mended: invited: not a date in the way the mapping says (4)" in messages(bench)


def test_each_table_has_its_own_tally(beside):
    with opened(beside, STAFF, mapping=MAPPING) as bench:
        assert [(t.table, t.read, t.accepted, t.merged, t.rejected)
                for t in bench.dataset.tallies] == [
            ("workforce", 2, 2, 0, 0), ("ratings", 4, 2, 0, 2), ("applications", 3, 3, 0, 0),
        ]  # fmt: skip


def test_a_stage_that_no_column_holds_is_refused(beside):
    mapping = MAPPING.replace('"invited"', '"interviewed"')

    said = refusal(beside, STAFF, mapping=mapping)

    assert said.startswith("applications.csv has no column 'interviewed'")


def test_the_fingerprint_changes_with_any_file(beside):
    with opened(beside, STAFF, mapping=MAPPING) as bench:
        before = bench.dataset.fingerprint
    (beside / "ratings.csv").write_text(RATINGS + "1,2018-01-01,4,1-5\n")
    with opened(beside, STAFF, mapping=MAPPING) as bench:
        after = bench.dataset.fingerprint

    assert before["sha256"] != after["sha256"]
    assert before["mapping_sha256"] == after["mapping_sha256"]
