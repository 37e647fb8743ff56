"""A figure as plain data: the published shape, and the same bytes for the same question."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from workbench.reading import SNAPSHOTS, opened, table

from tiebeam.engine.disclosure import DRAFT, FOR_THE_BENCH
from tiebeam.engine.measures.asking import CannotMeasure
from tiebeam.engine.measures.definitions import ASKED_BY_NAME, CATALOGUE, UnknownMeasure
from tiebeam.engine.records.window import BackwardsWindow, Window
from tiebeam.workbench.figures import as_json_object

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "reference" / "measure.schema.json"
STAFF = "id,year,grade,pay,manager,gender,hired\n" + "".join(
    f"{n},{year},{'Lead' if year > 2015 and n % 5 == 0 else 'Clerk'},{30000 + n + (n % 3) * year},,"
    f"{'WM'[n % 2]},{2015 if n % 4 == 0 else 2010}-03-01\n"
    for n in range(60) for year in range(2014, 2018)
    if (n % 7 or year < 2016) and (n % 4 or year > 2014)
)  # fmt: skip
MAPPING = (
    SNAPSHOTS.replace("    manager", '    hired = "hired"\n    manager')
    + """
    [workforce.attributes.gender]
    column = "gender"
    source = "self-described"
"""
)
WINDOW = ("2015-01-01", "2015-12-31")


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("staff"), STAFF, mapping=MAPPING) as found:
        yield found


@pytest.fixture(scope="module")
def schema():
    return json.loads(SCHEMA.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "measure",
    [
        name
        for name in ASKED_BY_NAME
        if CATALOGUE[name].table == "workforce" and not CATALOGUE[name].beside_market
    ],
)
@pytest.mark.parametrize("drafted", [False, True], ids=["exact", "draft"])
def test_every_measure_has_the_published_shape_and_its_mark(bench, schema, measure, drafted):
    figure = bench.measure(measure, by=["gender"], window=WINDOW)
    content = as_json_object(bench.draft(figure) if drafted else figure)

    jsonschema.validate(content, schema)
    assert (content["exact"], content["draft"]) == (not drafted, drafted)
    assert content["notes"][0] == (DRAFT if drafted else FOR_THE_BENCH)


def test_the_same_question_gives_the_same_bytes(bench, tmp_path):
    def asked(of) -> str:
        return json.dumps(as_json_object(of.measure("exit_rate", by=["gender"], window=WINDOW)))

    first = asked(bench)
    with opened(tmp_path, STAFF, mapping=MAPPING) as again:
        assert asked(again) == first


def test_the_figure_says_which_data_it_came_from(bench):
    content = as_json_object(bench.measure("headcount_share", by=["gender"], window=WINDOW))

    assert content["data"] == {
        **bench.dataset.fingerprint, "people": bench.dataset.people_count,
        "spells": bench.dataset.spell_count,
    }  # fmt: skip
    assert content["window"] == list(WINDOW)


def test_a_group_may_be_asked_for_by_its_header_and_days_in_any_form(bench):
    whole = Window(date(2015, 1, 1), date(2015, 12, 31))
    ours = bench.measure("exit_rate", by=["gender"], window=WINDOW, where={"gender": "W"})

    assert bench.measure("exit_rate", by=["GENDER", "gender"], window=whole,
                         where={"Gender": ["W"]}) == ours  # fmt: skip


def test_what_can_not_be_asked_is_refused(bench):
    with pytest.raises(UnknownMeasure):
        bench.measure("happiness", window=WINDOW)
    with pytest.raises(CannotMeasure):
        bench.measure("exit_rate", by=["shoe size"], window=WINDOW)
    with pytest.raises(BackwardsWindow, match="ends on 2015-01-01, before it begins"):
        bench.measure("exit_rate", window=("2016-01-01", "2015-01-01"))


def test_a_bench_without_any_date_of_leaving_still_answers(tmp_path):
    content = table("""
        id  year  grade  pay  manager  gender  hired
        1   2015  Clerk  1    -        W       -
        2   2015  Lead   2    -        M       -
    """)

    with opened(tmp_path, content, mapping=MAPPING) as bench:
        figure = bench.measure("headcount_share", by=["gender"], window=WINDOW)
    assert sum(row.count for row in figure.rows if row.group) > 0
