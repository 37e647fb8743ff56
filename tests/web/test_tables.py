"""Tables as an address asks for them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tiebeam.web.ui.shapes import Column, Table

COLUMNS = (
    Column(key="unit", title="Unit"),
    Column(key="people", title="People", is_number=True),
)
ROWS = (
    {"unit": "Ports", "people": 1044},
    {"unit": "deck", "people": 412},
    {"unit": "Sales", "people": None},
)


def asked(query, **more):
    given = {
        "name": "people",
        "caption": "People",
        "columns": COLUMNS,
        "rows": ROWS,
        "can_be_searched": True,
    }
    return Table.asked(query, **{**given, **more})


def units(table):
    return [row["unit"] for row in table.rows]


def test_rows_stand_as_they_came_where_nothing_is_asked():
    assert units(asked({})) == ["Ports", "deck", "Sales"]


def test_numbers_are_sorted_as_numbers_and_words_whatever_their_capitals():
    assert units(asked({"sort": "people"})) == ["deck", "Ports", "Sales"]
    assert units(asked({"sort": "unit"})) == ["deck", "Ports", "Sales"]


def test_what_has_no_value_comes_last_whichever_way():
    assert units(asked({"sort": "-people"})) == ["Ports", "deck", "Sales"]


def test_the_heads_say_how_it_is_sorted_and_lead_the_other_way_round():
    table = asked({"sort": "people", "find": "r"})

    assert [(column.key, now, turn) for column, now, turn in table.heads] == [
        ("unit", "", "?sort=unit&find=r"),
        ("people", "ascending", "?sort=-people&find=r"),
    ]


def test_only_rows_with_the_words_are_shown_and_it_says_of_how_many():
    table = asked({"find": " PORT "})

    assert units(table) == ["Ports"]
    assert (table.looked_for, table.every_row) == ("PORT", 3)


def test_what_the_table_does_not_have_is_not_heeded():
    assert units(asked({"sort": "salary"})) == units(asked({}))
    assert units(asked({"find": "deck"}, can_be_searched=False)) == units(asked({}))


def test_numbers_are_grouped_and_what_is_missing_is_said_in_words():
    table = asked({}, missing="hidden")

    assert [cell for _, cell in table.cells[0]] == ["Ports", "1,044"]
    assert [cell for _, cell in table.cells[2]] == ["Sales", "hidden"]


@given(
    st.lists(st.fixed_dictionaries({
        "unit": st.text(), "people": st.none() | st.integers() | st.text(),
    })),
    st.sampled_from(["unit", "-unit", "people", "-people"]), st.text(max_size=3),
)  # fmt: skip
def test_no_row_is_lost_or_made_up_by_sorting(rows, sort, find):
    plain, turned = asked({"find": find}, rows=rows), asked({"find": find, "sort": sort}, rows=rows)

    assert sorted(map(repr, turned.rows)) == sorted(map(repr, plain.rows))
    assert all(row in rows for row in turned.rows)
