"""`tiebeam measure`: the sentence, the table, JSON, CSV and pictures, and every refusal."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest
from cli.conftest import YEAR, Ask, run
from workbench.shelved import of_harbourline, shelved

from tiebeam.engine.disclosure import DRAFT, FOR_THE_BENCH
from tiebeam.engine.measures.definitions import ASKED_BY_NAME, CATALOGUE
from tiebeam.vault import keys

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "measure.schema.json"


@pytest.fixture(scope="module")
def schema():
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", ASKED_BY_NAME)
def test_every_measure_is_a_sentence_a_table_and_its_notes(ask: Ask, name: str):
    done = ask(name, "--by", "gender")

    assert done.exit_code == 0, done.output
    said, _, rest = done.output.partition("\n\n")
    assert said.endswith(".")
    year = 2023 if name == "promotion_by_rating" else 2024
    assert rest.startswith(f"{FOR_THE_BENCH}\n{CATALOGUE[name].title}, by gender, {year}.")
    assert max(len(line) for line in said.splitlines()) <= 88
    for caveat in CATALOGUE[name].caveats:
        assert caveat in " ".join(rest.split())


@pytest.mark.parametrize("name", ASKED_BY_NAME)
def test_no_sentence_uses_the_words_of_the_file(ask: Ask, tmp_path: Path, name: str):
    done = ask(name, "--by", "gender", "--svg", tmp_path / "drawn.svg")

    said = done.output.partition("\n\n")[0]
    for raw in ("Man ", "Woman", "unknown", "not stated", "fewer than fewer", "Any", " all,"):
        assert raw not in said


def test_json_has_the_published_shape_and_the_same_bytes_twice(folder: Path, schema):
    words = ("measure", "promotion_rate", folder, *YEAR, "--by", "gender", "--json")
    once, again = run(*words), run(*words)

    printed = json.loads(once.stdout)
    schema.validate(printed)
    assert once.stdout_bytes == again.stdout_bytes
    assert printed["schema"] == "tiebeam.measure/1"
    assert printed["exact"] is True
    assert printed["notes"][0] == FOR_THE_BENCH
    assert printed["window"] == ["2024-01-01", "2024-12-31"]
    assert printed["hidden"] == []


@pytest.fixture
def shelf(tmp_path: Path) -> tuple[object, ...]:
    """The options that name a ledger of made-up lines and its vault."""
    ledger, vault = shelved(tmp_path, *of_harbourline())
    return "--release", "--ledger", ledger, "--vault", vault


def test_released_json_is_read_from_the_ledger_and_says_so(ask: Ask, shelf, schema):
    released = json.loads(ask("exit_rate", "--by", "gender", "--json", *shelf).stdout)

    schema.validate(released)
    assert (released["exact"], released["draft"]) == (False, False)
    assert released["release"]["number"] == 1
    assert FOR_THE_BENCH not in released["notes"]
    assert [(row["group"], row["count"]) for row in released["rows"]] == [
        ({}, 120), ({"gender": "Women"}, 40), ({"gender": "everybody else"}, 80),
    ]  # fmt: skip


def test_released_words_say_how_far_noise_reaches(ask: Ask, shelf):
    done = ask("exit_rate", "--by", "gender", *shelf)

    said = " ".join(done.output.replace("\u00a0", " ").split())
    assert "About 10 in 100 women left, and about 13 in 100 other people" in said
    assert "give or take 5 people" in said
    assert "40 ± 5 of 404 ± 5" in said
    assert "not for sharing" not in said


def test_what_rests_on_no_secret_is_released_from_the_rows(ask: Ask, shelf):
    released = json.loads(ask("headcount_share", "--by", "site", "--json", *shelf).stdout)
    exact = json.loads(ask("headcount_share", "--by", "site", "--json").stdout)

    assert (released["exact"], released["release"]) == (False, None)
    assert released["rows"] == exact["rows"]


@pytest.mark.parametrize("given", [(), ("--ledger", "x"), ("--vault", "x")])
def test_to_release_a_measure_needs_ledger_and_vault_and_says_so(ask: Ask, given):
    done = ask("exit_rate", "--by", "gender", "--release", *given)

    assert done.exit_code == 2
    assert "--release needs --ledger DIR and --vault DIR" in " ".join(done.output.split())


def test_what_no_release_holds_is_one_clear_line(ask: Ask, shelf):
    done = ask("exit_rate", "--by", "gender,site", *shelf)

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: 'left in 2024 by site' of 'gender' is in no release.")
    assert done.stderr.count("\n") == 1


def test_a_vault_of_other_keys_is_one_clear_line(ask: Ask, shelf, tmp_path: Path):
    keys.make(tmp_path / "other")

    done = ask("exit_rate", "--by", "gender", *shelf[:-1], tmp_path / "other")

    assert (done.exit_code, done.stdout) == (2, "")
    assert "other keys" in done.stderr


def test_csv_has_one_line_per_row_and_says_beside_it_that_it_is_exact(ask: Ask):
    done = ask("exit_rate", "--by", "gender", "--csv")

    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert list(rows[0]) == [
        "gender", "reason", "n", "count", "value", "low", "high", "band", "band_people", "band_n",
        "day", "hidden",
    ]  # fmt: skip
    assert {row["gender"] for row in rows} >= {"everybody", "Women", "Men"}
    assert done.stderr == f"{FOR_THE_BENCH}\n"


def test_released_csv_gives_the_band_and_the_reason_in_place_of_figures(ask: Ask, shelf):
    done = ask("headcount_share", "--by", "gender", "--csv", *shelf, "--window",
               "2025-06-30:2025-06-30")  # fmt: skip
    rows = [*csv.DictReader(io.StringIO(done.stdout))]

    assert done.stderr == ""
    women = next(row for row in rows if (row["gender"], row["level"]) == ("Women", "all"))
    assert (women["count"], women["n"], women["band_people"]) == ("404", "1000", "4.8009")


def test_a_draft_as_csv_says_beside_it_what_it_is(ask: Ask, tmp_path: Path):
    done = ask("exit_rate", "--by", "gender", "--csv", "--svg", tmp_path / "drawn.svg")

    hidden = [row for row in csv.DictReader(io.StringIO(done.stdout)) if row["hidden"]]
    assert done.stderr == f"{DRAFT}\n"
    assert hidden
    assert all(row["n"] == row["value"] == row["low"] == "" for row in hidden)


def test_json_and_csv_together_are_refused(ask: Ask):
    done = ask("exit_rate", "--json", "--csv")

    assert done.exit_code == 2
    assert "Choose one of --json and --csv." in done.output


def test_a_picture_of_a_secret_is_a_draft_and_says_so(ask: Ask, tmp_path: Path):
    target = tmp_path / "exits.svg"
    done = ask("exit_rate", "--by", "gender", "--svg", target, "--theme", "dark",
               "--width", "narrow")  # fmt: skip

    drawn = target.read_text(encoding="utf-8")
    assert done.exit_code == 0, done.output
    assert FOR_THE_BENCH not in done.output + drawn
    assert DRAFT in done.output
    assert f">{DRAFT}<" in drawn
    assert drawn.startswith("<svg")
    assert "Hidden: " in drawn
    assert "#16191b" in drawn


def test_a_picture_of_a_release_says_how_far_noise_reaches(ask: Ask, shelf, tmp_path: Path):
    target = tmp_path / "exits.svg"

    done = ask("exit_rate", "--by", "gender", "--svg", target, *shelf)

    drawn = target.read_text(encoding="utf-8")
    assert done.exit_code == 0, done.output
    assert "not for sharing" not in drawn
    assert "give or take 5 people" in drawn


def test_a_picture_of_what_everybody_knows_needs_no_release(ask: Ask, tmp_path: Path):
    target = tmp_path / "sites.svg"

    done = ask("headcount_share", "--by", "site", "--svg", target)

    assert done.exit_code == 0, done.output
    assert "not for sharing" not in target.read_text(encoding="utf-8")


def test_a_picture_that_cannot_be_written_is_one_line(ask: Ask, tmp_path: Path):
    done = ask("exit_rate", "--by", "gender", "--svg", tmp_path / "gone" / "exits.svg")

    assert done.exit_code == 2
    assert done.output == f"Error: {tmp_path / 'gone' / 'exits.svg'}: no such file or directory.\n"


def people_in(done) -> float:
    rows = json.loads(done.stdout)["rows"]
    return next(row["n"] for row in rows if not row["group"] and row["at"] == {"reason": "any"})


def test_values_of_one_field_add_up_and_fields_narrow_down(ask: Ask, folder: Path):
    with (folder / "workforce.csv").open() as file:
        sites = sorted({row["site"] for row in csv.DictReader(file)})[:2]

    def among(*words: str) -> float:
        return people_in(ask("exit_rate", "--json", *words))

    first, second = (among("--where", f"site={site}") for site in sites)
    both = among("--where", f"site={sites[0]}", "--where", f"site={sites[1]}")
    assert both == first + second
    assert among("--where", f"site={'|'.join(sites)}") == both
    women = among("--where", f"site={sites[0]}", "--where", "gender=Women")
    assert 0 < women < first


def test_columns_may_be_called_as_in_the_export(tmp_path: Path):
    rows = ["id,year,rank,sex"]
    rows += [f"{n},{year},{'SERGEANT' if n % 3 else 'OFFICER'},{'MF'[n % 2]}"
             for year in (2015, 2016, 2017) for n in range(60)]  # fmt: skip
    (tmp_path / "panel.csv").write_text("\n".join(rows) + "\n")
    (tmp_path / "panel.csv.map.toml").write_text("""\
