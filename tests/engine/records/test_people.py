"""What is known of each person: the quick way and the full one agree where the quick one ends."""

from __future__ import annotations

from datetime import date

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from tiebeam.engine.records.mapping import SCHEMA, Column, TableMapping, parse
from tiebeam.engine.records.people import (
    SETTLED,
    SOURCES,
    label,
    labels,
    people,
    people_of_one_answer,
    with_sources,
)

SAID = ["self", "on file", "observed"]


def mapping(source: dict[str, str]) -> TableMapping:
    return parse({
        "schema": SCHEMA,
        "workforce": {
            "shape": "snapshots", "every": "year",
            "fields": {"person": "person", "period": "period"},
            "attributes": {"gender": {"column": "gender", "class": "secret", **source}},
        },
    }).workforce  # fmt: skip


def table(rows):
    names = ("person", "period", "gender", "source of how")
    kinds = (pa.string(), pa.date32(), pa.string(), pa.string())
    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    return ibis.memtable(
        pa.table({n: pa.array(list(c), k) for n, k, c in zip(names, kinds, columns, strict=True)})
    )


def told(found):
    return {row["person"]: row for row in found.to_pyarrow().to_pylist()}


def by_hand(rows, person, *, said_by_row, one_source="recorded"):
    """The answer that counts: what the person said, else the latest on file; never observed."""
    mine = []
    for who, day, answer, how in rows:
        source = {"self": "self-described", "observed": "observed"}.get(how, "recorded")
        source = source if said_by_row else one_source
        if who == person and answer is not None and source != "observed":
            mine.append((source == "self-described", day, answer, source))
    return max(mine, default=(None, None, None, None if said_by_row else ""))[2:]


lines = st.lists(
    st.tuples(
        st.sampled_from("ab"), st.integers(2015, 2024).map(lambda year: date(year, 1, 1)),
        st.sampled_from(["Women", "Men", None]), st.sampled_from(SAID),
    ),
    min_size=1, max_size=12, unique_by=lambda row: row[:2],
)  # fmt: skip


@settings(max_examples=sized(25, 60))
@given(lines, st.booleans())
def test_any_rows_give_the_answer_that_one_would_choose_by_hand(rows, said_by_row):
    source = {"source_column": "how"} if said_by_row else {"source": "recorded"}
    asked = mapping(source)

    quick = told(with_sources(people_of_one_answer(table(rows), asked), asked))
    full = told(people(table(rows), asked, order="period"))

    for person in {row[0] for row in rows}:
        expected = by_hand(rows, person, said_by_row=said_by_row)
        assert (full[person]["gender"], full[person]["gender source"]) == expected
        assert full[person]["gender source"] in {*SOURCES, None}
        if quick[person][SETTLED]:
            assert (quick[person]["gender"], quick[person]["gender source"]) == expected
        answers = {
            answer for who, _, answer, how in rows
            if who == person and answer is not None and not (said_by_row and how == "observed")
        }  # fmt: skip
        assert bool(quick[person]["gender changed"]) == (len(answers) > 1)


ANSWERS = Column(
    name="ethnicity", column="e", kind="category", field_class="secret", several=";",
    values={"irl": "Irish", "blk": "Black"}, not_stated=("no answer",),
)  # fmt: skip


@given(
    st.lists(st.sampled_from(["irl", "blk", "Irish", "Asian", "", " "]), max_size=4),
    st.permutations(range(4)), st.sampled_from(["", " "]),
)  # fmt: skip
def test_several_answers_are_one_group_whatever_their_order_and_blanks(parts, order, blank):
    shuffled = [parts[n] for n in order if n < len(parts)]
    named = {{"irl": "Irish", "blk": "Black"}.get(part, part) for part in parts if part.strip()}

    called = {label(ANSWERS, f"{blank};{blank}".join(each)) for each in (parts, shuffled)}

    assert called == {" + ".join(sorted(named)) or "unknown"}
    assert label(ANSWERS, ";".join([*parts, "no answer"])) == "not stated"


def test_only_what_is_called_something_else_is_renamed():
    assert labels(ANSWERS, ["irl", "Asian", "Asian;irl"]) == {
        "irl": "Irish", "Asian;irl": "Asian + Irish",
    }  # fmt: skip


def test_what_somebody_else_observed_is_no_answer():
    rows = table([("a", date(2020, 1, 1), "Women", "")])
    asked = mapping({"source": "observed"})

    found = told(with_sources(people_of_one_answer(rows, asked), asked))

    assert (found["a"]["gender"], found["a"]["gender source"]) == (None, "")
    assert found["a"][SETTLED]


@pytest.mark.parametrize("later", ["Men", "Women"])
def test_the_latest_of_two_recorded_answers_counts(later):
    rows = table([("a", date(2019, 1, 1), "Women", ""), ("a", date(2020, 1, 1), later, "")])
    asked = mapping({"source": "recorded"})

    assert told(people(rows, asked, order="period"))["a"]["gender"] == later
    assert told(people_of_one_answer(rows, asked))["a"][SETTLED] == (later == "Women")


@pytest.mark.parametrize(
    ("how", "source"),
    [("self", "self-described"), ("Self-described", "self-described"), ("SELF", "self-described"),
     ("on file", "recorded"), ("", "recorded"), (None, "recorded"), ("Observed", None),
     ("obs.", None)],
)  # fmt: skip
def test_where_an_answer_came_from_is_told_however_it_is_written(how, source):
    rows = table([("a", date(2020, 1, 1), "Women", how)])
    asked = mapping({"source_column": "how"})

    for found in (people(rows, asked, order="period"), people_of_one_answer(rows, asked)):
        [row] = told(found).values()
        assert (row["gender"], row["gender source"]) == (source and "Women", source)


def test_further_statistics_are_taken_along():
    rows = table([("a", date(2019, 1, 1), "Women", ""), ("a", date(2020, 1, 1), None, "")])

    found = people_of_one_answer(rows, mapping({"source": "recorded"}), rows=rows.count())

    assert told(found)["a"]["rows"] == 2
