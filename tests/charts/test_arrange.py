"""A figure in reading order: nothing is sorted, nothing is lost, and hidden groups have no row."""

from __future__ import annotations

import pytest
from charts import examples
from hypothesis import given
from hypothesis import strategies as st

from tiebeam.charts.arrange import Line, Panel, is_composition, largest, panels
from tiebeam.engine.disclosure import Hidden, Row

LEVELS = st.sampled_from([{"level": 1}, {"level": 2}, {"level": "all"}, {}])
PLACED = st.lists(
    st.tuples(LEVELS, st.sampled_from(["", "Women", "Men", "unknown"]), st.booleans()),
    max_size=12,
    unique_by=lambda each: (str(each[0]), each[1]),
)


def group(name: str) -> dict[str, str]:
    return {"gender": name} if name else {}


def hidden(name: str, at: dict[str, str | int], why: str = "fewer than 10 people") -> Hidden:
    return Hidden(group=group(name), at=at, why=why)


def panel_of(*lines: Line) -> Panel:
    return Panel(at={}, heading="", lines=lines)


def unseen(name: str, why: str = "fewer than 10 people") -> Line:
    return Line(name=name, people=name, why_hidden=why)


@given(PLACED)
def test_every_row_and_every_hidden_group_stands_once_at_its_place(
    placed: list[tuple[dict[str, str | int], str, bool]],
) -> None:
    rows = [examples.row(group(name), 5, 50, at) for at, name, is_shown in placed if is_shown]
    gone = [hidden(name, at) for at, name, is_shown in placed if not is_shown]

    arranged = panels(examples.exact(rows, hidden=tuple(gone)))

    drawn = [line.row for panel in arranged for line in panel.lines if line.row is not None]
    drawn += [panel.everybody for panel in arranged if panel.everybody is not None]
    assert sorted(map(id, drawn)) == sorted(map(id, rows))
    without = [line for panel in arranged for line in panel.lines if line.row is None]
    assert len(without) == len(gone)
    for panel in arranged:
        assert all(line.row is None or line.row.at == panel.at for line in panel.lines)


@given(st.permutations(["Women", "Men", "Non-binary people"]), st.permutations([1, 2, "all"]))
def test_groups_and_places_keep_the_order_in_which_they_come(
    names: list[str], levels: list[int | str]
) -> None:
    rows = [examples.row(group(name), 5, 50, {"level": at}) for at in levels for name in names]

    arranged = panels(examples.exact(rows))

    assert [panel.at["level"] for panel in arranged] == levels
    assert all([line.name for line in panel.lines] == names for panel in arranged)


def test_a_place_at_which_everybody_is_hidden_comes_after_those_with_figures() -> None:
    rows = [examples.row(group("Women"), 5, 50, {"level": 2})]

    arranged = panels(examples.exact(rows, hidden=(hidden("Men", {"level": 1}),)))

    assert [panel.heading for panel in arranged] == ["Level 2", "Level 1"]


def test_everybody_stands_apart_from_groups_and_is_a_line_where_there_are_none() -> None:
    everybody = examples.row({}, 20, 200)

    (beside,) = panels(examples.exact([everybody, examples.row(group("Women"), 5, 50)]))
    (alone,) = panels(examples.exact([everybody]))

    assert beside.everybody is everybody
    assert [line.name for line in beside.lines] == ["Women"]
    assert alone.everybody is None
    assert [line.row for line in alone.lines] == [everybody]


def test_a_group_with_a_mean_alone_stands_between_those_with_a_median() -> None:
    rows = [
        examples.pay(group("Women"), "mean", 44_150, 700, 684),
        examples.pay(group("Men"), "mean", 50_300, 900, 742),
        examples.pay(group("Women"), "median", 41_200, 520, 684),
        examples.pay({}, "mean", 47_000, 900, 1_426),
        examples.pay({}, "median", 43_050, 410, 1_426),
    ]

    (panel,) = panels(examples.exact(rows, measure="pay_gap", unit="EUR"))

    men, women = panel.lines
    assert (men.row, men.mean) == (rows[1], None)
    assert (women.row, women.mean) == (rows[2], rows[0])
    assert (panel.everybody, panel.everybodys_mean) == (rows[4], rows[3])


def test_a_group_without_a_value_is_listed_and_not_shown() -> None:
    (panel,) = panels(
        examples.exact([examples.row(group("Women"), 5, 50), examples.row(group("Men"), 0, 0)])
    )

    assert [line.name for line in panel.lines] == ["Women", "Men"]
    assert [name for name, _ in panel.shown] == ["Women"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], ()),
        ([unseen("A"), unseen("B")], ("Hidden: A, B (fewer than 10 people).",)),
        ([unseen("A"), unseen("B"), unseen("C")],
         ("Hidden: A, B and 1 more (fewer than 10 people).",)),
        ([unseen("A"), unseen("B", "asked for"), unseen("C")],
         ("Hidden: A, C (fewer than 10 people).", "Hidden: B (asked for).")),
        ([unseen("נשים"), unseen("גברים")],
         ("Hidden: \u2068נשים\u2069, \u2068גברים\u2069 (fewer than 10 people).",)),
    ],
)  # fmt: skip
def test_who_is_hidden_is_said_by_reason_and_no_more_are_named_than_asked_for(
    lines: list[Line], said: tuple[str, ...]
) -> None:
    assert panel_of(*lines).said_hidden(most=2) == said


def sized(*sizes: int) -> list[Panel]:
    rows = [examples.row(group("Women"), 0, n, {"level": i}) for i, n in enumerate(sizes, start=1)]
    return list(panels(examples.exact(rows)))


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8), st.integers(1, 8))
def test_of_many_places_the_largest_are_kept_in_their_order(sizes: list[int], most: int) -> None:
    arranged = sized(*sizes)

    kept = [int(panel.at["level"]) - 1 for panel in largest(arranged, most)]

    assert kept == sorted(kept)
    assert len(kept) == min(most, len(sizes))
    assert sorted(sizes[i] for i in kept) == sorted(sizes)[-most:]
    assert list(largest(arranged, None)) == arranged


def test_a_place_that_a_sentence_speaks_of_is_kept_however_small() -> None:
    kept = largest(sized(10, 300, 200, 100), 2, told=[{"level": 1}])

    assert [panel.at["level"] for panel in kept] == [1, 2]


@pytest.mark.parametrize(
    ("measure", "rows", "is_one"),
    [
        ("headcount_share", [("Women", 30, 90), ("Men", 60, 90)], True),
        ("hire_share", [("Women", 30, 90), ("Men", 55, 90)], True),
        ("headcount_share", [("Women", 30, 90), ("", 90, 90)], True),
        # Together more than the whole: people who gave two answers.
        ("headcount_share", [("Women", 50, 90), ("Men", 41, 90)], False),
        ("headcount_share", [("Women", 30, 90), ("Men", 60, 100)], False),
        ("headcount_share", [("Women", 30, 80), ("", 90, 90)], False),
        ("promotion_rate", [("Women", 30, 90), ("Men", 60, 90)], False),
        ("headcount_share", [], False),
    ],
)
def test_groups_make_up_one_whole_only_where_their_counts_can_add_up_to_it(
    measure: str, rows: list[tuple[str, int, int]], is_one: bool
) -> None:
    found: list[Row] = [examples.row(group(name), count, n) for name, count, n in rows]
    figure = examples.exact(found, measure=measure, hidden=(hidden("X", {}),))

    assert is_composition(figure, panels(figure)[0]) is is_one