schema = "tiebeam.mapping/1"
[workforce]
shape = "snapshots"
every = "year"
[workforce.fields]
person = "id"
period = "year"
grade = { column = "rank", ladder = [["OFFICER"], ["SERGEANT"]] }
[workforce.attributes.gender]
column = "sex"
source = "recorded"
""")
    words = ("measure", "exit_rate", tmp_path / "panel.csv", "--window", "2016-01-01:2016-12-31",
             "--json")  # fmt: skip

    by_column = run(*words, "--by", "sex", "--where", "rank=SERGEANT")
    by_field = run(*words, "--by", "gender", "--where", "grade=SERGEANT")

    assert by_column.exit_code == 0, by_column.output
    assert by_column.stdout == by_field.stdout
    assert people_in(by_column) == 40


@pytest.mark.parametrize("against", ["others", "gender=Men", "gender = Women", "largest"])
def test_groups_may_be_compared_in_several_ways(ask: Ask, against: str):
    done = ask("exit_rate", "--by", "gender", "--json", "--against", against)

    assert done.exit_code == 0, done.output
    references = [each["reference"] for each in json.loads(done.stdout)["comparisons"]]
    expected = {"others": {"everybody": "else"}, "gender = Women": {"gender": "Women"}}
    assert all(each == expected.get(against, {"gender": "Men"}) for each in references)


@pytest.mark.parametrize("against", ["men", "", "gender=", "=Men", "gender=Men,", ","])
def test_what_is_no_group_to_compare_with_is_refused(ask: Ask, against: str):
    done = ask("exit_rate", "--by", "gender", "--against", against)

    assert done.exit_code == 2
    assert "--against takes largest, others, or values such as gender=Men" in done.output


@pytest.mark.parametrize("where", ["site", "=Riverside", "site=", "site=|", " = ", ""])
def test_what_is_no_field_and_value_is_refused(ask: Ask, where: str):
    done = ask("exit_rate", "--where", where)

    assert done.exit_code == 2
    assert "should look like site=Riverside or site=Riverside|Harbour." in done.output


WRONG_WINDOWS = [
    *("2024", "2024-01-01", "2024-01-01:", "a:b", "2024-13-01:2024-13-02"),
    *("2024-01-01:2024-02-30", "2024-01-01:2024-06-30:2024-12-31"),
]


@pytest.mark.parametrize("window", WRONG_WINDOWS)
def test_what_is_no_window_is_refused(folder: Path, window: str):
    done = run("measure", "exit_rate", folder, "--window", window)

    assert done.exit_code == 2
    assert f"'{window}' should be two days, such as 2016-01-01:2016-12-31." in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("exit_rate", "--by", "mood"), "'mood' is not in this data. You can use: gender,"),
        (("exit_rate", "--by", "gender,caring,ethnicity,disability"), "At most 3 attributes"),
        (("exit_rate", "--by", "gender", "--against", "gender=Robots"), "There is no group"),
        (("exit_rate", "--where", "site=Atlantis"), "Nobody's 'site' is 'Atlantis' in this data."),
        (("exit_rate", "--where", "'; drop table people; --=x"), "is not in this data"),
        (("attrition",), "There is no measure 'attrition'. Measures: headcount_share,"),
    ],
)  # fmt: skip
def test_what_cannot_be_measured_is_one_clear_line(ask: Ask, words: tuple[str, ...], said: str):
    done = ask(*words)

    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.startswith("Error: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert isinstance(done.exception, SystemExit)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("occupation,group,heads\nall,Women,1\n", "neither people, share nor percent"),
        ("occupation,Women,Men\nall,0.5,0.3\n", "add up to 0.8, not to 1"),
        ("occupation,Woman,Men\nall,0.5,0.5\n", "names 'Woman', and nobody's 'gender'"),
        ("occupation,Women,Men\nPilot,0.5,0.5\n", "No occupation of the labour market ('Pilot')"),
        ("", "is empty"),
    ],
)  # fmt: skip
def test_a_labour_market_that_is_wrong_is_one_clear_line(
    ask: Ask, tmp_path: Path, content: str, said: str
):
    (tmp_path / "market.csv").write_text(content)

    done = ask("hires_against_market", "--by", "gender", "--market", tmp_path / "market.csv")

    assert done.exit_code == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_measure_beside_the_labour_market_says_that_it_needs_one(folder: Path):
    done = run("measure", "hires_against_market", folder, *YEAR, "--by", "gender")

    assert done.exit_code == 2
    assert "Give it with --market FILE" in done.stderr


def test_a_window_beyond_the_data_and_one_that_runs_backwards_are_refused(folder: Path):
    beyond = run("measure", "exit_rate", folder, "--window", "2030-01-01:2030-12-31")
    backwards = run("measure", "exit_rate", folder, "--window", "2024-12-31:2024-01-01")

    assert beyond.exit_code == backwards.exit_code == 2
    assert "reaches beyond" in beyond.stderr
    assert "before it begins" in backwards.stderr


def test_data_that_is_not_there_or_is_no_table_is_one_line(tmp_path: Path):
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "noise.xlsx").write_bytes(b"PK\x03\x04 not a workbook")

    for name in ("gone.csv", "empty.csv", "noise.xlsx"):
        done = run("measure", "exit_rate", tmp_path / name, *YEAR)
        assert done.exit_code == 2, done.output
        assert done.stderr.startswith("Error: ")
        assert done.stderr.count("\n") == 1


def test_a_mapping_that_is_not_there_is_one_line(folder: Path, tmp_path: Path):
    done = run("measure", "exit_rate", folder / "workforce.csv", *YEAR,
               "--map", tmp_path / "gone.toml")  # fmt: skip

    assert done.exit_code == 2
    assert "There is no mapping file" in done.stderr


def test_without_groups_everybody_is_measured(ask: Ask):
    done = ask("exit_rate")

    assert done.exit_code == 0
    assert " people left; the band is " in done.output
