"""Two tables joined by a key: what fits, what does not, and what is said about it."""

from __future__ import annotations

import csv
from textwrap import dedent

from workbench.reading import (
    left_out,
    messages,
    opened,
    people,
    refusal,
    rejects,
    spells,
    table,
    tally,
)

JOINED = """
    schema = "tiebeam.mapping/1"

    [workforce]
    shape = "spells"
    join = { file = "people.csv", left = "id", right = "number" }

    [workforce.fields]
    person = "id"
    from = "from"
    unit = "unit"

    [workforce.attributes.gender]
    column = "gender"
    source = "recorded"
"""

STAYS = """
    id    from        unit
    1     2015-01-01  Leeds
    2.0   2015-01-01  Leeds
    3     2015-01-01  Porto
    4     bad         Porto
    -     2015-01-01  Porto
"""

WHO = """
    number  gender  unit
    1.0     Woman   ignored
    2       Man     ignored
    2       Woman   ignored
    9       Man     ignored
"""


def joined(tmp_path, second: str, first: str = STAYS, mapping: str = JOINED):
    (tmp_path / "people.csv").write_text(second, encoding="utf-8")
    return opened(tmp_path, table(first), mapping=mapping)


def test_rows_get_the_columns_of_their_partner(tmp_path):
    with joined(tmp_path, table(WHO)) as bench:
        assert people(bench, "gender") == {"1": "Woman", "2": "Man", "3": "unknown"}


def test_a_column_that_both_tables_have_is_that_of_the_first(tmp_path):
    with joined(tmp_path, table(WHO)) as bench:
        assert spells(bench, "person", "unit") == [("1", "Leeds"), ("2", "Leeds"), ("3", "Porto")]


def test_a_missing_partner_and_a_doubled_key_are_said(tmp_path):
    with joined(tmp_path, table(WHO)) as bench:
        assert messages(bench)[:2] == [
            "noted: number: the second table has this key more than once (4)",
            "noted: id: the second table has no row with this key (4, 5)",
        ]


def test_row_numbers_are_those_of_the_first_table(tmp_path):
    with joined(tmp_path, table(WHO)) as bench:
        assert left_out(bench) == {5: "unparseable date in from", 6: "blank id in id"}
        assert tally(bench) == (5, 3, 0, 2)
        assert [line[3:] for line in rejects(bench, tmp_path)[1:]] == [
            ["4", "bad", "Porto"], ["", "2015-01-01", "Porto"],
        ]  # fmt: skip


def test_a_broken_row_of_the_second_table_is_not_lost(tmp_path):
    second = table(WHO) + "3,Woman\n"

    with joined(tmp_path, second) as bench:
        assert "rejected: people.csv: more or fewer cells than the header has (6)" in messages(
            bench
        )
        assert ["people.csv", "6", "wrong number of columns", "3", "Woman"] in rejects(
            bench, tmp_path
        )
        assert tally(bench) == (5, 3, 0, 2)


def test_a_second_table_without_the_key_is_refused(tmp_path):
    (tmp_path / "people.csv").write_text("who,gender\n1,Woman\n", encoding="utf-8")

    assert refusal(tmp_path, table(STAYS), mapping=JOINED) == (
        "The tables can't be joined: people.csv has no column 'number'."
    )


def test_a_first_table_without_the_key_is_refused(tmp_path):
    (tmp_path / "people.csv").write_text(table(WHO), encoding="utf-8")

    assert refusal(tmp_path, "who,from\n1,2015-01-01\n", mapping=JOINED) == (
        "The tables can't be joined: the first table has no column 'id'."
    )


def test_a_second_table_that_is_not_there_is_refused(tmp_path):
    assert "There is no file" in refusal(tmp_path, table(STAYS), mapping=JOINED)


def test_three_tables_are_joined_in_turn(tmp_path):
    mapping = dedent(JOINED).replace(
        'join = { file = "people.csv", left = "id", right = "number" }',
        'join = [{ file = "people.csv", left = "id", right = "number" },\n'
        '        { file = "sites.csv", on = "unit" }]',
    ).replace('unit = "unit"', 'unit = "unit"\nsite = "town"')  # fmt: skip
    (tmp_path / "sites.csv").write_text("unit;town\nLeeds;Hull\n", encoding="utf-8")

    with joined(tmp_path, table(WHO), mapping=mapping) as bench:
        assert spells(bench, "person", "site") == [("1", "Hull"), ("2", "Hull"), ("3", None)]


def test_order_and_numbers_hold_in_a_large_join(tmp_path):
    n = 30_000
    first = "id,from,unit\n" + "".join(
        f"{i},{'bad' if i % 997 == 0 else '2015-01-01'},Leeds\n" for i in range(2, n)
    )
    with (tmp_path / "people.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["number", "gender"])
        writer.writerows([i, "Woman" if i % 2 else "Man"] for i in reversed(range(n)))

    with opened(tmp_path, first, mapping=JOINED) as bench:
        found = people(bench, "gender")
        assert sorted(left_out(bench)) == list(range(997, n, 997))
    assert all(found[who] == ("Woman" if int(who) % 2 else "Man") for who in found)
