"""A cube as a file: what is written is read the same, and each mistake is named."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from engine.disclosure.cubes import crossed, cube, cubes, ethnicity, gender, reasons, year
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.engine.disclosure.cube import PEOPLE, BadCube, HrTables, Table, spent
from tiebeam.engine.disclosure.cube_file import as_toml, parse
from tiebeam.engine.disclosure.noise import STANDARD, Protection

BASE = """
schema = "tiebeam.cube/1"
first = 2026-01-01
people = 600

[fields]
level = {}
unit = { depth = 2 }

[attributes.gender]
values = ["Women", "Men"]
times_a_year = 2
tables = [
    { show = "people" },
    { show = "people", by = ["level", "unit"] },
    { show = "promoted", window = "2025-01-01:2025-12-31" },
]

[attributes.ethnicity]
values = ["Black", "White"]
several = true
tables = [{ show = "people" }]

[attributes."gender × ethnicity"]
factors = ["gender", "ethnicity"]
values = ["Women × Black"]
rare = ["Women × Black"]
tables = [{ show = "people" }]

[[hr]]
field = "exit_reason"
show = "left"
window = "2025-01-01:2025-12-31"
by = [[], ["unit"]]

[[hr]]
field = "parental_leave"
show = "people"
"""


def base() -> dict[str, Any]:
    return tomllib.loads(BASE)


def changed(path: str, value: Any) -> dict[str, Any]:
    """The cube above with one entry changed; `...` takes it away."""
    raw = base()
    inner, keys = raw, path.split(".")
    for key in keys[:-1]:
        inner = inner.setdefault(key, {})
    inner[keys[-1]] = value
    if value is ...:
        del inner[keys[-1]]
    return raw


def test_a_cube_is_read_as_it_stands_there():
    found = parse(base())

    assert (found.people, found.fields) == (600, {"level": None, "unit": 2})
    assert found.attributes[0].tables[2] == Table("promoted", (), year(2025))
    assert [each.times_a_year for each in found.attributes] == [2, 1, 1]
    assert [each.rare for each in found.attributes] == [(), (), ("Women × Black",)]
    assert found.protection == STANDARD
    assert found.hr == (
        HrTables(field="exit_reason", shows="left", by=((), ("unit",)), window=year(2025)),
        HrTables(field="parental_leave", shows="people", by=((),)),
    )


def test_the_example_of_the_reference_is_a_cube():
    reference = Path(__file__).resolve().parents[3] / "docs" / "reference" / "cube.md"
    (example,) = re.findall(r"```toml\n(.*?)```", reference.read_text("utf-8"), re.DOTALL)

    found = parse(tomllib.loads(example))

    assert found.budget == 300
    assert [each.name for each in found.attributes if each.rare] == ["gender"]


def test_a_crossed_attribute_allows_several_answers_if_a_factor_does():
    assert [each.several for each in parse(base()).attributes] == [False, True, True]
    assert not parse(changed("attributes.ethnicity.several", False)).attributes[2].several


def test_protection_may_be_stricter():
    found = parse(changed("protection", {"largest": 10, "variance": 8.5, "hold": 40}))

    assert found.protection == Protection(largest=10, variance=8.5, hold=40)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("schema", "tiebeam.mapping/1", 'should begin with schema = "tiebeam.cube/1"'),
        ("schema", ..., 'should begin with schema = "tiebeam.cube/1"'),
        ("colour", "red", "The cube has no 'colour'. It may hold: attributes, fields, first, hr"),
        ("first", "2026-01-01", "needs first, its first day"),
        ("first", ..., "needs first, its first day"),
        ("people", "600", "The cube people should be a whole number"),
        ("people", True, "The cube people should be a whole number"),
        ("people", ..., "The cube people should be a whole number"),
        ("people", 0, "needs people"),
        ("fields", ["level"], "The cube: fields should be a table"),
        ("fields.level", "yes", "[fields.level] should be a table: level = {}"),
        ("fields.level", {"steps": 2}, "[fields.level] has no 'steps'. It may hold: depth."),
        ("fields.level", {"depth": 1.5}, "[fields.level] depth should be a whole number"),
        ("fields.level", {"depth": 0}, "[fields.level] depth should be"),
        ("protection", {"hold": 5}, "[protection] 'hold' is 30 or more; protection can be made"),
        ("protection", {"hold": "long"}, "[protection] 'hold' is 30 or more"),
        ("protection", {"hold": 40.5}, "[protection] 'hold' must be a whole number"),
        ("protection", {"largest": float("inf")}, "[protection] 'largest' must be a whole number"),
        ("protection", {"variance": float("nan")}, "[protection] 'variance' is 6.0 or more"),
        ("protection", {"variance": 90.0}, "[protection] 'variance' is more than an even spread"),
        ("protection", {"noise": 5}, "[protection] has no 'noise'. It may hold: hold, largest"),
        ("protection", "none", "The cube: protection should be a table"),
        ("attributes", [], "The cube: attributes should be a table"),
        ("attributes", {}, "declares no attribute"),
        ("attributes.gender", "all", "[attributes.gender] should be a table"),
        ("attributes.gender.colour", 1, "[attributes.gender] has no 'colour'"),
        ("attributes.gender.values", "Women", "[attributes.gender] values should be a list"),
        ("attributes.gender.values", [1, 2], "[attributes.gender] values should be a list of text"),
        ("attributes.gender.values", ..., "[attributes.gender] needs values"),
        ("attributes.gender.rare", "Women", "[attributes.gender] rare should be a list"),
        ("attributes.gender.rare", [1], "[attributes.gender] rare should be a list of texts"),
        ("attributes.gender.rare", ["Agender"], "[attributes.gender] calls 'Agender' rare, which"),
        ("attributes.gender.several", "no", "[attributes.gender] several should be true or false"),
        ("attributes.gender.times_a_year", "1", "times_a_year should be a whole number"),
        ("attributes.gender.tables", {}, "[attributes.gender] tables should be a list"),
        ("attributes.gender.tables", ["people"], 'tables should look like { show = "people"'),
        ("attributes.gender.tables", [{"by": []}], 'tables should look like { show = "people"'),
        ("attributes.gender.tables", [{"show": "people", "of": 1}], "tables has no 'of'"),
        ("attributes.gender.tables", [{"show": "people", "by": "level"}], "by should be a list"),
        ("attributes.gender.tables", [{"show": "left", "window": "2025"}], "window should look li"),
        ("attributes.gender.tables", [{"show": "left", "window": 2025}], "window should look like"),
        (
            "attributes.gender.tables",
            [{"show": "left", "window": "2025-12-31:2025-01-01"}],
            "[attributes.gender] window: The window ends on 2025-01-01, before it begins",
        ),
        (
            "attributes.gender × ethnicity.several",
            True,
            "can't say several: that follows from its factors",
        ),
        ("hr", {"field": "exit_reason"}, "The cube hr should be a list"),
        ("hr", ["exit_reason"], "hr should be tables, each headed by [[hr]]"),
        ("hr", [{"show": "left"}], '[[hr]] needs field, such as field = "exit_reason"'),
        ("hr", [{"field": "exit_reason"}], '[[hr]] needs show, such as show = "left"'),
        ("hr", [{"field": 1, "show": "left"}], "[[hr]] needs field"),
        ("hr", [{"field": "leave", "show": "people", "of": 1}], "[[hr]] has no 'of'"),
        (
            "hr",
            [{"field": "leave", "show": "people", "by": ["unit"]}],
            '[[hr]] leave by should be a list for each table, such as [[], ["unit"]]',
        ),
        ("hr", [{"field": "leave", "show": "people", "by": [[1]]}], "by should be a list of texts"),
        ("hr", [{"field": "leave", "show": "people", "by": "unit"}], "by should be a list"),
        ("hr", [{"field": "leave", "show": "left", "window": "2025"}], "window should look like"),
        ("hr", [{"field": "leave", "show": "left"}], "[[hr]] leave needs a window for 'left'"),
        ("attributes.gender × ethnicity.factors", ["gender"], "should have two factors or more"),
        ("attributes.gender × ethnicity.factors", ["ethnicity", "gender"], "should be called"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_what_would_be_right(path, value, said):
    with pytest.raises(BadCube) as refused:
        parse(changed(path, value))

    assert said in str(refused.value)


def test_a_time_of_day_is_no_first_day():
    with pytest.raises(BadCube, match="first = 2026-01-01"):
        parse(tomllib.loads(BASE.replace("first = 2026-01-01", "first = 2026-01-01T08:00:00")))


# --- written --------------------------------------------------------------------------------------


@given(cubes(), st.integers(0, 30), st.lists(st.text()))
def test_what_is_written_is_read_the_same_whatever_is_said_beside_it(found, cells, remarks):
    counted = {table: cells for each in found.attributes for table in each.tables}

    written = as_toml(found, spending=spent(found, counted), remarks=remarks)

    assert parse(tomllib.loads(written)) == found
    assert parse(tomllib.loads(as_toml(found))) == found


@given(st.recursive(st.none() | st.integers() | st.text(max_size=3) | st.booleans(),
                    lambda inner: st.lists(inner, max_size=2)
                    | st.dictionaries(st.text(max_size=3), inner, max_size=2), max_leaves=4),
       st.sampled_from(["first", "people", "fields", "protection", "attributes",
                        "attributes.gender", "attributes.gender.tables", "fields.unit",
                        "attributes.gender × ethnicity", "attributes.gender.values",
                        "hr"]))  # fmt: skip
def test_whatever_stands_in_a_file_it_is_a_cube_or_is_refused_with_a_sentence(value, path):
    said = "."
    try:
        parse(changed(path, value))
    except BadCube as refused:
        said = str(refused)

    assert said.endswith(".")


def test_the_file_says_what_each_table_spends():
    people = Table(PEOPLE)
    levels = Table(PEOPLE, ("level",))
    found = cube(gender(people, levels, times_a_year=2), ethnicity(), crossed())

    written = as_toml(found, spending=spent(found, {people: 1, levels: 5}))

    assert '    { show = "people" },  # 1 cell × 2 values × 2 times: 4\n' in written
    assert (
        '    { show = "people", by = ["level"] },  # 5 cells × 2 values × 2 times: 20\n' in written
    )
    assert "# Is in 26 figures of 150, 2 of them crossed with others.\n" in written
    assert '# Is in 2 figures of 150.\n[attributes."gender × ethnicity"]' in written


def test_the_file_says_which_values_are_rare_and_counts_them_among_everybody_alone():
    people, levels = Table(PEOPLE), Table(PEOPLE, ("level",))
    found = cube(ethnicity(people, levels, rare=("Roma", "White")))

    written = as_toml(found, spending=spent(found, {people: 1, levels: 5}))

    assert "\n# Few have these, so they are counted among everybody alone.\n" in written
    assert '\nrare = ["Roma", "White"]\n' in written
    assert '    { show = "people" },  # 1 cell × 3 values: 3\n' in written
    assert '    { show = "people", by = ["level"] },  # 5 cells × 1 value: 5\n' in written
    assert "rare" not in as_toml(cube())


def test_the_file_holds_what_is_shown_of_what_hr_knows_as_it_is_read():
    written = as_toml(cube(hr=(reasons((), ("unit",)),)))

    assert (
        '[[hr]]\nfield = "exit_reason"\nshow = "left"\nwindow = "2025-01-01:2025-12-31"\n'
        'by = [[], ["unit"]]\n' in written
    )
    assert "exact counts, without those under 10 people" in written
    assert "hr" not in as_toml(cube()).split("tables = [")[1]


def test_the_file_says_only_what_is_stricter_than_usual():
    assert "[protection]" not in as_toml(cube())
    assert "[protection]\nhold = 40\n" in as_toml(cube(protection=Protection(hold=40)))


def test_a_cube_without_fields_says_nothing_of_them():
    assert "[fields]" not in as_toml(cube(fields={}))


def test_many_values_stand_one_to_a_line():
    values = tuple(f"People of value number {number}" for number in range(4))

    assert '\n    "People of value number 3",\n]' in as_toml(cube(gender(values=values)))


def test_what_was_left_out_stands_at_the_end_and_no_line_is_too_long():
    written = as_toml(cube(), remarks=["by site: " + "too few people " * 12])

    assert "\n# Left out\n# - by site: too few people" in written
    assert max(map(len, written.splitlines())) <= 100


def test_entries_may_stand_in_any_order():
    raw = base()
    turned = dict(reversed(raw.items())) | {
        "attributes": {
            name: dict(reversed(each.items())) for name, each in raw["attributes"].items()
        }
    }

    assert parse(turned) == parse(raw)


def test_a_window_may_begin_on_29_february():
    raw = changed("attributes.gender.tables", [{"show": "left", "window": "2024-02-29:2025-02-28"}])

    assert parse(raw).attributes[0].tables[0].words == (
        "left from 2024-02-29 to 2025-02-28, everybody"
    )


def test_the_file_says_until_when_it_holds_and_how_many_figures_there_can_be():
    written = as_toml(cube(people=603))

    assert "# It holds from this day until 2026-12-31.\nfirst = 2026-01-01\n" in written
    assert "makes 150.\npeople = 603\n" in written


def test_a_table_that_nobody_priced_has_no_remark():
    assert '    { show = "people" },\n' in as_toml(cube())


def test_a_remark_of_several_lines_is_no_way_into_the_file():
    written = as_toml(cube(), remarks=['by site\npeople = 1\n[attributes.age]\nvalues = ["x"]'])

    assert parse(tomllib.loads(written)) == cube()
