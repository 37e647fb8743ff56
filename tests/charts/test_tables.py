"""The same numbers as a table, for eyes, for screen readers, and for the terminal."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from charts import examples
from charts.any_figures import figures, quickly
from hypothesis import given

from tiebeam import charts
from tiebeam.engine.disclosure import FOR_THE_BENCH, Hidden, Released, Row, release


def cells(html: str) -> list[list[str]]:
    rows = ElementTree.fromstring(html).iter("tr")
    return [["".join(cell.itertext()).replace("\u00a0", " ") for cell in row] for row in rows]


def test_a_table_has_a_caption_scoped_headers_and_every_group() -> None:
    html = charts.table(release(examples.small_employer()))

    assert "<caption>Promoted within the year, by gender, 2016.</caption>" in html
    assert '<th scope="col">Gender</th>' in html
    assert '<th scope="row"><bdi>Women</bdi></th>' in html
    assert cells(html) == [
        ["Level", "Gender", "Figure", "Band", "People"],
        ["Level 1", "Women", "7 %", "4 to 13 %", "9 of 131"],
        ["Level 1", "Men", "14 %", "9 to 21 %", "19 of 138"],
        ["Level 1", "Non-binary people", "–", "1 in 14 to 1 in 3", "5 of 31"],
        ["Level 1", "everybody", "11 %", "8 to 15 %", "33 of 300"],
    ]


def test_a_hidden_cell_is_said_in_words_over_the_whole_row() -> None:
    html = charts.table(release(examples.with_hidden_groups()))

    assert '<td colspan="3">hidden: fewer than 10 people</td>' in html


def test_a_table_of_pay_has_a_column_for_the_mean() -> None:
    html = charts.table(release(examples.pay_medians()))

    assert cells(html)[0] == ["Gender", "Median", "Band", "People", "Mean"]
    assert cells(html)[1][-1] == "44,150 EUR"


@pytest.mark.parametrize("name", examples.ALL)
def test_every_table_is_well_formed_and_every_row_as_wide_as_its_head(name: str) -> None:
    table = ElementTree.fromstring(charts.table(release(examples.ALL[name]())))

    head, *rows = table.iter("tr")
    for row in rows:
        assert sum(int(cell.get("colspan", "1")) for cell in row) == len(head)


def test_a_table_for_the_terminal_lines_its_columns_up() -> None:
    text = charts.table_text(release(examples.with_hidden_groups())).replace("\u00a0", " ")

    caption, blank, *lines = text.splitlines()
    assert caption == "Left of their own accord, by ethnicity, 2016."
    assert blank == ""
    assert lines == [
        "Reason     Ethnicity   Figure  Band               People",
        "---------  ----------  ------  -----------------  ----------",
        "Voluntary  Asian       16 %    11 to 23 %         22 of 140",
        "Voluntary  Black       25 %    19 to 34 %         31 of 122",
        "Voluntary  White       10 %    8 to 13 %          61 of 610",
        "Voluntary  Mixed       –       1 in 12 to 1 in 3  6 of 34",
        "Voluntary  Roma        hidden: fewer than 10 people",
        "Voluntary  Not stated  hidden: fewer than 10 people",
        "Voluntary  everybody   13 %    11 to 16 %         124 of 919",
    ]


def test_tables_of_exact_figures_say_that_they_are_not_for_sharing() -> None:
    figure = examples.small_employer()

    assert f"<strong>{FOR_THE_BENCH}</strong>" in charts.bench_table(figure)
    assert charts.bench_table_text(figure).startswith(FOR_THE_BENCH)


# --- less usual tables ----------------------------------------------------------------------------


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_row_without_a_band_a_count_or_a_value_has_dashes() -> None:
    rows = [
        Row(group={"g": "Deck"}, at={}, n=None, count=None, value=0.25, low=None, high=None,
            members=400),
        Row(group={"g": "Bridge"}, at={}, n=0, count=0, value=None, low=None, high=None,
            members=40),
    ]  # fmt: skip

    assert cells(charts.table(release(examples.exact(rows, by=("g",))))) == [
        ["G", "Figure", "Band", "People"],
        ["Deck", "1 in 4", "–", "–"],
        ["Bridge", "–", "–", "nobody to count"],
    ]


def test_a_group_without_a_mean_has_a_dash_in_its_column_and_everybody_has_a_mean() -> None:
    rows = [
        examples.pay({"g": "Deck"}, "median", 41_200, 520, 684),
        examples.pay({"g": "Bridge"}, "median", 44_900, 610, 742),
        examples.pay({}, "median", 43_050, 410, 1_426),
        examples.pay({"g": "Deck"}, "mean", 44_150, 700, 684),
        examples.pay({}, "mean", 47_350, 700, 1_426),
    ]
    figure = release(examples.exact(rows, measure="pay_gap", unit="EUR", by=("g",)))

    assert [row[-1] for row in cells(charts.table(figure))] == [
        "Mean",
        "44,150 EUR",
        "–",
        "47,350 EUR",
    ]


def test_a_hidden_row_runs_over_the_mean_as_well() -> None:
    rows = [
        examples.pay({"g": "Deck"}, "median", 41_200, 520, 684),
        examples.pay({"g": "Deck"}, "mean", 44_150, 700, 684),
        examples.pay({"g": "Bridge"}, "median", 44_900, 610, 4),
        examples.pay({"g": "Galley"}, "median", 44_900, 610, 6),
    ]
    figure = release(examples.exact(rows, measure="pay_gap", unit="EUR", by=("g",)))

    html = charts.table(figure)

    assert html.count('<td colspan="4">hidden: fewer than 10 people</td>') == 2
    assert "44,900" not in html + charts.table_text(figure)


@pytest.mark.parametrize(
    ("places", "head"),
    [
        ([{}], None),
        ([{"level": 1}], "Level"),
        ([{"pay_step": 1}], "Pay step"),
        ([{"level": 1, "reason": "any"}], "Where"),
        ([{"level": 1}, {"reason": "any"}], "Where"),
    ],
)
def test_the_column_of_places_is_called_what_they_all_are(
    places: list[dict[str, str | int]], head: str | None
) -> None:
    rows = [examples.row({"g": "Deck"}, 40, 400, at) for at in places]

    heads = cells(charts.table(release(examples.exact(rows, by=("g",)))))[0]

    assert heads == [*([head] if head else []), "G", "Figure", "Band", "People"]


def test_places_of_hidden_rows_count_too() -> None:
    figure = release(examples.exact([examples.row({"g": "Deck"}, 1, 4, {"level": 2})], by=("g",)))

    assert cells(charts.table(figure)) == [
        ["Level", "G", "Figure", "Band", "People"],
        ["Level 2", "Deck", "hidden: fewer than 10 people"],
    ]


@pytest.mark.parametrize(
    ("by", "head"), [((), "Group"), (("gender",), "Gender"), (("race", "job_family"), None)]
)
def test_the_column_of_groups_is_called_by_what_describes_them(
    by: tuple[str, ...], head: str | None
) -> None:
    figure = release(examples.exact([examples.row({}, 40, 400)], by=by))

    assert cells(charts.table(figure))[0][0] == (head or "Race and job family")


def test_an_empty_table_has_its_caption_and_its_heads() -> None:
    figure = release(examples.exact([]))

    assert cells(charts.table(figure)) == [["Gender", "Figure", "Band", "People"]]
    assert charts.table_text(figure).splitlines() == [
        "Promoted within the year, by gender, 2016.",
        "",
        "Gender  Figure  Band  People",
        "------  ------  ----  ------",
    ]


HOSTILE = "<b>&\u202e\"'</b>\x00"


def test_no_part_of_a_table_can_break_out_of_it() -> None:
    at: dict[str, str | int] = {HOSTILE: HOSTILE}
    rows = [examples.row({HOSTILE: name}, 40, 400, at) for name in (HOSTILE, "Deck")]
    hidden = Hidden(group={HOSTILE: "Bridge"}, at=at, why=HOSTILE)
    figure = release(examples.exact(rows, by=(HOSTILE,), title=HOSTILE, hidden=(hidden,)))

    html = charts.table(figure)

    assert "<b>" not in html
    assert "\u202e" not in html
    assert {element.tag for element in ElementTree.fromstring(html).iter()} == {
        *("table", "caption", "thead", "tbody", "tr", "th", "td", "bdi")
    }
    harmless = "<b>&\"'</b>"
    assert cells(html)[1][:2] == [harmless, harmless]
    assert cells(html)[-1][-1] == f"hidden: {harmless}"


@quickly
@given(figure=figures())
def test_a_table_says_what_every_row_says_in_html_and_on_the_terminal(figure: Released) -> None:
    rows = cells(charts.table(figure))[1:]
    shown = [row for row in figure.rows if row.at.get("statistic") != "mean"]
    lines = plain(charts.table_text(figure)).splitlines()

    assert len(rows) == len(shown) + len({(str(h.group), str(h.at)) for h in figure.hidden
                                          if h.at.get("statistic") != "mean"})  # fmt: skip
    assert len(lines) == len(rows) + 4
    for row, line in zip(rows, lines[4:], strict=True):
        assert all(" ".join(cell.split()) in " ".join(line.split()) for cell in row)


@quickly
@given(figure=figures(measures=["promotion_rate", "exit_rate", "hire_share"]))
def test_no_table_writes_a_percentage_of_fewer_than_48_people(figure: Released) -> None:
    for row in cells(charts.table(figure))[1:]:
        count = re.fullmatch(r"[\d,]+ of ([\d,]+)", row[-1])
        if count and int(count[1].replace(",", "")) < 48:
            assert row[-3] == "–"
            assert "%" not in row[-2]


def test_a_group_that_is_hidden_everywhere_has_one_row() -> None:
    rows = [
        examples.row({"gender": name}, 1, n, {"level": level})
        for level in (1, 2, 3)
        for name, n in (("Women", 40), ("Men", 60), ("Agender", 3), ("unknown", 30))
    ]

    table = charts.table(release(examples.exact(rows)))

    assert table.count("Agender") == 1
    assert "<td><bdi>Everywhere</bdi></td>" in table
    assert table.count("Women") == 3
