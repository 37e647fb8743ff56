"""Attacking a ledger: what anybody gets from it, and what those get who know who was where."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from workbench import attacked
from workbench.attacked import JANUARY, JULY

from tiebeam.engine.disclosure.cube import Attribute, Cube, Table
from tiebeam.engine.disclosure.published import CROSSED
from tiebeam.engine.records.window import Window
from tiebeam.examples.harbourline import generate
from tiebeam.vault.chain import BrokenChain
from tiebeam.workbench import releases
from tiebeam.workbench.attack_in_words import anybody_certain, attack_as_json, attack_in_words
from tiebeam.workbench.attacking import TruthDoesNotFit, attack_ledger, attack_with
from tiebeam.workbench.bench import open_data
from tiebeam.workbench.releases import NoLedger, UnknownEntry
from tiebeam.workbench.releasing import release_data

DECEMBER = date(2024, 12, 31)
LEFT = Table("left", (), Window(date(2023, 1, 1), date(2023, 12, 31)))
CUBE = Cube(
    first=JANUARY,
    people=400,
    fields={"level": None, "unit": 2},
    attributes=(
        Attribute(
            name="gender", values=("Women", "Men"), times_a_year=2,
            tables=(Table("people"), Table("people", ("level",)), Table("people", ("unit",)), LEFT),
        ),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def harbourline(tmp_path_factory):
    """Harbourline with 400 people, and what attacks on its two releases find."""
    folder = tmp_path_factory.mktemp("harbourline")
    generate(people=400, years=3, seed=7, out=folder)
    where = tmp_path_factory.mktemp("released")
    with open_data(folder) as bench:
        for day in (JANUARY, DECEMBER):
            release_data(
                bench.dataset, CUBE, ledger=where / "ledger", vault=where / "vault", at=day
            )
        found = attack_ledger(where / "ledger")
        yield bench.dataset, found, attack_with(bench.dataset, found)


def solved_of(tmp_path, rows=f"{attacked.STAFF}{attacked.JOINER}\n"):
    found = attack_ledger(attacked.ledger(tmp_path / "ledger"))
    with open_data(attacked.staff(tmp_path, rows=rows)) as bench:
        return found, attack_with(bench.dataset, found)


def test_two_releases_of_harbourline_make_nobody_certain(harbourline):
    _, found, solved = harbourline

    (gender,) = solved
    assert (len(found.releases), gender.attributes, gender.certain) == (2, ("gender",), ())
    assert any(each.less for each in found.differences)
    assert not any(each.certain for each in found.differences)
    assert not anybody_certain(found, solved)


def test_the_lines_of_harbourline_are_solved_about_those_whom_they_count(harbourline):
    dataset, found, (gender,) = harbourline
    spells = dataset.spells
    ever = spells.filter((spells.begins <= DECEMBER) & (spells.ends > date(2023, 1, 1)))

    everybody = ever.person.nunique().to_pyarrow().as_py()

    numbers = {
        (line.about, line.at)
        for release in found.releases
        for line in release.lines
        if line.kind in ("stock", "flow") and line.shown is not None
    }
    assert gender.beyond == 0
    assert gender.numbers <= len(numbers)
    assert {each.who for each in gender.scored} == {"joined", "left", "stayed"}
    assert 400 < gender.people <= everybody


def test_exact_small_counts_give_away_those_who_can_be_computed_by_hand(tmp_path):
    found, (gender,) = solved_of(tmp_path)

    # The three of unit B, and who joined.
    assert [(each.value, each.has, each.people, each.true) for each in gender.certain] == [
        ("Men", False, 4, 4),
        ("Women", True, 4, 4),
    ]
    assert (gender.numbers, gender.people, gender.beyond) == (3, 7, 0)
    assert anybody_certain(found, [gender])


def test_what_is_said_to_be_certain_is_held_beside_what_people_told(tmp_path):
    other = attacked.JOINER.replace(",F", ",M")

    _, (gender,) = solved_of(tmp_path, f"{attacked.STAFF}{other}\n")

    assert [(each.value, each.people, each.true) for each in gender.certain] == [
        ("Men", 4, 3),
        ("Women", 4, 3),
    ]
    # Everybody in July: five were shown, and four have told so.
    assert gender.beyond == 1


def test_guesses_are_right_as_often_as_can_be_worked_out_by_hand(tmp_path):
    _, (gender,) = solved_of(tmp_path)

    scored = {(each.value, each.who): each for each in gender.scored}
    stayed = scored["Women", "stayed"]
    assert {each.who for each in gender.scored} == {"joined", "stayed"}
    assert (stayed.people, stayed.rate) == (6, pytest.approx(4 / 6))
    for attacker in ("linear Bayes", "L1 reconstruction"):
        # Four are named: the three of B, and one of the other three, of whom one is a woman.
        assert stayed.right[attacker] == pytest.approx((3 + 1 / 3) / 4)
        assert scored["Women", "joined"].right[attacker] == 1
        # Of those who joined, nobody is a man, so nobody is named.
        assert scored["Men", "joined"].right[attacker] is None
    assert scored["Men", "stayed"].right["linear Bayes"] == pytest.approx(2 / 3)


def test_of_a_value_that_is_declared_alone_the_others_are_everybody_else(tmp_path):
    line = attacked.women(0, 6)
    content = attacked.content(1, JANUARY)
    content["cube"]["attributes"][0]["values"] = ["Women"]
    releases.append(tmp_path / "ledger", content, [line])

    with open_data(attacked.staff(tmp_path)) as bench:
        (gender,) = attack_with(bench.dataset, attack_ledger(tmp_path / "ledger"))

    # Two of the six are men.
    assert [(each.value, each.has, each.people, each.true) for each in gender.certain] == [
        ("Women", False, 6, 2),
        ("none of these", True, 6, 2),
    ]
    assert {each.value for each in gender.scored} == {"Women"}


def test_what_is_crossed_is_held_beside_what_people_told_of_each_factor(tmp_path):
    both, caring = CROSSED.join(["gender", "caring"]), CROSSED.join(["Women", "Carers"])
    caring_of = '[workforce.attributes.caring]\ncolumn = "caring"\nsource = "recorded"\n'
    mapping = f"{attacked.MAPPING}\n{caring_of}"
    rows = ["1,2020-01-01,,A,F,Carers", "2,2020-01-01,,A,F,Carers", "3,2020-01-01,,A,F,Others",
            "4,2024-08-01,,A,M,Others"]  # fmt: skip
    data = attacked.staff(tmp_path, rows="\n".join(["id,joined,left,unit,gender,caring", *rows]))
    data.with_name("staff.csv.map.toml").write_text(mapping, encoding="utf-8")
    content = attacked.content(1, JANUARY)
    given = {"several": False, "factors": []}
    content["cube"]["attributes"] += [
        given | {"name": "caring", "values": ["Carers"]},
        given | {"name": both, "values": [caring], "factors": ["gender", "caring"]},
    ]
    crossed = replace(attacked.women(3, 3), attribute=both, value=caring)
    alone = replace(attacked.women(3, 3), attribute="caring", value="Carers")
    releases.append(tmp_path / "ledger", content, [crossed, alone])

    with open_data(data) as bench:
        (family,) = attack_with(bench.dataset, attack_ledger(tmp_path / "ledger"))

    true = {each.value: (each.people, each.true) for each in family.certain if each.has}
    assert family.attributes == ("gender", "caring", both)
    assert true == {caring: (3, 2), "Carers": (3, 2), "Women": (3, 3)}


def test_all_numbers_are_solved_with_the_noise_of_the_cube_that_showed_them(tmp_path):
    rows = ["id,joined,left,unit,gender", *(f"{n},2020-01-01,,A,F" for n in range(40))]
    data = attacked.staff(tmp_path, rows="\n".join([*rows, "41,2025-01-01,,A,F"]))
    line = attacked.women(30, 40, band=4.8)
    for number, at in ((1, JANUARY), (2, JULY)):
        content = attacked.content(number, at)
        content["cube"]["protection"] = {"largest": 12} if number == 1 else {}
        shown = replace(line, release=number, at=at, shown=29 + number)
        releases.append(tmp_path / "ledger", content, [shown])

    with open_data(data) as bench:
        (gender,) = attack_with(bench.dataset, attack_ledger(tmp_path / "ledger"))

    # Forty women were shown as 30, which noise of up to 12 can do, and as 31, which 8 can't.
    assert (gender.numbers, gender.beyond) == (2, 1)


def test_the_ledger_alone_gives_away_what_is_left_of_a_total_and_of_two_days(tmp_path):
    found = attack_ledger(attacked.ledger(tmp_path))

    certain = [each for each in found.differences if each.certain]
    assert [(each.line.at, each.people, each.certain) for each in certain] == [
        (JULY, 1, "all"),
        (JANUARY, 3, "all"),
    ]
    assert found.anybody_certain


def test_the_noise_of_a_line_is_that_of_the_cube_that_showed_it(tmp_path):
    content = attacked.content(1, JANUARY)
    content["cube"]["protection"] = {"largest": 12}
    line = attacked.women(30, 60, band=4.8)
    releases.append(tmp_path, content, [line, replace(line, cell={"unit": "B"}, n=40, shown=30)])

    found = attack_ledger(tmp_path)

    (rest,) = [each for each in found.differences if each.less]
    assert (rest.people, rest.low, rest.high) == (20, 18 - 39, 42 - 18)


def test_data_that_lack_somebody_are_refused_with_the_line_that_counts_them(tmp_path):
    with pytest.raises(TruthDoesNotFit, match=r"Release 2 counts 7 people in 'gender, Women: peop"):
        solved_of(tmp_path, attacked.STAFF)


def test_data_in_which_somebody_is_elsewhere_are_refused_with_the_cell(tmp_path):
    moved = attacked.STAFF.replace("id-7003,2020-01-01,,C", "id-7003,2020-01-01,,B")

    with pytest.raises(TruthDoesNotFit, match=r"unit A; C', and this data has 2 there") as refused:
        solved_of(tmp_path, f"{moved}{attacked.JOINER}\n")

    assert "id-70" not in str(refused.value)


def test_data_that_end_before_a_release_are_refused_with_the_days_that_they_show(tmp_path):
    short = attacked.STAFF.replace("id-7008,2024-08-01,,B,M\n", "")

    with pytest.raises(TruthDoesNotFit, match=r"Release 2 .* of 2024-07-01, .* to 2024-03-01"):
        solved_of(tmp_path, f"{short}{attacked.JOINER}\n")


def test_a_ledger_that_was_changed_or_holds_nothing_is_refused(tmp_path):
    path = attacked.ledger(tmp_path / "ledger") / releases.LEDGER
    path.write_text(path.read_text("utf-8").replace('"shown":4', '"shown":3'), "utf-8")

    with pytest.raises(BrokenChain):
        attack_ledger(tmp_path / "ledger")
    with pytest.raises(NoLedger):
        attack_ledger(tmp_path)


def test_a_release_that_does_not_say_how_it_was_made_is_refused(tmp_path):
    releases.append(tmp_path, {"release": 1, "at": "2024-01-01"}, [attacked.women(4, 6)])

    with pytest.raises(UnknownEntry, match="Release 1"):
        attack_ledger(tmp_path)


def test_nobody_is_named_in_what_is_said(tmp_path, harbourline):
    dataset, *whole = harbourline
    small = solved_of(tmp_path)

    said = [
        each
        for found in (whole, small)
        for each in (attack_in_words(*found), json.dumps(attack_as_json(*found)))
    ]

    ids = [*dataset.people.person.to_pyarrow().to_pylist(), "id-70"]
    assert len(ids) > 400
    assert not [each for each in map(str, ids) if any(each in one for one in said)]
