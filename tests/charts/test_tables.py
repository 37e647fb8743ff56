"""The same numbers as a table, for eyes, for screen readers, and for the terminal."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from charts import examples

from tiebeam import charts
from tiebeam.engine.disclosure import FOR_THE_BENCH, release


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
