"""The labour market as a file of any kind, asked about through the bench."""

from __future__ import annotations

from fractions import Fraction

import openpyxl
import pytest
from workbench.reading import HEADER, PEOPLE, opened

from tiebeam.connectors import NoTable
from tiebeam.engine.records.market import BadMarket
from tiebeam.workbench.labour_market import labour_market

STAFF = HEADER + "".join(
    f"{n},20{15 + n % 2}-04-01,,Clerk,1,,,{'Woman' if n % 3 else 'Man'}\n" for n in range(1, 13)
)
TEXT = "occupation,group,people\nall,Woman,60\nall,Man,40\n"


@pytest.mark.parametrize(("text", "encoding"), [
    (TEXT, "utf-8"),
    (TEXT.replace(",", ";"), "utf-8-sig"),
    ("occupation;group;people\nall;Woman;60\nall;Man;40\nCafé;Woman;1\nCafé;Man;1\n",
     "windows-1252"),
])  # fmt: skip
def test_a_csv_file_is_read_however_it_is_written(tmp_path, text, encoding):
    (tmp_path / "market.csv").write_bytes(text.encode(encoding))

    found = labour_market(tmp_path / "market.csv")

    assert found.shares["all"] == {"Woman": Fraction(3, 5), "Man": Fraction(2, 5)}
    assert ("Café" in found.shares) is ("Café" in text)


def test_a_workbook_is_read_too(tmp_path):
    book = openpyxl.Workbook()
    for row in (["occupation", "Woman", "Man"], ["all", 0.6, 0.4]):
        book.active.append(row)
    book.save(tmp_path / "market.xlsx")

    assert labour_market(tmp_path / "market.xlsx").shares["all"]["Woman"] == Fraction(3, 5)


@pytest.mark.parametrize(("text", "error", "said"), [
    ("", NoTable, "market.csv is empty"),
    ("occupation,group,people\nall,Woman\nall,Man,40\n", BadMarket,
     "market.csv: row 2 has more or fewer cells than the header"),
    ("occupation,group,heads\nall,Woman,60\n", BadMarket, "market.csv: The labour market has"),
])  # fmt: skip
def test_a_file_that_is_no_labour_market_is_refused_by_name(tmp_path, text, error, said):
    (tmp_path / "market.csv").write_text(text)

    with pytest.raises(error, match=said):
        labour_market(tmp_path / "market.csv")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(NoTable, match="There is no file"):
        labour_market(tmp_path / "gone.csv")


def test_the_bench_sets_hires_beside_the_file(tmp_path):
    (tmp_path / "market.csv").write_text(TEXT)
    with opened(tmp_path, STAFF, mapping=PEOPLE) as bench:
        found = bench.measure(
            "hires_against_market", by=["gender"], window=("2016-01-01", "2016-12-31"),
            market=tmp_path / "market.csv",
        )  # fmt: skip

    # Of the six hired in 2016, persons 3 and 9 are men.
    women = next(c.results for c in found.comparisons if c.group == {"gender": "Woman"})
    assert (women["in_group"], women["people"], women["expected"]) == (4, 6, 3.6)
